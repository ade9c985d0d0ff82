//! Lines of questions answered line by line, each behind a firewall (a panic is an error) and a budget of time, on a thread
//! with a deep stack. One bad question costs its own answer and nothing else.

#![allow(clippy::disallowed_types, reason = "the command's own thread")]

use phonon_session::firewall::guarded;
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long a question may take.
const BUDGET: Duration = Duration::from_secs(10);
/// Stack of the thread that answers, in bytes.
const STACK: usize = 256 << 20;
/// Longest line, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// What answers a question: an object with everything but the `id`.
pub(super) type Answer = fn(&Value) -> Result<Value, String>;

/// Reads questions until the end of `input` and answers each on `output`.
pub(super) fn answer_all(
    input: impl BufRead,
    mut output: impl Write,
    answer: Answer,
) -> std::io::Result<()> {
    let mut thread = Thread::start(answer);
    for line in Lines(input) {
        let line = line?;
        let question = match line {
            Ok(line) if line.trim().is_empty() => continue,
            Ok(line) => serde_json::from_str::<Value>(&line)
                .map_err(|error| format!("not a question in JSON: {error}")),
            Err(problem) => Err(problem),
        };
        let id = question
            .as_ref()
            .map_or(Value::Null, |question| question["id"].clone());
        let mut reply = match question.and_then(|question| thread.ask(question)) {
            Ok(Value::Object(reply)) => Value::Object(reply),
            Ok(other) => json!({ "error": format!("no answer but {other}") }),
            Err(problem) => json!({ "error": problem }),
        };
        reply["id"] = id;
        writeln!(output, "{reply}")?;
        output.flush()?;
    }
    Ok(())
}

/// Lines that need not be UTF-8 nor of bearable length: such a line is `Err` with the reason.
struct Lines<R>(R);

impl<R: BufRead> Iterator for Lines<R> {
    type Item = std::io::Result<Result<String, String>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let buffer = match self.0.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Some(Err(error)),
            };
            if buffer.is_empty() {
                if line.is_empty() {
                    return None;
                }
                break;
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(buffer.len(), |end| end + 1);
            if line.len() + taken <= LONGEST_LINE {
                line.extend_from_slice(&buffer[..taken]);
            } else {
                too_long = true;
            }
            self.0.consume(taken);
            if end.is_some() {
                break;
            }
        }
        Some(Ok(if too_long {
            Err(format!("the line is longer than {LONGEST_LINE} bytes"))
        } else {
            String::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())
        }))
    }
}

/// The thread that answers. One that takes too long is left behind, and another takes its place.
struct Thread {
    answer: Answer,
    questions: Sender<Value>,
    answers: Receiver<Result<Value, String>>,
}

impl Thread {
    fn start(answer: Answer) -> Self {
        let (questions, asked) = channel::<Value>();
        let (answered, answers) = channel();
        let work = move || {
            for question in asked {
                let reply = guarded(|| answer(&question))
                    .unwrap_or_else(|message| Err(format!("internal error: {message}")));
                if answered.send(reply).is_err() {
                    break;
                }
            }
        };
        // Without a thread there is no answer, and `ask` says so.
        let _ = std::thread::Builder::new()
            .name("query".to_owned())
            .stack_size(STACK)
            .spawn(work);
        Self {
            answer,
            questions,
            answers,
        }
    }

    fn ask(&mut self, question: Value) -> Result<Value, String> {
        if self.questions.send(question).is_err() {
            *self = Self::start(self.answer);
            return Err("the thread that answers has ended".to_owned());
        }
        match self.answers.recv_timeout(BUDGET) {
            Ok(reply) => reply,
            Err(RecvTimeoutError::Timeout) => {
                *self = Self::start(self.answer);
                Err(format!("no answer within {} s", BUDGET.as_secs()))
            }
            Err(RecvTimeoutError::Disconnected) => {
                *self = Self::start(self.answer);
                Err("the thread that answers has ended".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: &Value) -> Result<Value, String> {
        match question["expr"].as_str() {
            Some("panic") => panic!("on purpose"),
            Some("deep") => {
                fn sink(depth: u32) -> u64 {
                    let here = std::hint::black_box([u64::from(depth); 64]);
                    if depth == 0 {
                        here[0]
                    } else {
                        sink(depth - 1) + here[63]
                    }
                }
                Ok(json!({ "events": [sink(100_000)] }))
            }
            Some(text) => Ok(json!({ "events": [text] })),
            None => Err("no expr".to_owned()),
        }
    }

    fn answers(input: &[u8]) -> Vec<Value> {
        let mut output = Vec::new();
        answer_all(input, &mut output, answer).unwrap();
        let text = String::from_utf8(output).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn every_line_is_answered_and_bad_ones_harm_no_other() {
        let mut input =
            b"{\"id\":1,\"expr\":\"a\"}\nnonsense\n\n{\"id\":\"p\",\"expr\":\"panic\"}\n\xff\xfe\n"
                .to_vec();
        input.extend_from_slice(&vec![b'x'; LONGEST_LINE + 5]);
        input.extend_from_slice(
            b"\n{\"id\":2}\n{\"id\":3,\"expr\":\"deep\"}\n{\"id\":4,\"expr\":\"z\"}",
        );
        let answers = answers(&input);
        let errors: Vec<&str> = answers
            .iter()
            .filter_map(|answer| answer["error"].as_str())
            .collect();
        assert_eq!(answers[0], json!({"id": 1, "events": ["a"]}));
        assert!(errors[0].starts_with("not a question in JSON"));
        assert_eq!(answers[2]["id"], "p");
        assert!(errors[1].contains("on purpose"));
        assert!(errors[2].contains("not UTF-8"));
        assert!(errors[3].contains("longer than"));
        assert_eq!(errors[4], "no expr");
        assert!(answers[6]["events"].is_array());
        assert_eq!(answers[7], json!({"id": 4, "events": ["z"]}));
    }
}
