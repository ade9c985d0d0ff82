//! Showing what is wrong with a song: each message with its place, the line, and the line underlined.

use super::song::Song;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use phonon_language::{Diagnostic, Severity};
use std::io::IsTerminal;

/// How many messages are shown of one song; more would bury the first.
const MOST_SHOWN: usize = 50;

/// The messages as a terminal shows them, errors and warnings in the order of their places.
pub fn text(song: &Song, diagnostics: &[Diagnostic]) -> String {
    let renderer = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut shown: Vec<String> = diagnostics
        .iter()
        .take(MOST_SHOWN)
        .map(|diagnostic| one(&renderer, song, diagnostic))
        .collect();
    if diagnostics.len() > MOST_SHOWN {
        shown.push(format!("… and {} more", diagnostics.len() - MOST_SHOWN));
    }
    shown.join("\n\n")
}

fn one(renderer: &Renderer, song: &Song, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let snippet = Snippet::source(song.text.as_str())
        .path(song.name.as_str())
        .annotation(AnnotationKind::Primary.span(shown_span(&song.text, diagnostic)));
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .element(snippet);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The bytes to underline: on character boundaries, within the text, and of the first line only, so that an error about a
/// long statement does not show all of it.
fn shown_span(text: &str, diagnostic: &Diagnostic) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(diagnostic.span.start);
    let end = text.floor_char_boundary(diagnostic.span.end).max(start);
    let line_end = text[start..end]
        .find('\n')
        .map_or(end, |length| start + length);
    start..line_end
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_language::diagnostic::Place;

    fn song(text: &str) -> Song {
        Song {
            name: "a.ph".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_error_names_file_line_and_column_and_underlines() {
        let song = song("bpm: 120\no1: evry 2 $ s \"bd\"\n");
        let error = Diagnostic::error(Place::new(13, 17), "no function `evry`")
            .with_help("did you mean `every`?");
        let shown = text(&song, &[error]);
        assert!(shown.contains("error: no function `evry`"), "{shown}");
        assert!(shown.contains("a.ph:2:5"), "{shown}");
        assert!(shown.contains("^^^^"), "{shown}");
        assert!(shown.contains("did you mean `every`?"), "{shown}");
    }

    #[test]
    fn a_place_beyond_the_text_or_within_a_character_is_shown_nearby() {
        let song = song("o1: s \"b\u{e4}d\"");
        for (start, end) in [(9, 10), (500, 600), (12, 3)] {
            let shown = text(&song, &[Diagnostic::warning(Place::new(start, end), "odd")]);
            assert!(shown.contains("warning: odd"), "{shown}");
        }
        assert!(
            text(
                &self::song(""),
                &[Diagnostic::error(Place::new(0, 0), "empty")]
            )
            .contains("a.ph:1:1")
        );
    }
}
