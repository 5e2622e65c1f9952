//! Replays the seed corpora of every fuzz target on stable: what a fuzzer once found stays found.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads files, and the input that fails is the last one printed"
)]

#[path = "../../../fuzz/src/lib.rs"]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "the fuzz targets are a library of their own and fail loudly"
)]
mod targets;

#[test]
fn every_corpus_is_replayed() {
    let corpora = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for (name, target) in targets::TARGETS {
        let mut inputs = 0;
        for entry in std::fs::read_dir(corpora.join(name))
            .unwrap_or_else(|error| panic!("corpus/{name}: {error}"))
        {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            target(&std::fs::read(path).unwrap());
            inputs += 1;
        }
        assert!(inputs > 0, "corpus/{name} is empty");
    }
}
