//! The bytes that a host keeps of an instance: mended before the framework reads them, and completed after it has written
//! them.
//!
//! The framework refuses all of a state for one value that it cannot read, and throws away parameters and fields that it does
//! not know. Here they are put where they are [kept](super::persistence), and put back when the host saves.

use super::persistence::{BESIDE, FIELD, keep_beside, refused};
use nice_plug::prelude::PluginState;
use serde_json::{Map, Value};

/// What the framework can read of the bytes that a host loads, and whether they are a state of ours. One whose session cannot
/// be read is to be given to the framework, so that its text is kept, and then to be refused. `None` where nothing is to be
/// kept: it is to be refused alone.
pub fn arriving(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let outer: Map<String, Value> = serde_json::from_slice(bytes).unwrap_or_default();
    let part = |name: &str| outer.get(name).and_then(Value::as_object).cloned();
    let Some(mut fields) = part("fields") else {
        // What was cut off or written over in part still holds a song that can be mended by hand.
        let text = String::from_utf8_lossy(bytes);
        let is_ours = text.contains("\"session\"");
        return is_ours.then(|| (framed(Map::new(), refused(&text)), false));
    };
    let mut params = part("params").unwrap_or_default();
    let session = match fields.remove(FIELD) {
        Some(Value::String(session)) => session,
        Some(other) => other.to_string(),
        // Parameters alone are a state too.
        None => return Some((bytes.to_vec(), true)),
    };
    let Ok(Value::Object(mut read)) = serde_json::from_str(&session) else {
        return Some((framed(Map::new(), refused(&session)), false));
    };
    let mut strange = Map::new();
    params.retain(|id, value| {
        let alone = serde_json::json!({ "params": { id: &*value }, "fields": {} });
        let readable = serde_json::from_value::<PluginState>(alone).is_ok();
        if !readable {
            strange.insert(id.clone(), value.take());
        }
        readable
    });
    keep_beside(&mut read, "params", strange);
    keep_beside(&mut read, "fields", fields);
    Some((framed(params, Value::Object(read).to_string()), true))
}

/// What the host is to keep in place of the bytes that the framework has written: what stood beside the session when it was
/// loaded is put back there.
pub fn leaving(bytes: &[u8]) -> Vec<u8> {
    completed(bytes).unwrap_or_else(|| bytes.to_vec())
}

fn completed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut outer: Value = serde_json::from_slice(bytes).ok()?;
    let session = outer.get("fields")?.get(FIELD)?.as_str()?;
    let mut session: Map<String, Value> = serde_json::from_str(session).ok()?;
    let beside = session.remove(BESIDE)?;
    for name in ["params", "fields"] {
        let kept = beside.get(name).and_then(Value::as_object).cloned();
        let mut kept = kept.unwrap_or_default();
        let part = outer.get_mut(name)?.as_object_mut()?;
        // What could not be read stays where it is kept: its place is taken.
        kept.retain(|name, value| {
            let taken = part.contains_key(name);
            if !taken {
                part.insert(name.clone(), value.take());
            }
            taken
        });
        keep_beside(&mut session, name, kept);
    }
    outer["fields"][FIELD] = Value::Object(session).to_string().into();
    Some(outer.to_string().into_bytes())
}

/// A state as the framework reads it.
fn framed(params: Map<String, Value>, session: String) -> Vec<u8> {
    let whole =
        serde_json::json!({ "version": "", "params": params, "fields": { FIELD: session } });
    whole.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::persistence::admit;
    use super::*;
    use serde_json::json;

    fn bytes(params: Value, session: &str) -> Vec<u8> {
        json!({ "version": "9", "params": params, "fields": { "session": session, "tuning": "{}" } })
            .to_string()
            .into_bytes()
    }

    #[test]
    fn what_stands_beside_the_session_and_is_not_known_costs_itself_alone_and_comes_back() {
        let params = json!({
            "gain": { "f32": 0.5 },
            "bypass": { "f64": 1.0 },
            "limiter": "on",
            "sparkle": { "f32": 0.25 },
        });
        let (mended, accepted) = arriving(&bytes(params.clone(), r#"{"draft":"a"}"#)).unwrap();
        assert!(accepted);
        let mut state: PluginState = serde_json::from_slice(&mended).unwrap();
        assert!(admit(&mut state));
        assert_eq!(state.params.keys().collect::<Vec<_>>(), ["gain"]);
        assert_eq!(state.fields.keys().collect::<Vec<_>>(), ["session"]);
        // As the framework saves it, with parameters of its own.
        let saved = json!({
            "version": "1",
            "params": { "gain": { "f32": 0.75 }, "bypass": { "bool": false }, "limiter": { "bool": true } },
            "fields": state.fields,
        });
        let left = leaving(saved.to_string().as_bytes());
        let left: Value = serde_json::from_slice(&left).unwrap();
        assert_eq!(left["params"]["gain"], json!({ "f32": 0.75 }));
        assert_eq!(left["params"]["bypass"], json!({ "bool": false }));
        assert_eq!(left["params"]["sparkle"], params["sparkle"]);
        assert_eq!(left["fields"]["tuning"], "{}");
        let session = r#"{"beside":{"params":{"bypass":{"f64":1.0},"limiter":"on"}},"draft":"a"}"#;
        assert_eq!(left["fields"]["session"], session);
    }

    #[test]
    fn a_session_that_cannot_be_read_is_refused_and_its_text_kept() {
        let cut_off = br#"{"version":"","params":{},"fields":{"session":"{\"draft\":\"o1: s \\\"b"#;
        let cases: [(&[u8], &str); 4] = [
            (&bytes(json!({}), "{not json"), "{not json"),
            (&bytes(json!({ "gain": { "f32": 0.5 } }), "7"), "7"),
            (br#"{"params":{},"fields":{"session":[1,2]}}"#, "[1,2]"),
            (cut_off, "o1: s "),
        ];
        for (bytes, text) in cases {
            let (mended, accepted) = arriving(bytes).unwrap();
            assert!(!accepted);
            let mut state: PluginState = serde_json::from_slice(&mended).unwrap();
            assert!(!admit(&mut state));
            assert!(state.params.is_empty());
            let kept: Value = serde_json::from_str(&state.fields["session"]).unwrap();
            let kept = kept["refused"].as_str().unwrap();
            assert!(kept.contains(text), "{kept}");
        }
        for nothing in [&b""[..], b"{}", b"nonsense at length", b"\xff\xfe{}"] {
            assert!(arriving(nothing).is_none());
        }
    }

    #[test]
    fn what_needs_no_mending_is_left_as_it_is() {
        let bytes = br#"{"version":"1","params":{"gain":{"f32":1.0}},"fields":{"session":"{\"draft\":\"a\"}"}}"#;
        assert_eq!(leaving(bytes), bytes);
        let (mended, accepted) = arriving(bytes).unwrap();
        let mended: Value = serde_json::from_slice(&mended).unwrap();
        assert!(accepted);
        assert_eq!(mended["params"]["gain"], json!({ "f32": 1.0 }));
        assert_eq!(mended["fields"]["session"], r#"{"draft":"a"}"#);
        assert_eq!(leaving(b"no state"), b"no state");
    }
}
