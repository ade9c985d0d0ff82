//! What a part of the window asks of the whole: parts draw themselves and say what they want, the frame carries it out.

use super::Command;
use std::ops::Range;

/// Something to be done when the frame is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    /// As if it were chosen in the palette.
    Command(Command),
    /// Typed at the cursor.
    Insert(String),
    /// The name of a sound: put into the string at the cursor, or on a line that plays it.
    InsertSound(String),
    /// Put on a line of its own below the cursor's statement.
    InsertLine(String),
    /// Put in the place of a part of the text.
    Replace(Range<usize>, String),
    /// The whole text becomes this one, which can be undone, and plays.
    OpenSong(String),
    /// The cursor goes there.
    GoTo(usize),
    /// What is saved with the project has changed.
    ProjectChanged,
}
