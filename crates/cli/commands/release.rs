//! `pyrel release`: everything in one plan.

use std::path::Path;

use pyrel_archive::Artifact;
use pyrel_diag::{Explain, Kind};
use pyrel_effect::CredentialSource;
use pyrel_release::github::{ApiUrl, Misnamed, Repository, Tag, Target};
use pyrel_release::{Config, Request, Sealing, without_earlier_results};
use serde_json::{Value, json};

use super::check::in_folder;
use super::project::Project;
use super::{index, upload};
use crate::env::Environment;
use crate::flags::release::Release;
use crate::policy;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Release) -> Result<Outcome, Failure> {
    let project = Project::open(session, &flags.source, flags.set_version.as_deref())?;
    let config = Config::read(&project.tree)?.value;
    let dist = project.dist(session, flags.out_dir.as_deref())?;
    let tree = without_earlier_results(&project.tree, &dist)?;
    let named = config.repository.as_ref().map(|text| text.value.clone());
    let inputs = index::inputs(&session.environment, &flags.index, &project.base, named)?;
    let github = github(&session.environment, flags)?;
    if let Some(target) = &github {
        session.note(&format!("a GitHub release of {} in {}", target.tag, target.repository));
    }
    let spool = session.spool(&dist);
    let prepared = pyrel_release::Release::prepare(Request {
        tree: &tree,
        surroundings: &project.surroundings,
        base: &project.base,
        dist: &dist,
        inputs: &inputs,
        if_exists: upload::if_exists(&flags.index),
        publish: !flags.no_upload,
        github,
        sealing: Sealing { epoch: session.epoch, spool: &spool, progress: &*session.progress },
    })?;
    let release = prepared.value;
    let rules = &release.rules;
    session.rules("built", rules);
    let mut outputs = vec![
        ("name".to_owned(), json!(release.metadata.name.as_str())),
        ("version".to_owned(), json!(release.metadata.version.to_string())),
        ("dist-dir".to_owned(), json!(dist.display().to_string())),
        ("files".to_owned(), files(&release, &dist)),
    ];
    let (text, shown) = index::credential(release.credential.as_ref());
    outputs.extend(shown);
    let findings = prepared.findings;
    let secrets = index::secrets(inputs);
    let ignored = policy::ignored(Some(&config))?;
    let placed = release.checked.iter().map(|it| in_folder(it.clone(), &dist)).collect();
    let plan = release.plan();
    Ok(Outcome { findings, placed, ignored, plan, text, outputs, secrets, answer: None })
}

/// Everything that is released, with the digests that users check it by.
fn files(release: &pyrel_release::Release, dist: &Path) -> Value {
    let file = |artifact: &Artifact| {
        json!({
            "path": dist.join(artifact.name()).display().to_string(),
            "name": artifact.name(),
            "size": artifact.len(),
            "sha256": artifact.sha256().to_string(),
        })
    };
    Value::Array(release.artifacts().map(file).collect())
}

/// The variables that may hold a token for GitHub, in the order in which they count.
const TOKENS: [&str; 3] = ["PYREL_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"];

/// A release is made on a tag, where there is a token. A tag that was typed wants one; a tag that
/// CI runs for is content without.
fn github(environment: &Environment, flags: &Release) -> Result<Option<Target>, NoGithub> {
    if flags.no_github {
        return Ok(None);
    }
    let typed = flags.github.as_deref().map(Repository::parse).transpose()?;
    let on_tag = environment.variable("GITHUB_REF_TYPE") == Some("tag");
    let ours = environment.variable("GITHUB_REF_NAME").filter(|_| on_tag);
    let Some(tag) = flags.tag.as_deref().or(ours) else { return Ok(None) };
    let tag = Tag::parse(tag)?;
    let token = TOKENS.into_iter().find(|name| environment.variable(name).is_some());
    let Some(token) = token else {
        return match &flags.tag {
            Some(tag) => Err(NoGithub::Token { tag: tag.clone() }),
            None => Ok(None),
        };
    };
    let here = environment.variable("GITHUB_REPOSITORY").map(Repository::parse).transpose()?;
    let Some(repository) = typed.or_else(|| here.clone()) else {
        return Err(NoGithub::Repository { tag: tag.to_string() });
    };
    // The commit of the run is one of the repository that it runs in.
    let is_here = here.as_ref() == Some(&repository);
    let commit = environment.variable("GITHUB_SHA").filter(|_| is_here).map(str::to_owned);
    let api = environment.variable("GITHUB_API_URL").unwrap_or("https://api.github.com");
    Ok(Some(Target {
        api: ApiUrl::parse(api)?,
        repository,
        tag,
        commit,
        token: CredentialSource::Env(token.to_owned()),
    }))
}

/// What a GitHub release lacks.
#[derive(Debug, thiserror::Error)]
enum NoGithub {
    #[error("the release of {tag} needs to know its repository on GitHub")]
    Repository { tag: String },
    #[error("the release of {tag} needs a GitHub token")]
    Token { tag: String },
    #[error(transparent)]
    Misnamed(#[from] Misnamed),
}

impl Explain for NoGithub {
    fn kind(&self) -> Kind {
        match self {
            Self::Misnamed(error) => error.kind(),
            Self::Repository { .. } | Self::Token { .. } => Kind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Misnamed(error) => return error.hint(),
            Self::Repository { .. } => "give `--github OWNER/NAME` or set GITHUB_REPOSITORY",
            Self::Token { .. } => "set GITHUB_TOKEN, or make no release with `--no-github`",
        };
        Some(hint.to_owned())
    }
}
