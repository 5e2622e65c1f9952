//! An app's life between other tools: OpenSSL's request, our certificate and export, which zip tools and OpenSSL open; and the
//! encrypted secret, which OpenSSL decrypts.

use crate::run::*;

#[test]
fn others_open_what_an_app_hands_out() {
    if !has_openssl() {
        return;
    }
    let folder = folder("app-life");
    let app = |line: &str, more: &[&str]| {
        let words: Vec<&str> = line.split(' ').collect();
        credtool(&folder, &[&words, more, &["--store", "apps.db"]].concat())
    };
    let because = ["--comment", "contract 1734"];
    let ca = "ca create --dir ca --type p256 --password env:KEY --subject CN=CA";
    credtool(&folder, &ca.split(' ').collect::<Vec<_>>());
    let request = "req -new -newkey rsa:2048 -nodes -keyout app.key -subj /CN=hermosa -out app.csr";
    run(&folder, "openssl", &request.split(' ').collect::<Vec<_>>());

    app(
        "app register Hermosa --app-id hermosa --secret env:SECRET",
        &because,
    );
    app("app settings set ca ca", &because);
    app("app settings set reveal encrypted", &because);
    app(
        "app import-credential hermosa app.csr --password env:KEY",
        &because,
    );
    app("app export hermosa -o hermosa.zip", &[]);

    // The secret that may be shown encrypted alone, decrypted by the app's own key.
    let sealed = app("app reveal hermosa", &[]);
    std::fs::write(folder.join("sealed.b64"), sealed.trim()).unwrap();
    run(
        &folder,
        "openssl",
        &["base64", "-d", "-A", "-in", "sealed.b64", "-out", "sealed"],
    );
    let decrypt = "pkeyutl -decrypt -inkey app.key -pkeyopt rsa_padding_mode:oaep -in sealed";
    let secret = text(&folder, "openssl", &decrypt.split(' ').collect::<Vec<_>>());
    assert_eq!(secret, SECRET);

    if is_there("unzip", "-v") {
        run(&folder, "unzip", &["-q", "hermosa.zip", "-d", "out"]);
        let chain = "verify -CAfile out/1/chain.pem out/1/certificate.pem";
        run(&folder, "openssl", &chain.split(' ').collect::<Vec<_>>());
        run(
            &folder,
            "openssl",
            &["req", "-verify", "-noout", "-in", "out/1/request.pem"],
        );
        let ours = text(
            &folder,
            "openssl",
            &["req", "-pubkey", "-noout", "-in", "out/1/request.pem"],
        );
        let theirs = text(&folder, "openssl", &["pkey", "-pubout", "-in", "app.key"]);
        assert_eq!(ours, theirs);
    }
    if is_there("python3", "--version") {
        let code = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist())";
        let names = text(&folder, "python3", &["-c", code, "hermosa.zip"]);
        assert_eq!(
            names.trim(),
            "app.json 1/metadata.json 1/certificate.pem 1/chain.pem 1/request.pem"
        );
    }
    if is_there("jar", "--version") {
        let names = text(&folder, "jar", &["--list", "--file", "hermosa.zip"]);
        assert_eq!(names.lines().count(), 5);
    }
    // Neither the export nor the store holds what is secret.
    for file in ["hermosa.zip", "apps.db"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(SECRET) && !text.contains("PRIVATE KEY"),
            "{file}"
        );
    }
}
