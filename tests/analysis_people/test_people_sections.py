"""`analyze --section trust|favors|network`: the figures computed again from the run file with h5py, numpy, networkx and python-igraph."""
import collections
import json
import math
import os
import subprocess
import tempfile

PROGRAM = os.environ.get("RENQING", "build/renqing")
Z = 1.959963984540054
results = collections.Counter()

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print("skip all of analysis_people/test_people_sections: no %s" % missing.name)
    print("0 passed, 0 failed, 1 skipped")
    raise SystemExit(0)

CONFIG = """
title: people
seed: 11
weeks: 60
population:
  size: 400
  network: {kind: guanxi, mean_degree: 16}
panel: {size: 150}
snapshots: {every: 20}
brands:
  - {name: Jiahe, quality: 0.60, price: 10.0, unit_cost: 6.0, awareness: 1.0}
  - {name: 人情, quality: 0.55, price: 9.0, unit_cost: 5.0, awareness: 1.0, failure_rate: 0.05}
  - {name: "New, comer", quality: 0.65, price: 10.5, unit_cost: 6.0, enters: 10, awareness: 0.5}
campaigns:
  - {name: service, brand: "New, comer", favor: personal_service, channel: face_to_face, target: everyone, start: 10, until: 60, every: 2, budget: 900000}
market:
  counter_offer: {brand: Jiahe, at: [30], price_cut: 0.25, weeks: 12}
"""


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok    " if good else "FAILED") + " " + name + ("" if good else ": " + str(detail)))


def skip(name):
    results["skipped"] += 1
    print("skip " + name)


def near(name, found, expected, error=1e-6):
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    check(name, found.shape == expected.shape and np.allclose(found, expected, rtol=error, atol=error, equal_nan=True), (found, expected))


def numbers(value):
    """JSON has null for NaN."""
    return np.array([[math.nan if x is None else x for x in row] if isinstance(row, list) else (math.nan if row is None else row) for row in value])


def analyze(path, *more):
    answer = subprocess.run([PROGRAM, "analyze", path, "--json", *more], capture_output=True, text=True, timeout=300)
    if answer.returncode:
        raise SystemExit("analyze failed: " + answer.stderr)
    return json.loads(answer.stdout)["runs"][0]["sections"]


def wilson(y, n):
    p, d = y / n, 1 + Z * Z / n
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / d
    return p, (p + Z * Z / (2 * n)) / d - half, (p + Z * Z / (2 * n)) / d + half


def share(name, measure, y, n):
    near(name, [measure["value"], measure["lower"], measure["upper"]], wilson(y, n))


def gini(values):
    v = np.abs(np.subtract.outer(values, values)).sum()
    return v / (2 * len(values) * np.sum(values))


class Snapshot:
    def __init__(self, file, week):
        s = file["snapshots/%09d" % week]
        self.obs = {k: s["obs"][k][:] for k in s["obs"] if isinstance(s["obs"][k], h5py.Dataset)}
        self.layers = {k: s["layers"][k][:] for k in s["layers"]}
        first = s["obsp/closeness"]
        self.indptr, self.target = first["indptr"][:].astype(int), first["indices"][:].astype(int)
        self.tie = {k: s["obsp"][k]["data"][:].astype(float) for k in s["obsp"]}
        self.owner = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        self.people = len(self.indptr) - 1
        self.once = self.owner < self.target
        g, kin = self.tie["closeness"], self.tie["basis"] == 0
        self.kind = np.where(kin | (g >= 0.70), 2, np.where(g >= 0.25, 1, 0))


# ---- trust ----


def fisher(a, c, n):
    r = np.corrcoef(a, c)[0, 1]
    half = Z / math.sqrt(n - 3)
    return r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def test_trust(file, section, snapshot):
    a, c, g, basis = (snapshot.tie[k] for k in ("affective_trust", "cognitive_trust", "closeness", "basis"))
    for name, groups, labels in (("trust_by_class", snapshot.kind, 3), ("trust_by_basis", basis, 6)):
        table = []
        for k in range(labels):
            m = groups == k
            table.append([m.mean()] + ([x[m].mean() for x in (g, a, c)] if m.any() else [math.nan] * 3))
        near(name, numbers(section[name]["value"]), table, 1e-5)
    for k, m in enumerate((np.ones(len(a), bool), basis != 0)):
        found = section["trusts_correlation"]
        near("correlation %d" % k, [found[x][k] for x in ("value", "lower", "upper")], fisher(a[m], c[m], m.sum() / 2), 1e-5)
    introduced, met = c[basis == 4], c[basis == 3]
    error = Z * math.sqrt(introduced.var(ddof=1) / len(introduced) + met.var(ddof=1) / len(met))
    d = introduced.mean() - met.mean()
    found = section["introduced_less_met"]
    near("introduced less met", [found[x] for x in ("value", "lower", "upper")], [d, d - error, d + error], 1e-5)
    last = snapshot.obs["last_brand"].astype(int)
    who = np.flatnonzero(last < 3)
    trust = [snapshot.layers["brand_" + k][who, last[who]] for k in ("closeness", "affective_trust", "cognitive_trust", "owed")]
    table = [[(last[who] == b).mean()] + [x[last[who] == b].mean() for x in trust] for b in range(3)]
    near("trust in brands", numbers(section["brand_trust"]["value"]), table, 1e-5)
    near("correlation of trusts in brands", section["brand_trusts_correlation"]["value"], np.corrcoef(trust[1], trust[2])[0, 1], 1e-5)


def staying_rows(file):
    """One row for each purchase that has a next one, straight from the definitions."""
    buy = {k: file["events/purchases"][k][:].astype(float) for k in file["events/purchases"]}
    heard = {k: file["events/heard"][k][:].astype(float) for k in file["events/heard"]}
    price, aware = file["series/price"][:], file["series/aware"][:]
    rows, stays, persons = [], [], []
    for person in sorted(set(buy["person"])):
        mine = np.flatnonzero(buy["person"] == person)
        told = np.flatnonzero((heard["person"] == person) & (heard["what"] <= 1))
        streak = 0
        for n, following in zip(mine, mine[1:]):
            before = mine[np.searchsorted(mine, n) - 1] if n != mine[0] else None
            streak = streak + 1 if before is not None and buy["brand"][before] == buy["brand"][n] else 1
            b, week = int(buy["brand"][n]), int(buy["week"][following]) - 1
            rivals = [price[week, k] for k in range(3) if k != b and aware[week, k] > 0]
            against = any(heard["brand"][t] == b and buy["week"][n] <= heard["week"][t] <= week + 1 for t in told)
            rows.append([1, buy["affective_trust"][n], buy["cognitive_trust"][n], buy["owed"][n], price[week, b] / np.mean(rivals) - 1,
                         math.log2(streak), buy["service"][n] == 2, against])
            stays.append(buy["brand"][following] == b)
            persons.append(person)
    return np.array(rows, float), np.array(stays, float), np.array(persons)


def test_staying(file, section):
    x, y, person = staying_rows(file)
    share("share that stays", section["stays"], y.sum(), len(y))
    b = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-x @ b))
        b += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (y - p))
    p = 1 / (1 + np.exp(-x @ b))
    bread = np.linalg.inv((x * (p * (1 - p))[:, None]).T @ x)
    scores = np.array([(x[person == k] * (y - p)[person == k, None]).sum(0) for k in np.unique(person)])
    clusters = len(scores)
    error = np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread) * clusters / (clusters - 1))
    table = numbers(section["staying_terms"]["value"])
    near("staying: log odds", table[:, 0], b, 1e-5)
    near("staying: clustered errors", table[:, 1], error, 1e-5)
    near("staying: spread", table[:, 4], x.std(0, ddof=1), 1e-6)
    near("staying: odds ratios", section["staying_odds_ratio"]["value"], np.exp(b[1:]), 1e-4)
    near("staying: upper", section["staying_odds_ratio"]["upper"], np.exp(b[1:] + Z * error[1:]), 1e-4)
    fit = section["staying_fit"]["value"]
    near("staying: rows and persons", fit[:2], [len(y), clusters])
    near("staying: likelihood", fit[2], (y * np.log(p) + (1 - y) * np.log(1 - p)).sum(), 1e-8)
    check("a dearer brand loses customers", table[4, 0] < 0, table[4])


# ---- favors ----


def test_favors(file, section, snapshot):
    total = {k: file["series"][k][:].sum(0) for k in file["series"] if file["series"][k].dtype.kind in "iuf"}
    years = total["people"] / 52
    near("asked a person and year", section["asked"]["value"], total["favors_asked"] / years)
    share("met inside", section["met_inside"], total["needs_met_inside"], total["needs_met_inside"] + total["needs_to_market"])
    share("granted", section["granted"], total["favors_granted"].sum(), total["favors_asked"])
    for k in range(3):
        found = {x: section["granted_by_rule"][x][k] for x in ("value", "lower", "upper")}
        share("granted by rule %d" % k, found, total["favors_granted"][k], total["favors_answered"][k])
    near("refused", section["refused"]["value"], total["favors_refused"] / total["favors_asked"])
    check("granted and refused are all", abs(section["granted"]["value"] + sum(section["refused"]["value"]) - 1) < 0.02)
    near("ties made", section["ties_made"]["value"], total["ties_made"] / years)
    share("introductions", section["introduction_success"], total["introductions"], total["introductions"] + total["introductions_failed"])
    weight = file["series/repayments"][:]
    near("delay", section["repayment_delay"]["value"], np.nansum(file["series/repayment_delay"][:] * weight) / weight.sum())
    balance, favored = snapshot.tie["balance"], snapshot.tie["last_favor"]
    back = {(i, j): k for k, (i, j) in enumerate(zip(snapshot.owner, snapshot.target))}
    other = np.array([back[j, i] for i, j in zip(snapshot.owner, snapshot.target)])
    check("balances are booked twice", (balance == -balance[other]).all())
    here, there = favored > 0, favored[other] > 0
    share("both ways", section["both_ways"], (here & there & snapshot.once).sum(), ((here | there) & snapshot.once).sum())
    near("open balance", section["open_balance"]["value"], np.abs(balance[snapshot.once]).mean(), 1e-5)
    panel = file["panel"][:]
    e = {k: file["events/favors"][k][:] for k in file["events/favors"]}
    granted = e["answer"] == 0
    given = [((e["person"] == i) & (e["role"] == 1) & granted).sum() for i in panel]
    received = [((e["person"] == i) & (e["role"] == 0) & granted).sum() for i in panel]
    credit, debt = (np.array([np.maximum(sign * balance[snapshot.indptr[i]:snapshot.indptr[i + 1]], 0).sum() for i in range(snapshot.people)])
                    for sign in (1, -1))
    near("Gini", section["concentration"]["value"], [gini(np.array(v, float)) for v in (given, received, credit, debt)], 1e-5)
    directions = collections.defaultdict(list)
    for k in np.flatnonzero(granted & (e["role"] <= 1) & (e["rule"] < 2)):
        directions[e["person"][k], e["other"][k]].append(e["role"][k])
    pairs = [d for d in directions.values() if len(d) >= 2]
    share("partners both ways", section["both_granted"], sum(len(set(d)) == 2 for d in pairs), len(pairs))
    delays = e["delay"][e["role"] == 2]
    near("delays", section["repayment_delay_quantiles"]["value"], np.quantile(delays, [0.1, 0.25, 0.5, 0.75, 0.9]))


# ---- network ----


def test_network(section, snapshot):
    edges = list(zip(snapshot.owner[snapshot.once].tolist(), snapshot.target[snapshot.once].tolist()))
    degree = np.diff(snapshot.indptr)
    near("ties", section["ties"]["value"], len(edges))
    near("degrees", [section["mean_degree"]["value"], section["degree_deviation"]["value"], section["largest_degree"]["value"]],
         [degree.mean(), degree.std(ddof=1), degree.max()])
    near("quantiles", section["degree_quantiles"]["value"], np.quantile(degree, [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]))
    last = snapshot.obs["last_brand"].astype(int)
    ends = np.flatnonzero(snapshot.once)
    i, j = snapshot.owner[ends], snapshot.target[ends]
    for k, name in enumerate(section["same_brand_by_class"]["labels"]):
        m = (snapshot.kind[ends] == k) & (last[i] < 3) & (last[j] < 3)
        found = {x: section["same_brand_by_class"][x][k] for x in ("value", "lower", "upper")}
        share("same brand, " + name, found, (last[i] == last[j])[m].sum(), m.sum())
    try:
        import networkx
    except ImportError:
        skip("network against networkx: no networkx")
    else:
        against_networkx(networkx, section, snapshot, edges)
    try:
        import igraph
    except ImportError:
        skip("network against python-igraph: no igraph")
    else:
        against_igraph(igraph, section, snapshot, edges)


def against_networkx(networkx, section, snapshot, edges):
    graph = networkx.Graph()
    graph.add_nodes_from(range(snapshot.people))
    graph.add_edges_from(edges)
    near("transitivity", section["transitivity"]["value"], networkx.transitivity(graph))
    local = [v for k, v in networkx.clustering(graph).items() if graph.degree(k) > 1]
    near("mean clustering", section["mean_clustering"]["value"], np.mean(local))
    near("components", section["components"]["value"], networkx.number_connected_components(graph))
    near("degree assortativity", section["degree_assortativity"]["value"], networkx.degree_pearson_correlation_coefficient(graph), 1e-5)
    table = numbers(section["assortativity"]["value"])
    for row, field in enumerate(("household", "circle", "generation", "last_brand")):
        group = snapshot.obs[field].astype(int)
        known = [v for v in range(snapshot.people) if group[v] != 255 or field != "last_brand"]
        part = graph.subgraph([v for v in known if group[v] < 2**32 - 1])
        networkx.set_node_attributes(part, {v: int(group[v]) for v in part}, "group")
        near("assortativity by " + field, table[row, 0], networkx.attribute_assortativity_coefficient(part, "group"), 1e-5)
    far = dict(networkx.all_pairs_shortest_path_length(graph))
    mean = np.mean([d for i in far for j, d in far[i].items() if i != j])
    near("mean distance", section["mean_distance"]["value"], mean)
    through = np.array(list(networkx.betweenness_centrality(graph).values()))
    degree = np.diff(snapshot.indptr)
    group = np.searchsorted(np.quantile(degree, [0.5, 0.9, 0.99]), degree)
    table = numbers(section["betweenness_by_ties"]["value"])
    near("betweenness by ties: people", table[:, 0], np.bincount(group, minlength=4) / len(degree))
    near("betweenness by ties", table[:, 1], np.bincount(group, through, 4) / through.sum(), 1e-5)
    check("what was measured of all is said to be exact", all(m.get("method", "exact") == "exact" for m in section.values()))
    constraint = networkx.constraint(graph, [v for v in graph if graph.degree(v) > 0])
    near("constraint", section["constraint"]["value"], np.mean(list(constraint.values())), 1e-5)
    values = np.array([constraint.get(v, math.nan) for v in range(snapshot.people)])
    near("constraint quantiles", section["constraint_quantiles"]["value"],
         np.nanquantile(values, [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]), 1e-5)
    introduced = np.zeros(snapshot.people)
    for by in snapshot.tie["introducer"][snapshot.once]:
        if by < snapshot.people:
            introduced[int(by)] += 1
    check("somebody was introduced", introduced.sum() > 20, introduced.sum())
    near("brokers introduce", section["constraint_and_introductions"]["value"],
         np.corrcoef(values[~np.isnan(values)], introduced[~np.isnan(values)])[0, 1], 1e-5)


def against_igraph(igraph, section, snapshot, edges):
    graph = igraph.Graph(n=snapshot.people, edges=edges)
    best = max(graph.community_leiden(objective_function="modularity", n_iterations=20).modularity for _ in range(3))
    found = section["modularity"]["value"]
    check("modularity is close to the best of python-igraph", best - 0.02 < found < best + 0.02, (found, best))


def test_times(path, file):
    early = analyze(path, "--at", "30")
    check("--at 30 looks at the snapshot of week 20", early["network"]["week"]["value"] == 20)
    near("--at 30 sums 30 weeks", early["favors"]["asked"]["value"],
         file["series/favors_asked"][:30].sum() / (file["series/people"][:30].sum() / 52))
    check("--at 30 has fewer purchases", early["trust"]["staying_fit"]["value"][0] < analyze(path)["trust"]["staying_fit"]["value"][0])


def main():
    with tempfile.TemporaryDirectory() as folder:
        config, path = os.path.join(folder, "people.yaml"), os.path.join(folder, "people.h5")
        with open(config, "w", encoding="utf-8") as out:
            out.write(CONFIG)
        subprocess.run([PROGRAM, "run", config, "-o", path, "-q", "--threads", "1"], check=True, timeout=300, capture_output=True)
        with h5py.File(path) as file:
            sections = analyze(path, "--section", "trust", "--section", "favors", "--section", "network")
            snapshot = Snapshot(file, 60)
            test_trust(file, sections["trust"], snapshot)
            test_staying(file, sections["trust"])
            test_favors(file, sections["favors"], snapshot)
            test_network(sections["network"], snapshot)
            test_times(path, file)
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % {k: results[k] for k in ("passed", "failed", "skipped")})
    raise SystemExit(1 if results["failed"] else 0)


main()
