use pyrel_archive::{Artifact, SpoolFolder, Spooled};
use pyrel_diag::{Explain, Silent};
use pyrel_effect::http::{Authorization, Method, Sent};
use pyrel_effect::{CredentialSource, Done, Plan, Recorder, Reply};
use serde_json::{Value, json};

use super::*;

const BASE: &str = "https://api.example/repos/o/r/releases";

fn artifact(name: &str, text: &str) -> Artifact {
    let folder = tempfile::tempdir().unwrap();
    let spooled = Spooled::create(&SpoolFolder::new(folder.path())).unwrap();
    spooled.write_at(text.as_bytes(), 0).unwrap();
    Artifact::of_spooled(name, spooled).unwrap()
}

fn assets() -> Vec<Artifact> {
    vec![artifact("demo-1.0.tar.gz", "sdist"), artifact("demo 1.0.zip", "zip")]
}

fn plan() -> Plan {
    let target = Target {
        api: ApiUrl::parse("https://api.example/").unwrap(),
        repository: Repository::parse("o/r").unwrap(),
        tag: Tag::parse("v1.0").unwrap(),
        commit: Some("c0ffee".to_owned()),
        token: CredentialSource::Env("GITHUB_TOKEN".to_owned()),
    };
    let mut plan = Plan::new();
    plan.push(GithubRelease::new(target, "demo 1.0".to_owned(), false, assets()));
    plan
}

/// A release as GitHub shows it.
fn release(tag: &str, draft: bool) -> Value {
    json!({
        "id": 7,
        "tag_name": tag,
        "draft": draft,
        "html_url": format!("https://site.example/{tag}"),
        "upload_url": "https://uploads.example/7/assets{?name,label}",
    })
}

/// An asset as GitHub shows it, by the name it gives it.
fn shown(name: &str, content: &str, state: &str) -> Value {
    let there = artifact(name, content);
    let digest = format!("sha256:{}", there.sha256());
    json!({"id": 70, "name": name, "state": state, "size": there.len(), "digest": digest})
}

fn both() -> [Value; 2] {
    [shown("demo-1.0.tar.gz", "sdist", "uploaded"), shown("demo.1.0.zip", "zip", "uploaded")]
}

/// The answers of a repository that holds these releases, whose release holds these assets.
fn repository(releases: &[Value], present: &[Value]) -> Vec<Reply> {
    vec![
        Reply::json("releases?per_page", 200, &json!(releases)),
        Reply::json("releases/7/assets?per_page", 200, &json!(present)),
    ]
}

/// The answers to the uploads.
fn uploads() -> [Reply; 2] {
    let [sdist, zip] = both();
    [Reply::json("name=demo-1.0", 201, &sdist), Reply::json("name=demo%201.0", 201, &zip)]
}

fn new_repository() -> Vec<Reply> {
    let mut replies = repository(&[release("v0.9", false)], &[]);
    replies.push(Reply::json("/releases/7", 200, &release("v1.0", false)));
    replies.push(Reply::json("/releases", 201, &release("v1.0", true)));
    replies.extend(uploads());
    replies
}

fn done(replies: Vec<Reply>) -> (Done, Vec<String>) {
    let world = Recorder::new(replies);
    let done = plan().perform(&world, &Silent).unwrap();
    (done, lines(&world))
}

/// What was asked, without what was merely looked at.
fn lines(world: &Recorder) -> Vec<String> {
    let requests = world.requests().into_iter().filter(|(touch, ..)| touch.is_some());
    requests.map(|(_, request, _)| format!("{:?} {}", request.method, request.url)).collect()
}

/// How it ends when this is the answer to the first request under a touch for that address.
#[track_caller]
fn fails(replies: Vec<Reply>, message: &str, hint: Option<&str>) {
    let stopped = plan().perform(&Recorder::new(replies), &Silent).unwrap_err();
    assert_eq!(stopped.error.to_string(), message);
    assert_eq!(stopped.error.hint().as_deref(), hint);
}

#[test]
fn a_release_is_drafted_filled_and_published() {
    let world = Recorder::new(new_repository());
    assert_eq!(world.hold(plan()), Ok(true));
    assert_eq!(
        lines(&world),
        [
            format!("Post {BASE}"),
            "Post https://uploads.example/7/assets?name=demo-1.0.tar.gz".to_owned(),
            "Post https://uploads.example/7/assets?name=demo%201.0.zip".to_owned(),
            format!("Patch {BASE}/7"),
        ]
    );
    let requests = world.requests();
    let body = |method| {
        let (.., body) = requests.iter().find(|(_, it, _)| it.method == method).unwrap();
        serde_json::from_slice::<Value>(body).unwrap()
    };
    let draft = body(Method::Post);
    assert_eq!((&draft["tag_name"], &draft["draft"]), (&json!("v1.0"), &json!(true)));
    assert_eq!(draft["target_commitish"], "c0ffee");
    assert_eq!((&draft["name"], &draft["prerelease"]), (&json!("demo 1.0"), &json!(false)));
    let sdist = assets().remove(0).sha256().to_string();
    assert!(draft["body"].as_str().unwrap().contains(&format!("{sdist}  demo-1.0.tar.gz\n")));
    assert_eq!(body(Method::Patch), json!({"draft": false}));
    for (_, request, _) in &requests {
        let Some(Authorization::Bearer(token)) = &request.authorization else {
            panic!("{request:?} is nobody's")
        };
        assert_eq!(token.expose(), "secret of the environment variable `GITHUB_TOKEN`");
    }
}

#[test]
fn a_release_that_cannot_be_published_tells_of_its_draft_and_assets() {
    let mut replies = new_repository();
    let refused = Reply::json("/releases/7", 422, &json!({"message": "Validation Failed"}));
    replies.retain(|reply| reply.url != "/releases/7");
    // After the look at the assets, which comes first.
    replies.insert(2, refused);
    let stopped = plan().perform(&Recorder::new(replies), &Silent).unwrap_err();
    assert_eq!(
        stopped.error.to_string(),
        "GitHub will not publish the release: 422 Validation Failed"
    );
    let foretold = plan().touches();
    assert_eq!(stopped.done.felt, foretold[..3]);
}

#[test]
fn the_page_of_the_release_is_an_output() {
    let (done, _) = done(new_repository());
    assert_eq!(done.outputs, [("release-url".to_owned(), "https://site.example/v1.0".into())]);
    assert_eq!(done.spared, []);
}

#[test]
fn a_draft_with_some_assets_is_completed() {
    let mut replies = repository(&[release("v1.0", true)], &both()[..1]);
    replies.extend(uploads());
    let (done, lines) = done(replies);
    assert_eq!(
        lines,
        [
            "Post https://uploads.example/7/assets?name=demo%201.0.zip".to_owned(),
            format!("Patch {BASE}/7"),
        ]
    );
    let reasons: Vec<&str> = done.spared.iter().map(|(_, why)| why.as_str()).collect();
    assert_eq!(reasons, ["the draft is there", "it is there, with the same digest"]);
}

#[test]
fn a_finished_release_is_left_alone() {
    let (done, lines) = done(repository(&[release("v1.0", false)], &both()));
    assert_eq!(lines, [""; 0]);
    assert_eq!(done.felt, []);
    assert_eq!(done.spared.len(), 4);
    assert_eq!(done.outputs[0].1, "https://site.example/v1.0");
}

#[test]
fn a_broken_or_older_asset_of_a_draft_is_replaced() {
    for broken in
        [shown("demo-1.0.tar.gz", "", "starter"), shown("demo-1.0.tar.gz", "older", "uploaded")]
    {
        let mut replies = repository(&[release("v1.0", true)], &[broken, both()[1].clone()]);
        replies.extend(uploads());
        let (_, lines) = done(replies);
        assert_eq!(
            lines,
            [
                format!("Delete {BASE}/assets/70"),
                "Post https://uploads.example/7/assets?name=demo-1.0.tar.gz".to_owned(),
                format!("Patch {BASE}/7"),
            ]
        );
    }
}

#[test]
fn a_published_asset_is_never_replaced() {
    let other = shown("demo-1.0.tar.gz", "other", "uploaded");
    fails(
        repository(&[release("v1.0", false)], &[other]),
        "the published release has another demo-1.0.tar.gz",
        Some("release another version: published files do not change"),
    );
}

#[test]
fn an_asset_from_before_digests_is_known_by_its_size() {
    let mut old = both();
    for asset in &mut old {
        asset["digest"] = Value::Null;
    }
    let (done, lines) = done(repository(&[release("v1.0", false)], &old));
    assert_eq!(lines, [""; 0]);
    assert_eq!(done.spared[1].1, "it is there, with the same size");
}

#[test]
fn what_arrived_with_another_digest_is_not_published() {
    let mut replies = new_repository();
    let damaged = shown("demo-1.0.tar.gz", "damaged", "uploaded");
    replies.insert(0, Reply::json("uploads.example", 201, &damaged));
    fails(replies, "demo-1.0.tar.gz arrived with another digest", None);
}

/// A repository whose answer to the first upload says nothing of the file.
fn mumbling(listed: &[Value]) -> Vec<Reply> {
    let mut replies = repository(&[release("v1.0", true)], &[]);
    replies.push(Reply::json("uploads.example", 201, &json!("thanks")));
    replies.push(Reply::json("releases/7/assets?per_page", 200, &json!(listed)));
    replies.extend(uploads());
    replies
}

#[test]
fn an_upload_that_is_not_described_is_looked_up() {
    assert_eq!(done(mumbling(&both()[..1])).0.felt.len(), 3);
    fails(
        mumbling(&[]),
        "GitHub took demo-1.0.tar.gz and does not list it",
        Some("run the release again: what is done is left alone"),
    );
}

#[test]
fn another_file_without_a_number_is_no_proof() {
    let mut other = shown("demo-1.0.tar.gz", "other", "uploaded");
    other["id"] = Value::Null;
    fails(
        repository(&[release("v1.0", true)], &[other]),
        "the draft has another demo-1.0.tar.gz, without a number",
        None,
    );
}

#[test]
fn a_draft_is_found_on_a_later_page() {
    let full: Vec<Value> = (0..100).map(|at| release(&format!("v0.{at}"), false)).collect();
    let mut replies = vec![Reply::json("per_page=100&page=1", 200, &json!(full))];
    replies.extend(repository(&[release("v1.0", true)], &both()));
    assert_eq!(done(replies).1, [format!("Patch {BASE}/7")]);
}

#[test]
fn refusals_come_in_the_words_of_github_with_advice() {
    let refused = |status: u16, message: &str| {
        let mut replies = repository(&[], &[]);
        replies.push(Reply::json("/releases", status, &json!({"message": message})));
        replies
    };
    fails(
        refused(403, "Resource not accessible by integration"),
        "GitHub will not create the draft: 403 Resource not accessible by integration",
        Some("the token needs the permission `contents: write` for this repository"),
    );
    fails(
        refused(422, "Validation Failed"),
        "GitHub will not create the draft: 422 Validation Failed",
        None,
    );
    let mut immutable = repository(&[release("v1.0", false)], &[]);
    let message = "Cannot upload assets to an immutable release.";
    immutable.push(Reply::json("uploads.example", 422, &json!({"message": message})));
    fails(
        immutable,
        "GitHub will not upload demo-1.0.tar.gz: 422 Cannot upload assets to an immutable release.",
        Some("the release is published and immutable: release another version"),
    );
    fails(
        vec![Reply::json("/releases", 401, &json!({"message": "Bad credentials"}))],
        "GitHub will not look at the releases: 401 Bad credentials",
        Some("the token is wrong or has expired"),
    );
}

#[test]
fn the_token_does_not_follow_in_plain_text() {
    let mut drafted = release("v1.0", true);
    drafted["upload_url"] = json!("http://uploads.example/7/assets{?name,label}");
    fails(
        repository(&[drafted], &[]),
        "the token is not sent to `http://uploads.example/7/assets`, as GitHub wants",
        None,
    );
}

#[test]
fn a_lost_answer_is_told_as_such() {
    let mut replies = repository(&[release("v1.0", true)], &[]);
    let lost = Sent::Unknown("the connection broke".to_owned());
    replies.push(Reply { url: "uploads.example".to_owned(), sent: lost });
    fails(
        replies,
        "cannot tell whether GitHub did upload demo-1.0.tar.gz: the connection broke",
        Some("run the release again: what is done is left alone"),
    );
}

/// Whatever the server says, nothing is done that was not foretold.
#[test]
fn no_answer_makes_it_do_more_than_it_foretold() {
    let answers = [
        Sent::NotSent("no route".to_owned()),
        Sent::Unknown("broken".to_owned()),
        Reply::json("", 403, &json!({"message": "no"})).sent,
        Reply::json("", 422, &json!({"message": "Cannot upload to an immutable release."})).sent,
        Reply::json("", 200, &json!("not a release")).sent,
        Reply::json("", 500, &Value::Null).sent,
    ];
    let places =
        ["releases?per_page", "/assets?per_page", "uploads.example", "/releases/7", "/releases"];
    for answer in answers {
        for place in places {
            let strange = Reply { url: place.to_owned(), sent: answer.clone() };
            let replies: Vec<Reply> = std::iter::once(strange).chain(new_repository()).collect();
            assert!(Recorder::new(replies).hold(plan()).is_ok(), "{place} {answer:?}");
        }
    }
}
