#!/usr/bin/env python3
"""A million tokens rewrapped by the built binary, in turn with its rivals; a census beside grep -c; peak memory. Medians of the rounds.

One core is measured as processor time, which others on the machine do not stretch; two cores against one as time on the clock, so that row
needs a quiet machine.

usage: rewrap.py [CREDTOOL] [ROUNDS] [GIGABYTES]      (target/release/credtool, 5, 5)
needs: ../target/peers/venv with cryptography and tink, GNU time, 600 MB in the folder for temporary files
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHON = ROOT / "target/peers/venv/bin/python"
COUNT = 1_000_000


def main():
    credtool = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/credtool")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    gigabytes = float(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        prepare(credtool)
        rewrap = [credtool, "keyring", "rewrap"]
        times = {name: [] for name in ["one", "multifernet", "tink", "census", "grep", "grep all", "clock, one", "clock, two", "clock, start"]}
        times["start"] = []
        for _ in range(rounds):
            times["start"].append(seconds([*rewrap, "--threads", "1", "empty"]))
            one, one_clock = run_once([*rewrap, "--threads", "1", "tokens"])
            times["one"].append(one)
            times["clock, one"].append(one_clock)
            times["clock, two"].append(run_once([*rewrap, "--threads", "2", "tokens"])[1])
            times["clock, start"].append(run_once([*rewrap, "--threads", "2", "empty"])[1])
            times["multifernet"].append(peer("multifernet.py"))
            times["tink"].append(peer("tink_rewrap.py"))
            times["census"].append(seconds([credtool, "keyring", "census", "tokens"]))
            times["grep"].append(seconds(["grep", "-c", "eyJhbGciOiJkaXIi", "tokens"]))
            times["grep all"].append(seconds(["grep", "-c", "", "tokens"]))
        report(times)
        memory(rewrap, gigabytes)


def prepare(credtool):
    """Makes a keyring with an old and a new key, and a million lines with a token of 100 bytes under the old one."""
    os.environ |= {"CREDTOOL_KEYS": "keys.enc", "CREDTOOL_KEYFILE": "keyfile-key", "CREDTOOL_UNLOCK": "env:UNLOCK"}
    os.environ |= {"UNLOCK": "a secret", "CREDTOOL_NO_INPUT": "1"}
    run = lambda *arguments, **options: subprocess.run([credtool, "keyring", *arguments], check=True, stderr=subprocess.DEVNULL, **options)
    run("create", stdout=subprocess.DEVNULL)
    for name in ["mykey", "newkey"]:
        run("add", name, "--generate", "guid", stdout=subprocess.DEVNULL)
        run("promote", name, stdout=subprocess.DEVNULL)
        if name == "mykey":
            lines = b"".join(b"%0100d\n" % number for number in range(COUNT))
            with open("tokens", "wb") as tokens:
                run("encrypt", "--lines", input=lines, stdout=tokens)
    pathlib.Path("empty").write_bytes(b"")


def run_once(command):
    """Runs a process to its end, and returns its processor time and its time on the clock, in seconds. The output of grep goes into a
    pipe: into /dev/null it would stop at the first match."""
    small = command[0] == "grep" or "census" in command
    stdout = subprocess.PIPE if small else subprocess.DEVNULL
    spent = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    start, before = time.perf_counter(), spent()
    subprocess.run(command, check=True, stdout=stdout, stderr=subprocess.DEVNULL)
    return spent() - before, time.perf_counter() - start


def seconds(command):
    """Returns the processor time of a process."""
    return run_once(command)[0]


def peer(script):
    """Returns the microseconds that the peer took for each token."""
    return float(subprocess.run([PYTHON, HERE / "peers" / script], check=True, capture_output=True).stdout)


def report(times):
    """Prints medians, and ratios that were taken within a round. Opening the keyring (PBKDF2) is measured apart and taken off."""
    rounds = range(len(times["one"]))
    one = [(times["one"][n] - times["start"][n]) / COUNT * 1e6 for n in rounds]
    clock = {name: [times[f"clock, {name}"][n] - times["clock, start"][n] for n in rounds] for name in ["one", "two"]}
    median = statistics.median
    print("| a token of 100 bytes | µs |\n|---|--:|")
    print(f"| ours | {median(one):.3f} |")
    print(f"| MultiFernet.rotate | {median(times['multifernet']):.2f} |\n| Tink from Python | {median(times['tink']):.2f} |")
    print(f"\nopening the keyring: {median(times['start']) * 1000:.0f} ms")
    print("\n| target | limit | measured |\n|---|--:|--:|")
    ratio = lambda a, b: median([x / y for x, y in zip(a, b)])
    print(f"| MultiFernet.rotate ÷ rewrap, one core | at least 40 | {ratio(times['multifernet'], one):.1f} |")
    print(f"| Tink ÷ rewrap, one core | at least 5 | {ratio(times['tink'], one):.1f} |")
    print(f"| rewrap, one core ÷ two | at least 1.7 | {ratio(clock['one'], clock['two']):.2f} |")
    print(f"| census ÷ `grep -c eyJhbGciOiJkaXIi` | at most 2 | {ratio(times['census'], times['grep']):.2f} |")
    print(f"| census ÷ `grep -c ''` | at most 2 | {ratio(times['census'], times['grep all']):.2f} |")


def memory(rewrap, gigabytes):
    """Pipes the tokens through again and again, and prints the peak of resident memory."""
    tokens = pathlib.Path("tokens").read_bytes()
    command = ["time", "-f", "%M", *rewrap]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for _ in range(max(1, round(gigabytes * 1e9 / len(tokens)))):
        process.stdin.write(tokens)
    _, stderr = process.communicate()
    assert process.returncode == 0, stderr
    print(f"| peak memory, {gigabytes:g} GB through a pipe | 64 MiB | {int(stderr.split()[-1]) / 1024:.1f} MiB |")


if __name__ == "__main__":
    main()
