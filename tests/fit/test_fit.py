#!/usr/bin/python3
"""`renqing fit`: on real data where it is at hand (../shared/data/cdnow.csv), on data drawn here, and on data that nothing can be fitted to. Every
likelihood is computed again here, from the published formula, with nothing but the standard library."""
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

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CDNOW = os.path.abspath("../shared/data/cdnow.csv")
counts = {"passed": 0, "failed": 0, "skipped": 0}
chance = random.Random(5)
lgamma = math.lgamma


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def near(name, ours, theirs, tolerance):
    check(name, ours is not None and abs(ours - theirs) <= tolerance, f"{ours} is not {theirs} +- {tolerance}")


def run(*words, text=None):
    return subprocess.run([PROGRAM, "fit", *words], capture_output=True, text=True, timeout=300, input=text)


def told(*words, text=None):
    done = run(*words, "--json", text=text)
    if done.returncode:
        raise SystemExit(f"fit {words} failed: {done.stderr}")
    return json.loads(done.stdout, parse_constant=lambda word: sys.exit(f"JSON has no {word}"))


def estimates(fit):
    return [p["estimate"] for p in fit["parameters"].values()], [p["standard_error"] for p in fit["parameters"].values()]


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    return name


# ---- churn ----


def likelihood(parameters, customers):
    """Fader, Hardie & Lee 2005, equation 6."""
    r, alpha, a, b = parameters
    total = 0
    for (x, last, t), times in customers.items():
        beta = lambda p, q: lgamma(p) + lgamma(q) - lgamma(p + q)
        one = beta(a, b + x) - beta(a, b) + lgamma(r + x) - lgamma(r) + r * math.log(alpha)
        alive = math.exp(-(r + x) * math.log(alpha + t))
        lost = math.exp(beta(a + 1, b + x - 1) - beta(a, b + x) - (r + x) * math.log(alpha + last)) if x else 0
        total += times * (one + math.log(alive + lost))
    return total


def series(a, b, c, z):
    term = total = 1.0
    for n in range(100000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < 1e-16 * abs(total):
            return total
    return total


def expected(r, alpha, a, b, t):
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * series(r, b, a + b - 1, t / (alpha + t)))


def alive_and_future(parameters, x, last, t, ahead):
    r, alpha, a, b = parameters
    odds = a / (b + x - 1) * ((alpha + t) / (alpha + last)) ** (r + x) if x else 0
    first = (a + b + x - 1) / (a - 1)
    part = 1 - ((alpha + t) / (alpha + t + ahead)) ** (r + x) * series(r + x, b + x, a + b + x - 1, ahead / (alpha + t + ahead))
    return 1 / (1 + odds), first * part / (1 + odds)


def is_greatest(name, of, parameters, value):
    """Of the likelihood `of`: every parameter a little up or down makes it smaller, and it hardly changes to first order."""
    near(f"{name}: log-likelihood", value, of(parameters), 1e-6 * abs(value))
    for i in range(len(parameters)):
        sides = []
        for factor in (0.99, 1.01):
            moved = list(parameters)
            moved[i] *= factor
            sides.append(of(moved))
        check(f"{name}: parameter {i} is at its best", max(sides) < of(parameters), sides)
        check(f"{name}: parameter {i}: no slope", abs(sides[1] - sides[0]) < 0.2 * (2 * of(parameters) - sum(sides)), sides)


def standard_errors(of, parameters, h=2e-3):
    n = len(parameters)

    def at(*steps):
        moved = list(parameters)
        for i, side in steps:
            moved[i] += side * h * parameters[i]
        return of(moved)

    hessian = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            if i == j:
                second = at((i, 1)) - 2 * at() + at((i, -1))
            else:
                second = (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / 4
            hessian[i][j] = -second / (h * h * parameters[i] * parameters[j])
    inverse = [row[:] + [float(i == j) for j in range(n)] for i, row in enumerate(hessian)]
    for i in range(n):
        pivot = inverse[i][i]
        inverse[i] = [x / pivot for x in inverse[i]]
        for k in range(n):
            if k != i:
                f = inverse[k][i]
                inverse[k] = [x - f * y for x, y in zip(inverse[k], inverse[i])]
    return [math.sqrt(inverse[i][n + i]) for i in range(n)]


def draw_customers(parameters, count):
    r, alpha, a, b = parameters
    lives = []
    for _ in range(count):
        rate, lost, observed = chance.gammavariate(r, 1 / alpha), chance.betavariate(a, b), chance.choice((30.0, 35.0, 40.0))
        times, now = [], 0.0
        while True:
            now += chance.expovariate(rate)
            if now > observed:
                break
            times.append(round(now, 3))
            if chance.random() < lost:
                break
        lives.append((observed, sorted(set(t for t in times if t > 0))))
    return lives


def test_churn():
    true = (0.6, 6.0, 0.9, 2.5)
    lives = draw_customers(true, 1500)
    rows = [(len(times), times[-1] if times else 0.0, observed) for observed, times in lives]
    write("summary.csv", "id,frequency,recency,T\n" + "".join(f"c{i},{x},{last!r},{t!r}\n" for i, (x, last, t) in enumerate(rows)))
    fit = told("churn", "summary.csv", "--customers", "--times", "26,52")
    parameters, errors = estimates(fit)
    table = collections.Counter(rows)
    is_greatest("drawn customers", lambda p: likelihood(p, table), parameters, fit["log_likelihood"])
    for ours, theirs in zip(errors, standard_errors(lambda p: likelihood(p, table), parameters)):
        near("drawn customers: standard error", ours, theirs, 0.01 * theirs)
    for name, ours, error, truth in zip(fit["parameters"], parameters, errors, true):
        check(f"drawn customers: {name} is near what it was drawn with", abs(ours - truth) < 4 * error, (ours, error, truth))
    for at in fit["expected"]:
        near(f"expected until {at['time']}", at["purchases"], expected(*parameters, at["time"]), 1e-7)
    for i in (0, 1, 7, 50, 333):
        alive, future = alive_and_future(parameters, *rows[i], 26)
        near(f"customer {i}: alive", fit["by_customer"][i]["alive"], alive, 1e-9)
        near(f"customer {i}: future", fit["by_customer"][i]["expected_purchases"], future, 1e-7 * max(1, future))
    printed = list(csv.DictReader(io.StringIO(run("churn", "summary.csv", "--customers", "--times", "26").stdout)))
    check("customers as CSV", len(printed) == len(rows) and printed[7]["customer"] == "c7"
          and abs(float(printed[7]["alive"]) - fit["by_customer"][7]["alive"]) < 1e-6)
    text = run("churn", "summary.csv").stdout
    check("as text", all(word in text for word in ("1500 customers", "standard error", "log-likelihood")), text)

    # the same customers as a purchase log: first purchases at 100 - T, in any order, each purchase twice, the log's end at 100
    lines = [f"c{i},{100 - observed + t!r},soap" for i, (observed, times) in enumerate(lives) for t in [0.0] + times for _ in range(2)]
    chance.shuffle(lines)
    write("log.csv", "household,week,brand\n" + "\n".join(lines) + "\n")
    from_log = told("churn", "log.csv", "--until", "100")
    for ours, theirs in zip(estimates(from_log)[0], parameters):
        near("from a log: the same parameters", ours, theirs, 1e-4 * theirs)
    check("from a log: weeks", from_log["unit"] == "weeks" and from_log["customers"] == 1500, from_log)
    no_brand = "household,week\n" + "\n".join(line.rsplit(",", 1)[0] for line in lines) + "\n"
    check("a log without brands, from standard input", told("churn", "-", "--until", "100", text=no_brand)["parameters"] == from_log["parameters"])
    earlier = told("churn", "log.csv", "--until", "90")
    check("until an earlier time: another fit", earlier["purchases"] < from_log["purchases"] and earlier["parameters"] != from_log["parameters"])


def test_cdnow():
    if not os.path.exists(CDNOW):
        counts["skipped"] += 1
        print(f"# skip: {CDNOW} is not there")
        return
    fit = told("churn", CDNOW)
    for (name, p), value in zip(fit["parameters"].items(), (0.243, 4.414, 0.793, 2.426)):
        near(f"CDNOW: {name}", p["estimate"], value, 0.002)
    near("CDNOW: log-likelihood", fit["log_likelihood"], -9582.43, 0.01)
    check("CDNOW: customers", fit["customers"] == 2357 and fit["came_back"] == 946, fit)


def test_unfit_churn():
    head = "customer,frequency,recency,T\n"
    same = "".join(f"{i},4,16,20\n" for i in range(50))
    for name, text, words in (
        ("one.csv", head + "1,2,3,9\n", "one customer"),
        ("zeros.csv", head + "".join(f"{i},0,0,10\n" for i in range(20)), "nobody ever came back"),
        ("no_time.csv", head + "1,0,0,0\n2,0,0,0\n", "any time"),
        ("negative.csv", head + "1,2,3,9\n2,1,-1,9\n", "negative.csv:3:5: recency is '-1'"),
        ("nan.csv", head + "1,2,3,nan\n", "nan.csv:2:7: T is 'nan'"),
        ("inf.csv", head + "1,2,3,inf\n", "inf.csv:2:7: T is 'inf'"),
        ("half.csv", head + "1,2.5,3,9\n", "half.csv:2:3: frequency is '2.5'; it must be a whole number"),
        ("late.csv", head + "1,2,10,9\n", "late.csv:2:5: recency is '10'; it must be at most T"),
        ("never.csv", head + "1,0,5,9\n", "0 for a customer who never came back"),
        ("at_once.csv", head + "1,3,0,9\n", "above 0 for a customer who came back"),
        ("words.csv", "Dear reader,\nthis is a letter, and no table.\n", "words.csv:1: no column for the customer"),
        ("empty.csv", "", "empty"),
        ("header.csv", head, "no customers below the header"),
        ("short.csv", head + "1,2,3\n", "short.csv:2: 3 values; the header names 4"),
        ("two.csv", "customer,frequency,recency\n1,2,3\n", "no column 'T'"),
        ("same.csv", head + same, "determine no parameters"),
        ("occasions.csv", "customer,occasion\n1,1\n1,2\n2,1\n", "occasions count purchases"),
        ("bad_week.csv", "customer,week\n1,1\n1,-2\n2,1\n", "bad_week.csv:3:3: week is '-2'"),
        ("zero_byte.csv", head + "1,2,3,9\0\n", "zero byte"),
    ):
        done = run("churn", write(name, text))
        check(f"churn, {name}: {words}", done.returncode == 65 and words in done.stderr and not done.stdout and "nan" not in done.stdout,
              (done.returncode, done.stderr))
    done = run("churn", write("many.csv", head + "x,y,z,w\n" * 40))
    check("not more mistakes than one can read", done.returncode == 65 and done.stderr.count("\n") <= 14 and "may be more" in done.stderr, done.stderr)


# ---- dirichlet ----


def draw_market(mean, shape, diversity, shares, people):
    baskets = []
    for _ in range(people):
        rate, n, at = chance.gammavariate(shape, mean / shape), 0, 0.0
        while True:
            at += chance.expovariate(1)
            if at > rate:
                break
            n += 1
        weights = [chance.gammavariate(diversity * s, 1) for s in shares]
        baskets.append(collections.Counter(chance.choices(range(len(shares)), weights, k=n)))
    return baskets


def test_dirichlet():
    shares, people = (0.4, 0.3, 0.2, 0.1), 1500
    true = (2.2, 0.9, 1.6)
    baskets = draw_market(*true, shares, people)
    lines = [f"p{i},{k},brand{b}" for i, basket in enumerate(baskets) for k, b in enumerate(basket.elements())]
    write("market.csv", "customer,occasion,brand\n" + "\n".join(lines) + "\n")
    buyers = [basket for basket in baskets if basket]
    total = sum(sum(basket.values()) for basket in buyers)
    observed = [sum(basket[b] for basket in buyers) / total for b in range(4)]
    often = collections.Counter(sum(basket.values()) for basket in buyers)

    def of_rates(parameters, truncated):
        m, k = parameters
        none = k * math.log(k / (k + m))
        one = lambda n: lgamma(k + n) - lgamma(k) - lgamma(n + 1) + none + n * math.log(m / (k + m))
        zeros = 0 if truncated else (people - len(buyers)) * none
        return zeros + sum(times * (one(n) - (math.log(1 - math.exp(none)) if truncated else 0)) for n, times in often.items())

    def of_diversity(parameters):
        s, = parameters
        value = 0
        for basket in buyers:
            n = sum(basket.values())
            value += lgamma(s) - lgamma(s + n)
            value += sum(lgamma(s * observed[b] + x) - lgamma(s * observed[b]) for b, x in basket.items())
        return value

    for truncated, words in ((False, ("--people", str(people))), (True, ())):
        name = "buyers only" if truncated else "all people"
        fit = told("dirichlet", "market.csv", *words)
        (m, k, s), errors = estimates(fit)
        best = lambda p: of_rates(p, truncated)
        is_greatest(f"{name}: M, K", best, (m, k), best((m, k)))
        is_greatest(f"{name}: S", of_diversity, (s,), of_diversity((s,)))
        for ours, theirs in zip(errors, standard_errors(best, (m, k)) + standard_errors(of_diversity, (s,))):
            near(f"{name}: standard error", ours, theirs, 0.02 * theirs)
        for ours, error, truth in zip((m, k, s), errors, true):
            check(f"{name}: near what it was drawn with", abs(ours - truth) < 4 * error, (ours, error, truth))
        size = people if not truncated else len(buyers) / (1 - (k / (k + m)) ** k)
        near(f"{name}: people", fit["people"], size, 1e-6 * size)
        for b, brand in enumerate(fit["brands"]):
            mine = [basket for basket in buyers if basket[b]]
            own, all_of = sum(basket[b] for basket in mine), sum(sum(basket.values()) for basket in mine)
            for key, value in (("penetration", len(mine) / size), ("purchases_per_buyer", own / len(mine)), ("share_of_requirements", own / all_of),
                               ("category_purchases_per_buyer", all_of / len(mine)), ("sole_buyers", sum(len(x) == 1 for x in mine) / len(mine))):
                near(f"{name}: brand {b}, {key}", brand["observed"][key], value, 1e-9 * max(1, value))
                near(f"{name}: brand {b}, {key}, near its expectation", brand["expected"][key], value, max(0.1 * value, 2 / math.sqrt(len(mine))))
    text = run("dirichlet", "market.csv", "--people", str(people)).stdout
    check("as text", all(word in text for word in ("  M ", "  K ", "  S ", "brand3", "expected")), text)


def figure(mean, shape, diversity, share):
    """Penetration, slowly."""
    own, rest = diversity * share, diversity * (1 - share)
    none = 0
    for n in range(4000):
        p = lgamma(shape + n) - lgamma(shape) - lgamma(n + 1) + shape * math.log(shape / (shape + mean)) + n * math.log(mean / (shape + mean))
        none += math.exp(p + lgamma(rest + n) - lgamma(rest) + lgamma(diversity) - lgamma(diversity + n))
    return 1 - none


def test_shares():
    for m, k, s, shares in ((1.456, 0.78, 1.3, (0.25, 0.19, 0.1)), (4, 2.5, 0.6, (0.5, 0.3))):
        category = 1 - (k / (k + m)) ** k
        fit = told("dirichlet", "--shares", ",".join(map(repr, shares)), "--penetrations", ",".join(repr(figure(m, k, s, p)) for p in shares),
                   "--penetration", repr(category), "--purchases", repr(m))
        for ours, theirs in zip(estimates(fit)[0], (m, k, s)):
            near(f"from shares: {theirs}", ours, theirs, 1e-6)
        for p, brand in zip(shares, fit["brands"]):
            near(f"from shares: penetration of {p}", brand["expected"]["penetration"], figure(m, k, s, p), 1e-9)


def test_unfit_dirichlet():
    head = "customer,week,brand\n"
    for name, text, words in (
        ("one_brand.csv", head + "1,1,a\n1,2,a\n2,3,a\n", "one brand only"),
        ("once.csv", head + "1,1,a\n2,2,b\n3,3,a\n", "nobody bought twice"),
        ("loyal.csv", head + "1,1,a\n1,2,a\n2,3,b\n2,4,b\n", "S is 0"),
        ("steady.csv", head + "".join(f"{i},{k},{'ab'[k % 2]}\n" for i in range(30) for k in range(6)), "chance alone"),
        ("nan.csv", head + "1,nan,a\n", "nan.csv:2:3: week is 'nan'"),
        ("letter.csv", "Dear reader, this is no table\n", "no column"),
        ("empty.csv", "", "empty"),
    ):
        done = run("dirichlet", write(name, text))
        check(f"dirichlet, {name}: {words}", done.returncode == 65 and words in done.stderr and not done.stdout, (done.returncode, done.stderr))
    summary = {"--shares": "0.5,0.3", "--penetrations": "0.4,0.3", "--penetration": "0.6", "--purchases": "2"}
    for change, code, words in (
        ({"--shares": "0.5,0.3,0.1"}, 64, "each brand has one of both"),
        ({"--shares": "0.5,much"}, 64, "--shares is '0.5,much'"),
        ({"--shares": "0.5,nan"}, 64, "--shares is '0.5,nan'"),
        ({"--shares": "0.8,0.3"}, 65, "1.1 together"),
        ({"--penetration": "0.3"}, 65, "brand 1: 0.4 of the people buy it"),
        ({"--penetration": "1"}, 65, "below 1"),
        ({"--purchases": "0.5"}, 65, "purchases of it a person"),
        ({"--penetrations": "0.59,0.3"}, 65, "no S gives"),
        ({"--penetration": "0.95"}, 65, "no K lets"),
    ):
        words_of = [word for pair in {**summary, **change}.items() for word in pair]
        done = run("dirichlet", *words_of)
        check(f"dirichlet {change}: {words}", done.returncode == code and words in done.stderr and not done.stdout, (done.returncode, done.stderr))


def test_usage():
    for words, message in (
        ((), "churn or dirichlet"),
        (("chrun", "x.csv"), "did you mean 'churn'"),
        (("nonsense",), "there are churn and dirichlet"),
        (("churn",), "give a file"),
        (("churn", "a.csv", "b.csv"), "one file at a time"),
        (("churn", "a.csv", "--people", "5"), "belong to dirichlet"),
        (("dirichlet", "a.csv", "--times", "5"), "belong to churn"),
        (("dirichlet", "a.csv", "--shares", "0.5"), "either a file or --shares"),
        (("dirichlet", "--shares", "0.5"), "go together"),
        (("churn", "a.csv", "--times", "-3"), "--times is '-3'"),
        (("churn", "a.csv", "--untill", "3"), "did you mean --until"),
        (("churn", "a.csv", "--columns", "custmer=x"), "did you mean 'customer'"),
    ):
        done = run(*words)
        check(f"fit {' '.join(words)}", done.returncode == 64 and message in done.stderr and not done.stdout, (done.returncode, done.stderr))
    done = run("churn", "missing.csv")
    check("a missing file", done.returncode == 66 and "missing.csv" in done.stderr, done.stderr)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    test_churn()
    test_cdnow()
    test_unfit_churn()
    test_dirichlet()
    test_shares()
    test_unfit_dirichlet()
    test_usage()
    os.chdir("/")
print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
sys.exit(counts["failed"] > 0)
