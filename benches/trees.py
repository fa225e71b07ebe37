#!/usr/bin/env python3
"""Makes the trees that are measured: `trees.py FOLDER [NAME ...]`. The same bytes every time.

Projects come as twins, one per backend: the same files but for `[build-system]`.
"""

import json
import os
import random
import shutil
import sys
import tarfile
from pathlib import Path

# Raise it with every change of what is made, so that trees made before are made again.
EDITION = "4"

BACKENDS = {
    "flit": ("flit_core.buildapi", "flit_core>=3.12,<5"),
    "hatchling": ("hatchling.build", "hatchling>=1.27"),
    "pdm": ("pdm.backend", "pdm-backend>=2.4"),
    "poetry": ("poetry.core.masonry.api", "poetry-core>=2.0"),
    "setuptools": ("setuptools.build_meta", "setuptools>=77"),
    "uv": ("uv_build", "uv_build>=0.13,<0.14"),
}

NAMES = """account address batch buffer cache client column config counter cursor digest document
entry event field filter folder handler header index invoice item label layout ledger limit line
manifest marker member message metric module number offset option order output parser payload
policy price query queue reader record region report request result row schema score sender
session setting signal source stage status stream symbol table target token total value vendor
version walker window writer zone""".split()


def main(out: Path, wanted: list[str]) -> None:
    for name, make in TREES.items():
        if name in wanted or not wanted:
            ensure(out / name, make)


def ensure(folder: Path, make) -> None:
    """Makes a tree unless it is there already, complete and of this edition."""
    stamp = folder.with_name(folder.name + ".edition")
    if stamp.is_file() and stamp.read_text() == EDITION and folder.is_dir():
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    make(folder)
    stamp.write_text(EDITION)


# --- Python projects ---------------------------------------------------------------------------


def small_project(folder: Path, backend: str) -> None:
    """What most projects are: a dozen modules, 60 kB."""
    project(folder, backend, modules=12, size=5_000)


def large_project(folder: Path, backend: str) -> None:
    """2,000 modules, 40 MB."""
    project(folder, backend, modules=2_000, size=20_000)


def project(folder: Path, backend: str, modules: int, size: int) -> None:
    text = Text(f"project of {modules}", "python")
    name = f"bench-{modules}"
    build_backend, requires = BACKENDS[backend]
    pyproject = f"""\
[build-system]
requires = ["{requires}"]
build-backend = "{build_backend}"

[project]
name = "{name}"
version = "1.4.2"
description = "A project of {modules} modules"
readme = "README.md"
requires-python = ">=3.10"
license = "MIT"
license-files = ["LICENSE"]
authors = [{{ name = "Ada Example", email = "ada@example.org" }}]
keywords = ["measuring", "building"]
classifiers = ["Programming Language :: Python :: 3", "Typing :: Typed"]
dependencies = ["attrs>=23.2", "httpx[http2]>=0.27,<1; python_version < '3.14'"]

[project.optional-dependencies]
tests = ["pytest>=8", "hypothesis"]

[project.scripts]
{name} = "{name.replace("-", "_")}.m0000:main"

[project.urls]
Source = "https://example.org/{name}"
"""
    put(folder / "pyproject.toml", pyproject.encode())
    put(folder / "README.md", b"# " + name.encode() + b"\n\n" + text.prose(2_000))
    put(folder / "LICENSE", text.prose(1_100))
    package = folder / "src" / name.replace("-", "_")
    put(package / "__init__.py", b'"""A project to be measured."""\n')
    put(package / "py.typed", b"")
    for number in range(modules):
        # A flat folder of 2,000 would be unusual: fifty modules to a package.
        home = package / f"part_{number // 50:02}" if modules > 50 and number else package
        if home != package and not (home / "__init__.py").exists():
            put(home / "__init__.py", b"")
        put(home / f"m{number:04}.py", text.piece(spread(text.random, size)))


def one_stream(folder: Path) -> None:
    """The large project as one file, which is what an sdist deflates."""
    large = folder.with_name("large-flit")
    with tarfile.open(make_room(folder / "project.tar"), "w") as tar:
        for path in sorted(path for path in large.rglob("*") if path.is_file()):
            member = tarfile.TarInfo(f"bench_2000-1.4.2/{path.relative_to(large).as_posix()}")
            member.size = path.stat().st_size
            with path.open("rb") as file:
                tar.addfile(member, file)


# --- Desktop extensions ------------------------------------------------------------------------


def small_bundle(folder: Path) -> None:
    """A server as most are: 20 files, 90 kB."""
    text = Text("small bundle", "script")
    bundle(folder, "small", text)
    for number in range(18):
        put(folder / "server" / f"part{number:02}.js", text.piece(spread(text.random, 4_500)))


def many_files(folder: Path) -> None:
    """A server with its `node_modules`: 10,000 files, 59 MB, most of them a few kB."""
    text = Text("many files", "script")
    bundle(folder, "many", text)
    left, package = 10_000 - 2, 0
    while left:
        name = f"pkg-{package:04}" if package % 5 else f"@scope{package % 17}/pkg-{package:04}"
        home = folder / "node_modules" / name
        count = min(text.random.randint(5, 60), left)
        put(home / "package.json", text.piece(600))
        for number in range(1, count):
            inner = text.random.choice(["", "lib", "dist/cjs", "dist/esm", "src/internal/tools"])
            ending = text.random.choice(["js", "mjs", "cjs", "json", "md"])
            size = min(60_000, max(60, int(text.random.lognormvariate(8.25, 0.95))))
            put(home / inner / f"file{number:03}.{ending}", text.piece(size))
        left, package = left - count, package + 1


def large_files(folder: Path) -> None:
    """Programs for three systems, a model that is noise, 200 sources: 204 files, 200 MB."""
    text = Text("large files", "python")
    bundle(folder, "large", text)
    for name, size in [("linux", 70), ("darwin", 50), ("windows.exe", 40)]:
        put(folder / "bin" / f"server-{name}", machine_code(text.random, size * 1_000_000), 0o755)
    with open(make_room(folder / "data" / "model.bin"), "wb") as file:
        for _ in range(30):
            file.write(text.random.randbytes(1_000_000))
    for number in range(198):
        put(folder / "lib" / f"f{number:03}.py", text.piece(50_000))


def bundle(folder: Path, name: str, text: "Text") -> None:
    manifest = {
        "manifest_version": "0.3",
        "name": f"bench-{name}",
        "version": "1.4.2",
        "description": "A bundle to be measured",
        "author": {"name": "Ada Example"},
        "server": {
            "type": "node",
            "entry_point": "server/index.js",
            "mcp_config": {"command": "node", "args": ["${__dirname}/server/index.js"]},
        },
    }
    put(folder / "manifest.json", json.dumps(manifest, indent=2).encode())
    put(folder / "server" / "index.js", text.piece(3_000))


# --- What files are made of --------------------------------------------------------------------


class Text:
    """Source code that deflates as source code does: about 4:1."""

    def __init__(self, seed: str, language: str) -> None:
        self.random = random.Random(seed)
        line = {"python": self.python_line, "script": self.script_line}[language]
        lines = []
        for _ in range(60_000):
            lines.append(line())
        self.pool = "".join(lines).encode()

    def piece(self, size: int) -> bytes:
        start = self.random.randrange(len(self.pool) - size)
        return self.pool[start : start + size]

    def prose(self, size: int) -> bytes:
        words = (self.random.choice(NAMES) for _ in range(size // 4))
        return " ".join(words).encode()[:size] + b"\n"

    def name(self) -> str:
        pick = self.random.choice
        return pick(NAMES) if self.random.random() < 0.5 else f"{pick(NAMES)}_{pick(NAMES)}"

    def number(self) -> str:
        return str(int(self.random.paretovariate(0.6)))

    def python_line(self) -> str:
        indent = "    " * self.random.choice([0, 1, 1, 1, 2, 2, 3])
        a, b, c = self.name(), self.name(), self.name()
        return indent + self.random.choice([
            f"def {a}(self, {b}: int, {c}: str | None = None) -> bytes:\n",
            f"{a} = self.{b}({c}, {self.number()})\n",
            f"if {a} is not None and {b} > {self.number()}:\n",
            f"for {a}, {b} in enumerate({c}):\n",
            f"return {a}.{b}[{self.number()}]\n",
            f'raise ValueError(f"the {a} of {{{b}}} is no {c}")\n',
            f"# The {a} comes after the {b}, since every {c} has {self.number()} of them.\n",
            "\n",
        ])

    def script_line(self) -> str:
        indent = "  " * self.random.choice([0, 1, 1, 2, 2, 3, 4])
        a, b, c = self.name(), self.name(), self.name()
        return indent + self.random.choice([
            f"export async function {a}({b}, {{ {c} = {self.number()} }} = {{}}) {{\n",
            f"const {a} = await this.{b}({c}, {self.number()});\n",
            f"if ({a} !== undefined && {b}.length > {self.number()}) {{\n",
            f"for (const {a} of {b}.values()) {{\n",
            f"return {a}.{b}({c} => {c}.{a} === {self.number()});\n",
            f"throw new TypeError(`the {a} of ${{{b}}} is no {c}`);\n",
            f"module.exports.{a} = require('./{b}/{c}.js');\n",
            "}\n",
        ])


def machine_code(source: random.Random, size: int) -> bytes:
    """Instructions of which some are frequent, between operands that are noise: it deflates 2.3:1,
    as machine code does. Deflate does not see that it begins again after some megabytes."""
    known = [source.randbytes(source.randint(3, 24)) for _ in range(1_000)]
    weights = [(rank + 1) ** -0.9 for rank in range(len(known))]
    code = bytearray()
    while len(code) < min(size, 8_000_000):
        for instruction in source.choices(known, weights, k=4_096):
            code += instruction + source.randbytes(source.randint(1, 6))
    return (bytes(code) * (size // len(code) + 1))[:size]


def spread(source: random.Random, size: int) -> int:
    """Sizes around a size, the sum of many being that of as many equal ones."""
    return source.randint(size // 4, size * 7 // 4)


def put(path: Path, data: bytes, mode: int = 0o644) -> None:
    make_room(path).write_bytes(data)
    path.chmod(mode)


def make_room(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def small_twin(backend: str):
    return lambda folder: small_project(folder, backend)


TREES = {
    **{f"small-{backend}": small_twin(backend) for backend in BACKENDS},
    "large-flit": lambda folder: large_project(folder, "flit"),
    "large-uv": lambda folder: large_project(folder, "uv"),
    "large-tar": one_stream,
    "bundle-small": small_bundle,
    "bundle-many": many_files,
    "bundle-large": large_files,
}

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    os.umask(0o022)
    main(Path(sys.argv[1]), sys.argv[2:])
