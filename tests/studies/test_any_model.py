#!/usr/bin/python3
"""Every study in configs/studies, cut short, as a user would treat any run: with any number of threads, stopped and resumed, branched,
analysed, plotted as numbers, exported to Python. Needs build/renqing; run from the root of the repository."""
import collections
import csv
import glob
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skip    {missing}: no run file can be read")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

warnings.simplefilter("ignore")
PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
WEEKS, STOP, MOST = 12, 5, 1600
results = collections.Counter()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else f": {detail}"))


def skip(name, why):
    results["skipped"] += 1
    print(f"skip    {name}: {why}")


def reader(name):
    try:
        return __import__(name)
    except ImportError:
        skip("reading of exports", f"{name} is not installed")
        return None


networkx, anndata = reader("networkx"), reader("anndata")


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120)


def content(path):
    """All datasets but those of /meta, and the state's digest."""
    found = {}
    with h5py.File(path) as file:
        found["digest"] = file.attrs["state_digest"]
        file.visititems(lambda name, item: found.__setitem__(name, item[()]) if isinstance(item, h5py.Dataset) and
                        not name.startswith("meta/") else None)
    return found


def difference(one, other):
    """The name of the first thing that differs; "" for none."""
    if one.keys() != other.keys():
        return "what is there"
    for name in one:
        a, b = np.asarray(one[name]), np.asarray(other[name])
        if a.shape != b.shape or a.tobytes() != b.tobytes():
            if a.dtype != object or a.tolist() != b.tolist():
                return name
    return ""


def settings(path):
    """--set of what makes the run short."""
    size = re.search(r"^population:.*?size: *(\d+)", open(path).read(), re.S | re.M)
    few = ["--set", f"population.size={MOST}"] if size and int(size[1]) > MOST else []
    return ["--set", f"weeks={WEEKS}", "--set", "snapshots.every=0", "--set", "output.part_weeks=4", *few]


def is_series(item):
    return isinstance(item, h5py.Dataset) and item.attrs.get("CLASS") != b"DIMENSION_SCALE"


# ---- the run ----


def look_at_runs(name, path, folder):
    """The undisturbed run's file, after it was compared with others; None where it cannot be."""
    whole, file = settings(path), f"{folder}/one.h5"
    tried = run("run", path, *whole, "--dry-run")
    check(f"{name}: a dry run", tried.returncode == 0 and "memory" in tried.stdout + tried.stderr, tried.stderr or tried.returncode)
    done = run("run", path, *whole, "--threads", "1", "-q", "-o", file)
    check(f"{name}: it runs", done.returncode == 0, done.stderr)
    if done.returncode != 0:
        return None
    expected = content(file)
    run("run", path, *whole, "--threads", "3", "-q", "-o", f"{folder}/three.h5")
    check(f"{name}: one thread and three", difference(expected, content(f"{folder}/three.h5")) == "")
    stopped = run("run", path, *whole, "--threads", "3", "-q", "--stop-at", str(STOP), "-o", f"{folder}/again.h5")
    check(f"{name}: it stops with a checkpoint", stopped.returncode == 75, stopped.stderr)
    branch = run("run", path, *whole, "-q", "--from", f"{folder}/again.ckpt.h5", "-o", f"{folder}/branch.h5")
    check(f"{name}: a branch of the checkpoint is the same run",
          branch.returncode == 0 and content(f"{folder}/branch.h5")["digest"] == expected["digest"], branch.stderr)
    resumed = run("run", path, *whole, "--threads", "1", "-q", "--resume", "auto", "-o", f"{folder}/again.h5")
    check(f"{name}: it resumes", resumed.returncode == 0, resumed.stderr)
    check(f"{name}: resumed is undisturbed", difference(expected, content(f"{folder}/again.h5")) == "")
    held = run("verify", file)
    check(f"{name}: invariants hold", held.returncode == 0 and " 0 are broken" in held.stdout, held.stdout)
    return file


# ---- what is said of it ----


def look_at_series(name, file, run_file):
    series = {k: v for k, v in run_file["series"].items() if is_series(v)}
    said = run("analyze", file, "--section", "series", "--section", "people", "--section", "ties")
    lines = said.stdout.splitlines()
    named = {line.split()[0] for line in lines if line.startswith("  ") and line.split()}
    fields = list(run_file["snapshots"].values())[-1]["obs"].attrs["column-order"]
    check(f"{name}: analyze tells of every series and field", said.returncode == 0 and {*series, *fields} <= named,
          said.stderr or {*series, *fields} - named)
    check(f"{name}: on 80 columns", all(len(line) <= 80 for line in lines), [line for line in lines if len(line) > 80])
    told = json.loads(run("analyze", file, "--json", "--section", "series").stdout)["runs"][0]["sections"]["series"]
    wrong = []
    for key, data in series.items():
        values = data[()].reshape(WEEKS, -1)
        columns = told[key]["columns" if "columns" in told[key] else "labels"]
        rows = [dict(zip(columns, row)) for row in np.array(told[key]["value"], dtype=float).reshape(values.shape[1], -1)]
        meaning = told[key]["unit"] == data.attrs["units"] and told[key]["definition"] == data.attrs["long_name"]
        for cell in range(values.shape[1]):
            there = values[~np.isnan(values[:, cell].astype(float)), cell]
            said = rows[cell]
            if len(there) and not (meaning and said["first"] == there[0] and said["last"] == there[-1] and said["least"] == there.min() and
                                   said["most"] == there.max() and values[int(said["most_week"]) - 1, cell] == there.max() and
                                   np.isclose(said["mean"], there.mean())):
                wrong.append(key)
    check(f"{name}: first, last, mean, least and most of every series", not wrong, wrong)
    first = next(iter(series))
    drawn = list(csv.DictReader(io.StringIO(run("plot", file, "-k", "series", "--series", first, "--data").stdout)))
    curve = [float(row["value"] or "nan") for row in drawn][:WEEKS]
    check(f"{name}: a series as it is drawn", np.array_equal(curve, series[first][()].reshape(WEEKS, -1)[:, 0], equal_nan=True), curve)


def look_at_fields(name, file, run_file):
    obs = list(run_file["snapshots"].values())[-1]["obs"]
    told = json.loads(run("analyze", file, "--json", "--section", "people").stdout)["runs"][0]["sections"]["people"]
    wrong = []
    for field in obs.attrs["column-order"]:
        values, said = obs[field][()], dict(zip(told[field]["labels"], told[field]["value"]))
        if "flag_meanings" in obs[field].attrs:
            counts = [(values == code).sum() for code in range(len(obs[field].attrs["flag_meanings"].split()))]
            good = [said[word] for word in obs[field].attrs["flag_meanings"].split()] == counts
        elif "median" in said:
            good = np.isclose(said["mean"], values.mean(dtype=float)) and said["median"] == np.median(values.astype(float))
        else:
            good = sum(said.values()) == len(values) and all((values == int(value.replace(",", ""))).sum() == n for value, n in said.items())
        if not good:
            wrong.append(field)
    check(f"{name}: counts and moments of every field", not wrong, wrong)


# ---- other tools ----


def look_at_exports(name, file, run_file, folder, renqing):
    snapshot = list(run_file["snapshots"].values())[-1]
    people = len(snapshot["obs/_index"])
    ties = next((len(field["indices"]) // 2 for field in snapshot["obsp"].values()), 0)
    for kind in ("csv", "graphml", "h5ad"):
        done = run("export", file, "-f", kind, "-o", f"{folder}/export.{kind}")
        told = renqing or ties > 0 or kind == "h5ad" or "nobody is tied" in done.stderr
        check(f"{name}: {kind}", done.returncode == 0 and told, done.stderr)
    with open(f"{folder}/export.csv/people.csv", newline="") as table:
        rows = list(csv.DictReader(table))
    fields = set(snapshot["obs"].attrs["column-order"])
    check(f"{name}: csv has all people and fields", len(rows) == people and fields <= set(rows[0]), (len(rows), fields - set(rows[0])))
    for field in fields:
        if "flag_meanings" in snapshot["obs"][field].attrs and not renqing:
            words = snapshot["obs"][field].attrs["flag_meanings"].split()
            check(f"{name}: codes of {field} as words", [row[field] for row in rows] == [words[code] for code in snapshot["obs"][field]])
    tied = f"{folder}/export.csv/ties.csv"
    check(f"{name}: csv has all ties", (sum(1 for _ in open(tied)) - 1 if os.path.exists(tied) else 0) == ties)
    if networkx:
        graph = networkx.read_graphml(f"{folder}/export.graphml")
        check(f"{name}: graphml in networkx", (graph.number_of_nodes(), graph.number_of_edges()) == (people, ties), graph)
    if anndata:
        table = anndata.read_h5ad(f"{folder}/export.h5ad")
        halves = {matrix.nnz for matrix in table.obsp.values()} if ties else {0}
        whole = {len(matrix.indices) for matrix in table.obsp.values()} if ties else {0}
        check(f"{name}: h5ad in anndata", table.n_obs == people and whole == {2 * ties}, (table, halves))


def look_at_others(name, file, model):
    """What is of the model renqing only says so."""
    for command in (["analyze", file, "--section", "loyalty"], ["explain", file, "--list"], ["report", file, "-o", file + ".html"],
                    ["plot", file, "-k", "share", "--data"]):
        done = run(*command)
        check(f"{name}: {command[0]} is not of it", done.returncode == 65 and f"model {model}" in done.stderr and "renqing" in done.stderr,
              (done.returncode, done.stderr))


def look_at_study(path):
    name = os.path.basename(path)[:-5]
    model = re.search(r"^model: *(\w+)", open(path).read(), re.M)
    if not model:
        skip(name, "it is a closed form, not a model of the engine")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = look_at_runs(name, path, folder)
        if not file:
            return
        with h5py.File(file) as run_file:
            look_at_series(name, file, run_file)
            look_at_fields(name, file, run_file)
            look_at_exports(name, file, run_file, folder, model[1] == "renqing")
        if model[1] != "renqing":
            look_at_others(name, file, model[1])


WHAT_IF = """
model: tags
seed: 2
weeks: 40
replicates: 3
scenarios:
  - {name: strict, set: {tags.strict: yes}}
"""


def look_at_what_if():
    """Scenarios of another model than renqing: compared by its series, over the last tenth of the weeks."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/c.yaml", "w") as out:
            out.write(WHAT_IF)
        done = run("whatif", f"{folder}/c.yaml", "-o", f"{folder}/out", "-q")
        check("what if: it runs", done.returncode == 0, done.stderr)
        compared = run("compare", f"{folder}/out", "--json")
        result = json.loads(compared.stdout or "{}")
        outcomes = [outcome["name"] for outcome in result.get("outcomes", [])]
        check("what if: series that differ are outcomes", outcomes == ["donations", "tolerance"], compared.stderr or outcomes)
        for scenario, told in zip(("as_written", "strict"), result.get("scenarios", [])):
            means = []
            for number in (1, 2, 3):
                with h5py.File(f"{folder}/out/runs/{scenario}/r{number:04}.h5") as file:
                    means.append(file["series/donations"][36:].mean())
            check(f"what if: {scenario} as its runs say", np.allclose(told["values"]["donations"]["each"], means), told["values"])
        one = run("compare", f"{folder}/out", "--outcome", "donatons")
        check("what if: an outcome that is none", one.returncode == 64 and "did you mean 'donations'" in one.stderr, one.stderr)
        drawn = list(csv.DictReader(io.StringIO(run("plot", f"{folder}/out", "-k", "series", "--series", "tolerance", "--data").stdout)))
        check("what if: a line a scenario, with bands", {row["series"] for row in drawn} == {"as written", "strict"} and
              all(float(row["lower"]) <= float(row["value"]) <= float(row["upper"]) for row in drawn) and len(drawn) == 80, drawn[:3])


look_at_what_if()
for study in sorted(glob.glob("configs/studies/*.yaml")):
    look_at_study(study)
print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
sys.exit(1 if results["failed"] else 0)
