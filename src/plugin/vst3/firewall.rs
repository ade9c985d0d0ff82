//! The firewall around every function a VST3 host calls, and which thread the CLAP plugin believes to be on.

use phonon_session::firewall::guarded;
use std::cell::Cell;

/// What the thread is doing at the moment, in CLAP's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Not called by the VST3 host.
    Other,
    /// Within a call that belongs to the main thread.
    Main,
    /// Within `process`, or alone with the audio side.
    Audio,
}

thread_local! {
    static ROLE: Cell<Role> = const { Cell::new(Role::Other) };
}

/// What this thread is doing.
pub(super) fn role() -> Role {
    ROLE.get()
}

/// Gives the role back, also when a panic passes by.
struct Acting(Role);

impl Drop for Acting {
    fn drop(&mut self) {
        ROLE.set(self.0);
    }
}

/// Does `work` in a role.
pub(super) fn acting<T>(role: Role, work: impl FnOnce() -> T) -> T {
    let _before = Acting(ROLE.replace(role));
    work()
}

/// A call of the host that belongs to its main thread. A panic becomes `otherwise`.
pub(super) fn main_call<T>(otherwise: T, work: impl FnOnce() -> T) -> T {
    acting(Role::Main, || guarded(work)).unwrap_or(otherwise)
}

/// A call of the host on its audio thread. A panic becomes `otherwise`.
pub(super) fn audio_call<T>(otherwise: T, work: impl FnOnce() -> T) -> T {
    acting(Role::Audio, || guarded(work)).unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_ends_with_its_work_also_after_a_panic() {
        assert_eq!(role(), Role::Other);
        let seen = main_call(Role::Other, || {
            let within = audio_call(Role::Other, || panic!("nothing"));
            assert_eq!(within, Role::Other);
            role()
        });
        assert_eq!(seen, Role::Main);
        assert_eq!(role(), Role::Other);
    }
}
