//! `AUTHORS`: who made commits, and who is named as having had a part in them.

use std::collections::BTreeSet;

use pyrel_git::Checkout;

use super::mailmap::Mailmap;
use crate::Refusal;

/// What `AUTHORS` begins with is not asked for here; this is what follows. `mailmap` is the text of
/// `.mailmap` at the top of the work tree.
///
/// # Errors
/// When the repository cannot be read.
pub fn authors(checkout: &Checkout, mailmap: &str) -> Result<String, Refusal> {
    let mailmap = Mailmap::parse(mailmap);
    let mut found = BTreeSet::new();
    let commits = checkout.history()?.commits()?;
    if commits.is_empty() {
        found.insert(String::new());
    }
    for commit in commits {
        let (name, email) = mailmap.mapped(&commit.author.name, &commit.author.email);
        let author = format!("{name} <{email}>");
        if !is_machine(&author) {
            found.insert(author);
        }
        for line in commit.message.split('\n') {
            if let Some(at) = line.find(CO_AUTHOR) {
                let rest = line.get(at + CO_AUTHOR.len()..).unwrap_or_default();
                if !rest.is_empty() {
                    found.insert(rest.trim().to_owned());
                }
            }
        }
    }
    Ok(found.into_iter().collect::<Vec<_>>().join("\n") + "\n")
}

const CO_AUTHOR: &str = "Co-authored-by:";

/// Whether it is one of OpenStack's machines.
fn is_machine(author: &str) -> bool {
    ["jenkins@review", "zuul@review", "infra@lists", "jenkins@openstack"]
        .iter()
        .any(|machine| author.contains(machine))
}
