"""Compares what Python finds through two editable wheels, and what else is in them.

usage: editable_judge.py CASES.json

CASES.json is a list of [NAME, PROJECT, THEIRS, OURS] with the project's folder and the paths of two
wheels of it. Prints a line for every difference; ends with 1 if there is one. Compared are the
import path, where every name is found that the project's files could have, the same again where
another distribution has a share in each namespace, and the members besides those that do the
finding.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from multiprocessing.pool import ThreadPool
from pathlib import Path

import editables

from dist_judge import RECORD, meaning, members, only_differing, untrue

FINDING = re.compile(r"[^/]+\.pth|__editable__[^/]*\.py|_editable_impl_[^/]*\.py|\.gitignore")
PROBE = """
import importlib.util, json, site, sys
folder, names = sys.argv[1], json.loads(sys.argv[2])
before = list(sys.path)
site.addsitedir(folder)
is_mark = lambda entry: entry.endswith("__path_hook__")
found = {"": [entry for entry in sys.path if entry not in [*before, folder] and not is_mark(entry)]}
for name in names:
    try:
        spec = importlib.util.find_spec(name)
    except Exception as error:
        found[name] = type(error).__name__
        continue
    if spec is not None:
        places = spec.submodule_search_locations
        # A folder may be found twice, by its own and by its parent's entry.
        places = places and sorted({place for place in places if not is_mark(place)})
        found[name] = [spec.origin, places, spec.origin is None and places is not None]
json.dump(found, sys.stdout)
"""


def names(project):
    """Every name that a file or a folder could be imported by, from whatever folder."""
    found = set()
    for path in Path(project).rglob("*"):
        parts = path.relative_to(project).with_suffix("").parts
        if path.suffix not in ("", ".py", ".pyi") or any(part.startswith(".") for part in parts):
            continue
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        found |= {".".join(parts[at:]) for at in range(len(parts))}
    return sorted(name for name in found if all(part.isidentifier() for part in name.split(".")))


def as_path(entries, name):
    """poetry writes folders in the order of a set, which is another in every run."""
    return sorted(entries) if name.startswith("poetry/") else entries


def shown(site, wanted, name):
    command = [sys.executable, "-I", "-S", "-c", PROBE, str(site), json.dumps(wanted)]
    # What a project prints when it is imported is not ours to read.
    done = subprocess.run(command, capture_output=True, text=True, cwd=site, check=True)
    found = json.loads(done.stdout[done.stdout.rindex('{"": '):])
    found[""] = as_path(found[""], name)
    return {key: json.dumps(what).replace(str(site), "SITE") for key, what in found.items()}


def line(name):
    """A namespace and those around it: only below these can others have a share."""
    parts = name.split(".")
    return [".".join(parts[: at + 1]) for at in range(len(parts))]


def finds(name, project, theirs, ours, folder):
    wanted = names(project)
    sites = []
    for which, wheel in (("theirs", theirs), ("ours", ours)):
        site = Path(folder) / which
        with zipfile.ZipFile(wheel) as file:
            file.extractall(site)
        # What an editable installation may need besides.
        shutil.copytree(Path(editables.__file__).parent, site / "editables", dirs_exist_ok=True)
        sites.append(site)
    left, right = (shown(site, wanted, name) for site in sites)
    yield left, right
    is_space = lambda name: left.get(name, "").endswith(", true]")
    shared = [key for key in left if key and all(map(is_space, line(key)))]
    if not shared:
        return
    for site in sites:
        for namespace in shared:
            portion = site.joinpath(*namespace.split("."))
            portion.mkdir(parents=True, exist_ok=True)
            (portion / "of_another.py").write_text("")
    wanted += [f"{namespace}.of_another" for namespace in shared]
    yield tuple(shown(site, wanted, name) for site in sites)


def differences(subject, project, theirs, ours):
    with tempfile.TemporaryDirectory() as folder:
        for left, right in finds(subject, project, theirs, ours, folder):
            for name in sorted(left.keys() | right.keys()):
                if left.get(name) != right.get(name):
                    yield f"`{name}`: theirs is {left.get(name)}, ours is {right.get(name)}"
    left, right = (
        {name: what for name, what in members(wheel).items() if not FINDING.fullmatch(name)}
        for wheel in (theirs, ours)
    )
    for path in sorted(left.keys() | right.keys()):
        one, other = left.get(path), right.get(path)
        if one is None or other is None or one[:2] != other[:2]:
            yield f"{path}: theirs is {one}, ours is {other}"
        elif not RECORD.fullmatch(path):
            one, other = meaning(path, one[2]), meaning(path, other[2])
            if isinstance(one, dict) and isinstance(other, dict):
                one, other = only_differing(one, other), only_differing(other, one)
            if one != other:
                yield f"{path}: theirs is {one!r}, ours is {other!r}"
    yield from untrue(ours, members(ours))


def judged(case):
    name, project, theirs, ours = case
    return [f"{name}: {difference}" for difference in differences(name, project, theirs, ours)]


def main():
    cases = json.loads(Path(sys.argv[1]).read_text())
    with ThreadPool(2) as pool:
        found = [line for lines in pool.map(judged, cases) for line in lines]
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
