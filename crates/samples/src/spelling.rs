//! Which known name was meant by one that is not known. Names are told apart by a sum of their letters first, so that only
//! the few that can be near are compared letter by letter: a text of thousands of unknown names is read as fast as a good one.

/// The longest name that is looked for; what is longer is no slip of the fingers.
const LONGEST_NAME: usize = 32;

/// Names to choose from.
pub struct Spelling<'a> {
    names: Vec<Known<'a>>,
}

struct Known<'a> {
    name: &'a str,
    lower: Letters,
}

/// A name in small letters, and which of them occur.
#[derive(Clone, Copy)]
struct Letters {
    letters: [char; LONGEST_NAME],
    length: usize,
    /// A bit for each letter that occurs.
    set: u64,
}

impl Letters {
    fn of(name: &str) -> Option<Self> {
        let mut of = Self {
            letters: ['\0'; LONGEST_NAME],
            length: 0,
            set: 0,
        };
        for letter in name.chars().flat_map(char::to_lowercase) {
            *of.letters.get_mut(of.length)? = letter;
            of.length += 1;
            of.set |= 1 << (letter as u32 % 64);
        }
        Some(of)
    }

    fn as_slice(&self) -> &[char] {
        &self.letters[..self.length]
    }

    /// No two names are nearer than this: each letter of one that the other has not must be changed or go.
    fn apart(&self, other: &Self) -> usize {
        let only = (self.set & !other.set).count_ones();
        let theirs = (other.set & !self.set).count_ones();
        (only.max(theirs) as usize).max(self.length.abs_diff(other.length))
    }
}

impl<'a> Spelling<'a> {
    /// Of these names.
    pub fn of(names: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |name: &'a str| {
            Some(Known {
                name,
                lower: Letters::of(name)?,
            })
        };
        Self {
            names: names.into_iter().filter_map(known).collect(),
        }
    }

    /// The name nearest to `name` by edit distance (adjacent transpositions count one; capitals count little), if any is near
    /// enough to be what was meant.
    pub fn nearest(&self, name: &str) -> Option<&'a str> {
        let wanted = Letters::of(name)?;
        let mut limit = match wanted.length {
            0..=1 => return None,
            2..=4 => 1,
            5 => 2,
            _ => 3,
        };
        let mut best: Option<(usize, usize, usize, &str)> = None;
        for known in &self.names {
            if known.name == name || wanted.apart(&known.lower) > limit {
                continue;
            }
            let Some(distance) = distance(wanted.as_slice(), known.lower.as_slice(), limit) else {
                continue;
            };
            // In a short word another letter makes another word: only letters that changed places, or one more or less, are
            // a slip.
            let is_short = wanted.length <= 4;
            if is_short && wanted.length == known.lower.length && wanted.set != known.lower.set {
                continue;
            }
            // A guess that shares nothing with what was typed helps nobody.
            if distance >= wanted.length.min(known.lower.length).max(1) {
                continue;
            }
            // Slips are rarer at the ends of a word.
            let ends = |name: &str| (name.chars().next(), name.chars().last());
            let ((a, z), (b, y)) = (ends(name), ends(known.name));
            let differing = usize::from(a != b) + usize::from(z != y);
            let longer = known.name.len().abs_diff(name.len());
            let rank = (distance, differing, longer, known.name);
            if best.is_none_or(|best| rank < best) {
                best = Some(rank);
                limit = distance;
            }
        }
        best.map(|(.., name)| name)
    }
}

/// The candidate that is nearest to `name`; for a few candidates, or for one question. See [`Spelling::nearest`].
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Spelling::of(candidates).nearest(name)
}

/// Optimal string alignment distance (Damerau 1964, restricted), if it is not above `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    let mut before = [0; LONGEST_NAME + 1];
    let mut last: [usize; LONGEST_NAME + 1] = std::array::from_fn(|place| place);
    for i in 1..=a.len() {
        let mut row = [0; LONGEST_NAME + 1];
        row[0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
            least = least.min(best);
        }
        if least > limit {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_nearest_name_is_the_one_meant() {
        let names = ["every", "rev", "fast", "fastGap"];
        assert_eq!(nearest("evry", names), Some("every"));
        assert_eq!(nearest("fsat", names), Some("fast"));
        assert_eq!(nearest("fastgap", names), Some("fastGap"));
        assert_eq!(nearest("zzzz", names), None);
        assert_eq!(nearest("show", ["slow", "snow"]), None);
        assert_eq!(nearest("foo", ["fit", "foot"]), Some("foot"));
        assert_eq!(nearest("cos", ["cps", "pan"]), None);
        assert_eq!(nearest("slwo", ["slow"]), Some("slow"));
        assert_eq!(nearest("x", names), None);
        assert_eq!(nearest(&"fast".repeat(40), names), None);
    }

    proptest! {
        /// What is passed over by its letters would not have been near.
        #[test]
        fn names_passed_over_are_too_far(a in "[a-d]{1,8}", b in "[a-d]{1,8}") {
            let (a, b) = (Letters::of(&a).unwrap(), Letters::of(&b).unwrap());
            let distance = distance(a.as_slice(), b.as_slice(), LONGEST_NAME).unwrap();
            prop_assert!(a.apart(&b) <= distance);
        }
    }
}
