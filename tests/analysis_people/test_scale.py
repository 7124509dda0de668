"""`analyze` and `export` of two sizes: memory grows by no more a person than the help says, any number of threads gives the same bytes, and
what is a sample says so."""
import collections
import json
import math
import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("RENQING", "build/renqing")
SANITIZED = os.environ.get("VARIANT", "release") in ("asan", "tsan")
SIZES = (36000, 60000)  # the smaller has more than one slab of halves (1,048,576): what is kept of a slab does not grow any more
ANALYZE, EXPORT = 250, 550  # bytes a person that the helps say, with 30 ties
results = collections.Counter()
CONFIG = """
title: large
seed: 3
weeks: 2
population:
  size: %d
  network: {kind: small_world, mean_degree: 30}
panel: {size: 60}
snapshots: {at: [2]}
brands:
  - {name: Jiahe, quality: 0.60, price: 10.0, unit_cost: 6.0, awareness: 1.0}
  - {name: Wanmei, quality: 0.55, price: 9.0, unit_cost: 5.0, awareness: 1.0}
  - {name: Newcomer, quality: 0.65, price: 10.5, unit_cost: 6.0, awareness: 0.5}
"""


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)[:400]))


def measured(*arguments, threads="2"):
    """Standard output and the largest resident set in bytes, of the program and its children."""
    code = ("import resource, subprocess, sys; a = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE); sys.stdout.buffer.write(a.stdout); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(a.returncode)")
    answer = subprocess.run([sys.executable, "-c", code, PROGRAM, *arguments], capture_output=True, timeout=300,
                            env=dict(os.environ, OMP_NUM_THREADS=threads))
    if answer.returncode:
        raise SystemExit("%s failed: %s" % (" ".join(arguments), answer.stderr.decode()))
    return answer.stdout, int(answer.stderr.split()[-1]) * 1024


def read(folder):
    return {name: open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))}


def test_memory(runs, folder):
    if SANITIZED:
        results["skipped"] += 1
        print("skip memory: a sanitizer has its own")
        return
    for name, most, arguments in (
        ("analyze", ANALYZE, lambda run: ("analyze", run, "--json")),
        ("export csv", EXPORT, lambda run: ("export", run, "-f", "csv", "-o", os.path.join(folder, "memory"), "--force")),
    ):
        used = [measured(*arguments(run))[1] for run in runs]
        each = (used[1] - used[0]) / (SIZES[1] - SIZES[0])
        print("      %s: %.0f bytes a person beside %.0f MB" % (name, each, (used[0] - each * SIZES[0]) / 1e6))
        check("%s takes at most %d bytes a person more" % (name, most), each <= most, used)


def test_threads(run, folder):
    analyzed = [measured("analyze", run, "--json", threads=n)[0] for n in ("1", "2", "3", "8")]
    check("analyze: the same bytes with 1, 2, 3 and 8 threads", all(a == analyzed[0] for a in analyzed))
    exported = []
    for n in ("1", "3"):
        path = os.path.join(folder, "threads" + n)
        measured("export", run, "-f", "csv", "-o", path, threads=n)
        exported.append(read(path))
    check("export: the same bytes with 1 and 3 threads", exported[0] == exported[1])
    return json.loads(analyzed[0])["runs"][0]["sections"]


def test_method(sections, run):
    methods = {(s, m): about for s, measures in sections.items() for m, about in measures.items() if about.get("value") is not None}
    wrong = [k for k, a in methods.items() if a.get("method") not in ("exact", "sample") or (a["method"] == "sample") != ("sample" in a)]
    check("each measure says whether it is exact or of a sample", not wrong, wrong)
    network = sections["network"]
    check("paths are of 4000 pairs", network["mean_distance"]["sample"] == {"size": 4000, "of": SIZES[0] * (SIZES[0] - 1), "unit": "pairs of people"},
          network["mean_distance"])
    check("and have an interval", network["mean_distance"]["lower"] < network["mean_distance"]["value"] < network["mean_distance"]["upper"])
    shares = [row[1] for row in network["betweenness_by_ties"]["value"]]
    check("shares of betweenness add up", math.isclose(sum(shares), 1), shares)
    check("constraint is of 5000 people", network["constraint"]["sample"]["size"] == 5000)
    check("loyalty is of the panel", sections["loyalty"]["repeat_rate"]["sample"] == {"size": 60, "of": SIZES[0], "unit": "people"})
    exact = ("ties", "degree_quantiles", "transitivity", "components", "degree_assortativity", "assortativity", "same_brand_by_class")
    check("the rest is exact", all(network[m]["method"] == "exact" for m in exact))
    check("communities are left out, and it is said how to have them", "--communities" in network["communities"]["note"], network["communities"])
    text = measured("analyze", run, "--section", "network")[0].decode()
    check("the text says it, too", "~ from a random sample of 4000 of" in text and "~ all else is exact" in text, text[-600:])


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = []
        for size in SIZES:
            config, path = os.path.join(folder, "c.yaml"), os.path.join(folder, "%d.h5" % size)
            with open(config, "w", encoding="utf-8") as out:
                out.write(CONFIG % size)
            subprocess.run([PROGRAM, "run", config, "-o", path, "-q"], check=True, timeout=300, capture_output=True)
            runs.append(path)
        test_memory(runs, folder)
        test_method(test_threads(runs[0], folder), runs[0])
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % {k: results[k] for k in ("passed", "failed", "skipped")})
    raise SystemExit(1 if results["failed"] else 0)


main()
