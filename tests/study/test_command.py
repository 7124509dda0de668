#!/usr/bin/python3
"""`renqing study`: what is published comes out, every configuration in configs/studies/ is its study's, and mistakes get a message. Needs
build/renqing; run from the root of the repository."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
EXACT = {"chips", "face", "graph", "reciprocity", "bass", "quilts", "dirichlet", "trust", "churn"}
counts = {"passed": 0, "failed": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def run(*words, threads=None):
    environment = dict(os.environ, **({"OMP_NUM_THREADS": str(threads)} if threads else {}))
    return subprocess.run([PROGRAM, "study", *words], capture_output=True, text=True, timeout=600, env=environment)


def told(*words, **options):
    done = run(*words, "--json", **options)
    return json.loads(done.stdout)["studies"], done.returncode


def rows_of(study):
    return [{key: value for key, value in row.items()} for row in study["rows"]]


def test_list():
    text, listed = run("--list").stdout, json.loads(run("--list", "--json").stdout)["studies"]
    names = {study["study"] for study in listed}
    check("the list has the closed forms", EXACT <= names, names)
    check("as text, too", all(re.search(rf"^{name} \(", text, re.M) for name in names), text)
    check("each asks a question and cites", all(s["question"].endswith("?") and re.search(r"\d{4}", s["citation"]) for s in listed))
    for name in sorted(EXACT):
        parameters = run(name, "--list").stdout
        check(f"{name}: parameters with ranges and defaults", "seed 0 to" in parameters and "(1)" in parameters, parameters)


def test_all():
    for name in sorted(EXACT):
        studies, code = told(name)
        outside = [row for row in studies[0]["rows"] if row["inside"] is False]
        check(f"{name}: all that is published comes out", code == 0 and not outside and studies[0]["inside"] == len(studies[0]["rows"]), outside)
        path = f"configs/studies/{name}.yaml"
        few = ("--set", "replicates=2")
        configured, plain = told(name, "--config", path, *few)[0][0], told(name, *few)[0][0]
        check(f"{path}: is the published set-up", rows_of(configured) == rows_of(plain) and len(rows_of(plain)) == len(rows_of(studies[0])))
        with open(path, encoding="utf-8") as file:
            comments = file.read()
        years = set(re.findall(r"\b(?:19|20)\d\d\b", studies[0]["citation"]))
        check(f"{path}: cites what the study cites", all(year in comments for year in years), years)
        check(f"{path}: tells of a control", "the control" in comments)
        for command in re.findall(rf"# +renqing (study {name}.*?)(?:  +.*)?$", comments, re.M):
            words = [word.strip("'") for word in re.findall(r"'[^']*'|\S+", command)]
            if "graph=my.graphml" in command:
                words = [word.replace("my.graphml", "configs/my_network.graphml") for word in words]
            done = run(*words[1:], "--set", "replicates=2")
            check(f"{path}: {command}", done.returncode in (0, 1) and not done.stderr, done.stderr)


def test_same_bits():
    few = ("--set", "replicates=400")
    one, _ = told("graph", *few, threads=1)
    three, _ = told("graph", *few, threads=3)
    other, _ = told("graph", *few, "--set", "seed=2", threads=3)
    check("one thread or three: the same rows", rows_of(one[0]) == rows_of(three[0]))
    check("the control: another seed, other rows, of the same cases", rows_of(one[0]) != rows_of(other[0])
          and [r["case"] for r in one[0]["rows"]] == [r["case"] for r in other[0]["rows"]] and other[0]["inside"] == len(other[0]["rows"]))


def test_text():
    text = run("quilts").stdout
    check("citation, rows, verdict and seconds", all(words in text for words in ("Jackson", "need=0.02", "inside", "exact, derived"))
          and re.search(r"all published values are inside; [\d.]+ s", text), text)
    text = run("quilts", "--set", "need=0.03").stdout
    check("of one's own case nothing is published", "nothing is published of this case" in text, text)


def test_markdown():
    done = run("bass", "--markdown", "--set", "replicates=2")
    rows = [line for line in done.stdout.splitlines() if line.startswith("|")]
    check("Markdown: a table of studies, and one of rows", done.returncode in (0, 1) and len(rows) == 3 + 2 + 10 and "## bass" in done.stdout
          and all(row.count("|") == 8 for row in rows[3:]) and "| adopters; time=5 | 0.3312 +-5e-05 | 0.3311986 |" in done.stdout, done.stdout)


def test_mistakes():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mine.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("study: face\nchips: 3\n")
        bad = os.path.join(folder, "bad.yaml")
        with open(bad, "w", encoding="utf-8") as file:
            file.write("model: chips\nchips:\n  benefits: 2\n")
        for words, code, message in (
            (["chps"], 64, "did you mean 'chips'"),
            (["nonsense"], 64, "--list"),
            ([], 64, "say which study"),
            (["chips", "face"], 64, "one study at a time"),
            (["chips", "--set"], 64, "needs a value"),
            (["all", "--set", "seed=2"], 64, "for one study"),
            (["chips", "--set", "chps=2"], 65, "did you mean 'chips'"),
            (["bass", "--set", "tme=2"], 65, "did you mean 'look.time'"),
            (["graph", "--set", "kid=star"], 65, "did you mean 'population.network.kind'"),
            (["chips", "--set", "benefit=many"], 65, "benefit is 'many'"),
            (["face", "--set", "error=1.5"], 65, "between 0 and 1"),
            (["face", "--set", "assessment=[1,0]"], 65, "a norm has 8"),
            (["chips", "--json", "--markdown"], 64, "either"),
            (["graph", "--set", "kind=torus", "--set", "nodes=13"], 65, "fill no torus"),
            (["graph", "--set", "kind=random_regular", "--set", "nodes=3"], 65, "at most"),
            (["chips", "--config", path], 65, "mine.yaml:1:"),
            (["chips", "--config", bad], 65, "bad.yaml:3:3: unknown key 'benefits'; did you mean 'benefit'?"),
            (["chips", "--config", os.path.join(folder, "none.yaml")], 66, "none.yaml"),
        ):
            done = run(*words)
            check(f"study {' '.join(words[:3])}: exit {code}", done.returncode == code and message in done.stderr and not done.stdout, done.stderr)


test_list()
test_all()
test_same_bits()
test_text()
test_markdown()
test_mistakes()
print(f"{counts['passed']} passed, {counts['failed']} failed")
sys.exit(counts["failed"] > 0)
