#!/usr/bin/env python3
"""Whole processes, one after the other in turn: the same keystore, the same secret, medians and their ratios.

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
    print(f"| peak memory of credtool | 12 MiB | {max(v for k, v in peaks.items() if 'credtool' in k):.1f} MiB |")
    # The whole process, which holds the first decrypt, is its upper bound.
    print(f"| first decrypt of a process, at most | 5 ms | {median['credtool, PEM']:.1f} ms |")


if __name__ == "__main__":
    main()
