//! Chapter: an app ends, and what happened is on record.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "An app ends, and everything is on record",
        steps: vec![
            step(
                "what is public of an app goes into a zip: certificates and requests, no key and no secret",
                "credtool app export {app} -o hermosa.zip --store registry.db",
            ),
            step(
                "which shows what it holds",
                "credtool app inspect hermosa.zip",
            )
            .says("certificate  CN=hermosa,O=Example,C=NL"),
            step(
                "the contract ends: nothing verifies any more, and nobody else gets the App ID",
                "credtool app retire {app} --whole --yes --store registry.db --comment 'the contract ended'",
            )
            .says("retired"),
            step(
                "what was verified a moment ago is refused, with the reason",
                "credtool request verify --store registry.db --app {app} --header \"$(cat 3.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .no()
            .says("is retired since"),
            step(
                "when, who, what and why, of every change",
                "credtool app history {app} --store registry.db",
            )
            .says("registered Hermosa Wave")
            .says("yearly change")
            .says("the contract ended"),
            step(
                "each entry carries the hash of the one before, and the last is sealed: nothing was altered or left out",
                "credtool app verify-history --store registry.db",
            )
            .says("events, signed by"),
            step(
                "every app with its key; a copy of the file shows no secret",
                "credtool app list --store registry.db",
            )
            .says("ExcelMatic")
            .hides("registry.db", "{file:marketplace-secret.txt}"),
        ],
    }
}
