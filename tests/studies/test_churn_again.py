#!/usr/bin/python3
"""What a simulated shop sees is what `renqing fit churn` reads: from a run's people as they are exported, and from the log of its panel's
purchases, the fit finds the parameters again that the run was made with. Needs build/renqing; run from the root of the repository."""
import csv
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIG = os.path.abspath("configs/studies/churn.yaml")
TRUE = {"r": 0.6, "alpha": 3.0, "a": 0.8, "b": 2.5}
FAR = 4.5  # standard errors: a right program fails one of the eight comparisons once in 20,000 times
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def renqing(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr}")
    return done.stdout


def fitted(path, *more):
    told = json.loads(renqing("fit", "churn", path, "--json", *more))
    return told, {key: (p["estimate"], p["standard_error"]) for key, p in told["parameters"].items()}


def finds_them_again(name, parameters):
    for key, true in TRUE.items():
        value, error = parameters[key]
        check(f"{name}: {key} is found again", abs(value - true) < FAR * error and error < 0.2 * true, parameters)


settings = [word for key, value in TRUE.items() for word in ("--set", f"churn.{key}={value}")]
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    renqing("run", CONFIG, *settings, "--set", "churn.first_until=12", "--set", "population.size=6000", "--set", "panel.size=6000", "-o", "shop.h5")
    renqing("export", "shop.h5", "-f", "csv", "-o", "shop")
    told, parameters = fitted("shop/people.csv")
    check("the exported people are 6,000 customers", told["customers"] == 6000, told)
    finds_them_again("exported people", parameters)
    try:
        import h5py
    except ImportError:
        counts["skipped"] += 1
        print("# skip: the log, without h5py")
    else:
        with h5py.File("shop.h5") as run:
            orders = run["events/orders"]
            rows = zip(orders["person"][:], orders["time"][:])
            with open("log.csv", "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([("person", "time"), *((int(p), f"{t:.6f}") for p, t in rows)])
        log, of_log = fitted("log.csv", "--until", "78")
        check("the log has the same customers and purchases", log["customers"] == 6000 and abs(log["log_likelihood"] - told["log_likelihood"]) < 0.5,
              (log["log_likelihood"], told["log_likelihood"]))
        finds_them_again("log", of_log)
    os.chdir("/")
print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
sys.exit(counts["failed"] > 0)
