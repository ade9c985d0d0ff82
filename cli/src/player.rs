//! A program played without a host: block after block, as fast as it goes.

use super::input::Input;
use super::tempo::Tempo;
use phonon_engine::allocation;
use phonon_engine::time::Beats;
use phonon_engine::{Engine, Outputs, Program, Report, Settings, Swap, Transport};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Numbered outputs.
pub const OUTPUTS: usize = phonon_session::state::OUTPUTS;

/// Largest block that can be asked for, in frames.
pub const LARGEST_BLOCK: usize = 65_536;

/// What a host would say `frame` frames after the song's start, at `rate` frames a second.
pub fn transport(tempo: Tempo, frame: u64, rate: f64) -> Transport {
    match tempo {
        Tempo::Song => Transport::missing(),
        Tempo::Host(bpm) => Transport::rolling(bpm, Beats(frame as f64 / rate * bpm / 60.0)),
    }
}

/// One block of sound, output by output.
pub struct Block {
    /// The main output, left and right.
    pub main: [Vec<f32>; 2],
    /// The numbered outputs, where they are wanted apart; empty otherwise.
    pub stems: Vec<[Vec<f32>; 2]>,
}

impl Block {
    fn new(frames: usize, stems: bool) -> Self {
        let silence = || [vec![0.0; frames], vec![0.0; frames]];
        Self {
            main: silence(),
            stems: (0..if stems { OUTPUTS } else { 0 })
                .map(|_| silence())
                .collect(),
        }
    }

    fn clear(&mut self) {
        for channel in self.main.iter_mut().chain(self.stems.iter_mut().flatten()) {
            channel.fill(0.0);
        }
    }
}

impl Outputs for Block {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool {
        let place = match output {
            0 => &mut self.main,
            k => match self.stems.get_mut(k - 1) {
                Some(stem) => stem,
                None => return false,
            },
        };
        for (channel, heard) in place.iter_mut().zip([left, right]) {
            channel[offset..offset + heard.len()].copy_from_slice(heard);
        }
        true
    }
}

/// What a block did and cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Report of the engine on the block.
    pub report: Report,
    /// Time that the whole call took.
    pub time: Duration,
    /// Allocations and frees in the call.
    pub heap_operations: u64,
}

/// An engine with its song and its transport.
pub struct Player {
    engine: Engine,
    tempo: Tempo,
    rate: f64,
    frame: u64,
    playing: bool,
    input: Arc<Input>,
    block: Block,
}

impl Player {
    /// Plays `program` at `rate` frames a second in blocks of at most `largest` frames.
    pub fn new(
        program: Program,
        rate: f64,
        largest: usize,
        tempo: Tempo,
        settings: Settings,
    ) -> Self {
        Self::with_block(program, rate, Block::new(largest, false), tempo, settings)
    }

    /// The same with the numbered outputs apart: the main output is without them.
    pub fn of_stems(
        program: Program,
        rate: f64,
        largest: usize,
        tempo: Tempo,
        settings: Settings,
    ) -> Self {
        Self::with_block(program, rate, Block::new(largest, true), tempo, settings)
    }

    fn with_block(
        program: Program,
        rate: f64,
        block: Block,
        tempo: Tempo,
        settings: Settings,
    ) -> Self {
        // What comes back is freed with the player: one program is all there will be.
        let (mut engine, _returns) = Engine::new(rate, settings);
        if engine.offer(Box::new(program), Swap::Now).is_err() {
            unreachable!("a new engine takes a program");
        }
        Self {
            engine,
            tempo,
            rate,
            frame: 0,
            playing: true,
            input: Arc::default(),
            block,
        }
    }

    /// What guards the outputs, on at first: the limiter of the main one, and the filters that take out what stands
    /// still. Without them the output is the plain sum.
    pub fn set_guard(&mut self, on: bool) {
        self.engine.mixer().set_limiter(on);
        self.engine.mixer().set_dc_block(on);
    }

    /// What comes in from the song's start on; nothing does at first.
    pub fn set_input(&mut self, input: &Arc<Input>) {
        self.input = Arc::clone(input);
    }

    /// Stops the transport: no sound starts any more, what sounds rings out.
    pub fn stop(&mut self) {
        self.playing = false;
    }

    /// Plays the next `frames` frames, at most as many as were promised.
    pub fn play(&mut self, frames: usize) -> (&Block, Cost) {
        self.block.clear();
        let transport = if self.playing {
            transport(self.tempo, self.frame, self.rate)
        } else {
            Transport::stopped()
        };
        let started = Instant::now();
        let incoming = self.input.from(self.frame);
        let (report, heap_operations) = allocation::real_time(|| {
            self.engine
                .process_input(&transport, frames, &incoming, &mut self.block)
        });
        let time = started.elapsed();
        self.frame += frames as u64;
        let cost = Cost {
            report,
            time,
            heap_operations,
        };
        (&self.block, cost)
    }
}
