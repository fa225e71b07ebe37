//! The pages of a static index.

use std::collections::BTreeMap;
use std::fmt::Write;

use pyrel_archive::Sha256;
use serde_json::{Value, json};

/// What a page says about a file beside it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Listed {
    pub(super) sha256: Sha256,
    pub(super) requires_python: Option<String>,
}

/// The files of a project, for people and `pip` (PEP 503).
pub(super) fn project_html(project: &str, files: &BTreeMap<String, Listed>) -> String {
    let links = files.iter().map(|(name, file)| {
        let python = file.requires_python.as_deref().filter(|text| !text.is_empty());
        let python = python.map(|text| format!(" data-requires-python=\"{}\"", escaped(text)));
        let href = format!("{}#sha256={}", encoded(name), file.sha256);
        (href, python.unwrap_or_default(), name.clone())
    });
    html(&format!("Links for {project}"), links)
}

/// The files of a project, for machines (PEP 691).
pub(super) fn project_json(project: &str, files: &BTreeMap<String, Listed>) -> String {
    let files = files.iter().map(|(name, file)| {
        let hashes = json!({"sha256": file.sha256.to_string()});
        let mut row = json!({"filename": name, "url": encoded(name), "hashes": hashes});
        if let (Some(python), Some(row)) = (&file.requires_python, row.as_object_mut()) {
            row.insert("requires-python".to_owned(), json!(python));
        }
        row
    });
    let files: Vec<Value> = files.collect();
    pretty(&json!({"meta": {"api-version": "1.0"}, "name": project, "files": files}))
}

/// The projects, for people and `pip`. Names are made of letters, digits and hyphens.
pub(super) fn root_html(projects: &[String]) -> String {
    let links =
        projects.iter().map(|name| (format!("{}/", encoded(name)), String::new(), name.clone()));
    html("Simple index", links)
}

/// The projects, for machines.
pub(super) fn root_json(projects: &[String]) -> String {
    let names: Vec<Value> = projects.iter().map(|name| json!({"name": name})).collect();
    pretty(&json!({"meta": {"api-version": "1.0"}, "projects": names}))
}

fn html(title: &str, links: impl Iterator<Item = (String, String, String)>) -> String {
    let title = escaped(title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    \
         <meta name=\"pypi:repository-version\" content=\"1.0\">\n    <title>{title}</title>\n  \
         </head>\n  <body>\n    <h1>{title}</h1>\n"
    );
    for (href, attributes, text) in links {
        // Writing into a text cannot fail.
        let _ = writeln!(page, "    <a href=\"{href}\"{attributes}>{}</a><br>", escaped(&text));
    }
    page.push_str("  </body>\n</html>\n");
    page
}

fn pretty(json: &Value) -> String {
    format!("{json:#}\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A name as a component of an address (RFC 3986, 2.3).
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
