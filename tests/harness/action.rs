//! The composite action, executed as GitHub's runner executes it: step by step, each in a shell of
//! its own, handing over what it has to say through files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::case::{Case, PYREL, REPOSITORY};
use super::expression::{Names, holds, interpolate, outlives_failure};
use super::peers::peers;
use super::run::Run;

/// What `github.token` is in an executed action.
pub(crate) const GITHUB_TOKEN: &str = "loopback-github-token";

/// A composite action and what it is called with.
#[derive(Debug)]
pub(crate) struct Action {
    folder: PathBuf,
    document: Value,
    inputs: BTreeMap<String, String>,
    path: PathBuf,
}

/// An executed action.
#[derive(Debug)]
pub(crate) struct Performed {
    /// What became of each step, in order, under its name.
    pub(crate) steps: Vec<(String, Done)>,
    /// The outputs of the action.
    pub(crate) outputs: BTreeMap<String, String>,
    /// The Markdown that the steps left for the summary page.
    pub(crate) summary: String,
}

/// What became of one step.
#[derive(Debug)]
pub(crate) enum Done {
    /// Its script ran.
    Ran(Run),
    /// Its condition did not hold, or a step before it had failed.
    Skipped,
    /// It calls another action, which is not executed here, with these values.
    Used { action: String, with: BTreeMap<String, String> },
}

impl Action {
    /// Reads `action.yml` in `folder` of this repository; the inputs have their defaults.
    pub(crate) fn read(folder: &str) -> Self {
        let folder = Path::new(REPOSITORY).join(folder);
        let document = read_yaml(&folder.join("action.yml"));
        let mut inputs = BTreeMap::new();
        for (name, input) in document["inputs"].as_object().into_iter().flatten() {
            inputs.insert(name.clone(), text(&input["default"]));
        }
        Self { folder, document, inputs, path: Path::new(PYREL).parent().unwrap().to_owned() }
    }

    /// Gives an input, which the action has to declare.
    pub(crate) fn input(mut self, name: &str, value: &str) -> Self {
        assert!(self.inputs.contains_key(name), "the action has no input `{name}`");
        self.inputs.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Puts `folder` first on the search path, where the built `pyrel` is otherwise.
    pub(crate) fn with_path(mut self, folder: PathBuf) -> Self {
        self.path = folder;
        self
    }

    /// The action as it is written.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// Executes the steps in the project of `case`.
    pub(crate) fn run(&self, case: &Case) -> Performed {
        let mut runner = Runner::new(self, case);
        let mut steps = Vec::new();
        for step in self.document["runs"]["steps"].as_array().expect("a composite action has steps")
        {
            let done = runner.step(step);
            steps.push((text(&step["name"]), done));
        }
        let mut outputs = BTreeMap::new();
        for (name, output) in self.document["outputs"].as_object().into_iter().flatten() {
            outputs.insert(name.clone(), interpolate(&text(&output["value"]), &runner.names));
        }
        let summary = fs::read_to_string(runner.folder.join("summary")).unwrap_or_default();
        Performed { steps, outputs, summary }
    }
}

impl Performed {
    /// The run of the step called `name`.
    #[track_caller]
    pub(crate) fn step(&self, name: &str) -> &Run {
        match self.done(name) {
            Done::Ran(run) => run,
            done @ (Done::Skipped | Done::Used { .. }) => panic!("`{name}` did not run: {done:?}"),
        }
    }

    /// What became of the step called `name`.
    #[track_caller]
    pub(crate) fn done(&self, name: &str) -> &Done {
        let found = self.steps.iter().find(|(step, _)| step == name);
        found.map_or_else(|| panic!("no step is called `{name}`"), |(_, done)| done)
    }

    /// No script failed.
    #[track_caller]
    pub(crate) fn success(&self) -> &Self {
        for (_, done) in &self.steps {
            if let Done::Ran(run) = done {
                run.success();
            }
        }
        self
    }
}

/// The files and names that the steps of one execution share.
struct Runner<'a> {
    action: &'a Action,
    case: &'a Case,
    folder: PathBuf,
    names: Names,
    env: BTreeMap<String, String>,
    path: Vec<PathBuf>,
    failed: bool,
}

impl<'a> Runner<'a> {
    fn new(action: &'a Action, case: &'a Case) -> Self {
        let folder = case.temporary().join("runner");
        fs::create_dir_all(&folder).unwrap();
        let mut names = Names::from([
            ("github.token".to_owned(), GITHUB_TOKEN.to_owned()),
            ("runner.arch".to_owned(), "X64".to_owned()),
            ("runner.os".to_owned(), "Linux".to_owned()),
        ]);
        for (name, value) in &action.inputs {
            names.insert(format!("inputs.{name}"), value.clone());
        }
        let path = vec![action.path.clone()];
        Self { action, case, folder, names, env: BTreeMap::new(), path, failed: false }
    }

    fn step(&mut self, step: &Value) -> Done {
        let condition = step["if"].as_str().unwrap_or("'true'");
        let stopped = self.failed && !outlives_failure(condition);
        if stopped || !holds(condition, &self.names) {
            return Done::Skipped;
        }
        if let Some(action) = step["uses"].as_str() {
            return Done::Used { action: action.to_owned(), with: self.mapping(&step["with"]) };
        }
        assert_eq!(step["shell"], "bash", "only bash is known here");
        let run = self.script(
            step["run"].as_str().expect("a step runs or uses"),
            &self.mapping(&step["env"]),
        );
        self.failed |= run.status != 0;
        self.take_in(step["id"].as_str());
        Done::Ran(run)
    }

    /// Runs a script with the options that `shell: bash` stands for.
    fn script(&self, script: &str, env: &BTreeMap<String, String>) -> Run {
        let file = self.folder.join("step.sh");
        fs::write(&file, interpolate(script, &self.names)).unwrap();
        for name in ["output", "env", "path"] {
            fs::write(self.folder.join(name), "").unwrap();
        }
        let mut bash = self.case.command("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(file)
            .env("PATH", self.search_path())
            .env("CI", "true")
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_ACTION_PATH", &self.action.folder)
            .env("GITHUB_ENV", self.folder.join("env"))
            .env("GITHUB_OUTPUT", self.folder.join("output"))
            .env("GITHUB_PATH", self.folder.join("path"))
            .env("GITHUB_STEP_SUMMARY", self.folder.join("summary"))
            .env("GITHUB_WORKSPACE", self.case.path(""))
            .env("RUNNER_TEMP", &self.folder)
            .envs(&self.env)
            .envs(env);
        Run::of(&mut bash)
    }

    /// Makes what a step left in its files known to the steps after it.
    fn take_in(&mut self, id: Option<&str>) {
        for (name, value) in read_pairs(&self.folder.join("output")) {
            let id = id.expect("a step with outputs has an id");
            self.names.insert(format!("steps.{id}.outputs.{name}"), value);
        }
        self.env.extend(read_pairs(&self.folder.join("env")));
        let added = fs::read_to_string(self.folder.join("path")).unwrap();
        for line in added.lines() {
            self.path.insert(0, PathBuf::from(line));
        }
    }

    fn mapping(&self, mapping: &Value) -> BTreeMap<String, String> {
        let pairs = mapping.as_object().into_iter().flatten();
        pairs.map(|(name, value)| (name.clone(), interpolate(&text(value), &self.names))).collect()
    }

    fn search_path(&self) -> OsString {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.path.iter().cloned().chain(std::env::split_paths(&inherited));
        std::env::join_paths(folders).unwrap()
    }
}

/// Reads a YAML file with the parser of a peer.
pub(crate) fn read_yaml(path: &Path) -> Value {
    let script = Path::new(REPOSITORY).join("tests/peers/yaml_to_json.py");
    Run::of(peers().python("lint").arg(script).arg(path)).success().json()
}

/// A scalar as the runner sees it; what is not there is empty.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(
        || if value.is_null() { String::new() } else { value.to_string() },
        str::to_owned,
    )
}

/// Reads `name=value` lines and `name<<END` blocks.
fn read_pairs(path: &Path) -> Vec<(String, String)> {
    let written = fs::read_to_string(path).unwrap();
    let mut lines = written.lines();
    let mut pairs = Vec::new();
    while let Some(line) = lines.next() {
        let equals = line.find('=').unwrap_or(usize::MAX);
        if let Some((name, end)) = line.split_once("<<").filter(|(name, _)| name.len() < equals) {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != end).collect();
            pairs.push((name.to_owned(), block.join("\n")));
        } else {
            let (name, value) = line.split_once('=').expect("an output has a name and a value");
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }
    pairs
}
