"""`explain`: the story against the panel's events, and the reasons for leaving against the utility of model.md 6, both read with h5py."""
import collections
import json
import math
import os
import subprocess
import tempfile

PROGRAM = os.environ.get("RENQING", "build/renqing")
results = collections.Counter()
try:
    import h5py
    import numpy as np
except ImportError as missing:
    print("skip all of explain/test_explain: no %s" % missing.name)
    print("0 passed, 0 failed, 1 skipped")
    raise SystemExit(0)

CONFIG = """
title: stories
seed: 21
weeks: 60
population:
  size: 300
  network: {kind: guanxi, mean_degree: 18}
panel: {size: 120}
snapshots: {every: 30}
brands:
  - {name: Jiahe, quality: 0.60, price: 10.0, unit_cost: 6.0, awareness: 1.0}
  - {name: 人情, quality: 0.60, price: 9.0, unit_cost: 6.0, awareness: 1.0, failure_rate: 0.10}
  - {name: Newcomer, quality: 0.65, price: 10.5, unit_cost: 6.0, enters: 10, awareness: 0.3}
campaigns:
  - {name: visits, brand: 人情, favor: personal_service, channel: face_to_face, target: everyone, start: 5, until: 60, every: 2, budget: 900000}
market:
  counter_offer: {brand: Jiahe, at: [30], price_cut: 0.30, weeks: 12}
"""
BRANDS = ["Jiahe", "人情", "Newcomer"]
PARTS = ["taste", "perceived_quality", "price", "affective_trust", "owed", "habit", "doubt"]


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)[:500]))


def explain(*arguments):
    return subprocess.run([PROGRAM, "explain", *arguments], capture_output=True, text=True, timeout=60)


def told(*arguments):
    answer = explain(*arguments, "--json")
    if answer.returncode:
        raise SystemExit("explain failed: " + answer.stderr)
    return json.loads(answer.stdout)


class Events:
    def __init__(self, path):
        with h5py.File(path) as file:
            self.kind = {k: {c: file["events"][k][c][:] for c in file["events"][k]} for k in file["events"]}
            self.panel = file["panel"][:].tolist()
            self.price = file["series/price"][:]
            s = file["snapshots/000000030"]
            self.taste = s["layers/taste"][:].astype(float)
            self.sensitivity = s["obs/price_sensitivity"][:].astype(float)
            self.orientation = s["obs/orientation"][:].astype(float)

    def rows(self, kind, **where):
        e = self.kind[kind]
        keep = np.ones(len(e["week"]), bool)
        for column, value in where.items():
            keep &= e[column] == value
        return [{c: e[c][n].item() for c in e} for n in np.flatnonzero(keep)]


# ---- customers ----


def expected_kinds(events, person, brand):
    """How many events of each kind the story must tell."""
    buys = events.rows("purchases", person=person)
    own = [b for b in buys if b["brand"] == brand]
    kinds = collections.Counter()
    for b in buys:
        left = b["previous"] == brand and b["brand"] != brand
        first = bool(own) and b is own[0]
        kinds["leaving" if left else "first_purchase" if first else
              "coming_back" if b["brand"] == brand and b["previous"] != brand else "purchase"] += 1
    kinds["contact"] = len(events.rows("contacts", person=person, brand=brand))
    kinds["return"] = len(events.rows("returns", person=person, brand=brand))
    kinds["heard"] = len(events.rows("heard", person=person, brand=brand))
    return +kinds


def test_counts(run, events):
    wrong = []
    for person in events.panel[:40]:
        for brand, name in enumerate(BRANDS):
            story = told(run, "--customer", str(person), "--brand", name)
            found = collections.Counter()
            for line in story["lines"]:
                found[line["kind"]] += line["count"]
            if found != expected_kinds(events, person, brand):
                wrong.append((person, name, found, expected_kinds(events, person, brand)))
            weeks = [line["from"] for line in story["lines"]]
            if weeks != sorted(weeks):
                wrong.append((person, name, "not in order", weeks))
            bought = len(events.rows("purchases", person=person, brand=brand))
            if "bought %s %d time" % (name, bought) not in story["summary"]:
                wrong.append((person, name, story["summary"]))
    check("every event of 40 customers and 3 brands is told once, in order", not wrong, wrong[:2])


def standing(events, person, brand, at):
    """The brand's closeness, trusts, debt and doubt at a purchase, from the events before it."""
    buys = events.rows("purchases", person=person)
    s = {"closeness": 0, "affective_trust": 0, "cognitive_trust": 0, "owed": 0}
    when = 0
    for b in buys[:at]:
        if b["brand"] == brand:
            s.update({k: b[k] for k in s})
            when = b["week"]
    for c in events.rows("contacts", person=person, brand=brand):
        if when <= c["week"] <= buys[at]["week"]:
            s.update({k: c[k] for k in ("closeness", "affective_trust", "owed")})
    return s


def doubt(events, person, brand, week):
    d, since = 0.0, 0
    for h in events.rows("heard", person=person, brand=brand, what=1):
        if h["week"] < week:
            d, since = min(1, d * 2 ** (-(h["week"] - since) / 4) + h["strength"]), h["week"]
    return d * 2 ** (-(week - since) / 4)


def parts(events, person, brand, s, price, last, week):
    rho, k = events.orientation[person], 2 if s["closeness"] >= 0.70 else 1 if s["closeness"] >= 0.25 else 0
    a = s["affective_trust"]
    return [events.taste[person, brand], 3 * (s["cognitive_trust"] - 0.5), -6 * events.sensitivity[person] * (price / 9.5 - 1),
            rho * k * 2 * a, rho * k * math.tanh(s["owed"]), 0.3 if last else 0,
            -2 * doubt(events, person, brand, week) * (1 - rho * min(1, k) * a)]


def test_leavings(run, events):
    wrong, leavings, mains = [], 0, collections.Counter()
    for person in events.panel:
        buys = events.rows("purchases", person=person)
        if not any(b["brand"] == 1 for b in buys):
            continue
        story = told(run, "--customer", str(person), "--brand", BRANDS[1])
        expected = [n for n, b in enumerate(buys) if b["previous"] == 1 and b["brand"] != 1]
        if len(expected) != len(story["leavings"]):
            wrong.append((person, len(expected), len(story["leavings"])))
            continue
        for n, found in zip(expected, story["leavings"]):
            b = buys[n]
            after = parts(events, person, b["brand"], b, b["price"], False, b["week"])
            before = parts(events, person, 1, standing(events, person, 1, n), events.price[b["week"] - 1, 1], True, b["week"])
            gains = np.subtract(after, before)
            leavings += 1
            mains[found["main"]] += 1
            if not np.allclose([found["gains"][p] for p in PARTS], gains, atol=1e-5) or found["main"] != PARTS[int(np.argmax(gains))]:
                wrong.append((person, b["week"], found, dict(zip(PARTS, gains))))
            if found["taken"] != BRANDS[b["brand"]] or found["week"] != b["week"] or abs(found["total"] - gains.sum()) > 1e-5:
                wrong.append((person, found))
    check("reasons for leaving are the parts of the utility", leavings > 30 and not wrong, (leavings, wrong[:1]))
    check("reasons differ", len(mains) >= 3, mains)


def test_words(run, events):
    contacted = max(events.panel, key=lambda p: len(events.rows("contacts", person=p, brand=1)))
    text = explain(run, "--customer", str(contacted), "--brand", "人情").stdout
    check("a story is plain text with a last sentence", text.startswith("Customer %d and 人情" % contacted) and "In short: " in text, text[:80])
    check("lines are at most 100 columns", all(len(line) <= 100 for line in text.splitlines()), max(map(len, text.splitlines())))
    check("the campaign is named", "campaign visits" in text)
    most = collections.Counter(b["brand"] for b in events.rows("purchases", person=contacted))
    if most:
        best = max(most.values())
        check("by default the brand that it bought most", told(run, "--customer", str(contacted))["brand"] ==
              BRANDS[min(b for b in most if most[b] == best)])


# ---- two people ----


def test_people(run, events):
    favors = events.kind["favors"]
    together = collections.Counter(zip(favors["person"].tolist(), favors["other"].tolist())).most_common(15)
    wrong = []
    for (person, other), _ in together:
        story = told(run, "--people", str(person), str(other))
        rows = events.rows("favors", person=person, other=other)
        kinds = collections.Counter(line["kind"] for line in story["lines"])
        asked = [sum(r["role"] == k for r in rows) for k in range(4)]
        granted = [sum(r["role"] == k and r["answer"] == 0 for r in rows) for k in range(2)]
        if kinds["favor"] != asked[0] + asked[1] or kinds["repayment"] != asked[2] + asked[3]:
            wrong.append((person, other, kinds, asked))
        times = "person %d asked person %d %d time" % (person, other, asked[0])
        never = "person %d never asked person %d for a favor; " % (person, other)
        if (times if asked[0] else never) not in story["summary"] or (asked[0] and "was granted %d; " % granted[0] not in story["summary"]):
            wrong.append((person, other, story["summary"], asked, granted))
        bonds = len(events.rows("bonds", person=person, other=other))
        if kinds["bond"] != bonds or (kinds["start"] > 0) + bonds == 0:
            wrong.append((person, other, "how did they meet?", kinds))
    check("every favor of 15 pairs is told, and how they met", not wrong, wrong[:2])
    outside = [p for p in range(300) if p not in events.panel]
    (person, other), _ = next(x for x in together if x[0][1] in outside)
    a, b = told(run, "--people", str(person), str(other)), told(run, "--people", str(other), str(person))
    check("told from the side that is in the panel", a["lines"] == b["lines"] and "from person %d's side" % person in b["title"], b["title"])
    answer = explain(run, "--people", str(outside[0]), str(outside[1]))
    check("neither is in the panel", answer.returncode == 65 and str(events.panel[0]) in answer.stderr, answer.stderr)


# ---- the list, and mistakes ----


def test_list(run, events):
    found = told(run, "--list", "3")
    contacts = {p: len(events.rows("contacts", person=p)) for p in events.panel}
    best = sorted(events.panel, key=lambda p: (-contacts[p], p))[:3]
    check("most contacts", [x["customer"] for x in found["interesting"]["contacts"]] == best, (found["interesting"]["contacts"], best))
    check("panel size", found["panel"] == 120)
    streaks = {}
    for p in events.panel:
        brands, longest, now = [b["brand"] for b in events.rows("purchases", person=p)], 0, 0
        for n, b in enumerate(brands):
            now = now + 1 if n and brands[n - 1] == b else 1
            longest = max(longest, now)
        streaks[p] = longest
    check("longest streak", found["interesting"]["longest_streak"][0]["count"] == max(streaks.values()), found["interesting"])
    check("a list for reading", "left a brand and came back" in explain(run, "--list").stdout)


def test_mistakes(run, folder, events):
    outside = next(p for p in range(300) if p not in events.panel)

    def refused(name, code, text, *arguments):
        answer = explain(*arguments)
        check(name, answer.returncode == code and text in answer.stderr and not answer.stdout, (answer.returncode, answer.stderr))

    refused("a customer outside the panel", 65, "not in the panel", run, "--customer", str(outside))
    refused("and who is in it", 65, ", ".join(map(str, events.panel[:3])), run, "--customer", str(outside))
    refused("a customer that is none", 64, "--customer is 'x'", run, "--customer", "x")
    refused("a brand that is none", 65, "did you mean 'Newcomer'", run, "--customer", str(events.panel[0]), "--brand", "Newcommer")
    refused("one person alone", 64, "two different numbers", run, "--people", "3")
    refused("a person and itself", 64, "two different numbers", run, "--people", "3", "3")
    refused("two questions", 64, "give one of", run, "--customer", "3", "--list")
    refused("no question", 64, "--customer N", run)
    refused("no run file", 64, "run file", "--customer", "3")
    refused("a file that is not there", 66, "nowhere.h5", os.path.join(folder, "nowhere.h5"), "--list")
    refused("a file that is no run", 65, "c.yaml", os.path.join(folder, "c.yaml"), "--list")


def main():
    with tempfile.TemporaryDirectory() as folder:
        config, run = os.path.join(folder, "c.yaml"), os.path.join(folder, "run.h5")
        with open(config, "w", encoding="utf-8") as out:
            out.write(CONFIG)
        subprocess.run([PROGRAM, "run", config, "-o", run, "-q", "--threads", "1"], check=True, timeout=300, capture_output=True)
        events = Events(run)
        test_counts(run, events)
        test_leavings(run, events)
        test_words(run, events)
        test_people(run, events)
        test_list(run, events)
        test_mistakes(run, folder, events)
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % {k: results[k] for k in ("passed", "failed", "skipped")})
    raise SystemExit(1 if results["failed"] else 0)


main()
