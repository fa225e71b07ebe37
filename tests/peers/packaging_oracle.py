"""Asks the `packaging` library how it prints or refuses the texts below.

    python tests/peers/packaging_oracle.py > crates/pep/tests/data/packaging.json

Run with packaging 26.3, the version that the crate `pep` follows. The result is a list of objects:
`kind`, `text`, and what is printed, or null where the text is refused.
"""

import json
import sys

import packaging
from packaging.licenses import canonicalize_license_expression
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import parse_wheel_filename
from packaging.version import Version

REQUIREMENTS = """
a
 a
A.b-C_d
Foo.Bar>=1.0.0
requests[security,Socks]>=2.0,<3
a[b,A_c]>=1.0,<2 ; python_version < '3'
a[ ]
a [ x , y ]
a[x,x]
a[x,]
a[,x]
a[x y]
a[x
a[-x]
a (>=1)
a(>=1,<2)
a ( >= 1 , < 2 ) ; os_name == 'nt'
a ()
a (>=1
a >=1)
a>=1,
a,>=1
a>=1,,<2
a >= 1 < 2
a>=1.0.0,>=1.0
a>=1.0.0RC1
a>=v1.0
a>= 1.0-1
a==1.0.*
a!=1.0.*
a>=1.0.*
a==1.0a1.*
a==1.0+local
a!=1.0+Local.1
a>=1.0+local
a~=1
a~=1.0
a~=1.0.*
a===1.0
a===anything-goes!
a===
a===1,>=2
a===1,b
a<2a1
a==1!2.0
a=1
a 1.0
a>=
a>=b
a;os_name=='nt'
a; os_name=='nt'
a ;
a;
a; os_name
a; os_name == nt
a; os_name == 'nt' x
a; os_name == "nt" and
a; (os_name == "nt"
a; os_name == "nt")
a; sys.platform == 'win32'
a; os.name == 'nt'
a; platform.machine == 'x86_64'
a; platform.version == '1'
a; platform.python_implementation == 'CPython'
a; python_implementation == 'CPython'
a; implementation_name == 'cpython'
a; implementation_version >= '3.8'
a; platform_release >= '5'
a; platform_system == 'Linux'
a; python_full_version >= '3.8.1'
a; extra == 'X_y'
a; 'X_y' == extra
a; extra == 'A..b' and python_version > '3'
a; sys_platform == 'win32' or extra == 'Dev_X'
a; python_version in '3.8 3.9'
a; python_version not in '3.8 3.9'
a; python_version not  in '3.8'
a; python_version notin '3.8'
a; '3' > python_version
a; 'x' in sys_platform
a; python_version >= '3.8' and python_version >= '3.9'
a; python_version == '3.8' or python_version != '3.8'
a; ((python_version > '3'))
a; (python_version > '3') and (os_name == 'nt' or os_name == 'posix')
a; (python_version > '3' and os_name == 'nt') or os_name == 'posix'
a; python_version > '3' and os_name == 'nt' or os_name == 'posix'
a; ((python_version > '3' and os_name == 'nt'))
a; (((python_version > '3' or os_name == 'nt')) and os_name == 'posix')
a; python_version>"3"and os_name=='nt'
a; python_version ~= '3.8'
a; python_version === '3.8'
a; python_version = '3.8'
a; python_version <> '3.8'
a; os_name == 'it"s'
a; os_name == "it's"
a; os_name == 'a\\x62'
a; os_name == 'a\\'b'
a; os_name == 'a\\qb'
a; os_name == '\\u00e9'
a; os_name == '\\u00'
a; os_name == 'é'
a; os_name == ''
a; 'x' in extras
a; 'X_Y' in extras
a; 'X_Y' in dependency_groups
a; Extra == 'x'
a; unknown == 'x'
a; 'a' == 'b'
a; os_name == sys_platform
x@https://e.org/x.zip
x @ https://e.org/x.zip
x[b,a] @ https://e.org/x.zip
x @ https://e.org/x ; os_name=='nt'
x @ https://e.org/x;os_name=='nt'
x @ https://e.org/x; os_name=='nt'
x @ https://e.org/x os_name=='nt'
x @ file:///a%20b#sha256=00
x @ git+https://e.org/x.git@main#egg=x
x @ ../relative
x @
x @ u ;
-a
.a
a-
1
é
aé
a b
a#b
a/b
a @ b @ c
"""

SPECIFIERS = """
>=3.8, !=3.9.0
>=2.7,!=3.0.*
~=1.0,>=1,>0,===1,==1,<=1,<1,!=1
>=1.0.0,>=1.0
~=1.0.0,~=1.0
==1.0.*,==1.*
==1.0,==v1,==1.0.0
==1.0+A,==1.0+a
===1.0,===1
>=1.0c1,>=1.0rc1
>=1.0-1,>=1.0.post1
 >= 3.8 ,
,
>=3.8;
3.8
>3.8 <4
>=3.8 or <4
^3.8
~3.8
=>3
==3.*,!=3.1.*
!=3.1.*.*
==1.0.dev1.*
<2.0.dev0
>=1!0
>=1.0a-
>=1.0a.
>=1.0_1
>=0.0,>=0
"""

VERSIONS = """
1.0.0-rc.1
v1.0
V1.0
1.0-1
1.0-r4
1.0rev4
1.0c1
1.0preview1
1.0pre1
1.0.alpha
1.0-beta_2
1.0dev
1.0.dev
1.0-dev-1
0001.02
2026.08.10
1.0+Ubuntu-1
1.0+A.B_c-01
 1.0
1_0
1.0.
1..0
1.0+
1.0+a..b
1.0+é
1!2!3
!1
1!2.0a1.post2.dev3+x.1
1.0a-
1.0a--1
1.0a.dev
1.0post
1.0.post-
1.0-post-1
1.0a1b1
1.0.0.0
0
a
1.0 0
1.0rc
1.0.r
1.0-
1.0dev1.post1
"""

MARKERS = """
os_name=='nt'
(os_name=='nt')
os_name == 'nt' or (os_name == 'a')
os_name == 'nt' or ((os_name == 'a' and os_name == 'b'))
os_name == 'nt'or os_name == 'a'
os_name == 'nt' and(os_name == 'a' or os_name == 'b')
os_name == 'nt' AND os_name == 'a'
not os_name == 'nt'
'a' not in os_name
os_name ==
()
"os_name" == 'nt'
"""

LICENSES = """
mit
MIT or apache-2.0
mit AND( bsd-3-clause OR ISC )
(mit AND (bsd-3-clause))
GPL-3.0
GPL-3.0+
mit+
mit++
LicenseRef-My.Own-1
licenseref-x
LicenseRef-
LicenseRef-a_b
LicenseRef-a+
MIT/Apache-2.0
Proprietary
NONE
NOASSERTION
Apache 2.0
MIT ISC
MIT AND
AND MIT
MIT OR OR ISC
(MIT
MIT)
()
( )
MIT (ISC)
(MIT) ISC
(MIT) WITH Classpath-exception-2.0
GPL-2.0-or-later with classpath-exception-2.0
GPL-2.0-or-later+ WITH Classpath-exception-2.0
GPL-2.0 WITH MIT
MIT WITH
MIT WITH (Classpath-exception-2.0)
WITH Classpath-exception-2.0
GPL-2.0 WITH Classpath-exception-2.0 WITH Bison-exception-2.2
GPL-2.0 WITH Classpath-exception-2.0 AND MIT
Classpath-exception-2.0
MIT NOT ISC
GFDL-1.3-invariants
GFDL-1.3-invariants-only
0bsd
bsd-3-clause-no-nuclear-license-2014
MIT AND (Apache-2.0 OR (ISC AND (0BSD)))
"""

WHEELS = """
demo-1.0-py3-none-any.whl
Rich_Pkg-1.0rc1+a.1-py2.py3-none-any.whl
demo-1.0-1x-cp312-abi3-win_amd64.whl
demo-1.0-x1-cp312-abi3-win_amd64.whl
demo-1.0-py3-none.whl
demo-x-py3-none-any.whl
de__mo-1.0-py3-none-any.whl
demo-1.0-py3-none-any.zip
demo-1.0-py3--any.whl
demo-1.0-py3.-none-any.whl
"""

# Each is asked which of the candidates it admits.
ADMITTING = [
    operator + bound
    for operator in ["==", "!=", "<", "<=", ">", ">=", "~=", "==="]
    for bound in ["1.0", "1.0.0rc1", "1.0.post1", "1.0.dev1", "1!1.0"]
] + ["==1.*", "!=1.*", "==1.0.*", "==1.1.*", "!=1.1.*", "==1.0+x", "!=1.0+x", ">=1,<2,!=1.5"]

CANDIDATES = """
0.9 1.dev0 1.0.dev1 1.0.dev2 1.0a1 1rc1 1.0rc1.post1 1.0rc1+x 1 1.0 1.0.0 1.0+x 1.0+y 1.0.post0
1.0.post1 1.0.post1+x 1.0.post2.dev0 1.0.1.dev0 1.0.1 1.1 1.5 2.dev0 2.0rc1 2 1!0.9 1!1 1!1.1 1!2
""".split()


def admitted(text):
    specifiers = SpecifierSet(text)
    found = [text for text in CANDIDATES if specifiers.contains(text, prereleases=True)]
    return " ".join(found)


def wheel(text):
    name, version, build, tags = parse_wheel_filename(text)
    return " ".join([name, str(version), "".join(map(str, build)), *sorted(map(str, tags))])


def printed(read, text):
    try:
        return str(read(text))
    except Exception:
        return None


def main():
    if packaging.__version__ != "26.3":
        sys.exit(f"packaging 26.3 is wanted, not {packaging.__version__}")
    kinds = [
        ("requirement", Requirement, REQUIREMENTS),
        ("specifiers", SpecifierSet, SPECIFIERS),
        ("version", Version, VERSIONS),
        ("marker", Marker, MARKERS),
        ("license", canonicalize_license_expression, LICENSES),
        ("wheel", wheel, WHEELS),
        ("admitted", admitted, "\n".join(ADMITTING)),
    ]
    rows = [
        {"kind": kind, "text": text, "printed": printed(read, text)}
        for kind, read, texts in kinds
        for text in ["", *texts.strip("\n").split("\n")]
    ]
    rows.insert(0, {"kind": "candidates", "text": " ".join(CANDIDATES), "printed": None})
    json.dump(rows, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
