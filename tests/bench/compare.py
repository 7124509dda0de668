#!/usr/bin/python3
"""make bench-compare BASE=rev: this program against that of another commit, which lies in build/base. They run in turns on the same
configuration, so that a busy machine is busy for both; of each pair the ratio is taken, of the ratios the median and the range.

    CONFIG=configs/brand_entry.yaml   PEOPLE=50000   WEEKS=26   THREADS=2   RUNS=5   SET="key=value ..."
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

# the demo, with the newcomer and its campaign there from the first week
CONFIG = os.environ.get("CONFIG") or "configs/brand_entry.yaml"
PEOPLE, WEEKS, THREADS, RUNS = (int(os.environ.get(name) or otherwise)
                                for name, otherwise in (("PEOPLE", 50000), ("WEEKS", 26), ("THREADS", 2), ("RUNS", 5)))
SETS = (os.environ.get("SET") or "brands.2.enters=0 campaigns.0.start=1" * (not os.environ.get("CONFIG"))).split()


def run(program, weeks, folder):
    """Wall and processor seconds, peak memory in MB, and the digest of the last week's state."""
    command = [program, "run", CONFIG, "-o", os.path.join(folder, "run.h5"), "--force", "--quiet", "--json", "--threads", str(THREADS)]
    for pair in [f"population.size={PEOPLE}", f"weeks={weeks}", *SETS]:
        command += ["--set", pair]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{program} ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(answer)["state_digest"]


def one_pair(programs, folder):
    """Of each program: {what: value}. A run of one week is the start-up; what a run of all weeks takes more are the weeks."""
    seen = []
    for program in programs:
        first, whole = run(program, 1, folder), run(program, WEEKS, folder)
        seen.append({"start-up, s": first[0], "start-up, processor s": first[1], "weeks, s": whole[0] - first[0],
                     "weeks, processor s": whole[1] - first[1], "peak memory, MB": whole[2], "digest": whole[3]})
    return seen


def main(base, this):
    print(f"{CONFIG}, {PEOPLE} people, {WEEKS} weeks, {THREADS} threads, {RUNS} pairs; below 1: this is better\n")
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(RUNS):
            order = (base, this) if turn % 2 == 0 else (this, base)
            seen = one_pair(order, folder)
            pairs.append(seen if turn % 2 == 0 else seen[::-1])
    print(f"{'':24}{'base':>10}{'this':>10}{'ratio':>10}    range")
    for what in pairs[0][0]:
        if what == "digest":
            continue
        ratios = sorted(new[what] / old[what] for old, new in pairs)
        middle = [statistics.median(pair[k][what] for pair in pairs) for k in (0, 1)]
        print(f"{what:24}{middle[0]:10.3g}{middle[1]:10.3g}{statistics.median(ratios):10.3f}    {ratios[0]:.3f} to {ratios[-1]:.3f}")
    digests = [{pair[k]["digest"] for pair in pairs} for k in (0, 1)]
    for name, found in zip(("base", "this"), digests):
        print(f"\ndigest, {name}: {', '.join(sorted(found))}", end="")
    print("\n" + ("the results are the same" if digests[0] == digests[1] else "the results differ"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: compare.py BASE_PROGRAM THIS_PROGRAM")
    main(sys.argv[1], sys.argv[2])
