use std::sync::Mutex;

use pyrel_archive::{Artifact, Sha256};
use pyrel_diag::{Explain, Silent};
use pyrel_effect::{Plan, Recorder, Reply as Scripted};

use super::*;
use crate::UploadUrl;

const URL: &str = "https://mine.example/legacy/";

fn parcel(file: &str) -> Parcel {
    let mut form = Multipart::new();
    form.text(":action", "file_upload");
    form.text("name", file);
    Parcel {
        file: file.to_owned(),
        project: "demo".to_owned(),
        version: "1.0".to_owned(),
        sha256: Sha256::of(file.as_bytes()),
        len: 3,
        form,
    }
}

fn index(text: &str) -> Index {
    let (url, _) = UploadUrl::parse(text).unwrap();
    let check_url = Some("https://mine.example/simple".to_owned());
    Index { name: None, url, check_url, userinfo: None, section: None }
}

fn publish(source: CredentialSource) -> Publish {
    let trusted = matches!(source, CredentialSource::TrustedPublishing { .. });
    let identity_url = trusted.then(|| "https://run.example/token?api=1".to_owned());
    Publish {
        index: index(URL),
        credential: Credential { user: "bob".to_owned(), source, identity_url },
        if_exists: IfExists::Refuse,
        parcels: vec![parcel("demo-1.0-py3-none-any.whl"), parcel("demo-1.0.tar.gz")],
    }
}

fn with_password() -> Publish {
    publish(CredentialSource::Env("TWINE_PASSWORD".to_owned()))
}

fn trusted() -> Publish {
    publish(CredentialSource::TrustedPublishing { index: URL.to_owned() })
}

fn plan(step: Publish) -> Plan {
    let mut plan = Plan::new();
    plan.push(step);
    plan
}

/// What Trusted Publishing takes, when all goes well.
fn granted() -> Vec<Scripted> {
    vec![
        Scripted::json("/_/oidc/audience", 200, &json!({"audience": "pypi"})),
        Scripted::json("run.example", 200, &json!({"value": "h.e30.s"})),
        Scripted::json(
            "/_/oidc/mint-token",
            200,
            &json!({"success": true, "token": "pypi-minted"}),
        ),
    ]
}

fn answer(status: u16, body: &str) -> Scripted {
    let body = body.as_bytes().to_vec();
    let response = Response { status, reason: String::new(), headers: Vec::new(), body };
    Scripted { url: "/legacy/".to_owned(), sent: Sent::Answered(response) }
}

fn sent(sent: Sent) -> Scripted {
    Scripted { url: "/legacy/".to_owned(), sent }
}

fn addresses(world: &Recorder) -> Vec<String> {
    let line = |(_, request, _): (Option<Touch>, Request, Vec<u8>)| {
        let method = if request.method == Method::Get { "GET" } else { "POST" };
        format!("{method} {}", request.url)
    };
    world.requests().into_iter().map(line).collect()
}

#[test]
fn what_is_foretold_is_felt_with_ordinary_replies() {
    assert_eq!(Recorder::new(Vec::new()).hold(plan(with_password())), Ok(true));
    assert_eq!(Recorder::new(granted()).hold(plan(trusted())), Ok(true));
    let anonymous = publish(CredentialSource::Anonymous);
    assert_eq!(Recorder::new(Vec::new()).hold(plan(anonymous)), Ok(true));
}

#[test]
fn nothing_else_is_felt_whatever_the_index_replies() {
    let replies = [
        answer(400, r#"{"code": "400 File already exists ('x')."}"#),
        answer(403, ""),
        answer(503, "<html>"),
        answer(200, "<!doctype html>"),
        answer(308, ""),
        sent(Sent::NotSent("refused".to_owned())),
        sent(Sent::Unknown("reset".to_owned())),
    ];
    for reply in replies {
        for (step, mut script) in [(with_password(), Vec::new()), (trusted(), granted())] {
            script.push(reply.clone());
            assert!(Recorder::new(script).hold(plan(step)).is_ok(), "{reply:?}");
        }
    }
    for (at, status) in [(0, 404), (1, 403), (2, 422), (2, 500)] {
        let mut script = granted();
        script[at] = Scripted::json(&script[at].url, status, &json!({}));
        assert_eq!(Recorder::new(script).hold(plan(trusted())), Ok(false), "{at} {status}");
    }
}

#[test]
fn a_token_is_minted_masked_used_and_burnt() {
    let world = Recorder::new(granted());
    let done = plan(trusted()).perform(&world, &Silent).unwrap();
    assert_eq!(
        addresses(&world),
        [
            "GET https://mine.example/_/oidc/audience",
            "GET https://run.example/token?api=1&audience=pypi",
            "POST https://mine.example/_/oidc/mint-token",
            "POST https://mine.example/legacy/",
            "POST https://mine.example/legacy/",
            "POST https://mine.example/_/oidc/burn-token",
        ]
    );
    let bodies: Vec<Vec<u8>> = world.requests().into_iter().map(|(.., body)| body).collect();
    assert_eq!(bodies[2], br#"{"token":"h.e30.s"}"#);
    assert_eq!(bodies[5], br#"{"token":"pypi-minted"}"#);
    assert_eq!(world.masked(), 2);
    assert_eq!(done.felt.len(), 3);
}

#[test]
fn a_token_is_burnt_after_a_failure_too() {
    let mut script = granted();
    script.push(answer(403, ""));
    let world = Recorder::new(script);
    plan(trusted()).perform(&world, &Silent).unwrap_err();
    let last = addresses(&world).pop().unwrap();
    assert_eq!(last, "POST https://mine.example/_/oidc/burn-token");
}

#[test]
fn the_outputs_tell_what_became_of_each_file() {
    let mut step = with_password();
    step.if_exists = IfExists::Skip;
    step.index = index("https://upload.pypi.org/legacy/");
    let world = Recorder::new(vec![answer(400, r#"{"code": "400 File already exists (x)"}"#)]);
    let done = plan(step).perform(&world, &Silent).unwrap();
    let [wheel, sdist] = ["demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz"]
        .map(|name| (name, Sha256::of(name.as_bytes()).to_string()));
    let files = json!([
        {"name": wheel.0, "sha256": wheel.1, "status": "skipped"},
        {"name": sdist.0, "sha256": sdist.1, "status": "uploaded"},
    ]);
    assert_eq!(
        done.outputs,
        [
            ("published".to_owned(), files),
            ("index-url".to_owned(), "https://upload.pypi.org/legacy/".into()),
            ("project-url".to_owned(), "https://pypi.org/project/demo/1.0/".into()),
        ]
    );
    let why = "the index has a file of this name already, and the local file differs from it";
    assert_eq!(done.spared[0].1, why);
    assert_eq!(done.felt.len(), 1);
}

#[track_caller]
fn fails(script: Vec<Scripted>, message: &str, hint: Option<&str>) {
    let world = Recorder::new(script);
    let error = plan(with_password()).perform(&world, &Silent).unwrap_err().error;
    assert_eq!((error.to_string().as_str(), error.hint().as_deref()), (message, hint));
}

#[test]
fn a_refusal_says_which_file_and_what_arrived_before() {
    fails(
        vec![answer(200, ""), answer(409, "")],
        "`demo-1.0.tar.gz` was not published on https://mine.example/legacy/: the index has a file \
         of this name already: a file of this name exists",
        Some(
            "a published file cannot be replaced: raise the version, or leave what is there alone \
              with `--skip-existing`; `demo-1.0-py3-none-any.whl` arrived before",
        ),
    );
    fails(
        vec![answer(400, "no")],
        "`demo-1.0-py3-none-any.whl` was not published on https://mine.example/legacy/: the index \
         answered 400: no",
        None,
    );
}

#[test]
fn what_arrived_before_a_refusal_is_told_as_done() {
    let world = Recorder::new(vec![answer(200, ""), answer(400, "no")]);
    let stopped = plan(with_password()).perform(&world, &Silent).unwrap_err();
    let wheel = "demo-1.0-py3-none-any.whl";
    assert_eq!(stopped.done.felt, [parcel(wheel).touch(&index(URL))]);
    let sha256 = Sha256::of(wheel.as_bytes()).to_string();
    let files = json!([{"name": wheel, "sha256": sha256, "status": "uploaded"}]);
    assert_eq!(stopped.done.outputs, [("published".to_owned(), files)]);
}

#[test]
fn what_never_left_is_sent_three_times() {
    let not_sent = || sent(Sent::NotSent("connection refused".to_owned()));
    let world = Recorder::new(vec![not_sent(), not_sent()]);
    plan(with_password()).perform(&world, &Silent).unwrap();
    assert_eq!(world.requests().len(), 4);
    fails(
        vec![not_sent(), not_sent(), not_sent()],
        "`demo-1.0-py3-none-any.whl` was not published on https://mine.example/legacy/: it was not \
         sent: connection refused",
        None,
    );
}

#[test]
fn after_a_lost_answer_the_listing_is_asked() {
    let lost = || sent(Sent::Unknown("connection reset".to_owned()));
    fails(
        vec![lost()],
        "`demo-1.0-py3-none-any.whl` may or may not have arrived at https://mine.example/legacy/: \
         connection reset",
        Some("run again with `--skip-existing`: a file that arrived is left alone"),
    );
    let file = "demo-1.0-py3-none-any.whl";
    let listed = |digest: &str| {
        let files = json!({"files": [{"filename": file, "hashes": {"sha256": digest}}]});
        Scripted::json("/simple/demo/", 200, &files)
    };
    let digest = Sha256::of(file.as_bytes()).to_string();
    let world = Recorder::new(vec![lost(), listed(&digest)]);
    assert!(plan(with_password()).perform(&world, &Silent).is_ok());
    let world = Recorder::new(vec![lost(), listed("00")]);
    assert!(plan(with_password()).perform(&world, &Silent).is_err());
}

#[test]
fn the_very_same_file_is_no_mistake() {
    let file = "demo-1.0-py3-none-any.whl";
    let digest = Sha256::of(file.as_bytes()).to_string();
    let files = json!({"files": [{"filename": file, "hashes": {"sha256": digest}}]});
    let script = vec![answer(409, ""), Scripted::json("/simple/demo/", 200, &files)];
    let done = plan(with_password()).perform(&Recorder::new(script), &Silent).unwrap();
    assert_eq!(done.spared[0].1, "the index has this very file already");
}

#[test]
fn what_is_passed_over_is_said_to_differ_where_that_is_known() {
    let skipped = |listed: Vec<Scripted>| {
        let script = std::iter::once(answer(409, "")).chain(listed).collect();
        let step = Publish { if_exists: IfExists::Skip, ..with_password() };
        let done = plan(step).perform(&Recorder::new(script), &Silent).unwrap();
        done.spared[0].1.clone()
    };
    let there = "the index has a file of this name already";
    assert_eq!(skipped(Vec::new()), there);
    let file = json!({"filename": "demo-1.0-py3-none-any.whl", "hashes": {"sha256": "00"}});
    let other = Scripted::json("/simple/demo/", 200, &json!({"files": [file]}));
    assert_eq!(skipped(vec![other]), format!("{there}, and the local file differs from it"));
}

/// A world whose index repeats what it was sent.
#[derive(Debug)]
struct Echo(Mutex<Vec<String>>);

impl World for Echo {
    fn place(&self, _: &Touch, _: &std::path::Path, _: &Artifact) -> Result<(), Error> {
        Ok(())
    }
    fn remove(&self, _: &Touch, _: &std::path::Path) -> Result<(), Error> {
        Ok(())
    }
    fn unpack(
        &self,
        _: &Touch,
        _: &pyrel_effect::Unpack,
        _: &dyn pyrel_diag::Progress,
    ) -> Result<(), Error> {
        Ok(())
    }
    fn run(&self, _: &Touch, _: &pyrel_effect::Program, _: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(Vec::new())
    }
    fn send(&self, _: &Touch, request: &Request) -> Sent {
        let Some(Authorization::Basic { user, password }) = &request.authorization else {
            return Sent::NotSent(String::new());
        };
        self.0.lock().unwrap().push(format!("{user}:{}", password.expose()));
        let body = format!("you are {}", password.expose()).into_bytes();
        Sent::Answered(Response { status: 400, reason: String::new(), headers: Vec::new(), body })
    }
    fn look(&self, _: &Request) -> Sent {
        Sent::NotSent(String::new())
    }
    fn secret(&self, _: &CredentialSource) -> Result<Secret, Error> {
        Ok(Secret::new("pypi-hidden"))
    }
    fn mask(&self, _: &Secret) {}
}

#[test]
fn nothing_shows_the_secret_that_is_sent() {
    let world = Echo(Mutex::new(Vec::new()));
    let plan = plan(with_password());
    let shown = format!("{plan:?} {:?}", plan.touches());
    let stopped = plan.perform(&world, &Silent).unwrap_err();
    assert_eq!(*world.0.lock().unwrap(), ["bob:pypi-hidden"]);
    let shown = format!("{shown} {stopped:?} {} {:?}", stopped.error, stopped.error.hint());
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(shown.contains("you are ***"), "{shown}");
}
