//! Versions where there is no repository: out of the files of an archive, or out of options.

use pyrel_tree::{EntryKind, RelPath};

use super::archival;
use super::find::{Around, Source, whole};
use super::live::folders_up;
use super::options::Options;
use super::release::Release;
use super::scm_version::ScmVersion;
use super::tag::{self, TagVersion};
use crate::calendar::Date;
use crate::{JSON_DEPTH, Refusal};
use pyrel_python::Json;

/// The file that setuptools-scm leaves in egg-info.
const SCM_VERSION: &str = "scm_version.json";
/// The list of files that it leaves there.
const SCM_FILE_LIST: &str = "scm_file_list.json";

/// The version that a file of the project says. Which file counts is decided by how much it says.
pub(super) fn from_files(
    options: &Options,
    around: &Around<'_>,
) -> Result<Option<(ScmVersion, Source)>, Refusal> {
    if !looks_here(options)? {
        return Ok(None);
    }
    if options.release < Release::V10 {
        refuse_other_archives(options.release, around)?;
    } else if let Some(folder) = metadata_folder(around)? {
        let path = folder.child(SCM_VERSION);
        if let Some(text) = around.text_of(&path)?
            && let Some(found) = of_json(&text, options, around)?
        {
            return Ok(Some((found, Source::File(path))));
        }
    }
    let time = around.now();
    let root = RelPath::root();
    let (git, mercurial) = (root.child(".git_archival.txt"), root.child(".hg_archival.txt"));
    if let Some(text) = around.text_of(&git)? {
        let found = archival::of_git(&text, options, time)?;
        if let Some(found) = found {
            return Ok(Some((found, Source::File(git))));
        }
    } else if let Some(text) = around.text_of(&mercurial)? {
        let found = archival::of_mercurial(&text, options, time)?;
        return Ok(Some((found, Source::File(mercurial))));
    }
    let path = root.child("PKG-INFO");
    let Some(text) = around.text_of(&path)? else { return Ok(None) };
    let headers = archival::headers_for(&text, options.release);
    let Some(version) = headers.get("Version").filter(|it| *it != "UNKNOWN") else {
        return Ok(None);
    };
    let found = whole(version, around)
        .ok_or_else(|| Refusal::new(format!("`{path}` says `{version}`, which is no version")))?;
    Ok(Some((found, Source::File(path))))
}

/// What older releases read otherwise, and is hardly ever there.
fn refuse_other_archives(release: Release, around: &Around<'_>) -> Result<(), Refusal> {
    if around.text_of(&RelPath::root().child(".hg_archival.txt"))?.is_some() {
        let words = "`.hg_archival.txt` is read by setuptools-scm 10 and later alone";
        return Err(Refusal::new(words));
    }
    if release == Release::V7 && around.has_folder("pip-egg-info")? {
        return Err(Refusal::new("setuptools-scm 7 reads `pip-egg-info`, which is not rebuilt"));
    }
    Ok(())
}

/// The version that options say.
pub(super) fn from_constants(
    options: &Options,
    around: &Around<'_>,
) -> Result<Option<(ScmVersion, Source)>, Refusal> {
    if options.parentdir_prefix.is_some() && !looks_here(options)? {
        let words = "the tool would read the version out of the name of a folder above the project";
        return Err(Refusal::new(words).option("parentdir_prefix_version"));
    }
    if let (Some(prefix), Some(name)) = (&options.parentdir_prefix, around.folder_name)
        && let Some(rest) = name.strip_prefix(prefix.as_str())
        && let Some(version) = tag::version(rest, options)?
    {
        let found = whole(&version.text, around);
        return Ok(found.map(|found| (found, Source::FolderName)));
    }
    let Some(fallback) = &options.fallback else { return Ok(None) };
    let found = whole(fallback, around).ok_or_else(|| {
        Refusal::new(format!("`{fallback}` is no version")).option("fallback_version")
    })?;
    Ok(Some((found, Source::Fallback)))
}

/// Whether what lies beside the project counts.
fn looks_here(options: &Options) -> Result<bool, Refusal> {
    let always = options.looks_beside_project || options.release < Release::V10;
    Ok(always || folders_up(&options.root)? == 0)
}

/// The list of files that an sdist brought along, where setuptools-scm left one.
///
/// # Errors
/// When the tree cannot be read, or there are several.
pub(super) fn brought_along(around: &Around<'_>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(folder) = metadata_folder(around)? else { return Ok(None) };
    let Some(text) = around.text_of(&folder.child(SCM_FILE_LIST))? else { return Ok(None) };
    let Some(Json::List(files)) =
        Json::read(&text, JSON_DEPTH).and_then(|json| json.get("files").cloned())
    else {
        return Ok(None);
    };
    Ok(Some(files.iter().filter_map(Json::as_text).map(str::to_owned).collect()))
}

/// The egg-info folder with what source control said.
fn metadata_folder(around: &Around<'_>) -> Result<Option<RelPath>, Refusal> {
    let mut found = Vec::new();
    for item in around.tree.list(&RelPath::root())? {
        let is_egg_info =
            item.kind == EntryKind::Folder && item.path.as_str().ends_with(".egg-info");
        if is_egg_info && around.tree.is_file(&item.path.child(SCM_VERSION))? {
            found.push(item.path);
        }
    }
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => {
            let words = format!("several folders hold `{SCM_VERSION}`, and the first one counts");
            Err(Refusal::new(words).remedy("remove all egg-info folders but one"))
        }
    }
}

/// What an earlier build wrote down; nothing where it cannot be read, as the tool has it.
fn of_json(
    text: &str,
    options: &Options,
    around: &Around<'_>,
) -> Result<Option<ScmVersion>, Refusal> {
    let Some(json) = Json::read(text, JSON_DEPTH) else { return Ok(None) };
    let odd = |key: &str| Refusal::new(format!("`{SCM_VERSION}` has no usual value for `{key}`"));
    let (Some(tag), Some(distance)) = (json.get("tag"), json.get("distance")) else {
        return Ok(None);
    };
    let Json::Number(distance) = distance else { return Err(odd("distance")) };
    let distance = distance.parse().map_err(|_| odd("distance"))?;
    let text = |key: &str| match json.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(odd(key)),
    };
    let dirty = match json.get("dirty") {
        None => false,
        Some(Json::Bool(dirty)) => *dirty,
        Some(_) => return Err(odd("dirty")),
    };
    let tag = tag.as_text().ok_or_else(|| odd("tag"))?;
    let Some(tag) = TagVersion::new(tag, options.normalize) else { return Ok(None) };
    let node_date = text("node_date")?.and_then(|day| Date::from_iso(&day));
    let (node, branch) = (text("node")?, text("branch")?);
    let found = ScmVersion::new(tag, around.now());
    Ok(Some(ScmVersion { distance, node, dirty, branch, node_date, ..found }))
}
