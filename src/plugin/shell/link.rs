//! What the shell and the instrument inside the framework's wrapper share.
//!
//! The framework makes the instrument by itself (`Default`) and gives nobody a way to it. So the instrument leaves its
//! link here while it is made, and the shell, which has asked for it on the same thread, takes it.

use crate::automation::knobs::Automation;
use crate::automation::parameters::Parameters;
use atomic_refcell::AtomicRefCell;
use phonon_session::Session;
use phonon_session::telemetry::Telemetry;
use std::cell::RefCell;
use std::sync::Arc;

/// Outputs that a host may take: the main one and the numbered ones.
pub const OUTPUT_PORTS: usize = 1 + phonon_session::state::OUTPUTS;

/// Shared by an instance's shell and its instrument.
pub struct Link {
    /// The instance, for the host's main thread.
    pub session: Arc<Session>,
    /// The figures that the audio thread writes.
    pub telemetry: Arc<Telemetry>,
    /// Parameters of the instance.
    pub parameters: Arc<Parameters>,
    /// The block in hand. The shell fills it before the framework calls the instrument, on the same thread.
    pub block: AtomicRefCell<Block>,
}

/// What the shell says of a block that the framework does not.
pub struct Block {
    /// The knobs, by frame. Nothing before the shell knows the host's ids.
    pub automation: Option<Automation>,
    /// Which outputs the host takes: `[0]` is the main one.
    pub taken: [bool; OUTPUT_PORTS],
}

impl Block {
    /// Changes of knobs that found no room on their frame, since the instance was made.
    pub fn crowded(&self) -> u64 {
        self.automation
            .as_ref()
            .map_or(0, |automation| automation.crowded)
    }
}

thread_local! {
    static NEWBORN: RefCell<Option<Arc<Link>>> = const { RefCell::new(None) };
}

impl Link {
    /// The link of an instrument that is being made, left for the shell.
    pub fn leave(session: &Arc<Session>, parameters: &Arc<Parameters>) -> Arc<Self> {
        let link = Arc::new(Self {
            session: Arc::clone(session),
            telemetry: Arc::clone(session.telemetry()),
            parameters: Arc::clone(parameters),
            block: AtomicRefCell::new(Block {
                automation: None,
                taken: [true; OUTPUT_PORTS],
            }),
        });
        NEWBORN.with(|newborn| *newborn.borrow_mut() = Some(Arc::clone(&link)));
        link
    }

    /// The link of the instrument that was made last on this thread.
    pub fn take() -> Option<Arc<Self>> {
        NEWBORN.with(|newborn| newborn.borrow_mut().take())
    }
}
