//! Which parts of the draft sound now.

use super::code_view::Lit;
use super::text::Carry;
use phonon_session::Session;
use phonon_session::preview::Sounding;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering::Relaxed;

/// Seconds in which the light of a beginning falls to 1/e.
const DECAY: f64 = 0.16;
/// More lights than this are a lit screen.
const MOST_LIGHTS: usize = 2000;

/// The lights at the present position; none while time stands.
pub(super) fn lit(session: &Session, carry: &Carry, heard: &dyn Fn(usize) -> bool) -> Vec<Lit> {
    let telemetry = session.telemetry();
    if !telemetry.playing.load(Relaxed) {
        return Vec::new();
    }
    let (position, cps) = (telemetry.cycle.load(), telemetry.cps.load());
    let mut lights: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    if let Some(view) = session.view(position, 0.0, 0.0) {
        let heard = |sounding: &Sounding| sounding.event.outputs.iter().any(heard);
        for sounding in view.sounding(position).filter(heard) {
            let glow = (-sounding.age.max(0.0) / cps.max(1.0e-6) / DECAY).exp() as f32;
            for place in sounding.places {
                if lights.len() < MOST_LIGHTS {
                    let light = lights.entry((place.start, place.end)).or_insert(0.0);
                    *light = light.max(glow);
                }
            }
        }
    }
    let carried = lights.into_iter().filter_map(|((start, end), glow)| {
        let range = carry.carry(&(start..end))?;
        Some(Lit { range, glow })
    });
    carried.collect()
}
