use std::sync::{Arc, Mutex};

use pyrel_diag::{Explain, Silent};
use pyrel_effect::http::{Request, Sent};
use pyrel_effect::{self as effect, CredentialSource, Recorder, Secret};
use pyrel_tree::{Source, TreeEntry};

use super::*;
use crate::distribution::tests::distribution;

fn tree(files: &[(&str, &[u8])]) -> SourceTree {
    let entry =
        |bytes: &[u8]| TreeEntry { source: Source::Bytes(Arc::from(bytes)), executable: false };
    let files = files.iter().map(|(path, bytes)| (RelPath::new(path).unwrap(), entry(bytes)));
    SourceTree::of_entries(None, files.collect())
}

fn demo(name: &str, bytes: &[u8]) -> Distribution {
    let text = "Metadata-Version: 2.1\nName: My.Demo\nVersion: 1.0+a\nRequires-Python: >=3.9,<4\n";
    distribution(name, bytes, text)
}

const WHEEL: &str = "my_demo-1.0+a-py3-none-any.whl";
const SDIST: &str = "my_demo-1.0+a.tar.gz";

struct Room {
    spool: tempfile::TempDir,
    present: SourceTree,
}

impl Room {
    fn new(files: &[(&str, &[u8])]) -> Self {
        Self { spool: tempfile::tempdir().unwrap(), present: tree(files) }
    }

    fn plan(&self, files: &[Distribution], if_exists: IfExists) -> Result<Plan, Error> {
        let spool = SpoolFolder::new(self.spool.path());
        let folder = Folder {
            path: Path::new("ix"),
            cwd: Path::new("/here"),
            present: &self.present,
            spool: &spool,
        };
        plan(files, &folder, if_exists)
    }
}

fn paths(plan: &Plan) -> Vec<String> {
    let path = |touch: &Touch| {
        let Touch::Place { path, .. } = touch else { panic!("{touch:?}") };
        path.display().to_string()
    };
    plan.touches().iter().map(path).collect()
}

/// A world that keeps what is placed.
#[derive(Debug, Default)]
struct Shelf(Mutex<BTreeMap<String, Vec<u8>>>);

impl World for Shelf {
    fn place(&self, _: &Touch, path: &Path, artifact: &Artifact) -> Result<(), effect::Error> {
        let mut bytes = Vec::new();
        artifact.reader().read_to_end(&mut bytes).unwrap();
        let path = path.strip_prefix("ix").unwrap().display().to_string();
        self.0.lock().unwrap().insert(path, bytes);
        Ok(())
    }
    fn remove(&self, _: &Touch, _: &Path) -> Result<(), effect::Error> {
        Ok(())
    }
    fn unpack(
        &self,
        _: &Touch,
        _: &pyrel_effect::Unpack,
        _: &dyn pyrel_diag::Progress,
    ) -> Result<(), effect::Error> {
        Ok(())
    }
    fn run(
        &self,
        _: &Touch,
        _: &pyrel_effect::Program,
        _: &[u8],
    ) -> Result<Vec<u8>, effect::Error> {
        Ok(Vec::new())
    }
    fn send(&self, _: &Touch, _: &Request) -> Sent {
        Sent::NotSent(String::new())
    }
    fn look(&self, _: &Request) -> Sent {
        Sent::NotSent(String::new())
    }
    fn secret(&self, source: &CredentialSource) -> Result<Secret, effect::Error> {
        Err(effect::Error::NoSecret(source.to_string()))
    }
    fn mask(&self, _: &Secret) {}
}

/// What lies in an empty folder after these files were published, and what the step says.
fn published(files: &[Distribution]) -> (BTreeMap<String, Vec<u8>>, Done) {
    let shelf = Shelf::default();
    let plan = Room::new(&[]).plan(files, IfExists::Refuse).unwrap();
    let done = plan.perform(&shelf, &Silent).unwrap();
    (shelf.0.into_inner().unwrap(), done)
}

fn room(files: &BTreeMap<String, Vec<u8>>) -> Room {
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    Room::new(&files)
}

#[test]
fn a_first_file_makes_all_pages_after_itself() {
    let files = [demo(WHEEL, b"wheel"), demo(SDIST, b"sdist")];
    let plan = Room::new(&[]).plan(&files, IfExists::Refuse).unwrap();
    assert_eq!(
        paths(&plan),
        [
            "ix/simple/my-demo/my_demo-1.0+a-py3-none-any.whl",
            "ix/simple/my-demo/my_demo-1.0+a.tar.gz",
            "ix/simple/my-demo/index.html",
            "ix/simple/my-demo/index.json",
            "ix/simple/index.html",
            "ix/simple/index.json",
        ]
    );
    assert_eq!(Recorder::new(Vec::new()).hold(plan), Ok(true));
}

#[test]
fn pages_name_files_by_address_and_digest() {
    let (files, done) = published(&[demo(WHEEL, b"wheel")]);
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let sha256 = Sha256::of(b"wheel");
    assert_eq!(
        text("simple/my-demo/index.html"),
        format!(
            "<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    <meta \
             name=\"pypi:repository-version\" content=\"1.0\">\n    <title>Links for \
             my-demo</title>\n  </head>\n  <body>\n    <h1>Links for my-demo</h1>\n    <a \
             href=\"my_demo-1.0%2Ba-py3-none-any.whl#sha256={sha256}\" \
             data-requires-python=\"&gt;=3.9,&lt;4\">{WHEEL}</a><br>\n  </body>\n</html>\n"
        )
    );
    let json: Value = serde_json::from_str(&text("simple/my-demo/index.json")).unwrap();
    let file = json!({
        "filename": WHEEL,
        "url": "my_demo-1.0%2Ba-py3-none-any.whl",
        "hashes": {"sha256": sha256.to_string()},
        "requires-python": ">=3.9,<4",
    });
    let expect = json!({"meta": {"api-version": "1.0"}, "name": "my-demo", "files": [file]});
    assert_eq!(json, expect);
    let root: Value = serde_json::from_str(&text("simple/index.json")).unwrap();
    let expect = json!({"meta": {"api-version": "1.0"}, "projects": [{"name": "my-demo"}]});
    assert_eq!(root, expect);
    assert!(text("simple/index.html").contains("<a href=\"my-demo/\">my-demo</a><br>"));
    let status = json!([{"name": WHEEL, "sha256": sha256.to_string(), "status": "uploaded"}]);
    assert_eq!(
        done.outputs,
        [
            ("published".to_owned(), status),
            ("index-url".to_owned(), "file:///here/ix/simple/".into()),
            (
                "install".to_owned(),
                "pip install --index-url file:///here/ix/simple/ my-demo".into()
            ),
        ]
    );
}

#[test]
fn the_same_file_again_changes_nothing() {
    let (files, _) = published(&[demo(WHEEL, b"wheel")]);
    let plan = room(&files).plan(&[demo(WHEEL, b"wheel")], IfExists::Refuse).unwrap();
    assert_eq!(paths(&plan), Vec::<String>::new());
    let done = plan.perform(&Shelf::default(), &Silent).unwrap();
    let why: Vec<&str> = done.spared.iter().map(|(_, why)| why.as_str()).collect();
    assert_eq!(why, ["the folder has this very file already"]);
    assert_eq!(done.outputs[0].1[0]["status"], "skipped", "{done:?}");
}

#[test]
fn another_file_of_the_same_name_is_a_mistake() {
    let (files, _) = published(&[demo(WHEEL, b"wheel")]);
    let room = room(&files);
    let error = room.plan(&[demo(WHEEL, b"other")], IfExists::Refuse).unwrap_err();
    assert_eq!(
        error.findings().iter().map(ToString::to_string).collect::<Vec<_>>(),
        [format!(
            "{WHEEL}: `ix` holds a file of this name with sha256 {}, and this one has {}",
            Sha256::of(b"wheel"),
            Sha256::of(b"other")
        )]
    );
    let plan = room.plan(&[demo(WHEEL, b"other")], IfExists::Skip).unwrap();
    assert_eq!(paths(&plan), Vec::<String>::new());
}

#[test]
fn what_lies_there_stays_on_the_pages() {
    let (mut files, _) = published(&[demo(WHEEL, b"wheel")]);
    files.insert("simple/my-demo/by_hand-1.tar.gz".to_owned(), b"hand".to_vec());
    files.insert("simple/other/other-1.tar.gz".to_owned(), b"other".to_vec());
    let shelf = Shelf::default();
    let plan = room(&files).plan(&[demo(SDIST, b"sdist")], IfExists::Refuse).unwrap();
    plan.perform(&shelf, &Silent).unwrap();
    let placed = shelf.0.into_inner().unwrap();
    let json: Value = serde_json::from_slice(&placed["simple/my-demo/index.json"]).unwrap();
    let rows: Vec<(&str, Option<&str>)> = json["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["filename"].as_str().unwrap(), row["requires-python"].as_str()))
        .collect();
    let python = Some(">=3.9,<4");
    assert_eq!(rows, [("by_hand-1.tar.gz", None), (WHEEL, python), (SDIST, python)]);
    let root: Value = serde_json::from_slice(&placed["simple/index.json"]).unwrap();
    assert_eq!(root["projects"], json!([{"name": "my-demo"}, {"name": "other"}]));
}

#[test]
fn a_page_that_others_wrote_is_not_believed() {
    let room = Room::new(&[("simple/my-demo/index.json", b"{\"files\": [{}, 1, null]}")]);
    assert!(room.plan(&[demo(WHEEL, b"wheel")], IfExists::Refuse).is_ok());
    let room = Room::new(&[("simple/my-demo/index.json", b"\xff")]);
    assert!(room.plan(&[demo(WHEEL, b"wheel")], IfExists::Refuse).is_ok());
}

#[test]
fn what_the_files_require_is_to_be_had_from_pypi() {
    let metadata = "Metadata-Version: 2.1\nName: My.Demo\nVersion: 1.0+a\nRequires-Dist: idna\n";
    let (_, done) = published(&[distribution(WHEEL, b"wheel", metadata)]);
    let install = done.outputs.iter().find(|(name, _)| name == "install").unwrap();
    let expect = "pip install --index-url file:///here/ix/simple/ --extra-index-url \
                  https://pypi.org/simple my-demo";
    assert_eq!(install.1, expect);
}
