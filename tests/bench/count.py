#!/usr/bin/python3
"""make bench-count: how many instructions a small run executes, which no other work on the machine changes; with BASE=rev beside those of
another commit. Counted by valgrind's callgrind, whose processor has AVX2 and not AVX-512.

    CONFIG=configs/brand_entry.yaml   PEOPLE=2000   WEEKS=12   TOP=20   SET="key=value ..."
"""
import os
import re
import subprocess
import sys
import tempfile

# the demo, with the newcomer and its campaign there from the first week
CONFIG = os.environ.get("CONFIG") or "configs/brand_entry.yaml"
PEOPLE, WEEKS, TOP = (int(os.environ.get(name) or otherwise) for name, otherwise in (("PEOPLE", 2000), ("WEEKS", 12), ("TOP", 20)))
SETS = (os.environ.get("SET") or "brands.2.enters=0 campaigns.0.start=1" * (not os.environ.get("CONFIG"))).split()
LINE = re.compile(r"^ *([0-9,]+) (?:\([ 0-9.]+%\))? +(.*)$")


def count(program, folder, inside=None):
    """Instructions of a run, or of what happens inside one function; and of each function by itself."""
    out = os.path.join(folder, "callgrind")
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--quiet"]
    command += [f"--toggle-collect={inside}"] if inside else []
    command += [program, "run", CONFIG, "-o", os.path.join(folder, "run.h5"), "--force", "--quiet", "--threads", "1"]
    for pair in [f"population.size={PEOPLE}", f"weeks={WEEKS}", "panel.size=0", *SETS]:
        command += ["--set", pair]
    # with this set, the program does not start itself again, which valgrind would not survive
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "OMP_WAIT_POLICY": "passive"})
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    text = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", out], capture_output=True, text=True, check=True).stdout
    total, functions = 0, {}
    for line in text.splitlines():
        found = LINE.match(line)
        if not found:
            continue
        number, what = int(found[1].replace(",", "")), found[2]
        if "PROGRAM TOTALS" in what:
            total = number
        else:
            name = re.sub(r"^.*?:(?=[^:]*$)|'\d+| \[.*\]$", "", what).strip()
            functions[name] = functions.get(name, 0) + number
    return total, functions


def show(name, counts, scale=1e6):
    numbers = [count / scale for count in counts]
    ratio = f"{numbers[-1] / numbers[0]:10.3f}" if len(numbers) == 2 and numbers[0] else ""
    print(f"  {name:44}" + "".join(f"{number:14,.1f}" for number in numbers) + ratio)


def main(programs):
    """`programs`: [this], or [base, this]."""
    heads = ["base", "this"] if len(programs) == 2 else ["this"]
    with tempfile.TemporaryDirectory() as folder:
        whole = [count(program, folder)[0] for program in programs]
        weeks = [count(program, folder, "rq_tick") for program in programs]
    print(f"{CONFIG}, {PEOPLE} people, {WEEKS} weeks, 1 thread\n")
    print(f"  {'million instructions':44}" + "".join(f"{head:>14}" for head in heads) + (f"{'ratio':>10}" if len(heads) == 2 else ""))
    show("whole run", whole)
    show("weeks", [total for total, _ in weeks])
    show("a person's week (instructions)", [total for total, _ in weeks], PEOPLE * WEEKS)
    print("\n  weeks, by function")
    for name in sorted(weeks[-1][1], key=weeks[-1][1].get, reverse=True)[:TOP]:
        show(name, [functions.get(name, 0) for _, functions in weeks])


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: count.py [BASE_PROGRAM] THIS_PROGRAM")
    main(sys.argv[1:])
