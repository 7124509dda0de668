#!/usr/bin/env python3
"""The ODD description as another program reads its Markdown: all headings, tables and blocks of equations are there."""

import json
import os
import shutil
import subprocess
import sys

RENQING = os.environ.get("RENQING", os.path.abspath("build/renqing"))


def kinds(blocks, of, found):
    """All blocks of a kind, also inside lists."""
    for block in blocks:
        if isinstance(block, list):
            kinds(block, of, found)
        elif isinstance(block, dict):
            if block["t"] == of:
                found.append(block)
            kinds(block.get("c") if isinstance(block.get("c"), list) else [], of, found)
    return found


def main():
    if not shutil.which("pandoc"):
        print("SKIP the description through pandoc: it is not here")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    text = subprocess.run([RENQING, "config", "odd"], capture_output=True, text=True, timeout=60, check=True).stdout
    read = subprocess.run(["pandoc", "-f", "gfm", "-t", "json"], input=text, capture_output=True, text=True, timeout=60, check=True).stdout
    blocks = json.loads(read)["blocks"]
    lines = text.split("\n")
    rules = sum(line.startswith("|") and not line.strip("|-") for line in lines)
    wanted = {"Header": sum(line.startswith("#") for line in lines), "Table": rules}
    failed = 0
    for kind, count in wanted.items():
        seen = len(kinds(blocks, kind, []))
        failed += seen != count or count < 10
        print("ok  " if seen == count >= 10 else "FAIL", f"{kind}: {seen} of {count}")
    code = "\n".join(block["c"][1] for block in kinds(blocks, "CodeBlock", []))
    numbers = sum(line.startswith("    ") and ")" == line[-1:] and "   (" in line for line in lines)
    seen = sum(line[-1:] == ")" and "   (" in line for line in code.split("\n"))
    failed += seen != numbers or seen < 30
    print("ok  " if seen == numbers >= 30 else "FAIL", f"equations: {seen} of {numbers}")
    print(f"{3 - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
