//! The songs that come with Phonon, for hosts' browsers and the window.

/// What a song is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It shows one thing.
    Lesson,
    /// It is music.
    Track,
}

impl Level {
    /// The title over songs of this level.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lesson => "Lessons",
            Self::Track => "Tracks",
        }
    }
}

/// A song.
pub struct Song {
    /// What hosts know it by. Never changes.
    pub key: &'static str,
    /// Name of the song, as people read it.
    pub title: &'static str,
    /// What the song shows, in a sentence.
    pub summary: &'static str,
    /// What it is for; songs of a level stand together.
    pub level: Level,
    /// Text of the song, comments and all.
    pub text: &'static str,
}

macro_rules! songs {
    ($($key:literal $level:ident $title:literal $summary:literal)*) => {
        &[$(Song {
            key: $key,
            title: $title,
            summary: $summary,
            level: Level::$level,
            text: include_str!(concat!("../../../patterns/", $key, ".ph")),
        }),*]
    };
}

/// All songs, from the first lesson to whole tracks.
pub const SONGS: &[Song] = songs! {
    "first-beat" Lesson "First beat" "What a string of sounds can say."
    "circles" Lesson "Circles" "Euclid's rhythms."
    "chance" Lesson "Chance" "Steps that come and go, the same each time."
    "melody" Lesson "Melody" "Notes, scales and chords."
    "time" Lesson "Time" "Faster, slower, earlier, later, backwards."
    "echoes" Lesson "Echoes" "Copies of a pattern, later and changed; one ear and the other."
    "signals" Lesson "Signals" "Oscillators, noise and effects that patterns play."
    "first-light" Track "First light" "A small track to take apart."
    "night-bus" Track "Night bus" "A whole track."
};

/// The song with a key.
pub fn find(key: &str) -> Option<&'static Song> {
    SONGS.iter().find(|song| song.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_song_begins_with_its_title() {
        for song in SONGS {
            let begins = format!("-- {}.", song.title);
            assert!(song.text.starts_with(&begins), "{}", song.key);
        }
    }
}
