"""`plot`: every kind drawn from a run and from a folder of runs, its numbers against those of the files, and what can go wrong."""
import collections
import csv
import io
import os
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
HERE = os.path.dirname(os.path.abspath(__file__))
results = collections.Counter()
try:
    import h5py
    import numpy as np
except ImportError as missing:
    print("skip all of plot/test_plot: no %s" % missing.name)
    print("0 passed, 0 failed, 1 skipped")
    raise SystemExit(0)

BRANDS = ["人情", '"; system("touch broken_out"); set title "', "O'Hara's <b> & `touch broken_out` $c0, {x}_y^2 @z \\n"]
SCENARIOS = ["as written", "nothing 'at' \"all\""]
BY_BRAND = ["share", "retention", "churn", "survival", "loyalty", "customers", "brand_trust", "prices", "profit"]
BY_CLASS = ["classes", "ties", "trust", "survival_by_class"]
OTHERS = ["switching", "degree", "network", "neighborhood"]
CLASSES = ["instrumental", "mixed", "expressive"]
GNUPLOT = shutil.which("gnuplot")


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)[:400]))


def skip(name):
    results["skipped"] += 1
    print("skip " + name)


def plot(*arguments, **more):
    return subprocess.run([PROGRAM, "plot", *arguments], capture_output=True, text=True, timeout=120, **more)


def numbers(path, kind, *more):
    done = plot(path, "-k", kind, "--data", *more)
    check("numbers of %s %s" % (kind, " ".join(more)), done.returncode == 0 and not done.stderr, done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def curve(rows, series, panel=""):
    return [(float(r["x"]), float(r["value"]) if r["value"] else np.nan) for r in rows if r["series"] == series and r["panel"] == panel]


def same(a, b):
    return len(a) == len(b) and np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


def svg(path):
    """What is written in it, and how many curves, bands and sets of points it has."""
    root = xml.etree.ElementTree.parse(path).getroot()
    words = ["".join(t.itertext()).strip() for t in root.iter("{http://www.w3.org/2000/svg}text")]
    plots = {e.get("id") for e in root.iter() if re.match("figure_plot_", e.get("id") or "")}
    return words, len(plots)


def check_numbers(run, folder):
    with h5py.File(run) as f:
        bought, moved, price = f["series/purchases"][:], f["series/switch_count"][:].astype(float), f["series/price"][:]
        lost, customers = f["series/lost_customers"][:].astype(float), f["series/customers"][:].astype(float)
        weeks = len(bought)
        periods = [slice(k, min(k + 4, weeks)) for k in range(0, weeks, 4)]
        ends = [float(p.stop) for p in periods]
        rows = {kind: numbers(run, kind) for kind in ["share", "retention", "churn", "prices", "switching", "degree"]}
        for b, brand in enumerate(BRANDS):
            share = [bought[p, b].sum() / bought[p].sum() for p in periods]
            stay = [moved[p, b, b].sum() / moved[p, b].sum() if moved[p, b].sum() else np.nan for p in periods]
            leave = [lost[p, b].sum() / customers[p, b].sum() if customers[p, b].sum() else np.nan for p in periods]
            check("share of brand %d" % b, same(curve(rows["share"], brand), list(zip(ends, share))), curve(rows["share"], brand)[:3])
            check("retention of brand %d" % b, same(curve(rows["retention"], brand), list(zip(ends, stay))))
            check("churn of brand %d" % b, same(curve(rows["churn"], brand), list(zip(ends, leave))))
            listed = [(w + 1.0, p if p > 0 else np.nan) for w, p in enumerate(price[:, b])]
            check("price of brand %d" % b, same(curve(rows["prices"], brand), listed))
            flows = moved.sum(0)[b] / moved.sum(0)[b].sum()
            shown = {r["x"]: float(r["value"]) for r in rows["switching"] if r["series"] == brand}
            check("flows from brand %d" % b, list(shown) == BRANDS and same(list(shown.values()), list(flows)), shown)
        last = sorted(f["snapshots"])[-1]
        ties = np.diff(f["snapshots"][last]["obsp/closeness/indptr"][:])
        tail = [(float(k), np.mean(ties >= k)) for k in range(ties.max() + 1)]
        check("degrees", same(curve(rows["degree"], ""), tail))
    check_mean(folder)


def check_mean(folder):
    """The mean over two replicates with its t interval."""
    each = []
    for replicate in (1, 2):
        with h5py.File(os.path.join(folder, "runs/as_written/r%04d.h5" % replicate)) as f:
            each.append(f["series/customers"][:, 0].astype(float))
    rows = [r for r in numbers(folder, "customers", "--brand", BRANDS[0]) if r["series"] == SCENARIOS[0]]
    mean, half = np.mean(each, 0), 12.706204736 * np.std(each, 0, ddof=1) / np.sqrt(2)
    shown = np.array([[float(r[k]) for k in ("value", "lower", "upper")] for r in rows])
    check("mean and interval over replicates", np.allclose(shown, np.c_[mean, mean - half, mean + half], rtol=1e-8), shown[:2])
    first = [r for r in numbers(folder, "customers", "--scenario", SCENARIOS[1]) if r["series"] == BRANDS[0]]
    check("one scenario of a folder", len(first) == len(rows) and first[0]["panel"] == SCENARIOS[1])
    stopped = numbers(folder, "customers", "--brand", BRANDS[0], "--at", "20")
    check("--at ends the curves", max(float(r["x"]) for r in stopped) == 20)


def check_survival(run):
    """Kaplan and Meier by hand, from the panel's purchases."""
    with h5py.File(run) as f:
        bought = {k: f["events/purchases"][k][:] for k in ("week", "person", "brand")}
        weeks = len(f["series/step"])
    order = np.lexsort((np.arange(len(bought["week"])), bought["week"], bought["person"]))
    week, person, brand = (bought[k][order] for k in ("week", "person", "brand"))
    lives, known = [], set()
    for i in range(len(week)):
        begins = i == 0 or person[i] != person[i - 1] or brand[i] != brand[i - 1]
        if not begins or brand[i] != 0 or person[i] in known:
            continue
        known.add(person[i])
        ends = next((k for k in range(i + 1, len(week)) if person[k] != person[i] or brand[k] != brand[i]), len(week))
        left = ends < len(week) and person[ends] == person[i]
        lives.append((week[ends] - week[i] if left else weeks - week[i], left))
    lengths, left = np.array([float(l) for l, _ in lives]), np.array([e for _, e in lives])
    shown, stay, wanted = curve(numbers(run, "survival"), BRANDS[0]), 1.0, []
    for t, _ in shown:
        at_risk = np.sum(lengths >= t)
        stay *= 1 - np.sum((lengths == t) & left) / at_risk if at_risk else 1
        wanted.append(stay)
    check("survival", same([s for _, s in shown], wanted), list(zip(shown, wanted))[:4])


def check_network(run):
    nodes, places = {}, {}
    with h5py.File(run) as f:
        weeks = sorted(int(w) for w in f["snapshots"])
        for week in weeks:
            rows = numbers(run, "network", "--at", str(week), "--brand", BRANDS[0])
            nodes[week] = [r for r in rows if r["what"] == "node"]
            places[week] = [(r["x"], r["y"], r["radius"], r["people"], r["person"]) for r in nodes[week]]
            links = [r for r in rows if r["what"] == "link"]
            last = f["snapshots/%09d/obs/last_brand" % week][:]
            share = sum(float(n["share"] or 0) * float(n["people"]) for n in nodes[week]) / len(last)
            near = abs(share - np.mean(last == 0) / max(np.mean(last != 255), 1e-9)) < 0.02
            check("communities of week %d hold the customers" % week, near, share)
            check("links of week %d" % week, links and all(int(l["node"]) < int(l["other"]) < len(nodes[week]) for l in links))
    n = nodes[weeks[-1]]
    check("communities hold all people", sum(float(r["people"]) for r in n) == 400, len(n))
    check("the largest comes first", all(float(a["people"]) >= float(b["people"]) for a, b in zip(n, n[1:])))
    check("they lie in the unit square", all(0 <= float(r[c]) <= 1 for r in n for c in "xy"))
    apart = [np.hypot(float(a["x"]) - float(b["x"]), float(a["y"]) - float(b["y"])) > 0.95 * (float(a["radius"]) + float(b["radius"]))
             for i, a in enumerate(n) for b in n[:i]]
    check("hubs do not cover each other", np.mean(apart) > 0.98, np.mean(apart))
    check("places are the same every week", len(set(map(tuple, places.values()))) == 1)
    check("and every time", numbers(run, "network", "--brand", BRANDS[0]) == numbers(run, "network", "--brand", BRANDS[0]))
    check_neighborhood(run, weeks[-1])


def check_neighborhood(run, week):
    rows = numbers(run, "neighborhood", "--around", "17")
    people = {int(r["node"]): int(r["person"]) for r in rows if r["what"] == "node"}
    check("150 people around the one asked for", len(set(people.values())) == 150 and people[0] == 17, len(people))
    with h5py.File(run) as f:
        s = f["snapshots/%09d" % week]
        begin, target, close = (s["obsp/closeness"][k][:] for k in ("indptr", "indices", "data"))
        last = s["obs/last_brand"][:]
    closest = sorted(zip(-close[begin[17]:begin[18]], target[begin[17]:begin[18]]))[:5]
    check("it names its five closest", {int(t) for _, t in closest} <= set(people.values()))
    brands = [BRANDS[last[int(r["person"])]] if last[int(r["person"])] != 255 else "" for r in rows if r["what"] == "node"]
    check("coloured by the brand bought last", brands == [r["brand"] for r in rows if r["what"] == "node"])
    half = {(i, int(t)): float(c) for i in range(len(begin) - 1) for t, c in zip(target[begin[i]:begin[i + 1]], close[begin[i]:begin[i + 1]])}
    wanted = {(a, b): (half[people[a], people[b]] + half[people[b], people[a]]) / 2
              for a in people for b in people if a < b and (people[a], people[b]) in half}
    shown = {(int(r["node"]), int(r["other"])): float(r["weight"]) for r in rows if r["what"] == "link"}
    wanted = {k: w for k, w in wanted.items() if w > 0}
    check("links are the ties among them", shown.keys() == wanted.keys() and all(abs(shown[k] - wanted[k]) < 1e-6 for k in shown))


def begins_with(words, brand):
    """A label may be cut off with an ellipsis, and control characters are blanks."""
    return any(w == brand or (w.endswith("…") and len(w) > 3 and brand.startswith(w[:-1])) for w in words)


def check_drawings(run, folder, work):
    for kind in BY_BRAND + BY_CLASS + OTHERS + ["differences"]:
        if kind != "differences":
            file = os.path.join(work, kind + ".svg")
            done = plot(run, "-k", kind, "-o", file, cwd=work)
            check("%s of a run" % kind, done.returncode == 0 and not done.stderr, done.stderr)
            check_svg(kind, file, 1)
        file = os.path.join(work, kind + "_folder.svg")
        done = plot(folder, "-k", kind, "-o", file, cwd=work)
        check("%s of a folder" % kind, done.returncode == 0 and not done.stderr, done.stderr)
        check_svg(kind, file, 2)
    for kind in ["survival", "switching", "network", "differences"]:
        for ending, begin, end in ((".pdf", b"%PDF-1.", b"%%EOF"), (".png", b"\x89PNG\r\n\x1a\n", b"IEND")):
            check_twice(folder, kind, ending, begin, end, work)
    check("names are only names", not os.path.exists(os.path.join(work, "broken_out")))
    check("nothing else is left", not [n for n in os.listdir(work) if ".svg." in n or ".p" in n and n.count(".") > 1], os.listdir(work))


def check_svg(kind, file, scenarios):
    words, plots = svg(file)
    if kind in BY_BRAND:
        facets = 2 if kind == "brand_trust" else 1
        check("%s has its labels" % kind, all(begins_with(words, b) for b in BRANDS), words)
        check("%s has its curves" % kind, plots >= 3 * facets * scenarios, plots)
    elif kind in BY_CLASS:
        check("%s has its labels" % kind, "instrumental" in words and "week" in " ".join(words), words)
    elif kind == "switching":
        check("cells of switching", sum(bool(re.fullmatch(r"[01]\.\d{3}", w)) for w in words) >= 6 * scenarios, words)
    elif kind == "network":
        check("network has its legend", any(w.startswith("share of 人情") for w in words), words)
    elif kind == "neighborhood":
        check("neighborhood has its legend", begins_with(words, BRANDS[1]), words)
    elif kind == "differences":
        check("differences of outcomes", "customers (people)" in words and any("Paired" in w for w in words), words)
    if scenarios == 2 and kind not in ("differences", "degree"):
        check("%s has a panel for each scenario" % kind, begins_with(words, SCENARIOS[0]) and begins_with(words, SCENARIOS[1]), words)


def check_twice(path, kind, ending, begin, end, work):
    seen = []
    for attempt in (1, 2):
        file = os.path.join(work, kind + ending)
        done = plot(path, "-k", kind, "-o", file, "--force", "--width", "8.5", "--lang", "zh")
        with open(file, "rb") as f:
            content = f.read()
        seen.append(re.sub(rb"/CreationDate \([^)]*\)", b"", content))
    good = done.returncode == 0 and content.startswith(begin) and end in content[-64:]
    check("%s as %s" % (kind, ending), good, done.stderr)
    check("%s as %s: the same twice" % (kind, ending), seen[0] == seen[1])


def check_refusals(run, folder, work):
    def refused(name, code, words, *arguments, **more):
        done = plot(*arguments, **more)
        check(name, done.returncode == code and all(w in done.stderr for w in words) and not done.stdout, (done.returncode, done.stderr))

    out = os.path.join(work, "never.svg")
    empty = os.path.join(work, "empty")
    os.mkdir(empty)
    poor = dict(os.environ, PATH=empty)
    refused("no gnuplot", 73, ["gnuplot-nox", "--data"], run, "-k", "share", "-o", out, env=poor)
    check("but numbers", plot(run, "-k", "share", "--data", env=poor).returncode == 0)
    with open(os.path.join(empty, "gnuplot"), "w") as f:
        f.write('#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "line 7: the pen is dry" >&2\nexit 3\n')
    os.chmod(os.path.join(empty, "gnuplot"), 0o755)
    refused("gnuplot fails", 74, ["the pen is dry", "never.svg"], run, "-k", "share", "-o", out, env=poor)
    with open(os.path.join(empty, "gnuplot"), "w") as f:
        f.write("#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho '<svg>'\n")
    refused("gnuplot stops midway", 74, ["never.svg", "to its end"], run, "-k", "share", "-o", out, env=poor)
    refused("unknown kind", 64, ["'shore'", "did you mean 'share'"], run, "-k", "shore", "-o", out)
    refused("no kind", 64, ["-k"], run, "-o", out)
    refused("no output", 64, ["--data"], run, "-k", "share")
    refused("unknown ending", 64, [".svg, .pdf or .png"], run, "-k", "share", "-o", os.path.join(work, "a.gif"))
    refused("no such folder", 73, ["nowhere"], run, "-k", "share", "-o", os.path.join(work, "nowhere", "a.svg"))
    refused("unknown brand", 64, ["there is no brand '人请'"], run, "-k", "network", "--brand", "人请", "-o", out)
    refused("brand of a kind without", 64, ["--brand"], run, "-k", "ties", "--brand", "人情", "-o", out)
    refused("person of a kind without", 64, ["neighborhood"], run, "-k", "network", "--around", "3", "-o", out)
    refused("nobody", 64, ["there are 400"], run, "-k", "neighborhood", "--around", "400", "-o", out)
    refused("unknown scenario", 64, ["as writen", "did you mean"], folder, "-k", "share", "--scenario", "as writen", "-o", out)
    refused("scenario of a run", 64, ["--scenario"], run, "-k", "share", "--scenario", "as written", "-o", out)
    refused("differences of a run", 65, ["folder"], run, "-k", "differences", "-o", out)
    refused("week after the end", 64, ["64 weeks"], run, "-k", "share", "--at", "65", "-o", out)
    refused("no run", 66, ["no_run"], os.path.join(work, "no_run.h5"), "-k", "share", "-o", out)
    refused("no manifest", 66, ["manifest"], empty, "-k", "share", "-o", out)
    bare = os.path.join(work, "bare.h5")
    subprocess.run([PROGRAM, "run", os.path.join(HERE, "market.yaml"), "-o", bare, "--set", "panel.size=0", "--set", "weeks=12", "--set",
                    "snapshots.every=0", "--set", "market={}", "--set", "campaigns=[]"], capture_output=True, timeout=120, check=True)
    refused("no panel", 65, ["panel.size"], bare, "-k", "survival", "-o", out)
    check("nothing half-written", not os.path.exists(out) and not [n for n in os.listdir(work) if n.startswith("never")], os.listdir(work))
    with open(out, "w") as f:
        f.write("mine")
    refused("no overwriting", 73, ["--force"], run, "-k", "share", "-o", out)
    with open(out) as f:
        check("what was there stays", f.read() == "mine")


def main():
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "out")
        done = subprocess.run([PROGRAM, "whatif", os.path.join(HERE, "market.yaml"), "-o", folder], capture_output=True, text=True, timeout=300)
        check("the folder of runs", done.returncode == 0, done.stderr)
        run = os.path.join(folder, "runs/as_written/r0001.h5")
        check_numbers(run, folder)
        check_survival(run)
        check_network(run)
        if GNUPLOT:
            check_drawings(run, folder, work)
            check_refusals(run, folder, work)
        else:
            skip("drawings: gnuplot is not there")
    print("%d passed, %d failed, %d skipped" % (results["passed"], results["failed"], results["skipped"]))
    raise SystemExit(results["failed"] > 0)


main()
