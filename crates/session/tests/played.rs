//! What the window is offered while an engine plays, as a host's audio thread plays it.

#![allow(
    clippy::disallowed_methods,
    reason = "the tests wait for what is compiled in the background"
)]

use phonon_engine::allocation::real_time;
use phonon_engine::time::Beats;
use phonon_engine::{Engine, Incoming, Outputs, Report, Run, Settings, Swap, Transport};
use phonon_session::state::{SavedState, SoundSettings};
use phonon_session::{AudioEnd, Cause, Session, Standing, When};
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: phonon_engine::allocation::CountingAllocator =
    phonon_engine::allocation::CountingAllocator;

const RATE: f64 = 48_000.0;

/// A host: what it hears of the main output, and where it is.
struct Host {
    session: Arc<Session>,
    end: AudioEnd,
    engine: Engine,
    frame: u64,
    /// Whether the transport rolls, at 120 quarter notes a minute: a cycle is 96,000 frames.
    rolls: bool,
    run: Run,
}

/// The main output of a block.
struct Heard<'a> {
    left: Vec<f32>,
    end: &'a AudioEnd,
}

impl Outputs for Heard<'_> {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], _: &[f32]) -> bool {
        if output == 0 {
            self.left[offset..offset + left.len()].copy_from_slice(left);
        }
        output == 0
    }

    fn watch(&mut self, output: usize, left: &[f32], right: &[f32]) {
        self.end.watch(output, left, right);
    }
}

impl Host {
    fn playing(text: &str) -> Self {
        Self::opening(SavedState::playing(text))
    }

    fn opening(state: SavedState) -> Self {
        let (session, end) = Session::new();
        session.restore(state);
        let settings = Settings {
            hurry: None,
            ..SoundSettings::default().engine(false)
        };
        let (engine, returns) = Engine::new(RATE, settings);
        session.attach(RATE, settings, returns);
        session.ready(true);
        Self {
            session,
            end,
            engine,
            frame: 0,
            rolls: true,
            run: Run::Host,
        }
    }

    /// Renders frames in blocks of 480, without a heap operation.
    fn play(&mut self, frames: usize) -> Vec<f32> {
        let mut all = Vec::new();
        for block in (0..frames).step_by(480) {
            let length = (frames - block).min(480);
            if self.engine.has_room()
                && let Some(mut delivery) = self.end.take()
            {
                let swap = match delivery.at_once {
                    true => Swap::Now,
                    false => Swap::NextMultiple(self.end.swap_every()),
                };
                let program = delivery.program.take().expect("a program");
                delivery.program = self.engine.offer(program, swap).err();
                self.end.give_back(delivery);
            }
            let beats = self.frame as f64 * 2.0 / RATE;
            let transport = match self.rolls {
                true => Transport::rolling(120.0, Beats(beats)),
                false => Transport::stopped(),
            };
            self.engine.set_run(self.run);
            let left = vec![0.0; length];
            let ((left, _), heap): ((_, Report), _) = real_time(|| {
                self.end.audition(&self.engine, length);
                self.end.prepare(&mut self.engine);
                let end = &self.end;
                let incoming = Incoming {
                    beside: end.beside(),
                    ..Incoming::default()
                };
                let mut heard = Heard { left, end };
                let report = self
                    .engine
                    .process_input(&transport, length, &incoming, &mut heard);
                end.tell(&mut self.engine, &report, length, None);
                (heard.left, report)
            });
            assert_eq!(heap, 0, "heap operations on the audio thread");
            all.extend(left);
            self.frame += length as u64;
        }
        all
    }

    fn evaluate(&mut self, text: &str) {
        self.session.evaluate(text);
        self.session.ready(true);
    }
}

fn loudest(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |most, y| most.max(y.abs()))
}

/// Frames on which sound begins after a millisecond of silence.
fn onsets(samples: &[f32]) -> Vec<usize> {
    let mut quiet = 48;
    let mut found = Vec::new();
    for (frame, sample) in samples.iter().enumerate() {
        if sample.abs() > 1e-4 {
            if quiet >= 48 {
                found.push(frame);
            }
            quiet = 0;
        } else {
            quiet += 1;
        }
    }
    found
}

#[test]
fn a_text_evaluated_takes_over_at_a_multiple_of_the_cycles_asked_for_and_is_counted_down() {
    let mut host = Host::opening(SavedState {
        swap_every: 3,
        // The sample is decoded before it is to be heard.
        ..SavedState::playing("o1: s \"hh\" # gain 0")
    });
    assert_eq!(host.end.swap_every(), 3);
    host.session.set_swap_every(2);
    host.play(4_800);
    let telemetry = Arc::clone(host.session.telemetry());
    assert_eq!(telemetry.countdown(), None);
    host.evaluate("o1: s \"hh*4\"");
    let before = host.play(96_000);
    assert_eq!(loudest(&before), 0.0);
    let left = telemetry.countdown().expect("it waits");
    assert!((left - 0.95).abs() < 0.01, "{left}");
    let serial = host.session.report().serial;
    let after = host.play(96_000);
    let first = onsets(&after)[0];
    // Cycle 2 begins 91,200 frames later.
    assert!((91_200..91_300).contains(&first), "{first}");
    assert_eq!(telemetry.countdown(), None);
    use std::sync::atomic::Ordering::Relaxed;
    let plays = (telemetry.plays.load(Relaxed), telemetry.since.load(Relaxed));
    assert_eq!(plays, (serial, 2));
    assert!(telemetry.is_called());
    assert_eq!(host.session.saved().swap_every, 2);
}

#[test]
fn a_tap_hears_its_output_behind_the_fader_and_the_main_one_while_it_is_held() {
    let mut host = Host::playing("o1: sine 1000 * 0.5\no2: sine 100 * 0.25");
    host.play(4_800);
    let (main, second, third) = (
        host.session.tap(0),
        host.session.tap(2),
        host.session.tap(3),
    );
    let heard = host.play(9_600);
    let mut frames = vec![[0.0; 2]; 4_800];
    assert_eq!(main.read(&mut frames), 4_800);
    let left: Vec<f32> = frames.iter().map(|frame| frame[0]).collect();
    assert_eq!(left, heard[4_800..]);
    assert_eq!(second.read(&mut frames), 4_800);
    let level = frames
        .iter()
        .fold(0.0_f32, |most, frame| most.max(frame[1]));
    assert!((level - 0.25).abs() < 0.001, "{level}");
    assert_eq!(third.read(&mut frames), 4_800);
    assert!(frames.iter().all(|frame| *frame == [0.0; 2]));
    let written = second.written();
    drop(second);
    host.play(4_800);
    let again = host.session.tap(2);
    assert_eq!(again.written(), written);
    let mut spectrum = phonon_dsp::spectral::bands::BandSpectrum::new(4_096, 60, RATE);
    main.read(&mut frames);
    let left: Vec<f32> = frames.iter().map(|frame| frame[0]).collect();
    let levels = spectrum.levels(&left).to_vec();
    let loudest = (0..60).max_by(|one, other| levels[*one].total_cmp(&levels[*other]));
    let frequency = spectrum.frequency(loudest.expect("bands"));
    assert!((900.0..1_100.0).contains(&frequency), "{frequency}");
}

#[test]
fn the_free_tempo_is_heard_where_neither_host_nor_text_says_one() {
    let gaps = |host: &mut Host| {
        let found = onsets(&host.play(96_000));
        let mut gaps: Vec<usize> = found.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.dedup();
        gaps
    };
    let mut host = Host::playing("o1: s \"hh*4\" # legato 0.1");
    host.run = Run::Free;
    host.session.set_free_bpm(Some(120.0));
    host.play(9_600);
    assert_eq!(gaps(&mut host), [24_000]);
    host.session.set_free_bpm(Some(240.0));
    host.play(24_000);
    assert_eq!(gaps(&mut host), [12_000]);
    assert!((host.session.telemetry().bpm.load() - 240.0).abs() < 0.01);
    assert_eq!(host.session.saved().free_bpm, Some(240.0));
    // With three quarter notes in a cycle they are as long.
    host.evaluate("beats: 3\no1: s \"hh*3\" # legato 0.1");
    host.play(192_000);
    assert_eq!(gaps(&mut host), [12_000]);
    // What the text says counts.
    host.evaluate("bpm: 60\no1: s \"hh*4\" # legato 0.1");
    host.play(192_000);
    assert_eq!(gaps(&mut host), [48_000]);
}

/// Waits for what is compiled in the background, while the host plays on.
fn hear(host: &mut Host, number: u64) -> Vec<f32> {
    let begun = std::time::Instant::now();
    let mut heard = Vec::new();
    while host.session.auditioned() != Some(number) {
        assert_eq!(host.session.take_audition_problem(), None);
        assert!(begun.elapsed().as_secs() < 20, "it is never heard");
        std::thread::sleep(std::time::Duration::from_millis(2));
        heard.extend(host.play(480));
    }
    heard
}

#[test]
fn a_sound_is_heard_while_the_transport_stands_and_ends_by_itself() {
    let mut host = Host::playing("o1: s \"~\"");
    host.rolls = false;
    assert_eq!(loudest(&host.play(4_800)), 0.0);
    let serial = host.session.report().serial;
    let number = host.session.audition("bd", 1, When::Now);
    let mut heard = hear(&mut host, number);
    heard.extend(host.play(96_000));
    let level = loudest(&heard);
    assert!((0.2..=0.7).contains(&level), "{level}");
    // Once.
    assert!(loudest(&heard[heard.len() - 24_000..]) < level / 10.0);
    host.play(96_000);
    assert_eq!(host.session.auditioned(), None);
    assert_eq!(loudest(&host.play(4_800)), 0.0);
    // The program and the text are as they were.
    assert_eq!(host.session.report().serial, serial);
    assert_eq!(host.session.saved().evaluated, "o1: s \"~\"");
    // A synth of the same table, held and let go.
    let number = host.session.audition("supersaw", 0, When::Now);
    let mut heard = hear(&mut host, number);
    heard.extend(host.play(48_000));
    assert!(loudest(&heard) > 0.05);
    let later = host.play(96_000);
    assert!(loudest(&later[48_000..]) < 1e-3);
}

#[test]
fn a_sound_waits_for_the_next_beat_to_the_frame() {
    let mut host = Host::playing("o1: s \"~\"");
    host.play(30_000);
    let number = host.session.audition("hh", 0, When::NextBeat);
    let begun = host.frame;
    let mut heard = hear(&mut host, number);
    heard.extend(host.play(48_000));
    let first = onsets(&heard)[0] as u64 + begun;
    // A quarter note is 24,000 frames.
    let late = first % 24_000;
    assert!(late < 40, "{first}");
}

#[test]
fn an_example_plays_one_cycle_in_the_tempo_of_the_song_and_a_new_one_takes_its_place() {
    let mut host = Host::playing("o1: s \"~\"");
    host.play(4_800);
    let number = host
        .session
        .audition_example("d1 $ s \"hh*4\" # legato 0.1", When::Now);
    let mut heard = hear(&mut host, number);
    heard.extend(host.play(192_000));
    let found = onsets(&heard);
    let gaps: Vec<usize> = found.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(gaps, [24_000; 3]);
    // A signal ends too, and at once where another is asked for.
    let first = host
        .session
        .audition_example("out: sine 220 * 0.5", When::Now);
    hear(&mut host, first);
    assert!(loudest(&host.play(48_000)) > 0.2);
    let second = host
        .session
        .audition_example("out: s \"~ ~ ~ hh\"", When::Now);
    hear(&mut host, second);
    host.play(2_400);
    assert!(loudest(&host.play(24_000)) < 1e-3);
    host.session.stop_audition();
    host.play(4_800);
    assert_eq!(host.session.auditioned(), None);
}

#[test]
fn what_cannot_be_auditioned_says_why_and_a_bounce_hears_none() {
    let mut host = Host::playing("o1: s \"~\"");
    let wait = |host: &Host| {
        let begun = std::time::Instant::now();
        loop {
            if let Some(problem) = host.session.take_audition_problem() {
                return problem;
            }
            assert!(begun.elapsed().as_secs() < 20, "nothing is said");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    };
    host.session.audition("nosuchbank", 0, When::Now);
    assert!(wait(&host).contains("nosuchbank"));
    host.session.audition_example("d1 $ evry 2", When::Now);
    assert!(wait(&host).contains("evry"));
    let (engine, returns) = Engine::new(
        RATE,
        Settings {
            waits: true,
            ..host.engine.settings()
        },
    );
    host.session.attach(RATE, engine.settings(), returns);
    host.engine = engine;
    host.session.ready(true);
    host.session.audition("bd", 0, When::Now);
    for _ in 0..100 {
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert_eq!(loudest(&host.play(480)), 0.0);
    }
    assert_eq!(host.session.auditioned(), None);
}

#[test]
fn what_became_of_the_last_evaluation_is_told_as_it_happens() {
    let mut host = Host::playing("o1: s \"bd*4\"\no2: s \"hh\"");
    let standing = |host: &Host| host.session.outcome().standing;
    assert_eq!(standing(&host), Standing::HostIsAway);
    host.rolls = false;
    host.play(480);
    assert_eq!(standing(&host), Standing::Stands);
    assert_eq!(host.session.outcome().cause, Cause::Opened);
    host.rolls = true;
    host.play(4_800);
    assert_eq!(standing(&host), Standing::Plays);
    host.evaluate("o1: s \"sn*4\"\no2: evry 2 $ s \"hh\"\no3: evry 2 $ s \"cp\"");
    host.play(480);
    let outcome = host.session.outcome();
    let Standing::Waits(cycles) = outcome.standing else {
        panic!("{outcome:?}");
    };
    assert!((0.9..1.0).contains(&cycles), "{cycles}");
    assert_eq!((outcome.kept, outcome.failed), (1, 1));
    assert_eq!(outcome.cause, Cause::Evaluated);
    host.play(96_000);
    assert_eq!(standing(&host), Standing::Plays);
    host.session.hush(false);
    host.session.ready(true);
    host.play(96_000);
    assert_eq!(standing(&host), Standing::Hushed);
}
