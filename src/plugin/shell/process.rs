//! A block on its way through the framework to the instrument.

use super::events::{Incoming, Outgoing};
use super::ports::{Ports, silence};
use super::{Shell, pass_on};
use clap_sys::events::{CLAP_TRANSPORT_HAS_TEMPO, CLAP_TRANSPORT_IS_PLAYING, clap_event_transport};
use clap_sys::fixedpoint::{CLAP_BEATTIME_FACTOR, CLAP_SECTIME_FACTOR};
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process, clap_process_status};
use std::sync::atomic::Ordering::Relaxed;

/// Room for rendering blocks, made when the host activates.
pub(super) struct Rendering {
    ports: Ports,
    incoming: Incoming,
    sample_rate: f64,
}

impl Rendering {
    /// For so many ports and blocks of at most `most` frames, at `sample_rate` Hz.
    pub(super) fn new(inputs: usize, outputs: usize, most: usize, sample_rate: f64) -> Self {
        Self {
            ports: Ports::new(inputs, outputs, most),
            incoming: Incoming::new(),
            sample_rate,
        }
    }

    /// Room for events.
    pub(super) fn incoming(&mut self) -> &mut Incoming {
        &mut self.incoming
    }
}

impl Shell {
    /// Renders a host's block. Whatever the host gives is filled.
    ///
    /// # Safety
    /// `process` must be as CLAP wants it, and this thread the host's audio thread.
    pub(super) unsafe fn render(&self, process: &clap_process) -> clap_process_status {
        let rendering = self.rendering.try_borrow_mut();
        let block = self.link.block.try_borrow_mut();
        let (true, Ok(mut rendering), Ok(mut block)) =
            (self.active.load(Relaxed), rendering, block)
        else {
            // SAFETY: the caller's promise.
            unsafe { silence(process) };
            return CLAP_PROCESS_ERROR;
        };
        let Some(rendering) = &mut *rendering else {
            // SAFETY: the caller's promise.
            unsafe { silence(process) };
            return CLAP_PROCESS_ERROR;
        };
        let parameters = &self.link.parameters;
        let frames = process.frames_count as usize;
        if let Some(automation) = &mut block.automation {
            automation.begin(parameters);
        }
        let before = block.crowded() + rendering.incoming.dropped;
        // SAFETY: the host's list of events.
        unsafe { Incoming::read(process.in_events, frames, parameters, &mut block) };
        drop(block);
        let mut out = Outgoing::new(process.out_events, self.dialect.load(Relaxed));
        let mut start = 0;
        let status = loop {
            let end = frames.min(start + rendering.ports.most());
            // SAFETY: the caller's promise.
            let status = unsafe { self.render_part(process, rendering, &mut out, start, end) };
            start = end;
            if end == frames || status == CLAP_PROCESS_ERROR {
                break status;
            }
        };
        if let Ok(block) = self.link.block.try_borrow() {
            let after = block.crowded() + rendering.incoming.dropped;
            self.link
                .telemetry
                .dropped
                .fetch_add(after.saturating_sub(before), Relaxed);
        }
        status
    }

    /// Renders the frames `start..end` of a host's block.
    ///
    /// # Safety
    /// As for [`render`](Self::render).
    unsafe fn render_part(
        &self,
        process: &clap_process,
        rendering: &mut Rendering,
        out: &mut Outgoing,
        start: usize,
        end: usize,
    ) -> clap_process_status {
        let frames = end - start;
        let last = end == process.frames_count as usize;
        let Rendering {
            ports,
            incoming,
            sample_rate,
        } = rendering;
        // SAFETY: the caller's promise.
        let taken = unsafe { ports.open(process, start, frames) };
        // Taken only by a host that flushes parameters in the middle of a block.
        if let Ok(mut block) = self.link.block.try_borrow_mut() {
            block.taken = taken;
        }
        // SAFETY: as above.
        unsafe { incoming.keep(process.in_events, start, end, last) };
        out.begin(start);
        let (in_events, out_events) = (incoming.list(), out.list());
        // SAFETY: null, or the transport of the block.
        let transport = unsafe { process.transport.as_ref() };
        let transport = transport.map(|now| moved(now, start, *sample_rate));
        let (inputs, outputs) = ports.given();
        let part = clap_process {
            steady_time: match process.steady_time {
                // The host does not count.
                time if time < 0 => time,
                time => time.saturating_add(start as i64),
            },
            frames_count: frames as u32,
            transport: transport
                .as_ref()
                .map_or(std::ptr::null(), std::ptr::from_ref),
            audio_inputs: inputs.as_ptr(),
            audio_outputs: outputs.as_mut_ptr(),
            audio_inputs_count: inputs.len() as u32,
            audio_outputs_count: outputs.len() as u32,
            in_events: &raw const in_events,
            out_events: &raw const out_events,
        };
        let status = pass_on!(self, process(&raw const part) or CLAP_PROCESS_ERROR);
        // SAFETY: as above.
        unsafe {
            if status == CLAP_PROCESS_ERROR {
                silence(process);
            } else {
                ports.close(process, start, frames);
            }
        }
        status
    }
}

/// The transport some frames later.
fn moved(now: &clap_event_transport, frames: usize, sample_rate: f64) -> clap_event_transport {
    let mut later = *now;
    if frames == 0 || now.flags & CLAP_TRANSPORT_IS_PLAYING == 0 {
        return later;
    }
    let seconds = frames as f64 / sample_rate;
    later.song_pos_seconds += (seconds * CLAP_SECTIME_FACTOR as f64).round() as i64;
    if now.flags & CLAP_TRANSPORT_HAS_TEMPO != 0 {
        let beats = seconds * (now.tempo + now.tempo_inc * frames as f64 * 0.5) / 60.0;
        later.song_pos_beats += (beats * CLAP_BEATTIME_FACTOR as f64).round() as i64;
        later.tempo += now.tempo_inc * frames as f64;
    }
    later
}
