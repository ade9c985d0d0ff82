//! Containers of plain audio: where in a file the values are, how they are written, and what else it says.
//!
//! One file a container. Each reads headers only, trusts no length, and says what is wrong with what it repairs.

mod aiff;
mod au;
mod caf;
mod chunks;
mod iff;
mod ircam;
mod mat;
pub(super) mod mp4;
mod nist;
mod paf;
mod plain_headers;
mod voc;
mod wave;

use std::ops::Range;
use std::path::Path;

use super::adpcm::Block;
use super::alac::Alac;
use super::bytes::Bytes;
use super::pcm::Pcm;

/// What a file is.
pub(super) enum Container {
    /// Plain audio.
    Plain(Layout),
    /// None of these.
    Other,
    /// One of these, with audio that is not read, and why.
    Refused(String),
}

/// Where the audio is and what it is.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) encoding: Encoding,
    pub(super) channels: usize,
    /// Sample rate, Hz.
    pub(super) rate: f64,
    /// Bytes of the audio in the file.
    pub(super) data: Range<u64>,
    /// Frames that the file promises.
    pub(super) frames: Option<u64>,
    /// MIDI note, where it says.
    pub(super) root_note: Option<f32>,
    /// First frame of a loop and the one after its last.
    pub(super) loop_points: Option<(u64, u64)>,
    /// What is wrong with the file although nothing is lost.
    pub(super) oddities: Vec<String>,
}

impl Layout {
    fn new(encoding: Encoding, channels: usize, rate: f64, data: Range<u64>) -> Self {
        Self {
            encoding,
            channels,
            rate,
            data,
            frames: None,
            root_note: None,
            loop_points: None,
            oddities: Vec::new(),
        }
    }
}

/// How audio is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Pcm(Pcm),
    Adpcm(Block),
    /// Apple Lossless, its packets as a table of the container says.
    Alac(Alac),
    /// Packets of a codec, as in a file with this extension.
    Packets {
        extension: &'static str,
    },
}

/// Looks at a file's first bytes, then at what they say it is. Some formats have none that tell them: those are known by
/// the extension of `path`.
pub(super) fn read(bytes: &mut Bytes, path: &Path) -> Container {
    let head = bytes.some(0, 32);
    let begins = |mark: &[u8]| head.starts_with(mark);
    let form = head.get(8..12).unwrap_or_default();
    let ends = |wanted: &str| {
        let extension = path.extension();
        extension.is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
    };
    let read = if form == b"WAVE" && (begins(b"RIFF") || begins(b"RF64") || begins(b"BW64")) {
        wave::riff(bytes, super::bytes::Order::Little)
    } else if form == b"WAVE" && begins(b"RIFX") {
        wave::riff(bytes, super::bytes::Order::Big)
    } else if begins(b"riff\x2e\x91\xcf\x11") {
        wave::wave64(bytes)
    } else if begins(b"FORM") && (form == b"AIFF" || form == b"AIFC") {
        aiff::read(bytes)
    } else if begins(b"FORM") && (form == b"8SVX" || form == b"16SV") {
        iff::read(bytes)
    } else if begins(b"caff") {
        match caf::read(bytes) {
            Some(read) => read,
            None => return Container::Other,
        }
    } else if begins(b".snd") || begins(b"dns.") {
        au::read(bytes)
    } else if begins(b"NIST_1A") {
        nist::read(bytes)
    } else if begins(b"Creative Voice File\x1a") {
        voc::read(bytes)
    } else if begins(b" paf") || begins(b"fap ") {
        paf::read(bytes)
    } else if begins(b"MATLAB 5.0") {
        mat::version_5(bytes)
    } else if let Some(read) = ircam::read(bytes) {
        read
    } else if let Some(read) = plain_headers::read(bytes) {
        read
    } else if ends("mat") || ends("mat4") {
        mat::version_4(bytes)
    } else if ends("htk") {
        plain_headers::htk(bytes)
    } else if begins(b"RIFF") || begins(b"RIFX") || begins(b"FORM") {
        let form = String::from_utf8_lossy(form);
        Err(format!("a file of the kind `{}` is no sound", form.trim()))
    } else {
        return Container::Other;
    };
    match read {
        Ok(layout) => Container::Plain(layout),
        Err(reason) => Container::Refused(reason),
    }
}

/// A rate that a sample can have; a header's nonsense is not believed.
fn rate(rate: f64) -> Result<f64, String> {
    if (1.0..=10_000_000.0).contains(&rate) {
        Ok(rate)
    } else {
        Err(format!("its rate of {rate} Hz cannot be"))
    }
}
