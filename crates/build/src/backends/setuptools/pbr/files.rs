//! The files that pbr writes, and those that its lists hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_git::Checkout;
use pyrel_scm::Refusal;
use pyrel_scm::pbr as engine;
use pyrel_tree::{RelPath, SourceTree};

use super::beyond;
use super::dialect::Dialect;
use crate::backends::Input;

/// What pbr knows of files.
#[derive(Clone, Debug, Default)]
pub(crate) struct PbrFiles {
    /// `pbr.json`, in the folder of egg-info.
    pub written: BTreeMap<RelPath, Arc<[u8]>>,
    /// `AUTHORS` and `ChangeLog`, which are written for an sdist.
    pub for_sdist: BTreeMap<RelPath, Arc<[u8]>>,
    /// What an sdist holds besides what setuptools takes; none where setuptools makes the list.
    pub list: Option<Vec<RelPath>>,
    /// Whether the list of an earlier build, where there is one, is all that a wheel's data is
    /// taken from.
    pub reuses_list: bool,
}

impl PbrFiles {
    pub(super) fn of(dialect: &Dialect, name: &str, input: &Input<'_>) -> Result<Self, Refusal> {
        let mut files = Self {
            list: Some(dialect.extra_files(input.tree)?),
            reuses_list: input.tree.kind(&RelPath::root().child(".git"))?.is_none(),
            ..Self::default()
        };
        if let Some(checkout) = &input.surroundings.checkout {
            files.tell_history(checkout, (dialect, name), input)?;
        }
        Ok(files)
    }

    fn tell_history(
        &mut self,
        checkout: &Checkout,
        (dialect, name): (&Dialect, &str),
        input: &Input<'_>,
    ) -> Result<(), Refusal> {
        if !checkout.below_top()?.is_root() {
            let words =
                "the project lies below the top of its repository, where pbr lists no files";
            return Err(beyond(words));
        }
        let is_off = |option, variable| {
            let variable = input.surroundings.variables.get(variable).map(String::as_str);
            is_true(dialect.text("pbr", option).as_deref()) || is_true(variable)
        };
        let folder = format!("{}.egg-info", name.replace('-', "_"));
        let json = RelPath::root().child(&folder).child("pbr.json");
        self.written.insert(json, bytes(engine::pbr_json(checkout)?));
        if !is_off("skip_changelog", "SKIP_WRITE_GIT_CHANGELOG") {
            let text = engine::change_log(checkout)?;
            self.for_sdist.insert(RelPath::root().child("ChangeLog"), bytes(text));
        }
        if !is_off("skip_authors", "SKIP_GENERATE_AUTHORS") {
            let [before, mailmap] = ["AUTHORS.in", ".mailmap"].map(|name| text(input.tree, name));
            let text = before? + &engine::authors(checkout, &mailmap?)?;
            self.for_sdist.insert(RelPath::root().child("AUTHORS"), bytes(text));
        }
        if !is_off("skip_git_sdist", "SKIP_GIT_SDIST") {
            self.list.get_or_insert_default().extend(checkout.index()?);
        }
        Ok(())
    }
}

fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|value| matches!(value.to_lowercase().as_str(), "true" | "1" | "yes"))
}

fn bytes(text: String) -> Arc<[u8]> {
    text.into_bytes().into()
}

fn text(tree: &SourceTree, name: &str) -> Result<String, Refusal> {
    let path = RelPath::root().child(name);
    if !tree.is_file(&path)? {
        return Ok(String::new());
    }
    Ok(tree.read_text(&path)?)
}
