"""Calls the hooks of a real build backend for many projects, in one process and without isolation.

usage: backend_hooks.py JOBS.json

JOBS.json is a list of {"project": FOLDER, "out": FOLDER, "make": [WHAT, …]}, where WHAT is `sdist`,
`wheel` (from the folder), `wheel-from-sdist` or `editable`; an sdist serves as project too. Every
job gets a folder of its own below `out`, named after what was made. The answers go to standard output in the
order of the jobs: {WHAT: path of the file, or null} and "said" with what the backend said.

Runs under the Python of the environment that holds the backend. Every job is a child of its own, so
that no job sees what another has loaded; the backend itself is imported once.
"""

import importlib
import io
import json
import multiprocessing
import os
import shutil
import sys
import tarfile
import tempfile
import tomllib
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

EPOCH = "1577836800"
BACKENDS = (
    "flit_core.buildapi",
    "hatchling.build",
    "pdm.backend",
    "poetry.core.masonry.api",
    "setuptools.build_meta",
    "uv_build",
)
HOOKS = {"sdist": "build_sdist", "editable": "build_editable"}
LEGACY = "setuptools.build_meta:__legacy__"


def backend_of(project):
    file = Path(project) / "pyproject.toml"
    system = tomllib.loads(file.read_text()).get("build-system", {}) if file.exists() else {}
    module, _, name = system.get("build-backend", LEGACY).partition(":")
    # It writes the version file of the project at hand when it is loaded.
    sys.modules.pop("flit_scm", None)
    # It remembers the projects that it has changed, and undoes that when the process ends.
    if loaded := sys.modules.get("poetry_dynamic_versioning"):
        loaded._state.projects.clear()
    found = importlib.import_module(module)
    return getattr(found, name) if name else found


def unpacked(sdist, into):
    with tarfile.open(sdist) as tar:
        tar.extractall(into, filter="fully_trusted")
    (top,) = Path(into).iterdir()
    return top


def call(what, project, out):
    """One hook over a copy of the project, since backends leave things behind. An editable wheel
    names the place of the project, and is made of the project itself."""
    folder = Path(out) / what
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        if what == "editable":
            copy = Path(project)
        elif Path(project).is_file():
            copy = unpacked(project, Path(temporary) / "unpacked")
        else:
            copy = Path(temporary) / "project"
            shutil.copytree(project, copy, symlinks=True)
        os.chdir(copy)
        hook = HOOKS.get(what, "build_wheel")
        backend = backend_of(".")
        # Front ends ask for requirements first, at which setuptools makes its list of files.
        if what != "editable":
            getattr(backend, f"get_requires_for_{hook}", list)()
        name = getattr(backend, hook)(str(folder))
        os.chdir("/")
    return str(folder / name)


def work(job):
    made = {}
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        for what in job["make"]:
            try:
                source = made.get("sdist") if what == "wheel-from-sdist" else job["project"]
                made[what] = call(what, source, job["out"]) if source else None
            except BaseException:
                traceback.print_exc(file=said)
                made[what] = None
    return made | {"said": said.getvalue()}


def main():
    jobs = json.loads(Path(sys.argv[1]).read_text())
    os.umask(0o022)
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    os.environ["FIXTURE_VERSION"] = "20.1"
    # uv_build looks for its binary there, as front ends have it for their environments.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for name in BACKENDS:
        try:
            importlib.import_module(name)
        except ImportError:
            pass
    context = multiprocessing.get_context("fork")
    with context.Pool(2, maxtasksperchild=1) as pool:
        json.dump(pool.map(work, jobs, chunksize=1), sys.stdout)


if __name__ == "__main__":
    main()
