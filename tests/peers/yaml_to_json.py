"""Prints the YAML document named on the command line as JSON."""

import json
import sys
from pathlib import Path

from ruamel.yaml import YAML

json.dump(YAML(typ="safe", pure=True).load(Path(sys.argv[1])), sys.stdout)
