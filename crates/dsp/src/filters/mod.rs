//! Filters that may be modulated, equalisers, combs and strings, vowels, notches, quadrature.

pub mod comb;
pub mod equalizer;
pub mod formant;
pub mod hilbert;
pub mod ladder;
pub mod onepole;
pub mod phaser;
pub mod resonant;
pub mod svf;
