"""Asks the libraries that PyPI judges metadata with what they say of the texts below.

    <target>/peers/venv/check/bin/python tests/peers/warehouse_oracle.py > crates/check/tests/data/warehouse.json

What PyPI itself adds to them is written down here as it was observed on its own module (August 2026):
which versions of the format it takes, local versions, lengths, addresses, classifiers, direct
dependencies. The result is a list of objects: `text`, and `said`, all that is said against it.
"""

import json
import sys
from email import message_from_string
from email._parseaddr import AddressList

import email_validator
from packaging.metadata import InvalidMetadata, Metadata, parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version
from rfc3986 import exceptions, uri_reference, validators
from trove_classifiers import all_classifiers, deprecated_classifiers

TAKEN = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"]

BASE = {
    "Metadata-Version": ["2.5"],
    "Name": ["demo"],
    "Version": ["1.0"],
}

# Values that a field is tried with, each alone.
VALUES = {
    "Metadata-Version": ["1.0", "2.1", "2.2", "2.4", "2.0", "2.6", "9", "2.05", ""],
    "Name": ["A.b_c", "1", "a b", "-a", "a_", "é", "UNKNOWN", ""],
    "Version": [
        *["v1.0", "1!2.0.post1", "1.0-1", "1.0rc1", "2026.1.1", "1.0+cu1", "1.0.dev3+g1a2b3c", "1.0+Local-1"],
        *["1.0-final", "1..0", "latest", "UNKNOWN", ""],
    ],
    "Summary": ["x", "y" * 512, "y" * 513, "é" * 513, "two\n  lines", "UNKNOWN", ""],
    "Description-Content-Type": [
        *["text/markdown", "text/x-rst", "text/plain", "Text/Markdown", "text/markdown;"],
        *["text/markdown; charset=UTF-8; variant=GFM", 'text/markdown; Charset="UTF-8"; variant=CommonMark'],
        *["text/plain; variant=x", "text/html", "text/md", "text/x-rst; charset=latin-1"],
        *["text/markdown; variant=gfm", "text/markdown; variant=Original"],
    ],
    "Keywords": ["a,b", "a b", ",,"],
    "Home-page": [
        *["https://example.org", "HTTP://EXAMPLE.ORG", "http:/x", "http:", "https://[::1]:80/", "http://1.2.3.400/"],
        *["http://a:b/", "http://a:99999/", "https://bücher.example/", "https://example.org/a b", "http://a@b@c/"],
        *["https://u:p@h:1/x#[", "https://example.org/[x]", "https://example.org/?q=[", "www.example.org"],
        *["ftp://example.org", "localhost:8000", "git@github.com:a/b", "//example.org", "UNKNOWN", ""],
    ],
    "Download-URL": ["https://example.org", "example.org/x"],
    "Author": ["Jane", "UNKNOWN"],
    "Author-email": [
        *["a@b.org", "Jane Doe <jane@example.com>", '"Doe, Jane" <a@b.org>', "a@b.org (Jane)", "jürgen@b.org"],
        *["a@b.test, c@d.org", "no address, nor here", "a@b.org; c@d.org", "us: a@b.org;", "a@b@c.org", "<>", ","],
        *["a@[1.2.3.4]", "a+b@c.org", "a@bücher.example", "a@b.org,", "x a@b.org", "a . b @ c . org"],
        *["Jane Doe", "a@localhost", "a@b.test", "a@mail.local", "a@b", "a@127.0.0.1", "a..b@c.org", ".a@c.org"],
        *["a.@c.org", "a@c.org.", "a@-c.org", "a@c-.org", "a@c_d.org", "a@xy--z.org", "a@" + "x" * 64 + ".org"],
        *["a" * 250 + "@b.org", "@b.org", "a@", '"a b"@c.org', "see <http://example.org>", "mailto:a@b.invalid"],
    ],
    "Maintainer-email": ["m@example.org", "m@example.onion", "nobody"],
    "License": ["MIT", "first\n        second", "UNKNOWN"],
    "License-Expression": [
        *["MIT", "mit OR apache-2.0", "(MIT)", "GPL-3.0+", "LicenseRef-Own.1", "MIT WITH Classpath-exception-2.0"],
        *["Apache 2.0", "BSD", "MIT AND", "MIT AND (ISC", "MIT/X11", "LicenseRef-a_b", "MIT WITH x", ""],
    ],
    "License-File": [
        *["LICENSE", "a/b.txt", "C:x", "."],
        *["../x", "a..b", "*.txt", "/x", "C:/x", "a\\b", "./a", "a//b", "a/"],
    ],
    "Classifier": [
        *["Programming Language :: Python :: 3", "License :: OSI Approved :: MIT License", "Typing :: Typed"],
        *["Foo :: Bar", "typing :: typed", "It's :: odd", "Private :: Do Not Upload", "Natural Language :: Ukranian"],
        *["License :: OSI Approved :: X.Net License", "UNKNOWN", ""],
    ],
    "Requires-Dist": [
        *["a", "a>=1,<2", "a (>=1)", "a[b,c]~=1.0; python_version<'3'", "a; extra == 'x'", "a==1.*", "a_>=1", ""],
        *["a b", "a>=", "a>=1.*", "a;", "a; foo == 'x'", "a[x", "é", "a~=1", "a>=1.0+l"],
        *["a @ https://example.org/a.whl", "a[x] @ git+https://example.org/a ; extra == 'y'"],
    ],
    "Requires-Python": [">=3.8", ">=3.8,<4", "!=3.0.*,>=2.7", "==3.*", ">=3.8,", "", "3.8", ">3.*", "~=3", ">=3.8 <4", "any"],
    "Requires-External": ["C", "libpng (>=1.5)"],
    "Project-URL": [
        *["Home, https://example.org", "x" * 32 + ", https://example.org", "Home,https://example.org/a,b"],
        *["https://example.org", ", https://example.org", "x" * 33 + ", https://example.org", "Home,", "Home, example.org"],
    ],
    "Provides-Extra": ["x", "A_b.c", "a b", "é", "x_", ""],
    "Provides-Dist": ["a", "a>=1", "a b", "a @ https://example.org", ""],
    "Obsoletes-Dist": ["a", "-", "a @ https://example.org"],
    "Dynamic": ["Classifier", "license-file", "Import-Name", "Name", "version", "Metadata-Version", "dependencies", ""],
    "Import-Name": ["a", "a.b", "a; private", "a ;private", "_a1", "match", "a-b", "class", "a;x", "1a", "a.", ""],
    "Import-Namespace": ["a", "a.b", "a b", "None"],
    "Platform": ["any", "UNKNOWN", ""],
    "Supported-Platform": ["x86"],
    "Requires": ["a"],
    "Provides": ["a b"],
    "Obsoletes": ["a"],
}

# Several fields at once.
TOGETHER = [
    {"Metadata-Version": []},
    {"Name": []},
    {"Version": []},
    {"Metadata-Version": [], "Name": ["a b"], "Version": ["x"]},
    {"License": ["MIT"], "License-Expression": ["MIT"]},
    {"License": ["UNKNOWN"], "License-Expression": ["MIT"]},
    {"License-Expression": ["MIT"], "Classifier": ["License :: OSI Approved :: MIT License"]},
    {"Metadata-Version": ["2.3"], "License-Expression": ["MIT"]},
    {"Metadata-Version": ["2.1"], "Dynamic": ["Classifier"], "Provides-Extra": ["x"]},
    {"Metadata-Version": ["1.2"], "Description-Content-Type": ["text/plain"], "Provides-Extra": ["x"]},
    {"Metadata-Version": ["1.1"], "Requires-Dist": ["a"], "Requires-Python": [">=3"], "Maintainer": ["M"]},
    {"Metadata-Version": ["1.0"], "Classifier": ["Typing :: Typed"], "Download-URL": ["https://example.org"]},
    {"Metadata-Version": ["2.4"], "Import-Name": ["a"], "Import-Namespace": ["b"]},
    {"Summary": ["one", "two"]},
    {"Version": ["1.0", "2.0"]},
    {"Author-email": ["a@b.org", "c@d.org"]},
    {"Project-URL": ["Home, https://example.org", "Home, https://example.com"]},
    {"Project-URL": ["Home Page, https://example.org", "home-page, https://example.com"]},
    {"Classifier": ["Foo :: Bar", "Foo :: Bar", "Foo :: Baz", "Typing :: Typed"]},
    {"Classifier": ["Typing :: Typed", "UNKNOWN"]},
    {"Classifier": ["", "Typing :: Typed"]},
    {"Provides-Extra": ["x", "X"], "Requires-Dist": ["a; extra == 'y'"]},
    {"Version": ["1.0+x"], "Summary": ["y" * 513], "Home-page": ["x"], "Author-email": ["x"]},
    {"Import-Name": ["a", "b.c"], "Import-Namespace": ["a"]},
]


def texts():
    for field, values in VALUES.items():
        for value in values:
            yield text({field: [value]})
    for fields in TOGETHER:
        yield text(fields)
    yield text({"Description": ["one"]}, "two\n")
    yield text({}, "# Demo\n")


def text(fields, body=None):
    headers = "".join(f"{name}: {value}\n" for name, values in {**BASE, **fields}.items() for value in values)
    return headers if body is None else f"{headers}\n{body}"


def sent(text):
    """The fields as a client sends them and PyPI reads them: without blanks around them, without those
    that say nothing, those that stand once as they stood first; and what cannot be sent at all."""
    raw, unparsed = parse_email(text)
    parsed = message_from_string(text)
    fields = {}
    for name in dict.fromkeys(parsed.keys()):
        values = [value.strip() for value in parsed.get_all(name)]
        values = values if is_multiple(name) else values[:1]
        if values[-1] != "UNKNOWN" and values != [""]:
            fields[name] = values
    if "description" in raw and "Description" not in fields:
        fields["Description"] = [raw["description"]]
    if is_before(fields, "2.4"):
        fields.pop("License-File", None)
    return fields, [f"{form_name(name)!r} has invalid data" for name in unparsed]


def is_before(fields, version):
    written = fields.get("Metadata-Version", ["0"])[0]
    try:
        return Version(written) < Version(version)
    except InvalidVersion:
        return False


def is_multiple(name):
    single = {"metadata-version", "name", "version", "summary", "description", "description-content-type", "keywords",
              "home-page", "download-url", "author", "author-email", "maintainer", "maintainer-email", "license",
              "license-expression", "requires-python"}  # fmt: skip
    return name.lower() not in single


def form_name(name):
    return {"classifier": "classifiers", "project-url": "project_urls"}.get(name, name.replace("-", "_"))


def said(text):
    fields, found = sent(text)
    again = "".join(f"{name}: {value}\n" for name, values in fields.items() for value in values)
    raw, _ = parse_email(again)
    # What its library says of a name comes after what PyPI says.
    found += name(fields)
    try:
        metadata = Metadata.from_raw(raw)
    except ExceptionGroup as group:
        return found + [str(it) for it in group.exceptions if it.field != "name"] + too_new(fields)
    return found + too_new(fields) + [str(it) for it in of_pypi(metadata)]


def too_new(fields):
    """Versions that the library knows and PyPI does not take."""
    version = fields.get("Metadata-Version", [""])[0]
    return [f"{version!r} is not a valid metadata version"] if version == "2.6" else []


def name(fields):
    written = fields.get("Name", [""])[0]
    error = "Start and end with a letter or numeral containing only ASCII numeric and '.', '_' and '-'."
    if not written:
        error = "This field is required."
    elif written.isascii() and written[0].isalnum() and written[-1].isalnum() and not set(written) & set(" /"):
        return []
    return [f"{written!r} is an invalid value for Name. Error: {error}"]


def of_pypi(metadata):
    if metadata.version.local:
        yield f"The use of local versions in '{metadata.version}' is not allowed."
    if len(metadata.summary or "") > 512:
        yield "'summary' field must be 512 characters or less."
    for people in metadata.author_email, metadata.maintainer_email:
        yield from address(people)
    for classifier in sorted(set(metadata.classifiers or [])):
        yield from of_classifier(classifier)
    for url in metadata.home_page, metadata.download_url:
        if url is not None and not is_url(url):
            yield f"{url!r} is not a valid url."
    for label, url in (metadata.project_urls or {}).items():
        yield from project_url(label, url)
    for requirement in metadata.requires_dist or []:
        if requirement.url is not None:
            yield f"Can't have direct dependency: {requirement}"
    for requirement in [*(metadata.provides_dist or []), *(metadata.obsoletes_dist or [])]:
        yield from other_requirement(requirement)
    if metadata.license and metadata.license_expression:
        yield "License is deprecated when License-Expression is present. Only License-Expression should be present."


def address(people):
    """One address is checked, among several none is (Python 3.13 and later)."""
    found = AddressList(people).addresslist if people else []
    if len(found) != 1 or not found[0][1] or "[" in found[0][1]:
        return
    try:
        email_validator.validate_email(found[0][1], check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        yield f"{found[0][1]!r} is not a valid email address: {error}"


def of_classifier(classifier):
    if classifier not in all_classifiers:
        yield f"{classifier!r} is not a valid classifier."
    elif successors := deprecated_classifiers.get(classifier):
        yield f"The classifier {classifier!r} has been deprecated, use one of {successors} instead."
    elif classifier in deprecated_classifiers:
        yield f"The classifier {classifier!r} has been deprecated."


def is_url(url):
    judge = validators.Validator().allow_schemes("http", "https").require_presence_of("scheme")
    try:
        judge.check_validity_of("scheme", "host", "port", "path", "query").validate(uri_reference(url).normalize())
    except exceptions.ValidationError:
        return False
    return True


def project_url(label, url):
    if not label:
        yield "Must have a label"
    elif len(label) > 32:
        yield f"{label!r} must be 32 characters or less."
    elif not url:
        yield "Must have a URL"
    elif not is_url(url):
        yield f"{url!r} is not a valid url"


def other_requirement(written):
    try:
        if Requirement(written).url is not None:
            yield f"Can't have direct dependency: {written!r}"
    except InvalidRequirement:
        yield f"{written!r} is invalid: …"


def main():
    rows = [{"text": text, "said": sorted(said(text))} for text in texts()]
    json.dump(rows, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    assert issubclass(InvalidMetadata, ValueError)
    main()
