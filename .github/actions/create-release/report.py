"""Turns the answer of ``pyrel release --json`` into the outputs and the summary of the action.

The answer is one object with ``version``, ``release_url`` (null in a dry run) and ``files``, a list of
objects with ``path`` and ``sha256``. The extra output ``made`` names the files that really exist now.
"""

import json
import os
import sys
from pathlib import Path


def append(variable: str, text: str) -> None:
    """Appends ``text`` to the file that the runner named in ``variable``."""
    with open(os.environ[variable], "a", encoding="utf-8") as file:
        file.write(text)


def output(name: str, value: str) -> None:
    """Sets one output, which may have several lines; the delimiter must not be one of them."""
    delimiter = "END"
    while delimiter in value.splitlines():
        delimiter += "_"
    append("GITHUB_OUTPUT", f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def summary(version: str, url: str, files: list[dict]) -> str:
    """The release as Markdown."""
    title = f"[{version}]({url})" if url else f"{version} (dry run)"
    rows = "".join(f"| `{Path(file['path']).name}` | `{file['sha256']}` |\n" for file in files)
    return f"### Release {title}\n\n| file | sha256 |\n|---|---|\n{rows}"


def main(answer: str) -> None:
    """Reads the answer in the file ``answer``."""
    release = json.loads(Path(answer).read_text(encoding="utf-8"))
    version, url, files = release["version"], release.get("release_url") or "", release["files"]
    output("version", version)
    output("release-url", url)
    output("files", json.dumps(files))
    output("made", "\n".join(file["path"] for file in files if Path(file["path"]).is_file()))
    append("GITHUB_STEP_SUMMARY", summary(version, url, files))


if __name__ == "__main__":
    main(sys.argv[1])
