#!/usr/bin/env python3
"""Makes the repositories that versions are found in, the same history every time.

usage: repositories.py FOLDER

Each holds 20,000 commits and 20,000 files, and a tag 5,000 commits back; the project takes its
version from there. `repository` has no commit-graph, `repository-graph` has one.
"""

import shutil
import subprocess
import sys
from pathlib import Path

COMMITS = 20_000
TAG = COMMITS - 5_000
FOLDERS = 200
NAMES = ["repository", "repository-graph"]

PYPROJECT = """\
[build-system]
requires = ["hatchling", "hatch-vcs"]
build-backend = "hatchling.build"

[project]
name = "repository"
dynamic = ["version"]

[tool.hatch.version]
source = "vcs"
"""


def main(into: Path) -> None:
    for name in NAMES:
        folder = into / name
        done = folder / ".git/made"
        if not done.is_file() or done.read_text() != stamp():
            make(folder, graph=name.endswith("graph"))
            done.write_text(stamp())


def stamp() -> str:
    return Path(__file__).read_text()


def make(folder: Path, graph: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    (folder / ".git/info").mkdir(exist_ok=True)
    importer = subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE
    )
    with importer.stdin as stream:
        for number in range(1, COMMITS + 1):
            stream.write(commit(number))
    if importer.wait():
        sys.exit("git fast-import failed")
    if graph:
        git(folder, "commit-graph", "write", "--reachable")
    # As it is after a clone: the index is as young as the files.
    git(folder, "reset", "--quiet", "--hard")


def commit(number: int) -> bytes:
    """One file more with each commit; the first brings what makes it a project."""
    time = 1_500_000_000 + 600 * number
    lines = [
        "commit refs/heads/main",
        f"committer Ada Example <ada@example.org> {time} +0000",
        data(f"Change {number}\n"),
    ]
    if number == 1:
        lines += ["M 100644 inline pyproject.toml", data(PYPROJECT)]
        lines += ["M 100644 inline repository/__init__.py", data("")]
    path = f"repository/package{number % FOLDERS}/module{number}.py"
    lines += [f"M 100644 inline {path}", data(f"number = {number}\n")]
    if number == TAG:
        lines += [
            "tag v1.2.0",
            "from refs/heads/main",
            f"tagger Ada Example <ada@example.org> {time} +0000",
            data("1.2.0\n"),
        ]
    return "\n".join([*lines, ""]).encode()


def data(text: str) -> str:
    return f"data {len(text)}\n{text}"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
