#!/usr/bin/env python3
"""`renqing config` as a user meets it: output, errors, exit codes; its JSON Schema against a validator of its own."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

RENQING = os.environ.get("RENQING", os.path.abspath("build/renqing"))
passed, failed, skipped = 0, 0, 0


def check(name, right, seen=""):
    global passed, failed
    passed, failed = passed + bool(right), failed + (not right)
    print("ok  " if right else "FAIL", name, "" if right else repr(seen))


def config(*words, text=None):
    done = subprocess.run([RENQING, "config", *words], input=text, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def check_run(name, words, code, out=None, err=None, text=None):
    """Exact code; `out` and `err` are parts that must be there, "" that nothing is."""
    seen = config(*words, text=text)
    right = seen[0] == code
    for part, whole in ((out, seen[1]), (err, seen[2])):
        if part is not None:
            right = right and (part in whole if part else whole == "")
    check(name, right, seen)


GOOD = """seed: 3
brands:
  - {name: 人情, price: 9}
  - {name: 7}
campaigns: {brand: 人情, favor: gift, channel: phone, start: 5}
scenarios: {name: none, set: {campaigns: []}}
"""


def check_commands():
    pathlib.Path("good.yaml").write_text(GOOD, encoding="utf-8")
    pathlib.Path("bad.yaml").write_text(GOOD.replace("price", "prize"), encoding="utf-8")
    pathlib.Path("odd.yaml").write_text(GOOD.replace("start: 5", "start: 5, until: 4"), encoding="utf-8")
    check_run("check", ["check", "good.yaml"], 0, "good.yaml: fine\n", "")
    check_run("check, wrong", ["check", "bad.yaml"], 65, "", "bad.yaml:3:16: unknown key 'prize'; did you mean 'price'?\n")
    check_run("check, several", ["check", "good.yaml", "bad.yaml", "odd.yaml"], 65, "good.yaml: fine\n", "bad.yaml:3:16: ")
    check_run("check, of the model", ["check", "odd.yaml"], 65, "", "odd.yaml:5:12: campaigns.0: until is 4; it must be at least start, 5\n")
    check_run("check, --set", ["check", "good.yaml", "--set", "seed=x"], 65, "", "--set seed=x: seed is 'x'; it must be a whole number")
    check_run("check, scenario", ["check", "good.yaml", "--scenario", "non"], 65, "", "did you mean 'none'?")
    check_run("check, nothing there", ["check", "nowhere.yaml"], 66, "", "nowhere.yaml: cannot be read: No such file")
    check_run("check, a folder", ["check", "."], 66, "", ".: cannot be read: it is a directory")
    check_run("check without a file", ["check"], 64, "", "check needs a file")
    check_run("standard input", ["check", "-"], 0, "-: fine\n", "", text=GOOD)
    check_run("standard input, wrong", ["check", "-"], 65, "", "-:1:1: unknown key", text="sed: 1\n")
    check_run("dump of defaults", ["dump"], 0, "weeks: 260\n", "")
    check_run("dump, --set", ["dump", "--set", "weeks=5"], 0, "weeks: 5\n", "")
    check_run("dump, scenario", ["dump", "good.yaml", "--scenario", "none"], 0, "campaigns: []\n", "")
    check_run("dump, comments", ["dump", "good.yaml", "--comments"], 0, "# length of the run", "")
    check_run("dump of two", ["dump", "good.yaml", "bad.yaml"], 64, "", "one file")
    check_run("explain", ["explain", "favors.needs"], 0, "a number between 0 and 50, needs/week; default 0.5", "")
    check_run("explain, misspelt", ["explain", "neds"], 64, "", "did you mean 'favors.needs'?")
    check_run("reference", ["reference"], 0, "| `needs` | a number between 0 and 50 | needs/week | 0.5 | ", "")
    check_run("odd", ["odd"], 0, "\n### 4.11 Observation\n", "")
    check_run("odd, of a study's model", ["odd", "tags"], 0, "publication that it follows: Riolo, Cohen & Axelrod (2001)", "")
    check_run("odd, of another model", ["odd", "gift"], 0, "`models/gift.c`", "")
    check_run("odd, misspelt", ["odd", "renqin"], 64, "", "there is no model 'renqin'; did you mean 'renqing'?")
    check_run("odd, no such model", ["odd", "weather"], 64, "", "'renqing config explain model' lists them")
    check_run("odd of two", ["odd", "renqing", "gift"], 64, "", "odd takes one model; what is 'gift'?")
    check_run("no verb", [], 64, "", "say what")
    check_run("misspelt verb", ["dmp"], 64, "", "did you mean 'dump'?")
    check_run("misspelt option", ["dump", "--scenrio", "x"], 64, "", "did you mean --scenario?")
    check_run("option of another verb", ["explain", "seed", "--set", "seed=1"], 64, "", "takes no --set")
    check_run("comments of another verb", ["check", "good.yaml", "--comments"], 64, "", "--comments belongs to dump")
    check_run("help", ["--help"], 0, "usage: renqing config", "")


def check_round_trip():
    for words in ([], ["good.yaml"], ["good.yaml", "--comments"], ["--set", "culture=transactional"]):
        first = config("dump", *words)[1]
        again = config("dump", "-", text=first)[1]
        plain = config("dump", *[word for word in words if word != "--comments"])[1]
        check(f"dump {' '.join(words)} runs again", again == plain and len(again) > 1000)


def check_schema():
    global skipped
    code, out, err = config("schema")
    schema = json.loads(out)
    check("schema is JSON", code == 0 and err == "" and schema["type"] == "object")
    try:
        import jsonschema
        import yaml
    except ImportError as missing:
        print("SKIP JSON Schema against a validator:", missing)
        skipped += 1
        return
    validator = jsonschema.Draft202012Validator(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    for name, text in (("defaults", config("dump")[1]), ("a dump", config("dump", "good.yaml")[1]), ("a file", GOOD)):
        mistakes = [error.message for error in validator.iter_errors(yaml.safe_load(text))]
        check(f"schema accepts {name}", not mistakes, mistakes)
    for name, text in (("an unknown key", "sed: 1"), ("a number out of range", "favors: {needs: 51}"), ("a fraction", "weeks: 2.5"),
                       ("an unknown choice", "culture: other"), ("an item without a name", "brands: [{price: 1}]"),
                       ("a key of an item", "brands: [{name: A, prize: 1}]")):
        check(f"schema refuses {name}", not validator.is_valid(yaml.safe_load(text)))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        check_commands()
        check_round_trip()
        check_schema()
        os.chdir("/")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


sys.exit(main())
