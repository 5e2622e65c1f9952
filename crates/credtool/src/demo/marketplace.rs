//! Chapter: somebody installs an app from the Nexudus marketplace, which calls the app back.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "A marketplace calls back",
        steps: vec![
            step(
                "an app of a marketplace has a key, which is public, and a secret",
                "credtool secret generate --style nexudus -o marketplace-secret.txt",
            ),
            step(
                "both were made elsewhere, and are taken over",
                "credtool app register ExcelMatic --app-id f36292c02d9c438d98d8c9eb34897c90 --secret file:marketplace-secret.txt --store registry.db --comment 'from the marketplace'",
            )
            .prints("f36292c02d9c438d98d8c9eb34897c90"),
            step(
                "somebody installs it: the platform calls this URL (simulated here, so nothing has to be online)",
                "credtool install simulate --app-key f36292c02d9c438d98d8c9eb34897c90 --secret file:marketplace-secret.txt --base https://myapp.example.com/Install > install.txt",
            )
            .says("https://myapp.example.com/Install?a=f36292c02d9c438d98d8c9eb34897c90&t="),
            step(
                "is it from the platform, and fresh? what its hash does not cover is named as such",
                "credtool install verify --store registry.db --app f36292c02d9c438d98d8c9eb34897c90 - < install.txt",
            )
            .says("verified: the platform made this callback")
            .says("unsigned           b, e"),
            step(
                "a token follows from a verified callback only",
                "credtool install token --app-key f36292c02d9c438d98d8c9eb34897c90 --secret file:marketplace-secret.txt -o token.txt - < install.txt",
            )
            .says("wrote token.txt"),
            step(
                "and makes the header of every later call",
                "credtool install header --app-key f36292c02d9c438d98d8c9eb34897c90 --token file:token.txt",
            )
            .says("Authorization: Basic ZjM2MjkyYzAyZDljNDM4ZDk4ZDhjOWViMzQ4OTdjOTA6"),
            step(
                "a forged callback gives none: here the values were joined in the wrong order",
                "credtool install simulate --app-key f36292c02d9c438d98d8c9eb34897c90 --secret file:marketplace-secret.txt --base https://myapp.example.com/Install --break order > forged.txt",
            )
            .says("&h="),
            step(
                "refused, with the reason",
                "credtool install token --explain --app-key f36292c02d9c438d98d8c9eb34897c90 --secret file:marketplace-secret.txt - < forged.txt",
            )
            .no()
            .says("parameter-order"),
        ],
    }
}
