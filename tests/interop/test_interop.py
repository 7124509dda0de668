#!/usr/bin/python3
"""One run, in other people's tools: each reads the run file or an export without our code and computes a number that must be the
one that `renqing analyze --json` gives. Needs build/renqing; run from the root of the repository. A package that is not installed is
skipped visibly. (tests/runfile/test_readers.py has the file format, tests/export every value of every export.)"""
import csv
import importlib
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIGURATION = """
title: interop
seed: 12
weeks: 78
population:
  size: 400
  network: {kind: guanxi, mean_degree: 16}
panel: {size: 400}
snapshots: {every: 26}
brands:
  - {name: Jiahe, quality: 0.60, price: 10.0, unit_cost: 6.0}
  - {name: 人情, quality: 0.55, price: 9.0, unit_cost: 5.0, awareness: 0.5, failure_rate: 0.05}
campaigns:
  - {brand: 人情, favor: personal_service, channel: face_to_face, target: random, fraction: 0.4, start: 4, until: 78, every: 3}
"""
BRANDS = ["Jiahe", "人情"]
LAST = "/snapshots/000000078"
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f": {detail}"))


def flat(values):
    """Numbers in order, whatever they are nested in; JSON has null for what is not a number."""
    if values is None:
        return [math.nan]
    if hasattr(values, "tolist"):
        values = values.tolist()
    return [x for value in values for x in flat(value)] if isinstance(values, (list, tuple)) else [float(values)]


def alike(found, expected):
    found, expected = flat(found), flat(expected)
    same = [math.isclose(f, e, rel_tol=1e-6, abs_tol=1e-9) or (math.isnan(f) and math.isnan(e)) for f, e in zip(found, expected)]
    return len(found) == len(expected) > 0 and all(same)


def equal(name, found, expected):
    check(name, alike(found, expected), (flat(found), flat(expected)))


def need(package, *modules):
    """The modules, or None after a visible skip."""
    try:
        return [importlib.import_module(module) for module in modules]
    except ImportError:
        counts["skipped"] += 1
        print(f"SKIPPED - {package} is not installed (apt install {package})")
        return None


def renqing(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise SystemExit(f"renqing {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def analyzed(path, *options):
    """analyzed(...)(section, measure): the measure's values; with a label, the one of that name."""
    sections = json.loads(renqing("analyze", path, "--json", *options))["runs"][0]["sections"]

    def value(section, measure, label=None):
        found = sections[section][measure]
        if label is None:
            return found["value"]
        return found["value"][(found.get("labels") or found["rows"]).index(label)]

    return value


# ---- the run file ----


def with_xarray(path, truth):
    found = need("python3-xarray", "xarray") and need("python3-h5netcdf", "xarray", "h5netcdf")
    if not found:
        return
    with found[0].open_dataset(path, group="/series", engine="h5netcdf") as data:
        check("xarray: brands by name", list(data.brand.values) == BRANDS)
        bought = data.purchases.sum("step")
        equal("xarray: market shares", (bought / bought.sum()).sel(brand=BRANDS).values, truth("switching", "market_share"))
        last = data.purchases.isel(step=slice(-52, None)).sum("step")
        equal("xarray: shares of the last year", (last / last.sum()).values, truth("answer", "share"))
        switched = data.switch_count.sum("step")
        repeated = sum(int(switched.sel(brand=b, brand_to=b)) for b in BRANDS)
        equal("xarray: stay rate from switch_count", repeated / int(switched.sum()), truth("switching", "repeat_rate_overall"))
        equal("xarray: rows of the switching matrix", (switched / switched.sum("brand_to")).values, truth("switching", "switching"))
        granted, asked = float(data.favors_granted.sum()), float(data.favors_asked.sum())
        equal("xarray: favors granted", granted / asked, truth("favors", "granted"))
        years = data.sizes["step"] / 52
        equal("xarray: introductions a person and year", float(data.introductions.sum()) / 400 / years, truth("favors", "introductions"))
        equal("xarray: profit", data.profit.sum("step").values, truth("answer", "profit"))


def with_h5py(path, truth):
    found = need("python3-h5py", "h5py", "numpy")
    if not found:
        return
    h5py, np = found
    with h5py.File(path) as f:
        events = {name: column[:] for name, column in f["events/purchases"].items()}
        again = np.isin(events["previous"], (0, 1))
        equal("h5py: purchases with one before", again.sum(), truth("switching", "consecutive_purchases"))
        rates = [np.mean(events["brand"][events["previous"] == b] == b) for b in (0, 1)]
        equal("h5py: repeat rates from events", rates, truth("loyalty", "repeat_rate"))
        people = [np.unique(events["person"][events["brand"] == b]).size for b in (0, 1)]
        equal("h5py: buyers", people, truth("loyalty", "buyers"))
        equal("h5py: purchases per buyer", np.bincount(events["brand"]) / people, truth("loyalty", "purchases_per_buyer"))
        left = [np.mean((events["brand"] != events["previous"])[again & (events["previous"] == b)]) for b in (0, 1)]
        equal("h5py: the control: leaving is not staying", [1 - x for x in left], rates)
        owed = f[LAST + "/obsp/balance/data"][:]
        equal("h5py: open balance", np.abs(owed).mean(), truth("favors", "open_balance"))


def with_anndata(path, truth, early):
    found = need("python3-anndata", "anndata.experimental", "h5py", "numpy")
    if not found:
        return
    anndata, h5py, np = found
    with h5py.File(path) as f:
        elements = [anndata.read_elem(f[group]) for group in (LAST, "/snapshots/000000026")]
    for name, data, value in zip(("at the end", "in week 26"), elements, (truth, early)):
        last = np.asarray(data.obs["last_brand"])
        columns = ("brand_closeness", "brand_affective_trust", "brand_cognitive_trust", "brand_owed")
        rows = [[(last == b).sum() / (last < 255).sum()] + [data.layers[c][last == b, b].mean() for c in columns] for b in (0, 1)]
        equal(f"anndata: closeness and trust of customers {name}", rows, value("trust", "brand_trust"))
        felt, known = data.obsp["affective_trust"].data, data.obsp["cognitive_trust"].data
        equal(f"anndata: trusts correlate {name}", np.corrcoef(felt, known)[0, 1], value("trust", "trusts_correlation")[0])
    check("anndata: the control: two weeks differ", not alike(early("trust", "brand_trust"), truth("trust", "brand_trust")))


def networkx_figures(networkx, graph):
    local = [c for v, c in networkx.clustering(graph).items() if graph.degree(v) > 1]
    return {
        "people": graph.number_of_nodes(),
        "ties": graph.number_of_edges(),
        "components": networkx.number_connected_components(graph),
        "transitivity": networkx.transitivity(graph),
        "mean_clustering": sum(local) / len(local),
        "degree_assortativity": networkx.degree_assortativity_coefficient(graph),
    }


def igraph_figures(graph):
    degree = graph.degree()
    mean = sum(degree) / len(degree)
    return {
        "people": graph.vcount(),
        "ties": graph.ecount(),
        "mean_degree": mean,
        "largest_degree": max(degree),
        "transitivity": graph.transitivity_undirected(),
        "components": len(graph.connected_components() if hasattr(graph, "connected_components") else graph.components()),
        "degree_assortativity": graph.assortativity_degree(directed=False),
        "largest_component": graph.clusters().giant().vcount() / graph.vcount(),
    }


def same_network(name, figures, truth):
    for measure, value in figures.items():
        equal(f"{name}: {measure}", value, truth("network", measure))


def network_of(path):
    """Ties of the last snapshot, each once, and the generations, with h5py alone."""
    import h5py
    import numpy as np

    with h5py.File(path) as f:
        rows, indices = f[LAST + "/obsp/closeness/indptr"][:], f[LAST + "/obsp/closeness/indices"][:]
        generation = f[LAST + "/obs/generation"][:]
    owner = np.repeat(np.arange(len(rows) - 1), np.diff(rows))
    ties = np.stack([owner, indices], axis=1)[owner < indices]
    return ties.tolist(), generation.tolist()


def with_graphs(path, truth):
    if not need("python3-h5py", "h5py", "numpy"):
        return
    ties, generation = network_of(path)
    found = need("python3-igraph", "igraph")
    if found:
        graph = found[0].Graph(n=400, edges=ties)
        same_network("igraph", igraph_figures(graph), truth)
        score, same, chance = truth("network", "assortativity", "generation")
        equal("igraph: modularity of the generations", graph.modularity(generation), same - chance)
        equal("igraph: assortativity of the generations", graph.assortativity_nominal(generation, directed=False), score)
        leiden = graph.community_leiden(objective_function="modularity", n_iterations=10)
        modularity = truth("network", "modularity")
        check("igraph: as good communities, to 0.05", abs(leiden.modularity - modularity) < 0.05, (leiden.modularity, modularity))
        graph.delete_edges(range(20))
        check("igraph: the control: without twenty ties", not alike(graph.transitivity_undirected(), truth("network", "transitivity")))
    found = need("python3-networkx", "networkx")
    if found:
        graph = found[0].Graph(ties)
        graph.add_nodes_from(range(400))
        same_network("networkx", networkx_figures(found[0], graph), truth)


R_CODE = """
suppressMessages(library(rhdf5)); path <- commandArgs(TRUE)[1]
x <- as.data.frame(h5read(path, '/events/purchases'))
name <- h5read(path, '/series/brand')
for (b in 0:1) cat('penetration', name[b + 1], length(unique(x$person[x$brand == b])) / length(unique(x$person)), '\\n')
s <- apply(h5read(path, '/series/switch_count'), c(1, 2), sum) # dimensions are reversed: to, from
cat('stays -', format(sum(diag(s)) / sum(s), digits = 15), '\\n')
for (b in 0:1) cat('stays', name[b + 1], format(s[b + 1, b + 1] / sum(s[, b + 1]), digits = 15), '\\n')
"""


def with_r(path, truth):
    there = shutil.which("Rscript")
    if not there or subprocess.run([there, "-e", "library(rhdf5)"], capture_output=True).returncode:
        counts["skipped"] += 1
        print("SKIPPED - r-bioc-rhdf5 is not installed (apt install r-bioc-rhdf5)")
        return
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    shown = subprocess.run([there, "-e", R_CODE, path], capture_output=True, text=True, env=environment, timeout=120)
    lines = [line.split() for line in shown.stdout.splitlines()]
    check("R: reads it", shown.returncode == 0 and len(lines) == 5, shown.stderr)
    found = {(line[0], line[1]): float(line[2]) for line in lines if len(line) == 3}
    for brand in BRANDS:
        measured = found.get(("penetration", brand), math.nan)
        check(f"R: penetration of {brand}", abs(measured - truth("loyalty", "penetration", brand)) < 1e-6, found)
        equal(f"R: stay rate of {brand}", found.get(("stays", brand)), truth("loyalty", "repeat_rate", brand))
    equal("R: stay rate", found.get(("stays", "-")), truth("switching", "repeat_rate_overall"))


# ---- exports ----


def export(path, format, ending):
    to = "exported" + ending
    renqing("export", path, "-f", format, "-o", to)
    return to


def exported_graphs(path, truth):
    graphml = export(path, "graphml", ".graphml")
    igraph = need("python3-igraph", "igraph")
    if igraph:
        graph = igraph[0].Graph.Read_GraphML(graphml)
        same_network("graphml in igraph", igraph_figures(graph), truth)
        names = sorted(set(graph.vs["generation"]))
        given = graph.modularity([names.index(name) for name in graph.vs["generation"]])
        score, same, chance = truth("network", "assortativity", "generation")
        equal("graphml in igraph: modularity of the generations", given, same - chance)
    networkx = need("python3-networkx", "networkx")
    if networkx:
        graph = networkx[0].read_graphml(graphml)
        same_network("graphml in networkx", networkx_figures(networkx[0], graph), truth)
        owed = [abs(balance) for _, _, balance in graph.edges(data="balance")]
        equal("graphml in networkx: open balance", sum(owed) / len(owed), truth("favors", "open_balance"))
        graph = networkx[0].read_gexf(export(path, "gexf", ".gexf"))
        same_network("gexf in networkx", networkx_figures(networkx[0], graph), truth)


def exported_tables(path, truth):
    folder = export(path, "csv", "")
    tables = {}
    for name in ("people", "ties", "customers"):
        with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    equal("csv: ties a person", 2 * len(tables["ties"]) / len(tables["people"]), truth("network", "mean_degree"))
    last = {row["person"]: row["last_brand"] for row in tables["people"]}
    customers = [sum(brand == name for brand in last.values()) for name in BRANDS]
    equal("csv: customers", customers, truth("answer", "customers"))
    for brand in BRANDS:
        close = [float(row["brand_closeness"]) for row in tables["customers"] if row["brand"] == last[row["person"]] == brand]
        equal(f"csv: closeness of the customers of {brand}", sum(close) / len(close), truth("trust", "brand_trust", brand)[1])
    path = export(path, "h5ad", ".h5ad")
    found = need("python3-anndata", "anndata", "numpy")
    if found:
        data = found[0].read_h5ad(path)
        last = data.obs["last_brand"].map(dict(enumerate(data.var_names)))
        close = [data[last == brand, brand].layers["brand_closeness"].mean() for brand in BRANDS]
        equal("h5ad in anndata: closeness of customers", close, [truth("trust", "brand_trust", brand)[1] for brand in BRANDS])
        equal("h5ad in anndata: ties", data.obsp["closeness"].nnz / 2, truth("network", "ties"))


def main():
    if not os.access(PROGRAM, os.X_OK):
        print(f"SKIPPED - {PROGRAM} is not there\n0 passed, 0 failed, 1 skipped")
        return 0
    with tempfile.TemporaryDirectory(prefix="renqing-interop-") as folder:
        os.chdir(folder)
        with open("run.yaml", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION)
        renqing("run", "run.yaml", "-o", "run.h5", "-q", "--threads", "1")
        truth, early = analyzed("run.h5"), analyzed("run.h5", "--at", "26")
        with_xarray("run.h5", truth)
        with_h5py("run.h5", truth)
        with_anndata("run.h5", truth, early)
        with_graphs("run.h5", truth)
        with_r("run.h5", truth)
        exported_graphs("run.h5", truth)
        exported_tables("run.h5", truth)
        os.chdir("/")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return counts["failed"] > 0


sys.exit(main())
