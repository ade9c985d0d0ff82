use super::*;
use proptest::prelude::*;

/// A buffer from a text in which `|` marks the cursor and `^`, if there, the selection's other end.
fn at(marked: &str) -> Buffer {
    let text = marked.replace(['|', '^'], "");
    let mut buffer = Buffer::new(&text);
    let cursor = marked.replace('^', "").find('|').expect("a cursor");
    let anchor = marked.replace('|', "").find('^').unwrap_or(cursor);
    buffer.move_to(anchor, false);
    buffer.move_to(cursor, true);
    buffer
}

/// The same form back.
fn shown(buffer: &Buffer) -> String {
    let mut text = buffer.text().to_owned();
    if buffer.selection().is_empty() {
        text.insert(buffer.cursor(), '|');
    } else if buffer.cursor() > buffer.selection().start {
        text.insert(buffer.selection().end, '|');
        text.insert(buffer.selection().start, '^');
    } else {
        text.insert(buffer.selection().end, '^');
        text.insert(buffer.selection().start, '|');
    }
    text
}

fn after(marked: &str, work: impl Fn(&mut Buffer)) -> String {
    let mut buffer = at(marked);
    work(&mut buffer);
    shown(&buffer)
}

#[test]
fn brackets_and_quotes_close_themselves_and_are_stepped_over() {
    assert_eq!(after("s |", |b| b.type_text("\"")), "s \"|\"");
    assert_eq!(after("s \"bd|\"", |b| b.type_text("\"")), "s \"bd\"|");
    assert_eq!(after("(|)", |b| b.type_text(")")), "()|");
    assert_eq!(after("f |x", |b| b.type_text("(")), "f (|x");
    assert_eq!(after("^bd sn|", |b| b.type_text("[")), "[^bd sn|]");
    assert_eq!(after("s (|)", |b| b.backspace(false)), "s |");
}

#[test]
fn words() {
    assert_eq!(after("o1: fast 2|", |b| b.word_left(false)), "o1: fast |2");
    assert_eq!(after("o1: |fast 2", |b| b.word_right(false)), "o1: fast| 2");
    assert_eq!(after("o1: fast| 2", |b| b.backspace(true)), "o1: | 2");
    assert_eq!(after("iter' |", |b| b.word_left(true)), "|iter' ^");
}

#[test]
fn lines_keep_their_indentation_and_column() {
    assert_eq!(after("  a|", Buffer::newline), "  a\n  |");
    assert_eq!(
        after("abc|\n\nabcd", |b| {
            b.vertical(1, false);
            b.vertical(1, false)
        }),
        "abc\n\nabc|d"
    );
    assert_eq!(after("  ab|c", |b| b.home(false)), "  |abc");
    assert_eq!(after("  |abc", |b| b.home(false)), "|  abc");
}

#[test]
fn comments_toggle() {
    assert_eq!(after("  o1: s|", Buffer::toggle_comment), "  -- o1: s|");
    assert_eq!(after("-- o1: s|", Buffer::toggle_comment), "o1: s|");
    assert_eq!(
        after("^a\n-- b|", Buffer::toggle_comment),
        "^-- a\n-- -- b|"
    );
}

#[test]
fn lines_move_and_double() {
    assert_eq!(after("a\nb|\nc", |b| b.move_lines(false)), "b|\na\nc");
    assert_eq!(after("a\nb|\nc", |b| b.move_lines(true)), "a\nc\nb|");
    assert_eq!(after("a|\nb", Buffer::duplicate_lines), "a\na|\nb");
    assert_eq!(after("a\nb|", |b| b.move_lines(true)), "a\nb|");
}

#[test]
fn typing_is_undone_in_one_step_and_moving_ends_it() {
    let mut buffer = Buffer::new("");
    "fast"
        .chars()
        .for_each(|c| buffer.type_text(&c.to_string()));
    buffer.move_to(0, false);
    buffer.type_text("x");
    assert_eq!(buffer.text(), "xfast");
    buffer.undo();
    assert_eq!(buffer.text(), "fast");
    buffer.undo();
    assert_eq!(buffer.text(), "");
    buffer.redo();
    buffer.redo();
    assert_eq!(buffer.text(), "xfast");
}

#[test]
fn brackets_find_their_partner() {
    assert_eq!(at("f (a (b)|) c").brackets(), Some((8, 2)));
    assert_eq!(at("f |(a (b)) c").brackets(), Some((2, 8)));
    assert_eq!(at("f |(a").brackets(), None);
}

#[test]
fn finding_goes_around_the_end() {
    let mut buffer = at("bd |sn bd");
    assert!(buffer.find("BD".to_lowercase().as_str(), true));
    assert_eq!(buffer.selection(), 6..8);
    assert!(buffer.find("bd", true));
    assert_eq!(buffer.selection(), 0..2);
    assert_eq!(buffer.replace_all("bd", "kick"), 2);
    assert_eq!(buffer.text(), "kick sn kick");
    buffer.undo();
    assert_eq!(buffer.text(), "bd sn bd");
}

#[test]
fn replacing_everything_keeps_the_cursor_where_it_stands_in_the_text() {
    let replaced = |marked| after(marked, |b| assert_eq!(b.replace_all("bd", "kick"), 2));
    assert_eq!(replaced("bd sn| bd"), "kick sn| kick");
    assert_eq!(replaced("bd sn bd|"), "kick sn kick|");
    assert_eq!(replaced("bd sn b|d"), "kick sn |kick");
}

#[test]
fn letters_of_several_characters_are_one_to_the_cursor() {
    // An accent of its own, a family, a flag, a Korean syllable in parts.
    for letter in ["e\u{301}", "👩\u{200d}👧", "🇵🇹", "\u{1112}\u{1161}\u{11ab}"] {
        let (before, behind) = (format!("a|{letter}b"), format!("a{letter}|b"));
        assert_eq!(after(&before, |b| b.right(false)), behind);
        assert_eq!(after(&behind, |b| b.left(false)), before);
        assert_eq!(after(&behind, |b| b.backspace(false)), "a|b");
        assert_eq!(after(&before, |b| b.delete(false)), "a|b");
    }
}

#[test]
fn foreign_line_breaks_become_ours() {
    assert_eq!(Buffer::new("a\r\nb\rc").text(), "a\nb\nc");
}

#[derive(Clone, Debug)]
enum Act {
    Type(String),
    Key(u8),
    Move(usize, bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        "[a-z(\\[\"é\u{1F3B5} ]{1,2}".prop_map(Act::Type),
        (0_u8..16).prop_map(Act::Key),
        (0_usize..40, any::<bool>()).prop_map(|(to, extend)| Act::Move(to, extend)),
    ];
    prop::collection::vec(act, 0..40)
}

fn act(buffer: &mut Buffer, act: &Act) {
    match act {
        Act::Type(text) => buffer.type_text(text),
        Act::Move(to, extend) => buffer.move_to(*to, *extend),
        Act::Key(key) => match key {
            0 => buffer.newline(),
            1 => buffer.backspace(false),
            2 => buffer.backspace(true),
            3 => buffer.delete(false),
            4 => buffer.delete(true),
            5 => buffer.indent(),
            6 => buffer.outdent(),
            7 => buffer.toggle_comment(),
            8 => buffer.duplicate_lines(),
            9 => buffer.move_lines(true),
            10 => buffer.move_lines(false),
            11 => buffer.vertical(1, true),
            12 => buffer.vertical(-1, false),
            13 => buffer.word_left(true),
            14 => buffer.select_word(buffer.cursor()),
            _ => {
                buffer.replace_all("a", "bc");
            }
        },
    }
}

proptest! {
    #[test]
    fn undoing_everything_gives_the_first_text_and_redoing_the_last(start in "[a-z\né]{0,20}", acts in acts()) {
        let mut buffer = Buffer::new(&start);
        for one in &acts {
            act(&mut buffer, one);
            prop_assert!(buffer.text().is_char_boundary(buffer.selection().start));
            prop_assert!(buffer.text().is_char_boundary(buffer.selection().end));
            prop_assert!(buffer.line_of(buffer.cursor()) < buffer.line_count());
        }
        let last = buffer.text().to_owned();
        let steps = buffer.undo.len();
        (0..steps).for_each(|_| buffer.undo());
        prop_assert_eq!(buffer.text(), start);
        (0..steps).for_each(|_| buffer.redo());
        prop_assert_eq!(buffer.text(), last);
    }
}
