//! From files, an index and a name to a plan.

use pyrel_diag::Warned;
use pyrel_effect::{CredentialSource, Plan};

use crate::publish::{Parcel, Publish};
use crate::{Credential, Distribution, Error, IfExists, Index, form};

/// Plans to publish files on an index, in their order and in one name: one step, since what
/// becomes of each file is the index's to say, and so is the token that Trusted Publishing takes.
///
/// # Errors
/// No files at all, or credentials that would travel in plain text.
pub fn plan(
    distributions: &[Distribution],
    index: &Index,
    credential: &Credential,
    if_exists: IfExists,
) -> Result<Warned<Plan>, Error> {
    if distributions.is_empty() {
        return Err(Error::NothingToPublish);
    }
    let secret = credential.source != CredentialSource::Anonymous;
    if secret && !index.url.keeps_secrets() {
        return Err(Error::PlainText { url: index.url.to_string() });
    }
    let mut findings = Vec::new();
    let parcels = distributions.iter().map(|distribution| Parcel {
        file: distribution.name().to_owned(),
        project: distribution.project().normalized().to_owned(),
        version: distribution.version().to_string(),
        sha256: distribution.sha256(),
        len: distribution.artifact.len(),
        form: form::form(distribution).collect_into(&mut findings),
    });
    let parcels = parcels.collect();
    let (index, credential) = (index.clone(), credential.clone());
    let mut plan = Plan::new();
    plan.push(Publish { index, credential, if_exists, parcels });
    Ok(Warned { value: plan, findings })
}

#[cfg(test)]
mod tests;
