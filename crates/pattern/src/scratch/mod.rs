//! What a query needs besides the graph: room for control maps and joined words, buffers for what must be collected,
//! budgets, and the inputs from outside. Sized once, off the audio thread; a query never allocates.

mod collected;
mod controls;
mod words;

/// Named inputs that are kept.
const MOST_INPUTS: usize = 64;

pub use self::collected::{Collected, Cursor};
pub(super) use self::words::number_after;

use self::collected::{END, Held};
use super::value::{Value, Word};

/// How large a query may grow.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Steps of evaluation (about: nodes visited and events made) per query.
    pub steps: u64,
    /// Nodes that may be nested in one another.
    pub depth: u32,
    /// Entries of control maps alive at once.
    pub entries: usize,
    /// Bytes of words that are joined during a query.
    pub bytes: usize,
    /// Events held by functions that must collect.
    pub collected: usize,
}

impl Budget {
    /// For the audio thread, which bounds many queries together too: see [`Scratch::allow`].
    pub const REAL_TIME: Self = Self {
        steps: 400_000,
        depth: 192,
        entries: 1 << 15,
        bytes: 1 << 14,
        collected: 1 << 13,
    };
    /// For tools and tests, off the audio thread.
    pub const OFFLINE: Self = Self {
        steps: 200_000_000,
        depth: 256,
        entries: 1 << 20,
        bytes: 1 << 20,
        collected: 1 << 18,
    };
}

/// Working memory and budgets of queries. One per thread that queries; reused from query to query.
pub struct Scratch {
    budget: Budget,
    steps_left: u64,
    /// Steps that the last query had left when it was ended for another reason.
    steps_forfeited: u64,
    /// Steps that the last query began with.
    steps_given: u64,
    /// Steps for all queries to come; none where only each query is bounded.
    purse: Option<u64>,
    depth: u32,
    entries: Vec<(Word, Value)>,
    bytes: Vec<u8>,
    joined: Vec<(u32, u32)>,
    held: Vec<Held>,
    free: u32,
    collecting: u32,
    exceeded: bool,
    inputs: Vec<(Word, Value)>,
    dice: i64,
}

impl Scratch {
    /// Allocates everything a query within `budget` can need.
    pub fn new(budget: Budget) -> Self {
        Self {
            budget,
            steps_left: budget.steps,
            steps_forfeited: 0,
            steps_given: budget.steps,
            purse: None,
            depth: 0,
            entries: Vec::with_capacity(budget.entries),
            bytes: Vec::with_capacity(budget.bytes),
            joined: Vec::with_capacity(budget.bytes / 8),
            held: Vec::with_capacity(budget.collected),
            free: END,
            collecting: 0,
            exceeded: false,
            inputs: Vec::with_capacity(MOST_INPUTS),
            dice: 0,
        }
    }

    /// Bounds all queries to come together: they may take `steps` more than those before them left over, at most `most`.
    /// Each takes at most half of what there is, so that it leaves something to the next.
    pub fn allow(&mut self, steps: u64, most: u64) {
        self.settle();
        self.purse = Some(self.purse.unwrap_or(0).saturating_add(steps).min(most));
    }

    /// Takes what the last query spent out of the purse.
    fn settle(&mut self) {
        let left = self.steps_left + std::mem::take(&mut self.steps_forfeited);
        if let Some(purse) = &mut self.purse {
            *purse -= self.steps_given - left;
        }
        (self.steps_left, self.steps_given) = (left, left);
    }

    /// Which dice are thrown from now on, see [`Randomness::own`](super::random::Randomness::own); those before.
    pub(super) fn take_dice(&mut self, dice: i64) -> i64 {
        std::mem::replace(&mut self.dice, dice)
    }

    /// Which dice are thrown.
    pub(super) fn dice(&self) -> i64 {
        self.dice
    }

    /// Forgets the last query and fills the budgets.
    pub fn begin(&mut self) {
        self.settle();
        let share = self.purse.map_or(u64::MAX, |purse| purse.div_ceil(2));
        self.steps_given = self.budget.steps.min(share);
        self.steps_left = self.steps_given;
        self.depth = 0;
        self.dice = 0;
        self.entries.clear();
        self.bytes.clear();
        self.joined.clear();
        self.held.clear();
        self.free = END;
        self.collecting = 0;
        self.exceeded = false;
    }

    /// Did the last query leave something out because a budget ran dry?
    pub fn exceeded(&self) -> bool {
        self.exceeded
    }

    /// Room for so many more named inputs.
    #[must_use]
    pub fn with_inputs(mut self, more: usize) -> Self {
        self.inputs.reserve_exact(MOST_INPUTS + more);
        self
    }

    /// Sets a named input of queries (what `^name` reads); at most 64 are kept, and as many more as there was made room for.
    pub fn set_input(&mut self, name: Word, value: Value) {
        if let Some(entry) = self.inputs.iter_mut().find(|(n, _)| *n == name) {
            entry.1 = value;
        } else if self.inputs.len() < self.inputs.capacity() {
            self.inputs.push((name, value));
        }
    }

    /// The named input's value.
    pub fn input(&self, name: Word) -> Option<Value> {
        self.inputs
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| *value)
    }

    /// Takes a step of the budget; false when there is none left.
    #[inline]
    pub fn step(&mut self) -> bool {
        self.spend(1)
    }

    /// Takes the steps of an event that is made here: it passes every node above on its way up, each of which may move it.
    #[inline]
    pub(super) fn make(&mut self) -> bool {
        self.spend(1 + u64::from(self.depth / 2))
    }

    /// Takes so many steps of the budget; false when there are not so many left.
    #[inline]
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        match self.steps_left.checked_sub(steps) {
            Some(left) => {
                self.steps_left = left;
                true
            }
            None => {
                self.exceeded = true;
                false
            }
        }
    }

    /// Something is left out that no budget could hold.
    pub(super) fn leave_out(&mut self) {
        self.exceeded = true;
    }

    #[inline]
    pub(super) fn enter(&mut self) -> bool {
        if self.depth >= self.budget.depth || !self.step() {
            self.exceeded = true;
            return false;
        }
        self.depth += 1;
        true
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Asks within a query and tells whether nothing of that answer was left out.
    pub(super) fn in_full(&mut self, ask: impl FnOnce(&mut Self)) -> bool {
        let before = std::mem::take(&mut self.exceeded);
        ask(self);
        let complete = !self.exceeded;
        self.exceeded |= before;
        complete
    }

    /// Marks that something was left out.
    pub fn exceed(&mut self) {
        self.exceeded = true;
        self.steps_forfeited += std::mem::take(&mut self.steps_left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_costs_the_more_the_more_nodes_it_passes() {
        let mut scratch = Scratch::new(Budget {
            steps: 100,
            ..Budget::REAL_TIME
        });
        scratch.begin();
        assert!((0..40).all(|_| scratch.enter()));
        assert!(scratch.make() && scratch.make());
        assert!(!scratch.make() && scratch.exceeded());
    }

    /// How many steps a query may take.
    fn spend_all(scratch: &mut Scratch) -> u64 {
        scratch.begin();
        (0..).take_while(|_| scratch.step()).count() as u64
    }

    #[test]
    fn queries_share_what_is_allowed_and_leave_half_to_the_next() {
        let mut scratch = Scratch::new(Budget::REAL_TIME);
        scratch.allow(1000, 1000);
        assert_eq!([(); 3].map(|()| spend_all(&mut scratch)), [500, 250, 125]);
        assert!(scratch.exceeded());
        scratch.allow(75, 1000);
        assert_eq!(spend_all(&mut scratch), 100);
        scratch.allow(u64::MAX, 300);
        assert_eq!(spend_all(&mut scratch), 150);
    }

    #[test]
    fn what_a_query_that_was_ended_had_left_is_not_lost() {
        let mut scratch = Scratch::new(Budget::REAL_TIME);
        scratch.allow(1000, 1000);
        scratch.begin();
        assert!(scratch.step());
        scratch.exceed();
        assert!(!scratch.step());
        assert_eq!(spend_all(&mut scratch), 500);
    }
}
