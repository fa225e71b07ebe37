//! `ChangeLog`: what each commit says in its first paragraph, below the version that it is part of.

use pyrel_git::Checkout;
use pyrel_pep::Version;

use super::find::versions;
use crate::Refusal;

/// The text of the file.
///
/// # Errors
/// When the repository cannot be read, or a tag is a version for pbr and for nobody else.
pub fn change_log(checkout: &Checkout) -> Result<String, Refusal> {
    let history = checkout.history()?;
    let versions = versions(&history)?;
    let mut text = "CHANGES\n=======\n\n".to_owned();
    for (at, commit) in history.commits()?.into_iter().enumerate() {
        if let Some(tags) = versions.get(&commit.id) {
            let mut best: Option<(Version, &String)> = None;
            for tag in tags {
                let version: Version = tag.parse().map_err(|_| {
                    Refusal::new(format!("pbr fails for the tag `{tag}`, which is no version"))
                })?;
                if best.as_ref().is_none_or(|(best, _)| version > *best) {
                    best = Some((version, tag));
                }
            }
            if let Some((_, tag)) = best {
                if at > 0 {
                    text.push('\n');
                }
                text += &format!("{tag}\n{}\n\n", "-".repeat(tag.chars().count()));
            }
        }
        if !commit.subject.starts_with("Merge ") {
            let subject = commit.subject.strip_suffix('.').unwrap_or(&commit.subject);
            let escaped = subject.replace('*', "\\*").replace('_', "\\_").replace('`', "\\`");
            text += &format!("* {escaped}\n");
        }
    }
    Ok(text)
}
