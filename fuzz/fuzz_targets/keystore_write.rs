#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| credtool_fuzz::keystore_write::keystore_write(data));
