//! Documents lead where they say.

use std::path::Path;

use super::nothing;
use super::tree::files;
use crate::harness::case::REPOSITORY;

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut found = Vec::new();
    // Fixtures are made to be as they are.
    let documents = files("")
        .into_iter()
        .filter(|file| file.path.ends_with(".md") && !file.path.starts_with("fixtures/"));
    for document in documents {
        let folder = Path::new(REPOSITORY).join(&document.path).parent().unwrap().to_owned();
        for link in links(document.text()) {
            if !folder.join(link).exists() {
                found.push(format!("{} leads to {link}", document.path));
            }
        }
    }
    nothing(&found, "links to files that are not there");
}

/// The targets of a document's links to files, without the places in them.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter(|target| !target.contains("://"));
    files.filter_map(|target| target.split('#').next()).filter(|path| !path.is_empty())
}

#[test]
fn links_within_a_page_and_to_other_sites_are_left_alone() {
    let text = "[a](b.md) [c](d/e.md#f) [g](#h) [i](https://example.org/j) ![k](l.png)";
    assert_eq!(links(text).collect::<Vec<_>>(), ["b.md", "d/e.md", "l.png"]);
}
