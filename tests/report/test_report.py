"""`report`: a real what-if with hostile names, its page in both languages, by itself (html.parser), against `compare --json`, and in a browser
(look.mjs)."""
import collections
import html.parser
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
HERE = os.path.dirname(os.path.abspath(__file__))
BRAND = "人情 </script><b>\"'&"
SCENARIO = "no gifts </script><i>&"
CONFIG = """
title: 'Who stays? </title><b>&'
seed: 11
weeks: 60
population: {size: 240, network: {kind: guanxi, mean_degree: 20}}
brands:
  - {name: Jiahe, quality: 0.60, price: 100, unit_cost: 60, awareness: 1.0}
  - {name: '%s', quality: 0.65, price: 105, unit_cost: 60, enters: 8, awareness: 0.3}
campaigns:
  - {name: courtship, brand: '%s', favor: personal_service, channel: phone, target: random, fraction: 0.4, start: 8, until: 56, every: 2, value: 1.0}
market: {counter_offer: {brand: Jiahe, at: 44, price_cut: 0.25, weeks: 10}}
snapshots: {at: [7, 60]}
replicates: 3
scenarios:
  - {name: '%s', set: {campaigns: []}}
  - {name: discount, set: {campaigns.0.favor: discount, campaigns.0.value: 0.3}}
""" % (BRAND.replace("'", "''"), BRAND.replace("'", "''"), SCENARIO)

results = collections.Counter()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)[:1500]))
    return good


def skip(name):
    results["skipped"] += 1
    print("skip " + name)


def renqing(*arguments, **more):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300, **more)


class Page(html.parser.HTMLParser):
    """Tables by caption as lists of rows, texts with their tags, the document."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.texts, self.open, self.document, self.attributes, self.counts = {}, [], [], None, [], collections.Counter()
        self.languages = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.counts[tag] += 1
        self.attributes += [(tag, *a) for a in attributes]
        if tag not in ("meta", "br"):
            if tag in ("td", "th", "tr", "li", "dd", "dt", "caption"):  # ends that may be left out
                while self.open and self.open[-1] in ("td", "th", "small") and tag != "small":
                    self.open.pop()
            self.open.append(tag)
        if tag == "table":
            self.rows, self.caption = [], ""
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass
        if tag == "table":
            self.tables[self.caption.strip()] = [[c.strip() for c in row] for row in self.rows]

    def handle_data(self, data):
        tag = self.open[-1] if self.open else ""
        if tag == "script":
            if data.startswith("{"):
                self.document = json.loads(data)
            return
        if tag == "caption":
            self.caption += data
        if tag in ("td", "th", "small"):
            self.rows[-1][-1] += data
        if tag != "style" and data.strip():
            self.texts.append((tag, data.strip()))

    def table(self, start):
        return next(rows for caption, rows in self.tables.items() if caption.startswith(start))


def number(text):
    """The first number of a cell, and half of its last digit; in per cent and points over 100."""
    found = re.match(r"([−+]?[\d,]+(?:\.(\d+))?)( pp|%)?", text)
    if not found:
        return None, 0
    scale = 100 if found[3] else 1
    return float(found[1].replace("−", "-").replace(",", "")) / scale, 0.5000001 * 10 ** -len(found[2] or "") / scale


def close(text, value):
    shown, half = number(text)
    return shown is None if value is None else shown is not None and abs(shown - value) <= half


def make(folder):
    config = os.path.join(folder, "config.yaml")
    with open(config, "w") as f:
        f.write(CONFIG)
    done = renqing("whatif", config, "-o", os.path.join(folder, "out"), "--threads", "1", cwd=folder)
    return check("a what-if to report on", done.returncode == 0, done.stderr)


def report(folder, source, name, *more):
    path = os.path.join(folder, name)
    done = renqing("report", source, "-o", path, *more)
    if not check("report %s %s" % (os.path.basename(source), " ".join(more)), done.returncode == 0, done.stderr):
        return None, None
    with open(path, encoding="utf-8") as f:
        text = f.read()
    return text, Page(text)


def check_page(what, text, page, language):
    check(what + ": below 3 MB", len(text.encode()) < 3e6, len(text))
    check(what + ": the language is said", ("html", "lang", language) in page.attributes)
    outside = [a for a in page.attributes if a[1] in ("src", "action", "srcset", "data") or (a[1] == "href" and not a[2].startswith("#"))]
    check(what + ": nothing is loaded", not outside and page.counts["link"] == page.counts["img"] == 0, outside)
    check(what + ": names do not become markup", page.counts["b"] == page.counts["i"] == 0, page.counts)
    ids = [a[2] for a in page.attributes if a[1] == "id"]
    anchors = [a[2][1:] for a in page.attributes if a[1] == "href"]
    check(what + ": contents lead somewhere", anchors and set(anchors) <= set(ids) and len(ids) == len(set(ids)), anchors)
    check(what + ": every section has a table or a command", len(page.tables) >= len(anchors) - 1, page.tables.keys())


def same(a, b):
    """Equal, numbers to 14 digits."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 1e-14 * max(abs(a), abs(b))
    return a == b


def check_numbers(page, compare):
    check("the document holds compare's numbers", same(page.document["compare"], compare))
    scenarios = [s["name"] for s in compare["scenarios"]]
    rows = page.table("Outcomes for")
    check("outcomes: a column for each scenario", rows[0][1:] == scenarios, rows[0])
    wrong = []
    for outcome, row in zip(compare["outcomes"], rows[1:]):
        for scenario, cell in zip(compare["scenarios"], row[1:]):
            value = scenario["values"][outcome["name"]]["mean"]
            if not close(cell, value):
                wrong.append((outcome["name"], scenario["name"], cell, value))
    check("outcomes: every number is compare's", len(rows) - 1 == len(compare["outcomes"]) and not wrong, wrong)
    rows = page.table("Differences from")[1:]
    wrong = [(row, d) for row, d in zip(rows, compare["differences"]) if not close(row[2], d["mean"]) or not close(row[5], d["p_adjusted"])]
    check("differences: every number is compare's", len(rows) == len(compare["differences"]) and not wrong, wrong[:2])
    rows = page.table("Customers against")[1:]
    wrong = [row for row, u in zip(rows, compare["uplift"]) if not close(row[2], u["groups"]["persuadable"]["share"])]
    check("uplift: every number is compare's", rows and len(rows) == len(compare["uplift"]) and not wrong, wrong)
    said = [t for tag, t in page.texts if tag == "p" and t == compare["verdict"]]
    check("the verdict is compare's", len(said) == 1, page.texts[:8])


def check_series(page, folder):
    """Share over time from the run files, by h5py."""
    try:
        import h5py
        import numpy as np
    except ImportError:
        return skip("share over time against the run files: no h5py")
    manifest = json.load(open(os.path.join(folder, "out", "manifest.json")))
    period, brand = page.document["period"], page.document["brands"].index(page.document["brand"])
    wrong = []
    for s, scenario in enumerate(page.document["scenarios"]):
        each, stays, flows = [], [], []
        for run in manifest["runs"]:
            if run["scenario"] != scenario:
                continue
            with h5py.File(os.path.join(folder, "out", run["path"])) as f:
                bought, moved = f["series/purchases"][:].astype(float), f["series/switch_count"][:].astype(float)
            whole = len(bought) // period * period
            by_period = bought[:whole].reshape(-1, period, bought.shape[1]).sum(1)
            each.append(by_period[:, brand] / by_period.sum(1))
            mine = moved[:whole, brand].reshape(-1, period, moved.shape[1]).sum(1)
            with np.errstate(invalid="ignore"):
                stays.append(mine[:, brand] / mine.sum(1))
            flows.append(moved[-52:].sum(0).ravel())
        strands = {k: np.array([np.nan if x is None else x for x in page.document["strands"][k][s]["mean"]], float) for k in ("share", "staying", "switching")}
        with np.errstate(invalid="ignore"):
            mean = np.mean(each, 0)
            known = ~np.isnan(stays).any(0)
        if not np.allclose(strands["share"], mean, atol=1e-6) or not np.allclose(strands["switching"], np.mean(flows, 0), atol=1e-5):
            wrong.append(scenario)
        if not known.any() or not np.allclose(strands["staying"][known], np.mean(stays, 0)[known], atol=1e-6):
            wrong.append(scenario + " staying")
    check("share, retention and switching are those of the run files", not wrong, wrong)


# Latin words that stand in a Chinese page: names of the configuration, file names, settings by their key.
NAMES = re.compile(r"[一-鿿]|^[^A-Za-z]*$|^renqing|^Jiahe$|^discount$|^courtship$|^p$|^campaigns\.|^personal_service$|^[0-9a-f]{12,}|title: |Who stays")


def check_chinese(page):
    english = [t for tag, t in page.texts if tag != "code" and not NAMES.search(t.replace(BRAND, "").replace(SCENARIO, ""))]
    check("everything is said in Chinese", not english, english)
    check("in Chinese the verdict has its numbers", any(tag == "p" and "%" in t and "95% 区间" in t for tag, t in page.texts), page.texts[:9])


def check_warnings():
    """Whatever compare warns of can be said in Chinese."""
    folder = os.path.join(HERE, "..", "..", "analysis")
    known = open(os.path.join(folder, "page_say.c"), encoding="utf-8").read()
    known = [p.replace("{}", "7") for p in re.findall(r'^    \{"([^"]*)",', known, re.M)]
    unknown, seen = [], 0
    for name in sorted(os.listdir(folder)):
        if name.startswith("compare") and name.endswith(".c"):
            for text in re.findall(r'rq_compare_warn\(c,\s*"([^"]*)"', open(os.path.join(folder, name), encoding="utf-8").read()):
                seen += 1
                pattern = ".*".join(re.escape(part) for part in re.split(r"%[.*]*z?[usdg]+", text))
                if not any(re.fullmatch(pattern, k) for k in known):
                    unknown.append(text)
    check("every warning is known in Chinese", seen > 5 and not unknown, (seen, unknown))


def check_english(page):
    # Chinese in an English page: the maker's name and the brand
    chinese = [t for tag, t in page.texts if tag != "code" and re.search("[一-鿿]", t.replace(BRAND, "").replace("renqing 人情", ""))]
    check("everything is said in English", not chinese, chinese)


def check_mistakes(folder, run):
    def wrong(name, code, *arguments, **more):
        done = renqing("report", *arguments, **more)
        left = [f for f in os.listdir(folder) if f.startswith("bad.html")]
        check(name, done.returncode == code and done.stderr and not left, (done.returncode, done.stderr, left))

    bad, out = os.path.join(folder, "bad.html"), os.path.join(folder, "out")
    empty, none = os.path.join(folder, "empty"), os.path.join(folder, "none")
    os.makedirs(empty)
    os.makedirs(none)
    manifest = json.load(open(os.path.join(out, "manifest.json")))
    for member in manifest["runs"]:
        member["state"] = "missing"
    json.dump(manifest, open(os.path.join(none, "manifest.json"), "w"))
    wrong("a folder without runs", 66, empty, "-o", bad)
    wrong("a folder whose runs are all missing", 66, none, "-o", bad)
    wrong("a folder that is not there", 66, os.path.join(folder, "nowhere"), "-o", bad)
    wrong("a file that is no run", 65, os.path.join(folder, "config.yaml"), "-o", bad)
    wrong("an output that cannot be created", 73, out, "-o", os.path.join(folder, "nowhere", "bad.html"))
    wrong("an output that is there", 73, out, "-o", os.path.join(folder, "en.html"))
    wrong("no output", 64, out)
    wrong("a language that is not there", 64, out, "-o", bad, "--lang", "fr")
    wrong("a scenario that is not there", 64, out, "-o", bad, "--base", "nothing")
    wrong("a brand that is not there", 64, run, "-o", bad, "--brand", "Jaihe")

    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    wrong("a full disk", 74, run, "-o", bad, preexec_fn=full)


def check_missing_member(folder):
    """One run damaged: it is told, and the report is made of the rest."""
    copy = os.path.join(folder, "damaged")
    shutil.copytree(os.path.join(folder, "out"), copy)
    manifest = json.load(open(os.path.join(copy, "manifest.json")))
    victim = os.path.join(copy, manifest["runs"][1]["path"])
    with open(victim, "r+b") as f:
        f.truncate(2000)
    text, page = report(folder, copy, "damaged.html")
    if page:
        check("a damaged run is told", "cannot be read" in text and any("missing or damaged" in t for _, t in page.texts), page.texts[:10])


def look(folder, files):
    """In Debian's Chromium, through playwright-core; axe-core looks for what keeps people out."""
    if not shutil.which("node") or not shutil.which("npm") or not os.path.exists("/usr/bin/chromium"):
        return skip("looking at the pages in a browser: no node, npm or /usr/bin/chromium")
    if "data-chart" not in open(files[0]).read():
        return skip("looking at the pages in a browser: this build has no charts")
    work = os.path.join(os.environ.get("BUILD", "build"), "tests", "report", "browser")
    os.makedirs(work, exist_ok=True)
    for name in ("package.json", "package-lock.json", "look.mjs"):
        shutil.copy(os.path.join(HERE, name), work)
    got = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"], cwd=work,
                         capture_output=True, text=True, timeout=300)
    if got.returncode != 0:
        return skip("looking at the pages in a browser: npm could not fetch playwright-core and axe-core")
    seen = subprocess.run(["node", "look.mjs", *files], cwd=work, capture_output=True, text=True, timeout=300)
    lines = [json.loads(line) for line in seen.stdout.splitlines() if line.startswith("{")]
    for line in lines:
        check(line["name"], line["good"], line.get("detail", ""))
    check("the browser looked at everything", seen.returncode == 0 and len(lines) > 20, seen.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        if not make(folder):
            return
        out, run = os.path.join(folder, "out"), os.path.join(folder, "out", "runs", "as_written", "r0001.h5")
        compare = json.loads(renqing("compare", out, "--json").stdout)
        text, english = report(folder, out, "en.html")
        if not english:
            return
        check_page("English", text, english, "en")
        check_numbers(english, compare)
        check_series(english, folder)
        check_english(english)
        again, _ = report(folder, out, "en.html", "--force")
        check("the same page from the same runs", again == text)
        text, chinese = report(folder, out, "zh.html", "--lang", "zh")
        check_page("Chinese", text, chinese, "zh")
        check_chinese(chinese)
        check_warnings()
        check("the same tables in Chinese", [len(t) for t in chinese.tables.values()] == [len(t) for t in english.tables.values()])
        text, single = report(folder, run, "run.html", "--brand", "Jiahe")
        check_page("a single run", text, single, "en")
        check("a single run is about its brand", single.document["brand"] == "Jiahe" and not single.document.get("compare"))
        check_missing_member(folder)
        check_mistakes(folder, run)
        look(folder, [os.path.join(folder, f) for f in ("en.html", "zh.html", "run.html")])


main()
print("%d passed, %d failed, %d skipped" % (results["passed"], results["failed"], results["skipped"]))
raise SystemExit(1 if results["failed"] else 0)
