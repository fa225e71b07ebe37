//! The attributes of a work tree's files.

use std::path::Path;

use gix::Repository;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::glob::pattern::Case;
use gix_attributes::search::{MetadataCollection, Outcome};
use gix_attributes::{Search, State};

use crate::Error;
use crate::ignore_rules::{case, file_in, parent, text_of};
use crate::work_tree::WorkTree;

/// The attribute files on the way to the path that was asked about last. Paths are best asked about
/// in order, so that files next to each other share them.
pub(crate) struct Attributes<'a> {
    tree: &'a WorkTree,
    repository: Repository,
    names: &'static [&'static str],
    case: Case,
    known: MetadataCollection,
    /// `info/attributes`, which comes before all others.
    first: Search,
    /// What git has built in, and the files of the folders.
    search: Search,
    /// The folders whose files are in `search`, from the root down, and whether they say anything.
    entered: Vec<(BString, bool)>,
    /// Whether `first` says anything.
    has_first: bool,
    outcome: Outcome,
}

/// What an attribute is set to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Attribute {
    Unspecified,
    Set,
    Unset,
    Value(String),
}

impl<'a> Attributes<'a> {
    pub(crate) fn new(
        tree: &'a WorkTree,
        repository: Repository,
        names: &'static [&'static str],
    ) -> Result<Self, Error> {
        let mut known = MetadataCollection::default();
        let broken = |error: String| Error::unfit(tree.root(), error);
        let none: [&Path; 0] = [];
        let search = Search::new_globals(none, &mut Vec::new(), &mut known);
        let search = search.map_err(|error| broken(error.to_string()))?;
        let mut first = Search::default();
        let own = repository.common_dir().join("info/attributes");
        let text = text_of(&own).map_err(|error| broken(format!("info/attributes: {error}")))?;
        let text = text.unwrap_or_default();
        let has_first = !text.is_empty();
        first
            .add_patterns_buffer(&text, own, None, &mut known, true)
            .map_err(|error| broken(format!("info/attributes: {error}")))?;
        let case = case(&repository);
        let (entered, outcome) = (Vec::new(), Outcome::default());
        let mut made = Self {
            tree,
            repository,
            names,
            case,
            known,
            first,
            has_first,
            search,
            entered,
            outcome,
        };
        made.outcome.initialize_with_selection(&made.known, names);
        Ok(made)
    }

    /// What the attributes that were named are set to for a path, in the order of their names.
    pub(crate) fn of(&mut self, path: &BStr, is_folder: bool) -> Result<Vec<Attribute>, Error> {
        self.enter(parent(path))?;
        if !self.has_first && self.entered.iter().all(|(_, says)| !says) {
            return Ok(self.names.iter().map(|_| Attribute::Unspecified).collect());
        }
        self.outcome.initialize_with_selection(&self.known, self.names);
        let is_folder = Some(is_folder);
        for search in [&self.first, &self.search] {
            if !self.outcome.is_done() {
                search.pattern_matching_relative_path(
                    path,
                    self.case,
                    is_folder,
                    &mut self.outcome,
                );
            }
        }
        Ok(self
            .outcome
            .iter_selected()
            .map(|found| Attribute::of(found.assignment.state))
            .collect())
    }

    /// Reads the files of a folder and those above it.
    fn enter(&mut self, folder: &BStr) -> Result<(), Error> {
        while self.entered.last().is_some_and(|(last, _)| !is_within(folder, last.as_bstr())) {
            self.entered.pop();
            self.search.pop_pattern_list();
        }
        let mut missing = Vec::new();
        let mut here = folder;
        while self.entered.last().is_none_or(|(last, _)| last != here) {
            missing.push(here.to_owned());
            if here.is_empty() {
                break;
            }
            here = parent(here);
        }
        for folder in missing.into_iter().rev() {
            let says = self.read(folder.as_bstr())?;
            self.entered.push((folder, says));
        }
        Ok(())
    }

    fn read(&mut self, folder: &BStr) -> Result<bool, Error> {
        let within = (self.tree.root(), self.tree.index(), &self.repository);
        let (full, text) = file_in(folder, ".gitattributes", within)?;
        let why = |error: std::io::Error| Error::unfit(self.tree.root(), error.to_string());
        let may_define = folder.is_empty();
        let source = full;
        self.search
            .add_patterns_buffer(&text, source, Some(self.tree.root()), &mut self.known, may_define)
            .map_err(why)?;
        Ok(!text.is_empty())
    }
}

impl Attribute {
    fn of(state: gix_attributes::StateRef<'_>) -> Self {
        match state.to_owned() {
            State::Set => Self::Set,
            State::Unset => Self::Unset,
            State::Value(value) => {
                Self::Value(value.as_ref().as_bstr().to_str_lossy().into_owned())
            }
            State::Unspecified => Self::Unspecified,
        }
    }
}

fn is_within(path: &BStr, folder: &BStr) -> bool {
    let rest = path.strip_prefix(folder.as_bytes());
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}
