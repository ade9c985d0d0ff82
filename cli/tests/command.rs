//! The `phonon` command as a user meets it: what it prints, where, and with which exit code.

#![allow(clippy::disallowed_methods, reason = "a test waits")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of this test's own, and the command run in it.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("command-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.0.join(name), content).unwrap();
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_phonon"));
        command
            .args(arguments)
            .current_dir(&self.0)
            .env("NO_COLOR", "1");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    /// The first samples of a WAV file: its rate and its channels.
    fn wav(&self, name: &str) -> (u32, [Vec<f32>; 2]) {
        read_wav(&self.0.join(name))
    }
}

fn read_wav(path: &Path) -> (u32, [Vec<f32>; 2]) {
    let mut reader = hound::WavReader::open(path).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.bits_per_sample), (2, 32));
    let samples: Vec<f32> = reader.samples::<f32>().map(Result::unwrap).collect();
    let channel = |k: usize| samples.iter().skip(k).step_by(2).copied().collect();
    (spec.sample_rate, [channel(0), channel(1)])
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the command ended by itself")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_good_song_is_checked_without_a_word() {
    let desk = Desk::new("good");
    let output = desk
        .write("a.ph", "cps: 0.5\no1: s \"bd sn\" # gain 0.8\n")
        .run(&["check", "a.ph"]);
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn every_error_of_a_song_is_told_with_its_place_and_underlined() {
    let desk = Desk::new("errors");
    let text = "o1: s \"bd sn\"\no2: evry 4 rev $ s \"hh\"\no3: fast 2 $ $ s \"cp\"\n";
    let output = desk.write("bad.ph", text).run(&["check", "bad.ph"]);
    let said = stderr(&output);
    assert_eq!(code(&output), 1, "{said}");
    assert!(said.contains("bad.ph:2:5"), "{said}");
    assert!(said.contains("bad.ph:3:"), "{said}");
    assert!(said.contains("^^^^"), "{said}");
    assert!(
        said.contains("`every`"),
        "the nearest name is proposed: {said}"
    );
    assert_eq!(stdout(&output), "");
}

#[test]
fn an_unknown_sample_is_a_warning_and_the_song_plays() {
    let desk = Desk::new("unknown-sample");
    desk.write("a.ph", "o1: s \"bd bdd\"\n");
    let checked = desk.run(&["check", "a.ph"]);
    assert_eq!(code(&checked), 0);
    assert!(
        stderr(&checked).contains("warning") && stderr(&checked).contains("bdd"),
        "{}",
        stderr(&checked)
    );
    let rendered = desk.run(&["render", "a.ph", "a.wav", "--seconds", "0.5"]);
    assert_eq!(code(&rendered), 0, "{}", stderr(&rendered));
    assert!(desk.wav("a.wav").1[0].iter().any(|y| y.abs() > 0.01));
}

#[test]
fn what_cannot_be_read_is_said_plainly() {
    let desk = Desk::new("unreadable");
    desk.write("latin1.ph", b"o1: s \"b\xe4d\"\n")
        .write("huge.ph", vec![b' '; 10 << 20]);
    std::fs::create_dir(desk.0.join("folder.ph")).unwrap();
    for (file, words) in [
        ("none.ph", "none.ph: no such file"),
        ("latin1.ph", "latin1.ph:1:9: is not UTF-8"),
        ("huge.ph", "is longer than 4 MB"),
        ("folder.ph", "is a folder"),
    ] {
        for task in [
            &["check", file][..],
            &["render", file, "x.wav"],
            &["bench", file],
        ] {
            let output = desk.run(task);
            assert_eq!(code(&output), 1, "{task:?}");
            assert!(
                stderr(&output).contains(words),
                "{task:?}: {}",
                stderr(&output)
            );
        }
    }
}

#[test]
fn hostile_songs_are_refused_or_bounded_but_never_crash() {
    let desk = Desk::new("hostile");
    let deep = format!("o1: {}s \"bd\"{}\n", "(".repeat(10_000), ")".repeat(10_000));
    let deep_mini = format!("o1: s \"{}bd{}\"\n", "[".repeat(10_000), "]".repeat(10_000));
    for (name, text) in [
        ("empty", ""),
        ("comment", "-- nothing\n"),
        ("deep", deep.as_str()),
        ("deep-mini", deep_mini.as_str()),
        ("many", "o1: s \"bd*1000000\"\n"),
        ("stut", "o1: stut 100000 0.5 0.001 $ s \"bd\"\n"),
        ("fast", "o1: fast 1e300 $ s \"bd\"\n"),
        ("slow", "o1: slow 0 $ s \"bd\"\n"),
        ("loop", "~a: ~a # delay 0.2 0.5\no1: ~a\n"),
        ("self", "let a = a\no1: a\n"),
    ] {
        let file = format!("{name}.ph");
        desk.write(&file, text);
        for task in [
            &["check", &file][..],
            &["render", &file, "x.wav", "--seconds", "0.2"],
        ] {
            let output = desk.run(task);
            assert!(
                matches!(code(&output), 0 | 1),
                "{task:?}: {}",
                stderr(&output)
            );
            if code(&output) == 1 {
                assert!(
                    stderr(&output).contains(&format!("{file}:1:")),
                    "{task:?}: {}",
                    stderr(&output)
                );
            }
        }
    }
    let output = desk.run(&["render", "empty.ph", "silence.wav", "--seconds", "0.1"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(desk.wav("silence.wav").1[0].iter().all(|y| *y == 0.0));
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let desk = Desk::new("usage");
    desk.write("a.ph", "o1: s \"bd\"\n");
    for arguments in [
        &[][..],
        &["sing"],
        &["check"],
        &["render", "a.ph"],
        &["render", "a.ph", "a.wav", "--cycles", "many"],
        &["render", "a.ph", "a.wav", "--cycles", "1", "--seconds", "1"],
        &["render", "a.ph", "a.wav", "--rate", "10"],
        &["render", "a.ph", "a.wav", "--block", "0"],
        &["render", "a.ph", "a.wav", "--bpm=-1"],
        &["render", "a.ph", "nowhere/a.wav"],
        &["render", "a.ph", "a.wav", "--samples", "nowhere"],
        &["query"],
        &["bench", "--block", "0"],
    ] {
        let output = desk.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn no_song_and_no_recording_is_written_over() {
    let desk = Desk::new("spared");
    desk.write("a.ph", "o1: s \"bd\"\n")
        .write("b.ph", "o1: s \"sn\"\n")
        .write("song.wav", "o1: s \"cp\"\n")
        .write("empty.wav", "");
    let render =
        |arguments: &[&str]| desk.run(&[&["render"], arguments, &["--seconds", "0.1"]].concat());
    for arguments in [
        &["render", "a.ph", "song.wav"][..],
        &["render", "a.ph", "song.wav", "--stems"],
        &["graph", "a.ph", "--svg", "b.ph"],
    ] {
        let output = desk.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("is not written over"));
    }
    // A song's ending is none of a sound's.
    for out in ["a.ph", "b.ph"] {
        assert_eq!(code(&render(&["a.ph", out])), 2, "{out}");
    }
    for name in ["a.ph", "b.ph", "song.wav"] {
        let text = std::fs::read_to_string(desk.0.join(name)).unwrap();
        assert!(text.starts_with("o1: s"), "{name}");
    }
    // A render of before is, and so is an empty file.
    for out in ["a.wav", "a.wav", "empty.wav"] {
        assert_eq!(code(&render(&["a.ph", out])), 0, "{out}");
    }
    let recording = std::fs::read(desk.0.join("a.wav")).unwrap();
    let over = render(&["a.ph", "./a.wav", "--input", "a.wav"]);
    assert_eq!(code(&over), 2, "{}", stderr(&over));
    assert_eq!(std::fs::read(desk.0.join("a.wav")).unwrap(), recording);
    let drawn = ["graph", "a.ph", "--svg", "a.svg"];
    assert!((0..2).all(|_| code(&desk.run(&drawn)) == 0));
}

#[test]
fn a_render_is_as_long_as_was_asked_and_the_same_for_any_block() {
    let desk = Desk::new("render");
    desk.write(
        "a.ph",
        "bpm: 120\no1: s \"bd sn hh cp\"\no2: s \"~ rim\" # pan 0.2\n",
    );
    let render = |arguments: &[&str]| {
        let output = desk.run(&[&["render", "a.ph"], arguments].concat());
        assert_eq!(code(&output), 0, "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    };
    render(&["a.wav", "--cycles", "1"]);
    let (rate, whole) = desk.wav("a.wav");
    assert_eq!((rate, whole[0].len()), (48_000, 96_000));
    assert!(whole[0].iter().any(|y| y.abs() > 0.1));

    render(&["b.wav", "--cycles", "1", "--block", "77"]);
    assert_eq!(desk.wav("b.wav").1, whole);
    render(&["c.wav", "--cycles", "1", "--bpm", "240", "--rate", "44100"]);
    let (rate, quicker) = desk.wav("c.wav");
    assert_eq!((rate, quicker[0].len()), (44_100, 44_100));
    render(&["d.wav", "--seconds", "0.25", "--tail", "0.25", "--cps", "1"]);
    assert_eq!(desk.wav("d.wav").1[0].len(), 24_000);
}

#[test]
fn a_bank_s_default_is_given_on_the_command_line() {
    let desk = Desk::new("default");
    desk.write("plain.ph", "o1: s \"bd*2 cp\"\n")
        .write("named.ph", "o1: s \"bd*2 cp\" # gain \"0.7 1\"\n");
    let render = |song: &str, arguments: &[&str]| {
        let wav = "out.wav";
        let words = ["render", song, wav, "--seconds", "1", "--limiter", "off"];
        let output = desk.run(&[&words[..], arguments].concat());
        (code(&output), stderr(&output), desk.wav(wav).1)
    };
    let (_, _, expected) = render("named.ph", &[]);
    let (code_of, said, heard) = render("plain.ph", &["--default", "bd=gain 0.7"]);
    assert_eq!((code_of, said.as_str()), (0, ""));
    assert!(heard == expected);
    for (default, words) in [
        ("bd=gain 0.7 # gian 1", "no function `gian`"),
        ("bd=gain \"0.7 1\"", "one plain value is needed here"),
        ("bd=shape 2", "`shape` goes from 0 to 1"),
        ("bdd=gain 1", "did you mean `bd`?"),
        ("gain 0.7", "is not as in 'bd=gain 0.8 # cut 1'"),
    ] {
        let (code, said, _) = render("plain.ph", &["--default", default]);
        assert_eq!(code, 2, "{default}");
        assert!(said.contains(words), "{default}: {said}");
    }
}

#[test]
fn stems_sum_to_the_whole() {
    let desk = Desk::new("stems");
    desk.write(
        "a.ph",
        "cps: 1\no1: s \"bd sn\" # gain 0.7\no3: s \"hh*4\" # pan 0.2 # gain 0.7\n",
    );
    let output = desk.run(&[
        "render",
        "a.ph",
        "a.wav",
        "--cycles",
        "1",
        "--stems",
        "--limiter",
        "off",
    ]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let whole = desk.wav("a.wav").1;
    let (first, third) = (desk.wav("a-o1.wav").1, desk.wav("a-o3.wav").1);
    assert!(
        !desk.0.join("a-o2.wav").exists(),
        "an output that is silent has no file"
    );
    for channel in 0..2 {
        for (frame, sum) in whole[channel].iter().enumerate() {
            assert!((sum - first[channel][frame] - third[channel][frame]).abs() < 1e-6);
        }
    }
}

#[test]
fn a_query_shows_events_to_people() {
    let desk = Desk::new("query");
    let output = desk.run(&["query", "s \"bd(3,8)\" # n 2", "--cycles", "1"]);
    let table = stdout(&output);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(
        table.starts_with("0 – 1/8") && table.contains("3/8 – 1/2"),
        "{table}"
    );
    assert!(table.contains("n 2, s bd"), "{table}");
    // Nothing beyond the cycles that were asked for.
    for (beyond, lines) in [
        ("linger 4 $ s \"bd sn\"", 2),
        ("zoom (0, 2) $ s \"bd sn\"", 2),
    ] {
        let table = stdout(&desk.run(&["query", beyond, "--cycles", "1"]));
        assert_eq!(table.lines().count(), lines, "{beyond}: {table}");
        assert!(!table.contains("1 1/"), "{beyond}: {table}");
    }
    let output = desk.run(&["query", "evry 2 rev $ s \"bd\""]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("`every`") && stderr(&output).contains("^^^^"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_query_answers_machines_line_by_line() {
    let desk = Desk::new("jsonl");
    let questions = concat!(
        r#"{"id":"a","type":"ControlPattern","expr":"s \"bd sn\"","cycles":1}"#,
        "\n",
        "not json\n",
        r#"{"id":"b","type":"Double","expr":"fast 2 $ nonsense","cycles":1}"#,
        "\n",
        r#"{"id":"c","mini":"1 [2 3]","cycles":1}"#,
        "\n",
        r#"{"id":"d","type":"String","expr":"\"^hum\"","controls":{"hum":{"S":"cp"}},"arcs":[["1/4","1/2"],["1/1","2/1"]]}"#,
        "\n",
        r#"{"id":"e","type":"Rational","expr":"\"1%8 e\"","cycles":1}"#,
        "\n",
    );
    let output = desk.run_with_input(&["query", "--jsonl"], questions.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let answers: Vec<serde_json::Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        answers[0],
        serde_json::json!({"id": "a", "events": [
            {"whole": ["0/1", "1/2"], "part": ["0/1", "1/2"], "value": {"s": "bd"}},
            {"whole": ["1/2", "1/1"], "part": ["1/2", "1/1"], "value": {"s": "sn"}},
        ]})
    );
    assert!(answers[1]["error"].is_string());
    assert!(
        answers[2]["id"] == "b" && answers[2]["error"].as_str().unwrap().contains("nonsense"),
        "{}",
        answers[2]
    );
    assert_eq!(answers[3]["events"].as_array().unwrap().len(), 3);
    assert_eq!(
        answers[4]["queries"][0]["arc"],
        serde_json::json!(["1/4", "1/2"])
    );
    assert_eq!(answers[4]["queries"][1]["events"][0]["value"], "cp");
    assert_eq!(answers[5]["events"][0]["value"], "1/8");
}

#[test]
fn a_bench_names_phases_events_voices_and_allocations() {
    let desk = Desk::new("bench");
    desk.write("a.ph", "cps: 1\no1: s \"bd*4\"\n");
    let output = desk.run(&["bench", "a.ph", "--json", "--seconds", "1"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let figures: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let song = &figures[0];
    for phase in ["patterns", "voices", "graph", "whole"] {
        assert!(song["phases"][phase]["median_us"].as_f64().unwrap() >= 0.0);
        assert!(
            song["phases"][phase]["max_us"].as_f64() >= song["phases"][phase]["p99_us"].as_f64()
        );
    }
    assert_eq!(song["allocations"], 0);
    assert!(song["events_per_block"]["max"].as_u64().unwrap() >= 1);
    let table = stdout(&desk.run(&["bench", "a.ph", "--seconds", "0.5"]));
    assert!(
        table.contains("median") && table.contains("p99") && table.contains("allocations 0"),
        "{table}"
    );
}

#[test]
fn graph_lists_the_signal_graph_and_draws_it() {
    let desk = Desk::new("graph");
    desk.write(
        "song.ph",
        "o1: ~echo # lpf (~slow * 500 + 900)\n~echo: s \"bd*4\" + ~echo * 0.4\n~slow: sine 0.2\no2: s \"~pad\" # note \"0 7\"\n~pad: saw 110 # lpf 800\n~unheard: saw 55 # reverb 0.9",
    );
    let listed = desk.run(&["graph", "song.ph", "--svg", "song.svg"]);
    assert_eq!(code(&listed), 0, "{}", stderr(&listed));
    let text = String::from_utf8(listed.stdout).unwrap();
    let line = |wanted: &str| {
        let found = text.lines().find(|line| line.contains(wanted));
        found.unwrap_or_else(|| panic!("no `{wanted}` in\n{text}"))
    };
    assert!(line("  lpf").contains("cutoff #"), "{text}");
    assert!(line("~echo  *").contains("a block ago"), "{text}");
    assert!(line("voices o2").trim_start().starts_with("o2"), "{text}");
    assert!(line("for each voice").starts_with("~pad"));
    assert!(text.contains("freq"));
    // What no output hears is not computed.
    assert!(!text.contains("reverb"));
    let svg = std::fs::read_to_string(desk.0.join("song.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert!(svg.contains(">lpf<") && svg.contains("stroke-dasharray"));

    let dot = desk.run(&["graph", "song.ph", "--dot"]);
    let text = String::from_utf8(dot.stdout).unwrap();
    assert!(text.starts_with("digraph") && text.contains("style=dashed"));
    assert_eq!(code(&desk.run(&["graph", "nowhere.ph"])), 1);
    let into_nothing = desk.run(&["graph", "song.ph", "--svg", "no/such/folder.svg"]);
    assert_eq!(code(&into_nothing), 2);
}

#[test]
fn a_file_can_come_in() {
    let desk = Desk::new("input");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 24_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(desk.0.join("tone.wav"), spec).unwrap();
    for frame in 0..12_000 {
        let sine = (f64::from(frame) / 24_000.0 * 440.0 * std::f64::consts::TAU).sin();
        file.write_sample((sine * 16_000.0) as i16).unwrap();
    }
    file.finalize().unwrap();
    desk.write("a.ph", "out: ~in * 0.5\n");
    let words = "render a.ph out.wav --seconds 1 --rate 48000 --limiter off";
    let words: Vec<&str> = words.split(' ').collect();
    let heard = desk.run(&[&words[..], &["--input", "tone.wav"]].concat());
    assert_eq!(code(&heard), 0, "{}", stderr(&heard));
    let (_, [left, right]) = desk.wav("out.wav");
    assert!(left == right);
    for (frame, y) in left.iter().enumerate().take(23_000).skip(100) {
        let sine = (frame as f64 / 48_000.0 * 440.0 * std::f64::consts::TAU).sin();
        let expected = 0.5 * sine * 16_000.0 / 32_768.0;
        assert!((f64::from(*y) - expected).abs() < 0.001, "{frame}");
    }
    // The file is over.
    assert!(left[24_000..].iter().all(|y| *y == 0.0));
    assert_eq!(code(&desk.run(&words)), 0);
    assert!(desk.wav("out.wav").1[0].iter().all(|y| *y == 0.0));
    let missing = desk.run(&[&words[..], &["--input", "nothing.wav"]].concat());
    assert_eq!(code(&missing), 2);
    assert!(stderr(&missing).contains("nothing.wav"));
}

#[test]
fn who_stops_reading_before_the_end_is_no_error() {
    let desk = Desk::new("head");
    let mut child = desk
        .command(&["docs"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More is to come than a pipe holds.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn who_stops_reading_a_render_is_no_error_either() {
    let desk = Desk::new("render-head");
    desk.write("a.ph", "o1: s \"bd*4\"\n");
    let mut child = desk
        .command(&["render", "a.ph", "-", "--seconds", "60"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupted_render_leaves_nothing_behind() {
    use std::time::{Duration, Instant};
    for signal in ["-INT", "-TERM"] {
        let desk = Desk::new("interrupted");
        desk.write("a.ph", "o1: s \"bd*4\"\n");
        let child = desk
            .command(&["render", "a.ph", "out.wav", "--seconds", "20000"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let part = desk.0.join(".out.wav.part");
        let begun = Instant::now();
        while !part.exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it begins");
            std::thread::sleep(Duration::from_millis(10));
        }
        let id = child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "interrupted\n");
        let mut left = std::fs::read_dir(&desk.0).unwrap();
        let left = left.all(|entry| entry.unwrap().file_name() == "a.ph");
        assert!(left, "only the song is left");
    }
}

#[test]
fn a_render_says_what_it_leaves_out_and_why() {
    let desk = Desk::new("lost");
    recording(&desk.0.join("kit/in/a.wav"), sine(440.0, 4_800));
    recording(&desk.0.join("kit/hurt/a.wav"), sine(440.0, 4_800));
    desk.write("kit/hurt/a.wav", "no sound at all");
    recording(&desk.0.join("kit/midi/a.wav"), sine(440.0, 4_800));
    let render = |text: &str, more: &[&str]| {
        desk.write("a.ph", text);
        let words = ["render", "a.ph", "out.wav", "--seconds", "1", "--cps", "1"];
        let output = desk.run(&[&words[..], more].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stderr(&output)
    };
    let undecodable = render("o1: s \"hurt\"\n", &["--samples", "kit"]);
    assert!(
        undecodable.contains("warning: 1 event left out: the file cannot be decoded"),
        "{undecodable}"
    );
    assert!(!undecodable.contains("too many"), "{undecodable}");
    let silent = "nothing but silence was rendered";
    assert!(undecodable.contains(silent), "{undecodable}");
    // A hundred voices where sixty-four may sound.
    let crowded = render(
        "o1: s \"superpiano*100\" # sustain 1\n",
        &["--voices", "64"],
    );
    assert!(crowded.contains("voices ended early"), "{crowded}");
    assert_eq!(render("o1: s \"superpiano*100\" # sustain 1\n", &[]), "");
    // The folder plays, and that it hides what is built in is told.
    for name in ["in", "midi"] {
        let hidden = render(&format!("o1: s \"{name}\"\n"), &["--samples", "kit"]);
        let told = format!("`{name}` is a bank of samples here");
        assert!(hidden.contains(&told), "{hidden}");
        assert!(!hidden.contains(silent), "{hidden}");
    }
    for text in ["o1: ~in\n", "o1: s \"in\"\n"] {
        let unheard = render(text, &[]);
        assert!(unheard.contains("--input names a file"), "{unheard}");
        assert!(unheard.contains(silent), "{unheard}");
    }
    // Two words that make `in` together are none.
    let vowels = "o1: n \"0 2\" # s \"arpy\" # vowel \"a i\"\n";
    assert_eq!(render(vowels, &[]), "");
    let nothing = render("o1: silence\n", &[]);
    assert!(nothing.contains("no event begins in it"), "{nothing}");
    let turned_down = render("o1: s \"bd\" # gain 0\n", &[]);
    assert!(turned_down.contains(silent), "{turned_down}");
    assert_eq!(render("o1: s \"bd\"\n", &[]), "");
}

/// A mono WAV file of 16 bits at 48 kHz.
fn recording(path: &Path, frames: impl Iterator<Item = f64>) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    frames.for_each(|y| writer.write_sample((y * 32_767.0) as i16).unwrap());
    writer.finalize().unwrap();
}

/// `frames` frames of a sine of `hertz`.
fn sine(hertz: f64, frames: usize) -> impl Iterator<Item = f64> {
    (0..frames).map(move |x| (x as f64 * std::f64::consts::TAU * hertz / 48_000.0).sin() * 0.8)
}

/// Hz, by the rising zeros between two times in seconds.
fn pitch(sound: &[f32], from: f64, to: f64) -> f64 {
    let part = &sound[(from * 48_000.0) as usize..(to * 48_000.0) as usize];
    let rises: Vec<f64> = part
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
        .map(|(index, pair)| index as f64 + f64::from(pair[0] / (pair[0] - pair[1])))
        .collect();
    let (first, last) = (rises[0], rises[rises.len() - 1]);
    (rises.len() - 1) as f64 * 48_000.0 / (last - first)
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_name() {
    let desk = Desk::new("files");
    desk.write("a.ph", "o1: s \"<hurt:0 hurt:1 hurt:2>\"\n");
    recording(&desk.0.join("kit/hurt/a_whole.wav"), sine(440.0, 4_800));
    recording(&desk.0.join("kit/hurt/b_cut.wav"), sine(440.0, 4_800));
    let cut = desk.0.join("kit/hurt/b_cut.wav");
    let bytes = std::fs::read(&cut).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    desk.write("kit/hurt/c_noise.wav", "no sound at all");
    let check = desk.run(&["check", "a.ph", "--samples", "kit"]);
    assert_eq!(code(&check), 0, "{}", stderr(&check));
    let render = desk.run(&[
        "render",
        "a.ph",
        "a.wav",
        "--samples",
        "kit",
        "--cycles",
        "3",
    ]);
    assert_eq!(code(&render), 0, "{}", stderr(&render));
    for said in [stderr(&check), stderr(&render)] {
        assert!(said.contains("b_cut.wav: damaged or cut off"), "{said}");
        assert!(
            said.contains("4800 frames"),
            "the length that was promised: {said}"
        );
        assert!(said.contains("c_noise.wav"), "{said}");
        assert!(!said.contains("a_whole.wav"), "{said}");
        assert_eq!(said.matches("b_cut.wav").count(), 1, "once: {said}");
    }
}

#[test]
fn a_render_is_wav_or_flac_or_goes_to_standard_output() {
    let desk = Desk::new("formats");
    desk.write("a.ph", "o1: s \"bd hh\" # gain 0.9\n");
    let render = |out: &str| desk.run(&["render", "a.ph", out, "--seconds", "0.3"]);
    assert_eq!(code(&render("a.wav")), 0);
    let (_, wav) = desk.wav("a.wav");
    assert_eq!(code(&render("a.flac")), 0);
    let read = phonon_samples::read(&desk.0.join("a.flac")).unwrap();
    let (sample, warning) = read;
    assert_eq!(warning, None);
    assert_eq!((sample.rate(), sample.frames()), (48_000.0, 14_400));
    for (channel, expected) in wav.iter().enumerate() {
        let pairs = sample.channel(channel).iter().zip(expected);
        let worst = pairs.fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(worst < 1.0 / 8_388_608.0, "{worst}");
    }
    let piped = render("-");
    assert_eq!(code(&piped), 0, "{}", stderr(&piped));
    assert!(piped.stdout == std::fs::read(desk.0.join("a.wav")).unwrap());
    for refused in ["a.mp3", "a", "a.wav.bak"] {
        let output = render(refused);
        assert_eq!(code(&output), 2, "{refused}");
        assert!(stderr(&output).contains(".flac"), "{}", stderr(&output));
        assert!(!desk.0.join(refused).exists());
    }
    let stems = desk.run(&["render", "a.ph", "-", "--seconds", "0.1", "--stems"]);
    assert_eq!(code(&stems), 2);
}

#[test]
fn a_bank_by_notes_plays_the_nearest_recording_at_the_notes_pitch() {
    let desk = Desk::new("pitched");
    recording(&desk.0.join("kit/c4.wav"), sine(261.625_565, 48_000));
    recording(&desk.0.join("kit/a5.wav"), sine(880.0, 48_000));
    desk.write(
        "kit/strudel.json",
        r#"{"keys": {"c4": "c4.wav", "a5": "a5.wav"}}"#,
    );
    desk.write(
        "kit/organ.sfz",
        "<group> tune=100 loop_mode=loop_continuous\n<region> sample=c4.wav lokey=0 hikey=59 pitch_keycenter=60\n\
         <region> sample=a5.wav lokey=60 hikey=127 pitch_keycenter=81 volume=-6.0206",
    );
    let play = |song: &str| {
        desk.write("a.ph", song);
        let words = "render a.ph a.wav --samples kit --seconds 1 --limiter off";
        let words: Vec<&str> = words.split(' ').collect();
        let output = desk.run(&words);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(stderr(&output), "", "{song}");
        let [left, _] = desk.wav("a.wav").1;
        left
    };
    let near = |song: &str, hertz: f64| {
        let heard = pitch(&play(song), 0.1, 0.4);
        assert!(
            (heard - hertz).abs() < hertz * 0.002,
            "{song}: {heard} for {hertz}"
        );
    };
    // Note 0 is C5, MIDI 60: the recording of Strudel's c4.
    near("o1: s \"keys\" # note 0", 261.626);
    near("o1: s \"keys\"", 261.626);
    near("o1: s \"keys\" # note 7", 391.995);
    near("o1: s \"keys\" # note 19", 783.991);
    near("o1: s \"keys\" # midinote 81", 880.0);
    near("o1: s \"keys\" # note 21 # speed 0.5", 440.0);
    // A number alone counts files in their order, as they were recorded.
    near("o1: s \"keys:1\"", 880.0);
    // Half a tone up, in the region of the key.
    near(
        "o1: s \"organ\" # note (-12)",
        261.626 * 2.0_f64.powf(-11.0 / 12.0),
    );
    near("o1: s \"organ\" # note 9", 440.0 * 2.0_f64.powf(1.0 / 12.0));
    let level = |sound: &[f32]| {
        sound[4_800..19_200]
            .iter()
            .fold(0.0_f32, |most, y| most.max(y.abs()))
    };
    let (loud, soft) = (
        play("o1: s \"organ\" # note (-1)"),
        play("o1: s \"organ\" # note 0"),
    );
    let ratio = level(&soft) / level(&loud);
    assert!((ratio - 0.5).abs() < 0.01, "{ratio}");
}

#[test]
fn a_loop_lasts_as_long_as_its_note_without_a_click() {
    let desk = Desk::new("loops");
    // 100 Hz: 480 frames a period; the loop is two of them in the middle.
    let path = desk.0.join("kit/tone/a.wav");
    recording(&path, sine(100.0, 4_800));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"smpl\x3c\0\0\0");
    let words = [0, 0, 0, 60, 0, 0, 0, 1, 0, 0, 0, 960, 1_919, 0, 0_u32];
    words
        .iter()
        .for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    std::fs::write(&path, bytes).unwrap();
    let play = |song: &str, block: &str| {
        desk.write("a.ph", song);
        let words = [
            "render",
            "a.ph",
            "a.wav",
            "--samples",
            "kit",
            "--limiter",
            "off",
        ];
        let rest = ["--seconds", "4", "--cps", "0.5", "--block", block];
        let output = desk.run(&[&words[..], &rest].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let [left, _] = desk.wav("a.wav").1;
        left
    };
    let once = play("o1: s \"tone\"", "512");
    let end = |sound: &[f32]| sound.iter().rposition(|y| y.abs() > 0.01).unwrap();
    assert!(end(&once[..90_000]) < 4_800);
    let held = play("o1: s \"tone\" # loop 1 # note 7", "512");
    // As long as its event, two seconds, at its note's pitch.
    assert!(
        (end(&held[..96_000]) as i64 - 96_000).abs() < 500,
        "{}",
        end(&held[..96_000])
    );
    let heard = pitch(&held, 0.1, 1.9);
    assert!((heard - 149.83).abs() < 0.1, "{heard}");
    // No step is greater than the tone's own steepest.
    let level = held[..90_000]
        .iter()
        .fold(0.0_f32, |most, y| most.max(y.abs()));
    let steepest = f64::from(level) * std::f64::consts::TAU * 149.83 / 48_000.0;
    let steps = held[480..90_000]
        .windows(2)
        .map(|pair| f64::from((pair[1] - pair[0]).abs()));
    let greatest = steps.fold(0.0, f64::max);
    assert!(greatest < steepest * 1.02, "{greatest} for {steepest}");
    assert!(play("o1: s \"tone\" # loop 1 # note 7", "77") == held);
}
