#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| credtool_fuzz::registry::app_event(data));
