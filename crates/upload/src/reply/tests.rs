use proptest::prelude::*;

use super::*;

fn url(text: &str) -> UploadUrl {
    UploadUrl::parse(text).unwrap().0
}

fn response(status: u16, reason: &str, body: &str) -> Response {
    let body = body.as_bytes().to_vec();
    Response { status, reason: reason.to_owned(), headers: Vec::new(), body }
}

fn read(status: u16, reason: &str, body: &str) -> Reply {
    Reply::read(&response(status, reason, body), &url("https://mine.example/legacy/"))
}

#[track_caller]
fn exists(status: u16, reason: &str, body: &str, expect: &str) {
    assert_eq!(read(status, reason, body), Reply::Exists(expect.to_owned()));
}

#[track_caller]
fn refused(reply: &Reply, message: &str, hint: Option<&str>) {
    let hint = hint.map(str::to_owned);
    assert_eq!(*reply, Reply::Refused(Refusal { message: message.to_owned(), hint }));
}

/// A page of pypiserver, shortened.
const PAGE: &str = "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head><title>Error: \
    409 Conflict</title><style type=\"text/css\">html {background-color: #eee;}</style></head><body>\
    <h1>Error: 409 Conflict</h1><p>Sorry, the requested URL <tt>&#039;http://127.0.0.1/&#039;</tt> \
    caused an error:</p><pre>Package &#039;demo-1.0.tar.gz&#039; already exists!\n\nYou may want to \
    use &lt;force&gt;.</pre></body></html>";

#[test]
fn success_is_a_2xx_that_is_no_page() {
    assert_eq!(read(200, "OK", ""), Reply::Published);
    assert_eq!(read(201, "Created", "ok"), Reply::Published);
    let devpi = r#"{"code": "200 Upload of identical file to non volatile index."}"#;
    assert_eq!(read(200, "OK", devpi), Reply::Published);
    let message = "the index answered with a web page, as if nothing had been sent to it";
    for page in ["\n<!doctype HTML><html>", "<html lang='en'>", PAGE] {
        refused(&read(200, "OK", page), message, Some(advice::ADDRESS));
    }
}

#[test]
fn each_index_says_in_its_way_that_a_file_exists() {
    let pypi = r#"{"message": "The server could not comply", "title": "Bad Request",
        "code": "400 File already exists ('demo-1.0.tar.gz', with blake2_256 hash 'ab')."}"#;
    let said = "File already exists ('demo-1.0.tar.gz', with blake2_256 hash 'ab').";
    exists(400, "Bad Request", pypi, said);
    exists(400, said, "<html>400</html>", said);
    let devpi = r#"{"code": "409 demo-1.0.tar.gz already exists in non-volatile index"}"#;
    exists(409, "Conflict", devpi, "demo-1.0.tar.gz already exists in non-volatile index");
    exists(
        409,
        "Conflict",
        PAGE,
        "Error: 409 Conflict Sorry, the requested URL 'http://127.0.0.1/' \
        caused an error: Package 'demo-1.0.tar.gz' already exists! You may want to use <force>.",
    );
    let artifactory = r#"{"errors": [{"status": 403, "message":
        "Not enough permissions to delete/overwrite artifact 'demo'"}]}"#;
    exists(403, "", artifactory, "Not enough permissions to delete/overwrite artifact 'demo'");
    let nexus = "Repository does not allow updating assets: pypi-hosted";
    exists(400, nexus, "", nexus);
    let gitlab = r#"{"message": "Validation failed: File name has already been taken"}"#;
    exists(400, "Bad Request", gitlab, "Validation failed: File name has already been taken");
    exists(
        409,
        "The feed 'f' already contains file 'demo'",
        "",
        "The feed 'f' already contains file 'demo'",
    );
    exists(400, "", "Requested entity already exists", "Requested entity already exists");
    exists(409, "Conflict", "", "a file of this name exists");
}

#[test]
fn a_name_of_a_deleted_file_or_another_project_does_not_exist() {
    let deleted = r#"{"code": "400 This filename was previously used by a file that has since been deleted. Use a different version."}"#;
    refused(
        &read(400, "", deleted),
        "the index answered 400: This filename was previously used by a file that has since been \
         deleted. Use a different version.",
        Some("raise the version: the name of a deleted file is never free again"),
    );
    let conflict = response(409, "Conflict", "");
    refused(
        &Reply::read(&conflict, &url("https://upload.pypi.org/legacy/")),
        "the index answered 409 without a reason",
        None,
    );
}

#[test]
fn a_redirect_is_not_followed_but_named() {
    let to = |location: &str, from: &str| {
        let mut response = response(308, "Permanent Redirect", "");
        response.headers.push(("location".to_owned(), location.to_owned()));
        Reply::read(&response, &url(from))
    };
    refused(
        &to("/legacy/", "https://mine.example/legacy"),
        "the address https://mine.example/legacy lacks its final slash",
        Some("publish to https://mine.example/legacy/"),
    );
    refused(
        &to("https://u:p@other.example/legacy/", "https://mine.example/legacy"),
        "the index wants its files at https://other.example/legacy/",
        Some("if that is right, name that address as the repository"),
    );
    refused(
        &read(301, "Moved Permanently", ""),
        "the index answered 301 without a reason",
        Some(advice::ADDRESS),
    );
}

#[test]
fn refusals_come_with_advice() {
    let token = response(
        403,
        "Forbidden",
        r#"{"code": "403 Invalid or non-existent authentication information."}"#,
    );
    refused(
        &Reply::read(&token, &url("https://test.pypi.org/legacy/")),
        "the index answered 403: Invalid or non-existent authentication information.",
        Some(
            "check that the credentials belong to this index and were not withdrawn: a token of \
              PyPI is not known to TestPyPI",
        ),
    );
    refused(
        &read(401, "Unauthorized", ""),
        "the index answered 401 without a reason",
        Some("check that the credentials belong to this index and were not withdrawn"),
    );
    refused(
        &read(405, "Method Not Allowed", ""),
        "the index answered 405 without a reason",
        Some(advice::ADDRESS),
    );
    refused(
        &read(
            413,
            "Request Entity Too Large",
            "<html><head><title>413</title></head><body>too large</body></html>",
        ),
        "the index answered 413: too large",
        Some("the file is larger than the index or a proxy before it allows"),
    );
    refused(
        &read(503, "Service Unavailable", ""),
        "the index answered 503 without a reason",
        Some(
            "the index has trouble, and the file may be there nevertheless: run again with \
              `--skip-existing` later",
        ),
    );
    let mut late = response(429, "", "");
    late.headers.push(("retry-after".to_owned(), "30".to_owned()));
    refused(
        &Reply::read(&late, &url("https://mine.example/")),
        "the index answered 429 without a reason",
        Some("wait 30 seconds, then run again with `--skip-existing`"),
    );
}

#[test]
fn what_a_server_says_is_one_printable_line_of_bounded_length() {
    assert_eq!(tidied("a\u{1b}[31m\r\n b\tc\u{9b}"), "a [31m b c");
    assert_eq!(tidied(&"x".repeat(700)).chars().count(), 601);
    let page = format!("<html>{}", "<".repeat(200_000));
    assert!(words(&response(500, "", &page)).is_none());
    let said = words(&response(500, "", "<p>&lt;b&gt; &bogus; &#x41;&#1114112;&amp</p>"));
    assert_eq!(said.as_deref(), Some("<b> &bogus; A&#1114112;&amp"));
}

proptest! {
    #[test]
    fn no_answer_is_too_much(
        status in 100_u16..600,
        reason in ".{0,20}",
        body in "(<|>|</|script|head|&#?|x?[0-9a-f]{1,9};|\"code\"|[{}:\\[\\]]|.){0,60}",
        location in "\\PC{0,20}",
    ) {
        let mut answer = response(status, &reason, &body);
        answer.headers.push(("location".to_owned(), location));
        let reply = Reply::read(&answer, &url("https://mine.example/legacy/"));
        let said = match reply {
            Reply::Exists(words) => words,
            Reply::Published => String::new(),
            Reply::Refused(refusal) => refusal.message,
        };
        prop_assert!(!said.contains(char::is_control));
    }
}
