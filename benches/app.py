#!/usr/bin/env python3
"""Whole processes of `credtool app` on stores of 1 000, 10 000 and 100 000 apps.

Usage: app.py CREDTOOL [ROUNDS]

The stores are made by `app import-list`. Each row is the least and the median time on the clock, and the median processor time, of
one process, in milliseconds. show, list and history unlock nothing; what changes the store unlocks the keyring, whose unlock secret was
drawn by the first change, so that 1000 rounds of PBKDF2 are enough.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def run(arguments, environment):
    """Runs a command and returns its time on the clock and on the processor, in milliseconds."""
    started = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.perf_counter() - started
    if status:
        sys.exit(f"{arguments}: status {status}")
    return 1000 * clock, 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024


def main():
    credtool, rounds = os.path.abspath(sys.argv[1]), int((sys.argv[2:] or ["20"])[0])
    print(f"{'apps':>7}  {'command':<18} {'least':>9} {'median':>9} {'processor':>9}   MiB")
    for apps in (1_000, 10_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(os.environ, CREDTOOL_STORE=f"{folder}/registry.db", USER="bench")
            for name in ("CREDTOOL_KEYS", "CREDTOOL_KEYFILE", "CREDTOOL_UNLOCK"):
                environment.pop(name, None)
            entries = [
                {"Name": f"app {n}", "ApplicationKey": f"{n:032x}", "SecretKey": f"{n * 7919:032x}"}
                for n in range(apps)
            ]
            with open(f"{folder}/list.json", "w") as file:
                json.dump(entries, file)
            del entries  # a child begins with the memory of this process
            middle = f"{apps // 2:032x}"
            why = ["--comment", "measured"]
            commands = {
                "import-list": (1, lambda _: ["import-list", f"{folder}/list.json", *why]),
                "show": (rounds, lambda _: ["show", middle]),
                "history": (rounds, lambda _: ["history", middle]),
                "reveal": (rounds, lambda _: ["reveal", middle]),
                "register": (rounds, lambda n: ["register", f"new {n}", *why]),
                "regenerate-secret": (rounds, lambda n: ["regenerate-secret", f"{apps // 2 + n:032x}", *why]),
                "list": (min(rounds, 10), lambda _: ["list"]),
                "list --json": (min(rounds, 10), lambda _: ["list", "--json"]),
                "verify-history": (3, lambda _: ["verify-history"]),
                "backup": (3, lambda n: ["backup", "-o", f"{folder}/{n}.db"]),
            }
            for name, (times, arguments) in commands.items():
                measured = [run([credtool, "app", *arguments(n)], environment) for n in range(times)]
                clock, processor, memory = zip(*measured)
                print(
                    f"{apps:>7}  {name:<18} {min(clock):>9.1f} {statistics.median(clock):>9.1f}"
                    f" {statistics.median(processor):>9.1f} {max(memory):>5.0f}",
                    flush=True,
                )
            size = os.path.getsize(f"{folder}/registry.db") / apps
            print(f"{apps:>7}  {size:.0f} bytes an app", flush=True)


main()
