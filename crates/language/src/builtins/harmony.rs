//! Chords and arpeggios.

use super::{Argument, Builtin, Special, pattern};
use crate::evaluate::value::{Spanned, Value};
use crate::types::{Kind, Names};

/// Semitones.
const OCTAVE: f64 = 12.0;
/// The highest note of a voicing: c6, counted from middle c, which is Tidal's c5.
const HIGHEST: f64 = 12.0;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["arp"],
        "b -> Pattern a -> Pattern a",
        "Plays chords one note after another: up, down, updown, converge, thumbup and others; or by the notes' numbers: \
         `arp \"0 2 1 2\"`",
        "d1 $ n (arp \"<up down updown>\" \"c'maj7 e'min7\") # s \"superpiano\"",
        |call| {
            let (order, p) = (call.value(0), call.pattern(1));
            if is_numeric(&order) {
                let numbers = call.evaluator.pattern(&order, Kind::Int)?;
                return Ok(call.graph().arp_by_number(numbers, p));
            }
            if order.value.is_function() {
                let noun = order.value.noun();
                return order.wrong_with(
                    format!("`arp` needs a pattern of names first; this is {noun}"),
                    "names go in quotes: `\"up\"`",
                );
            }
            let order = call
                .evaluator
                .pattern(&order, Kind::Word(Names::Arpeggios))?;
            Ok(call.graph().arp(order, p))
        },
    ),
    pattern(
        &["arpeggiate", "arpg"],
        "Pattern a -> Pattern a",
        "Plays chords one note after another",
        "d1 $ n (arpeggiate \"c'maj7 e'min7\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().arpeggiate(p))
        },
    ),
    pattern(
        &["chord"],
        "Pattern a -> String -> [String] -> Pattern a",
        "Chords on the notes of a pattern: name and modifiers",
        "d1 $ n (chord \"c e\" \"maj7\" [\"i\", \"o\"]) # s \"superpiano\"",
        |call| {
            let (root, name) = (call.pattern(0), call.text(1));
            let modifiers: Vec<String> = call
                .list(2)
                .into_iter()
                .filter_map(|item| match item {
                    Argument::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            let modifiers: Vec<&str> = modifiers.iter().map(String::as_str).collect();
            let kind = call
                .kind('a')
                .mini()
                .unwrap_or(phonon_pattern::mini::Kind::Note);
            match call.graph().chord(root, &name, &modifiers, kind) {
                Ok(chords) => Ok(chords),
                Err(error) => call.wrong(1, error.to_string()),
            }
        },
    )
    .that(Special::ReadsChordSymbols),
    pattern(
        &["symbols"],
        "b -> Pattern Note",
        "The notes of chord symbols; also `chord` with a string alone: `n (chord \"<C^7 A-7 Dm7 G7b9>\")`",
        "d1 $ n (symbols \"<C^7 A-7 Dm7 G7b9>\") # s \"superpiano\"",
        |call| {
            let given = call.value(0);
            call.evaluator.chord_symbols(&given)
        },
    ),
    pattern(
        &["voicing"],
        "Pattern Note -> Pattern Note",
        "The notes of chords in the octave that ends with c6, so that small steps lead from one chord to the next",
        "d1 $ n (voicing \"<c'maj7 a'min7 d'min7 g'dom7>\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().map_values(p, |graph, note| {
                let below = graph.difference(HIGHEST, note);
                let below = graph.remainder(below, OCTAVE);
                graph.difference(HIGHEST, below)
            }))
        },
    ),
];

/// Whether a letter or sign may stand in a chord symbol or a degree of a scale.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "^#+-/°♭♯".contains(c)
}

/// The numbers and symbols of a string, each with the byte where it begins.
pub(super) fn words(text: &str) -> Vec<(usize, &str)> {
    text.split(|c| !is_of_word(c))
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect()
}

/// Whether a value can only be numbers; of a text, whether all its words are.
fn is_numeric(value: &Spanned) -> bool {
    match &value.value {
        Value::Text(text) => {
            let words = words(&text.text);
            let number = |(_, word): &(usize, &str)| word.parse::<i64>().is_ok();
            !words.is_empty() && words.iter().all(number)
        }
        Value::Pattern(kind, _) => kind.is_number(),
        other => other.is_numeric(),
    }
}

#[cfg(test)]
mod tests {
    use crate::query::played;
    use crate::{Context, compile};

    #[test]
    fn arpeggios_by_number_take_their_rhythm_from_the_numbers() {
        assert_eq!(
            played("n (arp \"2 [0 1] 3\" \"c'maj\")", 0),
            ["0/1-1/3 n 7", "1/3-1/2 n 0", "1/2-2/3 n 4", "2/3-1/1 n 0"]
        );
        assert_eq!(
            played("n (arp \"[0, -1]\" \"c'maj\")", 0),
            ["0/1-1/1 n 0", "0/1-1/1 n 7"]
        );
        assert_eq!(
            played("n (arp \"down\" \"c'five\")", 0),
            ["0/1-1/2 n 7", "1/2-1/1 n 0"]
        );
    }

    #[test]
    fn chord_symbols_are_the_notes_of_their_chords() {
        let first = ["0/1-1/1 n 0", "0/1-1/1 n 4", "0/1-1/1 n 7", "0/1-1/1 n 11"];
        let mut sorted = played("n (chord \"<C^7 Dm7/G>\")", 0);
        sorted.sort_by_key(|line| {
            line.rsplit(' ')
                .next()
                .and_then(|note| note.parse::<i32>().ok())
        });
        assert_eq!(sorted, first);
        assert_eq!(
            played("n (symbols \"C5 F#5\")", 0),
            ["0/1-1/2 n 0", "0/1-1/2 n 7", "1/2-1/1 n 13", "1/2-1/1 n 6"]
        );
        assert_eq!(played("n (chord \"c\" \"maj\" [\"i\"])", 0).len(), 3);
    }

    #[test]
    fn what_is_no_chord_symbol_is_told_and_silent() {
        let compiled = compile(
            "d1 $ n (chord \"C Hm7\") # s \"superpiano\"",
            &Context::default(),
            None,
        );
        let said: Vec<_> = compiled
            .diagnostics
            .iter()
            .map(|reported| reported.message.as_str())
            .collect();
        assert_eq!(said, ["`Hm7` is not a chord symbol"]);
        assert_eq!(compiled.diagnostics[0].span, 17..20);
    }
}
