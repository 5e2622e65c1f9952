//! Chapter: c-entron's WebService and Nexus share a secret, which is replaced in both configurations or in none.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "A secret that two services share",
        steps: vec![
            step(
                "two services hold the same secret: the fingerprint tells so without showing it",
                "credtool config get nexus/webservice.json SecretKey --fingerprint",
            )
            .keeps("before"),
            step(
                "the other has the same",
                "credtool config get nexus/appsettings.Production.json Nexus:SecretKey --fingerprint",
            )
            .prints("{before}"),
            step(
                "a new one goes into both files or into neither; every other byte stays",
                "credtool config set-secret nexus/webservice.json SecretKey --also nexus/appsettings.Production.json Nexus:SecretKey --generate hex64 --yes",
            )
            .says("nexus/appsettings.Production.json, line 3, Nexus:SecretKey: changed")
            .leaves(
                "nexus/appsettings.Production.json",
                "  // the key that Nexus and the WebService share\n",
            )
            .hides("nexus/webservice.json", "1008877afabf32efb31f9c974dbeaa688bed0769"),
            step(
                "the secret is a new one",
                "credtool config get nexus/webservice.json SecretKey --fingerprint",
            )
            .keeps("after"),
            step(
                "and again the same in both",
                "credtool config get nexus/appsettings.Production.json Nexus:SecretKey --fingerprint",
            )
            .prints("{after}"),
        ],
    }
}
