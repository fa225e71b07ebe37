//! What setuptools refuses of a whole description, whoever gave its parts.

use pyrel_diag::Finding;

use super::distribution::{Distribution, invalid};
use crate::pyproject::{INVALID_VALUE, Reader};

/// Reports what cannot stand together.
pub(crate) fn check(said: &Distribution, reader: &mut Reader) {
    if let Some(root) = said.package_dir.get("").filter(|root| root.value.is_empty()) {
        reader.report(invalid(root, "the folder of all packages has no name; write `.`"));
    }
    // Those that [project] lists itself are reported with it.
    if said.license_expression.is_none() || reader.has_errors() {
        return;
    }
    for classifier in said.classifiers.iter().filter(|it| it.value.starts_with("License :: ")) {
        let message = "a licence classifier cannot stand beside a license expression";
        let finding = Finding::new(&INVALID_VALUE, message).at(classifier.location.clone());
        reader.report(finding.remedy("remove the classifier"));
    }
}
