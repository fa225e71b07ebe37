"""What twine and check-wheel-contents say of distributions, as `twine check --strict FILE` and
`check-wheel-contents FILE` would.

    linters.py FILE…

Writes one JSON object: for each file `twine`, its complaints, and `contents`, the codes of
check-wheel-contents (of wheels only).
"""

import json
import sys

from check_wheel_contents.checker import WheelChecker
from check_wheel_contents.contents import WheelContents
from twine.commands import check


def twine(path):
    """Twine's complaints; an exception ends the real program."""
    try:
        warnings, is_sound = check._check_file(path, check._WarningStream())
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    return [*warnings, *([] if is_sound else ["`long_description` has syntax errors in markup."])]


def contents(path):
    """The codes of check-wheel-contents, with its own defaults."""
    checker = WheelChecker()
    checker.configure_options(configpath=None)
    try:
        found = checker.check_contents(WheelContents.from_wheel(path))
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    return sorted({it.check.name for it in found})


print(json.dumps({
    path: {"twine": twine(path), "contents": contents(path) if path.endswith(".whl") else []}
    for path in sys.argv[1:]
}))
