//! SFZ instruments: a text of regions, each a file and the keys it is for, as a pitched bank.
//!
//! What is read of a region: `sample key lokey hikey pitch_keycenter pitch_keytrack transpose tune volume loop_mode
//! loop_start loop_end lovel hivel`, with what `control` (`default_path`), `global`, `master` and `group` give it. The rest,
//! which shapes the sound, is left to the controls of a pattern.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::zone::Zone;

/// Larger files are not read, in bytes.
const LARGEST: u64 = 8 << 20;

/// An instrument has at most this many regions.
const MOST_REGIONS: usize = 16_384;

/// Of layers by velocity, the one that plays this comes first.
const VELOCITY: f32 = 100.0;

/// One region: a file and what it is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Region {
    /// As the text names it, from the folder of the text.
    pub(super) sample: String,
    pub(super) zone: Zone,
    /// First frame of its loop, the one after its last, and whether these are the text's own; otherwise the file's count.
    pub(super) loop_points: Option<(u64, u64, bool)>,
}

/// Opcodes by name.
type Opcodes = BTreeMap<String, String>;

/// Reads the file at `path`: its regions in their order, layers of the same keys from the middle velocity on. What is left
/// out of them is added to `notes`.
pub(super) fn read(path: &Path, notes: &mut Vec<String>) -> Result<Vec<Region>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    let length = read.map_err(|error| error.to_string())?;
    if length as u64 > LARGEST {
        return Err("too large for an SFZ instrument".into());
    }
    let regions = parse(&String::from_utf8_lossy(&bytes), notes);
    if regions.is_empty() {
        return Err("it has no region with a sample".into());
    }
    Ok(regions)
}

fn parse(text: &str, notes: &mut Vec<String>) -> Vec<Region> {
    let text = without_comments(text);
    let mut scopes: [Opcodes; 3] = Default::default();
    let mut control = Opcodes::new();
    let mut region = None;
    let mut regions: Vec<(f32, Region)> = Vec::new();
    let mut macros: Vec<(String, String)> = Vec::new();
    let mut header = String::new();
    for line in text.lines() {
        let mut line = line.trim().to_owned();
        if let Some(rest) = line.strip_prefix("#define") {
            let mut words = rest.split_whitespace();
            if let (Some(name), Some(value)) = (words.next(), words.next())
                && macros.len() < 256
                && value.len() < 256
            {
                macros.push((name.to_owned(), value.to_owned()));
                // The longest first, so that `$KEY` does not take a part of `$KEYS`.
                macros.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
            }
            continue;
        }
        if line.starts_with("#include") {
            notes.push(format!("`{line}` is not followed"));
            continue;
        }
        for (name, value) in &macros {
            if line.contains(name.as_str()) && line.len() < 4_096 {
                line = line.replace(name.as_str(), value);
            }
        }
        let mut rest = line.as_str();
        while !rest.is_empty() {
            if let Some((name, after)) =
                rest.strip_prefix('<').and_then(|rest| rest.split_once('>'))
            {
                header = name.trim().to_ascii_lowercase();
                close(region.take(), &scopes, &control, &mut regions, notes);
                // A header forgets what stood under the last of its kind and those within it.
                let level = level(&header);
                if let Some(level) = level {
                    scopes[level..].iter_mut().for_each(Opcodes::clear);
                }
                if header == "region" {
                    region = Some(Opcodes::new());
                }
                rest = after.trim_start();
                continue;
            }
            let (opcode, after) = opcode(rest);
            rest = after;
            let Some((name, value)) = opcode else {
                continue;
            };
            let (name, value) = (name.to_ascii_lowercase(), value.to_owned());
            match (header.as_str(), &mut region) {
                ("region", Some(region)) => drop(region.insert(name, value)),
                ("control", _) => drop(control.insert(name, value)),
                (header, _) => {
                    if let Some(level) = level(header) {
                        scopes[level].insert(name, value);
                    }
                }
            }
        }
    }
    close(region.take(), &scopes, &control, &mut regions, notes);
    // Stable: of one velocity, the order of the text.
    regions.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    regions.into_iter().map(|(_, region)| region).collect()
}

/// Takes the region that ends here, with all that its scopes give it.
fn close(
    own: Option<Opcodes>,
    scopes: &[Opcodes],
    control: &Opcodes,
    regions: &mut Vec<(f32, Region)>,
    notes: &mut Vec<String>,
) {
    let Some(own) = own.filter(|_| regions.len() < MOST_REGIONS) else {
        return;
    };
    let mut all = Opcodes::new();
    scopes.iter().for_each(|scope| all.extend(scope.clone()));
    all.extend(own);
    match region(&all, control) {
        Ok(region) => regions.extend(region),
        Err(note) => notes.push(note),
    }
}

/// Which scope a header opens, from the widest to the narrowest.
fn level(header: &str) -> Option<usize> {
    ["global", "master", "group"]
        .iter()
        .position(|name| *name == header)
}

/// The first opcode of a line and what follows it. Values may hold spaces: one ends where another opcode or a header
/// begins.
fn opcode(line: &str) -> (Option<(&str, &str)>, &str) {
    let Some((name, rest)) = line.split_once('=') else {
        return (None, "");
    };
    let name = name.split_whitespace().last().unwrap_or_default();
    let mut end = rest.find('<').unwrap_or(rest.len());
    if let Some(next) = rest[..end].find('=') {
        // The word before the next `=` is its opcode.
        let word = rest[..next].rfind(char::is_whitespace).unwrap_or(0);
        end = word;
    }
    let value = rest[..end].trim();
    let after = rest[end..].trim_start();
    // What made no way is skipped, so that every line ends.
    let after =
        if end == 0 && value.is_empty() && after.len() == rest.len() && !after.starts_with('<') {
            after
                .split_once(char::is_whitespace)
                .map_or("", |(_, after)| after)
        } else {
            after
        };
    (Some((name, value)), after)
}

fn without_comments(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find("/*") {
        clean.push_str(&rest[..begin]);
        rest = rest[begin + 2..]
            .split_once("*/")
            .map_or("", |(_, after)| after);
    }
    clean.push_str(rest);
    let lines = clean
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// A region of all its opcodes, with how far its velocities are from the middle; none if it plays no file.
fn region(all: &Opcodes, control: &Opcodes) -> Result<Option<(f32, Region)>, String> {
    let Some(sample) = all.get("sample") else {
        return Ok(None);
    };
    if sample.starts_with('*') {
        return Err(format!("the generator `{sample}` is not played"));
    }
    if all
        .get("trigger")
        .is_some_and(|trigger| trigger != "attack" && trigger != "first")
    {
        // What sounds when a key is let go.
        return Ok(None);
    }
    let wrong = |name: &str, value: &str| format!("`{name}={value}` cannot be read");
    let number = |name: &str| match all.get(name) {
        None => Ok(None),
        Some(text) => match text.parse::<f32>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(wrong(name, text)),
        },
    };
    let key = |name: &str| match all.get(name) {
        None => Ok(None),
        // `-1` is for regions that no key plays.
        Some(text) => note(text).map(Some).ok_or_else(|| wrong(name, text)),
    };
    let both = key("key")?;
    let low = key("lokey")?.or(both).unwrap_or(0.0);
    let high = key("hikey")?.or(both).unwrap_or(127.0);
    if high < 0.0 || low > high {
        return Ok(None);
    }
    let center = key("pitch_keycenter")?.or(both).unwrap_or(60.0);
    let tune = number("tune")?.or(number("pitch")?).unwrap_or(0.0);
    let up = number("transpose")?.unwrap_or(0.0) + tune / 100.0;
    let volume = number("volume")?.unwrap_or(0.0).clamp(-144.0, 24.0);
    let mode = all.get("loop_mode").or(all.get("loopmode"));
    let is_looped = match mode.map(String::as_str) {
        None => None,
        Some("loop_continuous" | "loop_sustain") => Some(true),
        Some(_) => Some(false),
    };
    let begin = number("loop_start")?.or(number("loopstart")?);
    let last = number("loop_end")?.or(number("loopend")?);
    let is_own = begin.is_some() || last.is_some();
    let frame = |frame: f32| frame.max(0.0) as u64;
    let points = (
        begin.map_or(0, frame),
        last.map_or(u64::MAX, |last| frame(last) + 1),
        is_own,
    );
    let velocity = |name: &str, usual| number(name).map(|velocity| velocity.unwrap_or(usual));
    let (soft, loud) = (velocity("lovel", 0.0)?, velocity("hivel", 127.0)?);
    let distance = (soft - VELOCITY).max(VELOCITY - loud).max(0.0);
    let path = control.get("default_path").cloned().unwrap_or_default() + sample;
    let region = Region {
        sample: path.replace('\\', "/"),
        zone: Zone {
            root: center - up,
            keys: (low.max(0.0), high),
            tracking: number("pitch_keytrack")?.unwrap_or(100.0) / 100.0,
            gain: (volume / 20.0 * std::f32::consts::LOG2_10).exp2(),
            is_looped,
        },
        loop_points: (is_looped == Some(true) || is_own).then_some(points),
    };
    Ok(Some((distance, region)))
}

/// A MIDI note: a number or a name such as `c4` (60), `f#3`, `eb5`.
fn note(text: &str) -> Option<f32> {
    if let Ok(number) = text.parse::<i32>() {
        return (-1..=127).contains(&number).then_some(number as f32);
    }
    super::map::note_number(text).map(|number| number as f32)
}

/// Where a region's file is, from the folder of the text: as written, or with another case where the system tells cases
/// apart and the text's author did not.
pub(super) fn locate(folder: &Path, sample: &str) -> PathBuf {
    let direct = folder.join(sample);
    if direct.exists() {
        return direct;
    }
    let mut path = folder.to_path_buf();
    for part in sample
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        let next = path.join(part);
        if part == ".." || next.exists() {
            path = next;
            continue;
        }
        let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
        let mut names = entries.map(|entry| entry.file_name());
        let same = |name: &std::ffi::OsString| name.eq_ignore_ascii_case(part);
        match names.find(same) {
            Some(name) => path.push(name),
            None => return direct,
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(text: &str) -> Vec<Region> {
        let mut notes = Vec::new();
        let regions = parse(text, &mut notes);
        assert!(notes.is_empty(), "{notes:?}");
        regions
    }

    #[test]
    fn regions_take_what_their_groups_say() {
        let regions = regions(
            "// a piano\n<control> default_path=wav\\\n<global> volume=-6.0206\n\
             <group> loop_mode=loop_continuous tune=25\n\
             <region> sample=My Piano C4.wav lokey=c4 hikey=64 pitch_keycenter=60\n\
             <region>sample=G4.wav key=67 volume=0 /* loud */ loop_mode=no_loop\n\
             <group>\n<region> sample=a.wav key=f#5 transpose=-1 loop_start=10 loop_end=19",
        );
        assert_eq!(regions.len(), 3);
        assert_eq!(regions[0].sample, "wav/My Piano C4.wav");
        assert_eq!(regions[0].zone.keys, (60.0, 64.0));
        assert_eq!(regions[0].zone.root, 59.75);
        assert!((regions[0].zone.gain - 0.5).abs() < 1e-4);
        assert_eq!(regions[0].zone.is_looped, Some(true));
        assert_eq!(regions[0].loop_points, Some((0, u64::MAX, false)));
        assert_eq!(regions[1].zone.keys, (67.0, 67.0));
        assert_eq!(regions[1].zone.gain, 1.0);
        assert_eq!(
            (regions[1].zone.is_looped, regions[1].loop_points),
            (Some(false), None)
        );
        assert_eq!(regions[2].zone.root, 79.0);
        assert_eq!(regions[2].zone.is_looped, None);
        assert_eq!(regions[2].loop_points, Some((10, 20, true)));
    }

    #[test]
    fn layers_begin_with_the_one_of_the_middle_velocity() {
        let regions = regions(
            "<region> sample=soft.wav hivel=40\n<region> sample=loud.wav lovel=41 hivel=127\n\
             <region> sample=key off.wav trigger=release\n<region> sample=none.wav lokey=-1 hikey=-1",
        );
        let names: Vec<_> = regions
            .iter()
            .map(|region| region.sample.as_str())
            .collect();
        assert_eq!(names, ["loud.wav", "soft.wav"]);
    }

    #[test]
    fn what_is_left_out_is_told() {
        let mut notes = Vec::new();
        let text = "#include \"more.sfz\"\n#define $KEY 64\n<region> sample=*sine\n<region> sample=b.wav key=h9\n\
                    <region> sample=c.wav key=$KEY";
        let regions = parse(text, &mut notes);
        assert_eq!(regions.len(), 1);
        assert_eq!(regions[0].zone.keys, (64.0, 64.0));
        let said = notes.join("; ");
        for word in ["more.sfz", "*sine", "key=h9"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }

    #[test]
    fn hostile_texts_end() {
        for text in [
            "",
            "<",
            "<>",
            "=",
            "==",
            "a==b",
            "<region",
            "<region>=",
            "<region>sample=",
            "x = = y =\n<region>=<=>=",
            "/*",
            "//",
            "#define",
            "#define $",
            "<region> sample=a key=\u{1f941}",
            "<region>\u{a0}=\u{a0}",
        ] {
            let _ = parse(text, &mut Vec::new());
        }
        let many = "<region> sample=a.wav\n".repeat(MOST_REGIONS + 10);
        assert_eq!(regions(&many).len(), MOST_REGIONS);
    }
}
