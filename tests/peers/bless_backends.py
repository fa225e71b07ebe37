"""Writes down what the pinned real backends make of the projects in fixtures/backends.

usage: bless_backends.py PEERS [BACKEND/CASE …]

PEERS is the folder that tests/peers/install made. Tests only read what this writes:

    wheel.txt            the wheel's name and members, as made from the sdist
    wheel-from-tree.txt  the same for the wheel from the folder itself, where the two differ
    sdist.txt            the sdist's name and members, below its top folder
    METADATA             the wheel's metadata, as the backend wrote it
    METADATA-from-tree   the same for the wheel from the folder itself, where the two differ
    PKG-INFO             the sdist's, where it is another
    entry_points.txt     the wheel's, if it has one
    git                  what git tracks of the project, where it shall lie in a repository (not
                         written but read)
    history              what happened to the project in its repository, the same: each line is
                         `write PATH TEXT`, `at SECONDS`, or arguments for git, a minute later
    from.txt             its second line: who made this (the first says what the case is about, the
                         third which options it covers, a fourth names another environment)

A member is written as mode, the beginning of its SHA-256, and path. Of modes only the owner's
executable bit counts. What the standards define by meaning has `meaning` in place of a digest, and
a link has its target. Folders are left out.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures" / "backends"
MEANING = re.compile(
    r".*\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt)|(.*/)?PKG-INFO|.*\.egg-info/entry_points\.txt"
)
DISTRIBUTIONS = {"flit": "flit_core", "pdm": "pdm-backend", "poetry": "poetry-core"}
VERSION = "import importlib.metadata as m; print(m.version('{}'))"


def line(mode, digest, path):
    return f"{mode} {digest:<16} {path}"


def member(path, mode, data):
    digest = "meaning" if MEANING.fullmatch(path) else hashlib.sha256(data).hexdigest()[:16]
    return line("755" if mode & 0o100 else "644", digest, path)


def wheel_members(path):
    with zipfile.ZipFile(path) as file:
        files = [info for info in file.infolist() if not info.is_dir()]
        infos = sorted(files, key=lambda info: info.filename.encode())
        return [member(i.filename, i.external_attr >> 16, file.read(i)) for i in infos]


def sdist_members(path):
    top = Path(path).name.removesuffix(".tar.gz") + "/"
    lines = []
    with tarfile.open(path) as file:
        for info in sorted(file.getmembers(), key=lambda info: info.name.encode()):
            if info.isdir():
                continue
            if not info.name.startswith(top):
                raise SystemExit(f"{path}: {info.name} is not below {top}")
            name = info.name.removeprefix(top)
            if info.issym():
                lines.append(line("lnk", f"-> {info.linkname}", name))
            else:
                lines.append(member(name, info.mode, file.extractfile(info).read()))
    return lines


def listing(path, members):
    return "\n".join([Path(path).name, *members(path)]) + "\n"


def read_wheel(path, name):
    with zipfile.ZipFile(path) as file:
        for info in file.infolist():
            if info.filename.endswith(".dist-info/" + name):
                return file.read(info).decode()
    return None


def read_pkg_info(path):
    top = Path(path).name.removesuffix(".tar.gz")
    with tarfile.open(path) as file:
        return file.extractfile(f"{top}/PKG-INFO").read().decode()


def environment(case):
    """The environment that the fourth line of from.txt names, else that of the newest backend."""
    lines = (case / "from.txt").read_text().splitlines()
    if len(lines) > 3:
        return lines[3].removeprefix("environment: ")
    room = case.parent.name
    return "build" if room in ("flit", "setuptools") else f"build-{room}"


class Repository:
    """As `Repository` of tests/harness/fixture.rs: the same wherever it is made."""

    def __init__(self, folder):
        self.folder, self.now = folder, 1704067200
        self.git("init", "--quiet", "--template=", "--initial-branch=main")

    def git(self, *arguments):
        environment = os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        for role in ("AUTHOR", "COMMITTER"):
            environment[f"GIT_{role}_NAME"] = "Ada Example"
            environment[f"GIT_{role}_EMAIL"] = "ada@example.org"
            environment[f"GIT_{role}_DATE"] = f"@{self.now} +0000"
        self.now += 60
        command = ["git", "-c", "core.autocrlf=false", *arguments]
        subprocess.run(command, cwd=self.folder, env=environment, check=True)

    def follow(self, line):
        match line.split():
            case []:
                pass
            case [word, *_] if word.startswith("#"):
                pass
            case ["at", seconds]:
                self.now = int(seconds)
            case ["write", path, *words]:
                path = self.folder / path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(" ".join(words) + "\n")
            case arguments:
                self.git(*arguments)


def laid_out(case, folder):
    """The project itself, or a copy under git where the case says what git knows."""
    tracked, history = case / "git", case / "history"
    if not tracked.is_file() and not history.is_file():
        return case / "project"
    project = Path(folder) / "project"
    shutil.copytree(case / "project", project, symlinks=True)
    repository = Repository(project)
    if tracked.is_file():
        repository.git("add", "--force", "--", *tracked.read_text().splitlines())
    if history.is_file():
        for line in history.read_text().splitlines():
            repository.follow(line)
    return project


def hooks(python, jobs, folder):
    listed = Path(folder) / "jobs.json"
    listed.write_text(json.dumps(jobs))
    command = [python, "-B", HERE / "backend_hooks.py", listed]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def write(path, text):
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text)


def bless(case, made, version):
    wheel = listing(made["wheel-from-sdist"], wheel_members)
    from_tree = listing(made["wheel"], wheel_members)
    metadata = read_wheel(made["wheel-from-sdist"], "METADATA")
    pkg_info = read_pkg_info(made["sdist"])
    write(case / "wheel.txt", wheel)
    write(case / "wheel-from-tree.txt", from_tree if from_tree != wheel else None)
    write(case / "sdist.txt", listing(made["sdist"], sdist_members))
    write(case / "METADATA", metadata)
    tree_metadata = read_wheel(made["wheel"], "METADATA")
    write(case / "METADATA-from-tree", tree_metadata if tree_metadata != metadata else None)
    write(case / "PKG-INFO", pkg_info if pkg_info != metadata else None)
    entry_points = read_wheel(made["wheel-from-sdist"], "entry_points.txt")
    write(case / "entry_points.txt", entry_points)
    words, _, covers, *more = (case / "from.txt").read_text().splitlines()
    write(case / "from.txt", "\n".join([words, f"made by: {version}", covers, *more, ""]))


def main():
    peers, *wanted = sys.argv[1:]
    cases = sorted(path.parent for path in FIXTURES.glob("*/*/project"))
    failed = False
    cases = [case for case in cases if not wanted or "/".join(case.parts[-2:]) in wanted]
    for name in sorted({environment(case) for case in cases}):
        python = Path(peers) / "venv" / name / "bin" / "python"
        chosen = [case for case in cases if environment(case) == name]
        with tempfile.TemporaryDirectory() as folder:
            make = ["sdist", "wheel-from-sdist", "wheel"]
            jobs = [
                {
                    "project": str(laid_out(case, f"{folder}/{number}")),
                    "out": f"{folder}/{number}",
                    "make": make,
                }
                for number, case in enumerate(chosen)
            ]
            for case, made in zip(chosen, hooks(python, jobs, folder)):
                backend = DISTRIBUTIONS.get(case.parent.name, case.parent.name)
                ask = [python, "-c", VERSION.format(backend)]
                version = subprocess.run(ask, stdout=subprocess.PIPE, text=True, check=True)
                if None in made.values():
                    print(f"{case}: the backend did not build it\n{made['said']}", file=sys.stderr)
                    failed = True
                else:
                    bless(case, made, f"{backend} {version.stdout.strip()}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
