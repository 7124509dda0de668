#!/usr/bin/python3
"""The patterns 1 to 5 of the model description as what-ifs: configs/patterns/ says what is asked, `renqing whatif` and `compare` answer, here
with fewer people and replicates. Each claim is a paired difference whose 95 % interval lies on the claimed side; the control of
pattern 1 is that people who calculate are hardly kept. (That favors at 5 soften the war takes more people than here.) Needs build/renqing; run from the root of the repository."""
import glob
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
REPLICATES = 3
PEOPLE = 700
counts = {"passed": 0, "failed": 0}

# configuration: (scenario, less the base of the question, outcome, sign)
CLAIMS = {
    "price_cut": [("as written", "stayed_during_cut", 1), ("discount", "stayed_during_cut", -1)],
    "price_cut_calculating": [],
    "price_war": [("peace", "profit", 1), ("favors at 40", "profit", -1)],
    "trust": [("as written", "affective_trust", 1), ("as written", "cognitive_trust", 1)],
    "channels": [("as written", "affection", 1), ("as written", "share", 1)],
    "channels_small_budget": [("as written", "affection", -1)],
    "channels_large_budget": [("as written", "affection", 1)],
    "pace": [("as written", "affection", 1)],
    "repayment": [("as written", "ties:mixed", 1), ("as written", "repayment_delay", 1)],
}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def renqing(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=600)


def answer(name, folder):
    """The comparison of one what-if, and the differences by scenario and outcome."""
    out = os.path.join(folder, name)
    # a budget is for 3,000 people
    budget = {"channels_small_budget": 3000, "channels_large_budget": 300000, "pace": 156000}.get(name)
    more = ["--set", f"campaigns.0.budget={budget * PEOPLE / 3000:g}"] if budget else []
    more += ["--set", f"panel.size={PEOPLE}"] if name.startswith(("price_cut", "trust")) else []
    done = renqing("whatif", f"configs/patterns/{name}.yaml", "-o", out, "--replicates", str(REPLICATES), "--set",
                   f"population.size={PEOPLE}", "-q", *more)
    check(f"{name}: all runs are finished", done.returncode == 0, done.stderr[-800:])
    done = renqing("compare", out, "--json")
    check(f"{name}: the comparison is made", done.returncode == 0, done.stderr[-800:])
    told = json.loads(done.stdout)
    return told, {(d["scenario"], d["outcome"]): d for d in told["differences"]}


def main():
    names = sorted(os.path.basename(path)[:-5] for path in glob.glob("configs/patterns/*.yaml"))
    check("each pattern has its claims here", names == sorted(CLAIMS), names)
    kept = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, claims in CLAIMS.items():
            told, difference = answer(name, folder)
            check(f"{name}: there is a verdict", len(told["verdict"]) > 40, told["verdict"])
            print("    " + told["verdict"])
            for scenario, outcome, sign in claims:
                d = difference.get((scenario, outcome))
                low, high = (d["lower"], d["upper"]) if d else (0, 0)
                check(f"{name}: '{scenario}' is {'above' if sign > 0 else 'below'} the base in {outcome}", (low if sign > 0 else -high) > 0,
                      f"{low} to {high}")
            if name.startswith("price_cut"):
                kept[name] = difference["as written", "stayed_during_cut"]
            if name == "trust":
                affective, cognitive = (difference["as written", f"{kind}_trust"] for kind in ("affective", "cognitive"))
                check("trust: favors raise affective trust most", affective["lower"] > cognitive["upper"], f"{affective} {cognitive}")
    own, control = kept["price_cut"], kept["price_cut_calculating"]
    check("price_cut: service keeps a tenth of the purchases at least", own["lower"] > 0.1, own)
    check("price_cut_calculating: the control keeps far fewer", control["upper"] < own["lower"] / 2, control)
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return counts["failed"] != 0


sys.exit(main())
