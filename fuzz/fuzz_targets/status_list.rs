#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mdoc_fuzz::run("status_list", data));
