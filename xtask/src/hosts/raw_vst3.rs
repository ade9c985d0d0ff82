//! The bundled VST3 as a host written to the letter of the SDK holds it: the objects themselves, every pointer passed as the
//! host likes.

use super::{RATE, TEMPO};
use anyhow::{Context, Result, ensure};
use libloading::{Library, Symbol};
use std::cell::RefCell;
use std::ffi::c_void;
use std::path::{Path, PathBuf};
use std::ptr;
use vst3::Steinberg::Vst::ProcessContext_::StatesAndFlags_::{
    kPlaying, kProjectTimeMusicValid, kTempoValid,
};
use vst3::Steinberg::Vst::{
    AudioBusBuffers, IAudioProcessor, IAudioProcessorTrait, IComponent, IComponentTrait,
    IEditController, IEditControllerTrait, IParamValueQueue, IParamValueQueueTrait,
    IParameterChanges, IParameterChangesTrait, ParamID, ParamValue, ParameterInfo, ProcessContext,
    ProcessData, ProcessSetup,
};
use vst3::Steinberg::{
    IBStream, IBStreamTrait, IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait, PClassInfo,
    int32, int64, kNotImplemented, kResultFalse, kResultOk, tresult,
};
use vst3::{Class, ComPtr, ComWrapper, Interface};

/// The library in a bundle for this system.
fn library_in(bundle: &Path) -> Result<PathBuf> {
    let contents = bundle.join("Contents");
    for entry in
        std::fs::read_dir(&contents).with_context(|| format!("no {}", contents.display()))?
    {
        let folder = entry?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(folder)? {
            let file = file?.path();
            let ends = |end: &str| file.extension().is_some_and(|found| found == end);
            if ends("so") || ends("vst3") {
                return Ok(file);
            }
        }
    }
    anyhow::bail!("no library in {}", bundle.display())
}

/// A bundle that is loaded, for as long as this lives.
pub struct Module {
    factory: ComPtr<IPluginFactory>,
    // After the factory in this list, so that it goes last.
    _library: Library,
}

impl Module {
    /// Loads a bundle as the SDK's hosts do.
    pub fn load(bundle: &Path) -> Result<Self> {
        // SAFETY: the library is our own, and its functions are of these types.
        unsafe {
            let library = Library::new(library_in(bundle)?)?;
            if cfg!(target_os = "linux") {
                let enter: Symbol<unsafe extern "C" fn(*mut c_void) -> bool> =
                    library.get(b"ModuleEntry")?;
                ensure!(enter(ptr::dangling_mut()), "ModuleEntry fails");
                library.get::<unsafe extern "C" fn() -> bool>(b"ModuleExit")?;
            }
            let get: Symbol<unsafe extern "system" fn() -> *mut c_void> =
                library.get(b"GetPluginFactory")?;
            let factory = ComPtr::from_raw(get().cast()).context("no factory")?;
            Ok(Self {
                factory,
                _library: library,
            })
        }
    }

    /// The names of the classes, in their order.
    pub fn classes(&self) -> Vec<String> {
        // SAFETY: plain data, for which zeros are valid; then written.
        (0..unsafe { self.factory.countClasses() })
            .map(|index| unsafe {
                let mut info: PClassInfo = std::mem::zeroed();
                self.factory.getClassInfo(index, &raw mut info);
                let name = info.name.iter().take_while(|byte| **byte != 0);
                name.map(|byte| *byte as u8 as char).collect()
            })
            .collect()
    }

    /// An instance of a class.
    pub fn create(&self, class: &str) -> Result<Plugin> {
        let index = self.classes().iter().position(|name| name == class);
        let index = index.with_context(|| format!("no class {class}"))?;
        // SAFETY: identities are sixteen bytes; a component is asked for and got.
        unsafe {
            let mut info: PClassInfo = std::mem::zeroed();
            self.factory.getClassInfo(index as i32, &raw mut info);
            let mut object = ptr::null_mut();
            let wanted = IComponent::IID.as_ptr().cast();
            let done = self
                .factory
                .createInstance(info.cid.as_ptr(), wanted, &raw mut object);
            ensure!(done == kResultOk, "{class} is not created");
            let component: ComPtr<IComponent> = ComPtr::from_raw(object.cast()).context("null")?;
            ensure!(
                component.initialize(ptr::null_mut()) == kResultOk,
                "not initialised"
            );
            Ok(Plugin {
                processor: component.cast().context("no processor")?,
                controller: component.cast().context("no controller")?,
                component,
            })
        }
    }
}

/// An instance.
pub struct Plugin {
    pub component: ComPtr<IComponent>,
    pub processor: ComPtr<IAudioProcessor>,
    pub controller: ComPtr<IEditController>,
}

impl Plugin {
    /// Sets up, activates and begins processing, for blocks of up to `frames`.
    pub fn start(&self, frames: usize, offline: bool) -> Result<()> {
        let mut setup = ProcessSetup {
            processMode: if offline { 2 } else { 0 },
            symbolicSampleSize: 0,
            maxSamplesPerBlock: frames as i32,
            sampleRate: RATE,
        };
        // SAFETY: in the order of the standard.
        unsafe {
            ensure!(
                self.processor.setupProcessing(&raw mut setup) == kResultOk,
                "no setup"
            );
            ensure!(self.component.setActive(1) == kResultOk, "not active");
            self.processor.setProcessing(1);
        }
        Ok(())
    }

    /// Ends what `start` began.
    pub fn stop(&self) {
        // SAFETY: in the order of the standard.
        unsafe {
            self.processor.setProcessing(0);
            self.component.setActive(0);
        }
    }

    /// The state.
    pub fn state(&self) -> Result<Vec<u8>> {
        let stream = ComWrapper::new(Stream::default());
        let pointer = stream.to_com_ptr::<IBStream>().context("no stream")?;
        // SAFETY: the stream lives through the call.
        ensure!(
            unsafe { self.component.getState(pointer.as_ptr()) } == kResultOk,
            "no state"
        );
        Ok(stream.0.borrow().0.clone())
    }

    /// Gives the instance a song.
    pub fn set_song(&self, song: &str) -> Result<()> {
        let state = super::state::bare_with_song(&self.state()?, song)?;
        let stream = ComWrapper::new(Stream(RefCell::new((state, 0))));
        let pointer = stream.to_com_ptr::<IBStream>().context("no stream")?;
        // SAFETY: the stream lives through the call.
        ensure!(
            unsafe { self.component.setState(pointer.as_ptr()) } == kResultOk,
            "state refused"
        );
        Ok(())
    }

    /// The number of the parameter with this title.
    pub fn parameter(&self, title: &str) -> Result<ParamID> {
        // SAFETY: plain data, for which zeros are valid; then written.
        (0..unsafe { self.controller.getParameterCount() })
            .find_map(|index| unsafe {
                let mut info: ParameterInfo = std::mem::zeroed();
                self.controller.getParameterInfo(index, &raw mut info);
                let name = info.title.iter().take_while(|unit| **unit != 0);
                let name: Vec<u16> = name.copied().collect();
                (String::from_utf16_lossy(&name) == title).then_some(info.id)
            })
            .with_context(|| format!("no parameter {title}"))
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        self.stop();
        // SAFETY: the last call.
        unsafe { self.component.terminate() };
    }
}

/// Which of a bus's pointers a host passes.
#[derive(Clone, Copy, PartialEq)]
pub enum Given {
    /// All.
    Whole,
    /// Null for each channel.
    NullChannels,
    /// Null for all channels at once.
    Null,
}

/// Plays a block of `frames` frames at `position` on a rolling transport and adds what comes to `heard`, by bus and
/// channel. `points` are of one parameter.
pub fn block(
    processor: &ComPtr<IAudioProcessor>,
    position: usize,
    frames: usize,
    outputs: &[Given],
    points: Option<(ParamID, Vec<(i32, f64)>)>,
    heard: &mut Vec<[Vec<f32>; 2]>,
) -> Result<()> {
    heard.resize_with(outputs.len().max(heard.len()), Default::default);
    let mut samples = vec![vec![vec![9.0_f32; frames]; 2]; outputs.len()];
    let mut pointers: Vec<Vec<*mut f32>> = samples
        .iter_mut()
        .zip(outputs)
        .map(|(bus, given)| {
            let pointer = |channel: &mut Vec<f32>| match given {
                Given::Whole => channel.as_mut_ptr(),
                _ => ptr::null_mut(),
            };
            bus.iter_mut().map(pointer).collect()
        })
        .collect();
    let mut buses: Vec<AudioBusBuffers> = pointers
        .iter_mut()
        .zip(outputs)
        .map(|(channels, given)| {
            // SAFETY: plain data, for which zeros are valid.
            let mut bus: AudioBusBuffers = unsafe { std::mem::zeroed() };
            bus.numChannels = 2;
            if *given != Given::Null {
                bus.__field0.channelBuffers32 = channels.as_mut_ptr();
            }
            bus
        })
        .collect();
    let queues = points.map(|(id, points)| ComWrapper::new(Queue(id, points)));
    let queues = queues.and_then(|queue| queue.to_com_ptr::<IParamValueQueue>());
    let changes = ComWrapper::new(Changes(queues)).to_com_ptr::<IParameterChanges>();
    // SAFETY: plain data, for which zeros are valid.
    let mut context: ProcessContext = unsafe { std::mem::zeroed() };
    #[allow(clippy::unnecessary_cast, reason = "the type differs between systems")]
    let valid = (kPlaying | kTempoValid | kProjectTimeMusicValid) as u32;
    (context.state, context.tempo, context.sampleRate) = (valid, TEMPO, RATE);
    context.projectTimeSamples = position as i64;
    context.projectTimeMusic = position as f64 / RATE * TEMPO / 60.0;
    let mut data = ProcessData {
        processMode: 0,
        symbolicSampleSize: 0,
        numSamples: frames as i32,
        numInputs: 0,
        numOutputs: buses.len() as i32,
        inputs: ptr::null_mut(),
        outputs: buses.as_mut_ptr(),
        inputParameterChanges: changes.as_ref().map_or(ptr::null_mut(), ComPtr::as_ptr),
        outputParameterChanges: ptr::null_mut(),
        inputEvents: ptr::null_mut(),
        outputEvents: ptr::null_mut(),
        processContext: &raw mut context,
    };
    // SAFETY: the block is valid for its frames.
    ensure!(
        unsafe { processor.process(&raw mut data) } == kResultOk,
        "process fails"
    );
    for ((bus, given), heard) in samples.iter().zip(outputs).zip(heard) {
        for (channel, heard) in bus.iter().zip(heard) {
            match given {
                Given::Whole => heard.extend_from_slice(channel),
                _ => heard.extend(std::iter::repeat_n(0.0, frames)),
            }
        }
    }
    Ok(())
}

struct Changes(Option<ComPtr<IParamValueQueue>>);

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> int32 {
        int32::from(self.0.is_some())
    }

    unsafe fn getParameterData(&self, _index: int32) -> *mut IParamValueQueue {
        self.0.as_ref().map_or(ptr::null_mut(), ComPtr::as_ptr)
    }

    unsafe fn addParameterData(
        &self,
        _id: *const ParamID,
        _index: *mut int32,
    ) -> *mut IParamValueQueue {
        ptr::null_mut()
    }
}

struct Queue(ParamID, Vec<(i32, f64)>);

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
        let Some(point) = usize::try_from(index)
            .ok()
            .and_then(|index| self.1.get(index))
        else {
            return kResultFalse;
        };
        // SAFETY: the caller passes places to be written.
        unsafe { (*frame, *value) = *point };
        kResultOk
    }

    unsafe fn addPoint(&self, _frame: int32, _value: ParamValue, _index: *mut int32) -> tresult {
        kResultFalse
    }
}

#[derive(Default)]
struct Stream(RefCell<(Vec<u8>, usize)>);

impl Class for Stream {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Stream {
    unsafe fn read(&self, buffer: *mut c_void, count: int32, got: *mut int32) -> tresult {
        let (bytes, at) = &mut *self.0.borrow_mut();
        let part = (bytes.len() - *at).min(count as usize);
        // SAFETY: the caller passes a buffer as long as it says.
        unsafe { ptr::copy_nonoverlapping(bytes[*at..].as_ptr(), buffer.cast(), part) };
        *at += part;
        if !got.is_null() {
            // SAFETY: to be written.
            unsafe { *got = part as int32 };
        }
        kResultOk
    }

    unsafe fn write(&self, buffer: *mut c_void, count: int32, taken: *mut int32) -> tresult {
        // SAFETY: the caller passes a buffer as long as it says.
        let part = unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), count as usize) };
        self.0.borrow_mut().0.extend_from_slice(part);
        if !taken.is_null() {
            // SAFETY: to be written.
            unsafe { *taken = count };
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
