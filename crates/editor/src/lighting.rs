//! Which parts of the draft sound now, and which did just before.

use super::code_view::Lit;
use super::text::Carry;
use phonon_session::Session;
use phonon_session::preview::Sounding;
use std::collections::HashMap;
use std::ops::Range;

/// Seconds in which the light of a beginning falls to 1/e.
const DECAY: f64 = 0.16;
/// Seconds that a light stays as it is, however short the sound is, and in which it fades afterwards.
const HOLD: f64 = 0.06;
const TRAIL: f64 = 0.3;
/// More lights than this are a lit screen.
const MOST_LIGHTS: usize = 2000;

/// A light, and when it was last seen sounding, in the window's seconds.
#[derive(Clone, Copy, Debug)]
struct Light {
    output: usize,
    glow: f32,
    seen: f64,
}

/// The lights of the evaluated text, with their trails.
#[derive(Default)]
pub(super) struct Lights {
    lights: HashMap<Range<usize>, Light>,
    /// The evaluation whose text they are in.
    serial: u64,
    /// Outputs that sound, as bits.
    sounding: u32,
}

impl Lights {
    /// Follows what sounds. `time` is in the window's seconds.
    pub(super) fn follow(
        &mut self,
        session: &Session,
        moving: bool,
        heard: &dyn Fn(usize) -> bool,
        time: f64,
    ) {
        self.sounding = 0;
        let telemetry = session.telemetry();
        let (position, cps) = (telemetry.cycle.load(), telemetry.cps.load());
        let view = moving.then(|| session.view(position, 0.0, 0.0)).flatten();
        if let Some(view) = view {
            let (serial, _) = view.version();
            if self.serial != serial {
                self.lights.clear();
                self.serial = serial;
            }
            let is_heard = |sounding: &Sounding| sounding.event.outputs.iter().any(heard);
            for sounding in view.sounding(position).filter(is_heard) {
                let mut outputs = sounding
                    .event
                    .outputs
                    .iter()
                    .filter(|output| heard(*output));
                let output = outputs.next().unwrap_or(0);
                self.sounding |= 1 << output.min(31);
                outputs.for_each(|output| self.sounding |= 1 << output.min(31));
                let glow = (-sounding.age.max(0.0) / cps.max(1.0e-6) / DECAY).exp() as f32;
                for place in sounding.places {
                    self.light(place, output, glow, time);
                }
            }
        }
        self.lights
            .retain(|_, light| time - light.seen < HOLD + TRAIL);
    }

    fn light(&mut self, place: &Range<usize>, output: usize, glow: f32, time: f64) {
        let has_room = self.lights.len() < MOST_LIGHTS;
        match self.lights.get_mut(place) {
            // What began first in this frame keeps its colour; the brightest beginning counts.
            Some(light) if light.seen == time => light.glow = light.glow.max(glow),
            Some(light) => {
                *light = Light {
                    output,
                    glow,
                    seen: time,
                }
            }
            None if has_room => {
                let light = Light {
                    output,
                    glow,
                    seen: time,
                };
                self.lights.insert(place.clone(), light);
            }
            None => {}
        }
    }

    /// The evaluation whose text the lights are in.
    pub(super) fn serial(&self) -> u64 {
        self.serial
    }

    /// Whether something sounds in an output.
    pub(super) fn sounds(&self, output: usize) -> bool {
        self.sounding & 1 << output.min(31) != 0
    }

    /// Whether there is nothing to be drawn.
    pub(super) fn is_dark(&self) -> bool {
        self.lights.is_empty()
    }

    /// The lights at their places in the draft, in the order of the text.
    pub(super) fn lit(&self, carry: &Carry, time: f64) -> Vec<Lit> {
        let lit = self.lights.iter().filter_map(|(place, light)| {
            let faded = ((time - light.seen - HOLD) / TRAIL).clamp(0.0, 1.0) as f32;
            Some(Lit {
                range: carry.carry(place)?,
                output: light.output,
                glow: light.glow * (1.0 - faded),
                strength: (1.0 - faded).powi(2),
            })
        });
        let mut lit: Vec<Lit> = lit.collect();
        lit.sort_unstable_by_key(|lit| (lit.range.start, lit.range.end));
        lit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Buffer;

    #[test]
    fn lights_are_held_and_fade_where_the_draft_has_them() {
        let mut lights = Lights::default();
        lights.light(&(7..9), 2, 1.0, 10.0);
        let mut buffer = Buffer::new("o2: s \"bd sn\"");
        let mut carry = Carry::new(buffer.text(), Some(0), &buffer);
        buffer.replace(0..0, "-- x\n");
        carry.follow(&buffer);
        let at = |lights: &Lights, time| lights.lit(&carry, time)[0].clone();
        let now = at(&lights, 10.0);
        assert_eq!((&buffer.text()[now.range.clone()], now.output), ("bd", 2));
        assert_eq!((now.glow, now.strength), (1.0, 1.0));
        assert_eq!(at(&lights, 10.0 + HOLD).strength, 1.0);
        let half = at(&lights, 10.0 + HOLD + TRAIL / 2.0).strength;
        assert!((0.2..0.6).contains(&half), "{half}");
        assert!(at(&lights, 10.0 + HOLD + TRAIL).strength < 1e-6);
    }
}
