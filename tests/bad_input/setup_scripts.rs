//! `setup.py`, `setup.cfg` and templates that are written to break whoever reads them.

use super::refused;
use crate::harness::case::Case;
use crate::harness::run::Run;

fn script(text: &str) -> Case {
    Case::new().file("setup.py", text).file("demo.py", "")
}

#[test]
fn source_code_with_null_bytes() {
    let text = "from setuptools import setup\nsetup(name='demo', version='1', description='\0')\n";
    refused(&script(text), "build").stderr_contains("source code cannot contain null bytes");
}

#[test]
fn encodings_in_which_ascii_means_something_else() {
    for name in ["utf-7", "rot13", "unicode_escape", "nonsense"] {
        let text = format!("# coding: {name}\nfrom setuptools import setup\nsetup(name='demo')\n");
        refused(&script(&text), "build").stderr_contains("names an encoding that is not followed");
    }
}

#[test]
fn a_setup_cfg_of_megabytes() {
    let text = format!("[metadata]\nname = demo\nkeywords = {}\n", "a,".repeat(1 << 20));
    let case = script("from setuptools import setup\nsetup()\n").file("setup.cfg", &text);
    refused(&case, "build").stderr_contains("bytes, more than are read");
}

const UV: &str = "\
[build-system]
requires = [\"hatchling\", \"uv-dynamic-versioning\"]
build-backend = \"hatchling.build\"
[project]
name = \"demo\"
dynamic = [\"version\"]
[tool.hatch.version]
source = \"uv-dynamic-versioning\"
";

#[test]
fn a_template_that_is_one_long_chain() {
    let chain = "|upper".repeat(50_000);
    let toml =
        format!("{UV}[tool.uv-dynamic-versioning]\nformat-jinja = \"{{{{ base{chain} }}}}\"\n");
    let case = Case::new().file("pyproject.toml", &toml).file("demo/__init__.py", "");
    Run::of(case.command("git").args(["init", "-q"])).success();
    refused(&case, "build").stderr_contains("the template is longer than can be followed");
}

#[test]
fn a_readme_put_together_without_measure() {
    let hook = "tool.hatch.metadata.hooks.fancy-pypi-readme";
    let fragments = format!("[[{hook}.fragments]]\npath = \"part\"\n").repeat(20);
    let toml = format!(
        "[build-system]\nrequires = [\"hatchling\", \"hatch-fancy-pypi-readme\"]\n\
         build-backend = \"hatchling.build\"\n\
         [project]\nname = \"demo\"\nversion = \"1\"\ndynamic = [\"readme\"]\n\
         [{hook}]\ncontent-type = \"text/markdown\"\n{fragments}"
    );
    let case = Case::new().file("pyproject.toml", &toml).file("demo/__init__.py", "");
    case.write("part", &"a".repeat(1 << 20));
    refused(&case, "build").stderr_contains("the readme has more than 16777216 bytes");
}
