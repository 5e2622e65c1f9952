//! Our reading of properties files against java.util.Properties.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use credtool_shared_secret_crypto::JavaProperties;

use crate::peer;

/// Hand-picked files, hex and answer a line; the answer in the form of `PropertiesPeer.java`.
const CHOSEN: &str = include_str!("../data/properties.txt");

fn ours(file: &[u8]) -> String {
    let units = |units: &[u16]| {
        units
            .iter()
            .map(|unit| format!("{unit:04x}"))
            .collect::<String>()
    };
    match JavaProperties::parse(file) {
        Ok(file) => file
            .iter()
            .map(|p| format!("{}={};", units(&p.key), units(p.value())))
            .collect(),
        Err(_) => "!".to_owned(),
    }
}

fn chosen() -> impl Iterator<Item = (&'static str, &'static str)> {
    CHOSEN
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(' ').expect("hex and answer"))
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    digits
        .map(|pair| u8::from_str_radix(pair, 16).expect("hex"))
        .collect()
}

#[test]
fn chosen_files_read_as_java_read_them() {
    assert!(chosen().count() >= 60);
    for (file, answer) in chosen() {
        assert_eq!(
            ours(&unhex(file)),
            answer,
            "{:?}",
            String::from_utf8_lossy(&unhex(file))
        );
    }
}

#[test]
fn java_reads_chosen_and_random_files_as_we_do() {
    let mut rng = ChaCha20Rng::from_seed([42; 32]);
    let alphabet = b"aaab=: \t\x0c\r\n\n\\\\\\#!u0041\xe9nrft";
    let random = (0..20_000).map(|_| {
        let len = rng.next_u32() % 24;
        (0..len)
            .map(|_| alphabet[rng.next_u32() as usize % alphabet.len()])
            .collect::<Vec<u8>>()
    });
    let files: Vec<Vec<u8>> = chosen()
        .map(|(file, _)| unhex(file))
        .chain(random)
        .collect();
    let lines: Vec<String> = files
        .iter()
        .map(|file| file.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    let Some(answers) = peer::java("PropertiesPeer.java", &lines) else {
        return;
    };
    for (file, answer) in files.iter().zip(&answers) {
        assert_eq!(&ours(file), answer, "{:?}", String::from_utf8_lossy(file));
    }
    // The comparison means something only if both kinds of answer are common.
    let refused = answers.iter().filter(|answer| *answer == "!").count();
    assert!(
        refused > 100 && answers.len() - refused > 10_000,
        "{refused} of {}",
        answers.len()
    );
}
