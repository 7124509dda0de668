#!/usr/bin/python3
"""Studies that configurations declare, in part of their length: what is published comes out, and the control breaks it. Needs build/renqing;
run from the root of the repository."""
import json
import os
import subprocess
import sys

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
counts = {"passed": 0, "failed": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def rows(*words, threads=None):
    environment = dict(os.environ, **({"OMP_NUM_THREADS": str(threads)} if threads else {}))
    done = subprocess.run([PROGRAM, "study", *words, "--json"], capture_output=True, text=True, timeout=600, env=environment)
    if not done.stdout:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)["studies"][0]["rows"]


def value(of, outcome, case=""):
    return next(row["ours"] for row in of if row["outcome"] == outcome and row["case"] == case)


# 8 runs of 5,000 generations stand for 30 of 30,000. The intervals are wider then: a right program is outside in one of 26 such tables.
tags = rows("tags", "--set", "weeks=5000", "--set", "replicates=8")
RATE = "donation rate, %"
outside = [row for row in tags if not row["inside"]]
check("tags: the published table comes out", len(tags) == 14 and not outside, outside)
check("tags: and is no matter of wide intervals", all(abs(value(tags, RATE, case) - expected) < 2 for case, expected in
      {"pairings=1": 2.1, "pairings=3": 73.6, "pairings=6": 78.7, "cost=0.6": 2.2}.items()), tags)
check("tags: the control, a strict comparison, collapses", value(tags, RATE, "strict=yes") < 4, tags)

steps = rows("ethnocentrism", "--set", "replicates=4", threads=1)
again = rows("ethnocentrism", "--set", "replicates=4", threads=3)
check("ethnocentrism: what is published comes out", all(row["inside"] for row in steps), steps)
check("ethnocentrism: the control, nobody sees tags", value(steps, "ethnocentric people, %", "blind=yes") < 30 < 60
      < value(steps, "ethnocentric people, %"), steps)
check("ethnocentrism: one thread or three, the same bits", steps == again)

print(f"{counts['passed']} passed, {counts['failed']} failed")
sys.exit(counts["failed"] > 0)
