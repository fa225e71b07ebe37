//! `pyrel dxt sign`, `verify` and `unsign`, between the reference tools and the readers of hosts.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use super::demo;
use super::law::check;
use super::readers::{python, readers};
use super::zip_parts::{archive, part};
use crate::harness::case::{Case, PYREL, REPOSITORY};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// A packed demo, `b.mcpb`.
fn packed() -> Case {
    let case = demo();
    case.run("dxt pack ext b.mcpb").success();
    case
}

fn openssl(case: &Case, line: &str) {
    Run::of(case.command("openssl").args(line.split_whitespace())).success();
}

/// A key and a certificate for signing code that speaks for itself.
fn certify(case: &Case, kind: &str) {
    let name = "-subj /CN=Tester -days 30";
    let usage = "-addext extendedKeyUsage=codeSigning -addext keyUsage=digitalSignature";
    openssl(
        case,
        &format!("req -x509 -newkey {kind} -nodes {name} {usage} -keyout key.pem -out cert.pem"),
    );
}

const KINDS: [&str; 4] = [
    "rsa:2048",
    "ec -pkeyopt ec_paramgen_curve:P-256",
    "ec -pkeyopt ec_paramgen_curve:P-384",
    "ed25519",
];

#[test]
fn what_is_signed_opens_everywhere_and_a_second_judge_agrees() {
    let case = packed();
    let before = fs::read(case.path("b.mcpb")).unwrap();
    let members = readers(&case.path("b.mcpb"));
    for kind in KINDS {
        certify(&case, kind);
        case.run("dxt sign b.mcpb -k key.pem -c cert.pem -o signed.mcpb")
            .success()
            .stdout_contains("signed by CN=Tester");
        let signed = case.path("signed.mcpb");
        assert_eq!(readers(&signed), members, "{kind}");
        assert_eq!(python(&signed), python(&case.path("b.mcpb")), "{kind}");
        info_zip(&case, "signed.mcpb");
        let judge = Path::new(REPOSITORY).join("tests/peers/cms_judge.py");
        let judged = Run::of(peers().python("publish").arg(judge).arg(&signed));
        assert_eq!(judged.success().json()["signer"], "CN=Tester", "{kind}");
        case.run("dxt verify signed.mcpb --trust cert.pem")
            .success()
            .stdout_contains("signature  right\n")
            .stdout_contains(&format!(
                "signed: all {} bytes in front of the signature\n",
                before.len()
            ))
            .stdout_contains("trusted    yes: its chain is trusted: CN=Tester");
        case.run("dxt unsign signed.mcpb -o bare.mcpb").success();
        assert_eq!(fs::read(case.path("bare.mcpb")).unwrap(), before, "{kind}");
    }
    let mcpb = |arguments: &[&str]| {
        Run::of(peers().mcpb().args(arguments).current_dir(case.path("."))).success().stdout.clone()
    };
    mcpb(&["unpack", "signed.mcpb", "unpacked"]);
    assert_eq!(case.read("unpacked/server/index.js"), "run()\n");
}

/// Info-ZIP finds nothing wrong, where it is installed, and the files as they were packed.
fn info_zip(case: &Case, bundle: &str) {
    if Command::new("unzip").arg("-v").output().is_err() {
        return;
    }
    let unzip = |arguments: &[&str]| Run::of(case.command("unzip").args(arguments).arg(bundle));
    unzip(&["-tqq"]).success().stderr("");
    let (folder, _) = bundle.split_once('.').unwrap();
    unzip(&["-qq", "-o", "-d", folder]).success().stderr("");
    assert_eq!(case.read(&format!("{folder}/server/index.js")), "run()\n");
}

/// Whoever asks about the extension gets the answers that there are without a signature.
#[track_caller]
fn sees_through(case: &Case, bundle: &str) {
    case.run(&format!("dxt validate {bundle}")).success();
    case.run(&format!("check {bundle}")).success();
    case.run(&format!("inspect {bundle}")).success().stdout_contains("server/index.js");
}

/// The archive that the reference tools leave behind is what strict readers refuse; we read it, and
/// sign it again in a way that they take.
#[test]
fn what_the_reference_tools_sign_is_verified() {
    let case = packed();
    certify(&case, "rsa:2048");
    let before = fs::read(case.path("b.mcpb")).unwrap();
    for (name, mut tool) in [("mcpb", peers().mcpb()), ("dxt", peers().dxt())] {
        fs::write(case.path("theirs.mcpb"), &before).unwrap();
        let sign = ["sign", "theirs.mcpb", "-c", "cert.pem", "-k", "key.pem"];
        Run::of(tool.args(sign).current_dir(case.path("."))).success();
        case.run("dxt verify theirs.mcpb --trust cert.pem")
            .success()
            .stdout_contains("covers     the archive exactly as it is stored")
            .stdout_contains("by the signer's own word");
        case.run("dxt verify theirs.mcpb").failure(12);
        sees_through(&case, "theirs.mcpb");
        case.run("dxt sign theirs.mcpb -k key.pem -c cert.pem")
            .failure(1)
            .stderr_contains("`theirs.mcpb` is signed already");
        // As the later form has it.
        let mut patched = fs::read(case.path("theirs.mcpb")).unwrap();
        let len = u16::try_from(patched.len() - before.len()).unwrap().to_le_bytes();
        patched[before.len() - 2..before.len()].copy_from_slice(&len);
        fs::write(case.path("later.mcpb"), &patched).unwrap();
        case.run("dxt verify later.mcpb --trust cert.pem")
            .success()
            .stdout_contains("covers     the archive as it was before it was signed");
        readers(&case.path("later.mcpb"));
        sees_through(&case, "later.mcpb");
        for signed in ["theirs.mcpb", "later.mcpb"] {
            case.run(&format!("dxt unsign {signed}")).success();
            assert_eq!(fs::read(case.path(signed)).unwrap(), before, "{name} {signed}");
        }
    }
}

/// A signature covers bytes: that a name is not said to be UTF-8, as `zip` leaves it at times, is no
/// matter of signatures.
#[test]
fn how_names_are_written_is_no_matter_of_signatures() {
    let case = packed();
    certify(&case, "rsa:2048");
    let parts = [
        part("manifest.json", super::MANIFEST.as_bytes()),
        part("Zürich", b"x").both(|header| header.flags = 0),
    ];
    let bytes = archive(&parts);
    for (form, sign) in [("theirs", peers().mcpb()), ("ours", case.command(PYREL))] {
        fs::write(case.path("b.mcpb"), &bytes).unwrap();
        let (mut sign, dxt) = (sign, ["dxt"]);
        let first = if form == "ours" { &dxt[..] } else { &[] };
        let rest = ["sign", "b.mcpb", "-c", "cert.pem", "-k", "key.pem"];
        Run::of(sign.args(first).args(rest).current_dir(case.path("."))).success();
        case.run("dxt verify b.mcpb --trust cert.pem").success();
        case.run("dxt unsign b.mcpb").success();
        assert_eq!(fs::read(case.path("b.mcpb")).unwrap(), bytes, "{form}");
    }
}

#[test]
fn the_exit_code_tells_what_is_wrong() {
    let case = packed();
    certify(&case, "ec -pkeyopt ec_paramgen_curve:P-256");
    case.run("dxt verify b.mcpb").failure(10).stdout("b.mcpb is not signed\n");
    case.run("dxt unsign b.mcpb").success().stdout("b.mcpb is not signed\n");
    case.run("dxt sign b.mcpb -k key.pem -c cert.pem").success();
    let good = fs::read(case.path("b.mcpb")).unwrap();
    case.run("dxt verify b.mcpb").failure(12).stdout_contains("trusted    no: ");
    case.run("dxt verify b.mcpb --trust self-signed").success();
    let json = case.run("dxt verify b.mcpb --trust self-signed --format json");
    assert_eq!(json.success().json()["outputs"]["verdict"], "trusted");
    let pin = json.json()["outputs"]["fingerprint"].as_str().unwrap().to_owned();
    case.run(&format!("dxt verify b.mcpb --trust pin={pin}")).success();
    case.run(&format!("dxt verify b.mcpb --trust pin={}", "0".repeat(64))).failure(12);
    case.run("dxt verify b.mcpb --trust pin=x")
        .failure(2)
        .stderr_contains("`x` is no SHA-256 fingerprint of 64 hexadecimal digits");
    let mut changed = good.clone();
    let at = changed.windows(6).position(|window| window == b"PK\x01\x02\x14\x03").unwrap() + 13;
    changed[at] ^= 1;
    fs::write(case.path("b.mcpb"), &changed).unwrap();
    case.run("dxt verify b.mcpb --trust self-signed")
        .failure(11)
        .stdout_contains("not right: the archive was changed after it was signed");
    fs::write(case.path("b.mcpb"), [&good[..], b"x"].concat()).unwrap();
    case.run("dxt verify b.mcpb").failure(13).stdout_contains("b.mcpb is malformed: ");
    case.run("dxt verify b.mcpb --dry-run").failure(13);
    for command in ["sign b.mcpb -k key.pem -c cert.pem", "unsign b.mcpb"] {
        case.run(&format!("dxt {command}"))
            .failure(1)
            .stderr_contains("`b.mcpb` is malformed: 1 bytes follow the archive");
    }
}

#[test]
fn a_dry_run_foretells_the_signed_bytes() {
    let case = packed();
    certify(&case, "rsa:2048");
    let before = fs::read(case.path("b.mcpb")).unwrap();
    let line = "dxt sign b.mcpb -k key.pem -c cert.pem";
    let shown = case.run(&format!("{line} --dry-run --format json")).success().json();
    assert_eq!(fs::read(case.path("b.mcpb")).unwrap(), before);
    let done = case.run(&format!("{line} --format json")).success().json();
    assert_eq!(shown["plan"], done["done"]);
    let force = case.run(&format!("{line} --force --format json")).success().json();
    assert_eq!(force["done"], done["done"]);
}

/// A dry run of each command is the real one but for the last step, whether that would fail or not.
#[test]
fn a_plan_for_a_signature_is_what_is_done() {
    let case = packed();
    certify(&case, "ec -pkeyopt ec_paramgen_curve:P-256");
    let line = "dxt sign b.mcpb -k key.pem -c cert.pem";
    for arguments in [
        &format!("{line} -o new/out.mcpb"),
        line,
        line,
        &format!("{line} --force"),
        &format!("{line} -o key.pem"),
        "dxt verify b.mcpb --trust cert.pem",
        "dxt verify b.mcpb --trust pin=00",
        "dxt verify b.mcpb --trust self-signed --any-usage",
        "dxt unsign b.mcpb -o bare.mcpb",
        "dxt unsign b.mcpb",
        "dxt verify b.mcpb",
        "dxt unsign b.mcpb",
        "dxt sign b.mcpb -k cert.pem -c cert.pem",
    ] {
        check(&case, arguments);
    }
    case.run("dxt sign b.mcpb --self-signed --key-type p256 -o own.mcpb").success();
    check(&case, "dxt sign b.mcpb --self-signed -o own.mcpb");
}

/// The time of signing is told as what it is, and no certificate lives longer by it.
#[test]
fn a_time_within_a_signature_is_a_word_and_no_proof() {
    let case = packed();
    certify(&case, "rsa:2048");
    let line = "dxt sign b.mcpb -k key.pem -c cert.pem --force";
    case.run(&format!("{line} --timestamp")).success();
    case.run("dxt verify b.mcpb --trust cert.pem")
        .success()
        .stdout_contains(" UTC, by the signer's own word\n");
    let json = case.run("dxt verify b.mcpb --trust cert.pem --json").success().json();
    assert!(json["outputs"]["signing_time"].as_str().unwrap().ends_with(" UTC"));
    // With it the parts of the signature stand in another order.
    let judge = Path::new(REPOSITORY).join("tests/peers/cms_judge.py");
    Run::of(peers().python("publish").arg(judge).arg(case.path("b.mcpb"))).success();
    case.run(line).success();
    let json = case.run("dxt verify b.mcpb --trust cert.pem --json").success().json();
    assert_eq!(json["outputs"].get("signing_time"), None);
}

#[test]
fn keys_come_from_files_variables_and_standard_input() {
    let case = packed();
    certify(&case, "rsa:2048");
    let word = "correct horse";
    let all = "-inkey key.pem -in cert.pem -passout pass:correct-horse";
    openssl(&case, &format!("pkcs12 -export {all} -out all.p12"));
    case.run("dxt sign b.mcpb --key all.p12 -o 1.mcpb")
        .failure(1)
        .stderr_contains("the key is encrypted, and needs its passphrase");
    let case = case.env("PYREL_PASSPHRASE", word);
    case.run("dxt sign b.mcpb --key all.p12 -o 1.mcpb")
        .failure(1)
        .stderr_contains("the passphrase is wrong")
        .never_says(word);
    let case = case.env("PYREL_PASSPHRASE", "correct-horse");
    case.run("dxt sign b.mcpb --key all.p12 -o 1.mcpb").success();
    let both = case.read("key.pem") + &case.read("cert.pem");
    let case = case.env("SIGNING_KEY", &both);
    case.run("dxt sign b.mcpb --key-env SIGNING_KEY -o 2.mcpb").success();
    case.run("dxt sign b.mcpb --key-env NO_KEY -o 2.mcpb")
        .failure(2)
        .stderr_contains("the variable `NO_KEY` is not set");
    case.run("dxt sign b.mcpb --key key.pem -o 3.mcpb")
        .failure(2)
        .stderr_contains("its file holds no certificate, and none is named")
        .stderr_contains("name its certificate: `--cert FILE`");
    let bytes = |name: &str| fs::read(case.path(name)).unwrap();
    assert_eq!(bytes("1.mcpb"), bytes("2.mcpb"));
    let enter = "dxt sign b.mcpb --key - -c cert.pem -o 3.mcpb".split(' ');
    let key = File::open(case.path("key.pem")).unwrap();
    Run::fed(case.command(PYREL).args(enter), key).success();
    assert_eq!(bytes("1.mcpb"), bytes("3.mcpb"));
    openssl(&case, "pkcs8 -topk8 -in key.pem -out enc.pem -passout pass:correct-horse");
    case.run("dxt sign b.mcpb --key enc.pem -c cert.pem -o 4.mcpb").success();
    assert_eq!(bytes("1.mcpb"), bytes("4.mcpb"));
}

/// Neither a key nor its passphrase is shown, whatever is asked for and whatever goes wrong.
#[test]
fn secrets_are_never_shown() {
    let case = packed();
    certify(&case, "ec -pkeyopt ec_paramgen_curve:P-256");
    openssl(&case, "pkcs8 -topk8 -in key.pem -out enc.pem -passout pass:correct-horse");
    let text = case.read("key.pem");
    let case = case.env("KEY", &text).env("PYREL_PASSPHRASE", "correct-horse");
    // A key whose last line is torn off, and one that is no key.
    case.write("torn.pem", &text[..text.len() - 30]);
    case.write("odd.pem", &text.replace("PRIVATE KEY", "ODD"));
    let secrets: Vec<_> = text.lines().filter(|line| !line.starts_with('-')).collect();
    for key in ["-k key.pem", "-k enc.pem", "-k torn.pem", "-k odd.pem", "--key-env KEY"] {
        for more in ["-v", "--dry-run", "--format json", "--dry-run --format json -v"] {
            let run = case.run(&format!("dxt sign b.mcpb {key} -c cert.pem -o out.mcpb {more}"));
            for secret in secrets.iter().chain(&["correct-horse"]) {
                run.never_says(secret);
            }
        }
    }
}

/// A digest beside a bundle is that of the bundle, also after it was signed and unsigned.
#[test]
fn the_digest_beside_a_bundle_goes_with_it() {
    let case = packed();
    certify(&case, "ec -pkeyopt ec_paramgen_curve:P-256");
    let before = case.read("b.mcpb.sha256");
    let matches = |name: &str| {
        let mut sum = case.command("sha256sum");
        Run::of(sum.args(["--check", name]).current_dir(case.path("."))).success();
    };
    matches("b.mcpb.sha256");
    let line = "dxt sign b.mcpb -k key.pem -c cert.pem";
    case.run(&format!("{line} --dry-run")).success().stdout_contains("b.mcpb.sha256");
    case.run(line).success().stdout_contains("placed b.mcpb.sha256");
    assert_ne!(case.read("b.mcpb.sha256"), before);
    matches("b.mcpb.sha256");
    case.run("dxt unsign b.mcpb").success();
    assert_eq!(case.read("b.mcpb.sha256"), before);
    // And after it was cleaned.
    let unclean = [part("manifest.json", super::MANIFEST.as_bytes()), part("x.log", b"")];
    fs::write(case.path("b.mcpb"), archive(&unclean)).unwrap();
    case.run("dxt clean b.mcpb").success().stdout_contains("placed b.mcpb.sha256");
    matches("b.mcpb.sha256");
    // What is called so and holds something else is somebody's own.
    case.write("other.mcpb.sha256", "see below\n");
    case.run(&format!("{line} -o other.mcpb")).success();
    assert_eq!(case.read("other.mcpb.sha256"), "see below\n");
}

#[test]
fn no_other_file_gives_way_to_a_bundle() {
    let case = packed();
    certify(&case, "ec -pkeyopt ec_paramgen_curve:P-256");
    let key = case.read("key.pem");
    for line in ["sign b.mcpb -k key.pem -c cert.pem", "unsign b.mcpb"] {
        case.run(&format!("dxt {line} -o key.pem"))
            .failure(2)
            .stderr_contains("`key.pem` is no bundle, and so is not replaced by one");
        case.run(&format!("dxt {line} -o new/out.mcpb")).success();
        case.run(&format!("dxt {line} -o new/out.mcpb")).success();
    }
    assert_eq!(case.read("key.pem"), key);
}

/// Which file it is about, and what to do.
#[test]
fn what_is_wrong_with_a_key_is_said_with_its_place() {
    let case = packed();
    certify(&case, "rsa:2048");
    openssl(&case, "pkcs8 -topk8 -in key.pem -out enc.pem -passout pass:geheim");
    openssl(&case, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out odd.pem");
    case.run("dxt sign b.mcpb -k enc.pem -c cert.pem").failure(1).stderr(
        "error: cannot use the key in `enc.pem`\n  \
         caused by: the key is encrypted, and needs its passphrase\n\
         hint: put it into the variable `PYREL_PASSPHRASE`, or name another one: \
         `--passphrase-env`\n",
    );
    case.run("dxt sign b.mcpb -k odd.pem -c cert.pem").failure(1).stderr(
        "error: cannot use the key in `odd.pem`\n  \
         caused by: the key cannot be read: the curve P-521 is not taken here\n\
         hint: keys are RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519, in PEM, DER or \
         PKCS#12\n",
    );
    case.run("dxt sign b.mcpb -k key.pem -c key.pem")
        .failure(1)
        .stderr_contains("cannot use the certificates in `key.pem`");
    let case = case.env("KEY", "nothing");
    case.run("dxt sign b.mcpb --key-env KEY -c cert.pem")
        .failure(1)
        .stderr_contains("cannot use the key in the variable `KEY`");
}

#[test]
fn the_system_is_believed_where_nothing_else_is_said() {
    let case = packed();
    certify(&case, "ec -pkeyopt ec_paramgen_curve:P-256");
    case.run("dxt sign b.mcpb -k key.pem -c cert.pem").success();
    let file = case.path("cert.pem").display().to_string();
    let case = case.env("SSL_CERT_FILE", &file);
    let trusted = "trusted    yes: its chain is trusted: CN=Tester";
    case.run("dxt verify b.mcpb").success().stdout_contains(trusted);
    case.run("dxt verify b.mcpb --trust system").success().stdout_contains(trusted);
    // What is named is meant, and nothing else.
    let pin = format!("pin={}", "0".repeat(64));
    case.run(&format!("dxt verify b.mcpb --trust {pin}")).failure(12);
    let case = case.env("SSL_CERT_FILE", "/nowhere/roots.pem");
    case.run("dxt verify b.mcpb").failure(12);
    case.run("dxt verify b.mcpb --trust system")
        .failure(1)
        .stderr_contains("it is not known whom this system trusts")
        .stderr_contains("name a file with the certificates that you trust: `--trust FILE`");
}

#[test]
fn a_key_of_ones_own_is_kept_for_the_next_time() {
    let case = packed();
    case.run("dxt sign b.mcpb --self-signed --key-type p256 -o 1.mcpb --dry-run")
        .success()
        .stdout_contains("a new key of your own, to be kept in ");
    let kept = case.home().join(".config/pyrel/dxt-signing.pem");
    assert!(!kept.exists());
    case.run("dxt sign b.mcpb --self-signed --key-type p256 -o 1.mcpb").success();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    }
    case.run("dxt sign b.mcpb --self-signed -o 2.mcpb")
        .success()
        .stdout_contains(&format!("with the key of your own in {}\n", kept.display()));
    // Nothing of it lies beside the project.
    let beside = [".config", "1.mcpb", "2.mcpb", "b.mcpb", "b.mcpb.sha256", "ext"];
    assert!(
        case.list(".").iter().all(|name| beside.contains(&name.as_str())),
        "{:?}",
        case.list(".")
    );
    let bytes = |name: &str| fs::read(case.path(name)).unwrap();
    assert_eq!(bytes("1.mcpb"), bytes("2.mcpb"));
    case.run("dxt sign b.mcpb --self-signed --key-type rsa -o 2.mcpb")
        .failure(1)
        .stderr_contains("dxt-signing.pem` is of another kind");
    case.run("dxt verify 1.mcpb").failure(12);
    case.run("dxt verify 1.mcpb --trust self-signed")
        .success()
        .stdout_contains("CN=pyrel self-signed (ECDSA P-256)");
}
