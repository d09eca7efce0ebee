#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mdoc_fuzz::run("ble_fragments", data));
