"""Long runs from outside: stopped, killed and resumed; branches; what is refused, and how."""
import collections
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
SLOW = "asan" in os.environ.get("BUILD", "") or "tsan" in os.environ.get("BUILD", "")
results = collections.Counter()
draws = random.Random(20261122)

CONFIG = """
title: Checkpoints
seed: 7
weeks: 40
population: {size: 600}
brands:
  - {name: Jiahe, quality: 0.60, price: 10.0, unit_cost: 6.0}
  - {name: 人情, quality: 0.65, price: 10.5, unit_cost: 6.0, enters: 5, awareness: 0.4}
campaigns:
  - {name: service, brand: 人情, favor: personal_service, channel: live_chat, target: everyone, start: 21, every: 2, budget: 5000}
  - {name: coupons, brand: Jiahe, favor: discount, channel: post, target: everyone, start: 24, every: 3, value: 0.2, budget: 900}
snapshots: {every: 13}
panel: {size: 200}
output: {part_weeks: 10}
scenarios:
  - {name: nothing, set: {campaigns: []}}
  - {name: gifts, set: {campaigns.0.favor: gift, campaigns.0.name: gifts}}
  - {name: one, set: {campaigns: [{name: coupons, brand: Jiahe, favor: discount, channel: post, target: most_connected, fraction: 0.5, start: 24, value: 0.3}]}}
  - {name: counter offer, set: {market.counter_offer: {brand: Jiahe, at: 30, price_cut: 0.25, weeks: 6}}}
"""
GIFT = """
title: Checkpoints
model: gift
seed: 7
weeks: 30
population: {size: 5000, network: {kind: small_world, mean_degree: 6, rewiring: 0.1}}
panel: {size: 0}
output: {part_weeks: 4}
"""


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else ": " + str(detail)))


def skip(name, why):
    results["skipped"] += 1
    print(f"skipped {name}: {why}")


def run(*arguments, limit=None):
    def lower():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return subprocess.run([PROGRAM, "run", *arguments], capture_output=True, text=True, timeout=300, preexec_fn=lower if limit else None)


def expect(name, answer, code, *words):
    """The exit code, and words that standard error must hold."""
    missing = [word for word in words if word not in answer.stderr]
    check(name, answer.returncode == code and not missing, f"exit {answer.returncode}, {missing} not in: {answer.stderr}")


def content(path):
    """All of a run file but when, where and from what it was made: attributes, shapes, and the stored bytes of every chunk."""
    import h5py
    found = {}

    def look(name, item):
        if name.split("/")[0] == "meta":
            return
        digest = hashlib.sha256()
        if isinstance(item, h5py.Dataset):
            digest.update(repr((item.shape, str(item.dtype), item.chunks)).encode())
            if item.chunks:
                for k in range(item.id.get_num_chunks()):
                    digest.update(item.id.read_direct_chunk(item.id.get_chunk_info(k).chunk_offset)[1])
            else:
                digest.update(repr(item[()].tolist()).encode())
        digest.update(repr(sorted((k, str(v)) for k, v in item.attrs.items() if k not in ("REFERENCE_LIST", "DIMENSION_LIST"))).encode())
        found[name] = digest.hexdigest()

    with h5py.File(path) as f:
        f.visititems(look)
        for name, value in f.attrs.items():
            if name not in ("created", "run_uuid", "parent_run_uuid", "parent_step"):
                found["@" + name] = str(value)
    return found


def contents_agree(one, other):
    try:
        return content(one) == content(other)
    except ImportError:
        return True


def same(name, one, other, expected=True, without=()):
    try:
        a, b = content(one), content(other)
    except ImportError:
        skip(name, "python3-h5py is missing")
        return
    differing = [k for k in sorted(set(a) | set(b)) if a.get(k) != b.get(k) and k not in without]
    check(name, (not differing) == expected, differing[:8])


def write(folder, text=CONFIG, name="c.yaml"):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def digest(path, *more):
    answer = run(*more, "-o", path, "--json", "-q")
    return json.loads(answer.stdout)["state_digest"]


def left(folder):
    return sorted(name for name in os.listdir(folder) if not name.endswith(".yaml"))


# ---- going on ----

def test_stops(folder):
    config = write(folder)
    path, whole = os.path.join(folder, "run.h5"), os.path.join(folder, "whole.h5")
    expected = digest(whole, config)
    answer = run(config, "-o", path, "--stop-at", "17", "--threads", "1", "--json")
    expect("--stop-at ends with 75 and says how to go on", answer, 75, "week 17", "run.ckpt.h5", "--resume auto")
    stopped = json.loads(answer.stdout)
    check("and so does --json", stopped["weeks"] == 17 and stopped["checkpoint"] == os.path.join(folder, "run.ckpt.h5"), stopped)
    check("parts and checkpoint are left, and no file", left(folder) == ["run.ckpt.h5", "run.h5.parts", "whole.h5"], left(folder))
    again = run(config, "-o", path, "--stop-at", "17", "--resume", "auto", "--json", "-q")
    check("once more is the same", again.returncode == 75 and json.loads(again.stdout)["state_digest"] == stopped["state_digest"], again)
    expect("without --resume nothing is overwritten", run(config, "-o", path), 73, "--resume auto", "--force")
    answer = run(config, "-o", path, "--resume", "auto", "--threads", "2", "--json")
    expect("--resume auto goes on", answer, 0, "going on after week 17")
    check("to the same state", json.loads(answer.stdout)["state_digest"] == expected, answer.stdout)
    check("and leaves the file alone", left(folder) == ["run.h5", "whole.h5"], left(folder))
    same("with the same content", whole, path)
    before = os.stat(path)
    expect("a finished run is left as it is", run(config, "-o", path, "--resume", "auto"), 0, "is finished (40 weeks)")
    check("to the byte", os.stat(path) == before)
    open(os.path.join(folder, "run.ckpt.h5"), "w").close()
    os.mkdir(path + ".parts")
    run(config, "-o", path, "--resume", "auto", "-q")
    check("what a kill at the very end left goes", left(folder) == ["run.h5", "whole.h5"], left(folder))
    expect("that of another configuration is in the way", run(config, "-o", path, "--resume", "auto", "--seed", "8"), 73, "another configuration")
    os.remove(path)
    expect("--resume auto begins where there is nothing", run(config, "-o", path, "--resume", "auto", "-q"), 0)
    same("with the same content, too", whole, path)


def test_gift(folder):
    config = write(folder, GIFT)
    path = os.path.join(folder, "run.h5")
    expected = digest(os.path.join(folder, "whole.h5"), config, "--threads", "2")
    for week in (1, 12, 29):
        check(f"gift: stop at {week}", run(config, "-o", path, "--stop-at", str(week), "--resume", "auto", "-q").returncode == 75)
    check("gift: the same state", digest(path, config, "--resume", "auto", "--threads", "1") == expected)
    same("gift: the same content", os.path.join(folder, "whole.h5"), path)


def test_killed(folder):
    config = write(folder)
    whole, path = os.path.join(folder, "whole.h5"), os.path.join(folder, "run.h5")
    started = time.time()
    expected = digest(whole, config, "--checkpoint-every", "2")
    seconds, kills, codes, found = time.time() - started, 0, set(), set()
    while kills < (4 if SLOW else 20):
        command = [PROGRAM, "run", config, "-o", path, "--checkpoint-every", "2", "--resume", "auto", "-q", "--threads", str(1 + kills % 3)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            child.communicate(timeout=draws.uniform(0.02, 0.4) * seconds if kills else 0.01) # the first before its first checkpoint
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
        if child.returncode == -9:
            kills += 1
            found.add("run.ckpt.h5" in left(folder))
            continue
        codes.add(child.returncode)
        if child.returncode == 0:
            codes |= {0} if contents_agree(whole, path) else {"other content"}
            os.remove(path)
    check("runs that were killed come to their end, and are the same", codes <= {0}, codes)
    check("kills met runs with and without checkpoints", found == {True, False} or SLOW, found)
    if not os.path.exists(path):
        check("the last too", digest(path, config, "--resume", "auto", "--checkpoint-every", "2") == expected)
    same("with the same content", whole, path)
    check("nothing is left over", left(folder) == ["run.h5", "whole.h5"], left(folder))


LONG = ("--set", "weeks=60000", "--set", "snapshots.every=0", "--set", "panel.size=10")


def start(*arguments):
    return subprocess.Popen([PROGRAM, "run", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(path, seconds=60):
    until = time.time() + seconds
    while not os.path.exists(path) and time.time() < until:
        time.sleep(0.02)
    return os.path.exists(path)


def test_signals(folder):
    config = write(folder)
    path, previous = os.path.join(folder, "run.h5"), os.path.join(folder, "run.ckpt.prev.h5")
    for name, number, code in (("SIGTERM", signal.SIGTERM, 75), ("SIGINT", signal.SIGINT, 130)):
        if os.path.exists(previous):
            os.remove(previous)
        child = start(config, "-o", path, "--checkpoint-every", "1", "--resume", "auto", *LONG)
        began = wait_for(previous)
        second = run(config, "-o", path, "--checkpoint-every", "1", "--resume", "auto", *LONG)
        expect("two runs at a time are refused", second, 73, "another process")
        child.send_signal(number)
        _, err = child.communicate(timeout=120)
        check(f"{name} with checkpoints ends with {code}", began and child.returncode == code and "run.ckpt.h5" in err, (child.returncode, err))
        check("and with parts and checkpoint", not os.path.exists(path) and os.path.exists(path + ".parts"), left(folder))
    answer = run(config, "-o", path, "--max-time", "1s", "--resume", "auto", *LONG)
    expect("--max-time writes a checkpoint", answer, 75, "going on after week", "with a checkpoint")


# ---- branches ----

def branch(folder, config, checkpoint, name, *more):
    """A branch, and the run from week 0."""
    branched, whole = os.path.join(folder, name + "_b.h5"), os.path.join(folder, name + "_w.h5")
    answer = run(config, "-o", branched, "--from", checkpoint, "-q", *more)
    check(f"branch: {name}", answer.returncode == 0, answer.stderr)
    run(config, "-o", whole, "-q", *more)
    same(f"branch: {name} is the run from week 0", whole, branched)
    return branched


def test_branches(folder):
    config = write(folder)
    base, checkpoint = os.path.join(folder, "base.h5"), os.path.join(folder, "base.ckpt.h5")
    run(config, "-o", base, "--stop-at", "20", "-q")
    kept = open(checkpoint, "rb").read()
    first = branch(folder, config, checkpoint, "as_written")
    for name in ("nothing", "gifts", "one", "counter offer"):
        branch(folder, config, checkpoint, name.replace(" ", "_"), "--scenario", name)
    second = os.path.join(folder, "as_written_2.h5")
    run(config, "-o", second, "--from", checkpoint, "-q", "--threads", "1")
    same("two equal branches are equal", first, second)
    luck = os.path.join(folder, "luck.h5")
    run(config, "-o", luck, "--from", checkpoint, "-q", "--replicate", "3")
    same("with another key the future is another", first, luck, False, ("@replicate", "@config_sha256"))
    stopped = os.path.join(folder, "stopped.h5")
    run(config, "-o", stopped, "--from", checkpoint, "-q", "--replicate", "3", "--stop-at", "31")
    again = run(config, "-o", stopped, "--from", checkpoint, "--replicate", "3", "--resume", "auto")
    expect("a branch can be stopped and resumed by the same line", again, 0, "going on after week 31")
    same("... and is the same", luck, stopped)
    run(config, "-o", os.path.join(folder, "second.h5"), "-q", "--scenario", "nothing", "--from", checkpoint, "--stop-at", "23")
    branch_of_branch = os.path.join(folder, "third.h5")
    run(config, "-o", branch_of_branch, "-q", "--scenario", "counter offer", "--set", "campaigns=[]", "--from",
        os.path.join(folder, "second.ckpt.h5"))
    whole = os.path.join(folder, "third_w.h5")
    run(config, "-o", whole, "-q", "--scenario", "counter offer", "--set", "campaigns=[]")
    same("a branch of a branch is the run from week 0", whole, branch_of_branch)
    check("the parent is as it was", open(checkpoint, "rb").read() == kept and os.path.isdir(base + ".parts"), left(folder))
    verified = subprocess.run([PROGRAM, "verify", luck, "-q"], capture_output=True, text=True)
    check("what a branch holds, holds", verified.returncode == 0, verified.stdout)
    again = subprocess.run([PROGRAM, "verify", luck, "--again"], capture_output=True, text=True)
    check("verify --again says why a branch is not made again", again.returncode == 65 and "branched off after week 20" in again.stderr, again.stderr)
    again = subprocess.run([PROGRAM, "verify", first, "--again"], capture_output=True, text=True)
    check("one whose past is its own is", again.returncode == 0, again.stdout + again.stderr)
    try:
        import h5py
    except ImportError:
        skip("a branch names its parent", "python3-h5py is missing")
        return
    with h5py.File(first) as f, h5py.File(os.path.join(base + ".parts", "start.h5")) as parent:
        check("a branch names its parent", f.attrs["parent_run_uuid"] == parent.attrs["run_uuid"] and f.attrs["parent_step"] == 20, dict(f.attrs))
    with h5py.File(checkpoint) as f:
        check("h5py opens a checkpoint", json.loads(f.attrs["header"])["week"] == 20 and f["state/people/face"].shape == (600,), list(f))


def test_refused_branches(folder):
    config, other = write(folder), write(folder, GIFT, "gift.yaml")
    run(config, "-o", os.path.join(folder, "base.h5"), "--stop-at", "26", "-q")
    checkpoint, path = os.path.join(folder, "base.ckpt.h5"), os.path.join(folder, "branch.h5")
    for name, more, words in (
            ("other people", ("--set", "population.size=500"), ("population.size is 600 in the checkpoint and 500",)),
            ("another brand", ("--set", "brands.1.name=X", "--set", "campaigns=[]"), ("members of brand",)),
            ("a campaign that has begun taken away", ("--scenario", "nothing"), ("'service'", "has begun by week 26")),
            ("... or put elsewhere", ("--scenario", "one"), ("has begun",)),
            ("another panel", ("--set", "panel.size=100"), ("panel.size",)),
            ("weeks that are over", ("--set", "weeks=26"), ("week 26",)),
            ("no such checkpoint", ("--from", os.path.join(folder, "none.h5")), ("none.h5",))):
        answer = run(config, "-o", path, "--from", checkpoint, *more)
        expect(f"branch refused: {name}", answer, 66 if "none" in words[0] else 65, "ckpt" if "none" not in words[0] else "none", *words)
    expect("branch refused: another model", run(other, "-o", path, "--from", checkpoint), 65, "model renqing", "model gift")
    check("nothing is left behind", left(folder) == ["base.ckpt.h5", "base.h5.parts"], left(folder))
    shutil.move(os.path.join(folder, "base.h5.parts"), os.path.join(folder, "away"))
    expect("branch refused: without its parts", run(config, "-o", path, "--from", checkpoint), 66, "base.h5.parts", "--keep-checkpoint")
    check("nothing is left behind then either", left(folder) == ["away", "base.ckpt.h5"], left(folder))


def test_kept(folder):
    config = write(folder)
    path = os.path.join(folder, "run.h5")
    answer = run(config, "-o", path, "--checkpoint-every", "20", "--keep-checkpoint", "-q")
    check("--keep-checkpoint keeps it and the parts", answer.returncode == 0 and left(folder) == ["run.ckpt.h5", "run.h5", "run.h5.parts"],
          left(folder))
    branched = os.path.join(folder, "branch.h5")
    expect("a branch of a finished run", run(config, "-o", branched, "--from", os.path.join(folder, "run.ckpt.h5"), "-q"), 0)
    same("is the same", path, branched)
    expect("--force makes it anew", run(config, "-o", path, "--force", "-q"), 0)
    check("and the old checkpoint goes", left(folder) == ["branch.h5", "run.h5"], left(folder))


# ---- damage ----

def spoil(path, at=None):
    with open(path, "r+b") as f:
        f.seek(os.path.getsize(path) // 2 if at is None else at)
        byte = f.read(1)
        f.seek(-1, os.SEEK_CUR)
        f.write(bytes([byte[0] ^ 16]))


def test_damage(folder):
    config = write(folder)
    whole, path = os.path.join(folder, "whole.h5"), os.path.join(folder, "run.h5")
    newest, previous = os.path.join(folder, "run.ckpt.h5"), os.path.join(folder, "run.ckpt.prev.h5")
    run(config, "-o", whole, "-q")
    run(config, "-o", path, "--checkpoint-every", "8", "--stop-at", "19", "-q")
    spoil(newest)
    expect("a damaged FILE is refused", run(config, "-o", path, "--resume", newest), 65, "run.ckpt.h5", "is damaged")
    shutil.copytree(path + ".parts", path + ".saved")
    shutil.copy(previous, previous + ".saved")
    answer = run(config, "-o", path, "--resume", "auto")
    expect("the one before is used, with a warning", answer, 0, "warning", "is damaged", "going on after week 16")
    same("and gives the same", whole, path)
    os.remove(path)
    os.rename(path + ".saved", path + ".parts")
    shutil.copy(previous + ".saved", previous)
    spoil(previous, 100)
    with open(newest, "w") as f:
        f.write("no checkpoint\n" * 100)
    expect("where both are damaged, both are named", run(config, "-o", path, "--resume", "auto"), 65, "run.ckpt.h5", "run.ckpt.prev.h5", "--force")
    for name, other in (("a run file", whole), ("a text", config)):
        expect(f"{name} is no checkpoint", run(config, "-o", path, "--resume", other), 65, os.path.basename(other), "is not a checkpoint")
    shutil.copy(previous + ".saved", newest)
    answer = run(config, "-o", path, "--resume", "auto", "--set", "weeks=41", "--set", "campaigns.0.budget=1")
    expect("of another configuration: the keys that differ", answer, 65, "weeks is 40", "campaigns.0.budget is 5000", "--from")
    expect("--resume and --force contradict", run(config, "-o", path, "--resume", "auto", "--force"), 64, "one of them")
    expect("--stop-at wants a week", run(config, "-o", path, "--stop-at", "soon"), 64, "--stop-at is soon")
    expect("in the end it goes on", run(config, "-o", path, "--resume", "auto", "-q"), 0)
    same("... to the same", whole, path)


def test_disk_full(folder):
    config = write(folder)
    whole, path, checkpoint = (os.path.join(folder, name) for name in ("whole.h5", "run.h5", "run.ckpt.h5"))
    run(config, "-o", whole, "-q")
    run(config, "-o", path, "--stop-at", "10", "-q")
    before, codes = open(checkpoint, "rb").read(), collections.Counter()
    for _ in range(3 if SLOW else 12):
        limit = draws.randrange(1000, len(before) - 1)
        answer = run(config, "-o", path, "--resume", "auto", "--stop-at", "12", "-q", limit=limit)
        codes[answer.returncode] += 1
        if answer.returncode != 74 or "run.ckpt.h5" not in answer.stderr or open(checkpoint, "rb").read() != before:
            check("a full disk leaves the checkpoint that was there", False, (limit, answer))
    check("a full disk leaves the checkpoint that was there", set(codes) == {74} and open(checkpoint, "rb").read() == before, codes)
    check("and nothing half-written", left(folder) == ["run.ckpt.h5", "run.h5.parts", "whole.h5"], left(folder))
    expect("with room again it goes on", run(config, "-o", path, "--resume", "auto", "-q"), 0)
    same("... to the same", whole, path)


def test_folders(folder):
    config = write(folder)
    expect("a folder that is not there", run(config, "-o", os.path.join(folder, "no/run.h5"), "--checkpoint-every", "5"), 73, "no/run.h5")
    if os.geteuid() == 0:
        skip("a folder that cannot be written to", "root may write everywhere")
        return
    locked = os.path.join(folder, "locked")
    os.mkdir(locked, 0o555)
    expect("a folder that cannot be written to", run(config, "-o", os.path.join(locked, "run.h5"), "--resume", "auto"), 73, "locked")


def main():
    for test in (test_stops, test_gift, test_killed, test_signals, test_branches, test_refused_branches, test_kept, test_damage, test_disk_full,
                 test_folders):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
    raise SystemExit(results["failed"] > 0)


main()
