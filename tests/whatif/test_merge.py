"""`merge` and `status` of a what-if: every number of every run at its place in one file, read with h5py and xarray; nothing filled in."""
import collections
import json
import os
import shutil
import subprocess
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIG = os.path.abspath("tests/whatif/tiny.yaml")
results = collections.Counter()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else ": " + str(detail)))


def skip(name, why):
    results["skipped"] += 1
    print(f"skipped {name}: {why}")


def run(*arguments, prefix=()):
    return subprocess.run([*prefix, PROGRAM, *arguments], capture_output=True, text=True, timeout=300)


def expect(name, answer, code, *words):
    missing = [word for word in words if word not in answer.stdout + answer.stderr]
    check(name, answer.returncode == code and not missing, f"exit {answer.returncode}, {missing} not in: {answer.stdout}{answer.stderr}")


def in_h5py(path, gone):
    """Every series of every run is there, bit for bit; what is gone is NaN."""
    try:
        import h5py
        import numpy
    except ImportError:
        skip("the merged file in h5py", "python3-h5py is missing")
        return
    with open(os.path.join(path, "manifest.json")) as f:
        manifest = json.load(f)
    slugs = {s["name"]: s["slug"] for s in manifest["scenarios"]}
    with h5py.File(os.path.join(path, "merged.h5")) as merged:
        check("scenarios and replicates are scales", [s.decode() for s in merged["scenario"][:]] == list(slugs)
              and list(merged["replicate"][:]) == [1, 2, 3])
        different, seen = [], 0
        for r in manifest["runs"]:
            place, group = r["replicate"] - 1, merged[slugs[r["scenario"]]]
            row = list(slugs).index(r["scenario"])
            if (r["scenario"], r["replicate"]) in gone:
                holes = all(numpy.isnan(d[place]).all() for d in group.values() if not h5py.h5ds.is_scale(d.id))
                check(f"{r['scenario']}, {r['replicate']} is NaN and not covered", holes and merged["coverage"][row, place] == 0)
                continue
            with h5py.File(os.path.join(path, r["path"])) as one:
                series = {n for n, d in one["series"].items() if not h5py.h5ds.is_scale(d.id)}
                seen += len(series)
                if series != {n for n, d in group.items() if not h5py.h5ds.is_scale(d.id)} or merged["coverage"][row, place] != 1:
                    different.append(r["path"])
                for name in series:
                    a, b = one["series"][name], group[name]
                    dims = [list(d)[0] for d in a.dims], [list(d)[0] for d in b.dims]
                    same = numpy.array_equal(a[:].astype(float), b[place], equal_nan=True) and dims[1] == ["replicate", *dims[0]]
                    if not (same and all(a.attrs[k] == b.attrs[k] for k in ("units", "long_name"))):
                        different.append(f"{r['path']}:{name}")
        check("every series of every run is at its place, with its dimensions, units and meaning", not different and seen > 100, different[:5])


def in_xarray(path):
    try:
        import xarray
    except ImportError:
        skip("the merged file in xarray", "python3-xarray is missing")
        return
    file = os.path.join(path, "merged.h5")
    with xarray.open_dataset(file) as table:
        check("xarray opens it", table["coverage"].dims == ("scenario", "replicate") and "打折 20 %" in table["scenario"].values, table)
    with xarray.open_dataset(file, group="打折_20__") as one:
        switches = one["switch_count"]
        check("xarray opens a scenario", switches.dims == ("replicate", "step", "brand", "brand_to") and dict(one.sizes)["replicate"] == 3
              and list(one["brand"].values) == ["Jiahe", "人情"] and list(one["step"].values) == list(range(1, 25)), one)
        check("and finds what a dimension means", switches.sel(brand="Jiahe", brand_to="人情", step=24).shape == (3,)
              and switches.attrs["long_name"] and float(one["purchases"].sum()) > 0)


def test_whole(path):
    expect("what-if to merge", run("whatif", CONFIG, "-o", path), 0)
    expect("status of all", run("status", path), 0, "A tiny market", "All runs are finished", "打折 20 %")
    expect("merging all", run("merge", path), 0, "12 of 12 runs")
    in_h5py(path, set())
    in_xarray(path)


def test_holes(path):
    os.remove(os.path.join(path, "runs/nothing/r0002.h5"))
    os.truncate(os.path.join(path, "runs/the_same/r0003.h5"), 30000)
    shutil.copy(os.path.join(path, "runs/as_written/r0002.h5"), os.path.join(path, "runs/as_written/r0001.h5"))
    expect("a missing, a damaged and a wrong run are reported", run("merge", path), 75, "nothing, replicate 2", "the same, replicate 3",
           "as written, replicate 1 is left out", "another run than the manifest says", "9 of 12 runs", "--missing")
    in_h5py(path, {("nothing", 2), ("the same", 3), ("as written", 1)})
    answer = run("status", path, "--json")
    state = json.loads(answer.stdout)
    check("status sees what is missing", answer.returncode == 75 and not state["complete"] and not state["at_work"]
          and [s["missing"] for s in state["scenarios"]] == [0, 1, 0, 0], answer.stdout)
    before = os.stat(os.path.join(path, "merged.h5")).st_mtime_ns
    full = run("merge", path, prefix=("bash", "-c", "ulimit -f 50; exec \"$@\"", "-"))
    check("a full disk is an error, and the file that was there stays", full.returncode == 74 and "merged.h5" in full.stderr
          and os.stat(os.path.join(path, "merged.h5")).st_mtime_ns == before and not os.path.exists(os.path.join(path, "merged.h5.tmp")),
          f"{full.returncode} {full.stderr}")


def test_bad(folder):
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    for command in ("merge", "status"):
        expect(f"{command} of an empty folder", run(command, empty), 66, "no runs in this folder")
        expect(f"{command} of nothing", run(command, os.path.join(folder, "none")), 66, "none")
        expect(f"{command} without a folder", run(command), 64, "give the folder")
        expect(f"{command} with a strange option", run(command, empty, "--frce"), 64, "there is no option --frce")


def main():
    folder = tempfile.mkdtemp(prefix="renqing-merge-")
    try:
        path = os.path.join(folder, "whatif")
        test_whole(path)
        test_holes(path)
        test_bad(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
    raise SystemExit(results["failed"] > 0)


main()
