//! What `process` needs, all of it made at activation. `process` has it to itself while it runs; the main thread borrows it
//! to activate, to start and stop, and to pass parameters while nothing is processed.

use super::automation::{GRID, Lane};
use super::buffers::Buffers;
use super::clap_plugin::{AudioPort, ClapPlugin};
use super::events::Events;
use super::firewall::{Role, acting};
use super::parameters::Parameters;
use super::process::Outgoing;
use std::sync::Arc;

/// Points of automation and notes of a block that fit beside the ramps.
const SPARE_EVENTS: usize = 2048;

/// What the host has announced for the blocks to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setup {
    /// Sample rate, Hz.
    pub rate: f64,
    /// The longest block, frames. Longer ones are processed in parts.
    pub frames: u32,
    /// Whether the sound is for a file.
    pub offline: bool,
}

impl Setup {
    /// Before the host has said anything.
    pub(super) const UNKNOWN: Self = Self {
        rate: 44_100.0,
        frames: 1024,
        offline: false,
    };
}

/// The ports, as of the last arrangement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ports {
    /// Audio ports that sound comes in by.
    pub inputs: Vec<AudioPort>,
    /// Audio outputs, the main one first.
    pub outputs: Vec<AudioPort>,
    /// Whether the plugin wants notes.
    pub notes: bool,
}

/// What is there between activation and deactivation.
pub(super) struct Active {
    /// Setup that the plugin was activated with.
    pub setup: Setup,
    /// Whether the plugin processes, in CLAP's sense.
    pub running: bool,
    /// Frames rendered since the activation.
    pub steady: i64,
    /// A curve for each parameter.
    pub lanes: Vec<Lane>,
    /// Which of them have had points in this block.
    pub seen: Vec<bool>,
    /// The host's buses as the plugin wants them.
    pub buffers: Buffers,
    /// Whether the plugin wants notes.
    pub notes: bool,
    /// Whether the plugin has outputs.
    pub sounds: bool,
}

/// What `process` needs.
pub(super) struct AudioSide {
    /// The plugin that is processed.
    pub plugin: ClapPlugin,
    /// Parameters of the plugin.
    pub parameters: Arc<Parameters>,
    /// The events of the block.
    pub events: Events,
    /// There while the plugin is active.
    pub active: Option<Active>,
}

impl AudioSide {
    /// Of a plugin that is not active.
    pub(super) fn new(plugin: ClapPlugin, parameters: Arc<Parameters>) -> Self {
        let room = parameters.all().len() + SPARE_EVENTS;
        Self {
            plugin,
            parameters,
            events: Events::new(room),
            active: None,
        }
    }

    /// Activates the plugin, again if it is active with another setup.
    pub(super) fn activate(&mut self, setup: Setup, ports: &Ports) -> bool {
        if let Some(active) = &self.active {
            if active.setup == setup {
                return true;
            }
            self.deactivate();
        }
        self.plugin.render_offline(setup.offline);
        if !self.plugin.activate(setup.rate, setup.frames) {
            return false;
        }
        let parameters = self.parameters.all();
        for parameter in parameters {
            parameter.set_automated(false);
        }
        let ramps = parameters.len() * (setup.frames / GRID + 2) as usize;
        self.events = Events::new(ramps + SPARE_EVENTS);
        self.active = Some(Active {
            setup,
            running: false,
            steady: 0,
            lanes: vec![Lane::default(); parameters.len()],
            seen: vec![false; parameters.len()],
            buffers: Buffers::new(&ports.inputs, &ports.outputs, setup.frames as usize),
            notes: ports.notes,
            sounds: !ports.outputs.is_empty(),
        });
        true
    }

    /// Deactivates the plugin if it is active.
    pub(super) fn deactivate(&mut self) {
        self.run(false);
        if self.active.take().is_some() {
            self.plugin.deactivate();
        }
    }

    /// Begins or ends processing, in CLAP's sense, if the plugin is active.
    pub(super) fn run(&mut self, running: bool) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.running == running {
            return;
        }
        let plugin = self.plugin;
        // Nobody else is on the audio side now, so that this is its thread.
        active.running = acting(Role::Audio, || {
            if running {
                plugin.start_processing()
            } else {
                plugin.stop_processing();
                false
            }
        });
    }

    /// Passes what the host has set since to the plugin, and what the plugin has changed to the host.
    pub(super) fn flush(&mut self) {
        self.events.clear();
        self.take_set_values();
        self.events.show_all();
        let role = if self.active.is_some() {
            Role::Audio
        } else {
            Role::Main
        };
        let outgoing = Outgoing::new(&self.parameters, None);
        acting(role, || {
            self.plugin
                .flush(&self.events.as_clap(), &outgoing.as_clap());
        });
    }

    /// Adds what the host has set on its main thread to the events, at the first frame.
    pub(super) fn take_set_values(&mut self) {
        for parameter in self.parameters.all() {
            if let Some(value) = parameter.take() {
                let fits = self
                    .events
                    .push_value(0, parameter.id, parameter.plain(value));
                if fits {
                    parameter.set_current(value);
                } else {
                    parameter.set(value);
                }
            }
        }
    }
}
