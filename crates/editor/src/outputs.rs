//! The lines of the draft in which outputs begin, and how these are.

use super::code_view::{OutputLine, State};
use super::lighting::Lights;
use super::text::{Buffer, Carry};
use phonon_language::State as Played;
use phonon_language::Subject;
use phonon_session::preview::{Preview, ShownStatement};
use phonon_session::state::Strip;

/// Whether an output is heard, by its own switches and the others' solo. The main output has none.
pub(super) fn hears(strips: &[Strip], output: usize) -> bool {
    let soloed = strips.iter().any(|strip| strip.solo);
    let strip = output.checked_sub(1).and_then(|index| strips.get(index));
    match strip {
        Some(strip) => !strip.mute && (!soloed || strip.solo),
        None => output == 0 || !soloed,
    }
}

/// What the lines of outputs are told by.
pub(super) struct OutputLines<'a> {
    /// What plays.
    pub preview: &'a Preview,
    /// From the text of what plays to the draft.
    pub carry: &'a Carry,
    pub strips: &'a [Strip],
    pub lights: &'a Lights,
    /// Level of an output, 0 to 1 of its meter.
    pub level: &'a dyn Fn(usize) -> f32,
    /// What the text calls an output.
    pub name: &'a dyn Fn(usize) -> Option<&'a str>,
}

impl OutputLines<'_> {
    /// The outputs at their lines in the draft, in the order of the text.
    pub(super) fn of(&self, buffer: &Buffer) -> Vec<OutputLine> {
        let statements = self.preview.statements().iter();
        let lines = statements.filter_map(|statement| self.line(statement, buffer));
        let mut lines: Vec<OutputLine> = lines.collect();
        lines.sort_by_key(|line| line.line);
        lines.dedup_by_key(|line| line.line);
        lines
    }

    fn line(&self, statement: &ShownStatement, buffer: &Buffer) -> Option<OutputLine> {
        let output = output_of(statement)?;
        let start = statement.span.start;
        let start = self.carry.carry(&(start..start + 1))?.start;
        let strip = output
            .checked_sub(1)
            .and_then(|index| self.strips.get(index));
        let (muted, soloed) = strip.map_or((false, false), |strip| (strip.mute, strip.solo));
        let name = match (self.name)(output) {
            Some(name) => name.to_owned(),
            None => strip.map(|strip| strip.name.clone()).unwrap_or_default(),
        };
        Some(OutputLine {
            line: buffer.line_of(start),
            output,
            name,
            state: match statement.state {
                Played::Good => State::Plays,
                Played::Kept => State::LastGood,
                Played::Failed => State::Silent,
            },
            sounds: self.lights.sounds(output),
            muted,
            soloed,
            shut_out: output > 0 && !soloed && self.strips.iter().any(|strip| strip.solo),
            level: (self.level)(output),
        })
    }
}

/// The numbered output that a statement plays on, or 0 for the main one.
fn output_of(statement: &ShownStatement) -> Option<usize> {
    match &statement.key.subject {
        Subject::MainOutput => Some(0),
        Subject::Output(name) => Some(name.output()),
        _ => None,
    }
}
