//! What renders blocks asks nothing of the system: no lock that waits or wakes, no file, no memory, no sleep. A filter of the
//! kernel's stops each call of the thread that renders and says which it was.

use super::bare::{Bare, Port, value_event};
use super::host::state_of;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};
use std::time::Duration;

const RATE: f64 = 48_000.0;
const BLOCK: u32 = 512;
/// No call was stopped.
const NONE: i64 = -1;

/// The number of the first call that was stopped.
static STOPPED: AtomicI64 = AtomicI64::new(NONE);

extern "C" fn stopped(_signal: i32, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: for this signal the number of the call stands behind its address and code; three ints and a pointer come
    // before.
    let number = unsafe {
        let after_address = info.cast::<u8>().add(16 + size_of::<usize>());
        i64::from(after_address.cast::<i32>().read_unaligned())
    };
    let _ = STOPPED.compare_exchange(NONE, number, SeqCst, SeqCst);
}

/// From here on this thread may read clocks, wait for ever, and nothing else. Whether the kernel takes such a filter: some
/// sandboxes do not.
fn forbid_system_calls() -> bool {
    // SAFETY: the handler touches an atomic only.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = stopped as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        assert_eq!(
            libc::sigaction(libc::SIGSYS, &raw const action, std::ptr::null_mut()),
            0
        );
    }
    let allowed: BTreeMap<i64, Vec<_>> = [
        libc::SYS_clock_gettime,
        libc::SYS_rt_sigreturn,
        libc::SYS_ppoll,
        libc::SYS_restart_syscall,
        libc::SYS_exit_group,
    ]
    .map(|call| (call, Vec::new()))
    .into();
    let filter = SeccompFilter::new(
        allowed,
        SeccompAction::Trap,
        SeccompAction::Allow,
        TargetArch::try_from(std::env::consts::ARCH).expect("an architecture with filters"),
    );
    let program: BpfProgram = filter.and_then(TryInto::try_into).expect("a filter");
    apply_filter(&program).is_ok()
}

/// An instance for the thread that renders.
struct Rendered(std::mem::ManuallyDrop<Bare>);

// SAFETY: the other thread leaves it alone until this one has said that it is done.
unsafe impl Send for Rendered {}

/// Runs `work` on a thread, the second time without the right to ask anything of the system; the number of the first call
/// that it tried then, or `None` where nobody can watch.
fn watched(mut work: impl FnMut() + Send + 'static) -> Option<i64> {
    let done = Arc::new(AtomicBool::new(false));
    let watches = Arc::new(AtomicBool::new(true));
    let (told, watching) = (Arc::clone(&done), Arc::clone(&watches));
    std::thread::spawn(move || {
        work();
        watching.store(forbid_system_calls(), SeqCst);
        work();
        told.store(true, SeqCst);
        // A thread that ends would ask the system for it.
        loop {
            // SAFETY: no descriptors, no time, no mask.
            unsafe { libc::ppoll(std::ptr::null_mut(), 0, std::ptr::null(), std::ptr::null()) };
        }
    });
    while !done.load(SeqCst) && STOPPED.load(SeqCst) == NONE {
        std::thread::sleep(Duration::from_millis(5));
    }
    let number = STOPPED.swap(NONE, SeqCst);
    watches.load(SeqCst).then_some(number)
}

#[test]
fn rendering_asks_nothing_of_the_system() {
    // The filter sees what it is for.
    let number = watched(|| {
        // SAFETY: it takes nothing.
        unsafe { libc::getppid() };
    });
    if number.is_none() {
        println!("not tried: the kernel takes no filter of system calls here");
        return;
    }
    assert_eq!(number, Some(libc::SYS_getppid));

    let text = "o1: s \"bd*8 hh*16\" # lpf (~m1 * 4000 + 300) # room 0.3\n\
                o2: (saw 110 * 0.2) # lpf 800 # reverb 0.4\n\
                o3: s \"superpiano*4\" # note \"0 3 7\" # delay 0.5\n\
                o4: s \"midi*8\" # note \"0 .. 7\"";
    let bare = Bare::new(c"audio.phonon.phonon-multi", 0);
    assert!(bare.load(&state_of(text)));
    bare.bounce();
    assert!(bare.activate(RATE, BLOCK));
    let knob = bare.parameter_id("Macro 1");
    // The instance stays: to end it would ask much of the system.
    let mut rendered = Rendered(std::mem::ManuallyDrop::new(bare));
    let heard = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&heard);
    let mut ports: Vec<Port> = (0..17)
        .map(|_| Port::Narrow(vec![vec![0.0; BLOCK as usize]; 2]))
        .collect();
    // The host's side allocates little, and the first time around gets what it needs.
    let number = watched(move || {
        let Rendered(bare) = &mut rendered;
        let mut loud = false;
        for block in 0..400_u32 {
            if block % 100 == 50 {
                bare.frame = u64::from(block) * 48_000;
            }
            let event = value_event(knob, 100, f64::from(block % 10) / 10.0, false);
            bare.block(BLOCK, RATE, &[&raw const event.header], &mut ports);
            loud |= ports.iter().any(|port| match port {
                Port::Narrow(channels) => channels[0].iter().any(|y| y.abs() > 0.1),
                _ => false,
            });
        }
        told.store(loud, SeqCst);
    });
    assert_eq!(number, Some(NONE), "a system call while rendering");
    assert!(heard.load(SeqCst));
}
