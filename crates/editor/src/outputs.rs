//! The lines of the draft in which outputs begin, and how these are.

use super::code_view::{OutputLine, State};
use super::lighting::Lights;
use super::text::{Buffer, Carry};
use phonon_language::State as Played;
use phonon_language::syntax::statements::{Subject, output_number};
use phonon_session::preview::{Preview, ShownStatement};
use phonon_session::state::Strip;

/// A longer comment is no name.
const LONGEST_NAME: usize = 24;

/// The outputs of what plays, at their lines in the draft, in the order of the text.
pub(super) fn output_lines(
    preview: &Preview,
    carry: &Carry,
    buffer: &Buffer,
    strips: &[Strip],
    lights: &Lights,
    level: &dyn Fn(usize) -> f32,
) -> Vec<OutputLine> {
    let soloed = strips.iter().any(|strip| strip.solo);
    let lines = preview.statements().iter().filter_map(|statement| {
        let output = output_of(statement)?;
        let strip = output.checked_sub(1).and_then(|index| strips.get(index));
        let (muted, solo) = strip.map_or((false, false), |strip| (strip.mute, strip.solo));
        let line = buffer.line_of(start_of(statement, carry)?);
        let name = name_of(buffer, line)
            .or_else(|| strip.map(|strip| strip.name.clone()))
            .unwrap_or_default();
        Some(OutputLine {
            line,
            output,
            name,
            state: match statement.state {
                Played::Good => State::Plays,
                Played::Kept => State::LastGood,
                Played::Failed => State::Silent,
            },
            sounds: lights.sounds(output),
            muted,
            soloed: solo,
            shut_out: output > 0 && soloed && !solo,
            level: level(output),
        })
    });
    let mut lines: Vec<OutputLine> = lines.collect();
    lines.sort_by_key(|line| line.line);
    lines.dedup_by_key(|line| line.line);
    lines
}

/// The numbered output that a statement plays on, or 0 for the main one.
fn output_of(statement: &ShownStatement) -> Option<usize> {
    match &statement.key.subject {
        Subject::MainOutput => Some(0),
        Subject::Output(name) => output_number(&name.to_string()),
        _ => None,
    }
}

/// Where a statement begins in the draft.
pub(super) fn start_of(statement: &ShownStatement, carry: &Carry) -> Option<usize> {
    let start = statement.span.start;
    carry.carry(&(start..start + 1)).map(|place| place.start)
}

/// What a short comment behind the first line of a statement, or alone on the line above, calls it.
fn name_of(buffer: &Buffer, line: usize) -> Option<String> {
    let comment = |line: usize| {
        let text = buffer.line(line);
        // A string may hold two dashes.
        let mut at = text.match_indices("--").map(|(at, _)| at);
        let at = at.find(|at| text[..*at].matches('"').count().is_multiple_of(2))?;
        let said = text[at..].trim_start_matches('-').trim();
        let mut words = said
            .split_whitespace()
            .filter(|word| !word.starts_with('_'));
        let name: Vec<&str> = words.by_ref().collect();
        let name = name.join(" ");
        let is_name = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
        let is_name = is_name && !name.contains(['"', '$', '#', '=', '.']);
        is_name.then_some((at, name))
    };
    if let Some((_, name)) = comment(line) {
        return Some(name);
    }
    let above = line.checked_sub(1)?;
    let (at, name) = comment(above)?;
    buffer.line(above)[..at].trim().is_empty().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_comments_name_outputs() {
        let text = "-- kick\no1: s \"bd -- x\"\no2: s \"hh\" -- hats _roll\no3: s \"cp\" # gain 1\n-- this says more than any name can say\no4: s \"sn\"\no5: s \"a\" -- # pan 1";
        let buffer = Buffer::new(text);
        let name = |line| name_of(&buffer, line);
        assert_eq!(name(1).as_deref(), Some("kick"));
        assert_eq!(name(2).as_deref(), Some("hats"));
        assert_eq!(name(3), None);
        assert_eq!(name(5), None);
        assert_eq!(name(6), None);
    }
}
