//! The bundled VST3 in Ardour without a window: a session is made, the plugin put on a track, the song exported, with and without
//! a lane of automation.

use super::{Bench, RATE, SECONDS};
use crate::compare::{self, Audio};
use crate::packages;
use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// The name of the plugin in the bundle.
const PLUGIN: &str = "Phonon";

/// Ardour's version, as its programs' names carry it.
fn version() -> Option<&'static str> {
    ["9", "8", "7"]
        .into_iter()
        .find(|version| packages::has_command(&format!("ardour{version}-lua")))
}

/// A session with the plugin on its only track.
struct Session {
    version: &'static str,
    /// Where Ardour keeps its settings and finds the plugin.
    home: PathBuf,
    folder: PathBuf,
    /// The session as Ardour saved it.
    text: String,
}

/// Exports ten seconds of the song a fresh instance has.
pub fn onsets(bench: &Bench) -> Result<String> {
    let reference = bench.reference("default", &bench.default_song()?)?;
    let session = Session::new(bench)?;
    let heard = session.export(&session.text)?;
    // Ardour's clock is quantised to 1/1920 quarter note.
    bench.judge(&reference, &heard.channels, 1)
}

/// A song of which the macro is the level.
const LEVEL: &str = "o1: (saw 110 * 0.2) * ~m1\n";
/// The frame of the step, on no border of anything.
const STEP: usize = 10_007;
/// The frames of the ramp.
const RAMP: std::ops::Range<usize> = 2_000..30_000;

/// A lane on a macro: a step acts on its frame; a ramp runs between its ends; a still one is the command's render.
pub fn automation(bench: &Bench) -> Result<String> {
    let session = Session::new(bench)?;
    let play = |points: &[(usize, f64)]| -> Result<Vec<f32>> {
        let mut heard = session.export(&with_lane(&with_song(&session.text, LEVEL)?, points)?)?;
        Ok(heard.channels.swap_remove(0))
    };
    let still = play(&[(0, 0.25)])?;
    let quarter = bench.reference("quarter", "o1: (saw 110 * 0.2) * 0.25\n")?;
    // Within the first second the macro comes from nought, and the filter against DC settles.
    let apart = still.iter().zip(&quarter.channels[0]).skip(RATE as usize);
    let apart = apart.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let loudest = still.iter().fold(0.0_f32, |most, y| y.abs().max(most));
    ensure!(loudest > 0.03, "nothing sounds");
    ensure!(apart < 1.0e-6, "{apart:.1e} from the command's render");
    let first = |heard: &[f32]| heard.iter().zip(&still).position(|(a, b)| a != b);
    let stepped = play(&[(0, 0.25), (STEP - 1, 0.25), (STEP, 0.75)])?;
    ensure!(
        first(&stepped) == Some(STEP),
        "a step at {STEP} is heard at {:?}",
        first(&stepped)
    );
    let ramp = play(&[(0, 0.25), (RAMP.start, 0.25), (RAMP.end, 0.75)])?;
    let begin = first(&ramp).context("the ramp is not heard")?;
    // Ardour asks for the lane's value once a cycle of its own.
    let cycle = 8_192;
    ensure!(
        (RAMP.start..RAMP.start + cycle).contains(&begin),
        "a ramp from {} is heard from {begin}",
        RAMP.start
    );
    let settled = RAMP.end + 2 * cycle;
    let level = |at: usize| ramp[at] / still[at];
    let three = (settled..settled + 4_800).filter(|at| still[*at].abs() > 0.01);
    let off = three.map(|at| (level(at) - 3.0).abs()).fold(0.0, f32::max);
    ensure!(off < 0.01, "after the ramp the level is off by {off}");
    Ok(format!(
        "a step acts on frame {STEP}; a ramp from {} is heard from {begin}; without a move {apart:.1e} from the command",
        RAMP.start
    ))
}

/// The session with another song in the plugin's state, which is a preset of VST3: a header with the class, chunks of data, the
/// list of them.
fn with_song(session: &str, song: &str) -> Result<String> {
    let (before, rest) = session.split_once("<chunk>").context("no state")?;
    let (chunk, after) = rest.split_once("</chunk>").context("a state without end")?;
    let preset = BASE64.decode(chunk.trim())?;
    let number = |at: usize| -> Result<usize> {
        let bytes = preset.get(at..at + 8).context("a short preset")?;
        Ok(u64::from_le_bytes(bytes.try_into()?).try_into()?)
    };
    const HEADER: usize = 48;
    let list = number(HEADER - 8)?;
    // The first chunk is the component's: 4 bytes of name, then its place and size.
    let (place, size) = (number(list + 12)?, number(list + 20)?);
    let state = preset.get(place..place + size).context("no state")?;
    let state = super::state::bare_with_song(state, song)?;
    let mut edited = preset[..HEADER - 8].to_vec();
    edited.extend(((HEADER + state.len()) as u64).to_le_bytes());
    edited.extend(&state);
    edited.extend(b"List\x01\0\0\0Comp");
    edited.extend((HEADER as u64).to_le_bytes());
    edited.extend((state.len() as u64).to_le_bytes());
    let chunk = BASE64.encode(edited);
    Ok(format!("{before}<chunk>{chunk}</chunk>{after}"))
}

/// The session with a lane on the first macro: its frames and values, between them straight lines.
fn with_lane(session: &str, points: &[(usize, f64)]) -> Result<String> {
    let named = session
        .split_once("name=\"Macro 1\"")
        .and_then(|(_, rest)| rest.split_once("parameter=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .context("the session has no first macro")?;
    let lane = format!("<AutomationList automation-id=\"parameter-{}\"", named.0);
    let (before, rest) = session.split_once(&lane).context("no lane of the macro")?;
    let (attributes, after) = rest.split_once("/>").context("a lane without end")?;
    let attributes = attributes
        .replace("BeatTime", "AudioTime")
        .replace("state=\"Off\"", "state=\"Play\"");
    let per_frame = SUPERCLOCK / RATE as usize;
    let events: String = points
        .iter()
        .map(|(frame, value)| format!("a{} {value}\n", frame * per_frame))
        .collect();
    Ok(format!(
        "{before}{lane}{attributes}><events>\n{events}</events></AutomationList>{after}"
    ))
}

/// Ticks of Ardour's clock in a second.
const SUPERCLOCK: usize = 282_240_000;

impl Session {
    /// Makes it.
    fn new(bench: &Bench) -> Result<Self> {
        packages::apt(&["ardour"], || version().is_some())?;
        let version = version().context("Ardour's Lua program is missing")?;
        let folder = bench.folder.join("ardour");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        let home = folder.join("home");
        let settings = home.join(".config").join(format!("ardour{version}"));
        std::fs::create_dir_all(settings.join("plugin_metadata"))?;
        std::fs::create_dir_all(home.join(".vst3"))?;
        let bundle = home.join(".vst3").join("Phonon.vst3");
        run(Command::new("cp")
            .arg("-a")
            .args([&bench.bundles.vst3, &bundle]))?;
        age(&bundle)?;

        let library =
            ["/usr/lib", "/usr/lib64"].map(|lib| Path::new(lib).join(format!("ardour{version}")));
        let library = library
            .into_iter()
            .find(|folder| folder.exists())
            .context("Ardour's libraries are missing")?;
        let scanner = library.join("ardour-vst3-scanner");
        run(Command::new(scanner)
            .args(["-q", "-f"])
            .arg(&bundle)
            .env("LD_LIBRARY_PATH", &library)
            .env("HOME", &home))?;
        // Its tools only look at plugins that are listed in the scan log.
        let log = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PluginScanLog version=\"1\"><PluginScanLogEntry type=\"VST3\" path=\"{}\" scan-log=\"\" scan-result=\"0\"/></PluginScanLog>\n",
            bundle.display()
        );
        std::fs::write(settings.join("plugin_metadata/scan_log"), log)?;
        // With Ardour's resampler of ports, one export in four began sixteen frames, its delay, too late.
        let config = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Ardour><Config><Option name=\"port-resampler-quality\" value=\"0\"/><Option name=\"output-auto-connect\" value=\"AutoConnectMaster\"/><Option name=\"auto-connect-standard-busses\" value=\"1\"/></Config></Ardour>\n";
        std::fs::write(settings.join("config"), config)?;

        let session = folder.join("session");
        let script = folder.join("make.lua");
        std::fs::write(&script, make_script(&session))?;
        run(Command::new(format!("ardour{version}-lua"))
            .arg(&script)
            .env("HOME", &home))?;
        let file = session.join("session.ardour");
        let text = std::fs::read_to_string(&file).context("Ardour made no session")?;
        let end = SUPERCLOCK * SECONDS as usize;
        let range = format!(
            "<Locations><Location id=\"90001\" name=\"session\" start=\"a0\" end=\"a{end}\" flags=\"IsSessionRange\" locked=\"0\" timestamp=\"1670000000\" cue=\"0\"/></Locations>"
        );
        let text = text.replace("<Locations/>", &range);
        Ok(Self {
            version,
            home,
            folder,
            text,
        })
    }

    /// What Ardour exports of the session with this text.
    fn export(&self, text: &str) -> Result<Audio> {
        let session = self.folder.join("session");
        std::fs::write(session.join("session.ardour"), text)?;
        let wav = self.folder.join("export.wav");
        run(Command::new(format!("ardour{}-export", self.version))
            .args(["-b", "float", "-o"])
            .arg(&wav)
            .arg(&session)
            .arg("session")
            .env("HOME", &self.home))?;
        let heard = compare::read_wav(&wav)?;
        ensure!(
            heard.rate == RATE,
            "exported at {} frames a second",
            heard.rate
        );
        Ok(heard)
    }
}

/// Makes the plugin an hour older: a plugin as young as the scanner's note of it counts as changed since, and is left out.
fn age(bundle: &Path) -> Result<()> {
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    for entry in std::fs::read_dir(bundle.join("Contents"))? {
        let path = entry?.path();
        if path.is_dir() {
            for file in std::fs::read_dir(&path)? {
                std::fs::File::options()
                    .write(true)
                    .open(file?.path())?
                    .set_modified(hour_ago)?;
            }
        }
    }
    Ok(())
}

fn make_script(session: &Path) -> String {
    format!(
        r#"AudioEngine:set_backend("None (Dummy)", "Unit-Test", ""):set_device_name("Normal Speed")
AudioEngine:start(false)
local s = create_session("{}", "session", {RATE:.0})
assert(s, "create_session")
local pi = ARDOUR.LuaAPI.new_plugin_info("{PLUGIN}", ARDOUR.PluginType.VST3)
assert(not pi:isnil(), "plugin not found")
local tracks = s:new_midi_track(ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1), ARDOUR.ChanCount(ARDOUR.DataType("audio"), 2), false, pi, nil, nil, 1, "T", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
-- Ardour would connect the track by itself, but in a thread of its own and perhaps after the session is saved.
for track in tracks:iter() do
  for channel = 0, 1 do
    track:output():audio(channel):connect(s:master_out():input():audio(channel):name())
  end
end
s:save_state("")
close_session()
quit()
"#,
        session.display()
    )
}

/// Ardour 7.3's programs without a window die of a broken heap in one run of twenty, whatever instrument is on the track.
const GOES: usize = 4;

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut go = || {
        command
            .output()
            .with_context(|| format!("{program} does not start"))
    };
    let mut output = go()?;
    for _ in 1..GOES {
        // Without a code it died of a signal.
        if output.status.code().is_some() {
            break;
        }
        eprintln!("{program} died; once more …");
        output = go()?;
    }
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let end = said.lines().rev().take(3).collect::<Vec<_>>();
        bail!(
            "{program} failed: {}",
            end.into_iter().rev().collect::<Vec<_>>().join(" / ")
        );
    }
    Ok(())
}
