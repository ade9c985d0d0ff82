//! What can go wrong with samples, each with the place it went wrong at.

use std::path::PathBuf;

/// Why a sample cannot be heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {reason}", .path.display())]
    Unreadable { path: PathBuf, reason: String },
    /// The file was read, and holds no audio that we can decode.
    #[error("{}: cannot be decoded: {reason}", .path.display())]
    Undecodable { path: PathBuf, reason: String },
    /// The file is well formed, and has no frames.
    #[error("{}: has no audio in it", .path.display())]
    Empty { path: PathBuf },
    /// The decoder gave up by a panic, which was caught.
    #[error("{}: the decoder failed on this file: {reason}", .path.display())]
    DecoderPanicked { path: PathBuf, reason: String },
    /// The samples that programs and voices use at this moment fill the memory budget.
    #[error("{what}: the sample memory is full ({used} of {budget} bytes in use)")]
    OverBudget {
        what: String,
        used: usize,
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
    Unreadable { path: PathBuf, reason: String },
    /// A samples folder that has no banks in it.
    #[error("{}: no samples in this folder (expected name/*.wav)", .path.display())]
    NoSamples { path: PathBuf },
    /// A folder or scale whose name cannot be written in a text.
    #[error("{}: no text can write this name (it has no letters, or is not UTF-8)", .path.display())]
    UnspeakableName { path: PathBuf },
    /// More files than the index holds; the rest is left out.
    #[error("{}: more than {limit} samples; the rest is left out", .path.display())]
    TooMany { path: PathBuf, limit: usize },
    /// A map of aliases that cannot be used, or an entry of it.
    #[error("{}: {reason}", .path.display())]
    Aliases { path: PathBuf, reason: String },
    /// The file ends early or is damaged: what decoded is played.
    #[error("{}: damaged or cut off: only {frames} frames play ({reason})", .path.display())]
    Cut {
        path: PathBuf,
        frames: usize,
        reason: String,
    },
    /// The file is longer than a sample may be: its beginning is played.
    #[error("{}: too long for a sample: the first {frames} frames play", .path.display())]
    TooLong { path: PathBuf, frames: usize },
    /// A sample that was asked for cannot be heard.
    #[error(transparent)]
    Failed(#[from] SampleError),
    /// The folders cannot be watched; a change is seen on the next rescan.
    #[error("{}: cannot be watched for changes: {reason}", .path.display())]
    Unwatched { path: PathBuf, reason: String },
}
