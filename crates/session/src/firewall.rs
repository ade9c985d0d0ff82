//! The panic firewall: what a panic becomes at a boundary it must not cross.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; a panic becomes an `Err` with its message. What `work` was changing must be thrown away or rebuilt by the
/// caller, since it may be half done.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| message_of(payload.as_ref()))
}

/// The text a panic was raised with.
fn message_of(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "an error without a message".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(guarded(|| 5), Ok(5));
        assert_eq!(
            guarded(|| panic!("broken {}", 3)),
            Err::<(), _>("broken 3".to_owned())
        );
        assert_eq!(
            guarded(|| panic!("broken")),
            Err::<(), _>("broken".to_owned())
        );
    }
}
