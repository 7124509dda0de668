"""renqing compare against formulas written anew here, from the run files alone; and what it says to bad input."""
import collections
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIG = os.path.abspath("tests/compare/market.yaml")
SCENARIOS = {"as written": "as_written", "chat": "chat", "nothing": "nothing"}
BASE, BRAND, WEEKS, BRANCH, CUT = "nothing", 1, 60, 20, (48, 55)
results = collections.Counter()
try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped compare: {missing}\n0 passed, 0 failed, 1 skipped")
    sys.exit()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else ": " + str(detail)))


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300)


def compare(*arguments):
    answer = run("compare", *arguments, "--json")
    return json.loads(answer.stdout) if answer.returncode == 0 else answer.stderr


def expect(name, answer, code, *words):
    missing = [word for word in words if word not in answer.stderr + answer.stdout]
    check(name, answer.returncode == code and not missing, f"exit {answer.returncode}, {missing} not in: {answer.stderr}{answer.stdout[-500:]}")


# ---- formulas ----

def student_below(t, free):
    """The t distribution, from its density by Simpson's rule (substituting t = sqrt(free) tan a, which makes it a power of a cosine)."""
    constant = math.gamma((free + 1) / 2) / math.gamma(free / 2) / math.sqrt(math.pi)
    end, steps = math.atan(t / math.sqrt(free)), 2000
    f = [math.cos(end * k / steps) ** (free - 1) for k in range(steps + 1)]
    return 0.5 + constant * end / steps / 3 * (f[0] + f[-1] + 4 * sum(f[1:-1:2]) + 2 * sum(f[2:-1:2]))


def student_quantile(p, free):
    low, high = 0.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if student_below(middle, free) < p else (low, middle)
    return low


def interval(x, level=0.95):
    n, mean = len(x), sum(x) / len(x)
    error = math.sqrt(sum((v - mean) ** 2 for v in x) / (n - 1) / n)
    half = student_quantile(0.5 + level / 2, n - 1) * error
    return mean, mean - half, mean + half, error


def near(a, b, tolerance=1e-7):
    if a is None or b is None:
        return a is None and b is None
    return abs(a - b) <= tolerance * max(1, abs(a), abs(b))


# ---- what a run says, anew ----

class Run:
    def __init__(self, path):
        with h5py.File(path) as f:
            series = {k: f["series"][k][:] for k in ("purchases", "switch_count", "customers", "profit", "price", "spend",
                                                    "customer_affective_trust", "customer_cognitive_trust", "customer_closeness")
                      if k in f["series"]}
            self.series = series
            self.bought = [f["events/purchases"][k][:] for k in ("week", "person", "brand")]
            self.contacted = set(f["events/contacts/person"][:]) if "contacts" in f["events"] else set()
            self.panel = set(f["panel"][:])
            snapshot = {w: f[f"snapshots/{w:09d}"] for w in (BRANCH, WEEKS)}
            self.last = {w: s["obs/last_brand"][:] for w, s in snapshot.items()}
            self.generation = snapshot[BRANCH]["obs/generation"][:]
            self.purchases = snapshot[BRANCH]["layers/brand_purchases"][:, BRAND]
            self.degree = np.diff(snapshot[BRANCH]["obsp/closeness/indptr"][:].astype(np.int64))

    def outcomes(self):
        s = self.series
        year, cut, before = slice(WEEKS - 52, WEEKS), slice(CUT[0] - 1, CUT[1]), slice(CUT[0] - 9, CUT[0] - 1)

        def stay(weeks):
            moves = s["switch_count"][weeks, BRAND].sum(0)
            return moves[BRAND] / moves.sum()
        last = {then: {} for then in (WEEKS - 52, WEEKS)}
        for week, person, brand in sorted(zip(*self.bought), key=lambda e: e[0]):
            for then, of in last.items():
                if week <= then:
                    of[person] = brand
        mine = [p for p, b in last[WEEKS - 52].items() if b == BRAND]
        return {
            "stayed_during_cut": stay(cut), "loss_during_cut": 1 - stay(cut) / stay(before),
            "retention": sum(last[WEEKS][p] == BRAND for p in mine) / len(mine), "switching": 1 - stay(year),
            "share": s["purchases"][year, BRAND].sum() / s["purchases"][year].sum(), "customers": s["customers"][-1, BRAND],
            "kept_customers": np.sum((self.last[BRANCH] == BRAND) & (self.last[WEEKS] == BRAND)), "profit": s["profit"][:, BRAND].sum(),
            "spend": s["spend"].sum() if "spend" in s else 0, "affective_trust": s["customer_affective_trust"][-1, BRAND],
            "cognitive_trust": s["customer_cognitive_trust"][-1, BRAND], "affection": s["customer_closeness"][-1, BRAND]}


def test_numbers(result, runs, values):
    check("it is about the brand with the campaign, beside the scenario without", (result["brand"], result["base"]) == ("Newcomer", BASE))
    check("they part before the campaign", result["branch_week"] == BRANCH)
    wrong = []
    for scenario in result["scenarios"]:
        for name, value in scenario["values"].items():
            if name in values[BASE]:
                mine = [float(v) for v in values[scenario["name"]][name]]
                if not all(near(a, b) for a, b in zip(mine, value["each"])):
                    wrong.append((scenario["name"], name, mine, value["each"]))
                if not all(near(a, b) for a, b in zip(interval(mine), (value["mean"], value["lower"], value["upper"]))):
                    wrong.append((scenario["name"], name, interval(mine), value))
    check("every outcome of every run, means and intervals", not wrong, wrong[:2])
    check("all outcomes are there", set(values[BASE]) | {"cost_per_kept_customer", "return_on_spend"} == {o["name"] for o in result["outcomes"]})


def test_differences(result, values):
    wrong, p = [], {}
    for d in result["differences"]:
        a, b = (np.array(values[s][d["outcome"]], float) for s in (d["scenario"], BASE))
        x, n = a - b, len(a)
        mean, lower, upper, error = interval(x)
        p[d["scenario"], d["outcome"]] = 2 * (1 - student_below(abs(mean) / error, n - 1)) if error > 0 else float(mean == 0)
        saved = (a.var(ddof=1) + b.var(ddof=1)) / x.var(ddof=1) if x.var() > 0 else None
        better = {o["name"]: o["better"] for o in result["outcomes"]}[d["outcome"]]
        above = student_below(mean / error, n - 1) if error > 0 else 0.5
        expected = {"mean": mean, "lower": lower, "upper": upper, "p": p[d["scenario"], d["outcome"]], "variance_ratio": saved,
                    "probability_better": {"high": above, "low": 1 - above, "none": None}[better]}
        wrong += [(d, k, v) for k, v in expected.items() if not near(v, d[k], 1e-6)]
        if d["pairs"] != n:
            wrong.append((d, "pairs"))
    check("differences, intervals, p, P(better), what pairing saved", not wrong, wrong[:2])
    most, wrong = 0, []
    for place, (key, value) in enumerate(sorted(p.items(), key=lambda item: item[1])):
        most = max(most, min(1, value * (len(p) - place)))
        d = next(d for d in result["differences"] if (d["scenario"], d["outcome"]) == key)
        if not near(d["p_adjusted"], most, 1e-6):
            wrong.append((key, most, d["p_adjusted"]))
    check("Holm's correction over all differences", len(p) == 24 and not wrong, wrong[:2])


def bootstrap(x, draws=20000):
    """Studentised, with numpy's generator: the same but for the luck of the resamples."""
    mean, _, _, error = interval(x)
    y = np.random.default_rng(1).choice(x, (draws, len(x)))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (y.mean(1) - mean) / (y.std(1, ddof=1) / math.sqrt(len(x)))
    low, high = np.quantile(t[np.isfinite(t)], [0.025, 0.975])
    return mean - high * error, mean - low * error


def test_bootstrap(result, values):
    far, seen = [], 0
    for d in result["differences"]:
        x = np.subtract(values[d["scenario"]][d["outcome"]], values[BASE][d["outcome"]]).astype(float)
        if d["bootstrap_lower"] is None or len(set(x)) < len(x):
            continue
        seen += 1
        mine, width = bootstrap(x), d["upper"] - d["lower"]
        if max(abs(mine[0] - d["bootstrap_lower"]), abs(mine[1] - d["bootstrap_upper"])) > 0.35 * width:
            far.append((d["scenario"], d["outcome"], mine, d["bootstrap_lower"], d["bootstrap_upper"], width))
    check("bootstrap intervals are those of other resamples, nearly", seen > 10 and not far, (seen, far[:3]))


def test_quotients(result, values):
    wrong, undefined = [], 0
    for scenario in result["scenarios"]:
        for name, (above, below) in {"cost_per_kept_customer": ("spend", "kept_customers"), "return_on_spend": ("profit", "spend")}.items():
            said = scenario["values"][name]
            y, x = (np.subtract(values[scenario["name"]][k], values[BASE][k]).astype(float) for k in (above, below))
            n, t = len(x), student_quantile(0.975, len(x) - 1)
            if scenario["name"] == BASE or interval(x)[1] <= 0:
                undefined += 1
                wrong += [] if said["mean"] is None and said["lower"] is None else [(scenario["name"], name, said)]
                continue
            c = np.cov(x, y) / n * t * t
            a, b, d = x.mean() ** 2 - c[0, 0], x.mean() * y.mean() - c[0, 1], y.mean() ** 2 - c[1, 1]
            root = math.sqrt(b * b - a * d)
            expected = (y.mean() / x.mean(), (b - root) / a, (b + root) / a)
            wrong += [] if all(map(near, expected, (said["mean"], said["lower"], said["upper"]))) else [(scenario["name"], name, said, expected)]
    check("cost of a kept customer and return on spend (Fieller)", not wrong and undefined >= 2, wrong)


# ---- uplift ----

def share(y, x):
    value = sum(y) / sum(x)
    squares, n = sum((a - value * b) ** 2 for a, b in zip(y, x)), len(x)
    if squares == 0:
        return value, None, None
    half = student_quantile(0.975, n - 1) * math.sqrt(n / (n - 1) * squares) / sum(x)
    return value, value - half, value + half


def groups_of(with_it, without, who):
    kept, left = [(run.last[WEEKS] == BRAND) & who for run in (with_it, without)], [(run.last[WEEKS] != BRAND) & who for run in (with_it, without)]
    return [np.sum(kept[0] & left[1]), np.sum(kept[0] & kept[1]), np.sum(left[0] & left[1]), np.sum(left[0] & kept[1])]


def segments_of(without, with_it):
    """name -> who, of the base's people in the week before the scenarios part."""
    risk = without.last[BRANCH] == BRAND
    cuts = np.quantile(without.degree[risk], [0.25, 0.5, 0.75])
    names = ["fewest ties", "fewer ties", "more ties", "most ties"]
    who = {("degree", name): np.searchsorted(cuts, without.degree) == k for k, name in enumerate(names)}
    who |= {("generation", name): without.generation == k for k, name in enumerate(["baby_boomers", "x", "y", "z"])}
    p = without.purchases
    who |= {("bought_before", "bought it once"): p == 1, ("bought_before", "2 or 3 times"): (p >= 2) & (p < 4),
            ("bought_before", "4 to 7 times"): (p >= 4) & (p < 8), ("bought_before", "8 times or more"): p >= 8}
    people = np.arange(len(risk))
    reached, panel = np.isin(people, list(with_it.contacted)), np.isin(people, list(without.panel))
    channel = "live_chat" if with_it.name == "chat" else "phone"
    who |= {("channel", channel): panel & reached, ("channel", "not contacted"): panel & ~reached}
    return {key: risk & w for key, w in who.items()}


def test_uplift(result, runs):
    names, wrong, seen = ["persuadable", "sure_thing", "lost_cause", "sleeping_dog"], [], 0
    for u in result["uplift"]:
        pairs = list(zip(runs[u["scenario"]], runs[BASE]))
        all_counts = np.array([groups_of(a, b, b.last[BRANCH] == BRAND) for a, b in pairs])
        at_risk = all_counts.sum(1)
        for k, name in enumerate(names):
            g, (value, lower, upper) = u["groups"][name], share(all_counts[:, k], at_risk)
            lower, upper = lower and max(0, lower), upper and min(1, upper)
            if not (near(g["count"], all_counts[:, k].mean()) and near(g["share"], value) and near(g["lower"], lower) and near(g["upper"], upper)):
                wrong.append((u["scenario"], name, g, value, lower, upper))
        counted = [{key: groups_of(a, b, who) for key, who in segments_of(b, a).items()} for a, b in pairs]
        for s in u["segments"]:
            if s["by"] == "community":
                continue
            seen += 1
            c = np.array([one[s["by"], s["value"]] for one in counted])
            expected = share(c[:, 0] - c[:, 3], c.sum(1))
            good = near(s["customers"], c.sum(1).mean()) and all(map(near, expected, (s["uplift"], s["lower"], s["upper"])))
            good = good and all(near(s[name], c[:, k].sum() / c.sum()) for k, name in enumerate(names))
            wrong += [] if good else [(u["scenario"], s, c.tolist(), expected)]
        order = [s["uplift"] for s in u["segments"]]
        wrong += [] if order == sorted(order, reverse=True) else [("order", order)]
    check("uplift of everybody at risk and of every segment", seen == 28 and not wrong, (seen, wrong[:2]))
    kept = {s["name"]: s["values"]["kept_customers"]["mean"] for s in result["scenarios"]}
    extra = {u["scenario"]: u["groups"]["persuadable"]["count"] - u["groups"]["sleeping_dog"]["count"] for u in result["uplift"]}
    check("persuadable less sleeping dogs are the extra kept customers", all(near(kept[s] - kept[BASE], extra[s]) for s in extra))


# ---- what is said ----

def test_verdict(result, folder):
    part = result["verdict_parts"][0]
    means = {s["name"]: s["values"]["stayed_during_cut"]["mean"] for s in result["scenarios"]}
    check("the verdict is about the price cut, and of the best", part["outcome"] == "stayed_during_cut" and part["kind"] == "clear" and
          part["best"] == "as written" == max(means, key=means.get), part)
    words = [f"{100 * means['as written']:.1f}%", f"{100 * means[BASE]:.1f}%", f"{100 * part['lower']:.1f} to {100 * part['upper']:.1f}",
             f"{part['cost']['value']:.2f}", "keeps more of the purchases of Newcomer's customers while a rival cuts its price"]
    check("it says so with numbers", not [w for w in words if w not in result["verdict"]], result["verdict"])
    text = run("compare", folder)
    wide = [line for line in text.stdout.splitlines() if len(line) > 120]
    check("the text has verdict, scenarios, differences, whom to court", text.returncode == 0 and not wide and all(
        w in text.stdout for w in ("Scenarios:", "'chat' less 'nothing'", "Whom to court with 'as written'", "persuadable")), wide)
    unclear = compare(folder, "--base", "chat", "--outcome", "cognitive_trust", "--outcome", "customer_owed", "--by", "")
    check("--outcome, --base and --by choose", [o["name"] for o in unclear["outcomes"]] == ["cognitive_trust", "customer_owed"] and
          unclear["base"] == "chat" and len(unclear["verdict_parts"]) == 2 and not unclear["uplift"][0]["segments"])
    lines = run("compare", folder, "--csv").stdout.splitlines()
    check("--csv has the same", lines[0] == "kind,scenario,of,what,value" and
          any(x.startswith("difference,chat,share,mean,") and near(float(x.rsplit(",", 1)[1]), next(
              d["mean"] for d in result["differences"] if (d["scenario"], d["outcome"]) == ("chat", "share"))) for x in lines))


# ---- bad input ----

def run_of(folder, scenario, replicate):
    return f"{folder}/runs/{SCENARIOS[scenario]}/r{replicate:04d}.h5"


def test_words(folder):
    pair = run_of(folder, BASE, 1), run_of(folder, "chat", 1)
    expect("no runs named", run("compare"), 64, "which runs?")
    expect("an empty folder", run("compare", tempfile.mkdtemp(dir=folder)), 66, "no runs in this folder")
    expect("nothing there", run("compare", "/nowhere.h5"), 66, "/nowhere.h5")
    expect("a misspelt scenario", run("compare", *pair, "--base", "nothin"), 64, "did you mean 'nothing'?")
    expect("an unknown brand", run("compare", *pair, "--brand", "Newcommer"), 64, "did you mean 'Newcomer'?")
    expect("a misspelt outcome", run("compare", *pair, "--outcome", "retenton"), 64, "did you mean 'retention'?")
    expect("a misspelt label", run("compare", *pair, "--outcome", "ties:mixd"), 64, "did you mean 'ties:mixed'?")
    expect("a misspelt segment", run("compare", *pair, "--by", "degre"), 64, "did you mean 'degree'?")
    expect("a week that is not there", run("compare", *pair, "--at", 61), 64, "60 weeks")
    expect("a level that is none", run("compare", *pair, "--level", 95), 64, "not between")
    expect("two forms at once", run("compare", *pair, "--json", "--csv"), 64, "at once")


def test_mixed(folder):
    other, short, gift = (f"{folder}/{name}.h5" for name in ("other", "short", "gift"))
    with open(f"{folder}/other.yaml", "w") as out:
        out.write(open(CONFIG).read().replace("0.62", "0.7"))
    run("run", f"{folder}/other.yaml", "--set", "replicate=1", "--set", "weeks=60", "-o", other, "-q")
    run("run", CONFIG, "--set", "replicate=1", "--set", "weeks=30", "-o", short, "-q")
    run("run", CONFIG.replace("tests/compare/market.yaml", "configs/bench/gift.yaml"), "--set", "weeks=2", "--set", "population.size=100",
        "-o", gift, "-q")
    base = run_of(folder, BASE, 1)
    expect("runs of two configurations", run("compare", base, other), 65, "different configurations")
    expect("runs of two lengths", run("compare", base, short), 65, "different lengths")
    expect("a run of another model", run("compare", base, gift), 65, "different models")
    expect("the same run twice", run("compare", base, base), 65, "both scenario 'nothing', replicate 1")


def test_members(folder):
    one = compare(run_of(folder, BASE, 1), run_of(folder, "as written", 1))
    check("one replicate: no interval, and it says so", one["differences"][0]["lower"] is None and one["differences"][0]["mean"] is not None and
          one["verdict_parts"][0]["kind"] == "single" and any("one replicate only" in w for w in one["warnings"]), one["warnings"])
    check("run files alone: the week in which they part is found", one["branch_week"] == BRANCH, one["branch_week"])
    alone = compare(run_of(folder, BASE, 1))
    check("one run: nothing to compare", alone["verdict_parts"][0]["kind"] == "none" and "nothing to compare" in alone["verdict"])
    hurt = f"{folder}/hurt"
    shutil.copytree(folder + "/runs", hurt + "/runs")
    shutil.copy(folder + "/manifest.json", hurt)
    with open(run_of(hurt, "chat", 2), "r+b") as file:
        file.seek(3000)
        file.write(b"\xff" * 100000)
    os.remove(run_of(hurt, BASE, 3))
    result = compare(hurt)
    gone = {(m["scenario"], m["replicate"]) for m in result["members"]["missing"]}
    pairs = {d["scenario"]: d["pairs"] for d in result["differences"] if d["outcome"] == "customers"}
    check("damaged and missing members are told", gone == {("chat", 2), (BASE, 3)} and result["members"]["found"] == 16, result["members"])
    check("their pairs are left out, not filled", pairs == {"as written": 5, "chat": 4}, pairs)
    check("nor their values", [v is None for v in result["scenarios"][1]["values"]["share"]["each"]] == [False, True] + 4 * [False])
    manifest = json.load(open(hurt + "/manifest.json"))
    for member in manifest["runs"]:
        member.update(state="failed", message="disk full")
    json.dump(manifest, open(hurt + "/manifest.json", "w"))
    expect("no run at all that can be read", run("compare", hurt), 66, "no run that can be read", "failed: disk full")


PEOPLE = """
title: people alone
weeks: 10
population: {size: 120}
replicates: 2
question: {outcomes: ["ties:mixed", repayment_delay], base: prompt}
scenarios:
  - name: prompt
    set: {favors.repayment.occasions: 3}
"""


def test_question(scratch):
    with open(f"{scratch}/people.yaml", "w") as out:
        out.write(PEOPLE)
    made = run("whatif", f"{scratch}/people.yaml", "-o", f"{scratch}/people")
    result = compare(f"{scratch}/people")
    check("the configuration asks; without brands, of series", made.returncode == 0 and result["brand"] is None and result["base"] == "prompt" and
          [o["name"] for o in result["outcomes"]] == ["ties:mixed", "repayment_delay"] and len(result["verdict_parts"]) == 2, made.stderr)
    means = []
    for replicate in (1, 2):
        with h5py.File(f"{scratch}/people/runs/as_written/r{replicate:04d}.h5") as f:
            means.append(f["series/ties"][:, 1].mean())
    said = next(s for s in result["scenarios"] if s["name"] == "as written")["values"]["ties:mixed"]["each"]
    check("a series is its mean over the last year", all(map(near, means, said)), (means, said))
    check("options win over the configuration", compare(f"{scratch}/people", "--base", "as written", "--outcome", "face")["base"] == "as written")
    expect("without brands there must be a series", run("compare", f"{scratch}/people", "--outcome", "share"), 64, "ties:mixed")
    with open(f"{scratch}/wrong.yaml", "w") as out:
        out.write(PEOPLE.replace('["ties:mixed", repayment_delay]', "[{a: b}]"))
    expect("outcomes that are no texts", run("config", "check", f"{scratch}/wrong.yaml"), 65, "outcomes.0 is a mapping", "must be a text")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = f"{scratch}/out"
        made = run("whatif", CONFIG, "-o", folder)
        if made.returncode != 0:
            check("the what-if", False, made.stderr)
        else:
            result = compare(folder)
            runs = {s: [Run(run_of(folder, s, r)) for r in result["replicate_numbers"]] for s in SCENARIOS}
            for scenario, of in runs.items():
                for one in of:
                    one.name = scenario
            values = {s: {k: [o[k] for o in each] for k in each[0]} for s, each in ((s, [r.outcomes() for r in of]) for s, of in runs.items())}
            test_numbers(result, runs, values)
            test_differences(result, values)
            test_bootstrap(result, values)
            test_quotients(result, values)
            test_uplift(result, runs)
            test_verdict(result, folder)
            test_words(folder)
            test_mixed(folder)
            test_members(folder)
        test_question(scratch)
    print(f"{results['passed']} passed, {results['failed']} failed")
    sys.exit(results["failed"] > 0)


main()
