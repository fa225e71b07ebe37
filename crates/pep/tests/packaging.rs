//! What the `packaging` library prints or refuses, this crate prints or refuses.
//!
//! `data/packaging.json` is made by `tests/peers/packaging_oracle.py` of the workspace.

use std::fmt::Display;
use std::str::FromStr;

use pyrel_pep::{LicenseExpression, Marker, Requirement, Version, VersionSpecifiers, WheelName};
use serde_json::Value;

fn printed<T: FromStr + Display>(text: &str) -> Option<String> {
    text.parse::<T>().ok().map(|value| value.to_string())
}

fn wheel(text: &str) -> Option<String> {
    let wheel: WheelName = text.parse().ok()?;
    let mut tags: Vec<String> = wheel.tags.expand().map(|tag| tag.to_string()).collect();
    tags.sort();
    let build = wheel.build.map(|build| build.to_string()).unwrap_or_default();
    let name = wheel.name.normalized();
    Some(format!("{name} {} {build} {}", wheel.version, tags.join(" ")))
}

/// Those of the candidates that the specifiers admit.
fn admitted(text: &str, candidates: &str) -> Option<String> {
    let specifiers: VersionSpecifiers = text.parse().ok()?;
    let admits = |text: &&str| text.parse().is_ok_and(|version| specifiers.contains(&version));
    Some(candidates.split(' ').filter(admits).collect::<Vec<_>>().join(" "))
}

#[test]
fn every_text_is_printed_or_refused_as_by_packaging() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/packaging.json")).unwrap();
    assert!(rows.len() >= 150);
    let (candidates, rows) = rows.split_first().unwrap();
    let candidates = candidates["text"].as_str().unwrap();
    let mut differing = Vec::new();
    for row in rows {
        let [kind, text] = ["kind", "text"].map(|key| row[key].as_str().unwrap());
        let ours = match kind {
            "admitted" => admitted(text, candidates),
            "license" => printed::<LicenseExpression>(text),
            "marker" => printed::<Marker>(text),
            "requirement" => printed::<Requirement>(text),
            "specifiers" => printed::<VersionSpecifiers>(text),
            "version" => printed::<Version>(text),
            "wheel" => wheel(text),
            _ => panic!("no such kind: {kind}"),
        };
        let theirs = row["printed"].as_str();
        if ours.as_deref() != theirs {
            differing.push(format!("{kind} {text:?}: {ours:?}, but packaging {theirs:?}"));
        }
    }
    assert_eq!(differing, Vec::<String>::new());
}
