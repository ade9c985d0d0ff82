//! `cargo xtask hosts`: real hosts, in which the bundled plugin must do what the command does.
//!
//! The reference is `phonon render` of the same song at the same tempo. Each host is one file; each gives rows of the table.

mod ardour;
pub mod clap_host;
mod dawdreamer;
mod effect;
pub mod first_sound;
mod overload;
mod pedalboard;
mod raw_vst3;
mod soak;
pub mod state;
#[cfg(feature = "vst3")]
mod vst3;
mod vst3_outputs;
#[cfg(target_os = "linux")]
pub mod vst3_window;
#[cfg(target_os = "linux")]
pub mod window;

use crate::bundle::{self, Bundles};
use crate::compare::{self, Audio};
use crate::packages;
use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Frames a second in every host here.
pub const RATE: f64 = 48_000.0;
/// Quarter notes a minute.
pub const TEMPO: f64 = 120.0;
/// How long each host plays, in seconds.
pub const SECONDS: f64 = 10.0;

/// Sharp sounds with silence between them: their onsets cannot be mistaken. Rests, triplets and two voices at once.
pub const PROBE: &str =
    "o1: s \"rim*4 [rim ~ rim] cl(3,8) ~\" # gain 0.9\no2: s \"~ ~ cp ~\" # gain 0.8 # pan 0.2\n";

/// What a check is given.
pub struct Bench<'a> {
    pub bundles: &'a Bundles,
    /// A folder for what is written.
    pub folder: PathBuf,
}

impl Bench<'_> {
    /// What `phonon render` makes of a song.
    pub fn reference(&self, name: &str, song: &str) -> Result<Audio> {
        self.reference_with_input(name, song, None)
    }

    /// What `phonon render` makes of a song and of a file that comes in.
    pub fn reference_with_input(
        &self,
        name: &str,
        song: &str,
        input: Option<&Path>,
    ) -> Result<Audio> {
        let input = input.map(|input| [OsStr::new("--input"), input.as_os_str()]);
        compare::read_wav(&self.rendered(name, song, input.as_ref().map_or(&[], |pair| pair))?)
    }

    /// What `phonon render` makes of each numbered output of a song that uses all sixteen.
    pub fn stems(&self, name: &str, song: &str) -> Result<Vec<Audio>> {
        let wav = self.rendered(name, song, &[OsStr::new("--stems")])?;
        (1..=16)
            .map(|number| compare::read_wav(&wav.with_file_name(format!("{name}-o{number}.wav"))))
            .collect()
    }

    /// Lets the command render a song to a file.
    fn rendered(&self, name: &str, song: &str, options: &[&OsStr]) -> Result<PathBuf> {
        let text = self.folder.join(format!("{name}.ph"));
        let wav = self.folder.join(format!("{name}.wav"));
        std::fs::write(&text, song)?;
        let mut command = Command::new(&self.bundles.command);
        command.arg("render").args([&text, &wav]).args(options);
        let status = command
            .args([
                "--seconds",
                &SECONDS.to_string(),
                "--bpm",
                &TEMPO.to_string(),
                "--rate",
                &RATE.to_string(),
            ])
            .stderr(std::process::Stdio::null())
            .status()?;
        ensure!(
            status.success(),
            "`phonon render` failed for {}",
            text.display()
        );
        Ok(wav)
    }

    /// Compares what a host rendered with the reference; the onsets must agree within `frames`.
    pub fn judge(&self, reference: &Audio, heard: &[Vec<f32>], frames: i64) -> Result<String> {
        let comparison = compare::compare(&reference.channels, heard, reference.rate)?;
        ensure!(comparison.agrees_within(frames), "{}", comparison.words());
        Ok(comparison.words())
    }

    /// Compares what the CLAP plays along a rolling transport with the reference: the same onsets, and nothing allocated.
    pub fn judge_clap(&self, reference: &Audio, plugin: &mut clap_host::Plugin) -> Result<String> {
        let journey = crate::journey::Journey::straight(RATE, TEMPO, SECONDS);
        let rendered = plugin.play(&journey, crate::demo::varying_sizes(), |_| ())?;
        let words = self.judge(reference, &rendered.channels, 0)?;
        if let Some(count) = rendered.allocations {
            ensure!(
                count == 0,
                "{count} allocations on the audio thread; {words}"
            );
        }
        Ok(words)
    }

    /// The song a fresh instance has.
    pub fn default_song(&self) -> Result<String> {
        state::song_of(&clap_host::Plugin::load(&self.bundles.clap)?.state()?)
    }
}

/// The result of one check: what was seen, or what went wrong.
type Row = (&'static str, &'static str, Result<String>);

/// Bundles the plugin, lets every host play it, prints the table. `quick` leaves out what needs big packages or a
/// display; `fuzz` is how many minutes of random events each class gets; `only` keeps the hosts with this in their name.
pub fn hosts(quick: bool, openings: usize, fuzz: f64, only: Option<&str>) -> Result<()> {
    if !cfg!(feature = "vst3") {
        return again_with_vst3(quick, openings, fuzz, only);
    }
    eprintln!("Building and bundling the plugin …");
    let bundles = bundle::release()?;
    let folder = std::path::absolute(bundle::target_folder().join("hosts"))?;
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let bench = Bench {
        bundles: &bundles,
        folder,
    };

    let mut rows: Vec<Row> = Vec::new();
    let wanted =
        |host: &str| only.is_none_or(|part| host.to_lowercase().contains(&part.to_lowercase()));
    let mut check = |host, what, work: &dyn Fn() -> Result<String>| {
        if !wanted(host) {
            return;
        }
        eprintln!("{host}: {what} …");
        rows.push((host, what, work()));
    };
    check("CLAP (clack-host)", "onsets of `phonon render`", &|| {
        clap_onsets(&bench)
    });
    check("CLAP (clack-host)", "state round trip", &|| {
        clap_state(&bench)
    });
    check("CLAP (clack-host)", "the effect: what comes in", &|| {
        effect::clap(&bench)
    });
    check("CLAP (clack-host)", "the effect: state", &|| {
        effect::clap_state(&bench)
    });
    check("CLAP (clack-host)", "opened to first sound", &|| {
        first_sound::first_sound(&bench)
    });
    check("VST3 (SDK)", "Multi: odd sets of outputs", &|| {
        vst3_outputs::multi(&bench)
    });
    check("VST3 (SDK)", "automation on its frame", &|| {
        vst3_outputs::automation(&bench)
    });
    #[cfg(feature = "vst3")]
    {
        check("VST3 (vst3-host)", "onsets of `phonon render`", &|| {
            vst3::onsets(&bench)
        });
        check("VST3 (vst3-host)", "the effect: what comes in", &|| {
            vst3::effect(&bench)
        });
        check("VST3 (vst3-host)", "the effect: state", &|| {
            vst3::effect_state(&bench)
        });
        check("VST3 (vst3-host)", "state round trip", &|| {
            vst3::state_round_trip(&bench)
        });
    }
    if !quick {
        // What there is time for depends on the machine.
        check("CLAP, live", "more voices than time", &|| {
            overload::overload(&bench)
        });
        check("in this process", "an hour with one instance", &soak::hour);
        check("in this process", "what validators ask", &|| {
            soak::questions(fuzz)
        });
        check("DawDreamer (JUCE)", "onsets of `phonon render`", &|| {
            dawdreamer::onsets(&bench)
        });
        check("DawDreamer (JUCE)", "beats on a tempo curve", &|| {
            dawdreamer::tempo_curve(&bench)
        });
        check("DawDreamer (JUCE)", "automation", &|| {
            dawdreamer::automation(&bench)
        });
        check("DawDreamer (JUCE)", "states loaded while active", &|| {
            dawdreamer::loads(&bench)
        });
        check("DawDreamer (JUCE)", "the effect: what comes in", &|| {
            dawdreamer::effect(&bench)
        });
        check("DawDreamer (JUCE)", "Multi: sixteen outputs", &|| {
            dawdreamer::multi(&bench)
        });
        check("Pedalboard (JUCE)", "the effect: what comes in", &|| {
            pedalboard::effect(&bench)
        });
        check("Ardour, no window", "onsets of an export", &|| {
            ardour::onsets(&bench)
        });
        check("Ardour, no window", "a lane of automation", &|| {
            ardour::automation(&bench)
        });
        #[cfg(target_os = "linux")]
        {
            check("window (Xvfb)", "typed, evaluated, heard", &|| {
                window::typed_and_heard(&bench)
            });
            check("window (Xvfb)", "openings, none black", &|| {
                window::openings(&bench, openings)
            });
            check("VST3 (SDK)", "openings while automated", &|| {
                vst3_window::openings(&bench, openings * 20)
            });
            check("window (Xvfb)", "sizes it is made for", &|| {
                window::pictures(&bench)
            });
        }
    }

    ensure!(!rows.is_empty(), "no host is named so");
    println!("\n{:<20} {:<28} {:<8} seen", "host", "what", "result");
    for (host, what, outcome) in &rows {
        let (word, seen) = match outcome {
            Ok(seen) => ("ok", seen.clone()),
            Err(error) => ("FAILED", format!("{error:#}")),
        };
        println!("{host:<20} {what:<28} {word:<8} {seen}");
    }
    let failed = rows.iter().filter(|row| row.2.is_err()).count();
    if failed > 0 {
        bail!("{failed} of {} checks failed", rows.len());
    }
    println!(
        "All {} checks hold. What was rendered is in {}",
        rows.len(),
        bench.folder.display()
    );
    Ok(())
}

/// The VST3 host's crate links libxcb; so it is a feature, turned on when the library is there.
fn again_with_vst3(quick: bool, openings: usize, fuzz: f64, only: Option<&str>) -> Result<()> {
    if cfg!(target_os = "linux") {
        let linkable = || {
            [
                "/usr/lib",
                "/usr/lib64",
                "/usr/lib/x86_64-linux-gnu",
                "/usr/lib/aarch64-linux-gnu",
            ]
            .iter()
            .any(|folder| Path::new(folder).join("libxcb.so").exists())
        };
        packages::apt(&["libxcb1-dev"], linkable)?;
    }
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "run",
        "--package",
        "xtask",
        "--features",
        "vst3",
        "--",
        "hosts",
    ]);
    if quick {
        command.arg("--quick");
    }
    command.args(["--openings", &openings.to_string()]);
    command.args(["--fuzz", &fuzz.to_string()]);
    if let Some(only) = only {
        command.args(["--only", only]);
    }
    ensure!(command.status()?.success(), "the hosts' checks failed");
    Ok(())
}

fn clap_onsets(bench: &Bench) -> Result<String> {
    let reference = bench.reference("probe", PROBE)?;
    let mut plugin = clap_host::Plugin::load(&bench.bundles.clap)?;
    plugin.set_song(PROBE)?;
    bench.judge_clap(&reference, &mut plugin)
}

fn clap_state(bench: &Bench) -> Result<String> {
    let mut first = clap_host::Plugin::load(&bench.bundles.clap)?;
    first.set_song(PROBE)?;
    let blob = first.state()?;
    ensure!(blob == first.state()?, "saving twice gives different bytes");
    let mut second = clap_host::Plugin::load(&bench.bundles.clap)?;
    second.set_state(&blob)?;
    ensure!(
        state::song_of(&second.state()?)? == PROBE,
        "the song was lost"
    );
    ensure!(
        second.set_state(&[7; 100]).is_err(),
        "random bytes were taken for a state"
    );
    ensure!(
        state::song_of(&second.state()?)? == PROBE,
        "a refused state did harm"
    );
    Ok(format!(
        "{} bytes, the same twice; random bytes refused",
        blob.len()
    ))
}
