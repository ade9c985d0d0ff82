//! Constants added to audio, which move it off its middle.

use crate::diagnostic::Diagnostic;
use crate::evaluate::Evaluator;

/// Warns of constants added to what is heard.
pub(crate) fn offsets(evaluator: &mut Evaluator) {
    let heard = evaluator.signals.heard_with_their_offset();
    for (node, place) in std::mem::take(&mut evaluator.offsets) {
        if heard.contains(&node) || evaluator.signals.is_sound(node) {
            let warning = Diagnostic::warning(
                place,
                "a constant added to audio makes no sound: it only adds a DC offset",
            );
            evaluator.say(warning.with_help("`* 0.8` changes the level, `|+ note 12` on a pattern transposes, `# dcblock` removes an offset"));
        }
    }
}
