"""What-ifs from outside: a folder of runs, its manifest, what is done again and what is not, failures, signals, messages."""
import collections
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIG = os.path.abspath("tests/whatif/tiny.yaml")
results = collections.Counter()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else ": " + str(detail)))


def skip(name, why):
    results["skipped"] += 1
    print(f"skipped {name}: {why}")


def run(*arguments, cwd=None, prefix=()):
    if arguments[0] == "whatif" and "--dry-run" not in arguments and "--json" not in arguments:
        arguments += ("-q",)  # the comparison is not what is tested
    return subprocess.run([*prefix, PROGRAM, *arguments], capture_output=True, text=True, timeout=300, cwd=cwd)


def expect(name, answer, code, *words):
    """The exit code, and words that standard error must hold."""
    missing = [word for word in words if word not in answer.stderr]
    check(name, answer.returncode == code and not missing, f"exit {answer.returncode}, {missing} not in: {answer.stderr}")


def manifest(folder):
    with open(os.path.join(folder, "manifest.json")) as f:
        return json.load(f)


def states(folder):
    return {(r["scenario"], r["replicate"]): r["state"] for r in manifest(folder)["runs"]}


def times(folder):
    return {path: os.stat(path).st_mtime_ns for path in glob.glob(os.path.join(folder, "runs/*/*.h5"))}


def config_with(folder, name, change):
    text = change(open(CONFIG).read())
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def test_folder(folder):
    """A whole what-if: what it leaves, and that each run is the one that `run` makes."""
    path = os.path.join(folder, "whole")
    plan = run("whatif", CONFIG, "-o", path, "--dry-run")
    check("a dry run says what would be done", plan.returncode == 0 and "4 scenarios x 3 replicates of 24 weeks" in plan.stdout
          and "the same until week 11" in plan.stdout and "12 runs to do" in plan.stdout, plan.stdout + plan.stderr)
    check("and writes nothing", not os.path.exists(path))
    answer = run("whatif", CONFIG, "-o", path)
    expect("a what-if ends with 0", answer, 0, "12 of 12 runs are finished")
    m = manifest(path)
    check("the manifest says what it is of", m["renqing_manifest"] == 1 and m["title"] == "A tiny market" and m["config"] == CONFIG
          and m["weeks"] == 24 and m["branch_week"] == 11 and m["replicates"] == 3, m)
    check("the scenarios have their folders", [(s["name"], s["slug"]) for s in m["scenarios"]] ==
          [("as written", "as_written"), ("nothing", "nothing"), ("打折 20 %", "打折_20__"), ("the same", "the_same")], m["scenarios"])
    check("and say what differs", [s["differs"] for s in m["scenarios"]] ==
          [[], [{"key": "campaigns.0", "as_written": "service", "value": None}],
           [{"key": "campaigns.0.favor", "as_written": "personal_service", "value": "discount"},
            {"key": "campaigns.0.value", "as_written": "1", "value": "0.2"}], []], m["scenarios"])
    check("every run is finished", all(r["state"] == "finished" and r["exit"] == 0 and r["seconds"] > 0 for r in m["runs"])
          and len(m["runs"]) == 12, m["runs"])
    check("nothing else is left", sorted(os.listdir(path)) == ["logs", "manifest.json", "runs"], os.listdir(path))
    digest = {(r["scenario"], r["replicate"]): r["state_digest"] for r in m["runs"]}
    check("equal scenarios are equal to the bit", all(digest["as written", r] == digest["the same", r] for r in (1, 2, 3)), digest)
    check("the others are not", len(set(digest.values())) == 9, digest)
    # the folder of the shared weeks is empty between two replicates, and must still be there
    expect("one job at a time", run("whatif", CONFIG, "-o", os.path.join(folder, "one"), "--jobs", "1", "--scenario", "nothing", "-q"), 0,
           "6 of 6 runs are finished")
    single = os.path.join(folder, "single.h5")
    alone = run("run", CONFIG, "-o", single, "--scenario", "打折 20 %", "--replicate", "2", "--json", "-q")
    check("a run is the one that `run` makes", json.loads(alone.stdout)["state_digest"] == digest["打折 20 %", 2], alone.stderr)
    return path


def test_again(folder, path):
    """Nothing that is finished is computed twice; what is missing is."""
    before = times(path)
    expect("the same command again", run("whatif", CONFIG, "-o", path), 0, "12 of 12 runs are finished")
    check("computes nothing", times(path) == before)
    victim = os.path.join(path, "runs/nothing/r0002.h5")
    digest = {r["path"]: r["state_digest"] for r in manifest(path)["runs"]}
    os.remove(victim)
    expect("--missing does the one that is gone", run("whatif", CONFIG, "-o", path, "--missing"), 0, "1 runs to do")
    after = times(path)
    check("and only that", {p for p in after if after[p] != before.get(p)} == {victim}, after)
    os.truncate(victim, os.path.getsize(victim) // 2)
    expect("a damaged file is computed again", run("whatif", CONFIG, "-o", path), 0, "1 runs to do")
    check("and is what it was", {r["path"]: r["state_digest"] for r in manifest(path)["runs"]} == digest)
    grown = run("whatif", CONFIG, "-o", path, "--replicates", "4", "--scenario", "nothing")
    expect("more replicates of one scenario", grown, 75 if "missing" in grown.stderr and grown.returncode == 75 else 0, "2 runs to do")
    s = states(path)
    check("are there, the others' are missing", s["nothing", 4] == "finished" and s["as written", 4] == "finished"
          and s["the same", 4] == "missing" and sum(v == "finished" for v in s.values()) == 14, s)
    expect("another configuration is refused", run("whatif", CONFIG, "-o", path, "--set", "weeks=23"), 73, "another configuration", "--force")
    check("and nothing was touched", all(times(path)[p] == after[p] for p in after if p != victim))


def test_bad(folder):
    expect("whatif without a folder", run("whatif", CONFIG), 64, "-o DIR")
    expect("no configuration", run("whatif", "-o", os.path.join(folder, "none")), 64, "give a configuration")
    expect("standard input", run("whatif", "-", "-o", os.path.join(folder, "none")), 64, "must be a file")
    expect("a configuration that is not there", run("whatif", "none.yaml", "-o", os.path.join(folder, "none")), 66, "none.yaml")
    expect("an unknown scenario", run("whatif", CONFIG, "-o", os.path.join(folder, "none"), "--scenario", "nothin"), 64, "did you mean 'nothing'?")
    expect("--set replicate", run("whatif", CONFIG, "-o", os.path.join(folder, "none"), "--set", "replicate=3"), 64, "--replicates")
    expect("no replicates", run("whatif", CONFIG, "-o", os.path.join(folder, "none"), "--replicates", "0"), 64, "1 to 10000")
    expect("--missing of nothing", run("whatif", CONFIG, "-o", os.path.join(folder, "none"), "--missing"), 66, "no what-if to complete")
    check("none of them made the folder", not os.path.exists(os.path.join(folder, "none")))
    file = os.path.join(folder, "file")
    open(file, "w").close()
    expect("a folder that is a file", run("whatif", CONFIG, "-o", file), 73, "is a file")
    foreign = os.path.join(folder, "foreign")
    os.mkdir(foreign)
    open(os.path.join(foreign, "thesis.doc"), "w").close()
    expect("a folder of something else", run("whatif", CONFIG, "-o", foreign), 73, "is not empty", "manifest.json")
    check("stays as it was", os.listdir(foreign) == ["thesis.doc"])
    expect("a folder in a folder that is not there", run("whatif", CONFIG, "-o", os.path.join(folder, "a/b")), 73, "cannot be created")
    brand = config_with(folder, "brand.yaml", lambda t: t.replace("favor: discount,", "brand: Jiahr,").replace("campaigns.0.favor: discount", "campaigns.0.brand: Jiahr"))
    expect("a campaign for a brand that is not there", run("whatif", brand, "-o", os.path.join(folder, "none")), 65,
           "brand.yaml:15:", "Jiahr", "did you mean 'Jiahe'?", "打折 20 %")
    weeks = config_with(folder, "weeks.yaml", lambda t: t.replace("set: {}", "set: {weeks: 12}"))
    expect("a scenario of another length", run("whatif", weeks, "-o", os.path.join(folder, "none")), 65, "one length")
    number = config_with(folder, "number.yaml", lambda t: t.replace("set: {}", "set: {replicate: 5}"))
    expect("a scenario that sets its replicate", run("whatif", number, "-o", os.path.join(folder, "none")), 65, "numbered from 1")
    late = run("whatif", CONFIG, "-o", os.path.join(folder, "none"), "--set", "warmup=24")
    expect("a warm-up as long as the run", late, 65, "nothing would differ")


def test_failures(folder):
    """A run that dies is reported, the others go on, and it can be done again."""
    path = os.path.join(folder, "failing")
    # a folder in the way of one run's file; it is not ours, and stays
    os.makedirs(os.path.join(path, "runs/nothing/r0001.h5"))
    shutil.copy(os.path.join(folder, "whole/manifest.json"), path)
    answer = run("whatif", CONFIG, "-o", path, "--replicates", "1")
    expect("a run that fails is reported", answer, 75, "nothing, replicate 1 failed", "is a folder", "the same command")
    s = states(path)
    check("the others went on", s["nothing", 1] == "failed" and s["the same", 1] == s["as written", 1] == "finished", s)
    failed = [r for r in manifest(path)["runs"] if r["state"] == "failed"]
    check("the manifest says why", len(failed) == 1 and failed[0]["exit"] == 73 and "is a folder" in failed[0]["message"], failed)
    os.rmdir(os.path.join(path, "runs/nothing/r0001.h5"))
    expect("it can be done again", run("whatif", CONFIG, "-o", path, "--replicates", "1"), 0, "1 runs to do")
    small = os.path.join(folder, "small")
    full = run("whatif", CONFIG, "-o", small, "--replicates", "1", prefix=("bash", "-c", "ulimit -f 90; exec \"$@\"", "-"))
    expect("where the disk is full for all, the code says so", full, 74, "failed (exit 74)")
    check("nothing half is left", not times(small), times(small))


def test_branch(folder, path):
    """Weeks that are shared are run once, and what comes of it is what whole runs give."""
    whole = os.path.join(folder, "unshared")
    expect("runs that share nothing", run("whatif", CONFIG, "-o", whole, "--set", "warmup=0", "--replicates", "1"), 0, "differ from the start")
    once = {(r["scenario"], r["replicate"]): r["state_digest"] for r in manifest(path)["runs"]}
    check("come out the same", all(r["state_digest"] == once[r["scenario"], r["replicate"]] for r in manifest(whole)["runs"]))
    own = config_with(folder, "own.yaml", lambda t: t.replace("set: {}", "set: {brands.0.quality: 0.9}") + "warmup: 6\n")
    shared = os.path.join(folder, "shared")
    expect("what holds from a week of one's own on", run("whatif", own, "-o", shared, "--replicates", "1"), 0, "until week 6, as warmup says")
    expect("another warm-up is another what-if", run("whatif", own, "-o", shared, "--replicates", "1", "--set", "warmup=7"), 73,
           "another number of weeks", "--force")
    expect("--force replaces its runs", run("whatif", own, "-o", shared, "--replicates", "1", "--set", "warmup=7", "--force"), 0, "7, as warmup")
    try:
        import h5py
        import numpy
    except ImportError:
        skip("the weeks that are shared", "python3-h5py is missing")
        return
    with h5py.File(os.path.join(whole, "runs/as_written/r0001.h5")) as a, h5py.File(os.path.join(whole, "runs/nothing/r0001.h5")) as b:
        names = [n for n in b["series"] if n in a["series"] and a["series"][n].dtype.kind in "if" and n != "step"]
        early = [n for n in names if not numpy.array_equal(a["series"][n][:11], b["series"][n][:11], equal_nan=True)]
        late = [n for n in names if not numpy.array_equal(a["series"][n][11:], b["series"][n][11:], equal_nan=True)]
        check("scenarios that differ from week 12 on are the same until week 11", len(names) > 20 and early == [], early)
        check("and differ afterwards", len(late) > 5, late)
        check("a whole run has no parent", "parent_step" not in a.attrs)
    with h5py.File(os.path.join(shared, "runs/the_same/r0001.h5")) as a, h5py.File(os.path.join(shared, "runs/as_written/r0001.h5")) as b:
        check("a branch says where it parted", a.attrs["parent_step"] == 7, dict(a.attrs))
        same = numpy.array_equal(a["series/purchases"][:7], b["series/purchases"][:7])
        check("and is the other run until then", same and not numpy.array_equal(a["series/purchases"][:], b["series/purchases"][:]))


def test_compare(folder):
    """The comparison at the end is that of `compare`; replicates are added until an interval is narrow enough."""
    path = os.path.join(folder, "narrow")
    answer = run("whatif", CONFIG, "-o", path, "--scenario", "nothing", "--replicates", "12", "--until-halfwidth", "share=0.04", "--json")
    widths = [float(w) for w in re.findall(r"at most ([0-9.]+) wide", answer.stderr)]
    result = json.loads(answer.stdout)
    share = [d for d in result["differences"] if d["outcome"] == "share"]
    check("replicates are added until the interval is narrow enough", answer.returncode == 0 and widths
          and (widths[-1] <= 0.04 or result["replicates"] == 12) and all(w > 0.04 for w in widths[:-1]), answer.stderr)
    check("and that is the width", abs((share[0]["upper"] - share[0]["lower"]) / 2 - widths[-1]) < 1e-3, (share, widths))
    check("the comparison is that of `compare`", json.loads(run("compare", path, "--json").stdout) == result)
    check("and what to do next is said", f"renqing report {path}" in answer.stderr, answer.stderr)
    expect("an outcome that is none", run("whatif", CONFIG, "-o", path, "--until-halfwidth", "shrae=0.1"), 64, "did you mean share?")
    expect("a width that is none", run("whatif", CONFIG, "-o", path, "--until-halfwidth", "share"), 64, "retention=0.01")
    expect("a quotient", run("whatif", CONFIG, "-o", path, "--until-halfwidth", "return_on_spend=1"), 64, "no interval of differences")


def test_interrupt(folder):
    """Signals stop the children; the same command goes on."""
    path = os.path.join(folder, "stopped")
    command = [PROGRAM, "whatif", CONFIG, "-o", path, "--set", "weeks=4000", "--replicates", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.time() + 60
    while not glob.glob(os.path.join(path, "runs/*/*.parts")) and time.time() < deadline and process.poll() is None:
        time.sleep(0.02)
    expect("two at once in one folder are refused", run(*command[1:]), 73, "at work in this folder")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    check("Ctrl-C ends with 130", process.returncode == 130 and "the same command goes on" in errors, errors)
    check("no run is said to be running or finished", set(states(path).values()) == {"missing"}, states(path))
    check("no half file is left", not times(path) and not os.path.exists(os.path.join(path, ".lock")), os.listdir(path))
    resume_warmup(folder)
    short = config_with(folder, "short.yaml", lambda t: t.replace("weeks: 24", "weeks: 26"))
    expect("with other weeks it goes on, since nothing is there", run("whatif", short, "-o", path, "--replicates", "1"), 0, "4 of 4 runs")


def resume_warmup(folder):
    """Stopped within the shared weeks, the same command goes on from the week in which it was, and comes to the same end."""
    path, single = os.path.join(folder, "warming"), os.path.join(folder, "undisturbed.h5")
    late = config_with(folder, "late.yaml", lambda t: t.replace("weeks: 24", "weeks: 300").replace("size: 240}\nscen", "size: 0}\nscen")
                       .replace("start: 12, until: 24", "start: 290, until: 300"))
    command = [PROGRAM, "whatif", late, "-o", path, "--scenario", "nothing", "--replicates", "1", "-q"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.time() + 60
    while not glob.glob(os.path.join(path, "warmup/*.parts/weeks*")) and time.time() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    kept = os.listdir(os.path.join(path, "warmup")) if os.path.isdir(os.path.join(path, "warmup")) else []
    check("SIGTERM while the shared weeks are run ends with 75, and keeps a checkpoint", process.returncode == 75 and "r0001.ckpt.h5" in kept,
          (process.returncode, kept, errors))
    expect("the same command goes on", run(*command[1:]), 0, "2 of 2 runs are finished")
    alone = run("run", late, "--replicate", "1", "-o", single, "-q", "--json")
    digest = {r["scenario"]: r["state_digest"] for r in manifest(path)["runs"]}
    check("to the end of a run that was never stopped", json.loads(alone.stdout)["state_digest"] == digest["as written"], digest)
    check("and nothing of the shared weeks is left", not os.path.exists(os.path.join(path, "warmup")))


def main():
    folder = tempfile.mkdtemp(prefix="renqing-whatif-")
    try:
        path = test_folder(folder)
        test_branch(folder, path)
        test_again(folder, path)
        test_compare(folder)
        test_bad(folder)
        test_failures(folder)
        test_interrupt(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
    raise SystemExit(results["failed"] > 0)


main()
