//! What is made of each answer of an index.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::{SDIST, WHEEL, built, taking};
use crate::harness::case::Case;
use crate::harness::run::Run;
use crate::harness::scripted::{Reply, Scripted};
use serde_json::json;

/// What is said when the index answers every file in this way.
fn upload(reply: Reply, more: &str) -> Run {
    let server = Scripted::http(move |_| reply.clone());
    upload_to(&server, more)
}

fn upload_to(server: &Scripted, more: &str) -> Run {
    let case = built(Case::new().env("PYREL_TOKEN", "pypi-x"));
    case.run(&format!("upload --repository-url {}/legacy/ {more}", server.url()))
}

#[track_caller]
fn refused(reply: Reply, reason: &str, hint: &str) {
    let run = upload(reply, "");
    run.failure(3).stderr_contains(&format!("`{WHEEL}` was not published on"));
    run.stderr_contains(reason).stderr_contains(hint);
}

fn bad(code: &str) -> Reply {
    Reply::json(
        400,
        &json!({"message": "long", "code": format!("400 {code}"), "title": "Bad Request"}),
    )
}

#[test]
fn the_reason_of_pypi_is_shown_with_what_to_do() {
    let digest = "The digest supplied does not match a digest calculated from the uploaded file.";
    refused(bad(digest), digest, "hint: run again: the file was damaged on its way");
    let size = "File too large. Limit for project 'weather-desk-mcp' is 100 MB.";
    refused(bad(size), size, "hint: make the file smaller");
    let size = Reply::text(413, "<html><body><h1>413 Request Entity Too Large</h1></body></html>");
    refused(size, "413", "hint: the file is larger than the index");
    let known = "This filename was previously used by a file that has since been deleted.";
    refused(bad(known), known, "hint: raise the version");
}

#[test]
fn a_file_that_exists_is_a_mistake_unless_it_may_be() {
    let exists = || bad("File already exists ('x', with blake2_256 hash 'ab').");
    refused(exists(), "the index has a file of this name already", "--skip-existing");
    upload(exists(), "--skip-existing").success().stdout_contains("no need to publish");
}

#[test]
fn a_web_page_is_no_success() {
    let page = Reply::text(200, "<!DOCTYPE html><html><body>Welcome</body></html>");
    refused(page.header("content-type", "text/html"), "web page", "hint: check the upload address");
    let page =
        Reply::text(404, "<html><head><title>x</title></head><body>Nothing <b>here</b></body>");
    let run = upload(page, "");
    run.failure(3).stderr_contains("the index answered 404").never_says("<b>");
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let elsewhere = taking();
    let target = format!("{}/legacy/", elsewhere.url());
    let reply = Reply::empty(307).header("location", &target);
    refused(reply, &format!("the index wants its files at {target}"), "hint: if that is right");
    assert_eq!(elsewhere.lines(), [""; 0]);
    let slash = Scripted::http(|_| Reply::empty(308).header("location", "/legacy/"));
    let case = built(Case::new());
    let run = case.run(&format!("upload --repository-url {}/legacy", slash.url()));
    run.failure(3).stderr_contains("lacks its final slash");
    assert_eq!(slash.lines(), ["POST /legacy"]);
}

#[test]
fn trouble_of_the_index_is_not_hammered() {
    for (reply, hint) in [
        (Reply::empty(503), "hint: the index has trouble"),
        (Reply::empty(500), "hint: the index has trouble"),
        (Reply::empty(429).header("retry-after", "30"), "hint: wait 30 seconds"),
    ] {
        let server = Scripted::http(move |_| reply.clone());
        upload_to(&server, "").failure(3).stderr_contains(hint);
        assert_eq!(server.lines(), ["POST /legacy/"]);
    }
}

#[test]
fn an_answer_that_is_lost_may_have_been_a_success() {
    let server = Scripted::http(|_| Reply::HangUp);
    let run = upload_to(&server, "");
    run.failure(3)
        .stderr_contains("may or may not have arrived")
        .stderr_contains("--skip-existing");
    assert_eq!(server.lines(), ["POST /legacy/"]);
}

#[test]
fn a_lost_answer_is_found_in_the_listing() {
    use sha2::Digest as _;
    let case = built(Case::new());
    let file = |name: &str| {
        let digest = sha2::Sha256::digest(std::fs::read(case.path("dist").join(name)).unwrap());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({"filename": name, "hashes": {"sha256": digest}})
    };
    let listing = json!({"files": [file(WHEEL), file(SDIST)]});
    let server = Scripted::http(move |heard| match heard.line().as_str() {
        "GET /simple/weather-desk-mcp/" => Reply::json(200, &listing),
        _ => Reply::HangUp,
    });
    let url = server.url();
    let case = case.env("UV_PUBLISH_CHECK_URL", &format!("{url}/simple/"));
    case.run(&format!("upload --repository-url {url}/legacy/")).success();
}

#[test]
fn what_arrived_before_a_failure_is_told() {
    let server = Scripted::http(|heard| {
        let is_sdist = heard.body.windows(5).any(|window| window == b"sdist");
        Reply::empty(if is_sdist { 503 } else { 200 })
    });
    let run = upload_to(&server, "--json");
    let report = run.failure(3).json();
    assert_eq!(report["ok"], false);
    assert_eq!(report["error"]["kind"], "remote");
    assert!(
        report["error"]["hint"].as_str().unwrap().contains(&format!("`{WHEEL}` arrived before"))
    );
}

#[test]
fn nobody_there_is_said_so() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    drop(socket);
    let case = built(Case::new().env("PYREL_TOKEN", "pypi-x"));
    let run = case.run(&format!("upload --repository-url http://{address}/"));
    run.failure(3).stderr_contains("it was not sent").stderr_contains("refused");
}

/// A server that has its say as soon as it has seen the head of each request.
fn hasty(say: impl Fn(TcpStream) -> io::Result<()> + Send + 'static) -> String {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    // It ends with the process of the tests.
    thread::spawn(move || {
        for stream in socket.incoming() {
            drop(stream.and_then(&say));
        }
    });
    format!("http://{address}/")
}

/// A project whose sdist does not fit into the buffers of a connection.
fn large() -> Case {
    let case = Case::new().fixture("seed-like").env("PYREL_TOKEN", "pypi-x");
    let mut random = 1_u64;
    let mut noise = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'!' + (random >> 57) as u8 % 90)
    };
    let json: String = (0..12 << 20).map(|_| noise()).filter(|c| !"\"\\".contains(*c)).collect();
    case.write("src/weather_desk/stations.json", &format!("\"{json}\""));
    case.run("build").success();
    case
}

#[test]
fn an_early_refusal_is_heard_and_a_reset_is_told() {
    let case = large();
    let early = hasty(|mut stream| {
        stream.read_exact(&mut [0; 4096])?;
        let body = r#"{"code": "403 Invalid or non-existent authentication information."}"#;
        write!(stream, "HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
        stream.shutdown(std::net::Shutdown::Write)?;
        io::copy(&mut stream, &mut io::sink()).map(drop)
    });
    case.run(&format!("upload --repository-url {early}"))
        .failure(3)
        .stderr_contains("403: Invalid or non-existent authentication information.");
    let reset = hasty(|mut stream| stream.read_exact(&mut [0; 4096]));
    let run = case.run(&format!("upload --repository-url {reset}"));
    run.failure(3).stderr_contains("may or may not have arrived");
}
