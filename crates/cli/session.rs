//! One run, from the environment to the report.
//!
//! This is the only place that knows whether the run acts or shows: a command makes a plan, and
//! [`Session::finish`] alone decides what becomes of it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyrel_archive::{Epoch, SpoolFolder};
use pyrel_build::Rules;
use pyrel_diag::{Event, Finding, Kind, Progress};
use pyrel_effect::{Plan, Touch};
use pyrel_world::{Door, Masking, RealWorld, Secrets, Settings, destination};
use serde_json::Value;

use crate::env::{self, Environment, Mode, Stream};
use crate::exit::Exit;
use crate::flags::global::{Global, Loudness};
use crate::policy::{Judged, Policy, refusal};
use crate::progress::Bar;
use crate::render::{self, Acts, Cause, Failure, Report, Style};

/// One run: what its command may know and use.
#[derive(Debug)]
pub(crate) struct Session {
    /// What surrounds the process.
    pub(crate) environment: Environment,
    /// The time that goes into archives.
    pub(crate) epoch: Epoch,
    /// Where commands tell what they are doing.
    pub(crate) progress: Arc<Bar>,
    /// For looking at what is there already. What changes it goes into the plan.
    pub(crate) world: RealWorld,
    mode: Mode,
    policy: Policy,
}

/// What a command arrives at.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What was noticed.
    pub(crate) findings: Vec<Finding>,
    /// What was noticed in files that are named as seen from the current folder.
    pub(crate) placed: Vec<Finding>,
    /// Ids of rules that the project does not want to hear of.
    pub(crate) ignored: BTreeSet<String>,
    /// What is to be done.
    pub(crate) plan: Plan,
    /// Lines for people, each with its line end: a list of members, an explanation. Machines get
    /// the same as `outputs`.
    pub(crate) text: String,
    /// Named results for machines.
    pub(crate) outputs: Vec<(String, Value)>,
    /// Where the plan finds its secrets.
    pub(crate) secrets: Secrets,
    /// What the exit code says if nothing goes wrong, where it is the command's answer.
    pub(crate) answer: Option<Exit>,
}

/// Which command a report is about, and where its project lies.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// The command, as typed: `dxt pack`.
    pub(crate) command: &'static str,
    /// The folder that paths in findings are relative to, as the user named it.
    pub(crate) base: String,
    /// From which loudness on advice is told.
    pub(crate) advice: Loudness,
    /// What everything is made from, where that may be a file. It is never overwritten.
    pub(crate) source: Option<PathBuf>,
}

impl Session {
    /// Opens a run. Nothing is read but values.
    ///
    /// # Errors
    /// When a variable that decides what is done cannot be understood.
    pub(crate) fn begin(environment: Environment, global: &Global) -> Result<Self, env::Error> {
        let mode = environment.mode(global.mode)?;
        let epoch = environment.epoch()?.unwrap_or_default();
        let out = Box::new(io::stderr());
        let progress = Arc::new(Bar::new(environment.stderr, global.loudness(), out));
        let watcher = Arc::clone(&progress);
        let door = Door::new(Settings::usual(environment.authorities()), watcher);
        let masking = match environment.is_github_actions() {
            true => Masking::Runner(render::mask),
            false => Masking::None,
        };
        let world = RealWorld::new(door, masking);
        Ok(Self { environment, epoch, progress, world, mode, policy: global.policy() })
    }

    /// A remark for those who asked for more than results.
    pub(crate) fn note(&self, text: &str) {
        self.progress.event(Event::Note(text));
    }

    /// Whose rules were followed, and what was taken from elsewhere, for the same.
    pub(crate) fn rules(&self, done: &str, rules: &Rules) {
        self.note(&format!("{done} by the rules of {}: {}", rules.name, rules.because));
        for note in &rules.notes {
            self.note(note);
        }
    }

    /// Where archives of others are unpacked to be read, which nobody sees.
    pub(crate) fn scratch(&self) -> SpoolFolder {
        SpoolFolder::new(self.environment.temp.clone())
    }

    /// Where archives for a folder grow.
    pub(crate) fn spool(&self, destination: &Path) -> SpoolFolder {
        SpoolFolder::new(self.environment.spool(self.mode, destination))
    }

    /// Weighs findings for this run, in which a project may ignore rules as well.
    pub(crate) fn judge(&self, findings: Vec<Finding>, ignored: &BTreeSet<String>) -> Vec<Judged> {
        self.policy.ignoring(ignored).judge(findings)
    }

    /// The end of every command: weighs what was found, and shows or performs the plan.
    pub(crate) fn finish(self, about: &About, result: Result<Outcome, Failure>) -> Report {
        let progress = Arc::clone(&self.progress);
        let report = match result {
            Err(failure) => Report::of_failure(about, &failure),
            Ok(outcome) => self.conclude(about, outcome),
        };
        progress.clear();
        report
    }

    fn conclude(self, about: &About, outcome: Outcome) -> Report {
        let Outcome { findings, placed, ignored, plan, text, outputs, secrets, answer } = outcome;
        let findings = findings.into_iter().map(|it| render::rebased(it, &about.base));
        let findings = self.judge(findings.chain(placed).collect(), &ignored);
        let refusal = refusal(&findings);
        let mut report = Report { findings, text, outputs, ..Report::about(about) };
        match refusal {
            // Where there was nothing to do, there is nothing to say about it.
            Some(found) if plan.is_empty() => report.end(Cause::of_findings(found)),
            Some(found) => {
                report.end(Cause::of_findings(format!("nothing was done, since {found}")));
            }
            None => match foresee(&plan, about) {
                Ok(()) => self.act(plan, secrets, &mut report),
                Err(error) => report.fail(&Failure::from(error)),
            },
        }
        if let (Exit::Success, Some(answer)) = (report.exit, answer) {
            report.exit = answer;
        }
        report
    }

    /// The one place where acting and showing part.
    fn act(self, plan: Plan, secrets: Secrets, report: &mut Report) {
        match self.mode {
            Mode::Show => report.acts = Acts::Planned(plan.touches()),
            Mode::Perform => match plan.perform(&self.world.knowing(secrets), &*self.progress) {
                Ok(done) => report.acts = Acts::Done(done),
                Err(stopped) => {
                    report.acts = Acts::Done(stopped.done);
                    report.fail(&Failure::from(stopped.error));
                }
            },
        }
    }
}

/// Whether every file can get its place: asked of every plan, whether it is shown or performed.
fn foresee(plan: &Plan, about: &About) -> Result<(), destination::Error> {
    for touch in plan.touches() {
        if let Touch::Place { path, .. } | Touch::PlaceUnforeseen { path } = touch {
            destination::check(&path)?;
            about.source.as_ref().map_or(Ok(()), |it| destination::ensure_other(&path, it))?;
        } else if let Touch::Unpack { path, .. } = touch {
            destination::check_folder(&path)?;
        }
    }
    Ok(())
}

impl Report {
    fn about(about: &About) -> Self {
        Self { advice: about.advice, ..Self::new(about.command) }
    }

    /// A report of a run that ended before there was anything to do.
    pub(crate) fn of_failure(about: &About, failure: &Failure) -> Self {
        let mut report = Self::about(about);
        report.fail(failure);
        for judged in &mut report.findings {
            let base = failure.base().unwrap_or(&about.base);
            judged.finding = render::rebased(judged.finding.clone(), base);
        }
        report
    }

    fn fail(&mut self, failure: &Failure) {
        self.findings.extend(failure.findings().iter().map(Judged::fatal));
        self.end(failure.cause());
    }

    fn end(&mut self, cause: Cause) {
        self.exit = Exit::from(cause.kind);
        self.cause = Some(cause);
    }
}

impl Style {
    /// How reports of this run look.
    pub(crate) fn new(global: &Global, environment: &Environment) -> Self {
        Self {
            format: global.format(),
            loudness: global.loudness(),
            paint: render::colours(global.color, environment, environment.stderr),
            width: match environment.stderr {
                Stream::Terminal { width } => width,
                Stream::Pipe => 100,
            },
        }
    }
}

impl Cause {
    fn of_findings(message: String) -> Self {
        let (causes, hint) = (Vec::new(), None);
        Self { kind: Kind::User, message, causes, hint, told_by_findings: false }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use pyrel_diag::{Explain, Rule, Severity};
    use pyrel_effect::RemoveFile;

    use super::*;
    use crate::flags::Cli;

    static ERROR: Rule =
        Rule { id: "same-file-name", severity: Severity::Error, words: "", remedy: "" };
    static WARNING: Rule =
        Rule { id: "a-warning", severity: Severity::Warning, words: "", remedy: "" };

    fn begin(line: &str, environment: Environment) -> Result<Session, env::Error> {
        let cli = Cli::parse_from(["pyrel", "build"].into_iter().chain(line.split_whitespace()));
        Session::begin(environment, &cli.global)
    }

    fn finish(line: &str, result: Result<Outcome, Failure>) -> Report {
        let about = About {
            command: "build",
            base: "sub".to_owned(),
            advice: Loudness::Verbose,
            source: None,
        };
        begin(line, Environment::of([])).unwrap().finish(&about, result)
    }

    /// A plan to remove these files, and what was found while it was made.
    fn outcome(paths: &[PathBuf], findings: Vec<Finding>) -> Result<Outcome, Failure> {
        let mut plan = Plan::new();
        for path in paths {
            plan.push(RemoveFile { path: path.clone() });
        }
        Ok(Outcome { findings, plan, ..Outcome::default() })
    }

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.whl");
        drop(tempfile::NamedTempFile::new_in(folder.path()).unwrap().persist(&path).unwrap());
        (folder, path)
    }

    #[test]
    fn a_dry_run_shows_the_plan_and_touches_nothing() {
        let (_folder, path) = file();
        let report = finish("--dry-run", outcome(std::slice::from_ref(&path), Vec::new()));
        assert!(path.exists());
        assert_eq!(report.exit, Exit::Success);
        let Acts::Planned(touches) = report.acts else { panic!("{:?}", report.acts) };
        assert_eq!(touches[0].to_string(), format!("remove {}", path.display()));
    }

    #[test]
    fn a_real_run_performs_the_plan() {
        let (_folder, path) = file();
        let report = finish("", outcome(std::slice::from_ref(&path), Vec::new()));
        assert!(!path.exists());
        assert_eq!(report.exit, Exit::Success);
        let Acts::Done(done) = report.acts else { panic!("{:?}", report.acts) };
        assert_eq!(done.felt.len(), 1);
    }

    #[test]
    fn errors_among_the_findings_stand_in_the_way() {
        for (line, rule) in [("", &ERROR), ("--dry-run", &ERROR), ("--strict", &WARNING)] {
            let (_folder, path) = file();
            let report =
                finish(line, outcome(std::slice::from_ref(&path), vec![Finding::new(rule, "x")]));
            assert!(path.exists());
            assert_eq!(report.exit, Exit::User);
            let message = report.cause.unwrap().message;
            assert_eq!(message, "nothing was done, since one error was found");
        }
    }

    #[test]
    fn warnings_and_ignored_errors_do_not() {
        let findings = vec![Finding::new(&WARNING, "x").in_file("f"), Finding::new(&ERROR, "y")];
        let report = finish("--ignore same-file-name", outcome(&[], findings));
        assert_eq!(report.exit, Exit::Success);
        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.findings[0].finding.to_string(), "sub/f: x");
    }

    #[test]
    fn a_step_that_fails_is_told_with_what_was_done_before() {
        let (folder, path) = file();
        let paths = [path.clone(), folder.path().to_owned(), PathBuf::from("never")];
        let report = finish("", outcome(&paths, Vec::new()));
        assert_eq!(report.exit, Exit::User);
        let message = report.cause.unwrap().message;
        assert_eq!(message, format!("cannot write `{}`", folder.path().display()));
        let Acts::Done(done) = report.acts else { panic!("{:?}", report.acts) };
        assert_eq!(done.felt.len(), 1);
    }

    #[derive(Debug, thiserror::Error)]
    #[error("the index refused")]
    struct Refused(Vec<Finding>);

    impl Explain for Refused {
        fn kind(&self) -> Kind {
            Kind::Remote
        }

        fn findings(&self) -> &[Finding] {
            &self.0
        }
    }

    #[test]
    fn an_error_ends_the_run_and_its_findings_cannot_be_ignored() {
        let error = Refused(vec![Finding::new(&ERROR, "x").in_file("f")]);
        let report = finish("--ignore same-file-name", Err(Failure::from(error)));
        assert_eq!(report.exit, Exit::Remote);
        assert_eq!(report.findings[0].finding.to_string(), "sub/f: x");
        assert!(report.cause.unwrap().told_by_findings);
    }

    #[test]
    fn a_variable_that_cannot_be_understood_ends_the_run_before_it_begins() {
        let begin = |name| begin("", Environment::of([(name, "maybe")]));
        assert!(matches!(begin("DRY_RUN"), Err(env::Error::DryRun { .. })));
        assert!(matches!(begin("SOURCE_DATE_EPOCH"), Err(env::Error::Epoch { .. })));
    }
}
