#!/usr/bin/env python3
"""Runs the benches several times and prints, for every operation, our time divided by each rival's: below 1 ours is faster.

A shared machine is slow for seconds on end, so ratios are taken within a round, where rivals follow each other closely,
and the table has the median of the rounds.

usage: ratios.py [ROUNDS] [BENCH]...      (5, all)
"""

import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SHORT = "--bench --warm-up-time 0.3 --measurement-time 0.7 --sample-size 20 --noplot".split()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for bench, executable in build().items():
        if bench not in sys.argv[2:] and len(sys.argv) > 2:
            continue
        # operation → rival → one ratio a round
        ratios = collections.defaultdict(lambda: collections.defaultdict(list))
        for _ in range(rounds):
            for operation, times in run(executable).items():
                ours = next((name for name in times if name.startswith("ours")), None)
                if ours is None:
                    continue  # a group that compares sizes, not rivals
                for rival, nanoseconds in times.items():
                    if rival != ours:
                        ratios[operation][rival].append(times[ours] / nanoseconds)
        print(f"\n## {bench}\n\n{table(ratios)}", flush=True)


def build():
    """Returns bench → executable."""
    command = ["cargo", "bench", "--no-run", "--quiet", "--message-format=json"]
    messages = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    built = [message for message in map(json.loads, messages) if message.get("executable")]
    return {message["target"]["name"]: message["executable"] for message in built}


def run(executable):
    """Returns operation → rival → median time in nanoseconds of one round."""
    rivals = collections.defaultdict(dict)
    with tempfile.TemporaryDirectory() as results:
        environment = os.environ | {"CRITERION_HOME": results}
        subprocess.run([executable, *SHORT], env=environment, capture_output=True, check=True)
        in_order = sorted(pathlib.Path(results).glob("**/new/estimates.json"), key=lambda path: path.stat().st_mtime_ns)
        for estimates in in_order:
            names = json.loads((estimates.parent / "benchmark.json").read_text())
            operation = " ".join(filter(None, [names["group_id"], names["value_str"]]))
            rivals[operation][names["function_id"]] = json.loads(estimates.read_text())["median"]["point_estimate"]
    return rivals


def table(ratios):
    rivals = list(dict.fromkeys(rival for row in ratios.values() for rival in row))
    lines = [f"| ours ÷ | {' | '.join(rivals)} |", "|---|" + "--:|" * len(rivals)]
    for operation, row in ratios.items():
        cells = [f"{statistics.median(row[rival]):.2f}" if rival in row else "" for rival in rivals]
        lines.append(f"| {operation} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
