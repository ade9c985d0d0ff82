//! The effects of a single voice, in SuperDirt's order, each only where an event asks for it.
//!
//! They hear the voice already placed between left and right, before its gain: so gain does not drive a distortion, and
//! a mono sound in the middle meets them at -3 dB. All state lies in the voice and is set anew when a sound starts;
//! what needs much memory is borrowed from a [`Memories`] pool.

mod colour;
mod distortion;
mod envelopes;
mod filters;
mod memory;
mod motion;
mod spectral;
mod waves;

pub use memory::{Memories, Stock};

use crate::parameters as p;
use crate::sequencing::trigger::Trigger;
use crate::voices::gate::Gate;
use crate::voices::sustain::Length;
use colour::{Coarse, Compressor, Crush, Drive, Krush, Octer, Ring, Triode};
use distortion::Distortion;
use envelopes::{GrainEnvelope, VoiceEnvelope};
use filters::{DjFilter, Filter, Formants};
use memory::{Lease, SpectralLease};
use motion::{FrequencyShift, Phaser, PitchShift, Tremolo};
use phonon_dsp::distortion::saturate::Shape;
use spectral::Spectrum;
use waves::{Squiz, WaveLoss};

/// What is softer than this counts as none where effects ask for a wave's sign: what has died away has none.
const SILENCE: f32 = 1.0e-15;

/// What an effect is told when a sound starts.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Hz.
    pub sample_rate: f64,
    /// The sound's length.
    pub length: &'a Length,
    /// The sound's frequency in Hz.
    pub frequency: f32,
    /// For those that draw random numbers.
    pub seed: u64,
}

/// The effects, in the order in which they are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Vowel,
    Shape,
    High,
    Band,
    Crush,
    Coarse,
    Low,
    PitchShift,
    Envelope,
    GrainEnvelope,
    Tremolo,
    Phaser,
    WaveLoss,
    Squiz,
    FrequencyShift,
    Triode,
    Krush,
    Octer,
    Ring,
    Distort,
    Spectral,
    DjFilter,
    Drive,
    Compressor,
}

const MOST_EFFECTS: usize = 24;

/// The effects of one voice.
#[derive(Clone, Debug)]
pub struct Chain {
    kinds: [Kind; MOST_EFFECTS],
    count: usize,
    vowel: [Formants; 2],
    shape: Shape,
    high: Filter,
    band: Filter,
    low: Filter,
    crush: Crush,
    coarse: Coarse,
    pitch_shift: PitchShift,
    envelope: VoiceEnvelope,
    grain_envelope: GrainEnvelope,
    tremolo: Tremolo,
    phaser: Phaser,
    wave_loss: [WaveLoss; 2],
    squiz: Squiz,
    frequency_shift: FrequencyShift,
    triode: Triode,
    krush: Krush,
    octer: [Octer; 2],
    ring: Ring,
    distortion: Distortion,
    spectrum: Spectrum,
    dj_filter: DjFilter,
    drive: Drive,
    compressor: Compressor,
    lease: Option<Lease>,
    spectral_lease: Option<SpectralLease>,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            kinds: [Kind::Vowel; MOST_EFFECTS],
            count: 0,
            vowel: [Formants::default(); 2],
            shape: Shape::new(0.0),
            high: Filter::default(),
            band: Filter::default(),
            low: Filter::default(),
            crush: Crush::default(),
            coarse: Coarse::default(),
            pitch_shift: PitchShift::default(),
            envelope: VoiceEnvelope::default(),
            grain_envelope: GrainEnvelope::default(),
            tremolo: Tremolo::default(),
            phaser: Phaser::default(),
            wave_loss: [WaveLoss::default(); 2],
            squiz: Squiz::default(),
            frequency_shift: FrequencyShift::default(),
            triode: Triode::default(),
            krush: Krush::default(),
            octer: [Octer::default(); 2],
            ring: Ring::default(),
            distortion: Distortion::default(),
            spectrum: Spectrum::default(),
            dj_filter: DjFilter::default(),
            drive: Drive::default(),
            compressor: Compressor::default(),
            lease: None,
            spectral_lease: None,
        }
    }
}

/// What memory the effects of a program need in which `is_named` says which parameters events may have, at `sample_rate` Hz.
#[must_use]
pub fn stock(sample_rate: f64, is_named: impl Fn(p::Parameter) -> bool) -> Stock {
    let rings = [p::PSRATE, p::PHASERRATE, p::SQUIZ];
    let rings = rings.into_iter().any(&is_named);
    let spectra = Spectrum::ANY.into_iter().any(is_named);
    Stock::new(sample_rate, rings, spectra)
}

impl Chain {
    /// Whether the event asks for any effect.
    #[must_use]
    pub fn is_wanted(trigger: &Trigger) -> bool {
        const ANY: [p::Parameter; 25] = [
            p::SHAPE,
            p::HCUTOFF,
            p::BANDF,
            p::CRUSH,
            p::COARSE,
            p::CUTOFF,
            p::PSRATE,
            p::ATTACK,
            p::SUSTAINLEVEL,
            p::RELEASE,
            p::TILT,
            p::TREMOLORATE,
            p::PHASERRATE,
            p::WAVELOSS,
            p::SQUIZ,
            p::FSHIFT,
            p::TRIODE,
            p::KRUSH,
            p::OCTER,
            p::RING,
            p::DISTORT,
            p::DJF,
            p::DIST,
            p::COMPRESSOR,
            p::OVERSHAPE,
        ];
        let mut any = ANY.iter().chain(&Spectrum::ANY);
        trigger.vowel.is_some() || any.any(|parameter| trigger.has(*parameter))
    }

    /// Sets the chain up for a sound. Returns `false` if an effect had to be left out because its memory is in use.
    pub fn start(&mut self, trigger: &Trigger, start: &Start, memories: &mut Memories) -> bool {
        self.count = 0;
        self.lease = None;
        self.spectral_lease = None;
        let rate = start.sample_rate;
        let value = |parameter| trigger.get(parameter);
        let or_zero = |parameter| trigger.get(parameter).unwrap_or(0.0);
        if let Some(vowel) = trigger.vowel.and_then(filters::formants) {
            self.vowel = [Formants::new(&vowel, or_zero(p::RESONANCE), rate); 2];
            self.add(Kind::Vowel);
        }
        if value(p::SHAPE).is_some() || value(p::OVERSHAPE).is_some() {
            self.shape = Shape::new(or_zero(p::SHAPE) + or_zero(p::OVERSHAPE));
            self.add(Kind::Shape);
        }
        if let Some(cutoff) = value(p::HCUTOFF) {
            self.high = Filter::high(trigger, cutoff, start);
            self.add(Kind::High);
        }
        if let Some(centre) = value(p::BANDF) {
            self.band = Filter::band(trigger, centre, start);
            self.add(Kind::Band);
        }
        if let Some(bits) = value(p::CRUSH) {
            self.crush = Crush::new(bits);
            self.add(Kind::Crush);
        }
        if let Some(ratio) = value(p::COARSE).filter(|ratio| *ratio > 1.0) {
            self.coarse = Coarse::new(ratio);
            self.add(Kind::Coarse);
        }
        if let Some(cutoff) = value(p::CUTOFF) {
            self.low = Filter::low(trigger, cutoff, start);
            self.add(Kind::Low);
        }
        let rings = [
            (p::PSRATE, memory::Ring::PitchShift),
            (p::PHASERRATE, memory::Ring::Phaser),
            (p::SQUIZ, memory::Ring::Squiz),
        ];
        let wants_memory = rings.iter().any(|(parameter, _)| trigger.has(*parameter));
        if wants_memory {
            self.lease = memories.lease();
            for (parameter, ring) in rings {
                if let Some(lease) = &self.lease
                    && trigger.has(parameter)
                {
                    memories.get(lease).clear(ring);
                }
            }
        }
        let has_memory = self.lease.is_some();
        if let Some(ratio) = value(p::PSRATE)
            && has_memory
        {
            self.pitch_shift = PitchShift::new(ratio, or_zero(p::PSDISP), start);
            self.add(Kind::PitchShift);
        }
        if VoiceEnvelope::is_wanted(trigger, start) {
            self.envelope = VoiceEnvelope::new(trigger, start);
            self.add(Kind::Envelope);
        }
        if let Some(tilt) = value(p::TILT) {
            self.grain_envelope =
                GrainEnvelope::new(tilt, or_zero(p::PLAT), or_zero(p::CURVE), start);
            self.add(Kind::GrainEnvelope);
        }
        if let Some(speed) = value(p::TREMOLORATE) {
            self.tremolo = Tremolo::new(speed, or_zero(p::TREMOLODEPTH), rate);
            self.add(Kind::Tremolo);
        }
        if let Some(speed) = value(p::PHASERRATE)
            && has_memory
        {
            self.phaser = Phaser::new(speed, or_zero(p::PHASERDEPTH), rate);
            self.add(Kind::Phaser);
        }
        if let Some(percent) = value(p::WAVELOSS) {
            self.wave_loss = [WaveLoss::new(percent, start.seed); 2];
            self.add(Kind::WaveLoss);
        }
        if let Some(ratio) = value(p::SQUIZ).filter(|ratio| *ratio > 1.0)
            && has_memory
        {
            self.squiz = Squiz::new(ratio, rate);
            self.add(Kind::Squiz);
        }
        if let Some(shift) = value(p::FSHIFT) {
            let shift = shift + or_zero(p::FSHIFTNOTE) * start.frequency;
            self.frequency_shift = FrequencyShift::new(shift, or_zero(p::FSHIFTPHASE), rate);
            self.add(Kind::FrequencyShift);
        }
        if let Some(amount) = value(p::TRIODE) {
            self.triode = Triode::new(amount, rate);
            self.add(Kind::Triode);
        }
        if let Some(amount) = value(p::KRUSH) {
            self.krush = Krush::new(amount, or_zero(p::KCUTOFF), rate);
            self.add(Kind::Krush);
        }
        if let Some(above) = value(p::OCTER) {
            let levels = [above, or_zero(p::OCTERSUB), or_zero(p::OCTERSUBSUB)];
            self.octer = [Octer::new(levels, rate); 2];
            self.add(Kind::Octer);
        }
        if let Some(amount) = value(p::RING) {
            self.ring = Ring::new(amount, or_zero(p::RINGF), or_zero(p::RINGDF), rate);
            self.add(Kind::Ring);
        }
        if let Some(amount) = value(p::DISTORT) {
            self.distortion = Distortion::new(amount, rate);
            self.add(Kind::Distort);
        }
        let mut has_spectra = true;
        if let Some(spectrum) = Spectrum::of(trigger) {
            self.spectral_lease = memories.lease_spectra();
            has_spectra = self.spectral_lease.is_some();
            if has_spectra {
                self.spectrum = spectrum;
                self.add(Kind::Spectral);
            }
        }
        if let Some(position) = value(p::DJF) {
            self.dj_filter = DjFilter::new(position, rate);
            self.add(Kind::DjFilter);
        }
        if let Some(drive) = value(p::DIST) {
            self.drive = Drive::new(drive);
            self.add(Kind::Drive);
        }
        if let Some(threshold) = value(p::COMPRESSOR) {
            self.compressor = Compressor::new(threshold, rate);
            self.add(Kind::Compressor);
        }
        (has_memory || !wants_memory) && has_spectra
    }

    fn add(&mut self, kind: Kind) {
        self.kinds[self.count] = kind;
        self.count += 1;
    }

    /// Gives back borrowed memory.
    pub fn end(&mut self, memories: &mut Memories) {
        if let Some(lease) = self.lease.take() {
            memories.give_back(lease);
        }
        if let Some(lease) = self.spectral_lease.take() {
            memories.give_spectra_back(lease);
        }
        self.count = 0;
    }

    /// At the start of a sub-block and of a sound: moves what moves slowly.
    pub fn control(&mut self, gate: &Gate) {
        for index in 0..self.count {
            match self.kinds[index] {
                Kind::High => self.high.control(gate),
                Kind::Band => self.band.control(gate),
                Kind::Low => self.low.control(gate),
                _ => {}
            }
        }
    }

    /// Changes frames in place; `age` is how many frames the sound had before them.
    pub fn process(
        &mut self,
        age: u64,
        left: &mut [f32],
        right: &mut [f32],
        memories: &mut Memories,
    ) {
        for index in 0..self.count {
            match self.kinds[index] {
                Kind::Vowel => {
                    let [l, r] = &mut self.vowel;
                    each(left, right, |x| l.next(x), |x| r.next(x));
                }
                Kind::Shape => {
                    let shape = self.shape;
                    each(left, right, |x| shape.apply(x), |x| shape.apply(x));
                }
                Kind::High => self.high.process(left, right),
                Kind::Band => self.band.process(left, right),
                Kind::Low => self.low.process(left, right),
                Kind::Crush => {
                    let crush = self.crush;
                    each(left, right, |x| crush.apply(x), |x| crush.apply(x));
                }
                Kind::Coarse => self.coarse.process(left, right),
                Kind::PitchShift => {
                    if let Some(lease) = &self.lease {
                        self.pitch_shift.process(left, right, memories.get(lease));
                    }
                }
                Kind::Envelope => self.envelope.process(age, left, right),
                Kind::GrainEnvelope => self.grain_envelope.process(age, left, right),
                Kind::Tremolo => self.tremolo.process(left, right),
                Kind::Phaser => {
                    if let Some(lease) = &self.lease {
                        self.phaser.process(left, right, memories.get(lease));
                    }
                }
                Kind::WaveLoss => {
                    let [l, r] = &mut self.wave_loss;
                    each(left, right, |x| l.next(x), |x| r.next(x));
                }
                Kind::Squiz => {
                    if let Some(lease) = &self.lease {
                        self.squiz.process(left, right, memories.get(lease));
                    }
                }
                Kind::FrequencyShift => self.frequency_shift.process(left, right),
                Kind::Triode => self.triode.process(left, right),
                Kind::Krush => self.krush.process(left, right),
                Kind::Octer => {
                    let [l, r] = &mut self.octer;
                    each(left, right, |x| l.next(x), |x| r.next(x));
                }
                Kind::Ring => self.ring.process(left, right),
                Kind::Distort => self.distortion.process(left, right),
                Kind::Spectral => {
                    if let Some(lease) = &self.spectral_lease {
                        let (spectra, transform) = memories.spectra(lease);
                        self.spectrum.process(left, right, spectra, transform);
                    }
                }
                Kind::DjFilter => self.dj_filter.process(left, right),
                Kind::Drive => {
                    let drive = self.drive;
                    each(left, right, |x| drive.apply(x), |x| drive.apply(x));
                }
                Kind::Compressor => self.compressor.process(left, right),
            }
        }
    }
}

/// Each channel by its own function, frame by frame.
fn each(
    left: &mut [f32],
    right: &mut [f32],
    mut l: impl FnMut(f32) -> f32,
    mut r: impl FnMut(f32) -> f32,
) {
    for x in left {
        *x = l(*x);
    }
    for x in right {
        *x = r(*x);
    }
}
