//! Phonon's saved state, as far as a test host must know it to put a song into an instance.
//!
//! CLAP wraps it as a little-endian u64 length and JSON; VST3 keeps the bare JSON. In it, each of the plugin's own fields is a
//! JSON text of its own; the one with a `draft` holds the song.

use anyhow::{Context, Result};
use serde_json::Value;

/// The CLAP state with `song` as both the text in the window and the text that plays.
pub fn with_song(blob: &[u8], song: &str) -> Result<Vec<u8>> {
    let json = bare_with_song(blob.get(8..).context("a state without content")?, song)?;
    let length = (json.len() as u64).to_le_bytes();
    Ok([&length[..], &json].concat())
}

/// The same for the bare JSON of VST3.
pub fn bare_with_song(json: &[u8], song: &str) -> Result<Vec<u8>> {
    let mut state: Value = serde_json::from_slice(json)?;
    let fields = state["fields"]
        .as_object_mut()
        .context("a state without fields")?;
    for field in fields.values_mut() {
        let Some(text) = field.as_str() else { continue };
        let Ok(mut inner) = serde_json::from_str::<Value>(text) else {
            continue;
        };
        if inner.get("draft").is_some() {
            inner["draft"] = song.into();
            inner["evaluated"] = song.into();
            *field = Value::String(inner.to_string());
            return Ok(serde_json::to_vec(&state)?);
        }
    }
    anyhow::bail!("no field of the state holds a song")
}

/// The song in a CLAP state: the text that plays.
pub fn song_of(blob: &[u8]) -> Result<String> {
    let state: Value = serde_json::from_slice(blob.get(8..).context("a state without content")?)?;
    let fields = state["fields"]
        .as_object()
        .context("a state without fields")?;
    fields
        .values()
        .filter_map(|field| serde_json::from_str::<Value>(field.as_str()?).ok())
        .find_map(|inner| Some(inner.get("evaluated")?.as_str()?.to_owned()))
        .context("no field of the state holds a song")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_song_goes_in_and_comes_out() {
        let json = br#"{"version":"1","params":{},"fields":{"other":"3","session":"{\"draft\":\"a\",\"evaluated\":\"b\"}"}}"#;
        let blob = [&(json.len() as u64).to_le_bytes()[..], json].concat();
        assert_eq!(song_of(&blob).unwrap(), "b");
        let edited = with_song(&blob, "out: s \"bd\"\n").unwrap();
        assert_eq!(song_of(&edited).unwrap(), "out: s \"bd\"\n");
        assert_eq!(
            u64::from_le_bytes(edited[..8].try_into().unwrap()) as usize,
            edited.len() - 8
        );
    }
}
