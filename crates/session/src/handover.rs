//! The way of programs from the compiler to the audio thread, and of what is used up back again.
//!
//! Nobody waits for a lock, so that releasing one never has to wake anybody: the audio thread tries once and finds a
//! delivery in this block or the next, the compiler tries until it gets through. Nothing is freed on the audio thread.

use phonon_engine::{Engine, Program, Returns};
use std::sync::{Mutex, MutexGuard, TryLockError};

/// What the compiler sends.
pub struct Delivery {
    /// What shall play.
    pub program: Box<Program>,
    /// The session's [era](super::Session::era) that it was compiled for; it is not to be heard in a later one.
    pub era: u64,
    /// A new engine in place of one that failed or was made with other settings.
    pub engine: Option<Box<Engine>>,
    /// It takes over at once, whatever the Swap parameter says.
    pub at_once: bool,
    /// What it does not play.
    pub silence: Silence,
}

/// What a program does not play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    /// It has nothing that could ever sound.
    pub stays: bool,
    /// Its text is wrong, and nothing in it that is right hears what comes in.
    pub is_deaf: bool,
}

/// A slot for each direction and kind.
#[derive(Default)]
pub struct HandOver {
    waiting: Mutex<Option<Delivery>>,
    retired: Mutex<Option<Box<Engine>>>,
    lost: Mutex<Option<Box<Program>>>,
}

impl HandOver {
    /// Leaves a delivery for the audio thread; one that still waits is freed here.
    pub fn put(&self, delivery: Delivery) {
        let mut delivery = Some(delivery);
        loop {
            // The audio thread holds the slot for as long as a move takes.
            if let Some(mut waiting) = attempt(&self.waiting) {
                let mut overtaken = std::mem::replace(&mut *waiting, delivery.take());
                if let (Some(new), Some(old)) = (waiting.as_mut(), &mut overtaken) {
                    new.at_once |= old.at_once;
                    // A new engine must not be lost with the delivery that brought it.
                    new.engine = new.engine.take().or(old.engine.take());
                }
                return;
            }
            std::thread::yield_now();
        }
    }

    /// Takes what waits. Real-time safe.
    pub fn take(&self) -> Option<Delivery> {
        attempt(&self.waiting)?.take()
    }

    /// Gives an engine away to be freed elsewhere. Real-time safe.
    pub fn retire(&self, engine: Box<Engine>) {
        match attempt(&self.retired) {
            Some(mut retired) if retired.is_none() => *retired = Some(engine),
            // Losing its memory is better than freeing it here.
            _ => std::mem::forget(engine),
        }
    }

    /// Gives away a program that cannot be used. Real-time safe.
    pub fn lose(&self, program: Box<Program>) {
        match attempt(&self.lost) {
            Some(mut lost) if lost.is_none() => *lost = Some(program),
            _ => std::mem::forget(program),
        }
    }

    /// Frees what came back. Not for the audio thread.
    pub fn tidy(&self, returns: Option<&mut Returns>) {
        if let Some(mut retired) = attempt(&self.retired) {
            *retired = None;
        }
        if let Some(mut lost) = attempt(&self.lost) {
            *lost = None;
        }
        if let Some(returns) = returns {
            while returns.pop().is_ok() {}
        }
    }
}

/// The lock, if it is free.
fn attempt<T>(slot: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match slot.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
