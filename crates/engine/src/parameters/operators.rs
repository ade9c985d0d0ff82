//! The operators of `superfm`, each with the parameters that are its own.

use crate::parameters::Parameter;
use crate::parameters::table::*;

/// The parameters of one operator of `superfm`.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// Level at which the operator is heard.
    pub amp: Parameter,
    /// Ratio of the operator's frequency to the note's.
    pub ratio: Parameter,
    /// Hz added to the operator's frequency.
    pub detune: Parameter,
    /// Speed of the decay: one over its seconds.
    pub rate: Parameter,
    /// Level that the decay falls to.
    pub level: Parameter,
    /// Modulation of this operator by each operator, in radians.
    pub modulated: [Parameter; 6],
}

macro_rules! operators {
    ($($amp:ident $ratio:ident $detune:ident $rate:ident $level:ident [$($by:ident)*]),*) => {
        [$(Operator {
            amp: $amp,
            ratio: $ratio,
            detune: $detune,
            rate: $rate,
            level: $level,
            modulated: [$($by),*],
        }),*]
    };
}

/// Those of all operators of `superfm`, in their order.
#[rustfmt::skip]
pub const OPERATORS: [Operator; 6] = operators![
    AMP1 RATIO1 DETUNE1 EGRATE1 EGLEVEL1 [MOD11 MOD12 MOD13 MOD14 MOD15 MOD16],
    AMP2 RATIO2 DETUNE2 EGRATE2 EGLEVEL2 [MOD21 MOD22 MOD23 MOD24 MOD25 MOD26],
    AMP3 RATIO3 DETUNE3 EGRATE3 EGLEVEL3 [MOD31 MOD32 MOD33 MOD34 MOD35 MOD36],
    AMP4 RATIO4 DETUNE4 EGRATE4 EGLEVEL4 [MOD41 MOD42 MOD43 MOD44 MOD45 MOD46],
    AMP5 RATIO5 DETUNE5 EGRATE5 EGLEVEL5 [MOD51 MOD52 MOD53 MOD54 MOD55 MOD56],
    AMP6 RATIO6 DETUNE6 EGRATE6 EGLEVEL6 [MOD61 MOD62 MOD63 MOD64 MOD65 MOD66]
];
