//! Commits as `git log` shows them.

use std::fmt;

use gix::ObjectId;
use gix::bstr::{BStr, ByteSlice};

/// The name of an object: shown in full, in hexadecimal.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Id(pub(crate) ObjectId);

/// A commit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Commit {
    /// Its name.
    pub id: Id,
    /// The commits before it; at the edge of a shallow clone there are none.
    pub parents: Vec<Id>,
    /// Who wrote the change.
    pub author: Person,
    /// Who made the commit.
    pub committer: Person,
    /// The first paragraph of the message, in one line (`%s`).
    pub subject: String,
    /// What follows the first paragraph (`%b`).
    pub body: String,
    /// The message as it was written (`%B`).
    pub message: String,
}

/// Who did something, and when.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Person {
    /// As `%an` and `%cn` show it.
    pub name: String,
    /// Without its angle brackets.
    pub email: String,
    /// When it was done.
    pub time: Time,
}

/// A moment, and the time zone in which it was written down.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Time {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Seconds that the zone is east of Greenwich.
    pub offset: i32,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Commit {
    /// Reads a commit's object. What is malformed is empty, as git shows it.
    pub(crate) fn read(id: ObjectId, object: &[u8]) -> Self {
        let (head, message) = halves(object);
        let mut commit = Self {
            id: Id(id),
            parents: Vec::new(),
            author: Person::default(),
            committer: Person::default(),
            subject: String::new(),
            body: String::new(),
            message: String::new(),
        };
        let encoding = fields(head).find(|(name, _)| *name == b"encoding").map(|(_, value)| value);
        for (name, value) in fields(head) {
            match name {
                b"parent" => commit.parents.extend(ObjectId::from_hex(value).ok().map(Id)),
                b"author" => commit.author = Person::read(value, encoding),
                b"committer" => commit.committer = Person::read(value, encoding),
                _ => {}
            }
        }
        commit.message = decoded(message, encoding);
        (commit.subject, commit.body) = subject_and_body(&commit.message);
        commit
    }
}

impl Person {
    /// Reads `Name <e-mail> seconds zone`.
    pub(crate) fn read(line: &[u8], encoding: Option<&[u8]>) -> Self {
        let Some((name, rest)) = line.split_once_str("<") else { return Self::default() };
        let email = rest.split(|byte| *byte == b'>').next().unwrap_or_default();
        let time = rest.rsplit(|byte| *byte == b'>').next().unwrap_or_default();
        Self {
            name: decoded(name.trim(), encoding),
            email: decoded(email.trim(), encoding),
            time: Time::read(time),
        }
    }
}

impl Time {
    fn read(text: &[u8]) -> Self {
        let text = text.to_str_lossy();
        let mut parts = text.split_ascii_whitespace();
        let seconds = parts.next().and_then(|seconds| seconds.parse().ok()).unwrap_or_default();
        let zone: i32 = parts.next().and_then(|zone| zone.parse().ok()).unwrap_or_default();
        Self { seconds, offset: (zone / 100 * 60 + zone % 100) * 60 }
    }
}

/// What stands before the first empty line of an object, and what after it.
pub(crate) fn halves(object: &[u8]) -> (&[u8], &[u8]) {
    object.split_once_str("\n\n").unwrap_or((object, b""))
}

/// The fields of an object's head; continued lines are left out.
pub(crate) fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    head.lines().filter_map(|line| line.split_once_str(" ")).filter(|(name, _)| !name.is_empty())
}

/// Text in the encoding that a commit names: Latin-1 is the one other than UTF-8 that is met.
fn decoded(text: &[u8], encoding: Option<&[u8]>) -> String {
    let name = encoding.unwrap_or_default().to_ascii_lowercase();
    match name.as_slice() {
        b"iso-8859-1" | b"iso8859-1" | b"latin-1" | b"latin1" => {
            text.iter().map(|byte| char::from(*byte)).collect()
        }
        _ => text.to_str_lossy().into_owned(),
    }
}

fn subject_and_body(message: &str) -> (String, String) {
    let mut lines = message.split_inclusive('\n').peekable();
    let is_blank = |line: &&str| line.trim_ascii().is_empty();
    while lines.next_if(is_blank).is_some() {}
    let mut subject = Vec::new();
    while let Some(line) = lines.next_if(|line| !is_blank(line)) {
        subject.push(line.trim_ascii_end());
    }
    while lines.next_if(is_blank).is_some() {}
    (subject.join(" "), lines.collect())
}

/// The parents of a commit and the time by which git orders it, from its object.
pub(crate) fn parents_and_time(object: &[u8]) -> (Vec<ObjectId>, u64) {
    let mut parents = Vec::new();
    let mut rest = object;
    while let Some((line, after)) = rest.split_once_str("\n") {
        rest = after;
        if let Some(tree_or_parent) = line.strip_prefix(b"parent ") {
            parents.extend(ObjectId::from_hex(tree_or_parent).ok());
        } else if line.starts_with(b"author") {
            let committer = rest.split_once_str("\n").map(|(line, _)| line).unwrap_or_default();
            let is_committer = committer.starts_with(b"committer");
            return (parents, if is_committer { order_time(committer) } else { 0 });
        } else if !line.starts_with(b"tree ") {
            break;
        }
    }
    (parents, 0)
}

/// The seconds at the end of a line that names a person. What git cannot read counts as no time at all, and
/// a time before 1970 as one far in the future.
pub(crate) fn order_time(line: &[u8]) -> u64 {
    let Some(at) = line.rfind_byte(b'>') else { return 0 };
    let text = line.get(at + 1..).unwrap_or_default().trim_start();
    let (is_negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut time = 0_u64;
    for digit in digits.iter().take_while(|byte| byte.is_ascii_digit()) {
        let next = time.checked_mul(10).and_then(|it| it.checked_add(u64::from(digit - b'0')));
        let Some(next) = next else { return u64::MAX };
        time = next;
    }
    if is_negative { time.wrapping_neg() } else { time }
}

/// Text as it is, for what git does not decode.
pub(crate) fn text(bytes: &BStr) -> String {
    bytes.to_str_lossy().into_owned()
}
