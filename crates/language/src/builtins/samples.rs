//! Sounds cut into parts, fitted to the cycle, repeated.

use super::{Builtin, pattern, sounds::pair};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["hurry"],
        "Pattern Time -> ControlPattern -> ControlPattern",
        "Speeds a pattern up and its sounds with it",
        "d1 $ hurry \"<1 2>\" $ s \"bd sn\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().hurry(x, p))
        },
    ),
    pattern(
        &["chop"],
        "Pattern Int -> ControlPattern -> ControlPattern",
        "Cuts each sound in so many parts, one after another",
        "d1 $ chop 4 $ s \"break\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().chop(x, p))
        },
    ),
    pattern(
        &["striate"],
        "Pattern Int -> ControlPattern -> ControlPattern",
        "Interlaces so many parts of the sounds",
        "d1 $ striate 4 $ s \"bd sn\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().striate(x, p))
        },
    ),
    pattern(
        &["striateBy", "striate'"],
        "Pattern Int -> Pattern Double -> ControlPattern -> ControlPattern",
        "Interlaces so many parts of this length of the sounds",
        "d1 $ striateBy 8 0.25 $ s \"bd sn\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().striate_by(x, y, p))
        },
    ),
    pattern(
        &["slice"],
        "Pattern Int -> Pattern Int -> ControlPattern -> ControlPattern",
        "Plays parts of a sound by number",
        "d1 $ slice 8 \"0 2 1*2 3\" $ s \"break\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().slice(x, y, p))
        },
    ),
    pattern(
        &["splice"],
        "Pattern Int -> Pattern Int -> ControlPattern -> ControlPattern",
        "Plays parts of a sound by number, at the speed that fits them to their time",
        "d1 $ splice 8 \"0 2 1*2 3\" $ s \"break\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().splice(x, y, p))
        },
    ),
    pattern(
        &["loopAt", "loopat"],
        "Pattern Time -> ControlPattern -> ControlPattern",
        "Fits a sound to so many cycles",
        "d1 $ loopAt 2 $ chop 8 $ s \"break\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().loop_at(x, p))
        },
    ),
    pattern(
        &["gap"],
        "Pattern Int -> ControlPattern -> ControlPattern",
        "Cuts each sound in so many parts and leaves out every second",
        "d1 $ gap 8 $ s \"break\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().gap(x, p))
        },
    ),
    pattern(
        &["grain"],
        "Pattern Double -> Pattern Double -> ControlPattern",
        "A part of sounds: where it begins and how long it is",
        "d1 $ grain 0.5 0.1 # s \"break\"",
        |call| {
            let (b, l) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().grain(b, l))
        },
    ),
    pattern(
        &["grain'"],
        "Pattern String -> ControlPattern",
        "A part of sounds, from names with a colon: where it begins and where it ends",
        "d1 $ s \"break*2\" # grain' \"0.1:0.2 0.5:0.75\"",
        |call| pair(call, ["begin", "end"], "mF"),
    ),
    pattern(
        &["splat"],
        "Pattern Int -> ControlPattern -> ControlPattern -> ControlPattern",
        "Cuts sounds in parts and plays them with the sounds of another pattern",
        "d1 $ splat 4 (s \"bd*4\") (s \"arpy*2\")",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().splat(x, y, p))
        },
    ),
    pattern(
        &["smash"],
        "Pattern Int -> [Pattern Time] -> ControlPattern -> ControlPattern",
        "Interlaces parts of the sounds, slower and slower from cycle to cycle",
        "d1 $ smash 3 [2, 3, 4] $ s \"arpy*2\"",
        |call| {
            let (n, l, p) = (call.pattern(0), call.patterns(1), call.pattern(2));
            Ok(call.graph().smash(n, &l, p))
        },
    ),
    pattern(
        &["smash'"],
        "Pattern Int -> [Pattern Time] -> ControlPattern -> ControlPattern",
        "Cuts the sounds in parts, slower and slower from cycle to cycle",
        "d1 $ smash' 3 [2, 3, 4] $ s \"arpy*2\"",
        |call| {
            let (n, l, p) = (call.pattern(0), call.patterns(1), call.pattern(2));
            Ok(call.graph().smash_chop(n, &l, p))
        },
    ),
    pattern(
        &["spin"],
        "Pattern Int -> ControlPattern -> ControlPattern",
        "Copies of a pattern around the listener, each further in the cycle",
        "d1 $ spin 4 $ s \"drum*3\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().spin(x, p))
        },
    ),
];
