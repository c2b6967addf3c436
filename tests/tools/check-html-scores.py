#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Main text, titles and dates of the shared news pages must not get worse.

usage: check-html-scores.py HTML-EXTRACT SHARED

Runs html-extract over the two collections and the shared scorer over what it says, and fails where
a figure is below its floor, which is what was reached less a small margin. Exits with 77 (skipped)
where there are no shared data."""
import os
import subprocess
import sys
import tempfile

# what was reached: F1 .9345, dates .854, titles .737; F1 .9531, titles .921
FLOORS = {
    "segments": {"F1": 0.930, "dates": 0.845, "titles": 0.79},
    "readability": {"F1": 0.950, "titles": 0.900},
}


def extract(program, archive, folder):
    subprocess.run(["tar", "-xzf", archive, "-C", folder], check=True)
    pages = [os.path.relpath(os.path.join(at, name), folder)
             for at, _, names in os.walk(folder) for name in names
             if name.endswith(".html") and name != "expected.html"]
    result = subprocess.run([program, *sorted(pages)], cwd=folder, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, check=True)
    return result.stdout


def figures(scorer, kind, truth, extracted):
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(extracted)
        file.flush()
        out = subprocess.run([scorer, kind, truth, file.name], stdout=subprocess.PIPE, check=True,
                             text=True).stdout
    print(f"{kind}:\n{out}")
    return {line.split()[0]: float(line.split()[-1]) for line in out.splitlines()}


def main():
    program, shared = map(os.path.abspath, sys.argv[1:3])
    corpora = os.path.join(shared, "data", "corpora")
    scorer = os.path.join(shared, "tools", "score-extraction")
    if not os.path.isdir(corpora) or not os.path.isfile(scorer):
        print("skipped: no shared data")
        sys.exit(77)
    truths = {"segments": os.path.join(shared, "data", "truth", "news-evaluation.truth.json"),
              "readability": os.path.join(corpora, "news-readability.tar.gz")}
    archives = {"segments": "news-evaluation.tar.gz", "readability": "news-readability.tar.gz"}
    worse = []
    for kind, floors in FLOORS.items():
        with tempfile.TemporaryDirectory() as folder:
            extracted = extract(program, os.path.join(corpora, archives[kind]), folder)
            reached = figures(scorer, kind, truths[kind], extracted)
        worse += [f"{kind} {name}: {reached[name]} is below {floor}"
                  for name, floor in floors.items() if reached[name] < floor]
    sys.exit("\n".join(worse) or 0)


main()
