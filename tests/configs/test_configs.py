#!/usr/bin/python3
"""Every configuration in configs/ and every scenario in it does what its comments promise: it is checked, run (shrunk, with all
invariants after every week), analyzed, verified, exported and explained, and leaves nothing behind but its file. Needs build/renqing;
run from the root of the repository."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIGS = sorted(os.path.abspath(path) for path in glob.glob("configs/*.yaml"))
EXPECTED = {"brand_entry", "live_chat", "personalisation_or_people", "karate", "my_network"}
SECTIONS = ("answer", "loyalty", "switching", "trust", "favors", "network")
FORMATS = ("graphml", "gexf", "gml", "pajek", "csv", "h5ad")
WEEKS = 64 # the longest wait for a brand to enter is 52
counts = {"passed": 0, "failed": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def renqing(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300)


def succeeds(name, *arguments):
    """Standard output of a command that must succeed, and have nothing to complain about."""
    done = renqing(*arguments)
    check(name, done.returncode == 0 and not re.search("error|warning", done.stderr, re.I), f"exit {done.returncode}: {done.stderr[-800:]}")
    return done.stdout


def not_a_number(text):
    raise ValueError(f"JSON has no {text}")


def scenarios_of(path):
    with open(path, encoding="utf-8") as file:
        after = re.split(r"^scenarios:", file.read(), flags=re.M)
    return [name.strip(" \"'") for name in re.findall(r"^ *- *\{? *name: *([^,}#\n]+)", after[1], re.M)] if len(after) == 2 else []


def written_lists(path):
    """Lists of mappings inside a scenario's `set` have names too; the program knows which are scenarios."""
    answer = renqing("config", "check", path, "--scenario", "no such scenario")
    check(f"{os.path.basename(path)}: a scenario that is not there is refused", answer.returncode == 65 and "no scenario" in answer.stderr)
    return [name for name in scenarios_of(path) if renqing("config", "check", path, "--scenario", name).returncode == 0]


def shrunk(path):
    """Options for a small run. The size of a network that comes with its people stays."""
    options = ["--set", f"weeks={WEEKS}", "--set", f"snapshots.every={WEEKS // 2}", "--set", "snapshots.at=[]", "--set", "panel.size=200"]
    with open(path, encoding="utf-8") as file:
        own = re.search(r"kind: *(karate|file)\b", file.read())
    return options if own else options + ["--set", "population.size=400"]


def run(path, output, *options):
    return renqing("run", path, "-o", output, "--threads", "1", "--json", *shrunk(path), *options)


def digest_of(name, done):
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {}
    check(f"{name}: runs whole, with all invariants", done.returncode == 0 and told.get("weeks") == WEEKS, done.stderr[-800:])
    return told.get("state_digest")


def check_analysis(name, runs):
    text = succeeds(f"{name}: analyze", "analyze", *runs)
    check(f"{name}: all sections as text", all(re.search(rf"^{section}: ", text, re.M) for section in SECTIONS), text[:300])
    check(f"{name}: no nan, no inf in the text", not re.search(r"\b(nan|inf)\b", text, re.I), re.findall(r".*\b(?:nan|inf)\b.*", text, re.I)[:3])
    try:
        told = json.loads(succeeds(f"{name}: analyze --json", "analyze", "--json", *runs), parse_constant=not_a_number)["runs"]
    except (ValueError, KeyError) as problem:
        check(f"{name}: JSON", False, problem)
        return
    check(f"{name}: all sections as JSON, of every run", [set(one["sections"]) for one in told] == [set(SECTIONS)] * len(runs))
    shares = [one["sections"]["answer"].get("share", {}).get("value") for one in told]
    check(f"{name}: shares sum to 1", all(abs(sum(share) - 1) < 1e-9 for share in shares if share) and shares[0], shares)


def check_stories(name, run_file):
    listed = json.loads(succeeds(f"{name}: explain --list", "explain", run_file, "--list", "--json") or "{}")
    longest = listed.get("interesting", {}).get("longest_streak", [])
    check(f"{name}: somebody is interesting", bool(longest), listed)
    if longest:
        story = succeeds(f"{name}: explain --customer", "explain", run_file, "--customer", str(longest[0]["customer"]))
        check(f"{name}: the story tells of purchases", "buys " in story and "week " in story, story[:300])
    panel = json.loads(renqing("explain", run_file, "--list", "--json").stdout)["interesting"]
    someone = str(panel["longest_streak"][0]["customer"]) if longest else "0"
    other = "1" if someone != "1" else "2"
    succeeds(f"{name}: explain --people", "explain", run_file, "--people", someone, other)


def check_exports(name, run_file, formats):
    for format in formats:
        to = f"exported.{format}"
        succeeds(f"{name}: export to {format}", "export", run_file, "-f", format, "-o", to)
        files = [os.path.join(to, entry) for entry in os.listdir(to)] if os.path.isdir(to) else [to]
        check(f"{name}: {format} is there", files and all(os.path.getsize(file) > 500 for file in files), files)
        for file in files:
            os.remove(file)
        if os.path.isdir(to):
            os.rmdir(to)


def check_configuration(path, formats):
    name = os.path.splitext(os.path.basename(path))[0]
    succeeds(f"{name}: config check", "config", "check", path)
    scenarios = written_lists(path)
    check(f"{name}: has scenarios", len(scenarios) > 0)
    runs, digests = ["base.h5"], [digest_of(name, run(path, "base.h5", "--verify"))]
    for scenario in scenarios:
        runs.append(scenario.replace(" ", "_") + ".h5")
        digests.append(digest_of(f"{name}, {scenario}", run(path, runs[-1], "--verify", "--scenario", scenario)))
    check(f"{name}: the scenarios are different runs", len(set(digests)) > 1 and None not in digests, digests)
    check(f"{name}: nothing is left behind but the runs", sorted(os.listdir(".")) == sorted(runs), os.listdir("."))
    check_analysis(name, runs)
    for one in runs:
        told = succeeds(f"{name}: verify {one}", "verify", one)
        check(f"{name}: nothing is broken in {one}", re.search(r" 0 are broken$", told, re.M) and not re.search(r"^broken", told, re.M), told)
    check_exports(name, "base.h5", formats)
    check_stories(name, "base.h5")
    check(f"{name}: reading leaves nothing behind", sorted(os.listdir(".")) == sorted(runs), os.listdir("."))
    return digests[0]


def check_threads(path, digest):
    name = os.path.splitext(os.path.basename(path))[0]
    two = json.loads(run(path, "two.h5", "--threads", "2").stdout)["state_digest"]
    check(f"{name}: two threads, the same digest", two == digest, (two, digest))
    other = json.loads(run(path, "other.h5", "--seed", "4711").stdout)["state_digest"]
    check(f"{name}: the control: another seed, another digest", other != digest)
    told = succeeds(f"{name}: verify --again", "verify", "two.h5", "--again", "--threads", "1")
    check(f"{name}: comes out the same again", "same again" in told, told)


def check_own_network(path):
    """What the comments say of a user's own file: its values are looked at, and an edge list will do."""
    with open(path, encoding="utf-8") as file:
        configuration = file.read()
    with open(path.replace(".yaml", ".graphml"), encoding="utf-8") as file:
        network = file.read()
    with open("mine.yaml", "w", encoding="utf-8") as file:
        file.write(configuration.replace("my_network.graphml", "mine.graphml"))
    for right, wrong, told in ((">x<", ">gen x<", "generation 'gen x'"), (">kin<", ">clan<", "kin, circle or acquaintance"), (">0.9<", ">9<", "9")):
        with open("mine.graphml", "w", encoding="utf-8") as file:
            file.write(network.replace(right, wrong))
        answer = renqing("run", "mine.yaml", "--dry-run")
        check(f"my_network: {wrong} is refused", answer.returncode == 65 and told in answer.stderr, answer.stderr)
    with open("mine.csv", "w", encoding="utf-8") as file:
        file.write("source,target,closeness,kind\nAn,Bo,0.9,kin\nBo,Cy,0.4,circle\nCy,Di,0.3,\n")
    lines = configuration.replace("my_network.graphml", "mine.csv").splitlines(keepends=True)
    with open("mine.yaml", "w", encoding="utf-8") as file:
        file.writelines(line for line in lines if "vertex attribute" not in line)
    answer = renqing("run", "mine.yaml", "--dry-run", "--json")
    check("my_network: an edge list", answer.returncode == 0 and json.loads(answer.stdout)["people"] == 4, answer.stderr)


def main():
    if not os.access(PROGRAM, os.X_OK):
        print(f"SKIPPED - {PROGRAM} is not there\n0 passed, 0 failed, 1 skipped")
        return 0
    names = {os.path.splitext(os.path.basename(path))[0] for path in CONFIGS}
    check("the ready configurations are there", EXPECTED <= names, EXPECTED - names)
    for number, path in enumerate(CONFIGS):
        with tempfile.TemporaryDirectory(prefix="renqing-configs-") as folder:
            os.chdir(folder)
            digest = check_configuration(path, [FORMATS[(2 * number + k) % len(FORMATS)] for k in range(2)])
            if "brand_entry" in path:
                check_threads(path, digest)
            if "my_network" in path:
                check_own_network(path)
            os.chdir("/")
    print("{passed} passed, {failed} failed".format(**counts))
    return counts["failed"] > 0


sys.exit(main())
