//! A folder as an index: static pages that `pip install --index-url file:///…/simple/` reads, and
//! any web server can show (PEP 503, PEP 691).
//!
//! ```text
//! simple/index.html   simple/index.json              the projects
//! simple/demo/index.html   simple/demo/index.json    the files of `demo`
//! simple/demo/demo-1.0-py3-none-any.whl              beside their pages
//! ```
//!
//! The pages are made from what lies in the folder: files put there or removed by hand count.
//! Files are placed before the pages that name them, so that a reader never misses one.

mod page;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Sha256, SpoolFolder};
use pyrel_diag::{Finding, Progress, Rule, Severity};
use pyrel_effect::{Done, Plan, Step, Touch, World};
use pyrel_tree::{EntryKind, RelPath, SourceTree};
use serde_json::{Value, json};
use sha2::Digest;
use url::Url;

use crate::{Distribution, Error, IfExists};
use page::Listed;

/// A file that the folder has already, with other contents.
pub(crate) static FILE_EXISTS: Rule = Rule {
    id: "upload-file-exists",
    severity: Severity::Error,
    words: "a file of whose name the folder has another one",
    remedy: "raise the version, or leave what is there alone with `--skip-existing`",
};

/// A folder that is published into.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    /// The folder, as the user would name it.
    pub path: &'a Path,
    /// The current folder, for those who are told its address.
    pub cwd: &'a Path,
    /// What lies in it; an empty tree if it does not exist yet.
    pub present: &'a SourceTree,
    /// Where its pages grow.
    pub spool: &'a SpoolFolder,
}

/// Plans to publish files into a folder. What it has already is left alone.
///
/// # Errors
/// A file of whose name there is another one, unless those are skipped, or what lies in the folder
/// cannot be read.
pub fn plan(
    distributions: &[Distribution],
    folder: &Folder<'_>,
    if_exists: IfExists,
) -> Result<Plan, Error> {
    if distributions.is_empty() {
        return Err(Error::NothingToPublish);
    }
    let mut by_project: BTreeMap<&str, Vec<&Distribution>> = BTreeMap::new();
    for distribution in distributions {
        by_project.entry(distribution.project().normalized()).or_default().push(distribution);
    }
    let mut draft = Draft { folder, if_exists, fill: Fill::new(folder), findings: Vec::new() };
    let mut pages = Vec::new();
    for (project, files) in &by_project {
        let listed = draft.files(project, files)?;
        pages.push((format!("simple/{project}/index.html"), page::project_html(project, &listed)));
        pages.push((format!("simple/{project}/index.json"), page::project_json(project, &listed)));
    }
    if !draft.findings.is_empty() {
        return Err(Error::Distributions { findings: draft.findings });
    }
    let projects = projects(folder.present, by_project.keys().copied())?;
    pages.push(("simple/index.html".to_owned(), page::root_html(&projects)));
    pages.push(("simple/index.json".to_owned(), page::root_json(&projects)));
    for (path, text) in pages {
        draft.page(&path, &text)?;
    }
    draft.fill.projects = by_project.keys().map(|&project| project.to_owned()).collect();
    draft.fill.requires = distributions.iter().any(|it| !it.metadata().requires_dist.is_empty());
    let mut plan = Plan::new();
    plan.push(draft.fill);
    Ok(plan)
}

/// Everything that is to be placed, in order.
#[derive(Debug)]
struct Fill {
    /// Where installers find it: they know no relative paths.
    address: String,
    places: Vec<(PathBuf, Artifact)>,
    spared: Vec<(Touch, String)>,
    files: Vec<Value>,
    projects: Vec<String>,
    /// Whether the files require others, which are hardly in the folder.
    requires: bool,
}

impl Step for Fill {
    fn touches(&self) -> Vec<Touch> {
        self.places.iter().map(|(path, artifact)| placed(path, artifact)).collect()
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        _: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), pyrel_effect::Error> {
        done.spared.extend(self.spared);
        for (path, artifact) in &self.places {
            let touch = placed(path, artifact);
            world.place(&touch, path, artifact)?;
            done.felt.push(touch);
        }
        done.outputs.push(("published".to_owned(), Value::Array(self.files)));
        done.outputs.push(("index-url".to_owned(), self.address.as_str().into()));
        let projects = self.projects.join(" ");
        let others = if self.requires { " --extra-index-url https://pypi.org/simple" } else { "" };
        let install = format!("pip install --index-url {}{others} {projects}", self.address);
        done.outputs.push(("install".to_owned(), install.into()));
        Ok(())
    }
}

impl Fill {
    fn new(folder: &Folder<'_>) -> Self {
        let pages = folder.cwd.join(folder.path).join("simple");
        let address = Url::from_directory_path(&pages).map(String::from);
        Self {
            address: address.unwrap_or_else(|()| pages.display().to_string()),
            places: Vec::new(),
            spared: Vec::new(),
            files: Vec::new(),
            projects: Vec::new(),
            requires: false,
        }
    }
}

fn placed(path: &Path, artifact: &Artifact) -> Touch {
    Touch::Place { path: path.to_path_buf(), len: artifact.len(), sha256: artifact.sha256() }
}

/// A plan while it grows.
struct Draft<'a> {
    folder: &'a Folder<'a>,
    if_exists: IfExists,
    fill: Fill,
    findings: Vec<Finding>,
}

impl Draft<'_> {
    /// Takes up the files of a project that are not there yet, and lists all of them.
    fn files(
        &mut self,
        project: &str,
        files: &[&Distribution],
    ) -> Result<BTreeMap<String, Listed>, Error> {
        let mut listed = present(self.folder.present, project)?;
        for distribution in files {
            let name = distribution.name();
            let path = self.folder.path.join("simple").join(project).join(name);
            match listed.get(name).map(|there| there.sha256) {
                None => {
                    self.note(distribution, "uploaded");
                    self.fill.places.push((path, distribution.artifact().clone()));
                }
                Some(there) if there == distribution.sha256() => {
                    self.spare(&path, distribution, "the folder has this very file already");
                }
                Some(there) => {
                    self.other(&path, distribution, there);
                    continue;
                }
            }
            let requires_python = distribution.metadata().requires_python.clone();
            let row = Listed { sha256: distribution.sha256(), requires_python };
            listed.insert(name.to_owned(), row);
        }
        Ok(listed)
    }

    /// There is another file of the name.
    fn other(&mut self, path: &Path, distribution: &Distribution, there: Sha256) {
        match self.if_exists {
            IfExists::Skip => {
                self.spare(path, distribution, "the folder has a file of this name already, and the local file differs from it");
            }
            IfExists::Refuse => {
                let message = format!(
                    "`{}` holds a file of this name with sha256 {there}, and this one has {}",
                    self.folder.path.display(),
                    distribution.sha256()
                );
                let finding = Finding::new(&FILE_EXISTS, message).in_file(distribution.name());
                self.findings.push(finding);
            }
        }
    }

    fn spare(&mut self, path: &Path, distribution: &Distribution, why: &str) {
        self.note(distribution, "skipped");
        self.fill.spared.push((placed(path, distribution.artifact()), why.to_owned()));
    }

    fn note(&mut self, distribution: &Distribution, status: &str) {
        let (name, sha256) = (distribution.name(), distribution.sha256().to_string());
        self.fill.files.push(json!({"name": name, "sha256": sha256, "status": status}));
    }

    /// Takes up a page, unless it is there word for word.
    fn page(&mut self, path: &str, text: &str) -> Result<(), Error> {
        let Ok(inside) = RelPath::new(path) else { return Ok(()) };
        let present = self.folder.present;
        if present.is_file(&inside)? && present.read(&inside)? == text.as_bytes() {
            return Ok(());
        }
        let artifact = Artifact::of_bytes(inside.file_name(), text.as_bytes(), self.folder.spool)
            .map_err(|source| Error::Io { name: path.to_owned(), source })?;
        let target =
            inside.components().fold(self.folder.path.to_path_buf(), |to, name| to.join(name));
        self.fill.places.push((target, artifact));
        Ok(())
    }
}

/// The names of the pages, which are no files to install.
const PAGES: [&str; 2] = ["index.html", "index.json"];

/// The files of a project that lie in the folder.
fn present(tree: &SourceTree, project: &str) -> Result<BTreeMap<String, Listed>, Error> {
    let mut files = BTreeMap::new();
    let Ok(folder) = RelPath::new(&format!("simple/{project}")) else { return Ok(files) };
    if !tree.is_folder(&folder)? {
        return Ok(files);
    }
    let known = known(tree, &folder)?;
    for item in tree.list(&folder)? {
        let name = item.path.file_name();
        if !matches!(item.kind, EntryKind::File { .. }) || PAGES.contains(&name) {
            continue;
        }
        let sha256 = digest(tree, &item.path)?;
        let requires_python = known.get(&(name.to_owned(), sha256.to_string())).cloned();
        files.insert(name.to_owned(), Listed { sha256, requires_python });
    }
    Ok(files)
}

/// What the page of a project says about the Python versions of its files, by name and digest.
fn known(tree: &SourceTree, folder: &RelPath) -> Result<BTreeMap<(String, String), String>, Error> {
    let page = folder.child("index.json");
    if !tree.is_file(&page)? {
        return Ok(BTreeMap::new());
    }
    let json: Value = serde_json::from_slice(&tree.read(&page)?).unwrap_or_default();
    let files = json.get("files").and_then(Value::as_array);
    let row = |file: &Value| {
        let name = file.get("filename")?.as_str()?.to_owned();
        let sha256 = file.get("hashes")?.get("sha256")?.as_str()?.to_owned();
        Some(((name, sha256), file.get("requires-python")?.as_str()?.to_owned()))
    };
    Ok(files.into_iter().flatten().filter_map(row).collect())
}

/// The projects of the folder, those to come included.
fn projects<'a>(
    tree: &SourceTree,
    coming: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = coming.map(str::to_owned).collect();
    if let Ok(simple) = RelPath::new("simple")
        && tree.is_folder(&simple)?
    {
        let folders = tree.list(&simple)?.into_iter().filter(|it| it.kind == EntryKind::Folder);
        names.extend(folders.map(|it| it.path.file_name().to_owned()));
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// How much is read at once.
const BLOCK: usize = 256 << 10;

fn digest(tree: &SourceTree, path: &RelPath) -> Result<Sha256, Error> {
    let mut reader = tree.open(path)?;
    let mut state = sha2::Sha256::new();
    let mut buffer = vec![0; BLOCK];
    loop {
        let got = reader.read(&mut buffer);
        let got = got.map_err(|source| Error::Io { name: path.to_string(), source })?;
        match buffer.get(..got) {
            Some(bytes) if got > 0 => state.update(bytes),
            _ => return Ok(Sha256(state.finalize().into())),
        }
    }
}

#[cfg(test)]
mod tests;
