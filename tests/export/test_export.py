"""`export`: every format is read back with somebody else's reader and compared with the run file."""
import collections
import csv
import os
import resource
import signal
import subprocess
import tempfile
import xml.etree.ElementTree

PROGRAM = os.environ.get("RENQING", "build/renqing")
results = collections.Counter()
try:
    import h5py
    import numpy as np
except ImportError as missing:
    print("skip all of export/test_export: no %s" % missing.name)
    print("0 passed, 0 failed, 1 skipped")
    raise SystemExit(0)

CONFIG = """
title: to be exported
seed: 3
weeks: 12
population:
  size: 300
  network: {kind: guanxi, mean_degree: 18}
snapshots: {every: 5}
brands:
  - {name: 人情, quality: 0.6, price: 10.0, unit_cost: 6.0, awareness: 1.0}
  - {name: 'A "b" <c> & d, e', quality: 0.6, price: 10.0, unit_cost: 6.0, awareness: 1.0}
"""
BRANDS = ["人情", 'A "b" <c> & d, e']
BASIS = ["kin", "circle", "acquaintance", "met", "introduced", "club"]


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)[:400]))


def skip(name):
    results["skipped"] += 1
    print("skip " + name)


def reader(module):
    try:
        return __import__(module)
    except ImportError:
        skip("reading with %s: it is not there" % module)
        return None


def export(*arguments, **more):
    return subprocess.run([PROGRAM, "export", *arguments], capture_output=True, text=True, timeout=120, **more)


class Truth:
    """The snapshot as h5py reads it: ties once, a < b."""

    def __init__(self, path, week):
        with h5py.File(path) as file:
            s = file["snapshots/%09d" % week]
            self.obs = {k: s["obs"][k][:] for k in s["obs"]}
            self.layers = {k: s["layers"][k][:] for k in s["layers"]}
            indptr, target = s["obsp/closeness/indptr"][:], s["obsp/closeness/indices"][:]
            owner = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
            fields = {k: s["obsp"][k]["data"][:].astype(float) for k in s["obsp"]}
        at = {(i, j): k for k, (i, j) in enumerate(zip(owner.tolist(), target.tolist()))}
        self.people = len(indptr) - 1
        self.ties = {}
        for (a, b), k in at.items():
            if a > b:
                continue
            back = at[b, a]
            self.ties[a, b] = {
                "closeness_ab": fields["closeness"][k], "closeness_ba": fields["closeness"][back],
                "affective_trust_ab": fields["affective_trust"][k], "cognitive_trust_ba": fields["cognitive_trust"][back],
                "balance": fields["balance"][k], "last_favor_ba": fields["last_favor"][back], "since": fields["since"][k],
                "basis": BASIS[int(fields["basis"][k])],
            }

    def brand(self, person):
        last = self.obs["last_brand"][person]
        return BRANDS[last] if last < len(BRANDS) else ""


def same_number(found, expected):
    return abs(float(found) - float(expected)) <= 1e-6 * max(1, abs(float(expected)))


def compare_tie(found, expected, rename=lambda name: name):
    for name, value in expected.items():
        got = found[rename(name)]
        if got != value if isinstance(value, str) else not same_number(got, value):
            return "%s: %r, expected %r" % (name, got, value)
    return ""


def compare_network(name, truth, people, ties, rename=lambda name: name):
    """people: list of dicts; ties: {(a, b): dict}."""
    check(name + ": people", len(people) == truth.people, len(people))
    check(name + ": ties", set(ties) == set(truth.ties), (len(ties), len(truth.ties)))
    wrong = [w for w in (compare_tie(ties[k], v, rename) for k, v in truth.ties.items() if k in ties) if w]
    check(name + ": values of both halves", not wrong, wrong[:3])
    brand = rename("last_brand")  # networkx leaves empty texts out
    wrong = [(i, p[rename("face")], p.get(brand)) for i, p in enumerate(people)
             if not same_number(p[rename("face")], truth.obs["face"][i]) or (p.get(brand) or "") != truth.brand(i)]
    check(name + ": people's values, and brands with signs of XML", not wrong, wrong[:3])


def with_igraph(igraph, name, path, truth, rename=lambda name: name):
    graph = igraph.Graph.Read(path)
    people = [v.attributes() for v in graph.vs]
    ties = {tuple(sorted(e.tuple)): e.attributes() for e in graph.es}
    compare_network(name, truth, people, ties, rename)


def test_graphml(run, folder, truth):
    path = os.path.join(folder, "x.graphml")
    answer = export(run, "--at", "10", "-f", "graphml", "-o", path)
    check("graphml is written", answer.returncode == 0, answer.stderr)
    igraph, networkx = reader("igraph"), reader("networkx")
    if igraph:
        with_igraph(igraph, "graphml, igraph", path, truth)
    if networkx:
        graph = networkx.read_graphml(path)
        people = [graph.nodes[n] for n in graph]
        ties = {tuple(sorted((int(graph.nodes[a]["name"]), int(graph.nodes[b]["name"])))): d for a, b, d in graph.edges(data=True)}
        compare_network("graphml, networkx", truth, people, ties)
        check("graphml is undirected", not graph.is_directed())


def test_gml(run, folder, truth):
    path = os.path.join(folder, "x.gml")
    answer = export(run, "--at", "10", "-o", path)
    check("gml is chosen by the name's ending", answer.returncode == 0, answer.stderr)
    igraph = reader("igraph")
    if igraph:
        with_igraph(igraph, "gml, igraph", path, truth, lambda name: name.replace("_", ""))


def test_pajek(run, folder, truth):
    path = os.path.join(folder, "x.net")
    check("pajek is written", export(run, "--at", "10", "-f", "pajek", "-o", path).returncode == 0)
    igraph = reader("igraph")
    if igraph:
        graph = igraph.Graph.Read_Pajek(path)
        ties = {tuple(sorted(e.tuple)): e["weight"] for e in graph.es}
        check("pajek: ties", set(ties) == set(truth.ties))
        wrong = [k for k, v in truth.ties.items() if abs(ties[k] - (v["closeness_ab"] + v["closeness_ba"]) / 2) > 1e-5]
        check("pajek: weights", not wrong, wrong[:3])


def test_gexf(run, folder, truth):
    path = os.path.join(folder, "x.gexf")
    check("gexf is written", export(run, "--at", "10", "-f", "gexf", "-o", path).returncode == 0)
    root = xml.etree.ElementTree.parse(path).getroot()
    space = {"g": "http://www.gexf.net/1.2draft"}
    check("gexf: version", root.tag == "{http://www.gexf.net/1.2draft}gexf" and root.get("version") == "1.2")
    names = {a.get("class"): {x.get("id"): x.get("title") for x in a} for a in root.iterfind("g:graph/g:attributes", space)}

    def values(element, kind):
        return {names[kind][v.get("for")]: v.get("value") for v in element.iterfind("g:attvalues/g:attvalue", space)}

    people = [values(n, "node") for n in root.iterfind("g:graph/g:nodes/g:node", space)]
    ties = {(int(e.get("source")), int(e.get("target"))): values(e, "edge") for e in root.iterfind("g:graph/g:edges/g:edge", space)}
    compare_network("gexf", truth, people, ties)


def test_csv(run, folder, truth):
    path = os.path.join(folder, "tables")
    answer = export(run, "--at", "10", "-f", "csv", "-o", path + "/")
    check("csv is written", answer.returncode == 0, answer.stderr)
    tables = {}
    for name in ("people", "ties", "customers"):
        with open(os.path.join(path, name + ".csv"), encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    compare_network("csv", truth, tables["people"], {(int(t["a"]), int(t["b"])): t for t in tables["ties"]})
    rows = tables["customers"]
    wrong = [r for n, r in enumerate(rows) if int(r["person"]) != n // 2 or r["brand"] != BRANDS[n % 2] or
             not same_number(r["taste"], truth.layers["taste"][n // 2, n % 2]) or
             not same_number(r["brand_cognitive_trust"], truth.layers["brand_cognitive_trust"][n // 2, n % 2])]
    check("csv: customers", len(rows) == 2 * truth.people and not wrong, wrong[:2])
    check("csv: introducer of nobody is -1", any(t["introducer"] == "-1" for t in tables["ties"]))
    exact = [t for t in tables["ties"] if np.float32(t["closeness_ab"]) != np.float32(truth.ties[int(t["a"]), int(t["b"])]["closeness_ab"])]
    check("csv: numbers keep all their digits", not exact, exact[:1])
    check("csv: a folder is not overwritten", export(run, "-f", "csv", "-o", path).returncode == 73)
    check("csv: with --force it is", export(run, "-f", "csv", "-o", path, "--force").returncode == 0)
    with open(os.path.join(path, "mine.txt"), "w") as out:
        out.write("precious")
    answer = export(run, "-f", "csv", "-o", path, "--force")
    check("csv: a folder with other files never is", answer.returncode == 73 and os.path.exists(os.path.join(path, "mine.txt")), answer.stderr)


def test_h5ad(run, folder, truth):
    path = os.path.join(folder, "x.h5ad")
    check("h5ad is written", export(run, "--at", "10", "-f", "h5ad", "-o", path).returncode == 0)
    anndata = reader("anndata")
    if anndata:
        element = anndata.read_h5ad(path)
        check("h5ad: people and brands", element.shape == (truth.people, 2) and list(element.var_names) == BRANDS, element.shape)
        check("h5ad: layers", np.array_equal(element.layers["taste"], truth.layers["taste"]))
        check("h5ad: people's values", np.array_equal(element.obs["face"].to_numpy(), truth.obs["face"]))
        matrix = element.obsp["closeness"]
        wrong = [k for k, v in truth.ties.items() if abs(matrix[k] - v["closeness_ab"]) > 1e-7 or abs(matrix[k[::-1]] - v["closeness_ba"]) > 1e-7]
        check("h5ad: ties", matrix.nnz == 2 * len(truth.ties) and not wrong, wrong[:3])


def test_refusals(run, folder):
    def refused(name, code, text, *arguments, **more):
        answer = export(*arguments, **more)
        check(name, answer.returncode == code and text in answer.stderr, (answer.returncode, answer.stderr))

    taken = os.path.join(folder, "taken.graphml")
    with open(taken, "w") as out:
        out.write("precious")
    refused("an existing file is not overwritten", 73, "--force", run, "-f", "graphml", "-o", taken)
    with open(taken) as file:
        check("and is as it was", file.read() == "precious")
    refused("unknown format", 64, "did you mean 'graphml'", run, "-f", "grahpml", "-o", os.path.join(folder, "y"))
    refused("no format", 64, "-f", run, "-o", os.path.join(folder, "y"))
    refused("no output", 64, "-o", run, "-f", "gml")
    refused("no run", 64, "run file", "-f", "gml", "-o", os.path.join(folder, "y"))
    refused("a week without snapshot", 65, "weeks 5, 10, 12", run, "--at", "7", "-f", "gml", "-o", os.path.join(folder, "y"))
    refused("a week that is none", 64, "--at", run, "--at", "-3", "-f", "gml", "-o", os.path.join(folder, "y"))
    refused("no such run file", 66, "nowhere.h5", os.path.join(folder, "nowhere.h5"), "-f", "gml", "-o", os.path.join(folder, "y"))
    refused("not a run file", 65, "taken.graphml", taken, "-f", "gml", "-o", os.path.join(folder, "y"))
    refused("no such folder", 73, "cannot be created", run, "-f", "gml", "-o", os.path.join(folder, "no/such/y"))

    def small_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    before = sorted(os.listdir(folder))
    for kind in ("graphml", "gexf", "gml", "pajek", "csv", "h5ad"):
        answer = export(run, "-f", kind, "-o", os.path.join(folder, "full"), preexec_fn=small_disk)
        named = os.path.join(folder, "full" + ("/people.csv" if kind == "csv" else "")) + ": "
        check("full disk, %s, under its own name" % kind, answer.returncode == 74 and answer.stderr.startswith("renqing: " + named),
              (answer.returncode, answer.stderr))
    check("nothing is left behind", sorted(os.listdir(folder)) == before, set(os.listdir(folder)) - set(before))
    check("with --force it is replaced", export(run, "-f", "graphml", "-o", taken, "--force").returncode == 0 and os.path.getsize(taken) > 10000)


def main():
    with tempfile.TemporaryDirectory() as folder:
        config, run = os.path.join(folder, "c.yaml"), os.path.join(folder, "run.h5")
        with open(config, "w", encoding="utf-8") as out:
            out.write(CONFIG)
        subprocess.run([PROGRAM, "run", config, "-o", run, "-q", "--threads", "1"], check=True, timeout=300, capture_output=True)
        truth = Truth(run, 10)
        for test in (test_graphml, test_gml, test_pajek, test_gexf, test_csv, test_h5ad):
            test(run, folder, truth)
        test_refusals(run, folder)
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % {k: results[k] for k in ("passed", "failed", "skipped")})
    raise SystemExit(1 if results["failed"] else 0)


main()
