#!/usr/bin/python3
"""Studies that a configuration declares: what its rules make of weekly series is what the run files say, every mistake is told with its
place, and the study is the file's and not the run's. Needs build/renqing; run from the root of the repository."""
import glob
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def run(*words, folder=None):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=600, cwd=folder)


def written(folder, text, name="mine.yaml"):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


STEPS = """model: ethnocentrism
weeks: 60
replicates: 3
population: {size: 100}
study:
  question: What are the rules?
  citation: nobody (2026)
  outcomes:
    - {name: all weeks, of: "people:ethnocentric"}
    - {name: last weeks, of: "people:ethnocentric", over: people, last: 10, percent: yes}
    - {name: two, of: ["people:egoist", "people:altruist"], over: [people], last: 1}
    - {name: when, of: people, reaches: 20}
    - {name: as often, of: people, last: 1, at_least: 30}
    - {name: one more, of: "people:ethnocentric", interval: run}
    - {name: never, of: people, reaches: 101}
"""

TAGS = """model: tags
weeks: 20
replicates: 2
study:
  question: What is a mean?
  outcomes: [{name: tolerance, of: tolerance, last: 5}]
"""


def series_of(folder, path, replicates):
    """What the runs of the same replicates wrote: a list of dictionaries of arrays [week, ...]."""
    import h5py

    found = []
    for replicate in range(replicates):
        out = os.path.join(folder, f"{replicate}.h5")
        done = run("run", path, "-o", out, "--force", "--replicate", str(replicate))
        if done.returncode:
            raise SystemExit(done.stderr)
        with h5py.File(out) as file:
            found.append({name: data[:] for name, data in file["series"].items()})
    return found


def test_rules(folder):
    path = written(folder, STEPS)
    done = run("study", path, "--json")
    rows = {row["outcome"]: row for row in json.loads(done.stdout)["studies"][0]["rows"]}
    EGOIST, ETHNOCENTRIC, ALTRUIST = 0, 2, 3
    people = [s["people"] for s in series_of(folder, path, 3)]
    expected = {
        "all weeks": [p[:, ETHNOCENTRIC].mean() for p in people],
        "last weeks": [100 * p[-10:, ETHNOCENTRIC].sum() / p[-10:].sum() for p in people],
        "two": [(p[-1, EGOIST] + p[-1, ALTRUIST]) / p[-1].sum() for p in people],
        "when": [1 + next(week for week, n in enumerate(p.sum(axis=1)) if n >= 20) for p in people],
        "as often": [p[-1].sum() >= 30 for p in people],
    }
    for name, of_runs in expected.items():
        check(f"{name}: as in the run files", math.isclose(rows[name]["ours"], statistics.mean(map(float, of_runs)), rel_tol=1e-12), rows[name])
    check("the rules differ", len({row["ours"] for row in rows.values()}) == 6, rows)  # one more is all weeks
    half = {name: (rows[name]["interval"][1] - rows[name]["interval"][0]) / 2 for name in ("all weeks", "one more")}
    spread = 19.2063 * statistics.stdev(map(float, expected["all weeks"])) / math.sqrt(3)  # Student's t, 2 degrees, 99.73 %
    check("intervals: Student's t of the mean, and of one more run", math.isclose(half["all weeks"], spread, rel_tol=1e-3)
          and math.isclose(half["one more"], 2 * half["all weeks"], rel_tol=1e-9), (half, spread))
    hits, n, z = sum(map(int, expected["as often"])), 3, 3
    centre, width = (hits / n + z * z / 2 / n) / (1 + z * z / n), z / (1 + z * z / n) * math.sqrt(hits / n * (1 - hits / n) / n + z * z / 4 / n / n)
    check("intervals: Wilson's of a share", all(math.isclose(a, b, abs_tol=1e-3) for a, b in
          zip(rows["as often"]["interval"], (max(0, centre - width), min(1, centre + width)))), rows["as often"])
    check("what never happens is no number, and is said", rows["never"]["ours"] is None and "3 of 3 runs never came to 101" in done.stdout)
    path = written(folder, TAGS)
    row = json.loads(run("study", path, "--json").stdout)["studies"][0]["rows"][0]
    means = [s["tolerance"][-5:].mean() for s in series_of(folder, path, 2)]
    check("a mean is that of its weeks", math.isclose(row["ours"], statistics.mean(map(float, means)), rel_tol=1e-12), (row, means))


def test_mistakes(folder):
    first = TAGS.replace("outcomes: [{name: tolerance, of: tolerance, last: 5}]", "outcomes: [{name: rate, of: donations, over: pairings}]")
    published = first + "  published:\n    - {value: 1, %s}\n"
    for text, message in (
        (first.replace("of: donations", "of: dontions"), "6:27: study.outcomes.0.of: the model has no series 'dontions'; did you mean 'donations'?"),
        (first.replace("over: pairings", "over: tolerance"), "6:42: study.outcomes.0.over: the series 'tolerance' is a mean already"),
        (first.replace("of: donations", "of: donations:all"), "more labels than the series 'donations' has dimensions"),
        (first.replace("over: pairings", "ovr: pairings"), "6:42: unknown key 'ovr'; did you mean 'over'?"),
        (first.replace("over: pairings", "reaches: 5, last: 3"), "6:54: study.outcomes.0.last: with `reaches` all weeks are looked at"),
        (first.replace("over: pairings", "reaches: 5, at_least: 3"), "study.outcomes.0.at_least: with `reaches`"),
        (first.replace("  question: What is a mean?\n", ""), "4:1: study: key 'question' is missing"),
        (first.replace("outcomes:", "note: none\n  published: [] #"), "4:1: study: key 'outcomes' is missing"),
        (STEPS.replace("people:egoist", "people:egotist"), "the series 'people' has no 'egotist'; did you mean 'people:egoist'?"),
        (published % "kind: exat", "8:24: kind is 'exat'; it must be table, exact, above or below; did you mean 'exact'?"),
        (published % "outcome: rat", "8:27: outcome is 'rat', which is none of the outcomes; did you mean 'rate'?"),
        (published % "set: {pairngs: 2}", "8:24: unknown key 'tags.pairngs'; did you mean 'tags.pairings'?"),
        (published % "set: {pairings: 0}", "8:34: pairings is 0; it must be between 1 and 1000"),
        (published % "set: {weks: 9}", "8:24: unknown key 'weks'; did you mean 'weeks'?"),
        (published % "set: 7", "8:23: set is 7; it must be a mapping of keys to values"),
        (published % "set: {pairings: 1, cost: 1, benefit: 1, strict: no, weeks: 1, seed: 1, replicates: 1, title: a}", "at most 7 are possible"),
        (published.replace("value: 1, ", "") % "kind: exact", "key 'value' is missing"),
        ("model: tags\n", "mine.yaml: it declares no study"),
    ):
        path = written(folder, text)
        done = run("study", path)
        check(f"told: {message[:60]}", done.returncode == 65 and message in done.stderr and "mine.yaml" in done.stderr and not done.stdout,
              done.stderr)
        if "declares no study" not in message:
            other = run("config", "check", path)
            check("and by config check", other.returncode == 65 and message in other.stderr, other.stderr)


def test_cases(folder):
    text = TAGS + '  published:\n    - {set: {pairings: 2, replicates: 4, weeks: 9}, value: 9}\n    - {set: {tags.cost: 0.5, population: {size: 30}}, value: -9, kind: above}\n'
    path = written(folder, text, "cases.yaml")
    done = run("study", path, "--json")
    study = json.loads(done.stdout)["studies"][0] if done.stdout else {"rows": []}
    check("cases: of the file, with what they set", [row["case"] for row in study["rows"]] ==
          ["pairings=2, weeks=9", "tags.cost=0.5, population={size: 30}"] and [row["replicates"] for row in study["rows"]] == [4, 2], done.stderr)
    check("exit code 1 where one is outside", done.returncode == 1 and [row["inside"] for row in study["rows"]] == [False, True], study)
    inside = run("study", path, "--json", "--set", "replicates=3")
    check("the user says how much is computed", [row["replicates"] for row in json.loads(inside.stdout)["studies"][0]["rows"]] == [3, 3])
    own = json.loads(run("study", path, "--json", "--set", "pairings=4").stdout)["studies"][0]["rows"]
    check("a case of one's own", len(own) == 1 and own[0]["inside"] is None and own[0]["case"] == "", own)
    length = written(folder, TAGS.replace("  outcomes", "  test_length: {weeks: 7, replicates: 2}\n  outcomes"), "length.yaml")
    short, full = run("study", length, "--json").stdout, run("study", length, "--json", "--full").stdout
    check("--full is longer", json.loads(short)["studies"][0]["rows"] != json.loads(full)["studies"][0]["rows"])
    check("one replicate has no interval, and no word of intervals", "intervals:" not in run("study", length, "--set", "replicates=1").stdout
          and "intervals:" in run("study", length).stdout)


def test_of_the_file(folder):
    """Runs do not know of the study: the same configuration, digest included; and every command takes the file."""
    path, plain = written(folder, STEPS, "with.yaml"), written(folder, STEPS[:STEPS.index("study:")], "without.yaml")
    dumps = [run("config", "dump", p).stdout for p in (path, plain)]
    check("the configuration of a run is without it", dumps[0] == dumps[1] and "ethnocentrism" in dumps[0])
    ran = run("run", path, "-o", os.path.join(folder, "run.h5"), "--verify")
    check("run takes the file", ran.returncode == 0, ran.stderr)
    extended = written(folder, "extends: with.yaml\nethnocentrism: {blind: yes}\n", "extended.yaml")
    check("a study is inherited", len(json.loads(run("study", extended, "--json").stdout)["studies"][0]["rows"]) == 7)
    check("whatif takes the file", "replicates" in run("whatif", path, "-o", os.path.join(folder, "out"), "--dry-run").stdout)


def test_shipped(folder):
    listed = json.loads(run("study", "--list", "--json").stdout)["studies"]
    declared = {s["study"] for s in listed if s["declared"]}
    files = {os.path.basename(p)[:-5] for p in glob.glob("configs/studies/*.yaml") if re.search(r"^study:\s*(#.*)?$", open(p, encoding="utf-8").read(), re.M)}
    check("what is declared in configs/studies/ is part of the program", declared == files and {"tags", "ethnocentrism", "talk", "my_first_study"} <= files,
          declared ^ files)
    for path in sorted(glob.glob("configs/studies/*.yaml")):
        name = os.path.basename(path)[:-5]
        with open(path, encoding="utf-8") as file:
            comments = "\n".join(line for line in file if line.startswith("#"))
        check(f"{path}: cites, tells of a control, and is a study's", re.search(r"\(?(19|20)\d\d\)?", comments) and "the control" in comments
              and name in {s["study"] for s in listed}, comments)
    elsewhere = run("study", "tags", "--set", "weeks=50", "--set", "replicates=2", folder=folder)
    check("from any folder, by its short name", elsewhere.returncode in (0, 1) and elsewhere.stdout.count("donation rate, %; ") == 14, elsewhere.stderr)
    text = run("study", "--list").stdout
    check("the list fits 100 columns", max(map(len, text.splitlines())) <= 100 and "tags (14 values: table; replication)" in text)
    for study in listed:
        shown = run("study", "--list", study["study"]).stdout.splitlines()
        check(f"--list {study['study']}: short", 5 < len(shown) < 90 and max(map(len, shown)) <= 200, len(shown))
    tags = run("study", "--list", "tags").stdout
    check("--list tags: the own keys first, under short names, with what they are", re.search(r"^  pairings 1 to 1000 \(3\)$.*^  weeks .*\(30000\)$", tags, re.M | re.S)
          and "snapshots" not in tags, tags)
    check("a study is of its model", "model: it is 'gift'; the study tags is of the model 'tags'" in run("study", "tags", "--set", "model=gift").stderr)
    check("a misspelt short name", "did you mean 'tags.pairings'?" in run("study", "tags", "--set", "pairngs=2").stderr)


with tempfile.TemporaryDirectory() as place:
    try:
        test_rules(place)
    except ImportError as missing:
        counts["skipped"] += 1
        print(f"SKIP what run files say: {missing}")
    test_mistakes(place)
    test_cases(place)
    test_of_the_file(place)
    test_shipped(place)
print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
sys.exit(counts["failed"] > 0)
