//! From the bytes of a manifest to a verdict: read, fill, parse, choose a version, check.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, SourceTree};

use crate::json::{self, Document, Kind, Node};
use crate::layout::MANIFEST;
use crate::manuscript::Manuscript;
use crate::misfit::{self, Misfit, into_findings, shown};
use crate::revise::revise;
use crate::schema::{self, WRONG_TYPE};
use crate::template::{self, Unfilled, Values};
use crate::{Error, Level, Manifest, Version, icon};

/// Where a manifest is, and how it becomes one.
#[derive(Clone, Debug)]
pub struct ManifestSource {
    path: RelPath,
    bundle: RelPath,
    pub(crate) values: Option<Values>,
    pub(crate) settings: BTreeMap<String, String>,
    unfilled: Unfilled,
    /// A tree around the folder, and the folder's place in it.
    around: Option<(SourceTree, RelPath)>,
}

/// What became of a manifest before it is told.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) manuscript: Manuscript,
    raw: Vec<u8>,
    /// The document and the version that it was held against, where the text is JSON.
    pub(crate) read: Option<(Document, Version)>,
    pub(crate) misfits: Vec<Misfit>,
}

/// What was found in a manifest, and what it says where it is valid.
#[derive(Debug)]
pub struct Verdict {
    /// What is wrong, and what is worth a remark, in the order of the text.
    pub findings: Vec<Finding>,
    /// The manifest; `None` where the reference tool would refuse it.
    pub manifest: Option<Manifest>,
}

pub(crate) static RULES: [&Rule; 5] =
    [&INVALID_JSON, &NOT_UTF8, &DUPLICATE_KEY, &VERSION, &TOO_LARGE];

static DUPLICATE_KEY: Rule = Rule {
    id: "duplicate-key",
    severity: Severity::Warning,
    words: "a key that is given twice, so that one of its values counts for nothing",
    remedy: "keep one of the two",
};

pub(crate) static INVALID_JSON: Rule = Rule {
    id: "invalid-json",
    severity: Severity::Error,
    words: "a text that is not JSON",
    remedy: "",
};

pub(crate) static NOT_UTF8: Rule = Rule {
    id: "not-utf8",
    severity: Severity::Warning,
    words: "bytes that are not UTF-8, which readers replace by `�`",
    remedy: "save the file as UTF-8",
};

pub(crate) static TOO_LARGE: Rule = Rule {
    id: "manifest-too-large",
    severity: Severity::Error,
    words: "a manifest larger than any host would read",
    remedy: "",
};

pub(crate) static VERSION: Rule = Rule {
    id: "manifest-version",
    severity: Severity::Error,
    words: "a manifest that does not say which version of the format it has",
    remedy: "write `\"manifest_version\": \"0.3\"`",
};

/// The largest manifest known has 0.05 MiB, and a server may well describe a thousand tools. The
/// reference tool has no limit but that of its memory.
pub(crate) const MOST_BYTES: u64 = 16 << 20;

impl ManifestSource {
    /// The manifest at a path, in the folder that becomes the bundle.
    #[must_use]
    pub fn new(path: RelPath) -> Self {
        let bundle = path.parent().unwrap_or_else(RelPath::root);
        Self {
            path,
            bundle,
            values: None,
            settings: BTreeMap::new(),
            unfilled: Unfilled::Remarked,
            around: None,
        }
    }

    /// The manifest of a finished bundle.
    pub(crate) fn of_bundle() -> Self {
        Self::new(RelPath::root().child(MANIFEST))
    }

    /// The same manifest for a bundle made of another folder, where its icon is.
    #[must_use]
    pub fn for_bundle(mut self, folder: RelPath) -> Self {
        self.bundle = folder;
        self
    }

    /// The same manifest as a template, filled with these values.
    #[must_use]
    pub fn filled_with(mut self, values: Values) -> Self {
        self.values = Some(values);
        self
    }

    /// The same manifest with other values: each for a placeholder of this name, or else for a key,
    /// such as `server.entry_point`.
    #[must_use]
    pub fn with_settings(mut self, settings: BTreeMap<String, String>) -> Self {
        self.settings = settings;
        self
    }

    /// The same manifest as one that goes into a bundle: a placeholder without a value is an
    /// error then, where it is a mere warning otherwise.
    #[must_use]
    pub fn to_be_packed(mut self) -> Self {
        self.unfilled = Unfilled::Refused;
        self
    }

    /// The same manifest with what lies around its folder: the reference tool follows the path of
    /// an icon there.
    #[must_use]
    pub fn amid(mut self, around: SourceTree, folder: RelPath) -> Self {
        self.around = Some((around, folder));
        self
    }

    /// Whether there are placeholders in the manifest, so that values for them count.
    #[must_use]
    pub fn has_placeholders(&self, tree: &SourceTree) -> bool {
        let raw = read(tree, self).unwrap_or_default();
        template::names(&String::from_utf8_lossy(&raw)).next().is_some()
    }

    /// The folder that becomes the bundle.
    pub(crate) fn bundle(&self) -> &RelPath {
        &self.bundle
    }

    /// The path of the manifest.
    #[must_use]
    pub fn path(&self) -> &RelPath {
        &self.path
    }
}

/// Judges a manifest as `mcpb validate` 2.1.2 does: the same manifests are valid. All findings
/// are told at once.
///
/// Two differences are on purpose: a manifest over 16 MiB is refused, and an icon outside of the
/// tree is a warning, unless the source says what lies [around](ManifestSource::amid) it.
///
/// # Errors
/// When the manifest cannot be read.
pub fn validate(tree: &SourceTree, source: &ManifestSource) -> Result<Verdict, Error> {
    Ok(judge(tree, source, Level::Schema)?.told(Vec::new(), Vec::new()))
}

/// The same before it is told, so that more can be found in the same document.
pub(crate) fn judge(
    tree: &SourceTree,
    source: &ManifestSource,
    level: Level,
) -> Result<Judged, Error> {
    let raw = read(tree, source)?;
    let text = String::from_utf8_lossy(&raw).into_owned();
    let mut manuscript = Manuscript::new(source.path.as_str(), text);
    let mut misfits = Vec::new();
    let document = parse(source, &raw, &mut manuscript, &mut misfits);
    if level == Level::Schema && source.unfilled == Unfilled::Remarked {
        misfits = misfits.into_iter().map(template::as_text).collect();
    }
    let Some(document) = document else {
        return Ok(Judged { manuscript, raw, read: None, misfits });
    };
    misfits
        .extend(document.replaced.iter().take(misfit::MOST).map(|key| duplicate(key, &manuscript)));
    let version = fit(&document, &mut misfits)?;
    misfits.extend(icon_misfits(tree, source, &document));
    Ok(Judged { manuscript, raw, read: Some((document, version)), misfits })
}

impl Judged {
    /// Whether the reference tool takes the manifest.
    pub(crate) fn is_valid(&self) -> bool {
        let is_error = |misfit: &Misfit| misfit.severity() == Severity::Error;
        self.read.is_some() && !self.misfits.iter().any(is_error)
    }

    /// The same with what was found besides, in the order of the text, and then what has another
    /// place.
    pub(crate) fn told(self, more: Vec<Misfit>, elsewhere: Vec<Finding>) -> Verdict {
        let is_valid = self.is_valid();
        let Self { manuscript, raw, read, mut misfits } = self;
        misfits.extend(more);
        let mut findings = into_findings(misfits, &manuscript);
        findings.extend(elsewhere);
        let manifest = read.filter(|_| is_valid);
        let manifest = manifest
            .map(|(document, version)| Manifest::read(&document, version, (manuscript, raw)));
        Verdict { findings, manifest }
    }
}

/// What zip archives begin with (APPNOTE 4.3.7).
const ZIP: &[u8] = b"PK\x03\x04";

/// Fills and parses a manifest; `None` where that fails, with the reason among the misfits.
fn parse(
    source: &ManifestSource,
    raw: &[u8],
    manuscript: &mut Manuscript,
    misfits: &mut Vec<Misfit>,
) -> Option<Document> {
    if raw.len() as u64 > MOST_BYTES {
        let message = format!("the manifest has more than {} MiB", MOST_BYTES >> 20);
        misfits.push(Misfit::new(&TOO_LARGE, 0..1, message));
        return None;
    }
    if raw.starts_with(ZIP) {
        let misfit = Misfit::new(&INVALID_JSON, 0..2, "not JSON: a zip archive");
        misfits.push(misfit.advise("call it `.mcpb` or `.dxt` to have it opened as a bundle"));
        return None;
    }
    let unrevised = revise(manuscript, source, source.unfilled);
    // Placeholders that stay are told of and read like any other text.
    let is_hopeless = unrevised.iter().any(|misfit| !template::stays(misfit.rule));
    misfits.extend(unrevised);
    misfits.extend(undecodable(raw, manuscript));
    if is_hopeless {
        return None;
    }
    json::parse(manuscript.text()).map_err(|flaw| misfits.push(not_json(flaw))).ok()
}

/// Reads a manifest, or the beginning of one that is too large. The reference tool follows links to
/// wherever they lead.
fn read(tree: &SourceTree, source: &ManifestSource) -> Result<Vec<u8>, Error> {
    let mut raw = Vec::new();
    let path = &source.path;
    let io = |source| pyrel_tree::Error::Io { path: path.to_string(), source };
    let file = match (tree.open(path), &source.around) {
        (Err(pyrel_tree::Error::Escapes { .. }), Some((around, folder)))
            if source.bundle.is_root() =>
        {
            around.open(&folder.join(path))
        }
        (file, _) => file,
    };
    file?.take(MOST_BYTES + 1).read_to_end(&mut raw).map_err(io)?;
    Ok(raw)
}

/// Chooses the version and holds the document against it.
fn fit(document: &Document, misfits: &mut Vec<Misfit>) -> Result<Version, Error> {
    match choose(document.root()) {
        Ok(version) => {
            misfits.extend(schema::check(document, version)?);
            Ok(version)
        }
        Err(unknown) => {
            misfits.push(unknown);
            // What even the newest version refuses is wrong in all of them.
            let keys = ["manifest_version", "dxt_version"];
            let keys = keys.map(|key| document.root().member(key).map(Node::span));
            let rest = schema::check(document, Version::LATEST)?.into_iter();
            misfits.extend(rest.filter(|m| {
                document.root().kind() == Kind::Object && !keys.contains(&Some(m.span.clone()))
            }));
            Ok(Version::LATEST)
        }
    }
}

/// The version that a manifest has: `manifest_version` where it is a known one, else the older
/// `dxt_version` where that is.
pub(crate) fn choose(root: Node<'_>) -> Result<Version, Misfit> {
    if root.kind() != Kind::Object {
        let start = root.span().start;
        let message = format!("the manifest must be an object, not {}", root.kind().words());
        return Err(Misfit::new(&WRONG_TYPE, start..start + 1, message));
    }
    let keys = ["manifest_version", "dxt_version"];
    let known = |key| root.member(key).and_then(Node::text).and_then(Version::parse);
    if let Some(version) = keys.into_iter().find_map(known) {
        return Ok(version);
    }
    let versions = Version::ALL.map(Version::text).join("`, `");
    let given = keys.into_iter().find_map(|key| Some((key, root.member(key)?)));
    let Some((key, node)) = given else {
        let start = root.span().start;
        let message = "`manifest_version` is missing";
        let misfit = Misfit::new(&VERSION, start..start + 1, message);
        return Err(misfit.advise(format!("add it; the known versions are `{versions}`")));
    };
    let message = match node.text() {
        Some(text) => format!("`{key}` `{}` is unknown", shown(text)),
        None => format!("`{key}` must be a string, not {}", node.kind().words()),
    };
    let misfit = Misfit::new(&VERSION, node.span(), message);
    Err(misfit.advise(format!("write one of `{versions}`, in double quotes")))
}

fn icon_misfits(tree: &SourceTree, source: &ManifestSource, document: &Document) -> Vec<Misfit> {
    let Some(node) = document.root().member("icon") else { return Vec::new() };
    let Some(text) = node.text() else { return Vec::new() };
    let misfits = icon::check(tree, &source.bundle, text, node.span());
    match &source.around {
        Some((around, folder)) if icon::leads_outside(&misfits) => {
            let there = icon::check(around, folder, text, node.span());
            if there.is_empty() { misfits } else { there }
        }
        Some(_) | None => misfits,
    }
}

/// A key that is given twice.
pub(crate) fn duplicate(key: &json::Replaced, manuscript: &Manuscript) -> Misfit {
    let line = line_of(manuscript, key.first.clone());
    let message = format!("`{}` is given twice; that of line {line} is ignored", shown(&key.name));
    Misfit::new(&DUPLICATE_KEY, key.last.clone(), message)
}

fn line_of(manuscript: &Manuscript, span: Range<usize>) -> usize {
    manuscript.locate(span).line
}

fn not_json(flaw: json::Flaw) -> Misfit {
    let misfit = Misfit::new(&INVALID_JSON, flaw.span, format!("not JSON: {}", flaw.reason));
    match flaw.remedy {
        Some(remedy) => misfit.advise(remedy),
        None => misfit,
    }
}

/// The first replacement character is where the bytes fail, unless the author wrote one before.
fn undecodable(raw: &[u8], manuscript: &Manuscript) -> Option<Misfit> {
    let at = std::str::from_utf8(raw).err()?.valid_up_to();
    let shown_at = manuscript.text().find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
    let message = format!("byte {at} of the manifest is not UTF-8");
    Some(Misfit::new(&NOT_UTF8, shown_at..shown_at + 3, message))
}
