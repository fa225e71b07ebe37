"""Writes the lists beside this file anew, from the packages that PyPI takes them from.

    <target>/peers/venv/check/bin/python crates/check/data/refresh.py

`classifiers.txt`: all classifiers, one a line, sorted by bytes; after a deprecated one stand, each
behind a tab, the classifiers that replace it, or a lone tab where nothing does.
`standard_library.txt`: the names that no new project may have, normalised and sorted.
"""

from datetime import date
from importlib.metadata import version
from pathlib import Path

import stdlib_list
from packaging.utils import canonicalize_name
from trove_classifiers import all_classifiers, deprecated_classifiers

HERE = Path(__file__).parent


def write(name: str, header: list[str], lines: list[str]) -> None:
    ordered = sorted(lines, key=str.encode)
    assert not any(line.startswith("#") for line in ordered)
    text = "".join(f"{line}\n" for line in [*(f"# {line}" for line in header), *ordered])
    (HERE / name).write_text(text, encoding="utf-8", newline="\n")


def released(package: str) -> str:
    """`2026.9.21.13` of a package whose versions are dates, as `2026-09-21`."""
    year, month, day = map(int, version(package).split(".")[:3])
    return date(year, month, day).isoformat()


def classifier(name: str) -> str:
    if name not in deprecated_classifiers:
        return name
    return "\t".join([name, *(deprecated_classifiers[name] or [""])])


def standard_library() -> set[str]:
    names = set()
    for python in stdlib_list.short_versions:
        for module in stdlib_list.stdlib_list(python):
            parts = module.split(".")
            names.update(".".join(parts[: count + 1]) for count in range(len(parts)))
    return {canonicalize_name(name.strip("-_.")) for name in names} - {""}


def main() -> None:
    write(
        "classifiers.txt",
        [
            f"trove-classifiers {version('trove-classifiers')}, {released('trove-classifiers')}, Apache-2.0",
            "made by refresh.py; a tab comes before each classifier that replaces a deprecated one",
        ],
        [classifier(name) for name in all_classifiers | deprecated_classifiers.keys()],
    )
    write(
        "standard_library.txt",
        [
            f"stdlib-list {version('stdlib-list')}, MIT: module names of {stdlib_list.short_versions[0]}"
            f" to {stdlib_list.short_versions[-1]}",
            "made by refresh.py; as names of projects are compared",
        ],
        sorted(standard_library()),
    )


if __name__ == "__main__":
    main()
