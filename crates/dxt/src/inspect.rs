//! What is found in a manifest and in the bundle around it, level by level.

use pyrel_archive::zip::Archive;
use pyrel_diag::{Finding, Severity};
use pyrel_tree::SourceTree;

use crate::holdings::Holdings;
use crate::json::{self, Node};
use crate::manuscript::Manuscript;
use crate::misfit::{Misfit, into_findings};
use crate::validate::{Judged, choose, judge};
use crate::{Bundle, Error, ManifestSource, Verdict, Version, client, lint, structure};

/// How closely a manifest is looked at. Each level includes those before it.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// What `mcpb validate` 2.1.2 looks at, with its verdict.
    Schema,
    /// Whether what the manifest names is there, and what it refers to is known.
    #[default]
    Structure,
    /// What works and is still worth a remark.
    Lint,
}

/// A host with limits of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Client {
    /// The plug-ins of Claude Code.
    ClaudeCode,
    /// Claude Desktop.
    ClaudeDesktop,
    /// The registry of Smithery.
    Smithery,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// How closely.
    pub level: Level,
    /// Hosts that the extension shall work in.
    pub clients: Vec<Client>,
    /// What is wrong with a licence expression, and what may be meant: this crate has no list of
    /// licences.
    pub licence: fn(&str) -> Result<(), String>,
}

/// What is looked at, and what was found so far.
#[derive(Clone)]
pub(crate) struct Subject<'a> {
    pub(crate) root: Node<'a>,
    pub(crate) manuscript: &'a Manuscript,
    pub(crate) version: Version,
    pub(crate) holdings: &'a Holdings<'a>,
    pub(crate) inspection: &'a Inspection,
    pub(crate) misfits: Vec<Misfit>,
    /// What has its place in another file.
    pub(crate) elsewhere: Vec<Finding>,
}

/// Judges a manifest and what it says of the folder that becomes its bundle. What is wrong by the
/// schema does not keep the other levels from being looked at.
///
/// # Errors
/// When the manifest or the folder cannot be read.
pub fn inspect(
    tree: &SourceTree,
    source: &ManifestSource,
    inspection: &Inspection,
) -> Result<Verdict, Error> {
    let judged = judge(tree, source, inspection.level)?;
    if inspection.level == Level::Schema && inspection.clients.is_empty() {
        return Ok(judged.told(Vec::new(), Vec::new()));
    }
    let mut in_the_way = Vec::new();
    let holdings = Holdings::of_folder(tree, source.bundle(), &mut in_the_way)?;
    if inspection.level == Level::Schema {
        in_the_way.clear();
    }
    Ok(judged.inspected(&holdings, inspection, in_the_way))
}

/// The same for a finished bundle. A template in it stays one, and is refused.
///
/// # Errors
/// When the archive cannot be read, or has no manifest.
pub fn inspect_archive(archive: &Archive, inspection: &Inspection) -> Result<Verdict, Error> {
    let holdings = Holdings::of_archive(archive);
    let tree = holdings.to_tree()?;
    let judged = judge(&tree, &ManifestSource::of_bundle(), inspection.level)?;
    Ok(judged.inspected(&holdings, inspection, Vec::new()))
}

/// What more there is to say of a bundle that was laid out from a tree: all beyond the schema.
#[must_use]
pub fn inspect_bundle(bundle: &Bundle, tree: &SourceTree, inspection: &Inspection) -> Vec<Finding> {
    looked(bundle, tree, inspection, |subject| subject.found())
}

/// What there is to say of a bundle that is about to be packed: what is wrong with its structure, as
/// warnings, since it can be made all the same; and secrets, as errors, since everybody who gets it
/// could read them.
#[must_use]
pub fn inspect_packed(bundle: &Bundle, tree: &SourceTree) -> Vec<Finding> {
    let (level, licence) = (Level::Structure, |_: &str| Ok(()));
    let inspection = Inspection { level, clients: Vec::new(), licence };
    let lighter = |found: Finding| match found.severity() {
        Severity::Error => found.weighing(Severity::Warning),
        Severity::Advice | Severity::Warning => found,
    };
    looked(bundle, tree, &inspection, |subject| {
        let mut open = subject.clone();
        lint::look_for_secrets(&mut open);
        let secrets = told(open.manuscript, (open.misfits, open.elsewhere));
        subject.found().into_iter().map(lighter).chain(secrets).collect()
    })
}

fn looked(
    bundle: &Bundle,
    tree: &SourceTree,
    inspection: &Inspection,
    look: impl FnOnce(Subject<'_>) -> Vec<Finding>,
) -> Vec<Finding> {
    let manuscript = bundle.manifest.manuscript();
    // What was laid out is valid, and so is JSON.
    let Ok(document) = json::parse(manuscript.text()) else { return Vec::new() };
    let holdings = Holdings::of_bundle(bundle, tree);
    let version = bundle.manifest.manifest_version;
    look(Subject::new(document.root(), manuscript, version, (&holdings, inspection)))
}

fn told(manuscript: &Manuscript, found: (Vec<Misfit>, Vec<Finding>)) -> Vec<Finding> {
    let mut findings = into_findings(found.0, manuscript);
    findings.extend(found.1);
    findings
}

impl Judged {
    fn inspected(
        self,
        holdings: &Holdings<'_>,
        inspection: &Inspection,
        in_the_way: Vec<Finding>,
    ) -> Verdict {
        let Some((document, version)) = &self.read else {
            return self.told(Vec::new(), in_the_way);
        };
        let root = document.root();
        let version = choose(root).unwrap_or(*version);
        let subject = Subject::new(root, &self.manuscript, version, (holdings, inspection));
        let (misfits, mut elsewhere) = subject.look(&self.misfits);
        elsewhere.splice(0..0, in_the_way);
        self.told(misfits, elsewhere)
    }
}

impl<'a> Subject<'a> {
    fn new(
        root: Node<'a>,
        manuscript: &'a Manuscript,
        version: Version,
        (holdings, inspection): (&'a Holdings<'a>, &'a Inspection),
    ) -> Self {
        let (misfits, elsewhere) = (Vec::new(), Vec::new());
        Self { root, manuscript, version, holdings, inspection, misfits, elsewhere }
    }

    /// All that is found, told.
    fn found(self) -> Vec<Finding> {
        told(self.manuscript, self.look(&[]))
    }

    /// Looks at everything; what was found before is not found twice.
    fn look(mut self, before: &[Misfit]) -> (Vec<Misfit>, Vec<Finding>) {
        if self.inspection.level >= Level::Structure {
            structure::look(&mut self);
        }
        if self.inspection.level >= Level::Lint {
            lint::look(&mut self);
        }
        client::look(&mut self);
        let wrong: Vec<_> = before
            .iter()
            .filter(|misfit| misfit.severity() == Severity::Error)
            .map(|misfit| misfit.span.clone())
            .collect();
        self.misfits.retain(|misfit| !wrong.contains(&misfit.span));
        (self.misfits, self.elsewhere)
    }

    /// Takes note of a misfit.
    pub(crate) fn note(&mut self, misfit: Misfit) {
        if self.misfits.len() < MOST {
            self.misfits.push(misfit);
        }
    }
}

/// More are neither shown nor kept: a hostile manifest can have a million.
const MOST: usize = 1_000;
