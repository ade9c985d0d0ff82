//! The knobs that act on their frame within a block, and what a host's events say of them.
//!
//! The framework knows a parameter's value by the block: it applies every event of a block before the block is rendered.
//! What hosts automate is therefore read here, event by event, and handed to the engine with its frame.

use super::parameters::Parameters;
use nice_plug::prelude::{Param, ParamPtr, Params};
use phonon_engine::{Change, MACROS, Setting};
use std::sync::Arc;

/// Changes that a block can hold. The host is told nothing of more; they are counted and act at the block's end.
const CHANGES: usize = 4096;
/// Knobs beside the macros.
const OTHERS: usize = 3;
/// All knobs.
const KNOBS: usize = OTHERS + MACROS;

/// A parameter that acts on its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// Level of all outputs.
    Gain,
    /// Silence, or what comes in.
    Bypass,
    /// The limiter's switch.
    Limiter,
    /// `~m1` … `~m16`, from 0.
    Macro(usize),
}

impl Knob {
    fn index(self) -> usize {
        match self {
            Self::Gain => 0,
            Self::Bypass => 1,
            Self::Limiter => 2,
            Self::Macro(index) => OTHERS + index,
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        [Self::Gain, Self::Bypass, Self::Limiter]
            .into_iter()
            .chain((0..MACROS).map(Self::Macro))
    }

    /// The knobs of an instance with the host's ids, ascending. `hosts` gives the id of a parameter by its place in the
    /// parameters' list.
    pub fn listed(
        parameters: &Parameters,
        hosts: impl Fn(usize) -> Option<u32>,
    ) -> Arc<[(u32, Self)]> {
        let listed = parameters.param_map();
        let mut ids: Vec<(u32, Self)> = Self::all()
            .filter_map(|knob| {
                let pointer = knob.pointer(parameters);
                let place = listed.iter().position(|(_, known, _)| *known == pointer)?;
                Some((hosts(place)?, knob))
            })
            .collect();
        ids.sort_unstable_by_key(|(id, _)| *id);
        ids.into()
    }

    /// The knob of a list with a host's id.
    pub fn find(listed: &[(u32, Self)], id: u32) -> Option<Self> {
        let place = listed.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(listed[place].1)
    }

    fn pointer(self, parameters: &Parameters) -> ParamPtr {
        match self {
            Self::Gain => parameters.gain.as_ptr(),
            Self::Bypass => parameters.bypass.as_ptr(),
            Self::Limiter => parameters.limiter.as_ptr(),
            Self::Macro(index) => parameters.macros[index].value.as_ptr(),
        }
    }

    /// As the host has it, 0 to 1, without modulation.
    fn normalized(self, parameters: &Parameters) -> f32 {
        match self {
            Self::Gain => parameters.gain.unmodulated_normalized_value(),
            Self::Bypass => parameters.bypass.unmodulated_normalized_value(),
            Self::Limiter => parameters.limiter.unmodulated_normalized_value(),
            Self::Macro(index) => parameters.macros[index]
                .value
                .unmodulated_normalized_value(),
        }
    }

    /// What a value from 0 to 1 means to the engine; `None` for what the engine does not know.
    fn setting(self, parameters: &Parameters, normalized: f32) -> Option<Setting> {
        Some(match self {
            Self::Gain => Setting::Master(parameters.gain.preview_plain(normalized)),
            Self::Limiter => Setting::Limiter(parameters.limiter.preview_plain(normalized)),
            Self::Macro(index) => {
                let knob = &parameters.macros[index].value;
                Setting::Macro(index, knob.preview_plain(normalized))
            }
            Self::Bypass => return None,
        })
    }
}

/// The automation of one block, as the host's events say it.
pub struct Automation {
    /// The host's ids of the knobs, ascending.
    ids: Arc<[(u32, Knob)]>,
    /// The knobs as the host set them, 0 to 1.
    values: [f32; KNOBS],
    /// What modulation adds to them.
    offsets: [f32; KNOBS],
    /// Values of all knobs at the block's first frame.
    opening: Vec<Change>,
    changes: Vec<Change>,
    bypassed: bool,
    bypasses: Vec<(usize, bool)>,
    /// Frames of the block that were rendered before: the framework may cut it.
    rendered: usize,
    /// A copy of the changes in the part of the block that is rendered.
    part: Vec<Change>,
    /// Changes since the start that found no room on their frame.
    pub crowded: u64,
}

impl Automation {
    /// Of the knobs with these ids.
    pub fn new(ids: Arc<[(u32, Knob)]>) -> Self {
        Self {
            ids,
            values: [0.0; KNOBS],
            offsets: [0.0; KNOBS],
            opening: Vec::with_capacity(KNOBS),
            changes: Vec::with_capacity(CHANGES),
            bypassed: false,
            bypasses: Vec::with_capacity(CHANGES),
            rendered: 0,
            part: Vec::with_capacity(KNOBS + CHANGES),
            crowded: 0,
        }
    }

    /// The knob behind a host's id.
    pub fn find(&self, id: u32) -> Option<Knob> {
        Knob::find(&self.ids, id)
    }

    /// Begins a block: all knobs stand where the parameters are, plus what still modulates them.
    pub fn begin(&mut self, parameters: &Parameters) {
        self.rendered = 0;
        self.changes.clear();
        self.bypasses.clear();
        self.opening.clear();
        for (_, knob) in &*self.ids {
            let index = knob.index();
            self.values[index] = knob.normalized(parameters);
            let now = (self.values[index] + self.offsets[index]).clamp(0.0, 1.0);
            // The default of a skewed range is not always what its normalised value says, to the last bit.
            let plain = match (*knob, self.offsets[index] == 0.0) {
                (Knob::Gain, true) => Some(Setting::Master(parameters.gain.value())),
                _ => knob.setting(parameters, now),
            };
            if let Some(setting) = plain {
                self.opening.push(Change { offset: 0, setting });
            } else {
                self.bypassed = now >= 0.5;
            }
        }
    }

    /// The host sets a knob, to a value from 0 to 1, at a frame of the block.
    pub fn set(&mut self, parameters: &Parameters, knob: Knob, frame: usize, value: f32) {
        if value.is_finite() {
            self.values[knob.index()] = value;
            self.note(parameters, knob, frame);
        }
    }

    /// The host modulates a knob by an amount, −1 to 1, from a frame of the block on, until it says otherwise.
    pub fn modulate(&mut self, parameters: &Parameters, knob: Knob, frame: usize, amount: f32) {
        if amount.is_finite() {
            self.offsets[knob.index()] = amount;
            self.note(parameters, knob, frame);
        }
    }

    /// Nothing modulates any more.
    pub fn forget_modulation(&mut self) {
        self.offsets = [0.0; KNOBS];
    }

    fn note(&mut self, parameters: &Parameters, knob: Knob, frame: usize) {
        let index = knob.index();
        let now = (self.values[index] + self.offsets[index]).clamp(0.0, 1.0);
        let Some(setting) = knob.setting(parameters, now) else {
            let later = self.bypasses.last().map_or(0, |(last, _)| *last);
            if self.bypasses.len() < self.bypasses.capacity() {
                self.bypasses.push((frame.max(later), now >= 0.5));
            } else if let Some(last) = self.bypasses.last_mut() {
                last.1 = now >= 0.5;
                self.crowded += 1;
            }
            return;
        };
        // Hosts send events in their order; one that does not is taken as late as the one before.
        let later = self.changes.last().map_or(0, |last| last.offset);
        let offset = frame.max(later);
        if self.changes.len() < self.changes.capacity() {
            self.changes.push(Change { offset, setting });
            return;
        }
        self.crowded += 1;
        // The latest value of a knob counts most.
        let same = |change: &&mut Change| match (change.setting, setting) {
            (Setting::Macro(known, _), Setting::Macro(wanted, _)) => known == wanted,
            (Setting::Master(_), Setting::Master(_)) => true,
            (Setting::Limiter(_), Setting::Limiter(_)) => true,
            _ => false,
        };
        if let Some(last) = self.changes.iter_mut().rev().find(same) {
            last.setting = setting;
        }
    }

    /// The changes in the next `frames` frames of the block, by the frame in that part; the part begins with all knobs as they
    /// stand. What stands beyond the block acts at its end.
    pub fn take(&mut self, frames: usize) -> Part<'_> {
        let begin = self.rendered;
        let end = begin + frames;
        self.rendered = end;
        self.part.clear();
        self.part.extend_from_slice(&self.opening);
        let before = self.changes.partition_point(|change| change.offset < end);
        for change in &self.changes[..before] {
            let offset = change.offset.saturating_sub(begin);
            self.part.push(Change {
                offset,
                setting: change.setting,
            });
        }
        let mut bypassed = self.bypassed;
        for (frame, on) in &self.bypasses {
            if *frame < begin {
                bypassed = *on;
            }
        }
        Part {
            changes: &self.part,
            bypassed,
            bypasses: &self.bypasses,
            begin,
        }
    }
}

/// The automation of a part of a block.
pub struct Part<'a> {
    /// What the engine is to change, by the frame of the part.
    pub changes: &'a [Change],
    /// Whether the part begins bypassed.
    pub bypassed: bool,
    bypasses: &'a [(usize, bool)],
    begin: usize,
}

impl Part<'_> {
    /// Nothing is automated.
    pub fn none() -> Self {
        Self {
            changes: &[],
            bypassed: false,
            bypasses: &[],
            begin: 0,
        }
    }

    /// Whether bypass is on at a frame of the part; asked for its frames in order.
    pub fn is_bypassed(&mut self, frame: usize) -> bool {
        while let [(first, on), rest @ ..] = self.bypasses
            && *first <= self.begin + frame
        {
            self.bypassed = *on;
            self.bypasses = rest;
        }
        self.bypassed
    }
}
