#!/usr/bin/python3
"""models/adding_a_model.md to the letter, in a copy of the sources and of what was compiled: files are written as it says, its commands run,
and what it says they print is what they print (but for seconds). What it builds anew is what the tree has. Run from the root of the
repository, after `make`."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

PAGE = "models/adding_a_model.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
counts = {"passed": 0, "failed": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    print(("ok" if holds else "NOT OK") + " - " + name + ("" if holds else f":\n{detail}"), flush=True)
    return holds


def without_seconds(text):
    return re.sub(r"\b\d+\.\d+ s$", "... s", text.rstrip(), flags=re.M)


def shell(copy, commands):
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "RENQING", "BUILD")}
    return subprocess.run(["bash", "-e", "-c", commands], cwd=copy, capture_output=True, text=True, timeout=600, env=environment)


def make_copy(copy):
    """The sources, and what `make` has made of them, as old as they are; a repository of its own."""
    for name in subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and os.path.exists(name):
            os.makedirs(os.path.dirname(os.path.join(copy, name)), exist_ok=True)
            shutil.copy2(name, os.path.join(copy, name))
    for folder in ("flags", "report", "release/sim", "release/models", "release/analysis"):
        shutil.copytree(f"build/{folder}", os.path.join(copy, "build", folder))
    own = "git -c user.name=reader -c user.email=reader@example.org"
    return shell(copy, f"git init --quiet && git add --all && {own} commit --quiet --message 'the tree'")


def follow(copy):
    """All blocks in order; what a file gets in several blocks is put together."""
    begun, printed = set(), ""
    with open(PAGE, encoding="utf-8") as page:
        blocks = BLOCK.findall(page.read())
    check("the page has blocks of all kinds", {kind for kind, _, _ in blocks} == {"c", "yaml", "sh", "text", "diff"})
    for kind, name, text in blocks:
        if name:
            with open(os.path.join(copy, name), "a" if name in begun else "w", encoding="utf-8") as file:
                file.write(("\n" if name in begun else "") + text)
            begun.add(name)
        elif kind == "diff":
            done = subprocess.run(["git", "apply", "-p0"], cwd=copy, input=text, capture_output=True, text=True)
            check("the change of the rule applies", done.returncode == 0, done.stderr)
        elif kind == "sh":
            done = shell(copy, text)
            printed = done.stdout
            check(text.strip().replace("\n", "; "), done.returncode == 0 and not re.search("warning|error", done.stderr), done.stdout + done.stderr)
        else:
            check("which prints what the page says", without_seconds(printed).endswith(without_seconds(text)), printed)
    return begun


if not os.path.exists("build/release/sim/world.o") or not shutil.which("git"):
    print("SKIP the page: it needs git, and what `make` builds without VARIANT\n0 passed, 0 failed, 1 skipped")
    sys.exit(0)
with tempfile.TemporaryDirectory() as folder:
    start = make_copy(folder)
    if check("a copy of the tree", start.returncode == 0, start.stderr):
        files = follow(folder)
        built_anew = {name for name in files if os.path.exists(name)} | {"models/models.c"}
        check("the page builds files of the tree, and others", len(built_anew) == 3 and len(files) == 4, files)
        changed = shell(folder, "git status --short").stdout
        check("what it builds is what the tree has", not any(name in changed for name in built_anew - {"models/models.c"}), changed)
print(f"{counts['passed']} passed, {counts['failed']} failed")
sys.exit(counts["failed"] > 0)
