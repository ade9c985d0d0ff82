//! Reading a song's text from a file, with a clear word about every way in which that can fail.

use super::Failure;
use phonon_language::syntax::line_ends;
use std::io::Read;
use std::path::Path;

/// The longest text the command reads, in bytes. A full track is some 10 kB.
pub const LONGEST_TEXT: u64 = 4 * 1024 * 1024;

/// A song's text and the name to call it by in messages.
#[derive(Debug)]
pub struct Song {
    /// The path as the user gave it.
    pub name: String,
    /// The whole text, UTF-8, without a byte order mark, its line ends `\n`.
    pub text: String,
}

/// Reads the song at `path` (`-` is standard input).
pub fn read(path: &Path) -> Result<Song, Failure> {
    let name = if path.as_os_str() == "-" {
        "<stdin>".to_string()
    } else {
        path.display().to_string()
    };
    let fail = |what: &str| Failure::Song(format!("error: {name}: {what}"));
    let mut bytes = Vec::new();
    let outcome = if path.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(LONGEST_TEXT + 1)
            .read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(fail("is a folder, not a song"));
        }
        std::fs::File::open(path)
            .and_then(|file| file.take(LONGEST_TEXT + 1).read_to_end(&mut bytes))
    };
    outcome.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fail("no such file"),
        std::io::ErrorKind::PermissionDenied => fail("may not be read (permission denied)"),
        _ => fail(&format!("cannot be read: {error}")),
    })?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(fail(&format!(
            "is longer than {} MB, which no song is",
            LONGEST_TEXT / 1024 / 1024
        )));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = String::from_utf8_lossy(valid)
            .chars()
            .rev()
            .take_while(|c| *c != '\n')
            .count()
            + 1;
        Failure::Song(format!(
            "error: {name}:{line}:{column}: is not UTF-8 text: byte 0x{:02x} does not belong here",
            error.as_bytes()[valid.len()]
        ))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = line_ends::unified(text).into_owned();
    Ok(Song { name, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("phonon-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn message(path: &Path) -> String {
        read(path).unwrap_err().to_string()
    }

    #[test]
    fn a_text_is_read_whole_and_without_its_byte_order_mark() {
        let path = written("bom.ph", "\u{feff}out: s \"bd\"\n".as_bytes());
        assert_eq!(read(&path).unwrap().text, "out: s \"bd\"\n");
    }

    #[test]
    fn a_text_of_an_old_mac_or_of_windows_has_lines() {
        let path = written("mac.ph", b"-- one\rout: s \"bd\"\r\n-- three");
        assert_eq!(read(&path).unwrap().text, "-- one\nout: s \"bd\"\n-- three");
    }

    #[test]
    fn a_missing_file_a_folder_and_a_huge_text_are_named_as_such() {
        assert!(message(Path::new("/nowhere/song.ph")).contains("/nowhere/song.ph: no such file"));
        assert!(message(&std::env::temp_dir()).contains("is a folder"));
        let path = written("huge.ph", &vec![b' '; 10 * 1024 * 1024]);
        assert!(message(&path).contains("is longer than 4 MB"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_named_with_their_place() {
        let path = written("latin1.ph", b"cps: 1\nout: s \"b\xe4d\"\n");
        assert!(
            message(&path).contains("latin1.ph:2:10: is not UTF-8 text: byte 0xe4"),
            "{}",
            message(&path)
        );
    }
}
