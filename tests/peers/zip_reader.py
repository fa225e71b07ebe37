"""What Python's own zip reader sees: length, SHA-256 and Unix mode of every member."""

import hashlib
import json
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    seen = {}
    for member in archive.infolist():
        content = archive.read(member)
        digest = hashlib.sha256(content).hexdigest()
        seen[member.filename] = {"len": len(content), "sha256": digest, "mode": member.external_attr >> 16}
    print(json.dumps(seen))
