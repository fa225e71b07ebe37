//! Where to publish and in whose name, gathered from everything that may say so.

use std::path::Path;

use pyrel_upload::{ConfigText, Credential, Flags, Inputs, read_secret};
use pyrel_world::{Secrets, files};
use serde_json::Value;

use crate::env::Environment;
use crate::flags::Index;
use crate::render::Failure;

/// The inputs of a publication: options, environment, `.env` of the project, `~/.pypirc`, and the
/// repository that `[tool.pyrel]` names.
pub(super) fn inputs(
    environment: &Environment,
    flags: &Index,
    project: &Path,
    config: Option<String>,
) -> Result<Inputs, Failure> {
    let pypirc = match &environment.home {
        Some(home) => text(&home.join(".pypirc"), "~/.pypirc")?,
        None => None,
    };
    let dotenv = project.join(".env");
    Ok(Inputs {
        cwd: environment.cwd.clone(),
        flags: Flags {
            repository: flags.repository.clone(),
            repository_url: flags.repository_url.clone(),
            token: flags.token.clone(),
            username: flags.username.clone(),
            password: flags.password.clone(),
        },
        env: environment.variables.clone(),
        dotenv: text(&dotenv, &dotenv.display().to_string())?,
        pypirc,
        config,
    })
}

/// In whose name, for people and for machines.
pub(super) fn credential(credential: Option<&Credential>) -> (String, Option<(String, Value)>) {
    match credential.map(ToString::to_string) {
        None => (String::new(), None),
        Some(shown) => (
            format!("credentials: {shown}\n"),
            Some(("credentials".to_owned(), Value::from(shown))),
        ),
    }
}

/// Where the plan made from these inputs finds its secrets.
pub(super) fn secrets(inputs: Inputs) -> Secrets {
    Secrets::read_by(move |source| read_secret(source, &inputs))
}

fn text(path: &Path, name: &str) -> Result<Option<ConfigText>, Failure> {
    Ok(files::read_text(path)?.map(|text| ConfigText { name: name.to_owned(), text }))
}
