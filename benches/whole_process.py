#!/usr/bin/env python3
"""Whole processes, one after the other in turn: the same keystore and the same secret, the same chain, the same request;
medians and their ratios.

usage: whole_process.py [CREDTOOL] [RUNS]      (target/release/credtool, 200)
needs: openssl, java and javac, GNU time
"""

import base64
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples/first-decrypt"
SECRET = b"1008877afabf32efb31f9c974dbeaa688bed0769"


def main():
    credtool = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/credtool")
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(EXAMPLE)
        commands = prepare(credtool, folder)
        for name, command in commands.items():
            output = subprocess.run(command, capture_output=True, check=True).stdout
            assert SECRET in output or name == "credtool --version", f"{name} printed {output}"
        commands |= chain(credtool, folder) | authority(credtool, folder)
        times = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(milliseconds(command))
        report(times, {name: peak_mib(command) for name, command in commands.items()})


def prepare(credtool, folder):
    """Writes the key of the keystore as PEM and the secret as bytes, compiles the Java program, returns the commands."""
    key, secret = f"{folder}/key.pem", f"{folder}/secret.bin"
    pathlib.Path(secret).write_bytes(base64.b64decode(pathlib.Path("encrypted-secret.txt").read_text()))
    export = "openssl pkcs12 -in hermosa.p12 -passin pass:abc123 -nodes -nocerts -out".split()
    subprocess.run([*export, key], check=True)
    subprocess.run(["javac", "-d", folder, ROOT / "crates/credtool/tests/peers/Decrypt.java"], check=True)
    decrypt = [credtool, "secret", "decrypt"]
    return {
        "credtool --version": [credtool, "--version"],
        "credtool, PEM": [*decrypt, "--key", key, secret],
        "openssl pkeyutl, PEM": ["openssl", "pkeyutl", "-decrypt", "-inkey", key, "-in", secret]
        + ["-pkeyopt", "rsa_padding_mode:oaep"],
        "credtool, PKCS#12": [*decrypt, "--key", "hermosa.p12", "--store-password", "file:store-password.txt"]
        + ["encrypted-secret.txt"],
        "credtool, project.properties": [*decrypt, "--properties", "project.properties"],
        "java, project.properties": ["java", "-cp", folder, "Decrypt", "project.properties"],
    }


def chain(credtool, folder):
    """Makes root, intermediate and leaf with RSA keys of 2048 bits, returns the commands that verify the leaf."""
    run = lambda command: subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    extensions = pathlib.Path(folder, "extensions.cnf")
    extensions.write_text(
        "[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
        "[leaf]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
    )
    for name, issuer, section in [("root", None, "ca"), ("between", "root", "ca"), ("leaf", "between", "leaf")]:
        run(f"openssl req -new -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /O=Bench/CN={name}")
        signer = f"-CA {issuer}.crt -CAkey {issuer}.key -CAcreateserial" if issuer else f"-signkey {name}.key"
        run(f"openssl x509 -req -in {name}.csr -days 30 {signer} -extfile {extensions} -extensions {section} -out {name}.crt")
    root, between, leaf = (f"{folder}/{name}.crt" for name in ("root", "between", "leaf"))
    verify = [credtool, "cert", "verify", leaf, "--trust", root, "--intermediate", between, "--purpose", "client"]
    return {
        "credtool cert verify": verify,
        "openssl verify": ["openssl", "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", root]
        + ["-untrusted", between, leaf],
    }


def authority(credtool, folder):
    """Makes an authority with an RSA key of 2048 bits, its key unencrypted, returns the commands that issue from one request."""
    ca, request, out = f"{folder}/ca", f"{folder}/leaf.csr", f"{folder}/issued.crt"
    create = [credtool, "ca", "create", "--dir", ca, "--subject", "CN=Bench CA", "--type", "rsa:2048", "--unencrypted"]
    subprocess.run(create, check=True, capture_output=True)
    return {
        "credtool ca issue": [credtool, "ca", "issue", "--dir", ca, request, "--profile", "client", "-o", out, "--force"],
        "openssl x509 -req -CA": ["openssl", "x509", "-req", "-in", request, "-CA", f"{ca}/ca.crt", "-CAkey", f"{ca}/ca.key"]
        + ["-CAcreateserial", "-CAserial", f"{folder}/serial", "-days", "30", "-extfile", f"{folder}/extensions.cnf"]
        + ["-extensions", "leaf", "-out", f"{folder}/issued-by-openssl.crt"],
    }


def milliseconds(command):
    """Returns the time from the start of a process to its end."""
    null = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=null)
    status = os.waitpid(pid, 0)[1]
    elapsed = time.perf_counter() - start
    assert status == 0, command
    return elapsed * 1000


def peak_mib(command):
    """Returns the median of five peaks of resident memory. A child of Python itself would begin with Python's own peak."""
    measure = ["time", "-f", "%M", *command]
    kib = [int(subprocess.run(measure, capture_output=True, check=True).stderr.split()[-1]) for _ in range(5)]
    return statistics.median(kib) / 1024


def report(times, peaks):
    median = {name: statistics.median(values) for name, values in times.items()}
    print("| command | median | peak memory |\n|---|--:|--:|")
    for name in times:
        print(f"| `{name}` | {median[name]:.1f} ms | {peaks[name]:.1f} MiB |")
    print("\n| target | limit | measured |\n|---|--:|--:|")
    ratio = median["credtool, PEM"] / median["openssl pkeyutl, PEM"]
    print(f"| PEM: credtool ÷ openssl pkeyutl | 1.00 | {ratio:.2f} |")
    for name in ["credtool, PKCS#12", "credtool, project.properties"]:
        ratio = median["java, project.properties"] / median[name]
        print(f"| java ÷ {name} | at least 20 | {ratio:.0f} |")
    for ours, theirs in [("credtool cert verify", "openssl verify"), ("credtool ca issue", "openssl x509 -req -CA")]:
        print(f"| {ours} ÷ {theirs} | 1.00 | {median[ours] / median[theirs]:.2f} |")
    print(f"| peak memory of credtool | 12 MiB | {max(v for k, v in peaks.items() if 'credtool' in k):.1f} MiB |")
    # The whole process, which holds the first decrypt, is its upper bound.
    print(f"| first decrypt of a process, at most | 5 ms | {median['credtool, PEM']:.1f} ms |")


if __name__ == "__main__":
    main()
