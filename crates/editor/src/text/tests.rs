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
    let query = Query {
        text: "BD".to_owned(),
        ..Query::default()
    };
    assert!(buffer.find(&query, true));
    assert_eq!(buffer.selection(), 6..8);
    assert!(buffer.find(&query, true));
    assert_eq!(buffer.selection(), 0..2);
    assert_eq!(buffer.replace_all(&query, "kick"), 2);
    assert_eq!(buffer.text(), "kick sn kick");
    buffer.undo();
    assert_eq!(buffer.text(), "bd sn bd");
}

#[test]
fn replacing_everything_keeps_the_cursor_where_it_stands_in_the_text() {
    let replaced = |marked| {
        after(marked, |b| {
            assert_eq!(b.replace_all(&Query::exact("bd"), "kick"), 2)
        })
    };
    assert_eq!(replaced("bd sn| bd"), "kick sn| kick");
    assert_eq!(replaced("bd sn bd|"), "kick sn kick|");
    assert_eq!(replaced("bd sn b|d"), "kick sn kick|");
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

/// A buffer from a text in which each `|` marks a cursor.
fn many(marked: &str) -> Buffer {
    let mut buffer = Buffer::new(&marked.replace('|', ""));
    let cursors: Vec<usize> = marked
        .match_indices('|')
        .enumerate()
        .map(|(n, (at, _))| at - n)
        .collect();
    buffer.move_to(cursors[0], false);
    cursors[1..].iter().for_each(|at| buffer.add_cursor(*at));
    buffer
}

/// The text with `|` at each cursor, and `^` at the other end of what it selects.
fn shown_many(buffer: &Buffer) -> String {
    let mut marks: Vec<(usize, char)> = Vec::new();
    for one in buffer.selections() {
        marks.push((one.cursor, '|'));
        if !one.is_empty() {
            marks.push((one.anchor, '^'));
        }
    }
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.0));
    let mut text = buffer.text().to_owned();
    marks
        .into_iter()
        .for_each(|(at, mark)| text.insert(at, mark));
    text
}

fn after_many(marked: &str, work: impl Fn(&mut Buffer)) -> String {
    let mut buffer = many(marked);
    work(&mut buffer);
    shown_many(&buffer)
}

#[test]
fn every_cursor_types_deletes_and_moves_and_one_step_takes_it_back() {
    let mut buffer = many("o1: a|\no2: b|\no3: |c");
    buffer.type_text("é");
    assert_eq!(shown_many(&buffer), "o1: aé|\no2: bé|\no3: é|c");
    buffer.type_text("(");
    assert_eq!(shown_many(&buffer), "o1: aé(|)\no2: bé(|)\no3: é(|c");
    buffer.undo();
    assert_eq!(shown_many(&buffer), "o1: a|\no2: b|\no3: |c");
    assert_eq!(after_many("a|b|c", |b| b.backspace(false)), "|c");
    assert_eq!(after_many("ab|\ncd|", |b| b.word_left(true)), "|ab^\n|cd^");
    assert_eq!(after_many("a|\nb|", Buffer::toggle_comment), "-- a|\n-- b|");
    assert_eq!(
        after_many("a|\nb\nc|\nd", |b| b.move_lines(true)),
        "b\na|\nd\nc|"
    );
    assert_eq!(
        after_many("a|\nb\nc|", |b| b.move_lines(false)),
        "a|\nb\nc|"
    );
    assert_eq!(
        after_many("x\na|\nb\nc|", |b| b.move_lines(false)),
        "a|\nx\nc|\nb"
    );
    assert_eq!(after_many("a|\nb\nc|", Buffer::delete_lines), "|b|");
    assert_eq!(
        after_many("a|\nb|", Buffer::duplicate_lines),
        "a\nb\na|\nb|"
    );
    assert_eq!(after_many("|a\nb|", |b| b.insert("1\n2\n")), "1|a\nb2|");
}

#[test]
fn more_of_the_same_word_becomes_selected() {
    let mut buffer = at("gain 1 # ga|in 2 # again # gain");
    assert!(buffer.add_next_match() && buffer.add_next_match() && buffer.add_next_match());
    assert_eq!(shown_many(&buffer), "^gain| 1 # ^gain| 2 # again # ^gain|");
    assert!(!buffer.add_next_match());
    buffer.type_text("x");
    assert_eq!(shown_many(&buffer), "x| 1 # x| 2 # again # x|");
    assert!(buffer.simplify());
    assert!(!buffer.simplify());
    let mut buffer = at("b|d sn bd");
    assert!(buffer.select_matches());
    assert_eq!(shown_many(&buffer), "^bd| sn ^bd|");
}

#[test]
fn cursors_are_added_above_and_below_and_taken_away_by_a_second_click() {
    let mut buffer = at("abc|\n\nabcd");
    buffer.add_cursor_line(true);
    buffer.add_cursor_line(true);
    assert_eq!(shown_many(&buffer), "abc|\n|\nabc|d");
    buffer.add_cursor(4);
    assert_eq!(shown_many(&buffer), "abc|\n\nabc|d");
}

#[test]
fn pasted_lines_are_indented_as_the_place_where_they_go() {
    let paste = |b: &mut Buffer| b.insert("stack [\n  s \"bd\"\n]");
    assert_eq!(after("  |", paste), "  stack [\n    s \"bd\"\n  ]|");
    assert_eq!(after("|", paste), "stack [\n  s \"bd\"\n]|");
    assert_eq!(
        after("  |", |b| b.insert("    a\n\n      b")),
        "  a\n\n    b|"
    );
    assert_eq!(after("o1: |", |b| b.insert("a\nb")), "o1: a\nb|");
}

#[test]
fn what_is_copied_and_cut_without_a_selection_is_the_line() {
    let mut buffer = at("a\nb|c\nd");
    assert_eq!(buffer.copied(), "bc\n");
    buffer.cut();
    assert_eq!(shown(&buffer), "a\n|d");
    buffer.insert_lines("bc\n");
    assert_eq!(shown(&buffer), "a\nbc\n|d");
    assert_eq!(at("a^b|c").copied(), "b");
}

#[test]
fn searching_minds_words_and_capitals_when_told_to() {
    let buffer = Buffer::new("Bd bd abd É é");
    let places = |text: &str, case, word| {
        let query = Query {
            text: text.to_owned(),
            case,
            word,
        };
        buffer.places(&query).len()
    };
    assert_eq!(places("bd", false, false), 3);
    assert_eq!(places("bd", true, false), 2);
    assert_eq!(places("bd", false, true), 2);
    assert_eq!(places("bd", true, true), 1);
    assert_eq!(places("é", false, true), 2);
}

#[test]
fn one_place_is_replaced_at_a_time() {
    let mut buffer = at("|bd sn bd");
    let query = Query::exact("bd");
    // The first time it only goes there.
    assert!(!buffer.replace_one(&query, "bd2"));
    assert!(buffer.replace_one(&query, "bd2"));
    assert_eq!(shown(&buffer), "bd2 sn ^bd|");
    assert!(buffer.replace_one(&query, "bd2"));
    assert_eq!(buffer.text(), "bd2 sn bd2");
}

#[test]
fn uses_of_a_name_know_buses_from_names() {
    let buffer = at("~pa|d: sine 3\no1: s \"pad\" # ~pad # pad 1 # padded");
    let uses = buffer.uses();
    let names: Vec<&str> = uses
        .iter()
        .map(|range| &buffer.text()[range.clone()])
        .collect();
    assert_eq!(names, ["~pad", "~pad"]);
    assert_eq!(at("o1: s \"p|ad\" # ~pad # pad 1").uses().len(), 2);
    assert_eq!(at("once| fast 2").uses().len(), 0);
}

#[test]
fn words_are_undone_one_by_one_and_a_pause_ends_a_step() {
    let mut buffer = Buffer::new("");
    "fast 2 rev"
        .chars()
        .for_each(|c| buffer.type_text(&c.to_string()));
    buffer.undo();
    assert_eq!(buffer.text(), "fast 2 ");
    buffer.undo();
    assert_eq!(buffer.text(), "fast ");
    buffer.type_text("r");
    buffer.pause();
    buffer.type_text("e");
    buffer.undo();
    assert_eq!(buffer.text(), "fast r");
}

#[test]
fn a_number_that_turns_is_one_step() {
    let mut buffer = Buffer::new("gain 0.5");
    for value in ["0.6", "0.7", "0.8"] {
        buffer.turn(5..8, value);
    }
    buffer.turned();
    buffer.turn(5..8, "0.9");
    buffer.undo();
    assert_eq!(buffer.text(), "gain 0.8");
    buffer.undo();
    assert_eq!(buffer.text(), "gain 0.5");
}

#[test]
fn history_is_written_within_bounds_and_read_for_its_own_text_only() {
    let mut buffer = Buffer::new("");
    for word in ["s", " \"bd\"", " # gain 1"] {
        buffer.insert(word);
    }
    buffer.undo();
    let written = buffer.written_history(10_000);
    let mut other = Buffer::new(buffer.text());
    assert!(other.restore_history(&written));
    other.redo();
    assert_eq!(other.text(), "s \"bd\" # gain 1");
    (0..3).for_each(|_| other.undo());
    assert_eq!(other.text(), "");
    assert!(!Buffer::new("another").restore_history(&written));
    assert!(!Buffer::new(buffer.text()).restore_history(&written[..written.len() - 4]));
    // What lies nearest to the present has the room.
    let short = buffer.written_history(120);
    assert!(short.len() <= 120 && short.len() < written.len());
    let mut other = Buffer::new(buffer.text());
    assert!(other.restore_history(&short));
    assert!(other.can_undo_redo().0);
}

#[derive(Clone, Debug)]
pub(super) enum Act {
    Type(String),
    Key(u8),
    Move(usize, bool),
    Add(usize),
    Undo,
    Redo,
}

pub(super) fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        "[a-z(\\[\"é\u{1F3B5} ]{1,2}".prop_map(Act::Type),
        (0_u8..24).prop_map(Act::Key),
        (0_usize..40, any::<bool>()).prop_map(|(to, extend)| Act::Move(to, extend)),
        (0_usize..40).prop_map(Act::Add),
        Just(Act::Undo),
        Just(Act::Redo),
    ];
    prop::collection::vec(act, 0..40)
}

pub(super) fn act(buffer: &mut Buffer, act: &Act) {
    match act {
        Act::Type(text) => buffer.type_text(text),
        Act::Move(to, extend) => buffer.move_to(*to, *extend),
        Act::Add(to) => buffer.add_cursor(*to),
        Act::Undo => buffer.undo(),
        Act::Redo => buffer.redo(),
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
            15 => _ = buffer.add_next_match(),
            16 => buffer.delete_lines(),
            17 => buffer.select_lines(),
            18 => buffer.add_cursor_line(true),
            19 => _ = buffer.replace_one(&Query::exact("a"), "xa"),
            20 => buffer.cut(),
            21 => buffer.set_text("abc\nabd"),
            22 => buffer.pause(),
            _ => {
                buffer.replace_all(&Query::exact("a"), "bc");
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
            let text = buffer.text();
            let fresh = Buffer::new(text);
            prop_assert_eq!(&buffer.lines, &fresh.lines);
            let mut end = None;
            for one in buffer.selections() {
                prop_assert!(text.is_char_boundary(one.anchor) && text.is_char_boundary(one.cursor));
                prop_assert!(end.is_none_or(|end| end <= one.range().start));
                end = Some(one.range().end);
            }
        }
        let last = buffer.text().to_owned();
        let written = buffer.written_history(1 << 20);
        let mut again = Buffer::new(&last);
        prop_assert!(again.restore_history(&written));
        prop_assert_eq!(&again.history, &buffer.history);
        let redone = buffer.history.redo.len();
        (0..redone).for_each(|_| buffer.redo());
        let furthest = buffer.text().to_owned();
        let steps = buffer.history.undo.len();
        (0..steps).for_each(|_| buffer.undo());
        prop_assert_eq!(buffer.text(), start);
        (0..steps).for_each(|_| buffer.redo());
        prop_assert_eq!(buffer.text(), furthest);
    }
}
