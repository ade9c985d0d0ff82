//! Keys as X11 has them: types with `xdotool` under several layouts, in an X server of the test's own.
//!
//! Where there is no Xvfb, xdotool or setxkbmap, the test says so and is skipped.

#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "no audio here"
)]

use phonon_window::{Content, LogicalSize, Settings, open};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// The name of the test that is the window, run as a program of its own.
const WINDOW: &str = "window";

/// The scale that a host tells before the window is shown, as a variable of the environment.
const SCALE: &str = "WINDOW_TEST_SCALE";

#[derive(Default)]
struct Printing {
    is_drawn: bool,
}

impl Content for Printing {
    fn frame(&mut self, ui: &mut egui::Ui) {
        if !std::mem::replace(&mut self.is_drawn, true) {
            let size = ui.content_rect().size();
            println!(
                "event first {} x {}, {} pixels",
                size.x,
                size.y,
                ui.pixels_per_point()
            );
        }
        let events = ui.input(|input| input.events.clone());
        for event in events {
            match event {
                egui::Event::Text(text) => println!("event text {text}"),
                egui::Event::Key {
                    key,
                    pressed: true,
                    repeat,
                    modifiers,
                    ..
                } => {
                    let held = [
                        (modifiers.ctrl, "ctrl+"),
                        (modifiers.alt, "alt+"),
                        (modifiers.shift, "shift+"),
                    ];
                    let held: String = held.iter().filter(|(on, _)| *on).map(|(_, n)| *n).collect();
                    let again = if repeat { " again" } else { "" };
                    println!("event key {held}{}{again}", key.name());
                }
                egui::Event::Copy => println!("event copy"),
                egui::Event::PointerButton { pressed, .. } => println!("event button {pressed}"),
                egui::Event::MouseWheel { delta, .. } => println!("event wheel {}", delta.y),
                _ => {}
            }
        }
    }
}

#[test]
#[ignore = "the program that the other test runs"]
fn window() {
    let settings = Settings {
        title: "Keys".to_owned(),
        size: LogicalSize::new(400.0, 300.0),
        min_size: LogicalSize::new(100.0, 100.0),
        parent: None,
        scale: std::env::var(SCALE)
            .ok()
            .map(|scale| scale.parse().expect("a number")),
    };
    open(settings, Printing::default(), None)
        .and_then(phonon_window::Handle::run_until_closed)
        .expect("a window");
}

/// Ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server, a window in it, and what the window hears.
struct Desk {
    display: String,
    heard: Receiver<String>,
    _window: Program,
    _server: Program,
}

impl Desk {
    /// None where the tools are missing.
    fn new(scale: f32) -> Option<Self> {
        for tool in ["Xvfb", "xdotool", "setxkbmap"] {
            let there = Command::new("which")
                .arg(tool)
                .output()
                .is_ok_and(|o| o.status.success());
            if !there {
                println!(
                    "SKIPPED: {tool} is not installed (apt-get install xvfb xdotool x11-xkb-utils)"
                );
                return None;
            }
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        BufReader::new(server.stdout.take().expect("piped"))
            .read_line(&mut number)
            .expect("Xvfb tells its number");
        let display = format!(":{}", number.trim());
        let mut window = Command::new(std::env::current_exe().expect("this test"))
            .args([WINDOW, "--exact", "--ignored", "--nocapture"])
            .env("DISPLAY", &display)
            .env(SCALE, scale.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the window starts");
        let output = BufReader::new(window.stdout.take().expect("piped"));
        let (sender, heard) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(event) = line.strip_prefix("event ") {
                    let _ = sender.send(event.to_owned());
                }
            }
        });
        let first = heard
            .recv_timeout(Duration::from_secs(30))
            .expect("the window draws without being asked");
        // Right from the first frame: the size is in logical pixels.
        assert_eq!(first, format!("first 400 x 300, {scale} pixels"));
        let desk = Self {
            display,
            heard,
            _window: Program(window),
            _server: Program(server),
        };
        // The window is there once it hears a click.
        for _ in 0..100 {
            desk.run("xdotool", "mousemove 100 100 click 1");
            if desk.heard.recv_timeout(Duration::from_millis(200)).is_ok() {
                desk.hear(Duration::from_millis(500));
                return Some(desk);
            }
        }
        panic!("the window hears nothing");
    }

    fn run(&self, tool: &str, arguments: &str) {
        let status = Command::new(tool)
            .args(arguments.split(' '))
            .env("DISPLAY", &self.display)
            .status()
            .expect("the tool starts");
        assert!(status.success(), "{tool} {arguments}");
    }

    /// All that is heard until it has been quiet for a while.
    fn hear(&self, quiet: Duration) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            match self.heard.recv_timeout(quiet) {
                Ok(event) => heard.push(event),
                Err(RecvTimeoutError::Timeout) => return heard,
                Err(RecvTimeoutError::Disconnected) => panic!("the window is gone: {heard:?}"),
            }
        }
    }

    /// What is heard of a call of `xdotool`.
    fn act(&self, arguments: &str) -> Vec<String> {
        self.run("xdotool", arguments);
        self.hear(Duration::from_millis(400))
    }

    /// Presses keys without `xdotool`, which goes back to the first layout by itself.
    fn press(&self, keycodes: &[u8]) {
        use x11rb::protocol::xproto::{ConnectionExt as _, KEY_PRESS_EVENT, KEY_RELEASE_EVENT};
        use x11rb::protocol::xtest::ConnectionExt as _;
        let (server, _) = x11rb::rust_connection::RustConnection::connect(Some(&self.display))
            .expect("the server");
        for keycode in keycodes {
            for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
                let event = server.xtest_fake_input(kind, *keycode, 0, 0, 0, 0, 0);
                event.expect("sent").check().expect("taken");
            }
        }
        server
            .get_input_focus()
            .expect("sent")
            .reply()
            .expect("answered");
    }

    /// What the keys of these X keycodes type.
    fn typed(&self, keys: &str) -> String {
        let heard = self.act(&format!("key {keys}"));
        heard
            .iter()
            .filter_map(|event| event.strip_prefix("text "))
            .collect()
    }
}

#[test]
fn keys_are_what_is_printed_on_them_in_every_layout() {
    let Some(desk) = Desk::new(1.0) else {
        return;
    };
    let altgr = |key: u8| format!("ISO_Level3_Shift+{key}");

    // The window is open all the time: each layout is a change of the layout while it is.
    desk.run("setxkbmap", "de");
    assert_eq!(desk.typed("94 shift+94"), "<>");
    let signs = [94, 17, 18, 16, 19, 20, 24, 35].map(altgr).join(" ");
    assert_eq!(
        desk.typed(&signs),
        "|[]{}\\@~",
        "< 8 9 7 0 ß Q + with AltGr"
    );
    assert_eq!(desk.typed("51 shift+57 29 52"), "#Nzy");
    assert_eq!(desk.typed("49 38"), "â", "an accent and its letter");
    assert_eq!(
        desk.typed("49 53"),
        "^x",
        "an accent that no letter takes is not lost"
    );
    assert_eq!(
        desk.typed("49 22 38"),
        "a",
        "Backspace takes the accent back"
    );
    // Z is where the US layout has Y.
    assert_eq!(desk.act("key ctrl+29"), ["key ctrl+Z"]);
    assert_eq!(desk.act("key ctrl+52"), ["key ctrl+Y"]);
    assert_eq!(desk.act("key ctrl+54"), ["copy"]);
    assert_eq!(
        desk.act("key alt+38"),
        ["key alt+A"],
        "a shortcut types nothing"
    );
    assert_eq!(
        desk.act("key F5 ctrl+60 Escape"),
        ["key F5", "key ctrl+Period", "key Escape"]
    );

    desk.run("setxkbmap", "fr");
    assert_eq!(desk.typed("94 shift+94 24 34 24"), "<>aâ");
    let signs = [14, 15, 13, 12, 17, 21, 19, 20].map(altgr).join(" ");
    assert_eq!(
        desk.typed(&signs),
        "[|{#\\}@]",
        "5 6 4 3 8 = 0 ) with AltGr"
    );
    assert_eq!(
        desk.act("key alt+11"),
        ["key alt+2"],
        "the row of digits with Alt"
    );

    desk.run("setxkbmap", "us -variant dvorak");
    assert_eq!(desk.typed("24 25 26"), "',.");
    assert_eq!(desk.act("key ctrl+61"), ["key ctrl+Z"]);
    assert_eq!(
        desk.act("key ctrl+31"),
        ["copy"],
        "C is where the US layout has I"
    );

    desk.run("setxkbmap", "ru");
    assert_eq!(desk.typed("38"), "ф");
    assert_eq!(
        desk.act("key ctrl+52"),
        ["key ctrl+Z"],
        "without Latin letters: the US place"
    );

    // Two layouts, and the key that changes between them.
    desk.run("setxkbmap", "us,de -option grp:menu_toggle");
    desk.press(&[29]);
    desk.press(&[135, 29, 135]);
    desk.press(&[29]);
    let typed = desk.hear(Duration::from_millis(400));
    assert_eq!(
        typed,
        ["key Y", "text y", "key Z", "text z", "key Y", "text y"]
    );

    assert_eq!(desk.typed("Caps_Lock 38 Caps_Lock 38"), "Aa");
    // The keypad: a digit with Num Lock, an arrow without.
    assert_eq!(desk.act("key Num_Lock 80"), ["key 8", "text 8"]);
    assert_eq!(desk.act("key Num_Lock 80"), ["key Up"]);

    let heard = desk.act("keydown 38 sleep 1 keyup 38");
    assert_eq!(heard[..2], ["key A", "text a"]);
    let again = heard.iter().filter(|event| *event == "key A again").count();
    assert!(again > 3, "a key that is held repeats: {heard:?}");
    assert_eq!(heard.len(), 2 + 2 * again, "{heard:?}");

    assert_eq!(desk.act("click 1"), ["button true", "button false"]);
    assert_eq!(desk.act("click 5"), ["wheel -1"]);
}

#[test]
fn the_scale_that_is_told_before_the_window_is_shown_is_right_from_the_first_frame() {
    let Some(desk) = Desk::new(2.0) else {
        return;
    };
    let geometry = Command::new("xdotool")
        .args(["search", "--name", "Keys", "getwindowgeometry"])
        .env("DISPLAY", &desk.display)
        .output()
        .expect("xdotool starts");
    let geometry = String::from_utf8_lossy(&geometry.stdout);
    assert!(geometry.contains("Geometry: 800x600"), "{geometry}");
}
