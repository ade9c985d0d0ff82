//! How sound is made. Pure: sample rates (8 kHz to 768 kHz) and slices in, slices out; no threads, no files, nothing of
//! patterns or programs. State is made with its sample rate and never grows afterwards, so that processing does not
//! allocate. One concern a file, and in each file a test that measures it.
//!
//! | file | holds |
//! |---|---|
//! | `saturate` | soft clipping, waveshaping, feedback limits |
//! | `smooth` | smoothing of parameters |

pub mod saturate;
pub mod smooth;
