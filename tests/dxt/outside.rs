//! Signatures that others have a part in: authorities for time stamps, played by `openssl ts` behind a
//! server of the test, and programs that sign.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::demo;
use super::readers::{python, readers};
use crate::harness::case::{Case, PYREL, REPOSITORY};
use crate::harness::footprint::footprint;
use crate::harness::peers::peers;
use crate::harness::run::Run;
use crate::harness::scripted::{Heard, Reply, Scripted};

const P256: &str = "ec -pkeyopt ec_paramgen_curve:P-256";
const SIGN: &str = "dxt sign b.mcpb -k key.pem -c cert.pem -o signed.mcpb";
const TRUST: &str = "--trust cert.pem --trust-timestamp clock.pem";

/// A packed demo, a key for signing code, and an authority for time stamps.
fn prepared(kind: &str) -> Case {
    let case = demo();
    case.run("dxt pack ext b.mcpb").success();
    let sign = "extendedKeyUsage=codeSigning";
    certify(&case, &format!("{kind} -subj /CN=Tester -addext {sign}"), "key.pem", "cert.pem");
    let stamp = "extendedKeyUsage=critical,timeStamping";
    certify(&case, &format!("{P256} -subj /CN=Clock -addext {stamp}"), "clock.key", "clock.pem");
    case.write(
        "ts.cnf",
        "[usual]\nserial = serial\ndefault_policy = 1.2.3.4\ndigests = sha256\naccuracy = secs:1\n\
         signer_digest = sha256\ness_cert_id_alg = sha256\n\
         [picky]\nserial = serial\ndefault_policy = 1.2.3.4\ndigests = sha512\n\
         signer_digest = sha256\n",
    );
    case
}

fn certify(case: &Case, how: &str, key: &str, certificate: &str) {
    let usage = "-addext keyUsage=digitalSignature";
    let files = format!("-keyout {key} -out {certificate}");
    openssl(&case.path("."), &format!("req -x509 -nodes -days 30 {usage} {files} -newkey {how}"));
}

#[track_caller]
fn openssl(folder: &Path, line: &str) {
    let mut command = Command::new("openssl");
    Run::of(command.args(line.split_whitespace()).current_dir(folder)).success();
}

/// What an authority answers that works by a section of `ts.cnf`.
fn answer(folder: &Path, section: &str, query: &[u8]) -> Reply {
    fs::write(folder.join("query"), query).unwrap();
    let with = "-config ts.cnf -signer clock.pem -inkey clock.key";
    openssl(folder, &format!("ts -reply {with} -section {section} -queryfile query -out reply"));
    let body = fs::read(folder.join("reply")).unwrap();
    Reply::Answer { status: 200, headers: Vec::new(), body }
        .header("content-type", "application/timestamp-reply")
}

/// A server that answers with what a function makes of folder and query.
fn clock(case: &Case, answer: impl Fn(&Path, &Heard) -> Reply + Send + Sync + 'static) -> Scripted {
    let folder = case.path(".");
    Scripted::http(move |heard| answer(&folder, heard))
}

fn right(case: &Case) -> Scripted {
    clock(case, |folder, heard| answer(folder, "usual", &heard.body))
}

/// What stands between the marks of a block.
fn signed_data(bundle: &Path) -> Vec<u8> {
    let bytes = fs::read(bundle).unwrap();
    let begin = bytes.windows(11).rposition(|window| window == b"MCPB_SIG_V1").unwrap() + 15;
    bytes[begin..bytes.len() - 12].to_vec()
}

/// The identifier of the attribute that a token is.
const TOKEN: [u8; 13] = [6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];

fn token_at(bytes: &[u8]) -> usize {
    bytes.windows(TOKEN.len()).position(|window| window == TOKEN).unwrap()
}

/// The signature that a token stands beside, of a key on a curve.
fn short_signature(bundle: &Path) -> Vec<u8> {
    let bytes = fs::read(bundle).unwrap();
    // Between them are the headers of the set of attributes and of the attribute.
    let before = &bytes[..token_at(&bytes) - 8];
    let lens = (64_u8..=72).rev();
    let fits = |len: &u8| before[..before.len() - usize::from(*len)].ends_with(&[4, *len]);
    let len = usize::from(lens.into_iter().find(fits).unwrap());
    before[before.len() - len..].to_vec()
}

/// The token beside a signature.
fn token(bundle: &Path) -> Vec<u8> {
    let bytes = fs::read(bundle).unwrap();
    let at = token_at(&bytes) + TOKEN.len();
    let len = |at: usize| 4 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    // The set of its values, and the token as the only one of these.
    assert_eq!([bytes[at], bytes[at + 1], bytes[at + 4], bytes[at + 5]], [0x31, 0x82, 0x30, 0x82]);
    assert_eq!(len(at), 4 + len(at + 4));
    bytes[at + 4..at + len(at)].to_vec()
}

#[test]
fn a_stamped_bundle_opens_everywhere_and_other_judges_agree() {
    for kind in ["rsa:2048", P256] {
        let case = prepared(kind);
        let server = right(&case);
        let before = fs::read(case.path("b.mcpb")).unwrap();
        case.run(&format!("{SIGN} --timestamp-server {}/tsa", server.url()))
            .success()
            .stdout_contains("timestamp-authority: CN=Clock");
        let heard = &server.heard()[0];
        assert_eq!(server.lines(), ["POST /tsa"]);
        assert_eq!(heard.header("content-type"), "application/timestamp-query");
        assert_eq!(heard.header("accept"), "application/timestamp-reply");
        let signed = case.path("signed.mcpb");
        assert_eq!(readers(&signed), readers(&case.path("b.mcpb")));
        assert_eq!(python(&signed), python(&case.path("b.mcpb")));
        let judge = Path::new(REPOSITORY).join("tests/peers/cms_judge.py");
        let judged = Run::of(peers().python("publish").arg(judge).arg(&signed));
        assert_eq!(judged.success().json()["signer"], "CN=Tester", "{kind}");
        fs::write(case.path("sig.der"), signed_data(&signed)).unwrap();
        let which = "cms -verify -binary -inform DER -in sig.der -content b.mcpb -out out";
        openssl(&case.path("."), &format!("{which} -CAfile cert.pem -purpose any"));
        fs::write(case.path("token"), token(&signed)).unwrap();
        openssl(
            &case.path("."),
            "ts -verify -queryfile query -in token -token_in -CAfile clock.pem",
        );
        case.run(&format!("dxt verify signed.mcpb {TRUST}"))
            .success()
            .stdout_contains(", says CN=Clock, and is trusted: its chain is trusted: CN=Clock\n")
            .stdout_contains("trusted    yes as of 20");
        case.run("dxt unsign signed.mcpb -o bare.mcpb").success();
        assert_eq!(fs::read(case.path("bare.mcpb")).unwrap(), before, "{kind}");
    }
}

#[test]
fn verify_tells_all_of_a_time_stamp() {
    let case = prepared(P256);
    let server = right(&case);
    case.run(&format!("{SIGN} --timestamp-server {}", server.url())).success();
    let json = case.run(&format!("dxt verify signed.mcpb {TRUST} --json")).success().json();
    let outputs = &json["outputs"];
    let stamp = &outputs["timestamp"];
    assert_eq!(stamp["right"], true);
    assert_eq!(stamp["policy"], "1.2.3.4");
    assert_eq!(stamp["serial"], case.read("serial").trim());
    assert_eq!(stamp["authority"], "CN=Clock");
    assert_eq!(stamp["trusted"], true);
    assert!(outputs["trusted_as_of"].as_str() >= stamp["time"].as_str());
    // A stamp of somebody who is not trusted moves nothing, and harms nothing.
    let run = case.run("dxt verify signed.mcpb --trust cert.pem");
    run.success().stdout_contains(
        ", says CN=Clock, and is not trusted, so that it counts for nothing: the certificate of \
         CN=Clock is self-signed\n",
    );
    run.stdout_contains("trusted    yes: ");
    // It may be trusted by the same files and by the system.
    case.run("dxt verify signed.mcpb --trust cert.pem --trust clock.pem")
        .success()
        .stdout_contains("trusted    yes as of 20");
    let authorities = case.path("clock.pem").display().to_string();
    let case = case.env("SSL_CERT_FILE", &authorities);
    case.run("dxt verify signed.mcpb --trust cert.pem --trust-timestamp system")
        .success()
        .stdout_contains("trusted    yes as of 20");
    // Whoever trusts the clock trusts nobody about code for it.
    case.run("dxt verify signed.mcpb --trust pin=x").failure(2);
    case.run("dxt verify signed.mcpb").failure(12).stdout_contains("trusted    no as of 20");
}

/// A bundle whose certificate ran out on the day it was made; its authority lives for a hundred years.
#[test]
fn what_was_stamped_in_time_stays_trusted() {
    let case = Case::new();
    let fixtures = Path::new(REPOSITORY).join("fixtures/signed");
    for name in ["stamped.mcpb", "root.pem", "clock.pem"] {
        fs::copy(fixtures.join(name), case.path(name)).unwrap();
    }
    case.run("dxt verify stamped.mcpb --trust root.pem --trust-timestamp clock.pem")
        .success()
        .stdout_contains("trusted    yes as of 2026-11-27 ")
        .stdout_contains("its chain is trusted: CN=Short ← CN=Root\n");
    case.run("dxt verify stamped.mcpb --trust root.pem")
        .failure(12)
        .stdout_contains("counts for nothing: nothing trusted is known of its issuer CN=Clock Root")
        .stdout_contains("trusted    no: the certificate of CN=Short expired on 2026-11-27 ");
    // Without its stamp it is worth nothing any more.
    let mut bytes = fs::read(case.path("stamped.mcpb")).unwrap();
    let at = token_at(&bytes);
    bytes[at + TOKEN.len() - 1] = 15;
    fs::write(case.path("bare.mcpb"), &bytes).unwrap();
    let run = case.run("dxt verify bare.mcpb --trust root.pem --trust-timestamp clock.pem");
    run.failure(12).stdout_contains("signature  right");
    fs::write(case.path("token"), token(&case.path("stamped.mcpb"))).unwrap();
    fs::write(case.path("signature"), short_signature(&case.path("stamped.mcpb"))).unwrap();
    openssl(&case.path("."), "ts -verify -data signature -in token -token_in -CAfile clock.pem");
}

#[test]
fn a_dry_run_asks_nobody_and_foretells_no_digest() {
    let case = prepared(P256);
    let server = right(&case);
    case.write("signed.mcpb.sha256", "");
    let line = format!("{SIGN} --timestamp-server {}/", server.url());
    let before = footprint(&case);
    let shown = case.run(&format!("{line} --dry-run")).success().stdout.clone();
    let url = server.url();
    assert_eq!(
        shown.lines().skip(2).collect::<Vec<_>>(),
        [
            &format!("would fetch a time stamp for signed.mcpb from {url}/"),
            "would place signed.mcpb (its bytes depend on what is answered)",
            "would place signed.mcpb.sha256 (its bytes depend on what is answered)",
        ]
    );
    let plan = case.run(&format!("{line} --dry-run --json")).success().json();
    assert_eq!(footprint(&case), before);
    assert_eq!(server.lines(), [""; 0]);
    assert_eq!(plan["outputs"].get("sha256"), None);
    let done = case.run(&format!("{line} --json")).success().json();
    assert_eq!(plan["plan"], done["done"]);
    let digest = done["outputs"]["sha256"].as_str().unwrap();
    assert_eq!(case.read("signed.mcpb.sha256"), format!("{digest}  signed.mcpb\n"));
    case.run("dxt verify signed.mcpb --trust self-signed").success();
}

#[test]
fn an_answer_that_is_of_no_use_is_told_and_nothing_is_written() {
    let case = prepared(P256);
    let refused = |server: &Scripted, words: &str| {
        case.run(&format!("{SIGN} --timestamp-server {}", server.url()))
            .failure(3)
            .stderr_contains(words);
        assert!(!case.path("signed.mcpb").exists());
        assert_eq!(server.lines(), ["POST /"]);
    };
    let again = |folder: &Path, line: &str| {
        openssl(folder, &format!("ts -query {line} -cert -out again"));
        answer(folder, "usual", &fs::read(folder.join("again")).unwrap())
    };
    refused(
        &clock(&case, move |folder, _| again(folder, "-data ts.cnf -sha256")),
        "the time stamp is of no use: it is about something else than this signature",
    );
    let other_nonce = move |folder: &Path, heard: &Heard| {
        let at = heard.body.windows(2).position(|it| it == [4, 32]).unwrap() + 2;
        let digest = heard.body[at..at + 32].iter().map(|byte| format!("{byte:02x}"));
        again(folder, &format!("-sha256 -digest {}", digest.collect::<String>()))
    };
    refused(&clock(&case, other_nonce), "the time stamp is of no use: it answers another request");
    refused(
        &clock(&case, |folder, heard| answer(folder, "picky", &heard.body)),
        "the time stamp was refused: rejection: the digest is not known there; Message digest \
         algorithm is not supported.",
    );
    refused(
        &clock(&case, |_, _| Reply::text(200, "<html>")),
        "the answer is no time stamp: a value is longer than what holds it",
    );
    refused(&clock(&case, |_, _| Reply::empty(404)), "answered 404 Scripted");
    refused(
        &clock(&case, |_, _| Reply::empty(302).header("location", "http://tsa.example/")),
        "it names another address: http://tsa.example/",
    );
    refused(&clock(&case, |_, _| Reply::HangUp), "nothing was written: run again");
    let gone = Scripted::http(|_| Reply::HangUp).url().to_owned();
    case.run(&format!("{SIGN} --timestamp-server {gone}"))
        .failure(3)
        .stderr_contains("cannot be reached: ");
    for (address, words) in [
        ("tsa.example", "it is no address: write `https://…`"),
        ("ftp://tsa.example", "it is no address of HTTP"),
        ("http://me:word@tsa.example", "it holds a name or a password"),
    ] {
        case.run(&format!("{SIGN} --timestamp-server {address}")).failure(2).stderr_contains(words);
    }
}

/// The words of a command line with a program of several words in it.
fn with_signer(case: &Case, line: &str, signer: &str) -> Run {
    let words = line.split_whitespace().chain(["--signer", signer]);
    Run::of(case.command(PYREL).args(words))
}

const OUTSIDE: &str = "dxt sign b.mcpb -c cert.pem -o signed.mcpb";

#[test]
fn a_program_signs_with_a_key_that_is_elsewhere() {
    let sha256 = "openssl dgst -sha256 -sign key.pem";
    let sha384 = "openssl dgst -sha384 -sign 'key.pem'";
    let p384 = "ec -pkeyopt ec_paramgen_curve:P-384";
    for (kind, signer) in [("rsa:2048", sha256), (P256, sha256), (p384, sha384)] {
        let case = prepared(kind);
        with_signer(&case, OUTSIDE, signer)
            .success()
            .stdout_contains("signed by CN=Tester\n")
            .stdout_contains("ran openssl for the signature\n");
        case.run("dxt verify signed.mcpb --trust cert.pem").success();
        readers(&case.path("signed.mcpb"));
        if kind == "rsa:2048" {
            case.run("dxt sign b.mcpb -k key.pem -c cert.pem -o here.mcpb").success();
            let bytes = |name: &str| fs::read(case.path(name)).unwrap();
            assert_eq!(bytes("signed.mcpb"), bytes("here.mcpb"));
            let server = right(&case);
            let both = format!("{OUTSIDE} --timestamp --timestamp-server {}", server.url());
            with_signer(&case, &both, signer).success();
            let run = case.run(&format!("dxt verify signed.mcpb {TRUST}"));
            run.success().stdout_contains("by the signer's own word").stdout_contains("yes as of");
        }
    }
}

#[test]
fn a_program_that_does_not_sign_is_told_and_nothing_is_written() {
    let case = prepared(P256);
    openssl(&case.path("."), "ecparam -genkey -name prime256v1 -noout -out other.pem");
    let refused = |signer: &str, words: &str| {
        with_signer(&case, OUTSIDE, signer).failure(1).stderr_contains(words).never_says("1234");
        assert!(!case.path("signed.mcpb").exists());
    };
    let stranger =
        "`openssl`: the signature was not made with the key of the certificate of CN=Tester";
    refused("openssl dgst -sha256 -sign other.pem", stranger);
    refused("openssl dgst -sha512 -sign key.pem", stranger);
    refused("cat", "the bytes ECDSA with SHA-256, in DER, nothing else");
    refused("sh -c 'echo --pin 1234 >/dev/null; exit 7'", "`sh` failed: exit status: 7");
    refused("/nowhere/sign --pin 1234", "cannot run `/nowhere/sign`: ");
    with_signer(&case, OUTSIDE, "sh 'x").failure(2).stderr_contains("a quote in it is not closed");
    with_signer(&case, "dxt sign b.mcpb", "cat").failure(2);
    with_signer(&case, SIGN, "cat").failure(2);
}

#[test]
fn a_dry_run_runs_no_program() {
    let case = prepared(P256);
    let before = footprint(&case);
    let run = with_signer(&case, &format!("{OUTSIDE} --dry-run"), "touch ran --pin 1234");
    run.success()
        .stdout_contains("would run touch for the signature\n")
        .stdout_contains("would place signed.mcpb (its bytes depend on what is answered)\n")
        .never_says("1234");
    assert_eq!(footprint(&case), before);
    let shown = with_signer(&case, &format!("{OUTSIDE} --dry-run --json"), "touch ran");
    assert_eq!(shown.json()["plan"][0]["do"], "run");
    assert!(!case.path("ran").exists());
}
