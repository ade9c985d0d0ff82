//! What plays when the statements so far have been carried out: the outputs, what each plays, which are muted or soloed.

use crate::compile::score::Once;
use crate::evaluate::actions::{Change, Sort};
use crate::evaluate::value::Spanned;
use crate::syntax::Expression;
use crate::syntax::statements::OutputName;
use std::collections::HashSet;

/// An output, by what its statements call it.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// `out: …`: every line has its own.
    Main(usize),
    /// `d1 $ …`, `o1: …`, `p "pads" $ …`
    Output(OutputName),
}

impl Name {
    pub(super) fn output(&self) -> usize {
        match self {
            Self::Main(_) => 0,
            Self::Output(player) => player.output(),
        }
    }

    pub(super) fn shown(&self) -> String {
        match self {
            Self::Main(_) => "out".to_owned(),
            Self::Output(player) => player.in_tidal(),
        }
    }

    /// Whether a line such as `mute: o1` means it.
    pub(super) fn is_of(&self, outputs: &HashSet<usize>) -> bool {
        match self {
            Self::Main(_) => outputs.contains(&0),
            Self::Output(player) => player.output() > 0 && outputs.contains(&player.output()),
        }
    }
}

/// What an output plays.
#[derive(Clone)]
pub(super) enum Plays<'a> {
    /// `d1 $ e`, not evaluated yet.
    Body(&'a Expression),
    /// What a command gave it.
    Value(Spanned),
    /// What a command changes it to.
    Change(Change),
}

/// One output as the statements so far have left it.
pub(super) struct Output<'a> {
    pub(super) name: Name,
    /// What it plays, and the statement that said so.
    pub(super) plays: Option<(usize, Plays<'a>)>,
    /// The statement before that one.
    pub(super) before: Option<usize>,
    pub(super) is_muted: bool,
    pub(super) is_soloed: bool,
}

/// What plays when all statements so far have been carried out.
#[derive(Default)]
pub(super) struct Stage<'a> {
    pub(super) outputs: Vec<Output<'a>>,
    pub(super) once: Vec<(usize, Once)>,
    pub(super) all: Option<(usize, Spanned)>,
    pub(super) variables: Vec<(usize, String, Spanned, Sort)>,
    /// The statement that silenced something last, and what it says.
    pub(super) silenced: Option<(usize, &'static str)>,
    /// `mute: o1`, `solo: o2`: wherever they stand.
    pub(super) muted: HashSet<usize>,
    pub(super) soloed: HashSet<usize>,
}

impl<'a> Stage<'a> {
    pub(super) fn play(&mut self, name: Name, index: usize, plays: Plays<'a>) {
        match self.outputs.iter_mut().find(|output| output.name == name) {
            Some(output) => {
                let before = output.plays.replace((index, plays));
                output.before = before.map(|(before, _)| before);
            }
            None => self.outputs.push(Output {
                name,
                plays: Some((index, plays)),
                before: None,
                is_muted: false,
                is_soloed: false,
            }),
        }
    }

    pub(super) fn hush(&mut self, index: usize) {
        for output in &mut self.outputs {
            if output.plays.take().is_some() {
                self.silenced = Some((index, "hush"));
            }
        }
        if !self.once.is_empty() {
            self.silenced = Some((index, "hush"));
        }
        self.once.clear();
    }

    /// The outputs that a command means: that of the player, or all.
    pub(super) fn of(&mut self, player: Option<&OutputName>) -> Vec<&mut Output<'a>> {
        let means = |output: &&mut Output| match (player, &output.name) {
            (None, _) => true,
            (Some(player), Name::Output(own)) => player == own,
            (Some(_), Name::Main(_)) => false,
        };
        self.outputs.iter_mut().filter(means).collect()
    }

    pub(super) fn is_silent(&self, output: &Output) -> bool {
        let any_solo =
            !self.soloed.is_empty() || self.outputs.iter().any(|output| output.is_soloed);
        if output.name.is_of(&self.muted) {
            return true;
        }
        if any_solo {
            return !output.is_soloed && !output.name.is_of(&self.soloed);
        }
        output.is_muted
    }
}
