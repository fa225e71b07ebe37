"""What scripts pass to `setup()`, found out by running them: one JSON object a line and folder.

    setup_oracle.py [--legacy] FOLDER...

Each is executed as setuptools does it, by `run_setup` of its build backend, with `setup` replaced by
something that only takes down its arguments, once for each command that front ends call. Needs
setuptools and a system that can fork.
"""

import json
import os
import signal
import struct
import sys

import setuptools
from setuptools import build_meta

import distutils.core  # setuptools has to come first

COMMANDS = [
    ["bdist_wheel", "--dist-dir", "/somewhere/dist"],
    ["egg_info"],
    ["sdist", "--formats", "gztar", "--dist-dir", "/somewhere/dist"],
]


def spelled(value):
    """A text whose half characters are spelled out: no other language has them."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def canonical(value, depth=0):
    if depth > 60:
        return {"made": "depth"}
    if isinstance(value, str):
        return spelled(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return {"float": struct.pack(">d", value).hex()}
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    if isinstance(value, list):
        return [canonical(item, depth + 1) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [canonical(item, depth + 1) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((canonical(item, depth + 1) for item in value), key=json.dumps)}
    if isinstance(value, dict):
        pairs = [[canonical(key, depth + 1), canonical(item, depth + 1)] for key, item in value.items()]
        return {"dict": [pair for pair in pairs if pair[0] != "__builtins__"]}
    if isinstance(value, type):
        return {"class": value.__name__}
    if callable(value) and hasattr(value, "__name__"):
        return {"function": value.__name__}
    return {"made": type(value).__name__}


def run(folder, legacy, command):
    """Runs in a process of its own and does not come back."""
    calls = []

    def setup(**keywords):
        calls.append([[name, canonical(value)] for name, value in keywords.items()])

    setuptools.setup = distutils.core.setup = setup
    os.chdir(folder)
    sys.argv = ["setup.py" if legacy else "/somewhere/in_process.py", *command]
    sys.path[:] = [path for path in sys.path if path not in ("", os.path.dirname(__file__))]
    sys.dont_write_bytecode = True
    # A front end runs it with a locale of today.
    try:
        (build_meta.__legacy__ if legacy else build_meta._BACKEND).run_setup()
    except BaseException as error:
        return {"raised": type(error).__name__, "message": spelled(str(error))[:200]}
    if len(calls) != 1:
        return {"raised": f"{len(calls)} calls"}
    return {"call": calls[0]}


def in_child(folder, legacy, command):
    read, write = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os.close(read)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        with os.fdopen(write, "w") as out:
            out.write(json.dumps(run(folder, legacy, command)))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"raised": "nothing"}


def main():
    arguments = sys.argv[1:]
    legacy = arguments[:1] == ["--legacy"]
    for folder in arguments[legacy:]:
        answers = [in_child(folder, legacy, command) for command in COMMANDS]
        print(json.dumps({"folder": folder, "answers": answers}))


if __name__ == "__main__":
    main()
