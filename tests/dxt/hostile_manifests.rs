//! Manifests and images that somebody made to be in the way: each is answered, in bounded time and
//! memory, and never with a panic.

use std::fs;
use std::time::{Duration, Instant};

use super::{MANIFEST, demo};
use crate::harness::case::Case;

/// Unoptimised and on a busy machine, and still far from for ever.
const LONG: Duration = Duration::from_secs(60);

/// Runs all that looks at a manifest; returns the exit code of the closest look.
#[track_caller]
fn survives(case: &Case, what: &str) -> i32 {
    let begin = Instant::now();
    let mut status = 0;
    let clients = "--client claude-desktop --client claude-code --client smithery";
    for arguments in [
        format!("dxt validate ext --level lint {clients} --json"),
        "dxt migrate ext --to 0.2 --dry-run --json".to_owned(),
    ] {
        let run = case.run(&arguments);
        assert!(run.status == 0 || run.status == 1, "{what}: {} {}", run.status, run.stderr);
        assert!(run.stdout.len() < 1 << 20, "{what}: an answer of {} bytes", run.stdout.len());
        status = status.max(run.status);
    }
    assert!(begin.elapsed() < LONG, "{what} took {:?}", begin.elapsed());
    status
}

fn with(lines: &str) -> Case {
    let case = demo();
    case.write(
        "ext/manifest.json",
        &MANIFEST.replace("\"server\": {", &format!("{lines},\n\"server\": {{")),
    );
    case
}

#[test]
fn depth_length_and_number_exhaust_nothing() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(survives(&with(&format!("\"_meta\": {{\"a.b\": {{\"c\": {deep}}}}}")), "depth"), 1);
    let objects = format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
    survives(&with(&format!("\"user_config\": {objects}")), "depth of objects");
    let long = "x".repeat(10 << 20);
    survives(&with(&format!("\"long_description\": \"{long}\"")), "a long text");
    survives(&with(&format!("\"{long}\": 1")), "a long key");
    survives(&with(&format!("\"display_name\": \"{}\"", "\\u0000".repeat(1 << 20))), "escapes");
    let keys: String = (0..100_000).map(|at| format!("\"k{at}\": 1,")).collect();
    survives(&with(&format!("{keys}\"z\": 1")), "keys");
}

#[test]
fn many_of_everything_is_answered_briefly() {
    let settings: String = (0..20_000)
        .map(|at| format!("\"s{at}\": {{\"type\": \"number\", \"title\": \"t\", \"description\": \"d\", \"default\": \"x\"}},"))
        .collect();
    survives(&with(&format!("\"user_config\": {{{settings}\"token\": 1}}")), "settings");
    let references: String =
        (0..20_000).map(|at| format!("${{user_config.s{at}}}${{V{at}}}")).collect();
    let case = demo();
    let manifest = MANIFEST.replace("${__dirname}/server/index.js", &references);
    case.write("ext/manifest.json", &manifest);
    assert_eq!(survives(&case, "references"), 1);
    let arguments = "\"${__dirname}/no/such\",".repeat(50_000);
    case.write(
        "ext/manifest.json",
        &MANIFEST.replace("\"${__dirname}/server/index.js\"", &format!("{arguments}\"\"")),
    );
    survives(&case, "arguments");
    let tools = "{\"name\": \"a b\"},".repeat(50_000);
    survives(&with(&format!("\"tools\": [{tools}{{\"name\": \"\"}}]")), "tools");
    let prompts =
        "{\"name\": \"p\", \"text\": \"${arguments.x}${\", \"arguments\": [\"y\"]},".repeat(20_000);
    survives(
        &with(&format!("\"prompts\": [{prompts}{{\"name\": \"q\", \"text\": \"\"}}]")),
        "prompts",
    );
    let icons = "{\"src\": \"no.png\", \"size\": \"1x1\"},".repeat(50_000);
    survives(&with(&format!("\"icons\": [{icons}{{\"src\": \"\", \"size\": \"1x1\"}}]")), "icons");
}

/// A chunk of PNG with its checksum.
fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let len = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&len[..], kind, data, &(!crc).to_be_bytes()].concat()
}

fn png(width: u32, height: u32, packed: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &header), chunk(b"IDAT", packed), chunk(b"IEND", &[])].concat();
    [b"\x89PNG\r\n\x1a\n", &parts[..]].concat()
}

#[test]
fn images_that_would_fill_the_memory_are_refused_by_their_header() {
    let case = with("\"icon\": \"i.png\", \"screenshots\": [\"i.png\"]");
    for (width, height) in [(31_623, 31_623), (u32::MAX, 1), (1, u32::MAX), (0, 0)] {
        fs::write(case.path("ext/i.png"), png(width, height, b"")).unwrap();
        assert_eq!(survives(&case, "a bomb"), 1);
    }
    // A gigabyte of zeros behind a header that promises four pixels.
    let zip = "import zlib, sys\nc = zlib.compressobj(9)\nf = open('bomb', 'wb')\n[f.write(c.compress(bytes(1 << 20))) for _ in range(1000)]\nf.write(c.flush())";
    crate::harness::run::Run::of(case.command("python3").args(["-c", zip])).success();
    let bomb = fs::read(case.path("bomb")).unwrap();
    fs::write(case.path("ext/i.png"), png(2, 2, &bomb)).unwrap();
    assert_eq!(survives(&case, "too many pixels"), 1);
    let run = case.run("dxt validate ext");
    run.failure(1).stderr_contains("is damaged: it has more pixels than its header says");
    fs::write(case.path("ext/i.png"), vec![0; 33 << 20]).unwrap();
    survives(&case, "a large file");
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_out_of_the_folder_are_told() {
    use std::os::unix::fs::symlink;

    let case = with("\"icon\": \"loop.png\"");
    symlink("loop.png", case.path("ext/loop.png")).unwrap();
    symlink("..", case.path("ext/up")).unwrap();
    symlink(".", case.path("ext/self")).unwrap();
    symlink("/etc", case.path("ext/out")).unwrap();
    assert_eq!(survives(&case, "links"), 1);
    case.run("dxt validate ext").failure(1).stderr_contains("error[link-loop]: ");
}
