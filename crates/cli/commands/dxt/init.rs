//! `pyrel dxt init`.

use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_build::pyproject::is_project;
use pyrel_diag::{Explain, Kind};
use pyrel_dxt::ServerKind;
use pyrel_effect::Place;
use pyrel_release::facts::PACKAGE_JSON;
use pyrel_release::{Draft, Facts};
use pyrel_tree::{RelPath, SourceTree};
use pyrel_world::files;
use serde_json::json;

use super::dialog::{Dialog, NoAnswer};
use crate::commands::bundle_file::MANIFEST;
use crate::commands::project::surroundings;
use crate::flags::dxt::{Init, ServerType};
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Init) -> Result<Outcome, Failure> {
    let folder = &flags.folder;
    let path = folder.strip_prefix(".").unwrap_or(folder).join(MANIFEST);
    let tree = SourceTree::folder(folder)?;
    if tree.item(&RelPath::root().child(MANIFEST))?.is_some() && !flags.force {
        return Err(Written { path: path.display().to_string() }.into());
    }
    let mut outcome = Outcome::default();
    let mut dialog = match flags.yes {
        true => None,
        false => Some(Dialog::on_terminal(session).ok_or(NobodyToAsk)?),
    };
    let kind = match (flags.kind, &mut dialog) {
        (Some(kind), _) => server_kind(kind),
        (None, None) => usual_kind(&tree),
        (None, Some(dialog)) => choose(dialog, usual_kind(&tree))?,
    };
    let facts = facts(session, (&tree, folder), kind, &mut outcome)?;
    let name = files::real_folder(folder)?;
    let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut draft = Draft::new(&tree, &name, facts, kind);
    if let Some(dialog) = &mut dialog {
        ask(dialog, &mut draft)?;
    }
    let text = draft.manifest(&tree)?;
    outcome.outputs.push(("path".to_owned(), json!(path.display().to_string())));
    outcome.outputs.push(("type".to_owned(), json!(draft.kind.text())));
    outcome.text += &remarks(&tree, &draft);
    let artifact = Artifact::of_bytes(MANIFEST, text.as_bytes(), &session.spool(folder));
    let artifact = artifact
        .map_err(|source| pyrel_archive::Error::Spool { name: MANIFEST.to_owned(), source })?;
    outcome.plan.push(Place { path, artifact });
    Ok(outcome)
}

/// What the project in the folder says of itself: Python's word before Node's, unless that is what the
/// server is made with.
fn facts(
    session: &Session,
    (tree, folder): (&SourceTree, &Path),
    kind: ServerKind,
    outcome: &mut Outcome,
) -> Result<Option<Facts>, Failure> {
    let is_package = tree.is_file(&RelPath::root().child(PACKAGE_JSON))?;
    if is_project(tree) && !(kind == ServerKind::Node && is_package) {
        let project = pyrel_build::read(tree, &surroundings(session, folder)?)?;
        let project = project.collect_into(&mut outcome.findings);
        return Ok(Some(Facts::of_python(&project.metadata, project.entry_points.as_ref())));
    }
    Ok(Facts::of_node(tree, &RelPath::root())?)
}

/// A project that uv can run is run by it; everything else is taken for Node.js, as the reference tool
/// does.
fn usual_kind(tree: &SourceTree) -> ServerKind {
    match is_project(tree) {
        true => ServerKind::Uv,
        false => ServerKind::Node,
    }
}

fn choose(dialog: &mut Dialog<'_>, usual: ServerKind) -> Result<ServerKind, NoAnswer> {
    let kinds = ServerKind::ALL.map(ServerKind::text);
    let kind = dialog.choose("type", &kinds, usual.text())?;
    Ok(ServerKind::parse(&kind).unwrap_or(usual))
}

fn server_kind(kind: ServerType) -> ServerKind {
    match kind {
        ServerType::Binary => ServerKind::Binary,
        ServerType::Node => ServerKind::Node,
        ServerType::Python => ServerKind::Python,
        ServerType::Uv => ServerKind::Uv,
    }
}

fn ask(dialog: &mut Dialog<'_>, draft: &mut Draft) -> Result<(), Failure> {
    let Draft { name, version, description, author, entry_point, .. } = draft;
    let questions = [
        ("name", name),
        ("version", version),
        ("description", description),
        ("author", author),
        ("entry point", entry_point),
    ];
    for (question, answer) in questions {
        *answer = dialog.ask(question, answer)?;
    }
    let shown = dialog.ask("name for people", draft.display_name.as_deref().unwrap_or_default())?;
    draft.display_name = Some(shown).filter(|shown| !shown.is_empty());
    Ok(())
}

/// What has to be looked at, since nobody said it.
fn remarks(tree: &SourceTree, draft: &Draft) -> String {
    let mut text = String::new();
    let entry = RelPath::new(&draft.entry_point);
    if !entry.is_ok_and(|path| tree.is_file(&path).unwrap_or_default()) {
        text += &format!("the entry point `{}` is not there yet\n", draft.entry_point);
    }
    if draft.author == "unknown" {
        text += "nothing says who the author is: write the name into the manifest\n";
    }
    text
}

/// A manifest is there; whoever wants another must say so.
#[derive(Debug, thiserror::Error)]
#[error("`{path}` is there already")]
struct Written {
    path: String,
}

/// Questions without anybody to answer them.
#[derive(Debug, thiserror::Error)]
#[error("there is no terminal to ask questions on")]
struct NobodyToAsk;

impl Explain for Written {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("`--force` writes over it".to_owned())
    }
}

impl Explain for NobodyToAsk {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("`--yes` asks none, and takes what the project says".to_owned())
    }
}
