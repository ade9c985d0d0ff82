//! Keys under the layouts of several countries: what the example `keys` tells while `xdotool` presses them.
//!
//! Needs Xvfb, xdotool and setxkbmap; where one is missing the test says so and is none.

#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "a test that waits for programs")]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The screen of the test; no other program of this machine may have it.
const SCREEN: &str = ":87";

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_there(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}

fn run(program: &str, arguments: &str) -> bool {
    let status = Command::new(program)
        .args(arguments.split(' '))
        .env("DISPLAY", SCREEN)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// Waits until `done`, for a while.
fn wait(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The example, beside the test's own program.
fn example() -> PathBuf {
    let own = std::env::current_exe().expect("a test has a path");
    let built = own.parent().and_then(|deps| deps.parent());
    built
        .expect("it is in target/debug/deps")
        .join("examples/keys")
}

/// Numbers of keys as X11 has them: beside the left Shift of ISO keyboards, AltGr, Shift, Ctrl, and the places of letters
/// on an American keyboard.
const ISO: u32 = 94;
const ALT_GR: u32 = 108;
const SHIFT: u32 = 50;
const CONTROL: u32 = 37;
const ALT: u32 = 64;
const Q: u32 = 24;
const E: u32 = 26;
const Y: u32 = 29;
const A: u32 = 38;
const Z: u32 = 52;
const C: u32 = 54;
const SEVEN: u32 = 16;
const BACKQUOTE: u32 = 49;
const BRACKET: u32 = 34;

/// A layout, the keys that are pressed one after the other (what is held, what is pressed), and what is told.
type Case<'a> = (&'a str, &'a [(Option<u32>, u32)], &'a [&'a str]);

const CASES: &[Case] = &[
    (
        "de",
        &[
            (None, ISO),
            (Some(SHIFT), ISO),
            (Some(ALT_GR), ISO),
            (Some(ALT_GR), Q),
            (Some(ALT_GR), SEVEN),
            (Some(CONTROL), Z),
            (Some(CONTROL), Y),
            (Some(ALT), C),
            (None, BACKQUOTE),
            (None, A),
        ],
        &[
            "text <",
            "text >",
            "text |",
            "text @",
            "text {",
            "key ctrl+Y",
            "key ctrl+Z",
            "key alt+C",
            "text â",
        ],
    ),
    (
        "fr",
        &[(None, ISO), (Some(CONTROL), Z), (None, BRACKET), (None, E)],
        &["text <", "key ctrl+W", "text ê"],
    ),
    (
        "us -variant dvorak",
        &[(Some(CONTROL), Y), (Some(CONTROL), Z)],
        &["key ctrl+F", "key ctrl+Semicolon"],
    ),
    // Not Latin: shortcuts go by the American letters.
    (
        "ru",
        &[(None, A), (Some(CONTROL), Z)],
        &["text ф", "key ctrl+Z"],
    ),
];

#[test]
fn keys_type_what_is_printed_on_them_and_shortcuts_go_by_the_letter() {
    for program in ["Xvfb", "xdotool", "setxkbmap"] {
        if !is_there(program) {
            println!("not tested: {program} is not installed");
            return;
        }
    }
    let screen = Command::new("Xvfb")
        .args([SCREEN, "-screen", "0", "800x600x24"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _screen = Running(screen.expect("Xvfb starts"));
    wait("no screen", || run("xdotool", "getdisplaygeometry"));
    let told = std::env::temp_dir().join(format!("phonon-keys-{}", std::process::id()));
    let file = std::fs::File::create(&told).expect("a file can be written");
    let window = Command::new(example())
        .env("DISPLAY", SCREEN)
        .stdout(file)
        .spawn();
    let _window = Running(window.expect("cargo has built the example"));
    let read = || std::fs::read_to_string(&told).expect("the file is there");
    wait("no window", || read().contains("scale"));
    wait("the window does not answer", || {
        run("xdotool", "mousemove 100 100 click 1") && read().contains("button")
    });
    for (layout, keys, expected) in CASES {
        let before = read().len();
        assert!(run("setxkbmap", layout), "{layout}");
        std::thread::sleep(Duration::from_millis(300));
        for (held, key) in *keys {
            let pressed = match held {
                Some(held) => format!("keydown {held} key {key} keyup {held}"),
                None => format!("key {key}"),
            };
            assert!(run("xdotool", &pressed), "{pressed}");
        }
        let found = || {
            let all = read();
            // Of a key that types, only what it types is compared.
            let lines = all[before..].lines().filter(|line| {
                line.starts_with("text") || line.contains("ctrl+") || line.contains("alt+")
            });
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let last = expected.last().copied().unwrap_or_default().to_owned();
        wait(&format!("{layout}: {:?}", found()), || {
            found().last() == Some(&last)
        });
        assert_eq!(found(), *expected, "{layout}");
    }
    let _ = std::fs::remove_file(&told);
}
