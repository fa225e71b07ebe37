//! Everything built and checked first, then one plan.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Limits};
use pyrel_build::Rules;
use pyrel_check::{Audience, check_all, weigh};
use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_effect::{Place, Plan};
use pyrel_pep::Metadata;
use pyrel_tree::SourceTree;
use pyrel_upload::{Credential, IfExists, Inputs, read_all};

use crate::config::Config;
use crate::dists::{Dists, Formats, Sealing, Surroundings};
use crate::extension::{Extension, Wishes};
use crate::github::{GithubRelease, Target, check_tag};
use crate::publication::{Destination, Publication, Publishing};
use crate::release_zip::seal_zip;
use crate::{Error, Facts};

pub(crate) static SAME_FILE_NAME: Rule = Rule {
    id: "same-file-name",
    severity: Severity::Error,
    words: "two files of a release that have one name",
    remedy: "give the release zip another name with `zip` in [tool.pyrel.release]",
};

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The project's tree.
    pub tree: &'a SourceTree,
    /// What surrounds it.
    pub surroundings: &'a Surroundings,
    /// The folder that relative paths of the project are relative to, as the user named it.
    pub base: &'a Path,
    /// Where finished files go.
    pub dist: &'a Path,
    /// Where to publish, and in whose name.
    pub inputs: &'a Inputs,
    /// What to do with dists that are published already.
    pub if_exists: IfExists,
    /// Whether dists are published at all.
    pub publish: bool,
    /// The GitHub release, if one shall be made.
    pub github: Option<Target>,
    /// What sealing needs.
    pub sealing: Sealing<'a>,
}

impl<'a> Request<'a> {
    fn publication(&self) -> Publication<'a> {
        Publication {
            inputs: self.inputs,
            base: self.base,
            if_exists: self.if_exists,
            spool: self.sealing.spool,
        }
    }
}

/// A release, complete but for being done.
#[derive(Debug)]
pub struct Release {
    /// What the dists say about the project.
    pub metadata: Metadata,
    /// Whose rules were followed in building them.
    pub rules: Rules,
    /// Wheel and sdist.
    pub dists: Vec<Artifact>,
    /// The desktop extension, if the project has one.
    pub extension: Option<Artifact>,
    /// The release zip, if there is anything to put in.
    pub zip: Option<Artifact>,
    /// What is wrong with the dists, by the names that they shall have.
    pub checked: Vec<Finding>,
    /// In whose name the dists are published on an index.
    pub credential: Option<Credential>,
    publication: Plan,
    dist: PathBuf,
    github: Option<Target>,
}

impl Release {
    /// Builds, checks and seals everything, and finds out where and in whose name to publish.
    /// Nothing is changed.
    ///
    /// # Errors
    /// Whatever can be known to go wrong before anything is done.
    pub fn prepare(request: Request<'_>) -> Result<Warned<Self>, Error> {
        let mut findings = Vec::new();
        let config = Config::read(request.tree)?.collect_into(&mut findings);
        let dists =
            Dists::seal(request.tree, request.surroundings, Formats::Both, &request.sealing)?
                .collect_into(&mut findings);
        let extension = extension(&request, &config, &dists.metadata, &mut findings)?;
        let names = names(&dists.metadata);
        let target = request.github.as_ref();
        let (name, version) = (&dists.metadata.name, &dists.metadata.version);
        findings.extend(target.and_then(|target| check_tag(&target.tag, name, version)));
        let zip =
            seal_zip(request.tree, &config.release, extension.as_ref(), &names, &request.sealing)?;
        check_names(&dists, extension.as_ref(), zip.as_ref(), &config)?;
        let destination = destination(&request, &mut findings)?;
        let checked = checked(&request, &dists, destination.as_ref())?;
        let publication = publication(&request, &dists, destination.as_ref(), &mut findings)?;
        let release = Self {
            metadata: dists.metadata,
            rules: dists.rules,
            dists: dists.artifacts,
            extension,
            zip,
            checked,
            credential: publication.credential,
            publication: publication.plan,
            dist: request.dist.to_owned(),
            github: request.github,
        };
        Ok(Warned { value: release, findings })
    }

    /// Everything that is released, in the order in which it gets its place.
    pub fn artifacts(&self) -> impl Iterator<Item = &Artifact> {
        self.dists.iter().chain(&self.extension).chain(&self.zip)
    }

    /// The steps, in the order in which a release happens: the dists are placed and published,
    /// then the extension and the release zip get their places, and last of all, when everything
    /// that can fail has not, the GitHub release with all of them becomes visible.
    #[must_use]
    pub fn plan(self) -> Plan {
        let assets = self.artifacts().cloned().collect();
        let mut plan = Plan::new();
        for artifact in &self.dists {
            plan.push(place(&self.dist, artifact));
        }
        plan.extend(self.publication);
        for artifact in self.extension.iter().chain(&self.zip) {
            plan.push(place(&self.dist, artifact));
        }
        if let Some(target) = self.github {
            let title = format!("{} {}", self.metadata.name, self.metadata.version);
            let prerelease = self.metadata.version.is_prerelease();
            plan.push(GithubRelease::new(target, title, prerelease, assets));
        }
        plan
    }
}

fn place(folder: &Path, artifact: &Artifact) -> Place {
    Place { path: folder.join(artifact.name()), artifact: artifact.clone() }
}

fn extension(
    request: &Request<'_>,
    config: &Config,
    metadata: &Metadata,
    findings: &mut Vec<Finding>,
) -> Result<Option<Artifact>, Error> {
    let facts = Facts::of_python(metadata, None);
    match Extension::of_project(request.tree, config, &facts, &Wishes::default())? {
        Some(Warned { value: extension, findings: laid_out }) => {
            findings.extend(extension.remarks(config.dxt.as_ref(), laid_out));
            Ok(Some(extension.seal(&request.sealing)?))
        }
        None => Ok(None),
    }
}

/// Two files of one name would take each other's place, in the folder and on the release.
fn check_names(
    dists: &Dists,
    extension: Option<&Artifact>,
    zip: Option<&Artifact>,
    config: &Config,
) -> Result<(), Error> {
    let Some(zip) = zip else { return Ok(()) };
    let mut others = dists.artifacts.iter().chain(extension).map(Artifact::name);
    // Not every system tells letter cases apart.
    match others.find(|name| name.eq_ignore_ascii_case(zip.name())) {
        None => Ok(()),
        Some(name) => {
            let message = format!("the release zip and another file would both be `{name}`");
            let location = config.release.zip.location.clone();
            Err(Error::refused(Finding::new(&SAME_FILE_NAME, message).at(location)))
        }
    }
}

fn names(metadata: &Metadata) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("name", metadata.name.as_str().to_owned()),
        ("version", metadata.version.to_string()),
    ])
}

/// Where the dists are published, if they are.
fn destination<'a>(
    request: &Request<'a>,
    findings: &mut Vec<Finding>,
) -> Result<Option<Destination<'a>>, Error> {
    match request.publish {
        true => Ok(Some(request.publication().destination()?.collect_into(findings))),
        false => Ok(None),
    }
}

/// What is wrong with the dists, to those who shall get them.
fn checked(
    request: &Request<'_>,
    dists: &Dists,
    destination: Option<&Destination<'_>>,
) -> Result<Vec<Finding>, Error> {
    let audience = destination.map_or(Audience::Build, Destination::audience);
    let checked = check_all(&dists.artifacts, &Limits::default(), request.sealing.spool)?;
    Ok(weigh(checked.into_findings(), audience))
}

fn publication(
    request: &Request<'_>,
    dists: &Dists,
    destination: Option<&Destination<'_>>,
    findings: &mut Vec<Finding>,
) -> Result<Publishing, Error> {
    let Some(destination) = destination else {
        return Ok(Publishing { plan: Plan::new(), credential: None });
    };
    // Read back from what was sealed: what is published is what an index will see.
    let (artifacts, limits) = (dists.artifacts.clone(), Limits::default());
    let distributions = read_all(artifacts, &limits, request.sealing.spool)?.collect_into(findings);
    Ok(destination.plan(&distributions)?.collect_into(findings))
}
