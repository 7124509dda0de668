#!/usr/bin/python3
"""A run file opens in other people's tools, without our code: h5py, xarray, anndata, networkx, netCDF's ncdump, R's rhdf5.
Needs build/renqing; run from the root of the repository. What is not installed is skipped visibly."""
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
CONFIGURATION = """
title: readers
seed: 3
weeks: 16
population: {size: 250}
brands:
  - {name: 人情, quality: 0.6, price: 10, unit_cost: 6, awareness: 1}
  - {name: Newcomer, quality: 0.7, price: 10.5, unit_cost: 6, awareness: 0.5}
campaigns:
  - {brand: Newcomer, favor: personal_service, channel: live_chat, target: prospects, fraction: 0.3,
     start: 3, until: 20, every: 2, value: 1, budget: 4000}
snapshots: {every: 8, at: [0]}
panel: {size: 250}
output: {part_weeks: 5}
"""
PROGRAM = os.environ.get("RENQING", "build/renqing")
AT = "/snapshots/000000008"
passed = failed = skipped = 0


def check(name, holds):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print("ok" if holds else "NOT OK", "-", name)


def need(*modules):
    """The modules, or None after a visible skip."""
    global skipped
    try:
        return [importlib.import_module(module) for module in modules]
    except ImportError as error:
        skipped += 1
        print("SKIPPED -", error)
        return None


def with_xarray(path):
    for engine, package in (("h5netcdf", "h5netcdf"), ("netcdf4", "netCDF4")):
        found = need("xarray", package)
        if not found:
            continue
        data = found[0].open_dataset(path, group="/series", engine=engine)
        check(f"{engine}: scales", dict(data.sizes)["step"] == 16 and list(data.brand.values) == ["人情", "Newcomer"])
        check(f"{engine}: a matrix over brands", data.switch_count.dims == ("step", "brand", "brand_to"))
        check(f"{engine}: labels select", int(data.sel(brand="人情").purchases.sum()) > 0)
        switched = int(data.switch_count.sum()) + int(data.category_first_purchases.sum())
        check(f"{engine}: consecutive and first purchases are all", switched == int(data.purchases.sum()))
        check(f"{engine}: minutes stay numbers", data.staff_minutes.dtype.kind == "f")
        check(f"{engine}: units and names", all("units" in v.attrs and "long_name" in v.attrs for v in data.data_vars.values()))


def with_h5py(path):
    found = need("h5py", "numpy")
    if not found:
        return
    h5py, np = found
    with h5py.File(path) as f:
        check("h5py: attributes are str", f.attrs["renqing_format"] == "renqing run" and len(f.attrs["state_digest"]) == 64)
        purchases = f["events/purchases"]
        check("h5py: events of everybody are the series", len(purchases["week"]) == f["series/purchases"][:].sum())
        flags = purchases["tie_class"].attrs
        check("h5py: codes are named", flags["flag_meanings"].split()[flags["flag_values"][2]] == "expressive")
        ties = f[AT + "/obsp"]
        check("h5py: one pattern under all names", ties["closeness/indices"] == ties["balance/indices"])
        check("h5py: indices and indptr alike", ties["closeness/indices"].dtype == ties["closeness/indptr"].dtype == np.int32)
        plist = ties["closeness/data"].id.get_create_plist()
        check("h5py: shuffle, deflate, fletcher32", [plist.get_filter(k)[0] for k in range(plist.get_nfilters())] == [2, 1, 3])


def with_anndata(path):
    found = need("h5py", "numpy", "anndata._io.specs", "networkx")
    if not found:
        return
    h5py, np, specs, networkx = found
    with h5py.File(path) as f:
        data = specs.read_elem(f[AT])
        closeness, brands = data.obsp["closeness"], f["series/brand"].asstr()[:]
        check("anndata: shape and names", data.shape == (250, 2) and list(data.var_names) == list(brands))
        check("anndata: people are named by number", list(data.obs_names[:3]) == ["0", "1", "2"])
        check("anndata: sorted rows", all(np.all(np.diff(row) > 0) for row in np.split(closeness.indices, closeness.indptr[1:-1])))
        pattern = closeness.copy()
        pattern.data[:] = 1
        check("anndata: every half has its partner", (pattern != pattern.T).nnz == 0)
        check("anndata: the ledger", abs(data.obsp["balance"] + data.obsp["balance"].T).sum() == 0)
        check("anndata: layers", data.layers["brand_closeness"].shape == (250, 2) and data.uns["step"] == 8)
        degree = np.diff(f[AT + "/obsp/closeness/indptr"][:])
        graph = networkx.from_scipy_sparse_array(closeness, create_using=networkx.DiGraph)
        check("networkx: degrees", [d for _, d in graph.out_degree()] == list(degree))


def with_programs(path):
    global skipped
    if shutil.which("ncdump"):
        shown = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True)
        check("ncdump: reads it all", shown.returncode == 0 and "int64 switch_count(step, brand, brand_to)" in shown.stdout)
    else:
        skipped += 1
        print("SKIPPED - ncdump is not installed")
    code = ("library(rhdf5); p <- commandArgs(TRUE)[1]; x <- as.data.frame(h5read(p, '/events/purchases'));"
            "cat(nrow(x), is.numeric(x$brand), paste(dim(h5read(p, '/series/switch_count')), collapse='x'),"
            "h5read(p, '/series/brand')[1])")
    shown = shutil.which("Rscript") and subprocess.run(["Rscript", "-e", code, path], capture_output=True, text=True)
    if shown and shown.returncode == 0:
        check("R: numbers, reversed dimensions, labels", shown.stdout.split()[1:] == ["TRUE", "2x2x16", "人情"])
    else:
        skipped += 1
        print("SKIPPED - R with rhdf5 is not installed")


def main():
    if not os.access(PROGRAM, os.X_OK):
        print(f"SKIPPED - {PROGRAM} is not there\n0 passed, 0 failed")
        return 0
    program = os.path.abspath(PROGRAM)
    with tempfile.TemporaryDirectory(prefix="renqing-readers-") as folder:
        os.chdir(folder)
        with open("run.yaml", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION)
        made = subprocess.run([program, "run", "run.yaml", "-o", "run.h5"], capture_output=True, text=True)
        check("renqing run", made.returncode == 0)
        if made.returncode:
            print(made.stderr)
        else:
            for reader in (with_xarray, with_h5py, with_anndata, with_programs):
                reader("run.h5")
            none = subprocess.run([program, "assemble", "run.h5"], capture_output=True, text=True)
            check("renqing assemble: nothing to do", none.returncode == 66 and "there are no parts" in none.stderr)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return failed > 0


sys.exit(main())
