#![no_main]

#[path = "../../tests/it/robustness/bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        bodies::mini(text);
    }
});
