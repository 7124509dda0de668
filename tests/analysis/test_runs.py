"""`analyze RUN`: a run whose panel is everybody, so that the panel's purchases and the series of the whole population must tell the same."""
import json
import math
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from test_purchases import Oracle, check, differences, random_log, results, run, write_log

try:
    import h5py
except ImportError:
    h5py = None

CONFIG = """
title: three brands, a price cut
seed: 5
weeks: 70
population:
  size: 400
  network: {kind: guanxi, mean_degree: 16}
panel: {size: 400}
brands:
  - {name: Jiahe, quality: 0.60, price: 10.0, unit_cost: 6.0, awareness: 1.0}
  - {name: 人情, quality: 0.55, price: 9.0, unit_cost: 5.0, awareness: 1.0}
  - {name: "New, comer", quality: 0.65, price: 10.5, unit_cost: 6.0, enters: 10, awareness: 0.3}
campaigns:
  - {brand: "New, comer", favor: personal_service, channel: live_chat, target: customers, start: 10, until: 60, every: 2, budget: 20000}
  - {brand: Jiahe, favor: discount, channel: email, target: customers, start: 5, until: 40, every: 4, value: 0.1, budget: 4000}
market:
  counter_offer: {brand: Jiahe, at: [40], price_cut: 0.25, weeks: 12}
scenarios:
  - {name: nothing, set: {campaigns: []}}
"""
CUT = "Jiahe, weeks 40-51"


def simulate(folder, name, *options):
    program = os.environ.get("RENQING", "build/renqing")
    config, path = os.path.join(folder, "run.yaml"), os.path.join(folder, name)
    with open(config, "w") as out:
        out.write(CONFIG)
    subprocess.run([program, "run", config, "-o", path, "-q", "--threads", "1", *options], check=True, timeout=300)
    return path


def analyzed(*arguments):
    answer = run(*arguments, "--json")
    if answer.returncode:
        raise SystemExit("analyze failed: " + answer.stderr)
    return json.loads(answer.stdout)["runs"]


def test_log_and_series_agree(sections):
    loyalty, switching = sections["loyalty"], sections["switching"]
    check("everybody who bought is in the log", loyalty["purchases"]["value"] > 3000)
    for measure in ("market_share", "repeat_rate_overall"):
        wrong = differences(switching[measure]["value"], loyalty[measure]["value"])
        check(f"series and panel agree: {measure}", not wrong, wrong)
    diagonal = [row[i] for i, row in enumerate(switching["switching"]["value"])]
    check("series and panel agree: repeat rates", not differences(diagonal, loyalty["repeat_rate"]["value"]))
    pairs = loyalty["purchases"]["value"] - loyalty["customers"]["value"]
    check("switches + repeats = purchases - first purchases", switching["consecutive_purchases"]["value"] == pairs, pairs)
    check("net gains sum to zero", sum(switching["net_gain"]["value"]) == 0)
    check("shares over time are there", len(switching["share_over_time"]["x"]) == 6 and switching["share_over_time"]["x"][-1] == 70)


def test_cut(sections):
    cuts = sections["switching"]["price_cuts"]
    check("the price cut is found, alone", cuts["rows"] == [CUT], cuts["rows"])
    before, during, after, share_before, share_during, share_after, down, up = cuts["value"][0]
    check("its prices", (before, during, after) == (10, 7.5, 10), cuts["value"])
    by_hand = [
        (s2 - s1) / (s1 + s2) / ((p2 - p1) / (p1 + p2))
        for p1, s1, p2, s2 in ((before, share_before, during, share_during), (during, share_during, after, share_after))
    ]
    check("its arc elasticities", not differences([down, up], by_hand), by_hand)
    for when in ("before", "during"):
        short, long = sections["answer"][f"stayed_{when}_cut"]["value"], sections["switching"][f"stay_{when}_cut"]["value"][0]
        check(f"the answer says who stayed {when} a rival's cut", short[0] is None and short[1:] == long[1:], (short, long))
    check("demand goes up when the price goes down", share_during > share_before and down < 0 and up < 0)


def test_no_cut(path):
    switching = analyzed(path, "--at", "39", "--section", "switching")[0]["sections"]["switching"]
    check("negative control: before the cut there is none", "price_cuts" not in switching)
    check("--at ends the series", switching["share_over_time"]["x"] == [13, 26, 39], switching["share_over_time"]["x"])


def test_file(path, sections, folder):
    """Against the file itself, read with h5py; and the panel's purchases as a log of the user's."""
    with h5py.File(path) as file:
        series = {name: file["series"][name][:] for name in ("switch_count", "price", "price_paid", "purchases", "customers")}
        costs, unit = file["series/campaign_costs"][:], file["series/unit_costs"][:]
        events = {name: file["events/purchases"][name][:] for name in ("person", "week", "brand", "tie_class", "price")}
    switching = sections["switching"]
    moved = series["switch_count"]
    wrong = differences(switching["switch_count"]["value"], moved.sum(axis=0).tolist())
    check("file: switch_count", not wrong, wrong)
    for measure, weeks in (("before", slice(31, 39)), ("during", slice(39, 51)), ("after", slice(51, 59))):
        n = moved[weeks].sum(axis=0)
        wrong = differences(switching[f"stay_{measure}_cut"]["value"], [[n[b, b] / n[b].sum() for b in range(3)]])
        check(f"file: who stayed {measure} the cut", not wrong, wrong)
    spent = [
        costs[:, b].sum() + sum(n * (list_price - paid) for n, list_price, paid in zip(*(series[s][:, b] for s in ("purchases", "price", "price_paid"))) if n)
        for b in range(3)
    ]
    check("file: costs of favors and discounts", not differences(switching["favor_costs"]["value"], spent), spent)
    check("file: discounts cost revenue, service costs money", spent[0] > 0 and spent[1] == 0 and spent[2] > 0, spent)
    each = [s / n for s, n in zip(spent, series["customers"][-1])]
    check("file: spent for each customer", not differences(switching["favor_costs_per_customer"]["value"], each), each)
    brands, classes = sections["loyalty"]["market_share"]["labels"], ["instrumental", "mixed", "expressive"]
    rows = [
        (str(p), int(w), brands[b], f"{k} {classes[k]}", float(c))
        for p, w, b, k, c in zip(*(events[name] for name in ("person", "week", "brand", "tie_class", "price")))
    ]
    items = {brands[b]: unit[:, b].sum() / series["purchases"][:, b].sum() for b in range(3)}
    test_oracle(sections["loyalty"], rows, items)
    test_as_log(sections["loyalty"], rows, folder)


def in_order(value, names, wanted):
    return [value[names.index(name)] if name in names else None for name in wanted]


def test_oracle(loyalty, rows, costs):
    """The oracle sorts brands and leaves out what never occurs; so what is compared is by name."""
    oracle = Oracle(rows, False, 13, costs=costs, discount=0.10, year=52)
    for measure, value in oracle.loyalty().items():
        result = loyalty[measure]
        given = result["value"]
        if measure in ("churn_hazard", "customer_survival_by_class", "churn_hazard_by_class"):
            names = [f"{k} {label}" for k, label in enumerate(result.get("columns", result.get("labels")))]
            given = [in_order(row, names, oracle.segments) for row in given] if isinstance(given[0], list) else in_order(given, names, oracle.segments)
        if "rows" in result:
            given = in_order(given, result["rows"], oracle.brands)
        if result.get("labels") and measure != "churn_hazard_by_class":
            given = in_order(given, result["labels"], oracle.brands)
        if result.get("columns") and measure in ("duplication", "retention_curve", "customer_survival"):
            given = [in_order(row, result["columns"], oracle.brands) for row in given]
        wrong = differences(given, value)
        check(f"oracle: {measure}", not wrong, wrong[:3])


def test_as_log(loyalty, rows, folder):
    path = os.path.join(folder, "panel.csv")
    write_log(path, rows)
    log = analyzed("--purchases", path)[0]["sections"]["loyalty"]
    for measure in ("repeat_rate_overall", "log_rank_brands", "duplication_coefficient", "purchases"):
        wrong = differences(log[measure]["value"], loyalty[measure]["value"])
        check(f"the panel as a log: {measure}", not wrong, wrong)


def test_side_by_side(path, other):
    answer = run(path, other, "--section", "answer", "--section", "switching", "--section", "loyalty")
    check("two scenarios side by side", any(line.split() == ["run", "nothing"] for line in answer.stdout.splitlines()), answer.stderr)
    check("side by side fits 120 columns", max(map(len, answer.stdout.splitlines())) <= 120)
    both = run(path, path, "--section", "switching", "--csv").stdout
    check("one run twice is told apart by its path", both.splitlines()[1].startswith(path + ","), both[:200])
    log = os.path.join(os.path.dirname(path), "log.csv")
    write_log(log, random_log(3, people=5))
    mixed = analyzed("--purchases", log, path, "--section", "loyalty", "--section", "trust")
    check("a log beside a run", [r["run"] for r in mixed] == ["log", "run"] and not mixed[0]["sections"]["trust"], mixed[0]["run"])
    alone = run("--purchases", log, "--section", "trust")
    check("a log alone has no trust", alone.returncode == 64 and "section 'trust' needs a run file" in alone.stderr, alone.stderr)


def test_bad_files(path, folder):
    text = os.path.join(folder, "text.h5")
    with open(text, "w") as out:
        out.write("not a run\n" * 100)
    short = os.path.join(folder, "short.h5")
    with open(path, "rb") as whole, open(short, "wb") as out:
        out.write(whole.read()[: os.path.getsize(path) // 2])
    for bad, codes in ((text, (65,)), (short, (65,)), (folder, (65, 66)), (os.path.join(folder, "nowhere.h5"), (66,))):
        answer = run(bad)
        good = answer.returncode in codes and bad in answer.stderr and not answer.stdout
        check("refused: " + os.path.basename(bad), good, (answer.returncode, answer.stderr))
    answer = run(path, "--at", "71")
    message = f"renqing: {path}: --at 71: the run has 70 weeks\n"
    check("refused: a week that never came", answer.returncode == 64 and answer.stderr == message, answer.stderr)


def test_without_panel(folder):
    path = simulate(folder, "nobody.h5", "--set", "panel.size=0", "--set", "weeks=5")
    sections = analyzed(path)[0]["sections"]
    check("a run without a panel says so", "panel.size" in sections["loyalty"]["purchases"]["note"], sections["loyalty"])
    check("... and has its switching", sections["switching"]["consecutive_purchases"]["value"] > 0)


def finite(value):
    return all(map(finite, value)) if isinstance(value, list) else value is None or math.isfinite(value)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = simulate(folder, "run.h5")
        other = simulate(folder, "other.h5", "--scenario", "nothing")
        sections = analyzed(path)[0]["sections"]
        check("every number is finite", all(finite(r["value"]) for s in sections.values() for r in s.values()))
        test_log_and_series_agree(sections)
        test_cut(sections)
        test_no_cut(path)
        if h5py:
            test_file(path, sections, folder)
        else:
            print("skip  python3-h5py is not there: figures are not compared with the file itself")
            results["skipped"] += 1
        test_side_by_side(path, other)
        test_bad_files(path, folder)
        test_without_panel(folder)
    skipped = f", {results['skipped']} skipped" if results["skipped"] else ""
    print(f"{results[True]} passed, {results[False]} failed{skipped}")
    return 1 if results[False] else 0


if __name__ == "__main__":
    sys.exit(main())
