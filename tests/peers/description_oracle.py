"""Asks readme_renderer, which PyPI renders with, what it says to the texts of a folder.

    python tests/peers/description_oracle.py fixtures/readme > fixtures/readme/expect.txt

Run with the environment `publish`. One line a text: its path, and where it is not rendered the line
that docutils names and the first line of what docutils says, all parted by tabs.
"""

import io
import re
import sys
from pathlib import Path

from docutils.parsers.rst import roles
from readme_renderer import rst

MESSAGE = re.compile(r"<string>:(\d*):? ?\(\w+/\d\) (.*)")


def said(text: str) -> list[str]:
    # Roles that one text defines are kept for the next one.
    roles._roles.clear()
    stream = io.StringIO()
    if rst.render(text, stream=stream) is not None:
        return []
    message = stream.getvalue()
    found = MESSAGE.match(message)
    return [found[1], found[2]] if found else ["", message.splitlines()[0]]


def main(folder: Path) -> None:
    for path in sorted(folder.glob("*/*.rst")):
        text = path.read_bytes().decode()
        print("\t".join([path.relative_to(folder).as_posix(), *said(text)]))


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
main(Path(sys.argv[1]))
