//! One block of the host, as one or more blocks of the plugin.

use super::audio::AudioSide;
use super::automation::{Lane, Point, Span};
use super::buffers::{Buses, Sample, Switches, finish};
use super::notes;
use super::parameters::Parameters;
use super::transport::Transport;
use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_GESTURE_BEGIN, CLAP_EVENT_PARAM_GESTURE_END,
    CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_param_gesture, clap_event_param_value,
    clap_output_events,
};
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process};
use std::ptr;
use vst3::ComRef;
use vst3::Steinberg::Vst::SymbolicSampleSizes_::kSample64;
use vst3::Steinberg::Vst::{
    AudioBusBuffers, Event, IEventList, IEventListTrait, IParamValueQueueTrait, IParameterChanges,
    IParameterChangesTrait, ProcessData,
};
use vst3::Steinberg::kResultOk;

/// Points of one parameter and notes that are read from a block at most: more than any host sends.
const MOST_POINTS: i32 = 1 << 16;

/// Where the plugin's events go.
pub(super) struct Outgoing<'a> {
    parameters: &'a Parameters,
    notes: Option<ComRef<'a, IEventList>>,
    /// Frames of the host's block before the plugin's.
    first: u32,
}

impl<'a> Outgoing<'a> {
    /// Parameters go to `parameters`, notes to `notes` if there is such a list.
    pub(super) fn new(parameters: &'a Parameters, notes: Option<ComRef<'a, IEventList>>) -> Self {
        Self {
            parameters,
            notes,
            first: 0,
        }
    }

    /// The list for the plugin; valid while this stays where it is.
    pub(super) fn as_clap(&self) -> clap_output_events {
        clap_output_events {
            ctx: ptr::from_ref(self).cast_mut().cast(),
            try_push: Some(try_push),
        }
    }

    /// # Safety
    /// `raw` must point to an event of the size and type its header says.
    unsafe fn take(&self, raw: *const clap_event_header) -> bool {
        // SAFETY: as promised by the caller.
        let header = unsafe { *raw };
        if header.space_id != CLAP_CORE_EVENT_SPACE_ID {
            return false;
        }
        match header.type_ {
            CLAP_EVENT_PARAM_VALUE => {
                // SAFETY: the type says what the event is.
                let event = unsafe { &*raw.cast::<clap_event_param_value>() };
                let parameter = self.parameters.get(event.param_id);
                parameter
                    .inspect(|parameter| parameter.change(event.value))
                    .is_some()
            }
            CLAP_EVENT_PARAM_GESTURE_BEGIN | CLAP_EVENT_PARAM_GESTURE_END => {
                // SAFETY: the type says what the event is.
                let event = unsafe { &*raw.cast::<clap_event_param_gesture>() };
                let begins = header.type_ == CLAP_EVENT_PARAM_GESTURE_BEGIN;
                let parameter = self.parameters.get(event.param_id);
                parameter
                    .inspect(|parameter| parameter.gesture(begins))
                    .is_some()
            }
            _ => {
                // SAFETY: as promised by the caller.
                let event = unsafe { notes::outgoing(raw, self.first) };
                let (Some(mut event), Some(list)) = (event, &self.notes) else {
                    return false;
                };
                // SAFETY: the list is the host's for this block, and copies the event.
                unsafe { list.addEvent(&raw mut event) == kResultOk }
            }
        }
    }
}

unsafe extern "C" fn try_push(
    list: *const clap_output_events,
    event: *const clap_event_header,
) -> bool {
    if list.is_null() || event.is_null() {
        return false;
    }
    // SAFETY: the plugin passes the list it was given, and a whole event.
    unsafe {
        (*list)
            .ctx
            .cast::<Outgoing<'_>>()
            .as_ref()
            .is_some_and(|outgoing| outgoing.take(event))
    }
}

/// The host's buses.
///
/// # Safety
/// `buses` must be null or point to `count` buses.
unsafe fn buses<'a>(buses: *mut AudioBusBuffers, count: i32) -> &'a mut [AudioBusBuffers] {
    if buses.is_null() || count <= 0 {
        return &mut [];
    }
    // SAFETY: as promised by the caller.
    unsafe { std::slice::from_raw_parts_mut(buses, count as usize) }
}

/// Makes a block silent.
///
/// # Safety
/// The block must be as the host gives it.
pub(super) unsafe fn silence(data: &ProcessData) {
    let frames = data.numSamples.max(0) as usize;
    // SAFETY: as promised by the caller.
    unsafe {
        let outputs = buses(data.outputs, data.numOutputs);
        if data.symbolicSampleSize == kSample64 as i32 {
            finish::<f64>(outputs, frames, |_| false);
        } else {
            finish::<f32>(outputs, frames, |_| false);
        }
    }
}

impl AudioSide {
    /// One block.
    ///
    /// # Safety
    /// The block must be as the host gives it.
    pub(super) unsafe fn process(&mut self, data: &ProcessData, switches: &Switches) {
        // SAFETY: as promised by the caller.
        unsafe {
            if self.active.is_none() {
                silence(data);
                return;
            }
            self.run(true);
            if data.symbolicSampleSize == kSample64 as i32 {
                self.process_as::<f64>(data, switches);
            } else {
                self.process_as::<f32>(data, switches);
            }
        }
    }

    /// # Safety
    /// The block must be as the host gives it, with samples of `S`.
    unsafe fn process_as<S: Sample>(&mut self, data: &ProcessData, switches: &Switches) {
        let Some(active) = &self.active else { return };
        // SAFETY: as promised by the caller.
        let (context, inputs, outputs) = unsafe {
            (
                data.processContext.as_ref(),
                buses(data.inputs, data.numInputs),
                buses(data.outputs, data.numOutputs),
            )
        };
        let transport = context.map(|context| Transport::new(*context, active.setup.rate));
        // Parameters come without audio as a block without frames; some hosts give frames, but no bus or no channel in a
        // main bus that is switched on.
        let without_audio = match outputs.first() {
            None => active.sounds,
            Some(main) => main.numChannels <= 0 && switches.is_on(false, 0) && active.sounds,
        };
        let frames = if without_audio {
            0
        } else {
            data.numSamples.max(0) as u32
        };
        let position = transport.and_then(|transport| transport.playing_at());
        let span = Span::at(position.unwrap_or(active.steady), frames);

        self.events.clear();
        self.take_set_values();
        // SAFETY: as promised by the caller.
        unsafe {
            self.take_automation(data.inputParameterChanges, span);
            self.take_notes(data.inputEvents, frames);
        }
        self.events.sort();

        // SAFETY: as promised by the caller.
        let notes = unsafe { ComRef::from_raw(data.outputEvents) };
        let mut outgoing = Outgoing::new(&self.parameters, notes);
        if frames == 0 {
            self.events.show_all();
            self.plugin
                .flush(&self.events.as_clap(), &outgoing.as_clap());
            // SAFETY: as promised by the caller.
            unsafe { silence(data) };
            return;
        }
        let Some(active) = &mut self.active else {
            return;
        };
        let mut failed = false;
        let mut first = 0;
        while first < frames {
            let part = active.setup.frames.clamp(1, frames - first);
            self.events.show(first..first + part);
            outgoing.first = first;
            let time = transport.map(|transport| transport.after(first));
            let (in_events, out_events) = (self.events.as_clap(), outgoing.as_clap());
            let buses = Buses {
                inputs: &*inputs,
                outputs: &*outputs,
                switches,
            };
            // SAFETY: as promised by the caller; the part is no longer than the activation's blocks.
            unsafe {
                let (given, wanted) =
                    active
                        .buffers
                        .point::<S>(&buses, first as usize, part as usize);
                let block = clap_process {
                    steady_time: active.steady,
                    frames_count: part,
                    transport: time.as_ref().map_or(ptr::null(), ptr::from_ref),
                    audio_inputs: given.as_ptr(),
                    audio_outputs: wanted.as_mut_ptr(),
                    audio_inputs_count: given.len() as u32,
                    audio_outputs_count: wanted.len() as u32,
                    in_events: &raw const in_events,
                    out_events: &raw const out_events,
                };
                failed |= self.plugin.process(&block) == CLAP_PROCESS_ERROR;
                active
                    .buffers
                    .mix::<S>(&buses, first as usize, part as usize);
            }
            active.steady += i64::from(part);
            first += part;
        }
        // SAFETY: as promised by the caller.
        unsafe {
            finish::<S>(outputs, frames as usize, |place| {
                !failed && active.buffers.was_passed(place)
            });
        }
    }

    /// Adds the host's points to the events.
    ///
    /// # Safety
    /// `changes` must be null or the host's for this block.
    unsafe fn take_automation(&mut self, changes: *mut IParameterChanges, span: Span) {
        let Some(active) = &mut self.active else {
            return;
        };
        let (parameters, events) = (&self.parameters, &mut self.events);
        let mut follow =
            |place: usize, lane: &mut Lane, points: &mut dyn Iterator<Item = Point>| {
                let parameter = &parameters.all()[place];
                let (stepped, before) = (parameter.steps > 0, parameter.current());
                let mut all_fit = true;
                let after = lane.block(span, stepped, before, points, |frame, value| {
                    all_fit &= events.push_value(frame, parameter.id, parameter.plain(value));
                });
                if after != before {
                    parameter.set_current(after);
                }
                if !all_fit {
                    lane.postpone(after);
                }
            };
        active.seen.fill(false);
        // SAFETY: as promised by the caller, here and below.
        if let Some(changes) = unsafe { ComRef::from_raw(changes) } {
            // SAFETY: see above.
            let count = unsafe { changes.getParameterCount() };
            for index in 0..count.min(MOST_POINTS) {
                // SAFETY: see above.
                let queue = unsafe { ComRef::from_raw(changes.getParameterData(index)) };
                let Some(queue) = queue else { continue };
                // SAFETY: see above.
                let (id, count) = unsafe { (queue.getParameterId(), queue.getPointCount()) };
                let Some(place) = parameters.place(id) else {
                    continue;
                };
                let parameter = &parameters.all()[place];
                if count <= 0 || parameter.is_held() || active.seen[place] {
                    continue;
                }
                parameter.set_automated(true);
                active.seen[place] = true;
                let mut points = (0..count.min(MOST_POINTS)).map(|index| {
                    let (mut frame, mut value) = (0, 0.0);
                    // SAFETY: see above.
                    let got = unsafe { queue.getPoint(index, &raw mut frame, &raw mut value) };
                    (got == kResultOk).then_some((frame, value))
                });
                follow(place, &mut active.lanes[place], &mut points);
            }
        }
        for (place, lane) in active.lanes.iter_mut().enumerate() {
            if !active.seen[place] {
                follow(place, lane, &mut std::iter::empty());
            }
        }
    }

    /// Adds the host's notes to the events.
    ///
    /// # Safety
    /// `list` must be null or the host's for this block.
    unsafe fn take_notes(&mut self, list: *mut IEventList, frames: u32) {
        if !self.active.as_ref().is_some_and(|active| active.notes) {
            return;
        }
        // SAFETY: as promised by the caller, here and below.
        let Some(list) = (unsafe { ComRef::from_raw(list) }) else {
            return;
        };
        // SAFETY: see above.
        let count = unsafe { list.getEventCount() };
        for index in 0..count.min(MOST_POINTS) {
            // SAFETY: plain data, for which zeros are valid; then written by the host.
            let event = unsafe {
                let mut event: Event = std::mem::zeroed();
                (list.getEvent(index, &raw mut event) == kResultOk).then_some(event)
            };
            let Some(event) = event else { continue };
            let frame = (event.sampleOffset.max(0) as u32).min(frames.saturating_sub(1));
            if let Some(event) = notes::incoming(&event) {
                self.events.push(frame, event);
            }
        }
    }
}
