//! The bundled VST3 in Ardour without a window: a session is made, the plugin put on a track, the song exported.

use super::{Bench, RATE};
use crate::{compare, packages};
use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
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

/// Exports ten seconds of the song a fresh instance has.
pub fn onsets(bench: &Bench) -> Result<String> {
    packages::apt(&["ardour"], || version().is_some())?;
    let version = version().context("Ardour's Lua program is missing")?;
    let reference = bench.reference("default", &bench.default_song()?)?;
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
    let config = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Ardour><Config><Option name=\"output-auto-connect\" value=\"AutoConnectMaster\"/><Option name=\"auto-connect-standard-busses\" value=\"1\"/></Config></Ardour>\n";
    std::fs::write(settings.join("config"), config)?;

    let session = folder.join("session");
    let script = folder.join("make.lua");
    std::fs::write(&script, make_script(&session))?;
    run(Command::new(format!("ardour{version}-lua"))
        .arg(&script)
        .env("HOME", &home))?;
    let file = session.join("session.ardour");
    let text = std::fs::read_to_string(&file).context("Ardour made no session")?;
    // Superclock ticks: 282,240,000 a second.
    let range = "<Locations><Location id=\"90001\" name=\"session\" start=\"a0\" end=\"a2822400000\" flags=\"IsSessionRange\" locked=\"0\" timestamp=\"1670000000\" cue=\"0\"/></Locations>";
    std::fs::write(&file, text.replace("<Locations/>", range))?;
    let wav = folder.join("export.wav");
    run(Command::new(format!("ardour{version}-export"))
        .args(["-b", "float", "-o"])
        .arg(&wav)
        .arg(&session)
        .arg("session")
        .env("HOME", &home))?;
    let heard = compare::read_wav(&wav)?;
    ensure!(
        heard.rate == RATE,
        "exported at {} frames a second",
        heard.rate
    );
    // Ardour's clock is quantised to 1/1920 quarter note.
    bench.judge(&reference, &heard.channels, 1)
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
