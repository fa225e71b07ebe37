//! From a folder with a manifest to the members of its bundle.

use std::collections::BTreeMap;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity, Warned, nearest};
use pyrel_tree::{RelPath, Source, SourceTree};

use crate::contents::Contents;
use crate::executable::{Executables, in_bundle};
use crate::misfit::shown;
use crate::{
    BundleFormat, Error, Manifest, ManifestSource, Reference, Selection, Values, Zip64, file_name,
    validate, zip64,
};

/// What a bundle is made of. By default the whole tree, with its own `manifest.json`.
#[derive(Clone, Debug)]
pub struct PackOptions {
    /// The folder of the tree that becomes the bundle.
    pub folder: RelPath,
    /// What the bundle is called.
    pub format: BundleFormat,
    /// The manifest, where it does not lie in the folder as `manifest.json`.
    pub manifest: Option<RelPath>,
    /// The file name of the bundle, where it shall not be made of name and version.
    pub name: Option<String>,
    /// What the file name begins with, where that shall not be made of the manifest's name.
    pub stem: Option<String>,
    /// What the manifest is filled with, where it is a template.
    pub values: Option<Values>,
    /// Other values for the manifest, each for a placeholder of this name, or else for a key, such
    /// as `server.entry_point`.
    pub settings: BTreeMap<String, String>,
    /// Which files of the folder go in.
    pub selection: Selection,
    /// What becomes of a bundle that only readers of ZIP64 can read.
    pub zip64: Zip64,
}

/// A bundle before it is sealed.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The manifest.
    pub manifest: Manifest,
    /// The members, the manifest first. Their files are of the tree that was laid out.
    pub map: FileMap,
    /// The file name of the bundle.
    pub file_name: String,
    /// What stays out, by its path in the bundle, and why: files, and folders as a whole.
    pub ignored: BTreeMap<RelPath, Origin>,
}

/// Why a path is in a bundle or is not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why<'a> {
    /// There is no such file.
    Absent,
    /// It is a member.
    Admitted(&'a Origin),
    /// It stays out, or the folder that it lies in does.
    Dropped {
        /// Itself, or the folder.
        path: &'a RelPath,
        /// The rule.
        origin: &'a Origin,
    },
}

pub(crate) static RULES: [&Rule; 4] =
    [&ENTRY_POINT_MISSING, &IMAGE_MISSING, &NAME_NOT_PORTABLE, &CASE_TWINS];

static CASE_TWINS: Rule = Rule {
    id: "case-twins",
    severity: Severity::Error,
    words: "two files that are one on Windows and macOS",
    remedy: "rename one of them",
};

pub(crate) static ENTRY_POINT_MISSING: Rule = Rule {
    id: "entry-point-missing",
    severity: Severity::Warning,
    words: "an entry point that is not in the bundle",
    remedy: "build it first, or correct the path",
};

pub(crate) static IMAGE_MISSING: Rule = Rule {
    id: "image-missing",
    severity: Severity::Warning,
    words: "an image that is not in the bundle",
    remedy: "add the file, or remove it from the manifest",
};

pub(crate) static NAME_NOT_PORTABLE: Rule = Rule {
    id: "name-not-portable",
    severity: Severity::Error,
    words: "a file name that some system reads otherwise",
    remedy: "rename the file, or add it to `.mcpbignore`",
};

/// The name of the manifest in every bundle.
pub(crate) const MANIFEST: &str = "manifest.json";

impl Default for PackOptions {
    fn default() -> Self {
        Self {
            folder: RelPath::root(),
            format: BundleFormat::default(),
            manifest: None,
            name: None,
            stem: None,
            values: None,
            settings: BTreeMap::new(),
            selection: Selection::default(),
            zip64: Zip64::default(),
        }
    }
}

impl Bundle {
    /// Which rule admitted or dropped a path of the bundle.
    #[must_use]
    pub fn why(&self, path: &RelPath) -> Why<'_> {
        let entry = ArchivePath::try_from(path).ok().and_then(|path| self.map.get(&path));
        if let Some(entry) = entry {
            return Why::Admitted(&entry.origin);
        }
        let mut here = Some(path.clone());
        while let Some(path) = here {
            if let Some((path, origin)) = self.ignored.get_key_value(&path) {
                return Why::Dropped { path, origin };
            }
            here = path.parent();
        }
        Why::Absent
    }
}

/// Lays a folder out as a bundle.
///
/// # Errors
/// An invalid manifest, a folder with what no bundle can hold, or one that cannot be read.
pub fn layout(tree: &SourceTree, options: &PackOptions) -> Result<Warned<Bundle>, Error> {
    let usual = options.folder.child(MANIFEST);
    let path = options.manifest.as_ref().unwrap_or(&usual);
    let (manifest, mut findings) = read_manifest(tree, path, options)?;
    let file_name = match &options.name {
        Some(name) => file_name::asked(name)?,
        None => file_name::usual(&manifest, options.stem.as_deref(), options.format),
    };
    let mut contents = Contents::collect(tree, &options.folder, &options.selection)?;
    findings.append(&mut contents.findings);
    set_manifest_apart(&mut contents, options, path);
    let own = manifest_entry(&manifest, path, &usual);
    let map = map(&contents, own, &Executables::of(&manifest), &mut findings);
    findings.extend(zip64::of_members(&contents.files, options.zip64));
    if findings.iter().any(|finding| finding.severity() == Severity::Error) {
        let folder = if options.folder.is_root() { "." } else { options.folder.as_str() };
        return Err(Error::Refused { folder: folder.to_owned(), findings });
    }
    let bundle = Bundle { manifest, map, file_name, ignored: contents.ignored };
    findings.extend(missing(&bundle));
    Ok(Warned { value: bundle, findings })
}

fn read_manifest(
    tree: &SourceTree,
    path: &RelPath,
    options: &PackOptions,
) -> Result<(Manifest, Vec<Finding>), Error> {
    let source = ManifestSource::new(path.clone()).for_bundle(options.folder.clone());
    let mut source = source.to_be_packed().with_settings(options.settings.clone());
    if let Some(values) = &options.values {
        source = source.filled_with(values.clone());
    }
    let verdict = validate(tree, &source)?;
    match verdict.manifest {
        Some(manifest) => Ok((manifest, verdict.findings)),
        None => Err(Error::Invalid { path: path.to_string(), findings: verdict.findings }),
    }
}

/// Takes the manifest out of the folder's own files: no rule can drop it, it goes in as it was
/// checked, and it goes in once.
fn set_manifest_apart(contents: &mut Contents, options: &PackOptions, path: &RelPath) {
    let usual = RelPath::root().child(MANIFEST);
    contents.ignored.remove(&usual);
    let in_bundle = path.below(&options.folder);
    if contents.files.remove(&usual).is_some() && in_bundle.as_ref() != Some(&usual) {
        let why = format!("the manifest `{path}`, which takes its place");
        contents.ignored.insert(usual.clone(), Origin::rule(why));
    }
    if let Some(elsewhere) = in_bundle.filter(|in_bundle| *in_bundle != usual)
        && contents.files.remove(&elsewhere).is_some()
    {
        let why = "the manifest itself, which goes in as `manifest.json`";
        contents.ignored.insert(elsewhere, Origin::rule(why));
    }
}

/// The member that goes in as it was checked, whatever lies in the file by now.
fn manifest_entry(manifest: &Manifest, path: &RelPath, usual: &RelPath) -> Entry {
    let origin = Origin::rule(if path == usual {
        "the manifest".to_owned()
    } else {
        format!("the manifest `{path}`")
    });
    Entry { source: Source::Bytes(manifest.bytes().clone()), mode: Mode::Regular, origin }
}

fn map(
    contents: &Contents,
    manifest: Entry,
    executables: &Executables,
    findings: &mut Vec<Finding>,
) -> FileMap {
    let mut map = FileMap::new();
    add(&mut map, -1, &RelPath::root().child(MANIFEST), manifest, findings);
    map.make_executable(executables.starts());
    for (path, (item, origin)) in &contents.files {
        let mode = executables.mode(path, item);
        let source = Source::File(item.path.clone());
        let entry = Entry { source, mode, origin: origin.clone() };
        add(&mut map, 0, path, entry, findings);
    }
    findings.extend(map.twins().into_iter().map(|(first, second)| {
        let depth = |path: &ArchivePath| path.as_str().matches('/').count();
        let of =
            if depth(&first) < depth(second) { "lies in a folder that differs" } else { "differs" };
        let message = format!("{of} from `{first}` by letter case or accents only");
        Finding::new(&CASE_TWINS, message).in_file(second.as_str())
    }));
    map
}

fn add(map: &mut FileMap, rank: i8, path: &RelPath, entry: Entry, findings: &mut Vec<Finding>) {
    let refused =
        |message: String| Finding::new(&NAME_NOT_PORTABLE, message).in_file(shown(path.as_str()));
    match ArchivePath::try_from(path) {
        Ok(_) if path.as_str().starts_with("manifest.json/") => {
            findings.push(refused("lies where the manifest must be".to_owned()));
        }
        Ok(target) => {
            findings.extend(target.trap().map(|why| refused(why.to_owned())));
            if let Err(clash) = map.add_ranked(rank, target, entry) {
                findings.push(refused(clash.to_string()));
            }
        }
        Err(error) => findings.push(refused(format!("not a name for a bundle: {}", error.why))),
    }
}

/// Files that the manifest names and the bundle does not have.
fn missing(bundle: &Bundle) -> Vec<Finding> {
    let server = &bundle.manifest.server;
    let entry_point = &server.entry_point;
    // `uvx` is no file of the bundle but a program that the machine has.
    let is_program = !entry_point.text.contains(['/', '\\'])
        && server.commands.first().is_some_and(|command| *command == entry_point.text);
    let entry_point = (!is_program).then_some((&ENTRY_POINT_MISSING, entry_point));
    let images = bundle.manifest.icon.iter().chain(&bundle.manifest.images);
    let images = images.filter(|image| !image.text.contains("://") && !is_data(&image.text));
    let named = entry_point.into_iter().chain(images.map(|image| (&IMAGE_MISSING, image)));
    named.filter_map(|(rule, reference)| missing_one(bundle, rule, reference)).take(MOST).collect()
}

/// More are not told; each takes a search.
const MOST: usize = 50;

fn is_data(text: &str) -> bool {
    text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
}

fn missing_one(bundle: &Bundle, rule: &'static Rule, reference: &Reference) -> Option<Finding> {
    let path = in_bundle(&reference.text);
    let why = path.as_ref().map_or(Why::Absent, |path| bundle.why(path));
    if matches!(why, Why::Admitted(_)) {
        return None;
    }
    let (key, text) = (reference.key, shown(&reference.text));
    let finding = Finding::new(rule, format!("`{key}` `{text}` is not in the bundle"))
        .at(bundle.manifest.locate(reference));
    if let Why::Dropped { path, origin } = why {
        return Some(finding.remedy(format!("`{path}` is left out by {origin}")));
    }
    let paths = bundle.map.iter().map(|(path, _)| path.as_str());
    match path.as_ref().and_then(|path| nearest(path.as_str(), paths)) {
        Some(near) => Some(finding.remedy(format!("did you mean `{near}`?"))),
        None => Some(finding),
    }
}

#[cfg(test)]
mod tests;
