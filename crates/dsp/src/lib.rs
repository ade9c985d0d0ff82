//! How sound is made. Pure: sample rates (8 kHz to 768 kHz) and slices in, slices out; no threads, no files, nothing of
//! patterns or programs. State is made with its sample rate and never grows afterwards, so that processing does not
//! allocate. One concern a file, and in each file a test that measures it.
//!
//! | file | holds |
//! |---|---|
//! | `phase`, `trig`, `exponential` | phases as 32-bit turns; sine, tangent, powers and logarithms for every sample |
//! | `wavetable`, `noise` | band-limited waves; seeded noises |
//! | `interpolate`, `sinc`, `delay` | reading between samples, cheaply or nearly exactly; delay lines |
//! | `onepole`, `svf`, `ladder` | filters that may be modulated |
//! | `equalizer`, `comb`, `phaser`, `hilbert`, `pitch` | equalisers; combs and strings; notches; shifts of frequency and pitch |
//! | `resonant`, `formant` | the filters of single sounds, as users of SuperDirt know them |
//! | `reverb`, `plate`, `spring` | feedback delay networks; a plate; springs |
//! | `rotary` | a rotating loudspeaker |
//! | `convolution`, `impulse` | convolution without latency; impulse responses of spaces |
//! | `grains`, `reed`, `vocoder` | playing with the past; a blown reed; a channel vocoder |
//! | `stft`, `spectral` | from windows to spectra and back; what is done to spectra |
//! | `saturate`, `limiter` | soft clipping, waveshaping; the guard of the main output |
//! | `dynamics`, `follow` | compressors and gates; measuring a signal as it goes |
//! | `crush`, `convert` | coarser in level and time; units of music |
//! | `envelope`, `smooth`, `pan` | shapes in time; smoothing of parameters; placing |
//! | `spectrum` | measuring tools of the tests |

// `x.max(a).min(b)` is not `clamp`: it also turns NaN into a bound.
#![allow(clippy::manual_clamp)]
// Every processor's `next` is its next frame; none of them is an iterator.
#![allow(clippy::should_implement_trait)]

pub mod align;
pub mod comb;
pub mod convert;
pub mod convolution;
pub mod crush;
pub mod delay;
pub mod dynamics;
pub mod envelope;
pub mod equalizer;
pub mod exponential;
pub mod follow;
pub mod formant;
pub mod grains;
pub mod hilbert;
pub mod impulse;
pub mod interpolate;
pub mod ladder;
pub mod limiter;
pub mod noise;
pub mod onepole;
pub mod pan;
pub mod phase;
pub mod phaser;
pub mod pitch;
pub mod plate;
pub mod reed;
pub mod resonant;
pub mod reverb;
pub mod rotary;
pub mod saturate;
pub mod sinc;
pub mod smooth;
pub mod spectral;
pub mod spectrum;
pub mod spring;
pub mod stft;
pub mod svf;
pub mod trig;
pub mod true_peak;
pub mod vocoder;
pub mod wavetable;
