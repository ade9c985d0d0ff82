//! Pages for hardware controllers: the macros in eights, and the instrument's own knobs.

use crate::automation::parameters::Parameters;
use nice_plug::prelude::*;

/// Lists the pages to a CLAP host.
pub(super) fn pages(parameters: &Parameters, context: &mut impl RemoteControlsContext) {
    context.add_section("Phonon", |section| {
        for (number, eight) in parameters.macros.chunks(8).enumerate() {
            let first = number * 8 + 1;
            section.add_page(
                format!("Macros {first}-{}", first + eight.len() - 1),
                |page| {
                    for knob in eight {
                        page.add_param(&knob.value);
                    }
                },
            );
        }
        section.add_page("Output", |page| {
            page.add_param(&parameters.gain);
            page.add_param(&parameters.bypass);
            page.add_param(&parameters.run);
            page.add_param(&parameters.swap);
            page.add_param(&parameters.limiter);
            page.add_param(&parameters.look_ahead);
        });
    });
}
