//! How tightly operators bind, as in Tidal.

/// How tightly an operator binds, and to which side it groups.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grip {
    /// 0 (`$`) to 9.
    pub power: u8,
    /// Whether it groups to the right.
    pub right: bool,
}

impl Grip {
    /// That of an operator of which nothing is said.
    pub(crate) const TIGHTEST: Self = Self {
        power: 9,
        right: false,
    };
}

/// Tidal's precedences; none for what is no operator between operands.
pub(super) fn binding(name: &str, infix: bool) -> Option<Grip> {
    let left = |power| {
        Some(Grip {
            power,
            right: false,
        })
    };
    let right = |power| Some(Grip { power, right: true });
    if infix {
        return left(match name {
            "mod" | "div" | "rem" | "quot" => 7,
            _ => 9,
        });
    }
    match name {
        "$" => right(0),
        ">>=" | ">>" | "&" => left(1),
        "=<<" => right(1),
        "||" => right(2),
        "&&" => right(3),
        "==" | "/=" | "<=" | ">=" | "<" | ">" | "<$>" | "<$" | "$>" | "<*>" | "<*" | "*>"
        | "<<*" => left(4),
        "++" | ":" => right(5),
        "<>" => right(6),
        "+" | "-" => left(6),
        "*" | "/" | "%" => left(7),
        "**" | "^" => right(8),
        "." => right(9),
        "!!" | "#" | "<~" | "~>" | "<~>" => left(9),
        "->" | "<-" | "=>" | ".." | "::" | "=" | "\\" | "@" | "~" | "?" | "!" | "|" | "_" => None,
        _ => left(9),
    }
}
