//! What can go wrong with samples, each with the place it went wrong at.

use std::path::{Path, PathBuf};

/// Why a sample cannot be heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {reason}", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The file was read, and holds no audio that we can decode.
    #[error("{}: cannot be decoded: {reason}", .path.display())]
    Undecodable {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The file is well formed, and has no frames.
    #[error("{}: has no audio in it", .path.display())]
    Empty {
        /// The file or folder.
        path: PathBuf,
    },
    /// The decoder gave up by a panic, which was caught.
    #[error("{}: the decoder failed on this file: {reason}", .path.display())]
    DecoderPanicked {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The file is longer than a sample may be.
    #[error("{}: too long for a sample: {}", .path.display(), too_long(*.frames, *.channels, *.most))]
    TooLong {
        /// The file or folder.
        path: PathBuf,
        /// Frames of the file, where they are known before all is decoded.
        frames: Option<u64>,
        /// Channels of the file.
        channels: usize,
        /// Values (frames × channels) that a sample may have.
        most: usize,
    },
    /// The samples that programs and voices use at this moment fill the memory budget.
    #[error("{what}: the sample memory is full ({used} of {budget} bytes in use)")]
    OverBudget {
        /// The sample that found no room: a path, or a name of the kit.
        what: String,
        /// Memory in use, bytes.
        used: usize,
        /// Bytes that samples may have in all.
        budget: usize,
    },
    /// Channels, frames or rate that no sample can have.
    #[error("not a sample: {0}")]
    Shape(&'static str),
}

/// What is worth telling the user although the rest plays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A folder or file of the index cannot be looked at.
    #[error("{}: cannot be read: {reason}", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// A samples folder that has no banks in it.
    #[error("{}: no samples in this folder (expected name/*.wav)", .path.display())]
    NoSamples {
        /// The file or folder.
        path: PathBuf,
    },
    /// A folder or scale whose name cannot be written in a text.
    #[error("{}: no text can write this name (it has no letters, or is not UTF-8)", .path.display())]
    UnspeakableName {
        /// The file or folder.
        path: PathBuf,
    },
    /// More files than the index holds; the rest is left out.
    #[error("{}: more than {limit} samples; the rest is left out", .path.display())]
    TooMany {
        /// The file or folder.
        path: PathBuf,
        /// Files that the index holds.
        limit: usize,
    },
    /// A folder too deep in others, or one too many: what it holds is left out.
    #[error("{}: too many folders, or too deep within others; what it holds is left out", .path.display())]
    TooDeep {
        /// The file or folder.
        path: PathBuf,
    },
    /// An SFZ instrument that cannot be used, or parts of it.
    #[error("{}: {reason}", .path.display())]
    Instrument {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// A map of aliases that cannot be used, or an entry of it.
    #[error("{}: {reason}", .path.display())]
    Aliases {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The file ends early or is damaged: what decoded is played.
    #[error("{}: damaged or cut off: only {frames} frames play ({reason})", .path.display())]
    Cut {
        /// The file or folder.
        path: PathBuf,
        /// Frames that decoded.
        frames: usize,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The file plays whole, though something about it is wrong.
    #[error("{}: plays, though its file is inexact: {reason}", .path.display())]
    Inexact {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// A sample that was asked for cannot be heard.
    #[error(transparent)]
    Failed(#[from] SampleError),
    /// The folders cannot be watched; a change is seen on the next rescan.
    #[error("{}: cannot be watched for changes: {reason}", .path.display())]
    Unwatched {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, in words.
        reason: String,
    },
}

impl SampleError {
    /// The file it is about; none for a sound of the built-in kit.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Unreadable { path, .. }
            | Self::Undecodable { path, .. }
            | Self::Empty { path }
            | Self::DecoderPanicked { path, .. }
            | Self::TooLong { path, .. } => Some(path),
            Self::OverBudget { what, .. } => Some(Path::new(what)),
            Self::Shape(_) => None,
        }
    }
}

impl Warning {
    /// The folder or file it is about.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Unreadable { path, .. }
            | Self::NoSamples { path }
            | Self::UnspeakableName { path }
            | Self::TooMany { path, .. }
            | Self::TooDeep { path }
            | Self::Instrument { path, .. }
            | Self::Aliases { path, .. }
            | Self::Cut { path, .. }
            | Self::Inexact { path, .. }
            | Self::Unwatched { path, .. } => Some(path),
            Self::Failed(error) => error.path(),
        }
    }
}

/// How much is too much, for the message.
fn too_long(frames: Option<u64>, channels: usize, most: usize) -> String {
    let each = most / channels.max(1);
    let length = match frames {
        Some(frames) => format!("{frames} frames"),
        None => format!("more than {each} frames"),
    };
    format!("{length} of {channels} channels, where {each} fit; cut it into parts")
}
