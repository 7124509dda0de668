#!/usr/bin/python3
"""`renqing study` on cases that are in no list: every closed form computed again here, slowly, from its definition, with nothing but the
standard library. Needs build/renqing; run from the root of the repository."""
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
counts = {"passed": 0, "failed": 0}
chance = random.Random(20261122)


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def close(name, ours, theirs, relative=1e-7):
    good = ours == theirs or (isinstance(ours, (int, float)) and abs(ours - theirs) <= relative * max(1e-12, abs(theirs)))
    check(name, good, f"{ours} is not {theirs}")


def run(study, **settings):
    sets = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    return subprocess.run([PROGRAM, "study", study, "--json", *sets], capture_output=True, text=True, timeout=300)


def outcomes(study, **settings):
    done = run(study, **settings)
    if done.returncode not in (0, 1):
        raise SystemExit(f"study {study} {settings} failed: {done.stderr}")
    return {row["outcome"]: row for row in json.loads(done.stdout)["studies"][0]["rows"]}


def ours(rows, name):
    return rows[name]["ours"]


def covers(name, row, value, slack=0):
    low, high = row["interval"]
    check(name, low - slack <= value <= high + slack, f"{value} is not in [{low}, {high}]")


def solve(a, b):
    """Gauss with pivots."""
    n = len(b)
    m = [row[:] + [right] for row, right in zip(a, b)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[pivot] = m[pivot], m[i]
        for r in range(i + 1, n):
            f = m[r][i] / m[i][i]
            if f:
                for c in range(i, n + 1):
                    m[r][c] -= f * m[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][c] * x[c] for c in range(i + 1, n))) / m[i][i]
    return x


# ---- chips ----


def chip_values(k, b, c, r, rate):
    a = [[0.0] * (k + 1) for _ in range(k + 1)]
    right = [0.0] * (k + 1)
    for i in range(k + 1):
        a[i][i] = r
        if i < k:
            a[i][i] += rate
            a[i][i + 1] -= rate
            right[i] -= rate * c
        if i > 0:
            a[i][i] += rate
            a[i][i - 1] -= rate
            right[i] += rate * b
    return solve(a, right)


def chips_hold(k, *game):
    v = chip_values(k, *game)
    return all(v[i + 1] - v[i] >= game[1] * (1 - 1e-12) for i in range(k))


def test_chips():
    for k, b, c, r, rate in ((7, 2.5, 1, 0.1, 1), (3, 1.2, 0.7, 0.03, 2.5), (12, 9, 2, 0.004, 0.3), (1, 2, 1, 0.99, 1)):
        rows = outcomes("chips", chips=k, benefit=b, cost=c, discount=r, rate=rate)
        values = chip_values(k, b, c, r, rate)
        case = f"chips {k}, {b}, {c}, {r}, {rate}"
        for i in (0, 1, k):
            close(f"{case}: value with {i}", ours(rows, f"value with {i} in hand"), values[i], 1e-9)
        check(f"{case}: sustained", ours(rows, "sustained (1: yes)") == chips_hold(k, b, c, r, rate))
        most = 0
        while chips_hold(most + 1, b, c, r, rate):
            most += 1
        check(f"{case}: most", ours(rows, "most chips sustained") == most, (most, rows))
        limit = ours(rows, "discount rate that sustains them")
        check(f"{case}: limit", chips_hold(k, b, c, limit * 0.999, rate) and not chips_hold(k, b, c, limit * 1.001, rate), limit)
        covers(f"{case}: simulated share", rows["favors served, simulated"], k / (k + 1))
    close("one chip: rate (b - c) / c", ours(outcomes("chips", benefit=3.7, cost=1.3, rate=2), "discount rate that sustains them"), 2 * 2.4 / 1.3)
    rows = outcomes("chips", chips=0)
    check("no chips, no favors", ours(rows, "favors served") == 0 and ours(rows, "favors served, simulated") == 0, rows)
    check("favors that are worth less than they cost", ours(outcomes("chips", benefit=0.5), "most chips sustained") == 0)
    rows = outcomes("chips", chips=2, refusal="no")
    low, _ = rows["favors served, simulated"]["interval"]
    check("control: where nobody is refused the share is 1, outside", low > 2 / 3 and rows["favors served, simulated"]["inside"] is None, rows)


# ---- face ----


def steady(judged, helps, error):
    """The share of the good, from the middle, by iterating the mean of what happens to a donor."""
    r = [1 - error if judged[2 * pair + helps[pair]] else error for pair in range(4)]
    h = 0.5
    for _ in range(200000):
        change = h * h * r[3] + h * (1 - h) * (r[2] + r[1]) + (1 - h) ** 2 * r[0] - h
        h += change
        if abs(change) < 1e-16:
            break
    return h * h * helps[3] + h * (1 - h) * (helps[2] + helps[1]) + (1 - h) ** 2 * helps[0]


def test_face():
    for _ in range(12):
        judged = [chance.randint(0, 1) for _ in range(8)]
        helps = [chance.randint(0, 1) for _ in range(4)]
        error = chance.choice((0.003, 0.05, 0.2, 0.5, 0.8))
        rows = outcomes("face", assessment=judged, action=helps, error=error, people=400, rounds=400)
        close(f"norm {judged} {helps}, error {error}", ours(rows, "help under your norm"), steady(judged, helps, error), 1e-6)
        covers(f"norm {judged} {helps}, error {error}, simulated", rows["help under your norm, simulated"], steady(judged, helps, error), 0.005)
    rows = outcomes("face", error=0.03, people=100, rounds=20)
    close("L7 at error .03", ours(rows, "help under L7"), steady((0, 0, 0, 1, 1, 1, 0, 1), (0, 1, 0, 1), 0.03), 1e-9)
    rows = outcomes("face", error=0, people=100, rounds=20)
    check("control: without error image scoring keeps what it starts with", rows["help under image scoring"]["ours"] is None
          and ours(rows, "help under image scoring, simulated") == 1, rows)


# ---- graph ----


def random_weights(n, degree):
    w = [[0.0] * n for _ in range(n)]
    for i in range(1, n):
        j = chance.randrange(i)
        w[i][j] = w[j][i] = chance.choice((0.5, 1, 2, 7.25))
    for _ in range(n * degree // 2):
        i, j = chance.sample(range(n), 2)
        w[i][j] = w[j][i] = chance.choice((0.5, 1, 2, 7.25))
    return w


def walk(w):
    s = [sum(row) for row in w]
    return [[x / s[i] for x in row] for i, row in enumerate(w)], [x / sum(s) for x in s]


def critical(w):
    n = len(w)
    p, pi = walk(w)
    pairs = list(itertools.combinations(range(n), 2))
    number = {pair: k for k, pair in enumerate(pairs)}
    a, b = [[0.0] * len(pairs) for _ in pairs], [1.0] * len(pairs)
    for (i, j), k in number.items():
        a[k][k] += 1
        for m in range(n):
            if m != j:
                a[k][number[min(j, m), max(j, m)]] -= p[i][m] / 2
            if m != i:
                a[k][number[min(i, m), max(i, m)]] -= p[j][m] / 2
    tau = solve(a, b)

    def mean_after(steps):
        total = 0.0
        for i in range(n):
            at = [0.0] * n
            at[i] = 1
            for _ in range(steps):
                at = [sum(at[k] * p[k][j] for k in range(n)) for j in range(n)]
            total += pi[i] * sum(at[j] * tau[number[min(i, j), max(i, j)]] for j in range(n) if j != i)
        return total

    return mean_after(2) / (mean_after(3) - mean_after(1)), mean_after(1)


def successors(update, w, fit):
    """(probability, who is at the place, whose way comes there) of an event."""
    n = len(w)
    for i in range(n):
        ties, own = sum(w[i]), fit[i] if update == "imitation" else 0
        total = sum(w[i][j] * fit[j] for j in range(n)) + own
        for j in range(n):
            if w[i][j]:
                if update == "birth_death":
                    yield fit[i] / sum(fit) * w[i][j] / ties, j, i
                elif update == "comparison":
                    yield w[i][j] / ties / n / (1 + math.exp(fit[i] - fit[j])), i, j
                else:
                    yield w[i][j] * fit[j] / total / n, i, j


def take_over(w, b, c, selection, mean, update="death_birth"):
    """Chance that one random giver takes over, over all states."""
    n = len(w)
    states = range(1, 2**n - 1)
    a = [[0.0] * len(states) for _ in states]
    right = [0.0] * len(states)
    for x in states:
        gives = [x >> i & 1 for i in range(n)]
        fit = []
        for i in range(n):
            payoff = sum(w[i][j] * (b * gives[j] - c * gives[i]) for j in range(n)) / (sum(w[i]) if mean else 1)
            fit.append(selection * payoff + (0 if update == "comparison" else 1 - selection))
        for p, place, parent in successors(update, w, fit):
            y = x | 1 << place if gives[parent] else x & ~(1 << place)
            a[x - 1][x - 1] += p
            if y == 2**n - 1:
                right[x - 1] += p
            elif y:
                a[x - 1][y - 1] -= p
    chances = solve(a, right)
    return sum(chances[(1 << i) - 1] for i in range(n)) / n


def write_edges(w, name, weighted=True):
    with open(name, "w", encoding="utf-8") as file:
        file.write("source,target,weight\n" if weighted else "source,target\n")
        for i, j in itertools.combinations(range(len(w)), 2):
            if w[i][j]:
                file.write(f"v{i},v{j}" + (f",{w[i][j]}" if weighted else "") + "\n")


def test_graph():
    for n, degree in ((5, 2), (9, 3), (14, 4)):
        w = random_weights(n, degree)
        plain = [[float(x > 0) for x in row] for row in w]
        write_edges(w, "weighted.csv")
        write_edges(w, "plain.csv", False)
        for weights, settings in ((w, {"graph": "weighted.csv"}), (plain, {"graph": "plain.csv"}), (plain, {"graph": "weighted.csv", "weight": "none"})):
            ratio, t1 = critical(weights)
            for solver in ("direct", "iterative"):
                rows = outcomes("graph", solver=solver, replicates=1, **settings)
                close(f"{settings}, {n} people, {solver}: ratio", ours(rows, "favors pay above b/c"), ratio, 1e-7)
                close(f"{settings}, {n} people, {solver}: t1", ours(rows, "mean meeting time of neighbors"), t1, 1e-9)
    w = random_weights(6, 3)
    write_edges(w, "six.csv")
    for mean in (False, True):
        exact = take_over(w, 4, 1, 0.04, mean)
        row = outcomes("graph", graph="six.csv", benefit=4, selection=0.04, payoffs="mean" if mean else "sum")["one takes over, simulated"]
        covers(f"a giver among six takes over, payoffs {'mean' if mean else 'sum'}", row, exact)
    for update in ("birth_death", "imitation", "comparison"):
        row = outcomes("graph", graph="six.csv", benefit=4, selection=0.04, update=update)["one takes over, simulated"]
        covers(f"a giver among six takes over, {update}", row, take_over(w, 4, 1, 0.04, False, update))
    ratio, _ = critical(w)
    small = 1e-5
    sides = [take_over(w, ratio + side * abs(ratio) * 0.05, 1, small, True) - 1 / 6 for side in (-1, 1)]
    check("above the ratio giving takes over more often than by chance, and below it less often", sides[0] < 0 < sides[1], sides)
    cycle = [[float(abs(i - j) in (1, 6)) for j in range(7)] for i in range(7)]
    for mean in ("sum", "mean"):
        rows = outcomes("graph", nodes=7, benefit=5, cost=1.5, selection=0.06, payoffs=mean)
        close(f"cycle of 7, exactly, {mean}", ours(rows, "one takes over"), take_over(cycle, 5, 1.5, 0.06, mean == "mean"), 1e-9)
    for n, update in itertools.product((3, 4, 6), ("birth_death", "imitation", "comparison")):
        ring = [[float(abs(i - j) in (1, n - 1)) for j in range(n)] for i in range(n)]
        rows = outcomes("graph", nodes=n, benefit=5, cost=1.5, selection=0.06, update=update, replicates=1)
        close(f"cycle of {n}, exactly, {update}", ours(rows, "one takes over"), take_over(ring, 5, 1.5, 0.06, False, update), 1e-9)
    rows = outcomes("graph", nodes=12, start=0.5, selection=0)
    covers("without selection half of the people take over every other time", rows["givers take over, simulated"], 0.5)
    for nodes in (8, 33, 101, 400):
        close(f"cycle of {nodes}", ours(outcomes("graph", nodes=nodes), "favors pay above b/c"), 2 * (nodes - 2) / (nodes - 4), 1e-7)
    check("cycle of 4: none", ours(outcomes("graph", nodes=4), "favors pay above b/c") == "none")
    for nodes in (12, 150):
        close(f"complete graph of {nodes}", ours(outcomes("graph", kind="complete", nodes=nodes), "favors pay above b/c"), 1 - nodes, 1e-7)
        check(f"star of {nodes}: none", ours(outcomes("graph", kind="star", nodes=nodes), "favors pay above b/c") == "none")
    rows = outcomes("graph", update="birth_death", nodes=12, selection=0.1)
    _, high = rows["one takes over, simulated"]["interval"]
    check("control: with birth-death giving is lost more often than by chance", high < 1 / 12 and "favors pay above b/c" not in rows, rows)
    covers("birth-death on a cycle: simulated and exact", rows["one takes over, simulated"], ours(rows, "one takes over"))


def test_bad_graphs():
    for name, text, words in (
        ("parts.csv", "a,b\nc,d\n", "falls into parts"),
        ("negative.csv", "source,target,weight\na,b,-1\n", "above 0"),
        ("nan.csv", "source,target,weight\na,b,nan\n", "above 0"),
        ("oneway.graphml", '<graphml><key id="w" for="edge" attr.name="weight" attr.type="double"/><graph edgedefault="directed"><node id="a"/>'
         '<node id="b"/><edge source="a" target="b"><data key="w">1</data></edge><edge source="b" target="a"><data key="w">2</data></edge>'
         "</graph></graphml>", "must be the same"),
        ("empty.csv", "", "empty"),
    ):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
        done = run("graph", graph=name)
        check(f"{name}: refused", done.returncode == 65 and words in done.stderr, done.stderr)
    done = run("graph", graph="missing.csv")
    check("a missing network", done.returncode == 66, done.stderr)


# ---- reciprocity ----


def moran(fitness, n):
    a = [[0.0] * (n - 1) for _ in range(n - 1)]
    right = [0.0] * (n - 1)
    for i in range(1, n):
        fit = fitness(i)
        total = i * fit[0] + (n - i) * fit[1]
        up, down = i * fit[0] / total * (n - i) / n, (n - i) * fit[1] / total * i / n
        a[i - 1][i - 1] = up + down
        if i > 1:
            a[i - 1][i - 2] = -down
        if i < n - 1:
            a[i - 1][i] = -up
        else:
            right[i - 1] = up
    return solve(a, right)[0]


def matrix(payoff, n, selection):
    """Fitness of both ways with i of the first."""
    return lambda i: [1 - selection + selection * (payoff[s][0] * (i - (s == 0)) + payoff[s][1] * (n - i - (s == 1))) / (n - 1) for s in (0, 1)]


def shuffled(n, w, b, c, selection):
    """The same, round by round, each with somebody at random, who is treated as the one before treated oneself."""
    def fitness(i):
        tft = alld = 0.0
        gives, goes_on = 1.0, 1.0
        while goes_on > 1e-17:
            tft += goes_on * (b * gives * (i - 1) / (n - 1) - c * gives)
            alld += goes_on * b * gives * i / (n - 1)
            gives *= (i - 1) / (n - 1)
            goes_on *= w
        return [1 - selection + selection * tft, 1 - selection + selection * alld]
    return fitness


def test_reciprocity():
    for n, w, b, c, selection in ((20, 0.5, 3, 1, 0.01), (7, 0.75, 4, 1.5, 0.1), (60, 0.9, 2, 1, 0.003), (2, 0.3, 5, 1, 0.2)):
        rows = outcomes("reciprocity", people=n, again=w, benefit=b, cost=c, selection=selection)
        exact = moran(matrix(((((b - c) / (1 - w)), -c), (b, 0)), n, selection), n)
        close(f"one of {n} takes over, w = {w}", ours(rows, "one takes over"), exact, 1e-9)
        covers(f"one of {n} takes over, w = {w}, simulated", rows["one takes over, simulated"], exact)
        for name, value in (("stable", 1 / w), ("risk-dominant", (2 - w) / w), ("advantageous", (3 - 2 * w) / w)):
            close(f"w = {w}: {name}", ours(rows, f"{name} above b/c"), value)
    check("people who never meet again", ours(outcomes("reciprocity", again=0), "stable above b/c") == "none")
    rows = outcomes("reciprocity", people=12, again=0.8, partners="shuffled", selection=0.03)
    exact = moran(shuffled(12, 0.8, 3, 1, 0.03), 12)
    close("shuffled partners: one of 12 takes over", ours(rows, "one takes over"), exact, 1e-9)
    covers("shuffled partners, simulated", rows["one takes over, simulated"], exact)
    check("control: answers to somebody else do not pay", rows["one takes over, simulated"]["interval"][1] < 1 / 12, rows)
    control = outcomes("reciprocity", again=0.9, reciprocity="no")["one takes over, simulated"]
    check("control: without an answer to defection giving is lost", control["interval"][1] < 0.05 < 0.069571, control)
    done = run("reciprocity", selection=0.9)
    check("selection that leaves no fitness", done.returncode == 65 and "too strong" in done.stderr, done.stderr)


# ---- bass, quilts ----


def adopted(p, q, until):
    f, steps = 0.0, 20000
    h = until / steps
    rate = lambda x: (p + q * x) * (1 - x)
    for _ in range(steps):
        k1 = rate(f)
        k2 = rate(f + h / 2 * k1)
        k3 = rate(f + h / 2 * k2)
        f += h / 6 * (k1 + 2 * k2 + 2 * k3 + rate(f + h * k3))
    return f


def test_bass():
    for p, q, t in ((0.01, 0.5, 7), (0.2, 0.1, 3), (0.005, 0.84, 6.0639)):
        rows = outcomes("bass", innovation=p, imitation=q, time=t)
        close(f"adopters {p} {q} {t}", ours(rows, "adopters"), adopted(p, q, t), 1e-7)
        covers(f"adopters {p} {q} {t}, simulated", rows["adopters, simulated"], adopted(p, q, t), 0.003)
        peak = ours(rows, "time of the peak")
        pace = lambda x: (p + q * adopted(p, q, x)) * (1 - adopted(p, q, x))
        check(f"peak {p} {q}", pace(peak) >= pace(peak + 0.01) and (peak == 0 or pace(peak) >= pace(peak - 0.01)), peak)
    check("control: without word of mouth the first moment is the peak", ours(outcomes("bass", imitation=0), "time of the peak") == 0)


def test_quilts():
    for d, p, v, c in ((0.95, 0.05, 2, 1), (0.9, 0.1, 1.3, 1), (0.99, 0.01, 3, 2), (0.5, 0.2, 4, 1)):
        m = 1
        while not d * p * (v - c) / (1 - d) * m > c:
            m += 1
        edges = [(i, j) for i, j in itertools.combinations(range(25), 2) if chance.random() < 0.2]
        with open("quilt.csv", "w", encoding="utf-8") as file:
            file.write("\n".join(f"p{i} p{j}" for i, j in edges) + "\n")
        left = set(x for edge in edges for x in edge)
        while True:
            out = {x for x in left if sum(x in e and set(e) <= left for e in edges) < m}
            if not out:
                break
            left -= out
        rows = outcomes("quilts", patience=d, need=p, benefit=v, cost=c, graph="quilt.csv")
        check(f"m of {d} {p} {v} {c}", ours(rows, "friends behind a favor") == m, (m, rows))
        check(f"{m}-core", ours(rows, "people left of the network") == len(left), (m, len(left), rows))
        check(f"ties of the {m}-core", ours(rows, "ties left of the network") == sum(set(e) <= left for e in edges))
        check(f"{m}-core, simulated", ours(rows, "people left of the network, simulated") == len(left)
              and ours(rows, "ties left of the network, simulated") == sum(set(e) <= left for e in edges), rows)
    rows = outcomes("quilts", kind="cycle", nodes=500, shock="tie")
    check("a cycle unravels from a lost tie, however long that takes", ours(rows, "ties lost after one is lost, simulated") == 499, rows)
    rows = outcomes("quilts", benefit=1)
    check("control: a favor worth its cost has never enough friends", ours(rows, "friends behind a favor") == "none"
          and ours(rows, "people left of the network") == 0, rows)


# ---- dirichlet, churn, trust ----


def market(mean, shape, diversity, shares):
    """Every figure as a plain double sum: over purchases of the category, and over those of the brand among them."""
    most = 20 * int(mean + 10 + mean / shape)
    lg = math.lgamma
    often = [math.exp(lg(shape + n) - lg(shape) - lg(n + 1) + shape * math.log(shape / (shape + mean)) + n * math.log(mean / (shape + mean)))
             for n in range(most)]

    def given(n, x, p):
        a, b = diversity * p, diversity * (1 - p)
        if b <= 0:
            return float(x == n)
        return math.exp(lg(n + 1) - lg(x + 1) - lg(n - x + 1) + lg(a + x) + lg(b + n - x) - lg(a + b + n) + lg(a + b) - lg(a) - lg(b))

    def buyers(p):
        return sum(often[n] * (1 - given(n, 0, p)) for n in range(most))

    rows = []
    for p in shares:
        b = buyers(p)
        own = sum(often[n] * sum(x * given(n, x, p) for x in range(1, n + 1)) for n in range(most)) / b
        all_of = sum(n * often[n] * (1 - given(n, 0, p)) for n in range(most)) / b
        sole = sum(often[n] * given(n, n, p) for n in range(1, most)) / b
        rows.append((b, own, all_of, own / all_of, sole, (b + buyers(shares[0]) - buyers(min(1, shares[0] + p))) / buyers(shares[0])))
    return rows


FIGURES = ("penetration", "purchases per buyer", "category purchases per buyer", "share of requirements", "sole buyers", "bought by buyers of 1")


def test_dirichlet():
    for mean, shape, diversity, shares in ((1.456, 0.78, 1.3, (0.25, 0.1)), (3.3, 2.4, 0.35, (0.5, 0.3, 0.2)), (0.4, 0.2, 9, (0.15, 0.6)), (2, 40, 2, (0.9,))):
        rows = outcomes("dirichlet", mean=mean, shape=shape, diversity=diversity, shares=list(shares), people=4000, replicates=20)
        for brand, values in enumerate(market(mean, shape, diversity, shares)):
            for name, value in zip(FIGURES, values):
                if brand or name != FIGURES[5]:
                    close(f"market {mean} {shape} {diversity}, brand {brand + 1}: {name}", ours(rows, f"brand {brand + 1}: {name}"), value, 1e-8)
                if not brand and name != FIGURES[5]:
                    covers(f"market {mean} {shape} {diversity}: {name}, simulated", rows[f"brand 1: {name}, simulated"], value, 0.002)
    rows = outcomes("dirichlet", shares="[0.5, 0.5]", mean=1000, shape=0.02, replicates=2, people=10)
    close("rare and heavy buyers", ours(rows, "category: penetration"), 1 - (0.02 / 1000.02) ** 0.02, 1e-9)
    row = outcomes("dirichlet", **{"choice.habit": 1})["brand 1: share of requirements, simulated"]
    check("control: purchases by habit are not the Dirichlet's", row["interval"][0] > 0.576 + 0.005, row)
    done = run("dirichlet", shares="[0.8, 0.3]")
    check("shares above 1", done.returncode == 65 and "at most 1" in done.stderr, done.stderr)


def test_churn():
    for r, alpha, a, b, t in ((0.243, 4.414, 0.793, 2.426, 52), (2, 10, 1, 3, 20), (0.5, 3, 0.2, 0.5, 100), (1.5, 8, 4, 12, 7), (3, 2, 0.05, 0.9, 5)):
        # E over p ~ beta(a, b) of (1 - (alpha / (alpha + p t))^r) / p; where the density has a pole, p = u^(1/a) or 1 - v^(1/b) takes it away
        inside = lambda p: -math.expm1(-r * math.log1p(p * t / alpha)) / p
        steps, total = 4000, 0.0
        for i in range(steps):
            u, v = (0.5 ** min(c, 1) * (i + 0.5) / steps for c in (a, b))
            p, q = u ** (1 / min(a, 1)), 1 - v ** (1 / min(b, 1))
            total += 0.5 ** min(a, 1) / steps / min(a, 1) * p ** max(0, a - 1) * (1 - p) ** (b - 1) * inside(p)
            total += 0.5 ** min(b, 1) / steps / min(b, 1) * q ** (a - 1) * (1 - q) ** max(0, b - 1) * inside(q)
        exact = total / math.exp(math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))
        rows = outcomes("churn", r=r, alpha=alpha, a=a, b=b, time=t, customers=5000)
        close(f"customers {r} {alpha} {a} {b} until {t}", ours(rows, "purchases expected"), exact, 2e-5)
        covers(f"customers {r} {alpha} {a} {b} until {t}, simulated", rows["purchases, simulated"], exact)
    row = outcomes("churn", leaving="no", customers=5000)["purchases, simulated"]
    covers("control: who is never lost buys r / alpha a week, far above 1.0437", row, 0.242593 / 4.41353 * 32)
    check("which is outside", row["interval"][0] > 1.5, row)


def follow(y, honest, dishonest, steps=20000, h=0.02):
    def slope(y):
        trustees = y[1] + y[2]
        pay = (honest * y[1] / trustees - 1, honest * y[0] / trustees, dishonest * y[0] / trustees)
        mean = sum(a * b for a, b in zip(y, pay))
        return [a * (b - mean) for a, b in zip(y, pay)]

    for _ in range(steps):
        middle = [a + h / 2 * b for a, b in zip(y, slope(y))]
        y = [a + h * b for a, b in zip(y, slope(middle))]
    return y


def test_trust():
    for honest, dishonest, start in ((6, 8, (0.3, 0.6, 0.1)), (3, 5, (0.6, 0.39, 0.01)), (4, 7, (0.2, 0.8, 0))):
        rows = outcomes("trust", honest=honest, dishonest=dishonest, investors=start[0], trustworthy=start[1], people=5000)
        for name, value in zip(("investors", "trustworthy", "untrustworthy"), follow(list(start), honest, dishonest)):
            close(f"limit of {start}: {name}", ours(rows, f"limit, {name}") + 1, value + 1, 1e-5)
            covers(f"imitation from {start}: {name}", rows[f"imitation comes to, {name}"], value, 0.02)
    row = outcomes("trust", trustworthy=0.49, selection="no")["imitation comes to, investors"]
    check("control: who imitates whatever it pays goes on trusting", row["interval"][0] > 0.1, row)
    done = run("trust", investors=0.7)
    check("more than everybody", done.returncode == 65 and "at most 1" in done.stderr, done.stderr)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    test_chips()
    test_face()
    test_graph()
    test_bad_graphs()
    test_reciprocity()
    test_bass()
    test_quilts()
    test_dirichlet()
    test_churn()
    test_trust()
    os.chdir("/")
print(f"{counts['passed']} passed, {counts['failed']} failed")
sys.exit(counts["failed"] > 0)
