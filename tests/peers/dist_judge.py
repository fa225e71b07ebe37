"""Compares wheels and sdists by what the `packaging` library and Python's own readers see in them.

usage: dist_judge.py PAIRS.json

PAIRS.json is a list of [NAME, THEIRS, OURS] with the paths of two files. Prints a line for every
difference; ends with 1 if there is one. Compared are names, members, bytes, the executable bit,
metadata, entry points, tags, and whether RECORD is true.
"""

import base64
import configparser
import csv
import hashlib
import io
import json
import re
import sys
import tarfile
import zipfile
from email.headerregistry import HeaderRegistry
from pathlib import Path

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import parse_tag
from packaging.utils import canonicalize_name, parse_wheel_filename

METADATA = re.compile(r"[^/]+\.dist-info/METADATA|(.*/)?PKG-INFO")
ENTRY_POINTS = re.compile(r".*\.(dist|egg)-info/entry_points\.txt")
WHEEL = re.compile(r"[^/]+\.dist-info/WHEEL")
RECORD = re.compile(r"[^/]+\.dist-info/RECORD")


def members(path):
    """Path to (kind, executable, bytes or target)."""
    found = {}
    if path.endswith(".whl"):
        with zipfile.ZipFile(path) as file:
            for info in file.infolist():
                if info.is_dir():
                    continue
                found[info.filename] = ("file", info.external_attr >> 16 & 0o100, file.read(info))
    else:
        with tarfile.open(path) as file:
            for info in file.getmembers():
                if info.issym():
                    found[info.name] = ("link", 0, info.linkname)
                elif not info.isdir():
                    found[info.name] = ("file", info.mode & 0o100, file.extractfile(info).read())
    return found


def marker(parsed):
    """The same text for markers that differ in the order of what must hold together."""
    if isinstance(parsed, list):
        parts = [marker(part) for part in parsed if part not in ("and", "or")]
        if "or" in parsed and "and" in parsed:
            return " ".join(map(marker, parsed))
        return parts[0] if len(parts) == 1 else str(("or" in parsed, sorted(parts)))
    return str(parsed) if isinstance(parsed, str) else " ".join(map(str, parsed))


def requirement(text):
    parsed = Requirement(text)
    extras = sorted(canonicalize_name(extra) for extra in parsed.extras)
    condition = marker(parsed.marker._markers) if parsed.marker else ""
    return (canonicalize_name(parsed.name), extras, str(parsed.specifier), parsed.url, condition)


def people(text):
    addresses = HeaderRegistry()("to", text).addresses
    return [(address.display_name, address.addr_spec) for address in addresses]


def metadata(data):
    raw, unparsed = parse_email(data)
    meaning = {key: value for key, value in raw.items() if value not in ("", [], [""])}
    meaning["unparsed"] = {key: value for key, value in unparsed.items() if any(value)}
    for key in ("requires_dist",):
        if key in meaning:
            meaning[key] = sorted(map(requirement, meaning[key]), key=str)
    for key in ("author_email", "maintainer_email"):
        if key in meaning:
            meaning[key] = people(meaning[key])
    for key in ("provides_extra", "license_files", "classifiers", "dynamic", "import_names"):
        if key in meaning:
            meaning[key] = sorted(meaning[key])
    if "license" in meaning:
        # Backends differ in how far they indent what does not fit into one line.
        meaning["license"] = [line.strip() for line in meaning["license"].split("\n") if line.strip()]
    if "requires_python" in meaning:
        meaning["requires_python"] = SpecifierSet(meaning["requires_python"])
    if "description" in meaning:
        # flit keeps carriage returns of a readme inside pyproject.toml; a description has lines.
        meaning["description"] = meaning["description"].replace("\r\n", "\n").rstrip("\n")
    if "summary" in meaning:
        meaning["summary"] = " ".join(meaning["summary"].split())
    return meaning


def entry_points(data):
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str
    parser.read_string(data.decode())
    return {section: dict(parser[section]) for section in parser.sections()}


def tags(data):
    """The lines, with a tag for each combination where a backend writes a compressed set."""
    found = set()
    for line in data.decode().splitlines():
        key, _, value = line.partition(": ")
        if key == "Tag":
            found |= {f"Tag: {tag}" for tag in parse_tag(value)}
        elif line and key != "Generator":
            found.add(line)
    return sorted(found)


def meaning(path, data):
    for pattern, read in ((METADATA, metadata), (ENTRY_POINTS, entry_points), (WHEEL, tags)):
        if pattern.fullmatch(path):
            return read(data)
    return data


def untrue(path, found):
    """Rows of a wheel's RECORD that are wrong or missing, and a name that its tags contradict."""
    record = next(name for name in found if RECORD.fullmatch(name))
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(found[record][2].decode()))}
    for name, (_, _, data) in found.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        expect = ["", ""] if name == record else [f"sha256={digest}", str(len(data))]
        if rows.pop(name, None) != expect:
            yield f"RECORD is wrong about {name}"
    yield from (f"RECORD names {name}, which is not there" for name in rows)
    wheel = next(data for name, (_, _, data) in found.items() if WHEEL.fullmatch(name))
    said = {line.removeprefix("Tag: ") for line in tags(wheel) if line.startswith("Tag: ")}
    if said != {str(tag) for tag in parse_wheel_filename(Path(path).name)[3]}:
        yield f"WHEEL has the tags {said}"


def only_differing(one, other):
    return {key: value for key, value in one.items() if other.get(key) != value}


def differences(theirs, ours):
    if Path(theirs).name != Path(ours).name:
        yield f"theirs is {Path(theirs).name}, ours is {Path(ours).name}"
        return
    left, right = members(theirs), members(ours)
    yield from (f"ours lacks {path}" for path in sorted(left.keys() - right.keys()))
    yield from (f"ours has {path} besides" for path in sorted(right.keys() - left.keys()))
    for path in sorted(left.keys() & right.keys()):
        if left[path][:2] != right[path][:2]:
            yield f"{path}: theirs is {left[path][:2]}, ours is {right[path][:2]}"
        elif not RECORD.fullmatch(path):
            one, other = meaning(path, left[path][2]), meaning(path, right[path][2])
            if isinstance(one, dict) and isinstance(other, dict):
                one, other = only_differing(one, other), only_differing(other, one)
            if one != other:
                yield f"{path}: theirs is {one!r}, ours is {other!r}"
    if ours.endswith(".whl"):
        yield from untrue(ours, right)


def main():
    failed = False
    for name, theirs, ours in json.loads(Path(sys.argv[1]).read_text()):
        for difference in differences(theirs, ours):
            print(f"{name}: {difference}")
            failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
