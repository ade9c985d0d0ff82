//! The table: a row a parameter, a constant of its name for each.

use crate::heading::Heading;
use crate::parameters::{Description, Kind, Parameter};

/// The limit of what has none of its own.
const FREE: f32 = 1.0e6;

macro_rules! rows {
    ($(
        $id:ident: $kind:ident $name:literal [$($alias:literal),*] $unit:literal
        $low:literal..$high:literal, $min:expr, $max:expr, $default:expr; $doc:literal; $example:literal
    )*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the variants are named as the constants of the rows")]
        #[repr(u8)]
        enum Index { $($id),* }

        $(
            #[doc = $doc]
            pub const $id: Parameter = Parameter(Index::$id as u8);
        )*

        /// How many parameters there are.
        pub const COUNT: usize = [$(Index::$id as u8),*].len();

        /// The table.
        pub static TABLE: [Description; COUNT] = [
            $(Description {
                heading: Heading::new(&[$name $(, $alias)*], $doc, $example),
                kind: Kind::$kind,
                unit: $unit,
                range: ($low, $high),
                limits: ($min, $max),
                default: $default,
            }),*
        ];
    };
}

rows! {
    // What sounds.
    S: Word "s" ["sound"] "name" 0.0..0.0, 0.0, 0.0, None; "Which sound: a sample bank (`bd`, `bd:3`), a synth, or a bus (`~pad`)."; "s \"bd sn:1 hh cp\""
    BANK: Word "bank" [] "name" 0.0..0.0, 0.0, 0.0, None; "A prefix to the sound's name, for kits that share names."; "s \"bd sn\" # bank \"808\""
    N: Number "n" ["number"] "index, semitones" 0.0..16.0, -FREE, FREE, None; "Which sample of the bank (rounded down, wrapping), or the note of a synth in semitones from C5."; "n \"0 3 5\" # s \"arpy\""
    CHANNEL: Number "channel" [] "index" 0.0..1.0, 0.0, 64.0, None; "Sends the sound to one channel: 0 in the middle, 1 hard right."; "s \"bd\" # channel 1"

    // Pitch.
    NOTE: Number "note" ["up"] "semitones" -24.0..24.0, -FREE, FREE, None; "Pitch in semitones from C5, for samples and synths."; "s \"arpy*4\" # note \"0 4 7 12\""
    OCTAVE: Number "octave" [] "octaves" 2.0..8.0, -20.0, 20.0, Some(5.0); "The octave that note 0 stands in; 5 is the sound's own pitch."; "s \"arpy*2\" # octave \"4 6\""
    MIDINOTE: Number "midinote" [] "semitones" 0.0..127.0, -200.0, 300.0, None; "Pitch as a MIDI note number; overrides note and octave."; "s \"superpiano*3\" # midinote \"60 64 67\""
    FREQ: Number "freq" [] "Hz" 20.0..20000.0, 0.0, 200000.0, None; "Pitch in Hz; overrides note, octave and midinote."; "s \"supersaw\" # freq 110"
    HARMONIC: Number "harmonic" [] "ratio" 1.0..16.0, 0.0, 1000.0, Some(1.0); "Multiplies the pitch's frequency."; "s \"superpiano*4\" # harmonic \"1 2 3 4\""
    STEPSPEROCTAVE: Number "stepsPerOctave" [] "steps" 5.0..53.0, 1.0, 1000.0, Some(12.0); "How many steps of note make an octave."; "s \"superpiano*4\" # note \"0 6 10 19\" # stepsPerOctave 19"
    DETUNE: Number "detune" ["det"] "semitones" 0.0..1.0, -FREE, FREE, None; "Detuning: of a synth's oscillators against each other, as each synth says."; "s \"supersaw\" # detune 0.4"
    SLIDE: Number "slide" ["sld"] "ratio" -1.0..1.0, -100.0, 100.0, None; "A glide of the pitch over the sound, in synths that have one."; "s \"superhoover\" # slide 1"
    SPEED: Number "speed" [] "ratio" -4.0..4.0, -1000.0, 1000.0, Some(1.0); "Speed of playback; negative plays backwards. Scales the frequency of synths."; "s \"break\" # speed \"1 -1\""
    UNIT: Word "unit" [] "r, c or s" 0.0..0.0, 0.0, 0.0, None; "How speed is meant: r as a ratio, c in cycles (1 fills a cycle), s with the slice's length in seconds."; "s \"break\" # unit \"c\" # speed 1"
    ACCELERATE: Number "accelerate" [] "ratio" -1.0..1.0, -1000.0, 1000.0, None; "Speed moves to speed * (1 + accelerate) over the sound."; "s \"arpy*2\" # accelerate \"-0.5 1\""
    TIMESCALE: Number "timescale" [] "ratio" 0.1..3.0, 0.001, 100.0, None; "Stretches the sample in time; its pitch stays."; "s \"break\" # timescale 2"
    TIMESCALEWIN: Number "timescalewin" [] "ratio" 0.1..4.0, 0.01, 20.0, Some(1.0); "Size of the time stretch's grains."; "s \"break\" # timescale 2 # timescalewin 2"
    METATUNE: Number "metatune" [] "amount" 0.0..1.0, 0.0, 1.0, Some(0.0); "How far a root note stored in the file tunes the sample to C5."; "s \"arpy\" # metatune 1"

    // Place and length.
    BEGIN: Number "begin" [] "fraction" 0.0..1.0, -100.0, 100.0, Some(0.0); "Where in the sample the sound begins."; "s \"break\" # begin 0.25"
    END: Number "end" [] "fraction" 0.0..1.0, -100.0, 100.0, Some(1.0); "Where in the sample the sound ends."; "s \"break\" # end 0.5"
    LOOP: Number "loop" [] "times" 1.0..8.0, -100000.0, 100000.0, None; "Repeats the slice's length that many times."; "s \"bd\" # loop 2"
    LEGATO: Number "legato" ["clip"] "event lengths" 0.0..2.0, 0.0, 10000.0, None; "Length of the sound in lengths of its event; samples are cut, synths held."; "s \"break*4\" # legato 1"
    SUSTAIN: Number "sustain" ["sus"] "seconds" 0.0..4.0, 0.0, 100000.0, None; "Length of the sound in seconds, fades included."; "s \"break*2\" # sustain 0.2"
    CUT: Number "cut" [] "group" -16.0..16.0, -FREE, FREE, Some(0.0); "Stops what sounds in this group on the same orbit, but not what starts together with it; a negative group stops only the same sample."; "s \"oh hh*3\" # cut 1"
    CUTALL: Number "cutAll" [] "switch" 0.0..1.0, 0.0, 1.0, None; "Lets cut reach the other orbits too."; "s \"oh*2\" # cut 1 # cutAll 1"
    FADETIME: Number "fadeTime" ["fadeOutTime"] "seconds" 0.0..0.1, 0.0, 100.0, Some(0.001); "Length of the fade out, and of the fade in where begin is not 0; at 0 slices join without a gap."; "s \"break*2\" # legato 0.5 # fadeTime 0.05"
    FADEINTIME: Number "fadeInTime" [] "seconds" 0.0..0.1, 0.0, 100.0, None; "Length of the fade in."; "s \"break\" # fadeInTime 0.05"
    NUDGE: Number "nudge" [] "seconds" -0.1..0.1, -10.0, 10.0, Some(0.0); "Moves the sound in time, later or (negative) earlier."; "s \"bd sn\" # nudge \"0 0.02\""
    LAG: Number "lag" [] "seconds" 0.0..1.0, 0.0, 10.0, Some(0.0); "Delays the sound."; "s \"bd\" # lag 0.1"
    OFFSET: Number "offset" [] "seconds" 0.0..1.0, -10.0, 10.0, Some(0.0); "Delays the sound by this times its speed."; "s \"bd\" # offset 0.1"
    CPS: Number "cps" [] "cycles per second" 0.1..4.0, 0.000001, 1000.0, None; "Tempo, when it runs free of a host."; "s \"bd*4\" # cps 0.6"

    // Level and place.
    GAIN: Number "gain" [] "level" 0.0..2.0, 0.0, FREE, Some(1.0); "Level, taken to the fourth power; above 2 it stays at 2."; "s \"hh*8\" # gain \"1 0.8\""
    OVERGAIN: Number "overgain" [] "ratio" 0.0..2.0, -10.0, 10.0, Some(0.0); "Added to gain before the fourth power, without its limit of 2."; "s \"bd\" # overgain 0.2"
    OVERSHAPE: Number "overshape" [] "amount" 0.0..1.0, -1.0, 1.0, Some(0.0); "Added to shape."; "s \"bd\" # shape 0.3 # overshape 0.1"
    AMP: Number "amp" [] "linear" 0.0..1.0, 0.0, 100.0, Some(0.4); "Level, linear."; "s \"bd\" # amp 0.6"
    VELOCITY: Number "velocity" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "How hard a note is struck, in synths that know and for notes out."; "s \"superpiano*4\" # velocity \"0.2 0.5 0.8 1\""
    PAN: Number "pan" [] "place" 0.0..1.0, -100.0, 100.0, Some(0.5); "From left 0 to right 1, of equal power; beyond, it is mirrored."; "s \"hh*8\" # pan rand"
    CURVE: Number "curve" [] "shape" -8.0..8.0, -50.0, 50.0, None; "Curvature of the envelope's segments; 0 is straight."; "s \"bd\" # attack 0.1 # release 0.2 # curve -4"
    ATTACK: Number "attack" ["att"] "seconds" 0.0..2.0, 0.0, 10000.0, None; "Rise of the envelope. Synths, buses and what has a susl then hold their level until the event ends; samples have SuperDirt's envelope of attack, hold and release."; "s \"arpy\" # attack 0.1 # release 0.3"
    HOLD: Number "hold" [] "seconds" 0.0..2.0, 0.0, 10000.0, None; "How long the envelope stays up, whatever the event's length, where attack or release are given."; "s \"arpy\" # attack 0.05 # hold 0.1 # release 0.2"
    DECAY: Number "decay" [] "seconds" 0.0..2.0, 0.0, 10000.0, None; "Decay of a synth, as each synth says; where susl is given, the seconds in which the envelope falls to it."; "s \"superkick\" # decay 0.5"
    SUSTAINLEVEL: Number "susl" ["sustainlevel"] "ratio" 0.0..1.0, 0.0, 1.0, None; "Sustain level: what the envelope falls to after its attack, in `decay` seconds, and holds until the event ends."; "s \"supersaw\" # decay 0.1 # susl 0.4"
    POLY: Number "poly" [] "voices" 1.0..16.0, 1.0, 64.0, None; "Voices that each bus and oscillator has when notes play it; the most that any statement says counts for all."; "saw # note \"[0,3,7,10]*4\" # release 1 # poly 2"
    RELEASE: Number "release" ["rel"] "seconds" 0.0..4.0, 0.0, 10000.0, None; "Fall of the envelope: of samples after attack and hold, of synths, buses and what has a susl after the end of the event."; "s \"arpy\" # release 0.3"
    GATE: Number "gate" ["gat"] "switch" 0.0..1.0, 0.0, 1.0, None; "Opens and closes a held synth at once: no rise, decay or release of its own."; "s \"superhoover\" # gate 1"
    TILT: Number "tilt" [] "fraction" 0.0..1.0, 0.0, 1.0, None; "Grain envelope over the sound: where its peak lies."; "s \"break\" # tilt 0.1"
    PLAT: Number "plat" [] "fraction" 0.0..1.0, 0.0, 1.0, None; "Grain envelope: how much of the sound stays up."; "s \"break\" # tilt 0.5 # plat 0.5"

    // Effects on each sound, in the order in which they are applied.
    VOWEL: Word "vowel" [] "a, e, i, o or u" 0.0..0.0, 0.0, 0.0, None; "A formant filter that sings the vowel."; "s \"break\" # vowel \"<a e i o u>\""
    SHAPE: Number "shape" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Wave shaping, from clean to loud and square."; "s \"bd*2\" # shape 0.5"
    HCUTOFF: Number "hcutoff" ["hpf", "hp"] "Hz" 20.0..20000.0, 0.0, 200000.0, None; "High-pass filter."; "s \"break\" # hpf 800"
    HRESONANCE: Number "hresonance" ["hpq"] "amount" 0.0..1.0, 0.0, 1.0, None; "Resonance of the high-pass filter."; "s \"break\" # hpf 800 # hresonance 0.4"
    BANDF: Number "bandf" ["bpf", "bp"] "Hz" 20.0..20000.0, 0.0, 200000.0, None; "Band-pass filter."; "s \"break\" # bpf 1000"
    BANDQ: Number "bandq" ["bpq"] "q" 1.0..50.0, 0.0, 10000.0, None; "How narrow the band-pass filter is."; "s \"break\" # bpf 1000 # bandq 8"
    CRUSH: Number "crush" [] "bits" 1.0..16.0, 0.5, 64.0, None; "Rounds the sound to that many bits."; "s \"break\" # crush 4"
    COARSE: Number "coarse" [] "ratio" 1.0..64.0, 0.0, 100000.0, None; "Holds every n-th frame: a lower sample rate."; "s \"break\" # coarse 8"
    CUTOFF: Number "cutoff" ["lpf", "ctf", "lp"] "Hz" 20.0..20000.0, 0.0, 200000.0, None; "Low-pass filter, 12 dB an octave."; "s \"break\" # lpf 800"
    RESONANCE: Number "resonance" ["lpq"] "amount" 0.0..1.0, 0.0, 1.0, None; "Resonance of the low-pass filter."; "s \"break\" # lpf 800 # resonance 0.3"
    PSRATE: Number "psrate" [] "ratio" 0.25..4.0, 0.0, 4.0, None; "Granular pitch shift."; "s \"break\" # psrate 1.5"
    PSDISP: Number "psdisp" [] "amount" 0.0..1.0, 0.0, 1.0, None; "How much the pitch shift's grains stray."; "s \"break\" # psrate 1.5 # psdisp 0.2"
    TREMOLORATE: Number "tremolorate" ["tremr"] "Hz" 0.0..20.0, 0.0, 20000.0, None; "Tremolo: how fast the level swings."; "s \"pad\" # tremolorate 6 # tremolodepth 0.8"
    TREMOLODEPTH: Number "tremolodepth" ["tremdp"] "amount" 0.0..1.0, 0.0, 1.0, None; "Tremolo: how far the level swings."; "s \"pad\" # tremolorate 6 # tremolodepth 0.8"
    PHASERRATE: Number "phaserrate" ["phasr"] "Hz" 0.0..10.0, 0.0, 20000.0, None; "Phaser: how fast it sweeps."; "s \"pad\" # phaserrate 2 # phaserdepth 0.6"
    PHASERDEPTH: Number "phaserdepth" ["phasdp"] "amount" 0.0..1.0, 0.0, 1.0, None; "Phaser: the level of the sound's swept, later self."; "s \"pad\" # phaserrate 2 # phaserdepth 0.6"
    WAVELOSS: Number "waveloss" [] "percent" 0.0..100.0, 0.0, 100.0, None; "Drops that many of a hundred waves."; "s \"break\" # waveloss 40"
    SQUIZ: Number "squiz" [] "ratio" 1.0..8.0, 1.0, 64.0, None; "Plays each wave faster, then rests until the next: a shrill raising of the pitch."; "s \"break\" # squiz 4"
    FSHIFT: Number "fshift" [] "Hz" -2000.0..2000.0, -20000.0, 20000.0, None; "Shifts every frequency by the same amount."; "s \"break\" # fshift 200"
    FSHIFTNOTE: Number "fshiftnote" [] "ratio" 0.0..4.0, -100.0, 100.0, None; "Frequency shift in multiples of the note's frequency."; "s \"arpy\" # fshift 1 # fshiftnote 1"
    FSHIFTPHASE: Number "fshiftphase" [] "radians" 0.0..6.3, -100.0, 100.0, None; "Phase of the frequency shift."; "s \"arpy\" # fshift 1 # fshiftphase 1"
    TRIODE: Number "triode" [] "amount" 0.0..1.0, 0.0, 10.0, None; "The asymmetric distortion of a tube."; "s \"break\" # triode 0.5"
    KRUSH: Number "krush" [] "amount" 0.0..10.0, 0.0, 100.0, None; "A crunchy distortion with a filter behind it."; "s \"break\" # krush 4"
    KCUTOFF: Number "kcutoff" [] "Hz" 20.0..20000.0, 0.0, 200000.0, None; "Cutoff of krush's filter."; "s \"break\" # krush 4 # kcutoff 2000"
    OCTER: Number "octer" [] "amount" 0.0..2.0, 0.0, 10.0, None; "Replaces the sound by its octave above, and those below."; "s \"bass\" # octer 1"
    OCTERSUB: Number "octersub" [] "amount" 0.0..2.0, 0.0, 10.0, None; "How much of the octave below octer gives."; "s \"arpy\" # octer 1 # octersub 1"
    OCTERSUBSUB: Number "octersubsub" [] "amount" 0.0..2.0, 0.0, 10.0, None; "How much of two octaves below octer gives."; "s \"arpy\" # octer 1 # octersubsub 1"
    RING: Number "ring" [] "amount" 0.0..1.0, -10.0, 10.0, None; "Ring modulation, added to the sound."; "s \"arpy\" # ring 0.5 # ringf 300"
    RINGF: Number "ringf" [] "Hz" 0.0..5000.0, 0.0, 200000.0, None; "Frequency of the ring modulation."; "s \"arpy\" # ring 0.5 # ringf 300"
    RINGDF: Number "ringdf" [] "Hz" -1000.0..1000.0, -200000.0, 200000.0, None; "How far the ring modulation's frequency slides within a second."; "s \"arpy\" # ring 0.5 # ringf 300 # ringdf 200"
    DISTORT: Number "distort" [] "amount" 0.0..1.0, 0.0, 10.0, None; "A noisy, ringing distortion."; "s \"arpy\" # distort 0.3"
    DJF: Number "djf" [] "position" 0.0..1.0, 0.0, 1.0, None; "One knob of filter: below 0.5 low-pass, above it high-pass."; "s \"break\" # djf \"<0.2 0.5 0.8>\""

    // Spectral effects.
    FREEZE: Number "freeze" [] "switch" 0.0..1.0, 0.0, 1.0, None; "Holds the spectrum of the sound's beginning."; "s \"break\" # freeze 1"
    COMB: Number "comb" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Removes bands of the spectrum like a comb."; "s \"break\" # comb 0.5"
    SMEAR: Number "smear" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Smears the spectrum over its neighbours."; "s \"break\" # smear 0.5"
    SCRAM: Number "scram" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Scrambles the spectrum."; "s \"break\" # scram 0.3"
    BINSHIFT: Number "binshift" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Shifts the spectrum upwards."; "s \"break\" # binshift 0.2"
    HBRICK: Number "hbrick" [] "amount" 0.0..1.0, 0.0, 1.0, None; "A steep high-pass: takes out the lowest part of the spectrum, up to so much of it."; "s \"break\" # hbrick 0.1"
    LBRICK: Number "lbrick" [] "amount" 0.0..1.0, 0.0, 1.0, None; "A steep low-pass: keeps the lowest part of the spectrum, up to so much of it."; "s \"break\" # lbrick 0.1"
    ENHANCE: Number "enhance" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Brings out the loudest parts of the spectrum."; "s \"break\" # enhance 0.5"
    REAL: Number "real" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Distorts the spectrum's real part."; "s \"break\" # real 0.5"
    IMAG: Number "imag" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Distorts the spectrum's imaginary part."; "s \"break\" # imag 0.5"
    XSDELAY: Number "xsdelay" [] "bits" 0.0..15.0, 0.0, 15.0, None; "Spectral delay: which of 16 bands are late: 15 the later the higher, 1 every other one."; "s \"break\" # xsdelay 5 # tsdelay 0.5"
    TSDELAY: Number "tsdelay" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Spectral delay: how late the latest band is, as a part of 0.2 s."; "s \"break\" # xsdelay 15 # tsdelay 0.8"

    // Ours, under the names Strudel gave them.
    LPENV: Number "lpenv" [] "octaves" -4.0..8.0, -10.0, 10.0, None; "How far the low-pass filter's envelope opens it."; "s \"supersaw*2\" # lpf 300 # lpenv 4 # lpdecay 0.2"
    LPATTACK: Number "lpattack" ["lpa"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Rise of the low-pass filter's envelope."; "s \"supersaw*2\" # lpf 300 # lpenv 4 # lpattack 0.1"
    LPDECAY: Number "lpdecay" ["lpd"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Decay of the low-pass filter's envelope."; "s \"supersaw*2\" # lpf 300 # lpenv 4 # lpdecay 0.2"
    LPSUSTAIN: Number "lpsustain" ["lps"] "ratio" 0.0..1.0, 0.0, 1.0, None; "Level at which the low-pass filter's envelope stays."; "s \"supersaw*2\" # lpf 300 # lpenv 4 # lpsustain 0.5"
    LPRELEASE: Number "lprelease" ["lpr"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Release of the low-pass filter's envelope."; "s \"supersaw*2\" # lpf 300 # lpenv 4 # lprelease 0.2"
    HPENV: Number "hpenv" [] "octaves" -4.0..8.0, -10.0, 10.0, None; "How far the high-pass filter's envelope moves it."; "s \"supersaw*2\" # hpf 100 # hpenv 4 # hpdecay 0.2"
    HPATTACK: Number "hpattack" ["hpa"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Rise of the high-pass filter's envelope."; "s \"supersaw*2\" # hpf 100 # hpenv 4 # hpattack 0.1"
    HPDECAY: Number "hpdecay" ["hpd"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Decay of the high-pass filter's envelope."; "s \"supersaw*2\" # hpf 100 # hpenv 4 # hpdecay 0.2"
    HPSUSTAIN: Number "hpsustain" ["hps"] "ratio" 0.0..1.0, 0.0, 1.0, None; "Level at which the high-pass filter's envelope stays."; "s \"supersaw*2\" # hpf 100 # hpenv 4 # hpsustain 0.5"
    HPRELEASE: Number "hprelease" ["hpr"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Release of the high-pass filter's envelope."; "s \"supersaw*2\" # hpf 100 # hpenv 4 # hprelease 0.2"
    BPENV: Number "bpenv" [] "octaves" -4.0..8.0, -10.0, 10.0, None; "How far the band-pass filter's envelope moves it."; "s \"supersaw*2\" # bpf 300 # bpenv 3 # bpdecay 0.2"
    BPATTACK: Number "bpattack" ["bpa"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Rise of the band-pass filter's envelope."; "s \"supersaw*2\" # bpf 300 # bpenv 3 # bpattack 0.1"
    BPDECAY: Number "bpdecay" ["bpd"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Decay of the band-pass filter's envelope."; "s \"supersaw*2\" # bpf 300 # bpenv 3 # bpdecay 0.2"
    BPSUSTAIN: Number "bpsustain" ["bps"] "ratio" 0.0..1.0, 0.0, 1.0, None; "Level at which the band-pass filter's envelope stays."; "s \"supersaw*2\" # bpf 300 # bpenv 3 # bpsustain 0.5"
    BPRELEASE: Number "bprelease" ["bpr"] "seconds" 0.0..2.0, 0.0, 1000.0, None; "Release of the band-pass filter's envelope."; "s \"supersaw*2\" # bpf 300 # bpenv 3 # bprelease 0.2"
    FTYPE: Word "ftype" [] "12db, 24db or ladder" 0.0..0.0, 0.0, 0.0, None; "Kind of the filters: 12db, 24db or ladder."; "s \"supersaw\" # lpf 600 # ftype \"ladder\""
    FMI: Number "fmi" ["fm"] "index" 0.0..10.0, 0.0, 1000.0, None; "Frequency modulation of plain synths: its index."; "s \"sine\" # fmi 3"
    FMH: Number "fmh" [] "ratio" 0.5..8.0, 0.0, 1000.0, Some(1.0); "Frequency modulation of plain synths: its ratio."; "s \"sine\" # fmi 3 # fmh 2"
    NOISE: Number "noise" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Mixes pink noise into plain synths."; "s \"saw\" # noise 0.2"
    VIB: Number "vib" [] "Hz" 0.0..12.0, 0.0, 1000.0, None; "Vibrato: its rate."; "s \"supersaw\" # vib 5 # vibmod 0.3"
    VIBMOD: Number "vibmod" [] "semitones" 0.0..2.0, 0.0, 48.0, Some(0.5); "Vibrato: its depth."; "s \"supersaw\" # vib 5 # vibmod 0.3"
    PENV: Number "penv" [] "semitones" -24.0..24.0, -120.0, 120.0, None; "Envelope of the pitch: how far."; "s \"sine\" # penv 12 # pdecay 0.1"
    PATTACK: Number "pattack" ["patt"] "seconds" 0.0..1.0, 0.0, 1000.0, None; "Envelope of the pitch: its rise."; "s \"sine\" # penv 12 # pattack 0.1"
    PDECAY: Number "pdecay" ["pdec"] "seconds" 0.0..1.0, 0.0, 1000.0, None; "Envelope of the pitch: its decay."; "s \"sine\" # penv 12 # pdecay 0.1"
    DIST: Number "dist" [] "drive" 0.0..10.0, 0.0, 100.0, None; "Soft clipping with drive."; "s \"break\" # dist 3"
    COMPRESSOR: Number "compressor" [] "dB" -60.0..0.0, -120.0, 0.0, None; "Compresses each sound above this level."; "s \"break\" # compressor (-20)"

    // Of the orbit, set by the latest event that names them.
    ORBIT: Number "orbit" [] "index" 0.0..15.0, 0.0, 1.0e4, None; "Which output the sound goes to, counted from 0."; "s \"bd sn\" # orbit \"0 1\""
    DELAY: Number "delay" [] "level" 0.0..1.0, 0.0, 4.0, None; "Echo: how much of the sound goes into it."; "s \"cp\" # delay 0.5 # delaytime 0.25 # delayfeedback 0.4"
    DELAYSEND: Number "delaySend" [] "ratio" 0.0..1.0, 0.0, 4.0, Some(1.0); "Echo: how much of the sound is sent into it, beside how loud it is."; "s \"cp*4\" # delay 0.5 # delaySend \"1 0 0 0\""
    DELAYTIME: Number "delaytime" ["delayt", "dt"] "seconds" 0.0..4.0, 0.0, 64.0, None; "Echo: its time in seconds, or in cycles where lock is 1."; "s \"cp\" # delay 0.5 # delaytime 0.125"
    DELAYFEEDBACK: Number "delayfeedback" ["delayfb", "dfb"] "ratio" 0.0..0.99, 0.0, 0.999, None; "Echo: how much of each comes back."; "s \"cp\" # delay 0.5 # delayfeedback 0.7"
    LOCK: Number "lock" [] "switch" 0.0..1.0, 0.0, 1.0, None; "Echo: 1 reads delaytime in cycles."; "s \"cp\" # delay 0.5 # delaytime 0.25 # lock 1"
    ROOM: Number "room" [] "level" 0.0..1.0, 0.0, 4.0, None; "Reverb: how much of the sound goes into it."; "s \"cp\" # room 0.4 # size 0.8"
    SIZE: Number "size" ["sz", "roomsize"] "amount" 0.0..1.0, 0.0, 1.0, None; "Reverb: size of the room."; "s \"cp\" # room 0.4 # size 0.8"
    DRY: Number "dry" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Reverb: takes its output away again, down to none at 1."; "s \"cp\" # room 0.4 # dry 0.5"
    LESLIE: Number "leslie" [] "amount" 0.0..1.0, 0.0, 1.0, None; "Rotating speaker: how much of it."; "s \"superhammond\" # leslie 0.8"
    LRATE: Number "lrate" [] "Hz" 0.5..10.0, 0.0, 100.0, None; "Rotating speaker: turns a second."; "s \"superhammond\" # leslie 0.8 # lrate 1"
    LSIZE: Number "lsize" [] "metres" 0.1..1.0, 0.0, 10.0, None; "Rotating speaker: its size."; "s \"superhammond\" # leslie 0.8 # lsize 0.5"

    // Synths.
    VOICE: Number "voice" ["voi"] "choice" 0.0..9.0, -FREE, FREE, None; "Variant of a synth, as each synth says."; "s \"superhammond*4\" # voice \"0 3 6 9\""
    MUFFLE: Number "muffle" [] "amount" 0.0..4.0, 0.0, 10.0, None; "superpiano: softness of the hammers."; "s \"superpiano\" # muffle 2"
    STEREO: Number "stereo" [] "amount" 0.0..1.0, 0.0, 1.0, None; "superpiano: how wide it is."; "s \"superpiano\" # stereo 0.8"
    RATE: Number "rate" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "Rate of a synth's inner motion, as each synth says."; "s \"superhex\" # rate 2"
    LFO: Number "lfo" [] "amount" 0.0..4.0, 0.0, 100.0, None; "Depth of a synth's low-frequency oscillator."; "s \"supersquare\" # lfo 2"
    PITCH1: Number "pitch1" ["pit1"] "ratio" 0.25..8.0, 0.0, 1000.0, None; "First pitch of a synth, as each synth says."; "s \"superkick\" # pitch1 2"
    PITCH2: Number "pitch2" ["pit2"] "ratio" 0.25..8.0, 0.0, 1000.0, None; "Second pitch of a synth."; "s \"superchip\" # pitch2 1.5"
    PITCH3: Number "pitch3" ["pit3"] "ratio" 0.25..8.0, 0.0, 1000.0, None; "Third pitch of a synth."; "s \"superchip\" # pitch3 4"
    SEMITONE: Number "semitone" [] "semitones" -24.0..24.0, -100.0, 100.0, None; "Interval of a synth's second oscillator."; "s \"supersaw\" # semitone 7"
    MODAMP: Number "modamp" [] "amount" 0.0..2.0, 0.0, 10.0, None; "supervibe: depth of its tremolo."; "s \"supervibe\" # modamp 0.5"
    MODFREQ: Number "modfreq" [] "Hz" 0.0..100.0, 0.0, 20000.0, None; "Rate of modulation, as each synth says."; "s \"supervibe\" # modfreq 3"
    VIBRATO: Number "vibrato" [] "amount" 0.0..2.0, 0.0, 10.0, None; "superhammond: depth of its vibrato."; "s \"superhammond\" # vibrato 1"
    VIBRATE: Number "vrate" [] "Hz" 0.0..12.0, 0.0, 100.0, None; "superhammond: rate of its vibrato."; "s \"superhammond\" # vrate 6"
    PERC: Number "perc" [] "amount" 0.0..4.0, 0.0, 10.0, None; "superhammond: percussion at the start."; "s \"superhammond\" # perc 1"
    PERCF: Number "percf" [] "harmonic" 1.0..4.0, 0.0, 16.0, None; "superhammond: harmonic of its percussion."; "s \"superhammond\" # perc 1 # percf 3"
    WIDTH: Number "width" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "Width of a pulse or a grain."; "s \"pulse\" # width 0.2"
    RATIO: Number "ratio" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "Ratio between partials or operators."; "s \"cyclo\" # ratio 2"
    LFOFREQ: Number "lfofreq" [] "Hz" 0.0..12.0, 0.0, 1000.0, None; "superfm: rate of its low-frequency oscillator."; "s \"superfm\" # lfofreq 4 # lfodepth 0.2"
    LFODEPTH: Number "lfodepth" [] "amount" 0.0..1.0, 0.0, 100.0, None; "superfm: depth of its low-frequency oscillator."; "s \"superfm\" # lfofreq 4 # lfodepth 0.2"
    FEEDBACK: Number "feedback" [] "amount" 0.0..2.0, 0.0, 10.0, None; "superfm: feedback of its last operator."; "s \"superfm\" # feedback 0.5"

    // The operators of superfm.
    AMP1: Number "amp1" [] "ratio" 0.0..1.0, 0.0, 10.0, None; "superfm: how loud operator 1 is heard."; "s \"superfm\" # amp1 0.5"
    RATIO1: Number "ratio1" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "superfm: frequency of operator 1, of the note's."; "s \"superfm\" # amp1 0.5 # ratio1 2"
    DETUNE1: Number "detune1" [] "Hz" -10.0..10.0, -20000.0, 20000.0, None; "superfm: added to the frequency of operator 1."; "s \"superfm\" # amp1 0.5 # detune1 3"
    EGRATE1: Number "egrate1" [] "1/seconds" 0.1..20.0, 0.001, 10000.0, None; "superfm: how fast operator 1 falls to its level."; "s \"superfm\" # amp1 0.5 # egrate1 8"
    EGLEVEL1: Number "eglevel1" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "superfm: level that operator 1 falls to."; "s \"superfm\" # amp1 0.5 # eglevel1 0.2"
    MOD11: Number "mod11" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 1 modulates itself."; "s \"superfm\" # amp1 0.5 # mod11 1"
    MOD12: Number "mod12" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 2 modulates operator 1."; "s \"superfm\" # amp1 0.5 # mod12 1"
    MOD13: Number "mod13" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 3 modulates operator 1."; "s \"superfm\" # amp1 0.5 # mod13 1"
    MOD14: Number "mod14" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 4 modulates operator 1."; "s \"superfm\" # amp1 0.5 # mod14 1"
    MOD15: Number "mod15" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 5 modulates operator 1."; "s \"superfm\" # amp1 0.5 # mod15 1"
    MOD16: Number "mod16" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 6 modulates operator 1."; "s \"superfm\" # amp1 0.5 # mod16 1"
    AMP2: Number "amp2" [] "ratio" 0.0..1.0, 0.0, 10.0, None; "superfm: how loud operator 2 is heard."; "s \"superfm\" # amp2 0.5"
    RATIO2: Number "ratio2" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "superfm: frequency of operator 2, of the note's."; "s \"superfm\" # amp2 0.5 # ratio2 2"
    DETUNE2: Number "detune2" [] "Hz" -10.0..10.0, -20000.0, 20000.0, None; "superfm: added to the frequency of operator 2."; "s \"superfm\" # amp2 0.5 # detune2 3"
    EGRATE2: Number "egrate2" [] "1/seconds" 0.1..20.0, 0.001, 10000.0, None; "superfm: how fast operator 2 falls to its level."; "s \"superfm\" # amp2 0.5 # egrate2 8"
    EGLEVEL2: Number "eglevel2" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "superfm: level that operator 2 falls to."; "s \"superfm\" # amp2 0.5 # eglevel2 0.2"
    MOD21: Number "mod21" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 1 modulates operator 2."; "s \"superfm\" # amp2 0.5 # mod21 1"
    MOD22: Number "mod22" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 2 modulates itself."; "s \"superfm\" # amp2 0.5 # mod22 1"
    MOD23: Number "mod23" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 3 modulates operator 2."; "s \"superfm\" # amp2 0.5 # mod23 1"
    MOD24: Number "mod24" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 4 modulates operator 2."; "s \"superfm\" # amp2 0.5 # mod24 1"
    MOD25: Number "mod25" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 5 modulates operator 2."; "s \"superfm\" # amp2 0.5 # mod25 1"
    MOD26: Number "mod26" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 6 modulates operator 2."; "s \"superfm\" # amp2 0.5 # mod26 1"
    AMP3: Number "amp3" [] "ratio" 0.0..1.0, 0.0, 10.0, None; "superfm: how loud operator 3 is heard."; "s \"superfm\" # amp3 0.5"
    RATIO3: Number "ratio3" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "superfm: frequency of operator 3, of the note's."; "s \"superfm\" # amp3 0.5 # ratio3 2"
    DETUNE3: Number "detune3" [] "Hz" -10.0..10.0, -20000.0, 20000.0, None; "superfm: added to the frequency of operator 3."; "s \"superfm\" # amp3 0.5 # detune3 3"
    EGRATE3: Number "egrate3" [] "1/seconds" 0.1..20.0, 0.001, 10000.0, None; "superfm: how fast operator 3 falls to its level."; "s \"superfm\" # amp3 0.5 # egrate3 8"
    EGLEVEL3: Number "eglevel3" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "superfm: level that operator 3 falls to."; "s \"superfm\" # amp3 0.5 # eglevel3 0.2"
    MOD31: Number "mod31" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 1 modulates operator 3."; "s \"superfm\" # amp3 0.5 # mod31 1"
    MOD32: Number "mod32" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 2 modulates operator 3."; "s \"superfm\" # amp3 0.5 # mod32 1"
    MOD33: Number "mod33" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 3 modulates itself."; "s \"superfm\" # amp3 0.5 # mod33 1"
    MOD34: Number "mod34" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 4 modulates operator 3."; "s \"superfm\" # amp3 0.5 # mod34 1"
    MOD35: Number "mod35" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 5 modulates operator 3."; "s \"superfm\" # amp3 0.5 # mod35 1"
    MOD36: Number "mod36" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 6 modulates operator 3."; "s \"superfm\" # amp3 0.5 # mod36 1"
    AMP4: Number "amp4" [] "ratio" 0.0..1.0, 0.0, 10.0, None; "superfm: how loud operator 4 is heard."; "s \"superfm\" # amp4 0.5"
    RATIO4: Number "ratio4" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "superfm: frequency of operator 4, of the note's."; "s \"superfm\" # amp4 0.5 # ratio4 2"
    DETUNE4: Number "detune4" [] "Hz" -10.0..10.0, -20000.0, 20000.0, None; "superfm: added to the frequency of operator 4."; "s \"superfm\" # amp4 0.5 # detune4 3"
    EGRATE4: Number "egrate4" [] "1/seconds" 0.1..20.0, 0.001, 10000.0, None; "superfm: how fast operator 4 falls to its level."; "s \"superfm\" # amp4 0.5 # egrate4 8"
    EGLEVEL4: Number "eglevel4" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "superfm: level that operator 4 falls to."; "s \"superfm\" # amp4 0.5 # eglevel4 0.2"
    MOD41: Number "mod41" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 1 modulates operator 4."; "s \"superfm\" # amp4 0.5 # mod41 1"
    MOD42: Number "mod42" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 2 modulates operator 4."; "s \"superfm\" # amp4 0.5 # mod42 1"
    MOD43: Number "mod43" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 3 modulates operator 4."; "s \"superfm\" # amp4 0.5 # mod43 1"
    MOD44: Number "mod44" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 4 modulates itself."; "s \"superfm\" # amp4 0.5 # mod44 1"
    MOD45: Number "mod45" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 5 modulates operator 4."; "s \"superfm\" # amp4 0.5 # mod45 1"
    MOD46: Number "mod46" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 6 modulates operator 4."; "s \"superfm\" # amp4 0.5 # mod46 1"
    AMP5: Number "amp5" [] "ratio" 0.0..1.0, 0.0, 10.0, None; "superfm: how loud operator 5 is heard."; "s \"superfm\" # amp5 0.5"
    RATIO5: Number "ratio5" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "superfm: frequency of operator 5, of the note's."; "s \"superfm\" # amp5 0.5 # ratio5 2"
    DETUNE5: Number "detune5" [] "Hz" -10.0..10.0, -20000.0, 20000.0, None; "superfm: added to the frequency of operator 5."; "s \"superfm\" # amp5 0.5 # detune5 3"
    EGRATE5: Number "egrate5" [] "1/seconds" 0.1..20.0, 0.001, 10000.0, None; "superfm: how fast operator 5 falls to its level."; "s \"superfm\" # amp5 0.5 # egrate5 8"
    EGLEVEL5: Number "eglevel5" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "superfm: level that operator 5 falls to."; "s \"superfm\" # amp5 0.5 # eglevel5 0.2"
    MOD51: Number "mod51" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 1 modulates operator 5."; "s \"superfm\" # amp5 0.5 # mod51 1"
    MOD52: Number "mod52" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 2 modulates operator 5."; "s \"superfm\" # amp5 0.5 # mod52 1"
    MOD53: Number "mod53" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 3 modulates operator 5."; "s \"superfm\" # amp5 0.5 # mod53 1"
    MOD54: Number "mod54" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 4 modulates operator 5."; "s \"superfm\" # amp5 0.5 # mod54 1"
    MOD55: Number "mod55" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 5 modulates itself."; "s \"superfm\" # amp5 0.5 # mod55 1"
    MOD56: Number "mod56" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 6 modulates operator 5."; "s \"superfm\" # amp5 0.5 # mod56 1"
    AMP6: Number "amp6" [] "ratio" 0.0..1.0, 0.0, 10.0, None; "superfm: how loud operator 6 is heard."; "s \"superfm\" # amp6 0.5"
    RATIO6: Number "ratio6" [] "ratio" 0.25..8.0, 0.0, 1000.0, None; "superfm: frequency of operator 6, of the note's."; "s \"superfm\" # amp6 0.5 # ratio6 2"
    DETUNE6: Number "detune6" [] "Hz" -10.0..10.0, -20000.0, 20000.0, None; "superfm: added to the frequency of operator 6."; "s \"superfm\" # amp6 0.5 # detune6 3"
    EGRATE6: Number "egrate6" [] "1/seconds" 0.1..20.0, 0.001, 10000.0, None; "superfm: how fast operator 6 falls to its level."; "s \"superfm\" # amp6 0.5 # egrate6 8"
    EGLEVEL6: Number "eglevel6" [] "ratio" 0.0..1.0, 0.0, 1.0, None; "superfm: level that operator 6 falls to."; "s \"superfm\" # amp6 0.5 # eglevel6 0.2"
    MOD61: Number "mod61" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 1 modulates operator 6."; "s \"superfm\" # amp6 0.5 # mod61 1"
    MOD62: Number "mod62" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 2 modulates operator 6."; "s \"superfm\" # amp6 0.5 # mod62 1"
    MOD63: Number "mod63" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 3 modulates operator 6."; "s \"superfm\" # amp6 0.5 # mod63 1"
    MOD64: Number "mod64" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 4 modulates operator 6."; "s \"superfm\" # amp6 0.5 # mod64 1"
    MOD65: Number "mod65" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 5 modulates operator 6."; "s \"superfm\" # amp6 0.5 # mod65 1"
    MOD66: Number "mod66" [] "radians" 0.0..6.0, -100.0, 100.0, None; "superfm: how much operator 6 modulates itself."; "s \"superfm\" # amp6 0.5 # mod66 1"

    // Notes out.
    MIDICHAN: Number "midichan" [] "channel" 1.0..16.0, 1.0, 16.0, Some(1.0); "Of notes out (s \"midi\"): the channel."; "s \"midi*2\" # midichan 2"
    CCN: Number "ccn" [] "controller" 0.0..127.0, 0.0, 127.0, None; "Of notes out (s \"midi\"): number of a controller, moved to ccv."; "ccv \"0 64 127\" # ccn 74 # s \"midi\""
    CCV: Number "ccv" [] "value" 0.0..127.0, 0.0, 127.0, None; "Of notes out (s \"midi\"): what the controller ccn is moved to."; "ccv \"0 64 127\" # ccn 74 # s \"midi\""
    NRPN: Number "nrpn" [] "number" 0.0..16383.0, 0.0, 16383.0, None; "Of notes out (s \"midi\"): number of an unregistered parameter, set to val."; "nrpn 1 # val 2 # s \"midi\""
    VAL: Number "val" [] "value" 0.0..16383.0, 0.0, 16383.0, None; "Of notes out (s \"midi\"): what the parameter nrpn is set to."; "nrpn 1 # val 2 # s \"midi\""
    PROGNUM: Number "progNum" [] "number" 0.0..127.0, 0.0, 127.0, None; "Of notes out (s \"midi\"): program change."; "progNum \"<3 7>\" # s \"midi\""
    MIDIBEND: Number "midibend" [] "value" 0.0..16383.0, 0.0, 16383.0, None; "Of notes out (s \"midi\"): pitch bend, 8192 is none."; "midibend \"8192 10000\" # s \"midi\""
    MIDITOUCH: Number "miditouch" [] "value" 0.0..127.0, 0.0, 127.0, None; "Of notes out (s \"midi\"): channel pressure."; "miditouch \"0 100\" # s \"midi\""
}
