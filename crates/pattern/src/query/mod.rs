//! Asking a pattern what happens in a span: events are pushed into a sink as they are found.
//!
//! Nothing is allocated: events live on the stack, control maps and collected events in the [`Scratch`]. Every node
//! visited takes a step of the budget; nesting is bounded. One file a family of nodes.

mod combine;
mod cycle;
mod echo;
mod function;
mod gather;
mod harmony;
mod random;
mod scalar;
mod signal;
mod state;
mod structure;
mod take;
mod time;

use self::state::{Binding, Fragments, State, Want};

use crate::event::Event;
use crate::graph::node::Node;
use crate::graph::{Graph, PatternId};
use crate::scratch::Scratch;
use crate::span::Span;

/// Where events go.
pub type Sink<'s> = &'s mut dyn FnMut(&mut Scratch, &Event);

impl Graph {
    /// Pushes the events of `pattern` that lie in `span` into `sink`, in no particular order. What the scratch's
    /// budgets do not allow is left out; [`Scratch::exceeded`] tells.
    pub fn query(&self, pattern: PatternId, span: Span, scratch: &mut Scratch, sink: Sink<'_>) {
        self.ask(pattern, span, Want::All, scratch, sink);
    }

    /// [`Graph::query`] for those events alone that have their onset in the span, which costs much less.
    pub fn onsets(&self, pattern: PatternId, span: Span, scratch: &mut Scratch, sink: Sink<'_>) {
        self.ask(
            pattern,
            span,
            Want::Onsets,
            scratch,
            &mut |scratch, event| {
                // Some functions answer what they play beyond the span too, as Tidal does.
                let onset = event.part.begin;
                let asked = onset == span.begin || (onset > span.begin && onset < span.end);
                if asked && event.has_onset() {
                    sink(scratch, event);
                }
            },
        );
    }

    fn ask(
        &self,
        pattern: PatternId,
        span: Span,
        want: Want,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        scratch.begin();
        if span.begin <= span.end {
            let state = State {
                span,
                want,
                fragments: match want {
                    Want::All => Fragments::Listed,
                    Want::Onsets | Want::Ends => Fragments::Free,
                },
                bindings: None,
            };
            self.run(pattern, state, scratch, sink);
        }
    }

    /// Answers what a node is asked: one line a node, the families are the files beside.
    #[rustfmt::skip]
    fn run(&self, pattern: PatternId, state: State<'_>, scratch: &mut Scratch, sink: Sink<'_>) {
        if !scratch.enter() {
            return;
        }
        match self.node(pattern) {
            Node::Silence => {}
            Node::Pure { value, origins, .. } => self.run_pure(*value, *origins, state, scratch, sink),
            Node::Steady(value) => self.run_steady(*value, state, scratch, sink),
            Node::Input { name, default, sort } => self.run_input(*name, *default, *sort, state, scratch, sink),
            Node::Wave(wave) => self.run_wave(*wave, state, scratch, sink),
            Node::Smooth(pattern) => self.run_smooth(*pattern, state, scratch, sink),
            Node::Stack(patterns) => self.run_stack(patterns, state, scratch, sink),
            Node::Cat(patterns) => self.run_cat(patterns, state, scratch, sink),
            Node::Sequence { steps, uniform } => self.run_sequence(steps, *uniform, state, scratch, sink),
            Node::Select { index, patterns } => self.run_select(*index, patterns, state, scratch, sink),
            Node::Apply { operation, structure, left, right } => self.run_apply(*operation, *structure, (*left, *right), state, scratch, sink),
            Node::Adjust { operation, pattern, right } => self.run_adjust(*operation, *right, *pattern, state, scratch, sink),
            Node::Control { name, numbers, pattern } => self.run_control(*name, *numbers, *pattern, state, scratch, sink),
            Node::Sound { name, number, pattern } => self.run_sound((*name, *number), *pattern, state, scratch, sink),
            Node::Join { join, slot, times, outer, body } => self.run_join(*join, (*slot, *times), (*outer, *body), state, scratch, sink),
            Node::Fast { factor, pattern } => self.run_fast(*factor, *pattern, state, scratch, sink),
            Node::FastGap { factor, pattern } => self.run_fast_gap(*factor, *pattern, state, scratch, sink),
            Node::Late { time, pattern } => self.run_late(*time, *pattern, state, scratch, sink),
            Node::Rev(pattern) => self.run_rev(*pattern, state, scratch, sink),
            Node::Compress { begin, end, pattern } => self.run_compress((*begin, *end), *pattern, state, scratch, sink),
            Node::When { test, yes, no } => self.run_when(test, (*yes, *no), state, scratch, sink),
            Node::Window { begin, end, pattern } => self.run_window((*begin, *end), *pattern, state, scratch, sink),
            Node::Zoom { begin, end, pattern } => self.run_zoom((*begin, *end), *pattern, state, scratch, sink),
            Node::Substruct { structure, pattern } => self.run_substruct(*structure, *pattern, state, scratch, sink),
            Node::Stripe { structure, slot, body } => self.run_stripe(*structure, (*slot, *body), state, scratch, sink),
            Node::Retime { retiming, pattern } => self.run_retime(*retiming, *pattern, state, scratch, sink),
            Node::Gather { gathering, pattern } => self.run_gather(gathering, *pattern, state, scratch, sink),
            Node::Euclid { rhythm, pattern } => self.run_euclid(rhythm, *pattern, state, scratch, sink),
            Node::Distribute(counts) => self.run_distributed(counts, state, scratch, sink),
            Node::Enumerate { first, last } => self.run_enumerate((*first, *last), state, scratch, sink),
            Node::Degrade { chance, pattern } => self.run_degrade(chance, *pattern, state, scratch, sink),
            Node::Shuffled { count, shuffling } => self.run_shuffled(*count, *shuffling, state, scratch, sink),
            Node::Walk { steps, start, weights } => self.run_walk((*steps, *start), weights, state, scratch, sink),
            Node::OwnDice { dice, pattern } => self.run_own_dice(*dice, *pattern, state, scratch, sink),
            Node::Repeat { count, slot, body } => self.run_repeat(*count, (*slot, *body), state, scratch, sink),
            Node::Echo { count, time, change, pattern } => self.run_echo((*count, *time), change, *pattern, state, scratch, sink),
            Node::Take(take, pattern) => self.run_take(take, *pattern, state, scratch, sink),
            Node::Filter { test, pattern } => self.run_filter(test, *pattern, state, scratch, sink),
            Node::FilterBy { subject, slot, test, pattern } => self.run_filter_by(*subject, *slot, (*test, *pattern), state, scratch, sink),
            Node::Match { matching, templates, pattern } => self.run_match(*matching, templates, *pattern, state, scratch, sink),
            Node::Split { moment, slot, body } => self.run_split(*moment, (*slot, *body), state, scratch, sink),
            Node::Cycles { shows, pattern } => self.run_cycles(*shows, *pattern, state, scratch, sink),
            Node::Let { slot, value, body } => self.run_let(*value, (*slot, *body), state, scratch, sink),
            Node::If { test, yes, no } => self.run_if(*test, (*yes, *no), state, scratch, sink),
            Node::Lookup { key, table } => self.run_lookup(*key, table, state, scratch, sink),
        }
        scratch.leave();
    }
}
