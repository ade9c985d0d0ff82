//! Numbers in the text that can be turned.

use super::super::text::Buffer;
use phonon_engine::parameters::{Kind, Parameter};
use phonon_language::syntax::slider_range;
use std::ops::Range;

/// A number in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its bytes, with a minus sign that belongs to it.
    pub range: Range<usize>,
    pub value: f64,
    /// Digits behind its point.
    pub decimals: usize,
    /// How far it may be turned.
    pub least: f64,
    pub most: f64,
    /// The bytes of the range behind it, where it is a slider: `0.4{0..1}`.
    pub slider: Option<Range<usize>>,
    /// The name of the control or function before it, if there is one.
    pub of: Option<String>,
}

impl Number {
    /// How much a step of the mouse or wheel turns it: the last digit it is written with, and not less than a hundredth of the
    /// size of a large one.
    pub(crate) fn step(&self) -> f64 {
        let digit = 10_f64.powi(-(self.decimals as i32));
        let size = 10_f64.powf(self.value.abs().max(1e-9).log10().floor() - 2.0);
        digit.max(size)
    }

    /// How a value is written in its place.
    pub(crate) fn written(&self, value: f64) -> String {
        let value = value.clamp(self.least, self.most);
        let written = format!("{value:.*}", self.decimals);
        // No minus before nothing.
        match written.strip_prefix('-') {
            Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
            _ => written,
        }
    }

    /// The value so many steps away.
    pub(crate) fn stepped(&self, from: f64, steps: f64) -> f64 {
        let step = self.step();
        ((from + steps * step) / step).round() * step
    }
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || character == '.'
}

/// The number that byte `at` of the text belongs to, or whose end it is.
pub(crate) fn number_at(buffer: &Buffer, at: usize) -> Option<Number> {
    let line = buffer.line_range(buffer.line_of(at));
    let text = &buffer.text()[line.clone()];
    let at = at.checked_sub(line.start).filter(|at| *at <= text.len())?;
    if !text.is_char_boundary(at) {
        return None;
    }
    // A range of a slider belongs to its number.
    let within = slider_around(text, at);
    let at = within.as_ref().map_or(at, |slider| slider.start);
    let start = text[..at].trim_end_matches(is_digit).len();
    let mut end = text.len() - text[at..].trim_start_matches(is_digit).len();
    // `0 .. 4` without blanks: two numbers.
    if let Some(dots) = text[start..end].find("..") {
        if at <= start + dots {
            end = start + dots;
        } else {
            return None;
        }
    }
    let digits = text[start..end].trim_end_matches('.');
    let end = start + digits.len();
    let before = text[..start].chars().next_back();
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '.');
    if !digits.contains(|c: char| c.is_ascii_digit())
        || digits.matches('.').count() > 1
        || before.is_some_and(named)
        || text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
        || at > end
    {
        return None;
    }
    let in_string = text[..start].matches('"').count() % 2 == 1;
    let signed = before == Some('-') && {
        let earlier = text[..start - 1].chars().next_back();
        earlier.is_none_or(|c| "([{<,\"".contains(c) || (in_string && c.is_whitespace()))
    };
    let begin = if signed { start - 1 } else { start };
    let value: f64 = text[begin..end].parse().ok()?;
    let mut decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let slider = slider_range(&text[end..]);
    if let Some((_, low, high)) = slider
        && decimals > 0
    {
        // A hundred places, and not fewer.
        let fine = 2.0 - (high - low).abs().max(1e-6).log10();
        decimals = decimals.max(fine.ceil().clamp(0.0, 6.0) as usize);
    }
    let of = control_before(text, begin, in_string);
    let factor = in_string && before.is_some_and(|c| "*/:(,!@?".contains(c));
    // What is written without a sign has none, where a sign would mean something else.
    let floor = match signed || in_string && !factor {
        true => f64::NEG_INFINITY,
        false => 0.0,
    };
    let (mut least, mut most) = (floor, f64::INFINITY);
    if !factor && let Some((low, high)) = of.as_deref().and_then(range_of) {
        (least, most) = (low.max(floor), high);
    }
    if let Some((_, low, high)) = slider {
        (least, most) = (low.min(high), high.max(low));
    }
    Some(Number {
        range: line.start + begin..line.start + end,
        value,
        decimals,
        least: least.min(value),
        most: most.max(value),
        slider: slider.map(|(length, ..)| line.start + end..line.start + end + length),
        of,
    })
}

/// Where a slider's range around `at` begins: `{0..1}`.
fn slider_around(text: &str, at: usize) -> Option<Range<usize>> {
    let open = text[..at].rfind('{')?;
    let (length, ..) = slider_range(&text[open..])?;
    (at < open + length).then_some(open..open + length)
}

/// The name of what takes the number at `start` of a line: before it, or before the string it is in.
fn control_before(text: &str, start: usize, in_string: bool) -> Option<String> {
    let head = if in_string {
        &text[..text[..start].rfind('"')?]
    } else {
        &text[..start]
    };
    let head = head.trim_end_matches(|c: char| c.is_whitespace() || c == '(' || c == '$');
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'');
    let name = &head[head.trim_end_matches(named).len()..];
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then(|| name.to_owned())
}

/// The least and the most that a control takes.
fn range_of(name: &str) -> Option<(f64, f64)> {
    // Steps and notes go down as well as up, whatever they choose in the end.
    if matches!(name, "n" | "note" | "up") {
        return None;
    }
    let row = Parameter::all().map(|parameter| parameter.description());
    let row = row
        .into_iter()
        .find(|row| row.heading.names().contains(&name))?;
    let (low, high) = row.range;
    matches!(row.kind, Kind::Number).then_some((f64::from(low), f64::from(high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(marked: &str) -> Option<Number> {
        let buffer = Buffer::new(&marked.replace('|', ""));
        number_at(&buffer, marked.find('|').expect("a place"))
    }

    fn turned(marked: &str, steps: f64) -> String {
        let number = number(marked).expect("a number");
        let mut text = marked.replace('|', "");
        let with = number.written(number.stepped(number.value, steps));
        text.replace_range(number.range, &with);
        text
    }

    #[test]
    fn numbers_turn_by_their_last_digit() {
        assert_eq!(turned("# gain 0.|5", 1.0), "# gain 0.6");
        assert_eq!(turned("# gain 0.55|", -1.0), "# gain 0.54");
        assert_eq!(turned("# lpf |5000", 2.0), "# lpf 5020");
        assert_eq!(turned("# lpf |300", 2.0), "# lpf 302");
        assert_eq!(turned("s \"bd*|4\"", -3.0), "s \"bd*1\"");
        assert_eq!(turned("s \"bd:|1 sn\"", -3.0), "s \"bd:0 sn\"");
        assert_eq!(turned("n \"0 |1\"", -3.0), "n \"0 -2\"");
        assert_eq!(turned("n \"0 -|1\"", 1.0), "n \"0 0\"");
        assert_eq!(turned("fast |2", -9.0), "fast 0");
    }

    #[test]
    fn controls_bound_their_numbers() {
        assert_eq!(turned("# pan |0.9", 5.0), "# pan 1.0");
        assert_eq!(turned("# pan \"0.|9 1\"", 5.0), "# pan \"1.0 1\"");
        assert_eq!(number("# pan |0.9").unwrap().of.as_deref(), Some("pan"));
    }

    #[test]
    fn sliders_say_their_range() {
        let slider = number("# gain 0.|4{0..1.5}").expect("a number");
        assert_eq!((slider.least, slider.most), (0.0, 1.5));
        assert_eq!(slider.slider, Some(10..18));
        // Its range is not a number to be turned, but a part of the slider.
        assert_eq!(number("# gain 0.4{0..|1.5}").unwrap().value, 0.4);
        assert_eq!(turned("# gain 0.|4{0..1.5}", 20.0), "# gain 0.60{0..1.5}");
    }

    #[test]
    fn digits_in_names_are_no_numbers() {
        for text in [
            "o|1: s",
            "s \"bd|2\"",
            "~lfo|1",
            "x'|2",
            "1.2.|3",
            "a|b",
            "|",
            "0..|4",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
