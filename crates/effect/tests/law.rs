//! The law of the house: a plan does what it foretold and nothing else.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::path::PathBuf;

use pyrel_archive::unpack::{Bounds, Parcel, check};
use pyrel_archive::{
    ArchivePath, Artifact, Entry, Epoch, FileMap, Format, Job, Mode, Origin, SpoolFolder, Spooled,
    seal,
};
use pyrel_diag::{Progress, Silent};
use pyrel_effect::http::{Method, Request, Sent};
use pyrel_effect::{
    Done, Error, Onto, Place, Plan, Recorder, RemoveFile, Reply, Step, Touch, Unpack, World,
};
use pyrel_tree::{Source, SourceTree};

fn artifact(name: &str, text: &str) -> Artifact {
    let folder = tempfile::tempdir().unwrap();
    let spooled = Spooled::create(&SpoolFolder::new(folder.path())).unwrap();
    spooled.write_at(text.as_bytes(), 0).unwrap();
    Artifact::of_spooled(name, spooled).unwrap()
}

fn touch(file: &str) -> Touch {
    let sha256 = artifact(file, file).sha256();
    Touch::Publish { index: "https://index.example/".to_owned(), file: file.to_owned(), sha256 }
}

/// An archive with one file, ready to be unpacked.
fn parcel() -> Parcel {
    let folder = tempfile::tempdir().unwrap();
    let mut map = FileMap::new();
    let source = Source::Bytes(b"x".as_slice().into());
    let entry = Entry { source, mode: Mode::Executable, origin: Origin::rule("the test") };
    map.add(ArchivePath::new("run").unwrap(), entry).unwrap();
    let job = Job {
        name: "a.mcpb",
        format: Format::Zip,
        map: &map,
        tree: &SourceTree::of_entries(None, std::collections::BTreeMap::new()),
        epoch: Epoch::default(),
        level: 6,
        trailer: None,
        spool: &SpoolFolder::new(folder.path()),
        workers: None,
    };
    let artifact = seal(&job, &Silent).unwrap();
    check("a.mcpb", &artifact.slice(), &Bounds::default(), None, &Silent).unwrap().value
}

/// A step that sends one request for each file, and foretells only the first so many of them.
#[derive(Debug)]
struct Sender {
    files: Vec<&'static str>,
    foretold: usize,
}

impl Step for Sender {
    fn touches(&self) -> Vec<Touch> {
        self.files.iter().take(self.foretold).map(|file| touch(file)).collect()
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        _: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        for file in &self.files {
            match world.send(&touch(file), &Request::new(Method::Post, "https://index.example/")) {
                Sent::Answered(answer) if answer.is_success() => done.felt.push(touch(file)),
                Sent::Answered(answer) => return Err(Error::remote(answer.status.to_string())),
                Sent::NotSent(why) | Sent::Unknown(why) => return Err(Error::remote(why)),
            }
        }
        Ok(())
    }
}

fn plan(files: &[&'static str], foretold: usize) -> Plan {
    let mut plan = Plan::new();
    plan.push(Sender { files: files.to_vec(), foretold });
    plan
}

#[test]
fn with_ordinary_answers_the_touches_felt_are_those_foretold() {
    let mut plan = plan(&["a.whl", "b.whl"], 2);
    plan.push(Place { path: PathBuf::from("dist/a.whl"), artifact: artifact("a.whl", "a") });
    plan.push(RemoveFile { path: PathBuf::from("dist/old.whl") });
    assert_eq!(Recorder::new(Vec::new()).hold(plan), Ok(true));
}

#[test]
fn an_unpacked_archive_is_foretold_with_what_gives_way_to_it() {
    let lost = vec![PathBuf::from("out/old"), PathBuf::from("out/older")];
    let mut plan = Plan::new();
    plan.push(Unpack { path: "out".into(), parcel: parcel(), onto: Onto::Former(lost) });
    let touches = plan.touches();
    let told: Vec<_> = touches.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["unpack 1 file (1 bytes) into out", "remove out/old", "remove out/older"]);
    let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    assert_eq!(touches[0].details(), [format!("run (1 bytes, sha256 {digest}, executable)")]);
    assert_eq!(touches[0].to_json()["items"][0]["sha256"], digest);
    assert_eq!(Recorder::new(Vec::new()).hold(plan), Ok(true));
}

#[test]
fn with_another_answer_they_are_some_of_them() {
    let refused = Reply::json("index.example", 403, &serde_json::json!({}));
    assert_eq!(Recorder::new(vec![refused]).hold(plan(&["a.whl", "b.whl"], 2)), Ok(false));
}

#[test]
fn a_request_that_was_not_foretold_breaks_the_law() {
    let held = Recorder::new(Vec::new()).hold(plan(&["a.whl", "b.whl"], 1));
    assert_eq!(held, Err(touch("b.whl")));
}

#[test]
fn a_plan_stops_at_the_first_step_that_fails_and_tells_what_was_done() {
    let mut plan = plan(&["a.whl"], 1);
    plan.extend(self::plan(&["b.whl"], 1));
    plan.push(RemoveFile { path: PathBuf::from("never") });
    let ok = Reply::json("index.example", 200, &serde_json::json!({}));
    let refused = Reply::json("index.example", 500, &serde_json::json!({}));
    let world = Recorder::new(vec![ok, refused]);
    let stopped = plan.perform(&world, &Silent).unwrap_err();
    assert_eq!(stopped.done.felt, [touch("a.whl")]);
    assert_eq!(stopped.error.to_string(), "500");
}

#[test]
fn what_the_failing_step_did_itself_is_told_as_well() {
    let ok = Reply::json("index.example", 200, &serde_json::json!({}));
    let refused = Reply::json("index.example", 500, &serde_json::json!({}));
    let world = Recorder::new(vec![ok, refused]);
    let stopped = plan(&["a.whl", "b.whl"], 2).perform(&world, &Silent).unwrap_err();
    assert_eq!(stopped.done.felt, [touch("a.whl")]);
}
