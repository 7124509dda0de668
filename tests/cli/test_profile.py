"""run --profile: a table that adds up, the same in JSON and in the file, and nothing else of the file changes."""
import collections
import json
import os
import re
import subprocess
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIG = os.path.abspath("tests/cli/small.yaml")
results = collections.Counter()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else f": {detail}"))


def skip(name, why):
    results["skipped"] += 1
    print(f"skipped {name}: {why}")


def run(*arguments):
    return subprocess.run([PROGRAM, "run", CONFIG, "--force", *arguments], capture_output=True, text=True, timeout=300)


def near(a, b, by):
    return abs(a - b) <= by


def table_rows(text):
    """{name: (seconds, share)} of the lines with a share and how busy threads were."""
    found = re.findall(r"^(?:start|week|output|other|in all)? +(\S.*?)? +(\d+\.\d\d) +(\d+) %  #* +\d+ %", text, re.M)
    return {name or "in all": (float(seconds), int(share)) for name, seconds, share in found}


def test_table(folder):
    plain, path = os.path.join(folder, "plain.h5"), os.path.join(folder, "profiled.h5")
    before = run("-o", plain)
    after = run("-o", path, "--profile", "--verify")
    check("--profile ends with 0", after.returncode == 0, after.stderr)
    check("the answer is the same", after.stdout == before.stdout.replace(plain, path) != "", after.stdout)
    check("without it there is no table", "Where the time went" not in before.stderr, before.stderr)
    table = after.stderr[after.stderr.find("Where the time went"):]
    lines = table.splitlines()
    check("the table fits a screen", 25 <= len(lines) <= 38 and max(map(len, lines)) <= 90, (len(lines), max(map(len, lines))))
    rows = table_rows(table)
    check("start-up, phases and output are in it",
          {"network", "first file", "needs", "market", "observation", "checks", "snapshots", "whole file", "in all"} <= set(rows), rows)
    whole = rows.pop("in all")
    check("its seconds add up", near(sum(s for s, _ in rows.values()), whole[0], 0.005 * (len(rows) + 1)), rows)
    check("its shares add up", whole[1] == 100 and near(sum(share for _, share in rows.values()), 100, 0.5 * len(rows)), rows)
    memory = [re.split(r"  +", line.strip()) for line in lines[-2:]]
    check("memory has a value for each name", len(memory[0]) == len(memory[1]) + 1 and memory[0][0] == "memory", memory)
    quiet = run("-o", path, "--profile", "-q")
    check("--quiet leaves the table alone", quiet.stdout == "" and quiet.stderr.strip().startswith("Where the time went"), quiet.stderr)
    check("a dry run has no profile", run("--dry-run", "--profile").returncode == 0)
    return plain, path


def test_json(path):
    answer = run("-o", path, "--profile", "--json", "--threads", "2")
    profile = json.loads(answer.stdout)["profile"]
    check("--json has no table beside it", "Where the time went" not in answer.stderr, answer.stderr)
    parts = profile["parts"]
    check("JSON: the parts are the whole", near(sum(p["seconds"] for p in parts), profile["seconds"], 1e-9), profile)
    check("JSON: shares are shares", all(0 <= p["threads_busy"] <= 1 and p["serial_seconds"] + p["mail_seconds"] <= p["seconds"] + 1e-9
                                         for p in parts), parts)
    letters = {p["name"]: p["letters"] for p in parts}
    check("JSON: letters go to those who answer", letters["answers"] > 0 and letters["prices"] == 0, letters)
    memory = profile["memory_bytes"]
    growth = sum(p["peak_memory_growth_bytes"] for p in parts)
    check("JSON: the growth of memory adds up", near(memory["before"] + growth, memory["most"], 1), profile)
    check("JSON: ties and people take memory", memory["ties"] > 0 and memory["people"] > 0, memory)
    check("without --profile JSON has none", "profile" not in json.loads(run("-o", path, "--json", "-q").stdout))


def contents(file):
    """Every dataset, group and attribute but /meta and what names the run."""
    import h5py
    found = {}

    def take(name, thing):
        if name == "meta" or name.startswith("meta/"):
            return
        value = thing[()] if isinstance(thing, h5py.Dataset) else None
        found[name] = (getattr(value, "tobytes", lambda: value)() if value is None or value.dtype != object else value.tolist(),
                       sorted(k for k in thing.attrs))
    file.visititems(take)
    return found, {k: v for k, v in file.attrs.items() if k not in ("run_uuid", "created")}


def test_file(plain, path):
    try:
        import h5py
    except ImportError:
        skip("the profile in the file", "python3-h5py is missing")
        return
    answer = run("-o", path, "--profile", "-q", "--threads", "2")
    with h5py.File(plain) as without, h5py.File(path) as f:
        check("the rest of the file is the same", contents(without) == contents(f), answer.stderr)
        check("a run without --profile has none", "profile" not in without["meta"])
        time, memory = f["meta/profile/time"], f["meta/profile/memory"]
        names = list(time["part"].asstr()[:])
        rows = table_rows(answer.stderr)
        check("file: the parts of the table are in it", set(rows) - {"in all"} <= set(names), names)
        check("file: columns are of one length", {len(d) for d in time.values()} == {len(names)}, list(time))
        seconds = dict(zip(names, time["seconds"][:]))
        check("file: seconds are those of the table", all(near(seconds[n], s, 0.00501) for n, (s, _) in rows.items()
                                                           if n not in ("in all", "whole file", "the rest")), (seconds, rows))
        check("file: seconds have a unit", time["seconds"].attrs["units"] == "s" and time["letters"].attrs["long_name"])
        check("file: weeks and threads", f["meta/profile"].attrs["weeks"] == 60 and f["meta/profile"].attrs["threads"] >= 1)
        held = dict(zip(memory["part"].asstr()[:], memory["bytes"][:]))
        check("file: memory", held["at most"] <= f["meta/peak_memory"][()] and 0 < held["ties"] < held["at most"], held)
        check("file: it took no longer than the run", sum(seconds.values()) > 0.5 * f["meta/wall_seconds"][()], seconds)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        plain, path = test_table(folder)
        test_file(plain, path)
        test_json(path)
        os.chdir("/")
    print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
    raise SystemExit(results["failed"] > 0)


main()
