//! What a whole text plays: the events of each of its outputs, taken from the patterns that the engine would be given.

use super::answer::{event, sorted};
use super::{scratch, words};
use phonon_language::{self, Context, Severity};
use phonon_pattern::{MOST_LISTED, Span};
use serde_json::{Map, Value as Json, json};

/// The events of all outputs that play, by name, and the text's tempo if it says one. A text with an error has no answer.
pub(super) fn answer(text: &str, cycles: Vec<Span>) -> Result<Json, String> {
    let text = &phonon_language::syntax::line_ends::unified(text);
    let compilation = phonon_language::compile(text, &Context::default(), None);
    if !compilation.is_clean() {
        let errors = compilation.diagnostics.into_iter();
        let errors = errors.filter(|diagnostic| diagnostic.severity == Severity::Error);
        return Err(words(text, &errors.collect::<Vec<_>>()));
    }
    let score = &compilation.score;
    let mut scratch = scratch();
    let mut outputs: Map<String, Json> = Map::new();
    let mut count = 0;
    for output in &score.outputs {
        let mut all = Vec::new();
        for cycle in &cycles {
            let mut listed = Vec::new();
            for pattern in &output.patterns {
                let (events, complete) = score.graph.events(*pattern, *cycle, &mut scratch);
                count += events.len();
                if !complete || count > MOST_LISTED {
                    return Err("this makes too many events".to_owned());
                }
                listed.extend(events);
            }
            all.extend(sorted(listed).iter().map(event));
        }
        match outputs.get_mut(&output.name) {
            Some(Json::Array(before)) => before.append(&mut all),
            _ => _ = outputs.insert(output.name.clone(), all.into()),
        }
    }
    let mut answer = json!({ "outputs": outputs });
    if let Some(tempo) = score.tempo {
        answer["cps"] = json!(tempo.cps);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(text: &str) -> Json {
        answer(text, vec![Span::cycle(0)]).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// The values of an output's `s`, in order.
    fn sounds(answer: &Json, name: &str) -> Vec<String> {
        let events = answer["outputs"][name].as_array();
        let sound = |event: &Json| event["value"]["s"].as_str().map(str::to_owned);
        events.into_iter().flatten().filter_map(sound).collect()
    }

    #[test]
    fn every_output_answers_by_its_name() {
        let text = "d1 $ s \"bd\"\no2: s \"hh*2\" # reverb 0.5 0.5 0.2\np \"pads\" $ s \"a\"\nout: ~b\n~b: s \"sn\"\n";
        let all = outputs(text);
        assert_eq!(sounds(&all, "d1"), ["bd"]);
        assert_eq!(sounds(&all, "d2"), ["hh", "hh"]);
        assert_eq!(sounds(&all, "pads"), ["a"]);
        assert_eq!(sounds(&all, "out"), ["sn"]);
        assert_eq!(all["outputs"].as_object().map(Map::len), Some(4));
        assert_eq!(all["cps"], Json::Null);
    }

    #[test]
    fn the_answer_is_what_would_play() {
        let text = "d1 $ s \"bd\"\nd1 $ s \"sn\"\nd2 $ s \"hh\"\nmute: o2\nonce $ s \"cp\"\nall $ (# pan 0)\nsetcps 0.7\n";
        let all = outputs(text);
        assert_eq!(sounds(&all, "d1"), ["sn"]);
        assert_eq!(all["outputs"]["d1"][0]["value"]["pan"], 0.0);
        assert_eq!(all["outputs"].as_object().map(Map::len), Some(1));
        assert_eq!(all["cps"], 0.7);
        let wrong = answer(
            "d1 $ s \"bd\"\nd2 $ fats 2 $ s \"hh\"\n",
            vec![Span::cycle(0)],
        );
        assert!(wrong.is_err_and(|error| error.contains("2:6: no function `fats`")));
    }
}
