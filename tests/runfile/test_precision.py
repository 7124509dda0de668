#!/usr/bin/python3
"""Snapshots at every level and precision, read by h5py and anndata: the level changes no value, the precision rounds floats and nothing else,
level 1 is no larger than HDF5's own gzip 1, threads change no byte, and a damaged chunk is found.
Needs build/renqing; run from the root of the repository. What is not installed is skipped visibly."""
import os
import subprocess
import sys
import tempfile

CONFIGURATION = """
title: precision
seed: 5
weeks: 1
population: {size: 9000}
brands:
  - {name: Jiahe, quality: 0.6, price: 10, unit_cost: 6, awareness: 1}
  - {name: Newcomer, quality: 0.7, price: 10.5, unit_cost: 6, awareness: 0.5}
panel: {size: 10}
"""
PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
AT = "snapshots/000000001"
passed = failed = skipped = 0


def check(name, holds):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print("ok" if holds else "NOT OK", "-", name)


def run(path, *more):
    made = subprocess.run([PROGRAM, "run", "run.yaml", "-o", path, "--force", *more], capture_output=True, text=True, check=False)
    check(f"run {' '.join(more)}", made.returncode == 0)
    if made.returncode:
        print(made.stderr)
    return path


def values(path):
    """All datasets of the snapshot that are arrays: name, values, bits kept (of floats)."""
    found = {}
    with h5py.File(path) as f:

        def visit(name, item):
            if isinstance(item, h5py.Dataset) and item.shape:
                found[name] = (item[:], item.attrs.get("mantissa_bits"))

        f[AT].visititems(visit)
    return found


def same(a, b):
    return a.keys() == b.keys() and all(a[k][0].dtype == b[k][0].dtype and a[k][0].tobytes() == b[k][0].tobytes() for k in a)


def rounded(x, bits):
    """To nearest, ties to even."""
    word, drop = x.view(np.uint32).astype(np.uint64), 23 - bits
    if drop:
        word = word + (1 << (drop - 1)) - 1 + (word >> drop & 1)
        word &= ~np.uint64((1 << drop) - 1)
    return word.astype(np.uint32).view(np.float32)


def levels():
    sizes = {}
    full = values(run("level.h5", "--set", "snapshots.precision=23"))
    check("many chunks, enough for the reader to use threads", full["obsp/closeness/data"][0].size > 8 * 32768)
    for level in (0, 1, 2, 12):
        path = run("level.h5", "--set", "snapshots.precision=23", "--set", f"snapshots.level={level}")
        check(f"level {level}: the same values", same(full, values(path)))
        sizes[level] = os.path.getsize(path)
    check(f"levels: {sizes}", sizes[0] > 1.5 * sizes[1] and sizes[1] >= sizes[2] >= sizes[12] and sizes[12] < sizes[1])
    return full


def precisions(full):
    for bits in (1, 15, 22):
        these = values(run("precision.h5", "--set", f"snapshots.precision={bits}"))
        right, exact, wrong = 0, 0, []
        for name, (x, kept) in these.items():
            wanted = full[name][0]
            if kept is not None and kept < 23:
                wanted = rounded(wanted, bits)
                right += kept == bits
            elif kept == 23:
                exact += 1
            wrong += [name] if x.tobytes() != wanted.tobytes() else []
        check(f"{bits} bits: floats are rounded, all else is not {wrong}", not wrong)
        check(f"{bits} bits: said with each", right > 8 and exact == 2 if bits < 23 else exact > 10)
    default = values(run("default.h5"))
    check("15 bits are the default", default["obsp/closeness/data"][1] == 15 and default["obsp/balance/data"][1] == 23)
    stored = np.rint(full["layers/brand_closeness"][0] * 65535)
    check("15 bits: nearer than the model's 16", np.max(np.abs(default["layers/brand_closeness"][0] * 65535 - stored)) <= 0.51)


def size():
    """Bytes of all chunks, against the same arrays written by HDF5's own filters."""
    ours = theirs = 0
    with h5py.File("default.h5") as f, h5py.File("gzip.h5", "w") as g:

        def visit(name, item):
            nonlocal ours, theirs
            if isinstance(item, h5py.Dataset) and item.chunks:
                copy = g.create_dataset(name, data=item[:], chunks=item.chunks, shuffle=True, compression="gzip", compression_opts=1,
                                        fletcher32=True)
                ours, theirs = ours + item.id.get_storage_size(), theirs + copy.id.get_storage_size()

        f[AT].visititems(visit)
    check(f"level 1: {ours} bytes, HDF5's gzip 1: {theirs}", ours <= theirs)


def threads():
    def bytes_of(path):
        chunks = []
        with h5py.File(path) as f:
            for name in ("obsp/closeness/data", "obsp/closeness/indices", "obsp/closeness/indptr", "obs/face", "layers/taste"):
                data = f[AT][name].id
                at = [data.get_chunk_info(k).chunk_offset for k in range(data.get_num_chunks())]
                chunks += [(name, where, data.read_direct_chunk(where)) for where in at]
        return chunks

    one = bytes_of(run("one.h5", "--threads", "1"))
    for count in ("3", "8"):
        check(f"{count} threads: the same chunks", bytes_of(run("many.h5", "--threads", count)) == one)


def with_anndata():
    global skipped
    try:
        from anndata._io import specs
    except ImportError as error:
        skipped += 1
        print("SKIPPED -", error)
        return
    for level in (0, 12):
        with h5py.File(run("anndata.h5", "--set", f"snapshots.level={level}")) as f:
            data = specs.read_elem(f[AT])
        check(f"anndata: level {level}", data.shape == (9000, 2) and data.obsp["closeness"].nnz > 262144 and list(data.obs_names[-2:]) == ["8998", "8999"])


def damage():
    for level in ("0", "1"):
        path = run("damaged.h5", "--set", f"snapshots.level={level}")
        with h5py.File(path) as f:
            chunk = f[AT]["obsp/affective_trust/data"].id.get_chunk_info(1)
        with open(path, "r+b") as file:
            file.seek(chunk.byte_offset + chunk.size // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))
        read = subprocess.run([PROGRAM, "verify", path], capture_output=True, text=True, check=False)
        check(f"level {level}: a damaged chunk is named", read.returncode == 65 and "obsp/affective_trust/data" in read.stderr)
        if read.returncode != 65 or "obsp/affective_trust/data" not in read.stderr:
            print(read.returncode, read.stderr)


def main():
    if not os.access(PROGRAM, os.X_OK):
        print(f"SKIPPED - {PROGRAM} is not there\n0 passed, 0 failed")
        return 0
    with tempfile.TemporaryDirectory(prefix="renqing-precision-") as folder:
        os.chdir(folder)
        with open("run.yaml", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION)
        precisions(levels())
        size()
        threads()
        with_anndata()
        damage()
        os.chdir("/")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return failed > 0


try:
    import h5py
    import numpy as np
except ImportError as missing:
    print("SKIPPED -", missing, "\n0 passed, 0 failed, 1 skipped")
    sys.exit(0)
sys.exit(main())
