//! A small VST3 host for tests, in process: one instance, and the objects a host lends.

use crate::plugin::vst3::classes;
use crate::plugin::vst3::classes::Vst3Class;
use crate::plugin::vst3::factory::Factory;
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr;
use vst3::Steinberg::Vst::ProcessContext_::StatesAndFlags_::{
    kPlaying, kProjectTimeMusicValid, kTempoValid,
};
use vst3::Steinberg::Vst::{
    AudioBusBuffers, Event, IAudioProcessor, IAudioProcessorTrait, IComponent, IComponentHandler,
    IComponentHandler2, IComponentHandler2Trait, IComponentHandlerTrait, IComponentTrait,
    IEditController, IEventList, IEventListTrait, IParamValueQueue, IParamValueQueueTrait,
    IParameterChanges, IParameterChangesTrait, ParamID, ParamValue, ProcessContext, ProcessData,
    ProcessSetup,
};
use vst3::Steinberg::{
    FIDString, IBStream, IBStreamTrait, IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait,
    TBool, int32, int64, kNotImplemented, kResultFalse, kResultOk, tresult,
};
use vst3::{Class, ComPtr, ComWrapper, Interface};

/// Frames a second.
pub(super) const RATE: f64 = 48_000.0;
/// Frames of a block.
pub(super) const FRAMES: usize = 512;

/// Points of automation for a block.
#[derive(Default)]
pub(super) struct Changes(pub Vec<ComPtr<IParamValueQueue>>);

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> int32 {
        self.0.len() as int32
    }

    unsafe fn getParameterData(&self, index: int32) -> *mut IParamValueQueue {
        self.0[index as usize].as_ptr()
    }

    unsafe fn addParameterData(
        &self,
        _id: *const ParamID,
        _index: *mut int32,
    ) -> *mut IParamValueQueue {
        ptr::null_mut()
    }
}

/// Points of one parameter.
pub(super) struct Queue(pub ParamID, pub Vec<(i32, f64)>);

impl Class for Queue {
    type Interfaces = (IParamValueQueue,);
}

impl IParamValueQueueTrait for Queue {
    unsafe fn getParameterId(&self) -> ParamID {
        self.0
    }

    unsafe fn getPointCount(&self) -> int32 {
        self.1.len() as int32
    }

    unsafe fn getPoint(&self, index: int32, frame: *mut int32, value: *mut ParamValue) -> tresult {
        // SAFETY: the caller passes places to be written.
        unsafe { (*frame, *value) = self.1[index as usize] };
        kResultOk
    }

    unsafe fn addPoint(&self, _frame: int32, _value: ParamValue, _index: *mut int32) -> tresult {
        kResultFalse
    }
}

/// Notes that go in or out.
#[derive(Default)]
pub(super) struct Events(pub RefCell<Vec<Event>>);

impl Class for Events {
    type Interfaces = (IEventList,);
}

impl IEventListTrait for Events {
    unsafe fn getEventCount(&self) -> int32 {
        self.0.borrow().len() as int32
    }

    unsafe fn getEvent(&self, index: int32, event: *mut Event) -> tresult {
        // SAFETY: the caller passes a place to be written.
        unsafe { *event = self.0.borrow()[index as usize] };
        kResultOk
    }

    unsafe fn addEvent(&self, event: *mut Event) -> tresult {
        let mut all = self.0.borrow_mut();
        // As a host's list, it has room and does not grow.
        if all.len() == all.capacity() {
            return kResultFalse;
        }
        // SAFETY: the caller passes an event.
        all.push(unsafe { *event });
        kResultOk
    }
}

/// A state.
#[derive(Default)]
pub(super) struct Stream(RefCell<Vec<u8>>, Cell<usize>);

impl Class for Stream {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Stream {
    unsafe fn read(&self, buffer: *mut c_void, count: int32, got: *mut int32) -> tresult {
        let all = self.0.borrow();
        // A stream gives less than it is asked for now and then.
        let part = (all.len() - self.1.get()).min(count as usize).min(1000);
        // SAFETY: the caller passes a buffer as long as it says.
        unsafe {
            ptr::copy_nonoverlapping(all[self.1.get()..].as_ptr(), buffer.cast(), part);
            *got = part as int32;
        }
        self.1.set(self.1.get() + part);
        if part == 0 { kResultFalse } else { kResultOk }
    }

    unsafe fn write(&self, buffer: *mut c_void, count: int32, taken: *mut int32) -> tresult {
        let part = (count as usize).min(777);
        // SAFETY: the caller passes a buffer as long as it says.
        unsafe {
            let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), part);
            self.0.borrow_mut().extend_from_slice(bytes);
            *taken = part as int32;
        }
        kResultOk
    }

    unsafe fn seek(&self, _position: int64, _mode: int32, _result: *mut int64) -> tresult {
        kNotImplemented
    }

    unsafe fn tell(&self, _position: *mut int64) -> tresult {
        kNotImplemented
    }
}

/// What the plugin tells the host.
#[derive(Default)]
pub(super) struct Handler {
    pub told: RefCell<Vec<Told>>,
}

/// One thing told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Told {
    Begin(ParamID),
    Perform(ParamID, ParamValue),
    End(ParamID),
    Restart(int32),
    Dirty(TBool),
}

impl Class for Handler {
    type Interfaces = (IComponentHandler, IComponentHandler2);
}

impl Handler {
    fn note(&self, told: Told) -> tresult {
        self.told.borrow_mut().push(told);
        kResultOk
    }
}

impl IComponentHandlerTrait for Handler {
    unsafe fn beginEdit(&self, id: ParamID) -> tresult {
        self.note(Told::Begin(id))
    }

    unsafe fn performEdit(&self, id: ParamID, value: ParamValue) -> tresult {
        self.note(Told::Perform(id, value))
    }

    unsafe fn endEdit(&self, id: ParamID) -> tresult {
        self.note(Told::End(id))
    }

    unsafe fn restartComponent(&self, flags: int32) -> tresult {
        self.note(Told::Restart(flags))
    }
}

impl IComponentHandler2Trait for Handler {
    unsafe fn setDirty(&self, state: TBool) -> tresult {
        self.note(Told::Dirty(state))
    }

    unsafe fn requestOpenEditor(&self, _name: FIDString) -> tresult {
        kNotImplemented
    }

    unsafe fn startGroupEdit(&self) -> tresult {
        kNotImplemented
    }

    unsafe fn finishGroupEdit(&self) -> tresult {
        kNotImplemented
    }
}

/// A factory as a host gets it.
pub(super) fn factory() -> ComPtr<IPluginFactory> {
    ComWrapper::new(Factory::new(classes::in_order_for(None)))
        .to_com_ptr()
        .unwrap()
}

/// One instance as a host holds it.
pub(super) struct Plugin {
    pub component: ComPtr<IComponent>,
    pub processor: ComPtr<IAudioProcessor>,
    pub controller: ComPtr<IEditController>,
    /// Position of the song, frames.
    pub position: i64,
}

impl Plugin {
    /// Created by the factory and initialised.
    pub(super) fn new(class: &Vst3Class) -> Self {
        let mut object = ptr::null_mut();
        // SAFETY: identities are sixteen bytes, and a component is asked for and got.
        let component: ComPtr<IComponent> = unsafe {
            let done = factory().createInstance(
                class.id().as_ptr(),
                IComponent::IID.as_ptr().cast(),
                &raw mut object,
            );
            assert_eq!(done, kResultOk);
            ComPtr::from_raw(object.cast()).unwrap()
        };
        // SAFETY: a context may be missing.
        assert_eq!(unsafe { component.initialize(ptr::null_mut()) }, kResultOk);
        Self {
            processor: component.cast().unwrap(),
            controller: component.cast().unwrap(),
            component,
            position: 0,
        }
    }

    /// Set up, active and processing.
    pub(super) fn start(&self, frames: usize) {
        let mut setup = ProcessSetup {
            processMode: 0,
            symbolicSampleSize: 0,
            maxSamplesPerBlock: frames as i32,
            sampleRate: RATE,
        };
        // SAFETY: in the order that the standard wants.
        unsafe {
            assert_eq!(self.processor.setupProcessing(&raw mut setup), kResultOk);
            assert_eq!(self.component.setActive(1), kResultOk);
            assert_eq!(self.processor.setProcessing(1), kResultOk);
        }
    }

    /// A block with these outputs (channels each), points, and notes that come out; what the outputs hold is returned.
    pub(super) fn block(
        &mut self,
        outputs: &[usize],
        changes: Vec<Queue>,
        sent: Option<&ComWrapper<Events>>,
    ) -> Vec<Vec<Vec<f32>>> {
        let mut samples: Vec<Vec<Vec<f32>>> = outputs
            .iter()
            .map(|channels| vec![vec![7.0; FRAMES]; *channels])
            .collect();
        let mut pointers: Vec<Vec<*mut f32>> = samples
            .iter_mut()
            .map(|bus| bus.iter_mut().map(|channel| channel.as_mut_ptr()).collect())
            .collect();
        let mut buses: Vec<AudioBusBuffers> = pointers
            .iter_mut()
            .map(|channels| {
                // SAFETY: plain data, for which zeros are valid.
                let mut bus: AudioBusBuffers = unsafe { std::mem::zeroed() };
                bus.numChannels = channels.len() as i32;
                bus.__field0.channelBuffers32 = channels.as_mut_ptr();
                bus
            })
            .collect();
        let queues = changes
            .into_iter()
            .map(|queue| ComWrapper::new(queue).to_com_ptr().unwrap());
        let changes = ComWrapper::new(Changes(queues.collect())).to_com_ptr::<IParameterChanges>();
        let sent = sent.and_then(|sent| sent.to_com_ptr::<IEventList>());
        // SAFETY: plain data, for which zeros are valid.
        let mut context: ProcessContext = unsafe { std::mem::zeroed() };
        context.state = (kPlaying | kTempoValid | kProjectTimeMusicValid) as u32;
        context.tempo = 120.0;
        context.projectTimeSamples = self.position;
        context.projectTimeMusic = self.position as f64 / RATE * 2.0;
        let mut data = ProcessData {
            processMode: 0,
            symbolicSampleSize: 0,
            numSamples: FRAMES as i32,
            numInputs: 0,
            numOutputs: buses.len() as i32,
            inputs: ptr::null_mut(),
            outputs: buses.as_mut_ptr(),
            inputParameterChanges: changes.as_ref().unwrap().as_ptr(),
            outputParameterChanges: ptr::null_mut(),
            inputEvents: ptr::null_mut(),
            outputEvents: sent.as_ref().map_or(ptr::null_mut(), ComPtr::as_ptr),
            processContext: &raw mut context,
        };
        let processor = self.processor.clone();
        let (done, heap_operations) = phonon_engine::allocation::real_time(|| {
            // SAFETY: the block is valid for its frames.
            unsafe { processor.process(&raw mut data) }
        });
        assert_eq!((done, heap_operations), (kResultOk, 0));
        self.position += FRAMES as i64;
        samples
    }

    /// The state.
    pub(super) fn state(&self) -> Vec<u8> {
        let stream = ComWrapper::new(Stream::default());
        // SAFETY: the stream lives through the call.
        let done = unsafe {
            self.component
                .getState(stream.to_com_ptr().unwrap().as_ptr())
        };
        assert_eq!(done, kResultOk);
        stream.0.borrow().clone()
    }

    /// Loads a state; whether it was taken.
    pub(super) fn load(&self, bytes: &[u8]) -> bool {
        let stream = ComWrapper::new(Stream(RefCell::new(bytes.to_vec()), Cell::new(0)));
        // SAFETY: the stream lives through the call.
        unsafe {
            self.component
                .setState(stream.to_com_ptr().unwrap().as_ptr())
                == kResultOk
        }
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        // SAFETY: in the order that the standard wants.
        unsafe {
            self.processor.setProcessing(0);
            self.component.setActive(0);
            self.component.terminate();
        }
    }
}
