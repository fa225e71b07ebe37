//! Visible acts.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use pyrel_archive::unpack::{Item, What};
use pyrel_archive::{Mode, Sha256};
use serde_json::{Value, json};

/// One visible act, by its meaning and not by the requests it takes. What a dry run shows, and
/// all that a real run may do.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Touch {
    /// A file attached to a release.
    Asset {
        /// The release's tag.
        tag: String,
        /// The file name.
        name: String,
        /// Its digest.
        sha256: Sha256,
    },
    /// A release that only its makers see yet.
    DraftRelease {
        /// `owner/name`.
        repository: String,
        /// The tag it belongs to.
        tag: String,
    },
    /// A file that gets its place, whole and at once.
    Place {
        /// Where, as the user would name it.
        path: PathBuf,
        /// How many bytes.
        len: u64,
        /// Their digest.
        sha256: Sha256,
    },
    /// A file that gets its place, whole and at once, and whose bytes depend on what others answer
    /// before.
    PlaceUnforeseen {
        /// Where, as the user would name it.
        path: PathBuf,
    },
    /// A file published on an index.
    Publish {
        /// The index's upload address, or the folder.
        index: String,
        /// The file name.
        file: String,
        /// Its digest.
        sha256: Sha256,
    },
    /// The draft becomes visible to everybody.
    PublishRelease {
        /// `owner/name`.
        repository: String,
        /// The tag it belongs to.
        tag: String,
    },
    /// A file that goes away.
    Remove {
        /// Which, as the user would name it.
        path: PathBuf,
    },
    /// A program of the user's own is run, for what it prints.
    Run {
        /// Which. Its arguments are not told: there may be secrets among them.
        program: String,
        /// What for.
        purpose: &'static str,
    },
    /// An authority is asked to say when a file was there.
    Stamp {
        /// The address of the authority.
        authority: String,
        /// The file name.
        file: String,
    },
    /// A short-lived upload token is minted, and burnt when it has served.
    Token {
        /// The index that grants it.
        index: String,
    },
    /// A folder that is made of an archive, whole and at once.
    Unpack {
        /// Where, as the user would name it.
        path: PathBuf,
        /// How many bytes all files have.
        len: u64,
        /// All that it holds.
        items: Arc<[Item]>,
    },
}

impl Touch {
    /// The touch as a JSON object with a `do` key that names it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Asset { tag, name, sha256 } => {
                json!({"do": "asset", "tag": tag, "name": name, "sha256": sha256.to_string()})
            }
            Self::DraftRelease { repository, tag } => {
                json!({"do": "draft-release", "repository": repository, "tag": tag})
            }
            Self::Place { path, len, sha256 } => {
                let path = path.display().to_string();
                json!({"do": "place", "path": path, "len": len, "sha256": sha256.to_string()})
            }
            Self::PlaceUnforeseen { path } => {
                json!({"do": "place", "path": path.display().to_string()})
            }
            Self::Publish { index, file, sha256 } => {
                json!({"do": "publish", "index": index, "file": file, "sha256": sha256.to_string()})
            }
            Self::PublishRelease { repository, tag } => {
                json!({"do": "publish-release", "repository": repository, "tag": tag})
            }
            Self::Remove { path } => json!({"do": "remove", "path": path.display().to_string()}),
            Self::Run { program, purpose } => {
                json!({"do": "run", "program": program, "purpose": purpose})
            }
            Self::Stamp { authority, file } => {
                json!({"do": "timestamp", "authority": authority, "file": file})
            }
            Self::Token { index } => json!({"do": "token", "index": index}),
            Self::Unpack { path, len, items } => {
                let items: Value = items.iter().map(item_to_json).collect();
                json!({"do": "unpack", "path": path.display().to_string(), "len": len, "items": items})
            }
        }
    }

    /// What there is to say besides, for whoever is asked beforehand: a line each.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Unpack { items, .. } => items.iter().map(item_to_text).collect(),
            Self::Asset { .. }
            | Self::DraftRelease { .. }
            | Self::Place { .. }
            | Self::PlaceUnforeseen { .. }
            | Self::Publish { .. }
            | Self::PublishRelease { .. }
            | Self::Remove { .. }
            | Self::Run { .. }
            | Self::Stamp { .. }
            | Self::Token { .. } => Vec::new(),
        }
    }
}

fn item_to_json(item: &Item) -> Value {
    let path = item.path.as_str();
    match &item.what {
        What::File { len, sha256, mode } => {
            let executable = *mode == Mode::Executable;
            json!({"path": path, "len": len, "sha256": sha256.to_string(), "executable": executable})
        }
        What::Folder => json!({"path": path, "folder": true}),
        What::Link(target) => json!({"path": path, "link": &**target}),
    }
}

fn item_to_text(item: &Item) -> String {
    let path = item.path.as_str();
    match &item.what {
        What::File { len, sha256, mode } => {
            let mark = if *mode == Mode::Executable { ", executable" } else { "" };
            format!("{path} ({len} bytes, sha256 {sha256}{mark})")
        }
        What::Folder => format!("{path}/"),
        What::Link(target) => format!("{path} -> {target}"),
    }
}

impl fmt::Display for Touch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asset { tag, name, sha256 } => {
                write!(f, "attach {name} to the release of {tag} (sha256 {sha256})")
            }
            Self::DraftRelease { repository, tag } => {
                write!(f, "draft the release of {tag} in {repository}")
            }
            Self::Place { path, len, sha256 } => {
                write!(f, "place {} ({len} bytes, sha256 {sha256})", path.display())
            }
            Self::PlaceUnforeseen { path } => {
                write!(f, "place {} (its bytes depend on what is answered)", path.display())
            }
            Self::Publish { index, file, sha256 } => {
                write!(f, "publish {file} to {index} (sha256 {sha256})")
            }
            Self::PublishRelease { repository, tag } => {
                write!(f, "publish the release of {tag} in {repository}")
            }
            Self::Remove { path } => write!(f, "remove {}", path.display()),
            Self::Run { program, purpose } => write!(f, "run {program} {purpose}"),
            Self::Stamp { authority, file } => {
                write!(f, "fetch a time stamp for {file} from {authority}")
            }
            Self::Token { index } => {
                write!(f, "mint an upload token of {index}, and burn it when it has served")
            }
            Self::Unpack { path, len, items } => {
                let count = items.iter().filter(|item| item.what != What::Folder).count();
                let files = if count == 1 { "file" } else { "files" };
                write!(f, "unpack {count} {files} ({len} bytes) into {}", path.display())
            }
        }
    }
}
