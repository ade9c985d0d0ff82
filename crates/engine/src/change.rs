//! What turns knobs within a block: each change acts on its frame, whatever the host's block size.

/// What a change sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// A macro by its index from 0, to a value from 0 to 1.
    Macro(usize, f32),
    /// The master gain, linear.
    Master(f32),
    /// Whether the limiter guards the main output.
    Limiter(bool),
}

/// A setting that holds from a frame of the block on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Frames after the block's first.
    pub offset: usize,
    /// What is set.
    pub setting: Setting,
}
