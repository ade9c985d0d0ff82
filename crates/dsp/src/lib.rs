//! How sound is made: oscillators, filters, delays, reverbs, dynamics, spectra. Pure: sample rates (8 kHz to 768 kHz) and
//! slices in, slices out; no threads, no files. State is made with its sample rate and never grows afterwards, so that
//! processing does not allocate. One concern a file, and in each file a test that measures it.
//!
//! | module | holds |
//! |---|---|
//! | [`oscillators`] | phases as 32-bit turns, band-limited waves, seeded noises, a blown reed |
//! | [`filters`] | state-variable, ladder and one-pole filters; equalisers, combs, strings, vowels, phasers |
//! | [`delays`] | delay lines; pitch shifting, grains, a rotating loudspeaker |
//! | [`reverbs`] | feedback delay networks, a plate, springs, convolution without latency |
//! | [`dynamics`] | compressor, gate, transient shaper, limiters |
//! | [`distortion`] | soft clipping, waveshaping, bit and rate reduction |
//! | [`spectral`] | windows to spectra and back, changes of spectra, a vocoder |
//! | [`control`] | envelopes, followers, smoothing, panning |
//! | [`math`] | fast sine, powers and logarithms, units of music, interpolation |
//! | [`measure`] | levels, spectra and decay of what came out: the tools of the tests |

#![allow(
    clippy::manual_clamp,
    reason = "`x.max(a).min(b)` is not `clamp`: it also turns NaN into a bound"
)]
#![allow(
    clippy::should_implement_trait,
    reason = "every processor's `next` is its next frame; none of them is an iterator"
)]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod control;
pub mod delays;
pub mod distortion;
pub mod dynamics;
pub mod filters;
pub mod math;
pub mod measure;
pub mod oscillators;
pub mod reverbs;
pub mod spectral;
