//! What is said of each file and of all.

use std::fmt::Write as _;
use std::path::PathBuf;

use pyrel_archive::Artifact;
use pyrel_diag::{Finding, Severity};
use serde_json::{Value, json};

use crate::policy::Judged;

/// A file that was looked at.
#[derive(Debug)]
pub(super) struct File {
    /// Where it is, as the user would name it.
    pub(super) path: PathBuf,
    /// The file itself.
    pub(super) artifact: Artifact,
    /// What was found.
    pub(super) findings: Vec<Finding>,
}

/// How many findings of each weight there are.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    errors: usize,
    warnings: usize,
    advice: usize,
}

/// A line for each file, and one for all where there are several.
pub(super) fn text(
    files: &[File],
    together: &[Finding],
    judged: &impl Fn(&[Finding]) -> Vec<Judged>,
) -> String {
    let mut text = String::new();
    let mut all = Count::of(&judged(together));
    let go_together = all.is_sound();
    let mut sound = 0;
    for file in files {
        let count = Count::of(&judged(&file.findings));
        all = all.and(count);
        sound += usize::from(count.is_sound());
        let path = crate::render::visible(&file.path.display().to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{path}: {}", count.words());
    }
    if files.len() > 1 {
        let sound = match sound {
            _ if sound == files.len() && go_together => "all sound".to_owned(),
            _ if sound == files.len() => "each sound by itself".to_owned(),
            _ => format!("{sound} sound"),
        };
        let words = all.counted();
        let words = std::iter::once(sound).chain(words).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "{} files: {words}", files.len());
    }
    text
}

/// The same for machines.
pub(super) fn json(files: &[File], judged: &impl Fn(&[Finding]) -> Vec<Judged>) -> Value {
    let file = |file: &File| {
        let count = Count::of(&judged(&file.findings));
        json!({
            "path": file.path.display().to_string(),
            "name": file.artifact.name(),
            "size": file.artifact.len(),
            "sha256": file.artifact.sha256().to_string(),
            "sound": count.is_sound(),
            "errors": count.errors,
            "warnings": count.warnings,
            "advice": count.advice,
        })
    };
    Value::Array(files.iter().map(file).collect())
}

impl Count {
    fn of(judged: &[Judged]) -> Self {
        let mut count = Self::default();
        for it in judged {
            match it.severity {
                Severity::Advice => count.advice += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Error => count.errors += 1,
            }
        }
        count
    }

    fn and(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            advice: self.advice + other.advice,
        }
    }

    fn is_sound(self) -> bool {
        self.errors == 0 && self.warnings == 0
    }

    fn words(self) -> String {
        let sound = self.is_sound().then(|| "sound".to_owned());
        sound.into_iter().chain(self.counted()).collect::<Vec<_>>().join(", ")
    }

    fn counted(self) -> impl Iterator<Item = String> {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {many}")),
        };
        let words = [
            counted(self.errors, "error", "errors"),
            counted(self.warnings, "warning", "warnings"),
            counted(self.advice, "piece of advice", "pieces of advice"),
        ];
        words.into_iter().flatten()
    }
}
