//! `RECORD`: whether it vouches for exactly the files that are there.
//!
//! <https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file>

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pyrel_diag::{Finding, SourceText};
use pyrel_pep::Record;
use pyrel_pep::record::{Digest, RecordProblem, Row, WrittenRow};
use sha2::Digest as _;

use super::contents::{Contents, Text};
use super::record_rules as rules;
use super::scan::Seen;
use super::words::{listing, literal};
use crate::findings::Findings;
use crate::specimen::{Member, Unread};
use crate::{Check, Error};

/// `csv.field_size_limit()`: Python reads no longer column.
const LONGEST_COLUMN: usize = 131_072;
/// Larger members are not held in memory for a digest that hardly anybody uses.
const LARGEST: u64 = 64 << 20;
/// What a signature of the whole would be called; it cannot be listed in what it signs.
const SIGNATURES: [&str; 2] = ["RECORD.jws", "RECORD.p7s"];

/// Looks at `RECORD`.
pub(super) fn look(
    contents: &Contents<'_>,
    seen: &BTreeMap<&str, Seen>,
    findings: &mut Findings,
) -> Result<(), Error> {
    let path = contents.in_dist_info("RECORD");
    let name = contents.archive();
    let note = format!("Wheel '{name}' does not contain the required RECORD file: {path}");
    let text = match contents.text(&path)? {
        Text::Decoded(text) => text,
        Text::Unfit(why) => {
            findings.push(contents.of_entry(&rules::UNREADABLE, &path, why).note(note));
            return Ok(());
        }
        Text::Absent => {
            if !contents.files.contains_key(path.as_str()) {
                let message = format!("there is no {}", literal(&path));
                findings.push(contents.of_whole(&rules::MISSING, message).note(note));
            }
            return Ok(());
        }
    };
    let mut rows = Rows { contents, seen, text: &text, path, listed: BTreeSet::new(), findings };
    for row in Record::rows_as_written(text.text()) {
        if row.columns.iter().any(|column| column.len() > LONGEST_COLUMN) {
            rows.found(
                &rules::UNREADABLE,
                row.range,
                "a column is longer than Python reads",
                Some(note),
            );
            return Ok(());
        }
        rows.take(&row)?;
    }
    rows.finish();
    Ok(())
}

struct Rows<'a, 'f> {
    contents: &'a Contents<'a>,
    seen: &'a BTreeMap<&'a str, Seen>,
    text: &'a SourceText,
    /// Of `RECORD` itself.
    path: String,
    /// The paths that are listed, with `/`.
    listed: BTreeSet<String>,
    findings: &'f mut Findings,
}

impl Rows<'_, '_> {
    fn found(
        &mut self,
        check: &'static Check,
        range: Range<usize>,
        message: impl Into<String>,
        note: Option<String>,
    ) {
        let finding = Finding::new(&check.rule, message).at(self.text.locate(range));
        self.findings.push(match note {
            Some(note) => finding.note(note),
            None => finding,
        });
    }

    fn take(&mut self, row: &WrittenRow) -> Result<(), Error> {
        let range = row.range.clone();
        if row.is_blank() {
            self.found(&rules::BLANK_LINE, range, "this line is empty", None);
            return Ok(());
        }
        let written = row.columns.first().map(String::as_str).unwrap_or_default();
        let mut path = written.replace('\\', "/");
        if path != written {
            let message = format!("{} should be {}", literal(written), literal(&path));
            self.found(&rules::BACKSLASH, range.clone(), message, None);
            // A member may really be called so, which is for others to say.
            if self.contents.has(written) {
                path = written.to_owned();
            }
        }
        if !self.listed.insert(path.clone()) {
            let message = format!("{} is listed again", literal(&path));
            self.found(&rules::REPEATED, range.clone(), message, None);
        }
        if leads_out(&path) && !self.contents.has(&path) {
            let message = format!("{} leads out of the wheel", literal(&path));
            self.found(&rules::PATH, range, message, None);
            return Ok(());
        }
        if SIGNATURES.iter().any(|name| path == self.contents.in_dist_info(name)) {
            let message = format!("{} is listed", literal(&path));
            self.found(&rules::SIGNATURE, range, message, None);
            return Ok(());
        }
        match row.read() {
            Ok(read) => self.compare(&path, &read, range),
            Err(problem) => {
                let digest = padded(&row.columns);
                match (problem, digest) {
                    (RecordProblem::Digest { .. }, Some(digest)) => {
                        self.weak(range.clone(), "the digest ends with `=`, which it should not");
                        let size = row.columns.get(2).and_then(|size| size.parse().ok());
                        let row = Row { path: path.clone(), digest: Some(digest), size };
                        self.compare(&path, &row, range)
                    }
                    (problem, _) => {
                        self.found(&rules::ROW, range, problem.to_string(), None);
                        Ok(())
                    }
                }
            }
        }
    }

    fn weak(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.found(&rules::ALGORITHM, range, message, None);
    }

    /// Holds a row against the file that it is about.
    fn compare(&mut self, path: &str, row: &Row, range: Range<usize>) -> Result<(), Error> {
        if path == self.path {
            if row.digest.is_some() {
                let message = "`RECORD` cannot hold its own digest";
                self.found(&rules::OWN_DIGEST, range, message, None);
            }
            return Ok(());
        }
        let Some(member) = self.contents.files.get(path).copied() else {
            // What a link may be is for others to say.
            if !self.contents.others.contains(path) {
                let message = format!("{} is not in the wheel", literal(path));
                self.found(&rules::GHOST, range, message, None);
            }
            return Ok(());
        };
        let Some(seen) = self.seen.get(path).copied() else { return Ok(()) };
        if let Some(size) = row.size.filter(|size| *size != seen.len) {
            let message = format!("{} has {} bytes, not {size}", literal(path), seen.len);
            self.found(&rules::SIZE, range.clone(), message, None);
        }
        let Some(digest) = &row.digest else {
            let message = format!("{} has no digest", literal(path));
            self.found(&rules::WITHOUT_DIGEST, range, message, None);
            return Ok(());
        };
        let due = match digest {
            Digest::Sha256(_) => seen.sha256.map(|digest| Digest::Sha256(digest.0)),
            Digest::Other { algorithm, .. } => self.other_digest(algorithm, member, &range)?,
        };
        if let Some(due) = due.filter(|due| due != digest) {
            let message = format!("{} has the digest `{due}`", literal(path));
            self.found(&rules::HASH, range, message, None);
        }
        Ok(())
    }

    /// The digest by another algorithm than SHA-256, if it is one that may be used.
    fn other_digest(
        &mut self,
        algorithm: &str,
        member: &Member,
        range: &Range<usize>,
    ) -> Result<Option<Digest>, Error> {
        if !["sha384", "sha512"].contains(&algorithm) {
            let message = format!("{} is not SHA-256 or better", literal(algorithm));
            self.weak(range.clone(), message);
            return Ok(None);
        }
        if member.len > LARGEST {
            let message = format!("only SHA-256 is computed of {} bytes", member.len);
            self.weak(range.clone(), message);
            return Ok(None);
        }
        match self.contents.specimen.read(member, LARGEST) {
            Ok(bytes) => Ok(longer(algorithm, &bytes)),
            Err(Unread::Broken(_)) => Ok(None),
            Err(Unread::Machine(error)) => Err(error),
        }
    }

    /// Names the files that no row is about.
    fn finish(self) {
        let signatures = SIGNATURES.map(|name| self.contents.in_dist_info(name));
        let files = self.contents.files.keys().copied();
        let unlisted: Vec<&str> = files
            .filter(|path| !self.listed.contains(*path))
            .filter(|path| !signatures.iter().any(|signature| signature == path))
            .collect();
        if !unlisted.is_empty() {
            let message = format!("{} not listed", are(&unlisted));
            let finding = self.contents.of_entry(&rules::UNLISTED, &self.path, message);
            self.findings.push(finding);
        }
    }
}

fn are(paths: &[&str]) -> String {
    let verb = if paths.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", listing(paths.iter().copied()))
}

fn leads_out(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with('/') || drive || path.split('/').any(|part| part == "..")
}

/// The digest of a row whose only fault are the `=` that base64 ends with elsewhere.
fn padded(columns: &[String]) -> Option<Digest> {
    let text = columns.get(1)?;
    text.ends_with('=').then(|| text.trim_end_matches('=').parse().ok())?
}

/// The digest by an algorithm that is better than SHA-256.
fn longer(algorithm: &str, bytes: &[u8]) -> Option<Digest> {
    let value = match algorithm {
        "sha384" => URL_SAFE_NO_PAD.encode(sha2::Sha384::digest(bytes)),
        "sha512" => URL_SAFE_NO_PAD.encode(sha2::Sha512::digest(bytes)),
        _ => return None,
    };
    Some(Digest::Other { algorithm: algorithm.to_owned(), value })
}
