//! A long session with one instance: songs loaded, transport rolling, jumping and standing, automation, blocks of any size,
//! activations. `PHONON_SOAK_MINUTES` says how many minutes of music (half a minute otherwise), `PHONON_SEED` which.

use super::bare::{Bare, Port, value_event};
use clap_sys::events::clap_event_param_value;
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, clap_plugin_preset_load};
use clap_sys::factory::preset_discovery::CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN;
use clap_sys::process::CLAP_PROCESS_ERROR;
use phonon_session::songs::SONGS;
use std::ffi::CString;
use std::sync::atomic::Ordering::Relaxed;

const RATE: f64 = 48_000.0;
const MOST: u32 = 2_048;

/// Numbers that are the same for the same seed: xorshift64*.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// One of the whole numbers below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 33) % end
    }

    /// From 0 up to 1.
    pub(super) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A number that the environment says.
pub(super) fn number(name: &str, otherwise: f64) -> f64 {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => otherwise,
    }
}

/// Bytes that the process holds; none where the system does not say.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4_096)
}

#[test]
fn a_long_session_neither_allocates_nor_grows_nor_breaks() {
    let minutes = number("PHONON_SOAK_MINUTES", 0.5);
    let seed = number("PHONON_SEED", 7.0) as u64;
    println!("seed {seed}, {minutes} minutes");
    let mut chance = Chance::new(seed);
    let mut bare = Bare::new(c"audio.phonon.phonon-multi", 0);
    let telemetry = phonon_session::telemetry::newest().expect("the instance's");
    bare.bounce();
    assert!(bare.activate(RATE, MOST));
    let knobs: Vec<u32> = (1..=4)
        .map(|number| bare.parameter_id(&format!("Macro {number}")))
        .chain([bare.parameter_id("Gain")])
        .collect();
    let frames = (minutes * 60.0 * RATE) as u64;
    let (mut done, mut loud) = (0_u64, 0_u64);
    let mut settled = None;
    while done < frames {
        match chance.below(200) {
            0 => {
                let song = &SONGS[chance.below(SONGS.len() as u64) as usize];
                let load: &clap_plugin_preset_load = bare.extension(CLAP_EXT_PRESET_LOAD);
                let key = CString::new(song.key).expect("a key");
                // SAFETY: the plugin's own function.
                let taken = unsafe {
                    load.from_location.expect("loading")(
                        bare.plugin,
                        CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
                        std::ptr::null(),
                        key.as_ptr(),
                    )
                };
                assert!(taken);
            }
            1 => {
                let saved = bare.save();
                assert!(bare.load(&saved));
            }
            2 => {
                bare.deactivate();
                assert!(bare.activate(RATE, MOST));
            }
            3..=6 => bare.frame = chance.below(1 << 24),
            7 => bare.frame = 0,
            _ => {}
        }
        let block = 1 + chance.below(u64::from(MOST)) as u32;
        let mut events: Vec<clap_event_param_value> = (0..chance.below(4))
            .map(|_| {
                let id = knobs[chance.below(knobs.len() as u64) as usize];
                let frame = chance.below(u64::from(block)) as u32;
                value_event(id, frame, chance.part(), chance.below(4) == 0)
            })
            .collect();
        events.sort_by_key(|event| event.header.time);
        let pointers: Vec<_> = events.iter().map(|event| &raw const event.header).collect();
        let count = [1, 2, 17][chance.below(3) as usize];
        let mut ports: Vec<Port> = (0..count)
            .map(|_| Port::Narrow(vec![vec![0.0; block as usize]; 2]))
            .collect();
        let status = bare.block(block, RATE, &pointers, &mut ports);
        assert_ne!(status, CLAP_PROCESS_ERROR);
        for port in &ports {
            let Port::Narrow(channels) = port else {
                unreachable!()
            };
            let peak = channels.iter().flatten().fold(0.0_f32, |peak, y| {
                assert!(y.is_finite(), "after {done} frames");
                peak.max(y.abs())
            });
            loud += u64::from(peak > 0.01);
        }
        bare.idle();
        done += u64::from(block);
        // Songs, samples and buffers are all there after a while.
        if settled.is_none() && done > frames / 4 {
            settled = Some(resident());
        }
    }
    assert!(loud > 50, "it was heard in {loud} ports of blocks");
    assert_eq!(telemetry.failure(), None);
    assert_eq!(telemetry.heap_operations.load(Relaxed), 0);
    if minutes >= 5.0
        && let (Some(Some(before)), Some(after)) = (settled, resident())
    {
        let grown = after.saturating_sub(before) >> 20;
        assert!(grown < 32, "it has grown by {grown} MB");
    }
}
