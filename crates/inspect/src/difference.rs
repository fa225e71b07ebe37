//! One thing that two files do not have in common.

use pyrel_archive::Sha256;
use serde_json::{Value, json};

use crate::text_diff::TextDiff;

/// One thing that two files do not have in common.
#[derive(Clone, Debug)]
pub struct Difference {
    /// How much it matters.
    pub weight: Weight,
    /// What it is about.
    pub aspect: Aspect,
    /// The member it is in: its path in the second file, or in the first where only that has it.
    pub entry: Option<String>,
    /// The field of metadata, the key of `WHEEL`, or the JSON pointer into a manifest.
    pub field: Option<String>,
    /// What each of them has.
    pub detail: Detail,
}

/// How much a difference matters.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Weight {
    /// It is in the archive alone: order, compression, dates. What is unpacked is the same.
    Framing,
    /// What is unpacked differs, and says or does the same.
    Spelling,
    /// They are not the same.
    Meaning,
}

/// What a difference is about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Aspect {
    /// The archive as a file: order, compression, dates.
    Archive,
    /// The bytes of a member, or whether it is there at all.
    Content,
    /// Entry points.
    EntryPoints,
    /// The name of the file.
    FileName,
    /// The name of a folder at the top: that of an sdist, `.dist-info`, `.data`.
    Folder,
    /// A manifest of a bundle.
    Manifest,
    /// `METADATA` or `PKG-INFO`.
    Metadata,
    /// Whether a member may be executed.
    Mode,
    /// `RECORD`.
    Record,
    /// The signature of a bundle.
    Signature,
    /// Whether a member is a file or a link, and where that leads.
    Type,
    /// Something that cannot be read, and so not be compared.
    Unreadable,
    /// `WHEEL`.
    WheelFile,
}

/// What each of two files has.
#[derive(Clone, Debug)]
pub enum Detail {
    /// Other bytes.
    Bytes {
        /// What the first has.
        left: Facts,
        /// What the second has.
        right: Facts,
    },
    /// A member that only the first has.
    OnlyLeft(Facts),
    /// A member that only the second has.
    OnlyRight(Facts),
    /// Other lines.
    Text {
        /// What the first has.
        left: Facts,
        /// What the second has.
        right: Facts,
        /// Line by line.
        diff: TextDiff,
    },
    /// Other values: those that only one of them has.
    Values {
        /// Those of the first.
        left: Vec<String>,
        /// Those of the second.
        right: Vec<String>,
    },
    /// In words.
    Words(&'static str),
}

/// What is known of a member's bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Facts {
    /// How many there are.
    pub len: u64,
    /// Their digest, if they can be read.
    pub sha256: Option<Sha256>,
}

impl Weight {
    /// The weight in one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Framing => "framing",
            Self::Spelling => "spelling",
            Self::Meaning => "meaning",
        }
    }
}

impl Aspect {
    /// The aspect in one word, for machines.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Content => "content",
            Self::EntryPoints => "entry-points",
            Self::FileName => "file-name",
            Self::Folder => "folder",
            Self::Manifest => "manifest",
            Self::Metadata => "metadata",
            Self::Mode => "mode",
            Self::Record => "record",
            Self::Signature => "signature",
            Self::Type => "type",
            Self::Unreadable => "unreadable",
            Self::WheelFile => "wheel",
        }
    }
}

impl Difference {
    /// A difference of no member.
    pub(crate) fn new(weight: Weight, aspect: Aspect, detail: Detail) -> Self {
        Self { weight, aspect, entry: None, field: None, detail }
    }

    pub(crate) fn in_entry(self, entry: &str) -> Self {
        Self { entry: Some(entry.to_owned()), ..self }
    }

    pub(crate) fn in_field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    /// The difference for machines.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = json!({
            "weight": self.weight.as_str(),
            "aspect": self.aspect.as_str(),
            "entry": self.entry,
            "field": self.field,
        });
        let (left, right) = match &self.detail {
            Detail::Bytes { left, right } | Detail::Text { left, right, .. } => {
                (left.to_json(), right.to_json())
            }
            Detail::OnlyLeft(facts) => (facts.to_json(), Value::Null),
            Detail::OnlyRight(facts) => (Value::Null, facts.to_json()),
            Detail::Values { left, right } => (json!(left), json!(right)),
            Detail::Words(_) => (Value::Null, Value::Null),
        };
        if let Value::Object(object) = &mut object {
            object.insert("left".to_owned(), left);
            object.insert("right".to_owned(), right);
            if let Detail::Text { diff, .. } = &self.detail {
                object.insert("diff".to_owned(), json!(diff.text));
                object.insert("diff_is_whole".to_owned(), json!(diff.is_whole));
            }
            if let Detail::Words(words) = self.detail {
                object.insert("words".to_owned(), json!(words));
            }
        }
        object
    }
}

impl Facts {
    fn to_json(self) -> Value {
        json!({"size": self.len, "sha256": self.sha256.map(|it| it.to_string())})
    }
}
