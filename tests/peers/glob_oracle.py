#!/usr/bin/env python3.11
"""What the real tools say about patterns and paths.

    python glob_oracle.py FOLDER_WITH_NODE_MODULES > crates/tree/tests/data/globs.json

needs Python 3.11 with setuptools 84.2.1, flit_core 4.2.0 and pathspec 1.1.1, git, and node with
`ignore` 7.0.16 from npm in that folder. Patterns are the hand-made ones below and random ones from a
fixed seed.
"""
import fnmatch
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

warnings.simplefilter("ignore")

from flit_core.config import ConfigError, _license_files_from_globs
from pathspec import GitIgnoreSpec
from setuptools.command.egg_info import FileList, translate_pattern

HERE = Path(__file__).resolve().parent

FILES = """
.env .env.local .hid/a.txt .hid/.b.txt LICENSE LICENCE.md NOTICE~ license.rst README.md a a-b.py
a.txt ab.txt abc.d.ts b.TXT build/lib/a.py docs/a.md docs/keep.txt docs/sub/b.md docs/sub/docs/c.md
foo/bar/baz foo/foo/bar licenses/MIT.txt licenses/third/Apache-2.0 licenses/third/.hidden
node_modules/.bin/x node_modules/foo/index.js node_modules/foo/node_modules/.bin/y pkg/__init__.py
pkg/data/x.json pkg/data/.keep pkg/data/deep/er/y.json pkg/mod.pyc pkg/sub/mod.py src/pkg/py.typed
tests/test_a.py tests/data/[x].txt tests/data/{a,b}.tmp tests/data/#h tests/data/!b tests/data/x-y
tests/data/m tests/data/z tests/data/^ x/y/z/a.txt x1.dat x3.dat xa.dat Thumbs.DB trail\u00a0 é.txt
e\u0301.txt
""".split()
FILES += ["with space.txt", "tests/data/end "]

FNMATCH_TEXTS = FILES + ["", "a.tests", "a.tests.sub", "tests", "x__pycache__", "a\nb", "[", "]", "-",
                         "!", "^", "b", "c", "m", "z", "\\", "&", "~", "|", "a[b", "**", "\U0001f600"]
NAMES = """
* ** ? ?? *.txt *.* .* [ab]* [!ab]* [^ab]* [a-z] [z-a] [!z-a] [z-a!b] [a-z-] [-a] [--0] []-a] [!]a] []]
[[] [ [! [] [!] [a [a-c-e] [a-c-z] [a--] [a-b-c-d] [&&] [a||b] [~~] [\\] [\\]] \\* \\a x[13].dat
x[!13].dat LICEN[CS]E* licen[cs]e* *.TXT *~ a*b*c* *a*a* {a,b} {a,b}.tmp é* ?.txt ?[\u0301].txt *\u0301*
*__pycache__ a.t* [\u00e0-\u00ff]* Thumbs.?? [[:alpha:]]* [[:nope:]] [[:alpha:] [a[:digit:]]* \\#h \\!b #h !b
*[x]* [[]x[]]* \\[x\\]* m* [l-n] [!l-n] end* ***
""".split()
PATHS = NAMES + """
**/* */* */** **/ */ a/ docs docs/ docs/* docs/** docs/**/ docs/**/* docs/**/*.md docs/*/b.md /docs
docs/sub docs//sub ./docs docs/. ./ foo foo/ foo/** foo/**/bar **/foo/bar **/bar foo/*/ba? **/** **/**/**
**/**/c.md **/sub/** **/.* **/.*/** .* .*/* .hid .hid/ .hid/* .hid/** .h?d/* [.]hid/* *.md/ a.txt/ a.txt/**
missing missing/** missing/* licenses/** licenses/**/* licenses/*/* licenses/*/.* **/deep/**/y.json
pkg/**/er/*.json pkg/data/** pkg/data/**/*.json pkg/***/y.json pkg/**.json pkg/d**/x.json tests/data/[[]x].txt
tests/data/[x].txt tests/data/[!x]* x/*/z/* x/**/a.txt x/**/z/**/a.txt src/*/py.typed node_modules/.bin
node_modules/* node_modules/*/index.js **/.bin **/node_modules/** build/lib/*.py **/*.[pj]* *[/]a docs[/]a.md
[d/]ocs/a.md d*cs/../a a/b/ with\u0020space.txt
""".split()
PATHS += ["with space.txt", "*e s*", "tests/data/end ", "tests/data/e*"]
LICENSES = """
LICENSE LICEN[CS]E* AUTHORS* licenses/* licenses/** **/LICENSE licenses/*/* licenses//MIT.txt ../LICENSE
..\\LICENSE LICEN{CSE* /LICENSE licenses/../LICENSE .e* * ? [L]ICENSE [A-Z]* é* README.md/ LICENSE~ NOTICE~
a:b $x a,b (a) a+b licenses/third/.hidden licenses/third/* **/*.txt
""".split() + ["with space.txt", "with*"]
MANIFEST = """
include *.txt|include a.txt docs/*.md|include docs/**|include .hid/*|include [a-b]*|include ./a.txt
include missing|include docs|include **/a.md|recursive-include docs *|recursive-include docs *.md
recursive-include . *.py|recursive-include pkg **/*.json|recursive-include pkg data/*|recursive-include * *.txt
recursive-include .hid *|graft docs|graft d*|graft .hid|graft docs/|graft **|graft docs/*|graft missing
""".replace("\n", "|").strip("|").split("|")
LISTS = [
    ["docs"], ["docs/"], ["/docs"], ["docs/a.md"], ["*.txt", "!a.txt"], ["!a.txt", "*.txt"],
    ["docs/", "!docs/keep.txt"], ["!docs/keep.txt", "docs/"], ["*.txt", "!docs/"], ["docs/*", "!docs/sub"],
    ["docs/*", "!docs/sub/"], ["docs/**", "!docs/sub/", "!docs/sub/b.md"], ["docs/**", "!docs/sub/b.md"],
    ["node_modules/*", "!node_modules/foo"], ["node_modules", "!node_modules/foo/index.js"],
    ["*", "!README.md"], ["/*", "!/docs"], ["*", "!*/", "!*.md"], ["*", "!*.txt", "!docs/**"], ["**"], ["/**"],
    ["*/"], ["**/"], ["/"], ["!"], ["!/"], [""], ["#h"], ["\\#h"], ["\\!b"], ["!b"], ["data/#h"],
    ["tests/data/*", "!tests/data/[x].txt"], ["tests/data/\\[x\\].txt"], ["tests/data/{a,b}.tmp"],
    ["*.TXT"], ["thumbs.db"], ["LICEN[cs]E*"], ["[A-Z]*"], ["[[:upper:]]*"], ["[![:upper:]]*"], ["[[:lower:][:digit:]]*"],
    ["[^a]*"], ["[!a-x]*"], ["[]-a]"], ["[c-a]*"], ["[a-]*"], ["[\\]]*"], ["[\\a-c]*"], ["[^/]ocs"], ["docs[/]a.md"],
    ["foo\\"], ["foo\\/"], ["foo\\/bar"], ["\\/foo"], ["//foo"], ["foo//"], ["foo//bar"], ["./foo"], ["../foo"],
    ["foo/**"], ["foo/**/"], ["foo/**/bar"], ["**/bar"], ["**/foo/bar"], ["foo/*/baz"], ["***/bar"], ["foo/***"],
    ["foo/**/**"], ["**/**"], ["**/**/bar"], ["f**"], ["f**/bar"], ["**o/bar"], ["foo**bar"], ["fo?"], ["f?o/b?r"],
    ["end\\ "], ["end "], ["end  "], ["with space.txt"], ["with\\ space.txt"], [" docs"], ["docs   "], ["docs/  "],
    ["é.txt"], ["É.TXT"], ["?.txt"], ["??.txt"], ["e*"], [".env*", "!.env.local"], [".*"], ["*.map", "*.d.ts", ".git", "node_modules/.bin"],
    ["node_modules/.bin"], ["**/node_modules/.bin"], [".bin"], ["x[12].dat"], ["x?.dat"], ["x\\?.dat"], ["x\\1.dat"],
    ["a", "!a", "a"], ["foo", "!foo/bar", "foo/bar/baz"], ["foo/", "!foo/"], ["foo/*", "!foo/bar", "foo/bar/*", "!foo/bar/baz"],
    ["*.py[cdo]", "/dist", "/build"], ["lib/", "!build/lib/"], ["pkg/data/*.json"], ["pkg/**/*.json"], ["data/*.json"],
    ["[", "a"], ["[[:nope:]]", "a"], ["[a", "a.txt"], ["a[", "a"], ["(a|b)", "a+b", "$", "^", "."],
]


def random_names(rng, count, alphabet, longest=6):
    return ["".join(rng.choice(alphabet) for _ in range(rng.randint(1, longest))) for _ in range(count)]


def make_tree(root):
    for name in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def by_bytes(paths):
    return sorted(set(paths), key=lambda path: path.encode())


def tidy(paths, root):
    """As the tree names them: normalised, below the root, and really there."""
    found = (os.path.normpath(path) for path in paths if os.path.lexists(os.path.join(root, path)))
    return by_bytes(path for path in found if path != ".")


def python_glob(pattern, root):
    return [tidy(glob.glob(pattern, root_dir=root, recursive=True, include_hidden=hidden), root)
            for hidden in (False, True)]


def pep639(pattern, root):
    """Whether flit takes it, and what the specification's reference would find."""
    try:
        _license_files_from_globs(root, [pattern])
        accepted = True
    except ConfigError as error:
        accepted = str(error).startswith("No files found")
    found = glob.glob(pattern, root_dir=root, recursive=True)
    return [accepted, tidy((p for p in found if os.path.isfile(root / p)), root)]


def manifest_command(line, root):
    os.chdir(root)
    files = FileList()
    files.process_template_line(line)
    os.chdir("/")
    return by_bytes(os.path.normpath(path) for path in files.files)


def git(lines, root, files, folders):
    """The number of the deciding line per path, 0 for none; below zero if it is a `!`."""
    (root / ".gitignore").write_bytes("".join(line + "\n" for line in lines).encode())
    asked = files + folders
    run = subprocess.run(
        ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "-v", "-n", "-z", "--stdin"],
        cwd=root, input="\0".join(asked).encode() + b"\0", stdout=subprocess.PIPE, check=False)
    fields = run.stdout.decode().split("\0")
    answers = {}
    for source, line, pattern, path in zip(fields[0::4], fields[1::4], fields[2::4], fields[3::4]):
        number = int(line) if source else 0
        answers[path] = -number if pattern.startswith("!") else number
    return {path: answers[path] for path in asked if answers[path]}


def hatch(lines, files):
    """`null` where a line is an error."""
    try:
        spec = GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        return None
    return [path for path in files if spec.match_file(path)]


def main():
    rng = random.Random(20240607)
    names = NAMES + random_names(rng, 150, "ab*?[]!-^.\\x1")
    paths = PATHS + random_names(rng, 150, ["a", "b", "*", "**", "/", "/", "?", "[ab]", "foo", "docs", ".", "sub"])
    lists = LISTS + [random_names(rng, rng.randint(1, 3), ["a", "!", "*", "**", "/", "/", "?", "[a-f]", "foo", "docs", "sub", "bar", ".md", "\\", "txt"])
                     for _ in range(200)]
    with tempfile.TemporaryDirectory() as place:
        root = Path(place).resolve()
        make_tree(root)
        folders = by_bytes(str(path.relative_to(root)) for path in root.rglob("*") if path.is_dir())
        files = by_bytes(FILES)
        safe = [p for p in dict.fromkeys(paths) if not p.startswith("/") and ".." not in p]
        data = {
            "made_with": {"python": sys.version.split()[0],
                          **{tool: version(tool) for tool in ("setuptools", "flit_core", "pathspec")},
                          "git": subprocess.check_output(["git", "--version"], text=True).split()[2],
                          "ignore": "7.0.16"},
            "files": files,
            "folders": folders,
            "texts": FNMATCH_TEXTS,
            "fnmatch": {p: [t for t in FNMATCH_TEXTS if fnmatch.fnmatchcase(t, p)] for p in dict.fromkeys(names)},
            "python_glob": {p: python_glob(p, root) for p in safe},
            "pep639": {p: pep639(p, root) for p in LICENSES},
            "manifest": {p: [f for f in files if translate_pattern(p).match(f)] for p in dict.fromkeys(paths)},
            "manifest_commands": {line: manifest_command(line, root) for line in MANIFEST},
            "hatch": [[lines, hatch(lines, files)] for lines in lists],
        }
        npm = subprocess.run(["node", HERE / "ignore_oracle.mjs"], cwd=sys.argv[1], check=True, stdout=subprocess.PIPE,
                             input=json.dumps({"lists": lists, "files": files, "folders": folders}).encode())
        data["npm_ignore"] = [[lines, answer] for lines, answer in zip(lists, json.loads(npm.stdout))]
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        data["git"] = [[lines, git(lines, root, files, folders)] for lines in lists]
    write(data)


def write(data):
    """One case per line, so that a change is a readable diff."""
    compact = lambda value: json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    out = []
    for key, value in data.items():
        if isinstance(value, dict):
            body = ",\n".join(f" {compact(k)}:{compact(v)}" for k, v in value.items())
            out.append(f"{compact(key)}:{{\n{body}\n}}")
        else:
            body = ",\n".join(f" {compact(v)}" for v in value)
            out.append(f"{compact(key)}:[\n{body}\n]")
    sys.stdout.write("{\n" + ",\n".join(out) + "\n}\n")


main()
