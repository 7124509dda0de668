#!/usr/bin/python3
"""compare.py and count.py on tiny runs: equal programs give equal results and equal instructions, another seed gives other results, and a
program that does not run is no figure. Needs build/renqing; run from the root of the repository."""
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
SMALL = {"PEOPLE": "300", "WEEKS": "4", "RUNS": "1", "THREADS": "2", "CONFIG": "configs/bench/gift.yaml", "SET": "", "TOP": "50"}
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def script(name, *arguments):
    done = subprocess.run([sys.executable, f"tests/bench/{name}.py", *arguments], capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, **SMALL})
    return done.returncode, done.stdout + done.stderr


def wrapped(folder, options):
    """The program with more options."""
    path = os.path.join(folder, "wrapped")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec "{PROGRAM}" "$@" {options}\n')
    os.chmod(path, stat.S_IRWXU)
    return path


def compare(folder):
    code, text = script("compare", PROGRAM, PROGRAM)
    check("a program is like itself", code == 0 and "the results are the same" in text, text)
    ratios = re.findall(r"^\w.*, (?:s|processor s|MB) +[\d.e+-]+ +[\d.e+-]+ +(-?[\d.]+)    -?[\d.]+ to -?[\d.]+$", text, re.M)
    check("five ratios with their ranges", len(ratios) == 5, text)
    code, text = script("compare", PROGRAM, wrapped(folder, "--seed 99"))
    check("another seed is noticed", code == 0 and "the results differ" in text, text)
    code, text = script("compare", PROGRAM, wrapped(folder, "--no-such-option"))
    check("a program that fails is no figure", code != 0 and "ended with 64" in text and "ratio" not in text, text)


def count():
    if not shutil.which("valgrind") or not shutil.which("callgrind_annotate") or os.environ.get("VARIANT", "release") != "release":
        counts["skipped"] += 1
        print("SKIP count.py: it needs valgrind and the release variant")
        return
    code, text = script("count", PROGRAM, PROGRAM)
    totals = re.findall(r"^  (whole run|weeks) +([\d.,]+) +([\d.,]+) +([\d.]+)$", text, re.M)
    check("instructions of a run and of its weeks", code == 0 and [t[0] for t in totals] == ["whole run", "weeks"], text)
    check("equal programs, equal counts", all(abs(float(t[3]) - 1) < 0.01 for t in totals), text)
    numbers = [float(t[1].replace(",", "")) for t in totals]
    check("the weeks are a part of the run", len(numbers) == 2 and 0 < numbers[1] < numbers[0], text)
    check("functions of the week are listed", re.search(r"^  rq_mail_deliver +[\d.]+", text, re.M), text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        compare(temporary)
    count()
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(counts["failed"] > 0)
