//! Texts in Strudel's language: that they are, and how their first line is written here.

use crate::builtins::{self, Build};
use crate::diagnostic::Diagnostic;
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// Says that a text is Strudel's, if it has more marks of that language than of this one.
pub(crate) fn recognised(text: &str) -> Option<Diagnostic> {
    let tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
    let first = foreign_lead(text, &tokens)?;
    let line_end = tokens[first..]
        .iter()
        .skip(1)
        .find(|token| token.first && token.flush)
        .map_or(tokens.len(), |next| {
            tokens
                .iter()
                .position(|token| token.place == next.place)
                .unwrap_or(tokens.len())
        });
    let statement = &tokens[first..line_end];
    let place = statement[0].place.to(statement[statement.len() - 1].place);
    let written = translated(text, statement)
        .unwrap_or_else(|| "d1 $ fast 2 $ s \"bd sn\" # gain 0.8".to_owned());
    Some(
        Diagnostic::error(
            place,
            "this text is written for Strudel, and this is TidalCycles' language",
        )
        .with_help(format!(
            "functions go before what they change, and `#` joins controls; the first line is written `{written}`"
        )),
    )
}

/// The token at which Strudel's first statement begins, where more speaks for that language than for this one.
fn foreign_lead(text: &str, tokens: &[Token]) -> Option<usize> {
    let is = |token: &Token, wanted: &str| token.text(text) == wanted;
    let (mut theirs, mut ours) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let touches = |wanted: &str| next.is_some_and(|next| !next.spaced && is(next, wanted));
        let word = token.text(text);
        // `).name(`, `"…".name(`
        let called = matches!(&tokens[at..], [_, point, name, open, ..]
            if is(point, ".") && !point.spaced && !name.spaced && name.kind == TokenKind::Name && is(open, "(") && !open.spaced);
        theirs += usize::from(called && (word == ")" || token.kind == TokenKind::Text));
        theirs += usize::from(word == "=>");
        theirs += usize::from(token.first && word == "$" && touches(":"));
        theirs += usize::from(
            token.first && token.kind == TokenKind::Name && {
                matches!(word, "const" | "var" | "function")
                    || matches!(word, "samples" | "setcpm" | "setcps" | "register") && touches("(")
            },
        );
        ours += match word {
            "$" if token.spaced && next.is_some_and(|next| next.spaced) => 1,
            "#" | "<~" | "~>" | "|+|" | "|+" | "+|" | "|*|" | "|*" | "|>" | "|<" | "\\" => 1,
            _ => usize::from(token.first && is_statement(text, token, next)),
        };
    }
    let begins = tokens.iter().position(|token| token.first)?;
    (theirs > ours).then_some(begins)
}

fn is_statement(text: &str, token: &Token, next: Option<&Token>) -> bool {
    let labelled = next.is_some_and(|next| next.text(text) == ":");
    token.kind == TokenKind::Bus && labelled
        || token.kind == TokenKind::Name
            && (labelled || crate::syntax::statements::output_number(token.text(text)).is_some())
}

/// What a chain of calls is here.
#[derive(Default)]
struct Chain {
    /// Functions before the sound, the outermost first.
    functions: Vec<String>,
    core: String,
    /// The controls after the sound.
    controls: Vec<String>,
}

impl Chain {
    fn written(&self) -> String {
        let before: String = self.functions.iter().map(|f| format!("{f} $ ")).collect();
        let behind: String = self.controls.iter().map(|c| format!(" # {c}")).collect();
        format!("{before}{}{behind}", self.core)
    }

    /// In brackets where more than one word.
    fn argument(&self) -> String {
        bracketed(&self.written())
    }
}

fn bracketed(written: &str) -> String {
    let quoted = written.starts_with('"') && written[1..].find('"') == Some(written.len() - 2);
    let whole = written.starts_with('[') || written.starts_with('(');
    if quoted || whole || !written.contains(' ') && !written.starts_with('-') {
        written.to_owned()
    } else {
        format!("({written})")
    }
}

/// A statement of Strudel's as it is written here, where all its names are known.
fn translated(text: &str, statement: &[Token]) -> Option<String> {
    let (label, output) = match statement {
        [name, colon, ..] if colon.text(text) == ":" && !colon.spaced => match name.text(text) {
            own if crate::syntax::statements::output_number(own).is_some() => {
                (2, format!("{own}:"))
            }
            _ => (2, "d1 $".to_owned()),
        },
        _ => (0, "d1 $".to_owned()),
    };
    let mut reader = Reader {
        text,
        tokens: statement,
        at: label,
    };
    if let [name, open, ..] = statement
        && matches!(name.text(text), "setcpm" | "setcps")
        && open.text(text) == "("
    {
        let mut number = statement[2..].iter();
        let first: f64 = number.next()?.text(text).parse().ok()?;
        let divided = match (number.next()?.text(text), number.next()) {
            ("/", Some(by)) => first / by.text(text).parse::<f64>().ok()?,
            _ => first,
        };
        let cps = if name.text(text) == "setcpm" {
            divided / 60.0
        } else {
            divided
        };
        return Some(format!("setcps {}", (cps * 1e4).round() / 1e4));
    }
    let chain = reader.chain()?;
    reader
        .peek()
        .is_none_or(|token| matches!(token.text(text), ";"))
        .then(|| format!("{output} {}", chain.written()))
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn word(&self) -> &'a str {
        self.peek().map_or("", |token| token.text(self.text))
    }

    fn take(&mut self, wanted: &str) -> Option<()> {
        (self.word() == wanted).then(|| self.at += 1)
    }

    /// `a.b(c).d(e)`
    fn chain(&mut self) -> Option<Chain> {
        let token = *self.peek()?;
        let mut chain = Chain::default();
        match token.kind {
            TokenKind::Text => {
                self.at += 1;
                chain.core = token.text(self.text).to_owned();
            }
            TokenKind::Number => chain.core = self.number()?,
            TokenKind::Operator if self.word() == "-" => {
                self.at += 1;
                chain.core = format!("-{}", self.number()?);
            }
            TokenKind::Name => {
                let name = token.text(self.text);
                self.at += 1;
                if self.word() == "=>" {
                    return self.lambda(name);
                }
                chain.core = match self.word() {
                    "(" => self.call(name)?,
                    _ => known(name)?.to_owned(),
                };
            }
            _ => return None,
        }
        self.methods(chain)
    }

    fn methods(&mut self, mut chain: Chain) -> Option<Chain> {
        while self.word() == "." {
            self.at += 1;
            let name = self.peek().filter(|token| token.kind == TokenKind::Name)?;
            self.at += 1;
            let call = self.call(name.text(self.text))?;
            // A scale is a function of the numbers.
            if let (Some(argument), Some(numbers)) =
                (call.strip_prefix("scale "), chain.core.strip_prefix("n "))
                && chain.functions.is_empty()
            {
                chain.core = format!("n (scale {argument} {numbers})");
            } else if is_control(known(name.text(self.text))?) {
                chain.controls.push(call);
            } else {
                // A function changes all that stands before it.
                let core = chain.written();
                chain = match (chain.functions.is_empty(), chain.controls.is_empty()) {
                    (true, true) => chain,
                    _ => Chain {
                        core,
                        ..Chain::default()
                    },
                };
                chain.functions.insert(0, call);
            }
        }
        Some(chain)
    }

    /// `x => x.fast(2)` is `(fast 2)`.
    fn lambda(&mut self, name: &str) -> Option<Chain> {
        self.take("=>")?;
        self.take(name)?;
        let chain = self.methods(Chain::default())?;
        let functions = chain.functions.join(" . ");
        let controls: Vec<String> = chain.controls.iter().map(|c| format!("(# {c})")).collect();
        let parts: Vec<String> = controls
            .into_iter()
            .rev()
            .chain((!functions.is_empty()).then_some(functions))
            .collect();
        (!parts.is_empty()).then(|| Chain {
            core: match &parts[..] {
                [one] => one.clone(),
                _ => parts.join(" . "),
            },
            ..Chain::default()
        })
    }

    fn number(&mut self) -> Option<String> {
        let number = self
            .peek()
            .filter(|token| token.kind == TokenKind::Number)?;
        self.at += 1;
        let digits = number.text(self.text);
        Some(match digits.strip_prefix('.') {
            Some(rest) => format!("0.{rest}"),
            None => digits.to_owned(),
        })
    }

    /// `(a, b)` behind a name.
    fn call(&mut self, name: &str) -> Option<String> {
        let name = known(name)?;
        self.take("(")?;
        let mut arguments = Vec::new();
        while self.word() != ")" {
            arguments.push(self.chain()?);
            if self.word() != ")" {
                self.take(",")?;
            }
        }
        self.take(")")?;
        if matches!(name, "stack" | "cat" | "fastcat" | "slowcat") {
            let all: Vec<String> = arguments.iter().map(Chain::written).collect();
            return Some(format!("{name} [{}]", all.join(", ")));
        }
        let arguments: String = arguments
            .iter()
            .map(|argument| {
                let written = argument.argument();
                match matches!(name, "note" | "n") {
                    true => format!(" {}", notes(&written)),
                    false => format!(" {written}"),
                }
            })
            .collect();
        Some(format!("{name}{arguments}"))
    }
}

/// A name that means here what it means there.
fn known(name: &str) -> Option<&'static str> {
    let name = match name {
        "sound" => "s",
        other => other,
    };
    let row = builtins::find(name)?.builtin?;
    row.heading
        .names()
        .iter()
        .find(|known| **known == name)
        .copied()
}

fn is_control(name: &str) -> bool {
    builtins::find(name)
        .and_then(|meaning| meaning.builtin)
        .is_some_and(|row| matches!(row.build, Build::Control { .. }))
}

/// Names of notes as they are here: an octave higher, `f` for flats.
fn notes(written: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for letter in written.chars().chain([' ']) {
        if letter.is_alphanumeric() || letter == '#' {
            word.push(letter);
            continue;
        }
        out.push_str(&note(&word).unwrap_or_else(|| word.clone()));
        word.clear();
        out.push(letter);
    }
    out.trim_end().to_owned()
}

/// Strudel counts middle C as c4, and means the octave of c3 where none is written.
fn note(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let letter = lower.chars().next().filter(|c| ('a'..='g').contains(c))?;
    let rest = &lower[1..];
    let signs = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    if !signs
        .chars()
        .all(|sign| matches!(sign, '#' | 's' | 'b' | 'f'))
    {
        return None;
    }
    let octave = match &rest[signs.len()..] {
        "" => 3,
        digits => digits.parse::<u32>().ok()?,
    };
    let signs = signs.replace('b', "f").replace('#', "s");
    Some(format!("{letter}{signs}{}", octave + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<String> {
        let help = recognised(text)?.help?;
        Some(help.split('`').rev().nth(1)?.to_owned())
    }

    #[test]
    fn the_first_line_is_written_as_here() {
        for (strudel, here) in [
            ("s(\"bd*4\").gain(.8)", "d1 $ s \"bd*4\" # gain 0.8"),
            ("$: s(\"bd sn\").fast(2)", "d1 $ fast 2 $ s \"bd sn\""),
            ("setcpm(30)\n$: s(\"bd\")", "setcps 0.5"),
            (
                "$: note(\"c3 eb\").s(\"piano\").every(4, x => x.rev())",
                "d1 $ every 4 rev $ note \"c4 ef4\" # s \"piano\"",
            ),
            (
                "stack(s(\"bd\"), s(\"hh*8\").gain(.4))",
                "d1 $ stack [s \"bd\", s \"hh*8\" # gain 0.4]",
            ),
        ] {
            assert_eq!(written(strudel).as_deref(), Some(here), "{strudel}");
        }
    }

    #[test]
    fn a_text_of_this_language_is_none_of_strudels() {
        for text in [
            "d1 $ s \"bd*4\" # gain 0.8",
            "o1: s(\"bd\").fast(2) # speed 2 # gain 1",
            "bpm: 120\no1: every(4, rev, s(\"bd sn\"))",
            "d1 $ (fast 2).(rev) $ s \"bd\"",
            "s \"bd\"",
        ] {
            assert!(recognised(text).is_none(), "{text}");
        }
    }
}
