//! Chapter: the six ways in which an app of the Akana platform says who it is, and a signature that does not match.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "Six ways to say who is calling",
        steps: vec![
            step(
                "1. the App ID alone: a claim, and no proof",
                "credtool request sign --scheme app-id --app-id {app} GET 'https://api.example.com/funds?id=123' > 1.txt",
            )
            .says("Authorization: Atmosphere atmosphere_app_id="),
            step(
                "which is what the verifier says too",
                "credtool request verify --scheme app-id --app-id {app} --header \"$(cat 1.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .says("assurance  claimed"),
            step(
                "2. a digest over time, nonce and secret: the app is known, the request is not covered",
                "credtool request sign --scheme digest --app-id {app} --secret file:secret.txt GET 'https://api.example.com/funds?id=123' > 2.txt",
            )
            .says("atmosphere_secret_digest="),
            step(
                "so the verifier warns that somebody could change it on the way",
                "credtool request verify --app-id {app} --secret file:secret.txt --header \"$(cat 2.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .says("assurance  keyed"),
            step(
                "3. HMAC: the secret signs method, URL and parameters",
                "credtool request sign --scheme hmac-sha256 --app-id {app} --secret file:secret.txt GET 'https://api.example.com/funds?id=123' > 3.txt",
            )
            .says("HMACSHA256"),
            step(
                "the registry knows the secret, and nobody can use the request twice",
                "credtool request verify --store registry.db --app {app} --replay seen.txt --header \"$(cat 3.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .says("verified: {app} sent this request"),
            step(
                "the same request again is refused",
                "credtool request verify --app-id {app} --secret file:secret.txt --replay seen.txt --header \"$(cat 3.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .no()
            .says("replayed"),
            step(
                "4. RSA: the private key signs, and the certificate is enough to verify",
                "credtool request sign --scheme rsa-sha256 --app-id {app} --key hermosa.pem GET 'https://api.example.com/funds?id=123' > 4.txt",
            )
            .says("SHA256withRSA"),
            step(
                "the platform has no secret that could be stolen",
                "credtool request verify --app-id {app} --key hermosa.crt --header \"$(cat 4.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .says("assurance  request"),
            step(
                "5. OAuth 1.0a, as every OAuth 1.0a server knows it",
                "credtool request sign --scheme oauth1-hmac-sha1 --app-id {app} --secret file:secret.txt GET 'https://api.example.com/funds?id=123' > 5.txt",
            )
            .says("oauth_signature="),
            step(
                "verified",
                "credtool request verify --app-id {app} --secret file:secret.txt --header \"$(cat 5.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .says("scheme     oauth1-hmac-sha1"),
            step(
                "6. OAuth 2.0: the app proves its key to the token server and sends no secret",
                "credtool request oauth2 assertion --client-id {app} --audience https://login.example.com/oauth2/token --key hermosa.pem > 6.txt",
            )
            .says("eyJ"),
            step(
                "which the server verifies with the certificate",
                "credtool request oauth2 verify-assertion --client-id {app} --audience https://login.example.com/oauth2/token --key hermosa.crt - < 6.txt",
            )
            .says("algorithm  RS256"),
            step(
                "somebody signs a + as it stands in the URL; the platform decodes it first",
                "credtool request sign --scheme hmac-sha256 --app-id {app} --secret file:secret.txt GET 'https://api.example.com/funds?to=a+b' > broken.txt",
            )
            .says("atmosphere_signature="),
            step(
                "\"invalid signature\" is where other tools stop: here is the mistake, and at which byte it shows",
                "credtool request verify --explain --app-id {app} --secret file:secret.txt --header \"$(cat broken.txt)\" GET 'https://api.example.com/funds?to=a%2Bb'",
            )
            .no()
            .says("plus-or-space")
            .says("differs at"),
            step(
                "secrets are regenerated, and say why; the one before is accepted for a day",
                "credtool app regenerate-secret {app} --overlap 24h --store registry.db --comment 'yearly change'",
            )
            .says("current (2), previous (1) until"),
            step(
                "so what was signed with it still verifies, and whoever still signs with it is known",
                "credtool request verify --store registry.db --app {app} --header \"$(cat 3.txt)\" GET 'https://api.example.com/funds?id=123'",
            )
            .says("matched    previous"),
        ],
    }
}
