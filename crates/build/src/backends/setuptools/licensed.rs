//! [coherent.licensed](https://pypi.org/project/coherent.licensed/): a plug-in that has `LICENSE` be
//! the one licence file, and fetches its text where there is none.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::RelPath;

use super::describe::distribution::{Distribution, LicensePatterns, LicensesBy};
use crate::Error;
use crate::backends::Input;
use crate::pyproject::{Located, Reader};

pub(super) static LICENSE_FROM_NETWORK: Rule = Rule {
    id: "license-from-network",
    severity: Severity::Error,
    words: "a licence text that a plug-in would fetch from the network",
    remedy: "put the text into `LICENSE`, which the plug-in then leaves as it is",
};

/// How the plug-in looks for itself: anywhere in the text of `pyproject.toml`, spelled like this.
const MARK: &str = "coherent.licensed";
/// The one file that it takes.
const LICENSE: &str = "LICENSE";

/// Takes `LICENSE` for the licence file, whatever else names some, where the plug-in is required.
pub(super) fn apply(
    input: &Input<'_>,
    said: &mut Distribution,
    reader: &mut Reader,
) -> Result<(), Error> {
    let requires = &input.build_system.requires;
    let required = requires.iter().find(|it| it.value.name.normalized() == "coherent-licensed");
    let Some(required) = required.filter(|_| input.pyproject.source().text().contains(MARK)) else {
        return Ok(());
    };
    let location = required.location.clone();
    let mut patterns = vec![Located { value: LICENSE.to_owned(), location: location.clone() }];
    if input.tree.kind(&RelPath::root().child(LICENSE))?.is_none() {
        let text = match &said.license_expression {
            Some(expression) => format!("the text of `{}`", expression.value),
            None => "a text".to_owned(),
        };
        let message = format!("there is no `LICENSE`, and `{MARK}` would fetch {text}");
        reader.report(Finding::new(&LICENSE_FROM_NETWORK, message).at(location));
        patterns.clear();
    }
    said.license_files = Some(LicensePatterns { patterns, by: LicensesBy::Keyword });
    said.license_file = None;
    Ok(())
}
