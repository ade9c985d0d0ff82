//! From windows to spectra and back, what may be done to a spectrum between, and a channel vocoder.

pub mod bands;
pub mod effects;
pub mod stft;
pub mod vocoder;
