"""The program from outside: runs, files, exit codes, signals, messages, man pages."""
import collections
import glob
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("RENQING", "build/renqing"))
CONFIG = os.path.abspath("tests/cli/small.yaml")
results = collections.Counter()


def check(name, good, detail=""):
    results["passed" if good else "failed"] += 1
    print(("ok      " if good else "FAILED  ") + name + ("" if good else ": " + str(detail)))


def skip(name, why):
    results["skipped"] += 1
    print(f"skipped {name}: {why}")


def run(*arguments, text=None, environment=None):
    return subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True, timeout=300,
                          env={**os.environ, **(environment or {})})


def expect(name, answer, code, *words):
    """The exit code, and words that standard error must hold."""
    missing = [word for word in words if word not in answer.stderr]
    check(name, answer.returncode == code and not missing, f"exit {answer.returncode}, {missing} not in: {answer.stderr}")


def test_help():
    overview = run("--help")
    check("--help lists the commands", overview.returncode == 0 and "verify" in overview.stdout and overview.stderr == "")
    check("--version names version and commit", re.fullmatch(r"renqing \d+\.\d+\.\d+ \(\S+\)\n", run("--version").stdout))
    names = re.findall(r"^  ([a-z]+) ", overview.stdout, re.M)
    check("there are commands", len(names) >= 9, names)
    for name in names:
        answer = run(name, "--help")
        check(f"{name} --help says how to use it", answer.returncode == 0 and f"usage: renqing {name}" in answer.stdout)
        check(f"help {name} is the same", run("help", name).stdout == answer.stdout)
        check(f"{name} --help gives an example", f"renqing {name}" in answer.stdout.split("usage:")[1].split("\n", 1)[1])
        wide = [line for line in answer.stdout.splitlines()[3:] if len(line) > 100]
        check(f"{name} --help fits a page", not wide, wide[:1])


def test_usage():
    expect("no command", run(), 64, "usage:")
    expect("a misspelt command", run("rnu"), 64, "did you mean 'run'?")
    expect("an unknown command", run("zzzzzzzz"), 64, "there is no command")
    expect("a misspelt option", run("run", CONFIG, "--froce"), 64, "did you mean --force?", "renqing run --help")
    expect("an option without its value", run("run", CONFIG, "--seed"), 64, "needs a value")
    expect("a value too many", run("run", CONFIG, "--quiet=1"), 64, "takes no value")
    expect("an unknown letter", run("run", CONFIG, "-z"), 64, "no option -z")
    expect("no configuration", run("run"), 64, "give a configuration")
    expect("two configurations", run("run", CONFIG, CONFIG), 64, "one configuration at a time")
    expect("--set without =", run("run", CONFIG, "--set", "weeks"), 64, "key=value")
    expect("no threads", run("run", CONFIG, "--threads", "0"), 64, "1 to 1024")
    expect("a strange duration", run("run", CONFIG, "--max-time", "soon"), 64, "1h50m")
    expect("verify without a file", run("verify"), 64, "give one run file")


def test_run(folder):
    path = os.path.join(folder, "first.h5")
    answer = run("run", CONFIG, "-o", path)
    check("a run ends with 0", answer.returncode == 0, answer.stderr)
    check("its answer names brands and campaign", all(w in answer.stdout for w in ("Jiahe", "人情", "service", "share of purchases")),
          answer.stdout)
    check("standard error says what was written", "first.h5" in answer.stderr and "60 weeks of 600 people" in answer.stderr, answer.stderr)
    check("nothing else is left", os.listdir(folder) == ["first.h5"], os.listdir(folder))
    before = open(path, "rb").read()
    expect("a file that is there is not replaced", run("run", CONFIG, "-o", path), 73, "--force")
    check("and was not touched", open(path, "rb").read() == before)
    quiet = run("run", CONFIG, "-o", path, "--force", "-q")
    check("--quiet says nothing", quiet.returncode == 0 and quiet.stdout == "" and quiet.stderr == "", quiet.stderr)
    holds = run("verify", path)
    check("verify: everything holds", holds.returncode == 0 and " 0 are broken" in holds.stdout and "BROKEN" not in holds.stdout, holds)
    again = run("verify", path, "--again", "--threads", "2")
    check("verify --again: the same state", again.returncode == 0 and "holds   the run comes out the same again" in again.stdout, again)
    return path


def test_answer(folder):
    path = os.path.join(folder, "answer.h5")
    answer = run("run", CONFIG, "-o", path, "--json", "-q")
    measured = json.loads(answer.stdout)
    check("--json says how it ended", measured["ending"] == "finished" and measured["weeks"] == 60, answer.stdout)
    sections = measured["answer"]["runs"][0]["sections"]["answer"]
    shares = sections["share"]["value"]
    check("shares sum to one", abs(sum(shares) - 1) < 1e-12 and min(shares) > 0, shares)
    check("spend stays within the budget", 0 < sections["spend"]["value"][0] <= 5000, sections["spend"])
    check("cost per kept customer is spend over kept customers",
          abs(sections["cost_per_kept_customer"]["value"][0] * sections["kept_customers"]["value"][0] - sections["spend"]["value"][0]) < 1e-6)
    try:
        import h5py
    except ImportError:
        skip("the answer computed again from the file", "python3-h5py is missing")
        return
    with h5py.File(path) as f:
        bought = f["series/purchases"][-52:].sum(axis=0)
        check("shares are those of the file", all(abs(a - b) < 1e-9 for a, b in zip(bought / bought.sum(), shares)), shares)
        check("customers are those of the file", list(f["series/customers"][-1]) == sections["customers"]["value"])
        matrix = f["series/switch_count"][-52:].sum(axis=0)
        lost = [1 - matrix[b, b] / matrix[b].sum() for b in range(2)]
        check("switching is that of the file", all(abs(a - b) < 1e-9 for a, b in zip(lost, sections["switching"]["value"])))
        check("profit is that of the file", all(abs(a - b) < 1e-6 for a, b in zip(f["series/profit"][:].sum(axis=0), sections["profit"]["value"])))
        week, person, brand = (f[f"events/purchases/{c}"][:] for c in ("week", "person", "brand"))
        then, now, contacted = {}, {}, set(f["events/contacts/person"][:])
        for w, p, b in zip(week, person, brand):  # events are in order of week
            now[p] = b
            if w <= 8:
                then[p] = b
        kept = [sum(now[p] == b for p in then if then[p] == b) / sum(then[p] == b for p in then) for b in range(2)]
        check("retention is that of the panel's purchases", all(abs(a - b) < 1e-9 for a, b in zip(kept, sections["retention"]["value"])), kept)
        stayed = sum(now.get(p) == 1 for p in contacted)
        check("kept customers are those of the panel", stayed == sections["kept_customers"]["value"][0], stayed)


def test_same_bits(folder):
    states = {}
    for threads in (1, 2, 3, 8):
        answer = run("run", CONFIG, "-o", os.path.join(folder, "bits.h5"), "--force", "--json", "-q", "--threads", str(threads))
        states[threads] = json.loads(answer.stdout)["state_digest"]
    check("1, 2, 3 and 8 threads give the same state", len(set(states.values())) == 1 and len(states[1]) == 64, states)
    other = run("run", CONFIG, "-o", os.path.join(folder, "bits.h5"), "--force", "--json", "-q", "--seed", "8")
    check("another seed gives another state", json.loads(other.stdout)["state_digest"] != states[1])
    other = run("run", CONFIG, "-o", os.path.join(folder, "bits.h5"), "--force", "--json", "-q", "--replicate", "1")
    check("another replicate gives another state", json.loads(other.stdout)["state_digest"] != states[1])
    piped = run("run", "-", "-o", os.path.join(folder, "bits.h5"), "--force", "--json", "-q", text=open(CONFIG).read())
    check("a configuration from standard input gives the same state", json.loads(piped.stdout)["state_digest"] == states[1])
    checked = run("run", CONFIG, "-o", os.path.join(folder, "bits.h5"), "--force", "--json", "-q", "--verify")
    check("--verify finds nothing and changes nothing", checked.returncode == 0 and json.loads(checked.stdout)["state_digest"] == states[1],
          checked.stderr)


def test_names(folder):
    subprocess.run([PROGRAM, "run", CONFIG, "-q"], cwd=folder, check=True)
    check("the file is named after the configuration", os.path.exists(os.path.join(folder, "small.h5")), os.listdir(folder))
    subprocess.run([PROGRAM, "run", CONFIG, "-q", "--scenario", "nothing"], cwd=folder, check=True)
    check("and after the scenario", os.path.exists(os.path.join(folder, "small-nothing.h5")), os.listdir(folder))
    expect("an unknown scenario", run("run", CONFIG, "--scenario", "nothin"), 65, "nothing")


def test_bad_input(folder):
    path = os.path.join(folder, "bad.h5")
    expect("no such configuration", run("run", os.path.join(folder, "none.yaml"), "-o", path), 66, "none.yaml")
    expect("a wrong --set", run("run", CONFIG, "-o", path, "--set", "wekes=3"), 65, "did you mean 'weeks'?")
    expect("a wrong --seed", run("run", CONFIG, "-o", path, "--seed", "high"), 65, "seed")
    expect("a folder that is not there", run("run", CONFIG, "-o", os.path.join(folder, "no/such/run.h5")), 73, "no/such")
    expect("verify: no such file", run("verify", path), 66, "bad.h5")
    with open(path, "w") as f:
        f.write("this is not HDF5\n" * 100)
    expect("verify: not HDF5", run("verify", path), 65, "bad.h5")
    os.remove(path)
    check("nothing is left behind", os.listdir(folder) == [], os.listdir(folder))


def test_dry_run(folder):
    answer = run("run", CONFIG, "-o", os.path.join(folder, "dry.h5"), "--dry-run", "--set", "population.size=50000")
    check("--dry-run estimates", answer.returncode == 0 and all(w in answer.stdout for w in ("memory", "disk", "time")), answer.stderr)
    check("--dry-run writes nothing", os.listdir(folder) == [], os.listdir(folder))
    sizes = [f"population.size={n}" for n in (6000, 60000, 600000)]
    few, more, many = (json.loads(run("run", CONFIG, "--dry-run", "--json", "--set", size).stdout)["memory_bytes"] for size in sizes)
    check("memory grows with the people", 8 < (many - more) / (more - few) < 12, (few, more, many))
    check("... and counts the program itself", few > 15e6, few)
    expect("--dry-run finds mistakes", run("run", CONFIG, "--dry-run", "--set", "weeks=0"), 65, "weeks")


def start(*arguments, **more):
    return subprocess.Popen([PROGRAM, "run", CONFIG, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def wait_for_parts(path, seconds=60):
    until = time.time() + seconds
    while time.time() < until:
        parts = [os.path.basename(part) for part in glob.glob(path + ".parts/*.h5")]
        if "start.h5" in parts and len(parts) >= 3:
            return True
        time.sleep(0.02)
    return False


LONG = ("--set", "weeks=60000", "--set", "snapshots.every=0", "--set", "panel.size=10", "--set", "output.part_weeks=4")


def test_interrupt(folder):
    for name, number in (("SIGINT", signal.SIGINT), ("SIGTERM", signal.SIGTERM)):
        path = os.path.join(folder, name + ".h5")
        child = start("-o", path, *LONG, "--json")
        started = wait_for_parts(path)
        child.send_signal(number)
        out, err = child.communicate(timeout=120)
        check(f"{name} ends with 130", started and child.returncode == 130, (child.returncode, err))
        check(f"{name} leaves a whole file and no parts", os.listdir(folder) == [name + ".h5"], os.listdir(folder))
        measured = json.loads(out)
        check(f"{name}: the file says so", measured["ending"] == "interrupted" and measured["weeks"] < 60000, out)
        check(f"{name}: what is there holds, and comes out the same again",
              run("verify", path, "--again", "-q").returncode == 0, run("verify", path, "--again").stdout)
        os.remove(path)
    path = os.path.join(folder, "ignored.h5")
    child = start("-o", path, "-q", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    check("an ignored Ctrl-C stays ignored (nohup)", child.wait(120) == 0, child.returncode)
    child.communicate()
    os.remove(path)


def test_kill(folder):
    path = os.path.join(folder, "killed.h5")
    child = start("-o", path, *LONG)
    started = wait_for_parts(path)
    child.kill()
    child.communicate()
    check("a kill leaves the parts", started and not os.path.exists(path) and os.path.isdir(path + ".parts"), os.listdir(folder))
    made = run("assemble", path)
    check("assemble makes a file of them", made.returncode == 0 and os.path.exists(path), made.stderr)
    check("which holds", run("verify", path, "-q").returncode == 0, run("verify", path).stdout)
    shutil.rmtree(path + ".parts", ignore_errors=True)
    os.remove(path)


def test_max_time(folder):
    path = os.path.join(folder, "time.h5")
    answer = run("run", CONFIG, "-o", path, *LONG, "--max-time", "2s", "--json")
    check("--max-time ends with 75", answer.returncode == 75, answer.stderr)
    check("with a whole file that says so", json.loads(answer.stdout)["ending"] == "out of time", answer.stdout)
    check("which holds", run("verify", path, "-q").returncode == 0, run("verify", path).stdout)


def on_terminal(path, **environment):
    """What a run writes to a terminal."""
    pid, tube = pty.fork()
    if pid == 0:
        os.environ.update({"TERM": "xterm", **environment})
        os.execv(PROGRAM, [PROGRAM, "run", CONFIG, "-o", path, "--force"])
    written = b""
    while True:
        try:
            some = os.read(tube, 4096)
        except OSError:
            break
        if not some:
            break
        written += some
    os.waitpid(pid, 0)
    return written.decode()


def test_progress(folder):
    path = os.path.join(folder, "seen.h5")
    os.environ.pop("NO_COLOR", None)
    try:
        seen = on_terminal(path)
    except OSError as why:
        skip("progress on a terminal", f"none can be had here ({why})")
        return
    check("a terminal gets a line that is rewritten", "\rweek" in seen or "\r\033[36m" in seen, repr(seen[:200]))
    check("in colour, up to the last week", "\033[36m" in seen and "week 60 of 60" in seen, repr(seen[:200]))
    check("NO_COLOR is honored", "\033[36m" not in on_terminal(path, NO_COLOR="1"))
    check("a log gets no control characters", "\r" not in (log := run("run", CONFIG, "-o", path, "--force").stderr) and "\033" not in log, repr(log))


def test_verify_sees(folder):
    """Negative control: what is broken on purpose must be found."""
    try:
        import h5py
    except ImportError:
        skip("verify finds what is broken", "python3-h5py is missing")
        return
    whole = os.path.join(folder, "whole.h5")
    run("run", CONFIG, "-o", whole, "-q")

    def raise_value(name, amount):
        def do(f):
            at = (0,) * f[name].ndim
            f[name][at] = f[name][at] + amount
        return do

    def last_snapshot(f, field):
        return f"snapshots/{sorted(f['snapshots'])[-1]}/{field}"

    damages = {
        "a purchase too many": raise_value("series/purchases", 1),
        "a switch too many": raise_value("series/switch_count", 1),
        "more customers than people": raise_value("series/customers", 10000),
        "money from nowhere": raise_value("series/profit", 1),
        "favors from nowhere": raise_value("series/balance_sum", 1),
        "an overspent budget": raise_value("series/spend", 6000),
        "a debt on one side only": lambda f: raise_value(last_snapshot(f, "obsp/balance/data"), 1)(f),
        "too much closeness": lambda f: raise_value(last_snapshot(f, "obsp/closeness/data"), 2)(f),
        "negative face": lambda f: raise_value(last_snapshot(f, "obs/face"), -100)(f),
    }
    for name, damage in damages.items():
        broken = os.path.join(folder, "broken.h5")
        shutil.copy(whole, broken)
        with h5py.File(broken, "r+") as f:
            damage(f)
        answer = run("verify", broken)
        check(f"verify finds {name}", answer.returncode == 65 and "BROKEN" in answer.stdout, answer)
    with h5py.File(whole, "r+") as f:
        f.attrs.modify("state_digest", "0" * 64)
    answer = run("verify", whole, "--again")
    check("verify --again finds another state", answer.returncode == 65 and "BROKEN  the run comes out" in answer.stdout, answer)


def typeset(page):
    """A man page as plain text, and what groff complains about."""
    shown = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-c", "-k", page], capture_output=True, text=True)
    return re.sub(".\x08", "", shown.stdout), shown.stderr


def test_man(folder):
    check("man pages are written", run("man", folder).returncode == 0)
    pages = sorted(glob.glob(os.path.join(folder, "*.1")))
    names = re.findall(r"^  ([a-z]+) ", run("--help").stdout, re.M)
    check("one for the program and one for each command", len(pages) == len(names) + 1, pages)
    expect("a folder that cannot be", run("man", os.path.join(folder, "no/such")), 73, "no/such")
    if not shutil.which("groff"):
        skip("man pages are right", "groff is missing")
        return
    for page in pages:
        text, complaints = typeset(page)
        check(f"{os.path.basename(page)} is right", complaints == "" and "\nNAME\n" in text and "\nEXIT STATUS\n" in text, complaints or text[:300])
    text, _ = typeset(os.path.join(folder, "renqing-run.1"))
    check("run's page has its options and examples", "--max-time 1h50m" in text and "\nEXAMPLES\n" in text, text[:500])


def main():
    test_help()
    test_usage()
    for test in (test_run, test_answer, test_same_bits, test_names, test_bad_input, test_dry_run, test_interrupt, test_kill, test_max_time,
                 test_progress, test_verify_sees, test_man):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
    raise SystemExit(results["failed"] > 0)


main()
