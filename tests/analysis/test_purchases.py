"""`analyze --purchases`: every figure computed again here, from definitions, with nothing but the standard library."""
import collections
import csv
import io
import json
import math
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("RENQING", "build/renqing")
CATSUP = "../shared/data/catsup.csv"
results = collections.Counter()


def check(name, good, detail=""):
    results[bool(good)] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)))


def run(*arguments, text=None):
    return subprocess.run([PROGRAM, "analyze", *arguments], input=text, capture_output=True, text=True, timeout=120)


def sections_of(*arguments):
    answer = run(*arguments, "--json")
    if answer.returncode:
        raise SystemExit("analyze failed: " + answer.stderr)
    return json.loads(answer.stdout)["runs"][0]["sections"]


# ---- the oracle ----


def wilson(y, n):
    z = 1.959963984540054
    if n == 0:
        return None, None, None
    p, d = y / n, 1 + z * z / n
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    return p, max(0, (p + z * z / (2 * n)) / d - half), min(1, (p + z * z / (2 * n)) / d + half)


def chi_square_tail(x, df):
    """Upper tail of the chi-square distribution, by the recurrence over degrees of freedom."""
    tail, k = (math.erfc(math.sqrt(x / 2)), 1) if df % 2 else (math.exp(-x / 2), 2)
    while k < df:
        tail += math.exp(k / 2 * math.log(x / 2) - x / 2 - math.lgamma(k / 2 + 1))
        k += 2
    return tail


def solve(a, b):
    n = len(b)
    m = [row[:] + [right] for row, right in zip(a, b)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[pivot] = m[pivot], m[i]
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                m[r] = [u - f * v for u, v in zip(m[r], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]


def log_rank(lives, groups):
    """Events seen less expected, for all groups but the last."""
    groups = [g for g in groups if any(life[2] == g for life in lives)]
    k = len(groups) - 1
    excess, variance = [0.0] * k, [[0.0] * k for _ in range(k)]
    for t in sorted({length for length, ended, _ in lives if ended}):
        risk = [sum(1 for length, _, g in lives if g == group and length >= t) for group in groups]
        dead = [sum(1 for length, ended, g in lives if g == group and ended and length == t) for group in groups]
        n, d = sum(risk), sum(dead)
        for i in range(k):
            excess[i] += dead[i] - d * risk[i] / n
            for j in range(k):
                if n > 1:
                    variance[i][j] += d * (n - d) / (n - 1) * risk[i] / n * ((i == j) - risk[j] / n)
    statistic = sum(e * x for e, x in zip(excess, solve(variance, excess)))
    return statistic, chi_square_tail(statistic, k)


def survival(lives, times):
    """Product-limit shares at ascending times."""
    curve, share, events = [], 1.0, sorted({length for length, ended, _ in lives if ended})
    for t in times:
        while events and events[0] <= t:
            u = events.pop(0)
            share *= 1 - sum(1 for life in lives if life[1] and life[0] == u) / sum(1 for life in lives if life[0] >= u)
        curve.append(share)
    return curve


def spells_of(rows, end, gap):
    """(brand, start, length, left, segment, purchases, spent) of one customer's purchases."""
    spells, i = [], 0
    while i < len(rows):
        k = i
        while k + 1 < len(rows) and rows[k + 1][1] == rows[i][1] and not (gap and rows[k + 1][0] - rows[k][0] > gap):
            k += 1
        until = rows[k + 1][0] if k + 1 < len(rows) else end
        lapsed = bool(gap) and until - rows[k][0] > gap
        stop = rows[k][0] + gap if lapsed else until
        spent = sum(row[3] or 0 for row in rows[i : k + 1])
        spells.append((rows[i][1], rows[i][0], stop - rows[i][0], lapsed or k + 1 < len(rows), rows[i][2], k - i + 1, spent))
        i = k + 1
    return spells


class Oracle:
    """`rows`: (customer, time, brand, segment, price)."""

    def __init__(self, rows, own_clock, period, gap=None, costs=None, discount=0.0, year=365.25 / 7):
        self.people = collections.defaultdict(list)
        for customer, time, brand, segment, price in rows:
            self.people[customer].append((time, brand, segment, price))
        for own in self.people.values():
            own.sort(key=lambda row: row[0])
        self.rows, self.period, self.gap, self.costs, self.discount, self.year = rows, period, gap, costs, discount, year
        self.brands = sorted({row[2] for row in rows})
        self.segments = sorted({row[3] for row in rows})
        last = max(row[1] for row in rows)
        self.grain = 1 if all(row[1] == int(row[1]) for row in rows) else 0
        self.end = {c: own[-1][0] if own_clock else last for c, own in self.people.items()}
        self.pairs = collections.Counter()
        for own in self.people.values():
            self.pairs.update((a[1], b[1]) for a, b in zip(own, own[1:]))

    def loyalty(self):
        people, brands = self.people, self.brands
        bought = {b: {c: sum(row[1] == b for row in own) for c, own in people.items()} for b in brands}
        buyers = {b: [c for c in people if bought[b][c]] for b in brands}
        total = {c: len(own) for c, own in people.items()}
        penetration = {b: len(buyers[b]) / len(people) for b in brands}
        frequency = {b: sum(bought[b].values()) / len(buyers[b]) for b in brands}
        duplication = [[sum(1 for c in buyers[b] if bought[d][c]) / len(buyers[b]) for d in brands] for b in brands]
        mp, mf = (sum(x.values()) / len(brands) for x in (penetration, frequency))
        cross = sum((penetration[b] - mp) * (frequency[b] - mf) for b in brands)
        spread = math.sqrt(sum((penetration[b] - mp) ** 2 for b in brands) * sum((frequency[b] - mf) ** 2 for b in brands))
        value = {
            "purchases": len(self.rows),
            "customers": len(people),
            "purchases_per_customer": len(self.rows) / len(people),
            "repeat_rate_overall": sum(self.pairs[b, b] for b in brands) / sum(self.pairs.values()),
            "double_jeopardy": cross / spread,
            "duplication_coefficient": sum(duplication[i][j] for i in range(len(brands)) for j in range(len(brands)) if i != j)
            / ((len(brands) - 1) * sum(penetration.values())),
            "market_share": [sum(bought[b].values()) / len(self.rows) for b in brands],
            "buyers": [len(buyers[b]) for b in brands],
            "penetration": [penetration[b] for b in brands],
            "purchases_per_buyer": [frequency[b] for b in brands],
            "repeat_rate": [self.pairs[b, b] / sum(self.pairs[b, d] for d in brands) for b in brands],
            "share_of_requirements": [sum(bought[b].values()) / sum(total[c] for c in buyers[b]) for b in brands],
            "sole_buyers": [sum(1 for c in buyers[b] if bought[b][c] == total[c]) / len(buyers[b]) for b in brands],
            "double_jeopardy_constant": [frequency[b] * (1 - penetration[b]) for b in brands],
            "duplication": duplication,
        }
        value.update(self.lifetimes())
        return value

    def lifetimes(self):
        lives, by_segment, sums = [], [], {b: [0.0] * 5 for b in self.brands}
        for c, own in self.people.items():
            seen = set()
            for brand, _, length, left, segment, count, spent in spells_of(own, self.end[c], self.gap):
                first = brand not in seen
                seen.add(brand)
                by_segment.append((length, left, segment))
                if first:
                    lives.append((length, left, brand))
                sums[brand] = [x + y for x, y in zip(sums[brand], (length, left, count, spent, first))]
        value = {"retention_rate": [math.exp(-self.period * s[1] / s[0]) for s in sums.values()]}
        value["log_rank_brands"], value["log_rank_brands_p"] = log_rank(lives, self.brands)
        times = self.times(lives)
        curves = [survival([life for life in lives if life[2] == b], times) for b in self.brands]
        value["customer_survival"] = [list(row) for row in zip(*curves)]
        value["median_customer_life"] = [next((t for t, share in zip(times, curve) if share <= 0.5), None) for curve in curves]
        value["retention_curve"] = self.curve()
        if self.segments != [None]:
            value["log_rank_classes"], value["log_rank_classes_p"] = log_rank(by_segment, self.segments)
            curves = [survival([life for life in by_segment if life[2] == s], self.times(by_segment)) for s in self.segments]
            value["customer_survival_by_class"] = [list(row) for row in zip(*curves)]
            value["churn_hazard"] = [[self.hazard([b], s) for s in self.segments] for b in self.brands]
            value["churn_hazard_by_class"] = [self.hazard(self.brands, s) for s in self.segments]
        if self.costs:
            discount = (1 + self.discount) ** (self.period / self.year) - 1
            margin = {b: s[3] - self.costs[b] * s[2] for b, s in sums.items()}
            value["revenue_per_buyer"] = [s[3] / s[4] for s in sums.values()]
            value["margin_per_buyer"] = [margin[b] / s[4] for b, s in sums.items()]
            value["lifetime_value"] = [
                margin[b] / s[0] * self.period * r / (1 + discount - r) for (b, s), r in zip(sums.items(), value["retention_rate"])
            ]
        return value

    @staticmethod
    def times(lives):
        return [0] + sorted({length for length, left, _ in lives if left and length > 0})

    def hazard(self, brands, segment):
        left = [a[1] != b[1] for own in self.people.values() for a, b in zip(own, own[1:]) if a[1] in brands and a[2] == segment]
        return sum(left) / len(left) if left else None

    def curve(self):
        seen, back = collections.Counter(), collections.Counter()
        for c, own in self.people.items():
            for b in {row[1] for row in own}:
                first = next(row[0] for row in own if row[1] == b)
                k = 0
                while first + (k + 1) * self.period <= self.end[c] + self.grain and k < 200:
                    seen[k, b] += 1
                    back[k, b] += any(row[1] == b and first + k * self.period <= row[0] < first + (k + 1) * self.period for row in own)
                    k += 1
        periods = 1 + max(k for k, _ in seen)
        return [[back[k, b] / seen[k, b] if seen[k, b] else None for b in self.brands] for k in range(periods)]

    def switching(self):
        n = self.pairs
        out = {b: sum(n[b, d] for d in self.brands) for b in self.brands}
        rows = [[n[b, d] / out[b] for d in self.brands] for b in self.brands]
        left = {b: out[b] - n[b, b] for b in self.brands}
        into = {b: sum(n[d, b] for d in self.brands if d != b) for b in self.brands}
        returned = collections.Counter()
        for own in self.people.values():
            for i in range(1, len(own)):
                returned[own[i][1]] += own[i][1] != own[i - 1][1] and own[i][1] in {row[1] for row in own[:i]}
        steady = [1 / len(rows)] * len(rows)
        for _ in range(20000):
            moved = [sum(p * rows[i][j] for i, p in enumerate(steady)) for j in range(len(rows))]
            steady = [(p + q) / 2 for p, q in zip(steady, moved)]
        return {
            "consecutive_purchases": sum(n.values()),
            "switch_count": [[n[b, d] for d in self.brands] for b in self.brands],
            "switching": rows,
            "net_flow": [[n[d, b] - n[b, d] for d in self.brands] for b in self.brands],
            "switched_in": list(into.values()),
            "switched_out": list(left.values()),
            "net_gain": [into[b] - left[b] for b in self.brands],
            "win_back": [returned[b] / left[b] if left[b] else None for b in self.brands],
            "steady_state": steady,
        }


def differences(seen, expected, path=""):
    if isinstance(expected, (list, tuple)):
        if not isinstance(seen, list) or len(seen) != len(expected):
            return [f"{path}: shape"]
        return [d for i, (s, e) in enumerate(zip(seen, expected)) for d in differences(s, e, f"{path}[{i}]")]
    if seen is None or expected is None:
        return [] if seen is expected else [f"{path}: {seen} is not {expected}"]
    return [] if abs(seen - expected) <= 1e-9 * max(1, abs(expected)) else [f"{path}: {seen!r} is not {expected!r}"]


def compare(name, sections, oracle):
    for section, expected in (("loyalty", oracle.loyalty()), ("switching", oracle.switching())):
        for measure, value in expected.items():
            given = sections[section].get(measure, {"value": "missing"})["value"]
            wrong = ["missing"] if given == "missing" else differences(given, value)
            check(f"{name}: {section}.{measure}", not wrong, wrong[:3])
    check_expected(name, sections["loyalty"])


def dirichlet(m, k, s, p):
    """(penetration, purchases per buyer, share of requirements, sole buyers) of a brand of share p, from the sums that define them."""
    ratio, own, rest = m / (m + k), s * p, s * (1 - p)
    chance, none, alone, bought, others, only = (k / (m + k)) ** k, 1.0, 1.0, 0.0, 0.0, 0.0
    missing = 0.0
    for n in range(20000):
        missing += chance * none
        others += chance * n * none
        only += chance * alone if n else 0
        bought += chance
        chance *= ratio * (k + n) / (n + 1)
        none *= (rest + n) / (s + n)
        alone *= (own + n) / (s + n)
        if 1 - bought < 1e-13:
            break
    buyers = 1 - missing
    return buyers, m * p / buyers, m * p / (m - others), only / buyers


def check_expected(name, loyalty):
    """What stands beside the measures is the Dirichlet of the M, K and S that are told."""
    if loyalty["dirichlet"]["value"][0] is None:
        check(f"{name}: why there is no Dirichlet", loyalty["dirichlet"]["note"])
        return
    m, k, s = loyalty["dirichlet"]["value"]
    shares = loyalty["market_share"]["value"]
    all_of = dirichlet(m, k, s, 1)[0]
    figures = [dirichlet(m, k, s, p) for p in shares]
    again = [(1 + s * p) / (1 + s) for p in shares]
    both = [[1 if i == j else (a + b - dirichlet(m, k, s, p + q)[0]) / a for j, (q, b) in enumerate(zip(shares, [f[0] for f in figures]))]
            for i, (p, a) in enumerate(zip(shares, [f[0] for f in figures]))]
    for measure, value in (("penetration_expected", [f[0] / all_of for f in figures]), ("purchases_per_buyer_expected", [f[1] for f in figures]),
                           ("share_of_requirements_expected", [f[2] for f in figures]), ("sole_buyers_expected", [f[3] for f in figures]),
                           ("repeat_rate_expected", again), ("repeat_rate_overall_expected", sum(p * x for p, x in zip(shares, again))),
                           ("duplication_expected", both)):
        flat = lambda x: [z for y in x for z in flat(y)] if isinstance(x, list) else [x]
        wrong = [pair for pair in zip(flat(loyalty[measure]["value"]), flat(value)) if abs(pair[0] - pair[1]) > 1e-6]
        check(f"{name}: loyalty.{measure}", not wrong, wrong[:3])


# ---- logs ----


def random_log(seed, people=60, brands=4, weeks=80):
    chance, rows = random.Random(seed), []
    for c in range(people):
        taste = [chance.gammavariate(0.6, 1) + 1e-3 for _ in range(brands)]
        time, kind = chance.randrange(8), chance.choice(["new", "old", "friend"])
        while time < weeks:
            b = chance.choices(range(brands), taste)[0]
            rows.append((f"p{c}", time, f"brand {b}", kind if chance.random() < 0.8 else "old", round(5 + b + chance.random(), 2)))
            time += chance.choice([0, 1, 1, 2, 3, 5, 9])
    return rows


def write_log(path, rows, shuffle=None):
    rows = list(rows)
    if shuffle is not None:  # keep the order of what is at the same time
        order = list({row[:2] for row in rows})
        random.Random(shuffle).shuffle(order)
        rows.sort(key=lambda row: order.index(row[:2]))
    with open(path, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Customer", "Note", "WEEK", "brand", "segment", "price"])
        writer.writerows((c, 'a "note", ignored', t, b, s, p) for c, t, b, s, p in rows)


HAND = "customer,week,brand\nann,1,x\nann,2,x\nann,3,y\nann,4,x\nbob,1,y\nbob,3,y\ncid,2,x\n"
HAND_FIGURES = {  # by hand
    "loyalty": {
        "purchases": 7,
        "customers": 3,
        "market_share": [4 / 7, 3 / 7],
        "penetration": [2 / 3, 2 / 3],
        "purchases_per_buyer": [2, 1.5],
        "repeat_rate": [1 / 2, 1 / 2],
        "repeat_rate_overall": 1 / 2,
        "share_of_requirements": [4 / 5, 3 / 6],
        "sole_buyers": [1 / 2, 1 / 2],
        "duplication": [[1, 1 / 2], [1 / 2, 1]],
        "duplication_coefficient": (1 / 2 + 1 / 2) / (2 / 3 + 2 / 3),
        # x: ann leaves after 2 weeks, cid is censored after 2; y: ann leaves after 1 week, bob is censored after 3
        "customer_survival": [[1, 1], [1, 1 / 2], [1 / 2, 1 / 2]],
        "median_customer_life": [2, 1],
    },
    "switching": {
        "switch_count": [[1, 1], [1, 1]],
        "steady_state": [1 / 2, 1 / 2],
        "win_back": [1, 0],
        "net_gain": [0, 0],
    },
}

README = {  # heinz41, heinz32, heinz28, hunts32: to the digits shown
    "market_share": [".065", ".521", ".304", ".110"],
    "penetration": [".377", ".847", ".850", ".403"],
    "purchases_per_buyer": ["1.61", "5.74", "3.34", "2.54"],
    "share_of_requirements": [".169", ".592", ".347", ".291"],
    "sole_buyers": ["0", ".063", ".020", ".025"],
}
README_SWITCHING = [".263 .263 .382 .092", ".048 .682 .206 .064", ".086 .332 .504 .078", ".033 .312 .268 .386"]


def shown(value, text):
    return abs(value - float(text)) <= 0.5 * 10 ** -len(text.partition(".")[2]) + 1e-12


def test_hand(folder):
    path = os.path.join(folder, "hand.csv")
    with open(path, "w") as out:
        out.write(HAND)
    sections = sections_of("--purchases", path)
    for section, figures in HAND_FIGURES.items():
        for measure, value in figures.items():
            wrong = differences(sections[section][measure]["value"], value)
            check(f"by hand: {section}.{measure}", not wrong, wrong)
    piped = run("--purchases", "-", "--json", text=HAND)
    same = json.loads(piped.stdout)["runs"][0]["sections"] == sections
    check("standard input gives the same", same, piped.stderr)


def test_random(folder):
    path, costs = os.path.join(folder, "random.csv"), {f"brand {b}": 4.0 + b / 2 for b in range(4)}
    given = ",".join(f"{b}={c}" for b, c in costs.items())
    rows = random_log(7)
    write_log(path, rows)
    usual = sections_of("--purchases", path, "--unit-costs", given)
    compare("weeks", usual, Oracle(rows, False, 13, costs=costs, discount=0.10))
    write_log(path, rows, shuffle=3)
    check("order of lines does not matter", sections_of("--purchases", path, "--unit-costs", given) == usual)
    other = sections_of("--purchases", path, "--period", "4.5", "--gap", "6", "--unit-costs", given, "--discount", "0")
    compare("gap and period", other, Oracle(rows, False, 4.5, gap=6, costs=costs))
    changed = rows[:]
    changed[5] = changed[5][:2] + ("brand 3" if changed[5][2] != "brand 3" else "brand 0",) + changed[5][3:]
    expected = Oracle(changed, False, 13).loyalty()
    wrong = differences(usual["loyalty"]["market_share"]["value"], expected["market_share"])
    check("negative control: one purchase of another brand is noticed", wrong)


def test_catsup():
    if not os.path.exists(CATSUP):
        print(f"skip  {CATSUP} is not there: the figures of a real panel are not checked")
        results["skipped"] += 1
        return
    with open(CATSUP) as file:
        rows = [(r["customer"], float(r["occasion"]), r["brand"], None, None) for r in csv.DictReader(file)]
    sections = sections_of("--purchases", CATSUP)
    compare("catsup", sections, Oracle(rows, True, 1))
    order = ["heinz41", "heinz32", "heinz28", "hunts32"]
    for measure, texts in README.items():
        result = sections["loyalty"][measure]
        values = [result["value"][result["labels"].index(b)] for b in order]
        check(f"catsup published: {measure}", all(map(shown, values, texts)), values)
    check("catsup published: repeat rate", shown(sections["loyalty"]["repeat_rate_overall"]["value"], ".570"))
    matrix = sections["switching"]["switching"]
    place = [matrix["rows"].index(b) for b in order]
    for i, texts in zip(place, README_SWITCHING):
        values = [matrix["value"][i][j] for j in place]
        check(f"catsup published: switching from {matrix['rows'][i]}", all(map(shown, values, texts.split())), values)


def count_values(value):
    return sum(map(count_values, value)) if isinstance(value, list) else 1


def test_forms(folder):
    path, other = os.path.join(folder, "one.csv"), os.path.join(folder, "two.csv")
    with open(path, "w") as one, open(other, "w") as two:
        one.write(HAND)
        two.write(HAND.replace("x", "人情 new"))
    sections = sections_of("--purchases", path)
    table = list(csv.DictReader(io.StringIO(run("--purchases", path, "--purchases", other, "--csv").stdout)))
    check("csv: header", list(table[0]) == ["run", "section", "measure", "row", "column", "value", "lower", "upper"])
    cell = [r for r in table if r["run"] == "one" and r["measure"] == "duplication" and r["row"] == "x" and r["column"] == "y"]
    check("csv: a cell", len(cell) == 1 and float(cell[0]["value"]) == 0.5 and cell[0]["section"] == "loyalty", cell)
    lengths = sum(1 for r in table if r["run"] == "one" and r["section"] == "loyalty")
    flat = sum(count_values(result["value"]) for result in sections["loyalty"].values())
    check("csv: as many values as json", lengths == flat, (lengths, flat))
    text = run("--purchases", path, "--purchases", other).stdout
    check("side by side: both names head the columns", any(line.split() == ["one", "two"] for line in text.splitlines()))
    check("side by side: a brand that one of them lacks is empty there", "人情 new" in text)
    check("text fits 120 columns", max(map(len, text.splitlines())) <= 120)
    only = sections_of("--purchases", path, "--section", "switching")
    check("--section keeps one", list(only) == ["switching"], list(only))
    described = subprocess.run([PROGRAM, "analyze", "--help"], capture_output=True, text=True).stdout
    missing = [m for s in sections.values() for m in s if f"\n  {m}" not in described]
    check("--help defines every measure", not missing, missing)


BAD_LINES = [  # arguments, exit code, a line of the message
    ([], 64, "renqing analyze: which run? give a run file, or --purchases LOG.csv"),
    (["--purchases", "LOG", "--json", "--csv"], 64, "renqing analyze: --json and --csv cannot be had at once"),
    (["--purchases", "LOG", "--section", "loyality"], 64, "renqing analyze: there is no section 'loyality'; did you mean 'loyalty'?"),
    (["--purchases", "LOG", "--period", "0"], 64, "renqing analyze: --period is '0'; it must be a number above 0"),
    (["--purchases", "LOG", "--gap", "x"], 64, "renqing analyze: --gap is 'x'; it must be a number above 0"),
    (["--purchases", "LOG", "--discount", "-1"], 64, "renqing analyze: --discount is '-1'; it must be a number of at least 0"),
    (["--purchases", "LOG", "--at", "9"], 64, "renqing analyze: --at is a week of a run; there is no run file"),
    (["--at", "0", "x.h5"], 64, "renqing analyze: --at is '0'; it must be a week, 1 or later"),
    (["--purchases", "LOG", "--columns", "who"], 64, "renqing analyze: --columns: 'who' is not ROLE=NAME, as in customer=household"),
    (["--purchases", "LOG", "--unit-costs", "z=1"], 64, "renqing: --unit-costs: there is no brand 'z'"),
    (["--purchases", "LOG", "--unit-costs", "x=-1"], 64, "renqing: --unit-costs: 'x=-1' is not BRAND=COST, with a cost of at least 0"),
    (["--purchases", "LOG", "--unit-costs", "x"], 64, "renqing: --unit-costs: 'x' is not BRAND=COST, with a cost of at least 0"),
    (["--purchases", "nowhere.csv"], 66, "renqing: nowhere.csv: No such file or directory"),
    (["--purchases", "."], 66, "renqing: .: Is a directory"),
    (["--purchases", "/dev/null"], 65, "renqing: /dev/null: the file is empty; its first line names the columns"),
]


def test_command_line(folder):
    path = os.path.join(folder, "log.csv")
    with open(path, "w") as out:
        out.write(HAND)
    for arguments, code, message in BAD_LINES:
        answer = run(*[path if a == "LOG" else a for a in arguments])
        good = answer.returncode == code and message in answer.stderr.splitlines() and not answer.stdout
        check("refused: " + " ".join(arguments), good, (answer.returncode, answer.stderr))


def test_small_logs(folder):
    """Logs with next to nothing in them are measured without a crash, and without made-up numbers."""
    for name, text in {
        "one purchase": "customer,week,brand\n1,1,x\n",
        "one brand": "customer,week,brand\n1,1,x\n1,2,x\n2,2,x\n",
        "all at once": "customer,time,brand\n1,5,x\n1,5,y\n2,5,x\n",
        "a date a year": "customer,date,brand,price\n1,2020-01-01,x,2\n1,2021-01-01,y,3\n2,2023-01-01,x,\n",
        "nobody comes back": "customer,week,brand\n1,1,x\n2,2,y\n",
        "tiny times": "customer,time,brand\n1,1e-300,x\n1,1e-299,y\n2,0,x\n",
        "far apart": "customer,time,brand\n1,0,x\n1,1e300,y\n2,1e-300,x\n",
    }.items():
        for option in ("--json", "--csv", None):
            answer = run("--purchases", "-", *([option] if option else []), text=text)
            check(f"small log: {name} {option or ''}", answer.returncode == 0 and "nan" not in answer.stdout.lower(), answer.stderr)
    sections = json.loads(run("--purchases", "-", "--json", text="customer,week,brand\n1,1,x\n").stdout)["runs"][0]["sections"]
    check("one purchase has no repeat rate", sections["loyalty"]["repeat_rate_overall"]["value"] is None)


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_hand(folder)
        test_random(folder)
        test_forms(folder)
        test_command_line(folder)
        test_small_logs(folder)
    test_catsup()
    skipped = f", {results['skipped']} skipped" if results["skipped"] else ""
    print(f"{results[True]} passed, {results[False]} failed{skipped}")
    return 1 if results[False] else 0


if __name__ == "__main__":
    sys.exit(main())
