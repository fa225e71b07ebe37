"""Runs `PYREL check` on each artefact of each case below a folder, one after the other, and writes a line
of JSON for each: how it ended, what it found, and the most memory that it had, in KiB.

    peaks.py PYREL FOLDER SECONDS
"""

import json
import os
import subprocess
import sys
from pathlib import Path

program, folder, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
for case in sorted(it for it in folder.iterdir() if it.is_dir()):
    (artefact,) = [it for it in case.iterdir() if it.name != "expect.txt"]
    # A run that hangs is killed and shows as a signal.
    command = ["timeout", "--signal=KILL", str(seconds), program, "check", "--json", artefact.name]
    environment = {"HOME": str(case), "PATH": os.environ["PATH"], "TMPDIR": str(folder)}
    with open(folder / "out", "w+b") as out:
        child = subprocess.Popen(command, cwd=case, env=environment, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    try:
        found = sorted({it["rule"] for it in json.loads(said)["findings"]})
    except (ValueError, KeyError):
        found = None
    line = {"case": case.name, "status": child.returncode, "peak": used.ru_maxrss, "found": found}
    line["seconds"] = used.ru_utime + used.ru_stime
    print(json.dumps({**line, "said": len(said)}), flush=True)
