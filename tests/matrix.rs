//! The testing matrix of the design that pyrel grew from, row by row.

use std::fs::{self, File};
use std::io::Read;

use crate::harness::case::Case;
use crate::harness::index::{Index, PASSWORD, USER};
use crate::harness::peers::peers;
use crate::harness::run::Run;
use crate::harness::scripted::{Reply, Scripted};
use crate::release::github::Github;
use crate::release::law::{list, snapshot};
use crate::release::{TOKEN, on_tag};
use crate::upload::{SDIST, WHEEL};

const BUNDLE: &str = "weather-desk-1.4.0.mcpb";
const ZIP: &str = "weather-desk-mcp-1.4.0-release.zip";
const SECRET: &str = "pypi-AgEIcHlwaS5vcmcCJDU2";

/// The lines that a build says it did or would do, from the digest of each file on disk.
fn placed(case: &Case, verb: &str) -> String {
    let line = |name: &str| {
        let file = fs::read(case.path("dist").join(name)).unwrap();
        let mut sha256 = case.command("sha256sum");
        let run = Run::of(sha256.arg(case.path("dist").join(name)));
        let digest = run.success().stdout.split(' ').next().unwrap().to_owned();
        format!("{verb} dist/{name} ({} bytes, sha256 {digest})\n", file.len())
    };
    line(SDIST) + &line(WHEEL)
}

/// Developer machine, `DRY_RUN=1`: the build is logged and not executed, the upload masks its
/// credentials.
#[test]
fn local_dry_run() {
    let index = Scripted::http(|_| Reply::empty(200));
    let case = Case::new().fixture("seed-like").file(".env", &format!("PYREL_TOKEN={SECRET}\n"));
    let case = case.env("DRY_RUN", "1");
    let before = snapshot(&case);
    let dry = case.run("build");
    dry.success().stderr("");
    assert_eq!(snapshot(&case), before);
    // The digests are those of the real build.
    let real = case.run("build --dry-run=false");
    real.success().stdout(&placed(&case, "placed"));
    dry.stdout(&placed(&case, "would place"));

    let before = snapshot(&case);
    let run = case.run(&format!("upload --repository-url {} -vv", index.url()));
    run.success().never_says(SECRET);
    run.stdout_contains(
        "credentials: user `__token__` with password *** from `PYREL_TOKEN` in .env\n",
    );
    run.stdout_contains(&format!("would publish {WHEEL} to {}/", index.url()));
    run.stdout_contains(&format!("would publish {SDIST} to {}/", index.url()));
    assert_eq!(snapshot(&case), before);
    assert_eq!(index.lines(), [""; 0]);
}

/// Local: an upload without distributions fails at once and says what to do.
#[test]
fn missing_dist_artifacts() {
    let index = Scripted::http(|_| Reply::empty(200));
    let case = Case::new().fixture("seed-like").env("PYREL_TOKEN", SECRET);
    for more in ["", "--dry-run"] {
        case.run(&format!("upload --repository-url {} {more}", index.url()))
            .failure(1)
            .stdout("")
            .stderr(
                "error: there are no distributions of weather-desk-mcp 1.4.0 in `dist`\nhint: run \
                 `pyrel build` first\n",
            );
    }
    assert_eq!(index.lines(), [""; 0]);
    // Those of another version do not count, and are named.
    case.run("build --set-version 1.3.0").success();
    case.run("upload").failure(1).stderr_contains("only `weather_desk_mcp-1.3.0-py3-none-any.whl`");
}

/// GitHub Actions: builds, publishes, validates and packs the extension, uploads the artifacts.
#[test]
fn ci_release_run() {
    let (index, github) = (Index::start(), Github::start(TOKEN));
    let case = on_tag(Case::new(), &github, "v1.4.0").fixture("seed-like");
    let handed = ["output", "summary"].map(|name| case.temporary().join(name));
    for file in &handed {
        fs::write(file, "").unwrap();
    }
    let case = case
        .env("TWINE_USERNAME", USER)
        .env("TWINE_PASSWORD", PASSWORD)
        .env("GITHUB_OUTPUT", handed[0].to_str().unwrap())
        .env("GITHUB_STEP_SUMMARY", handed[1].to_str().unwrap());
    let run = case.run(&format!("release --format github --repository-url {}", index.url()));
    run.success().stderr("").never_says(PASSWORD).never_says(TOKEN);

    // Built and published.
    assert_eq!(case.list("dist"), [BUNDLE, ZIP, WHEEL, SDIST]);
    assert_eq!(index.files(), [WHEEL, SDIST]);
    for name in [WHEEL, SDIST] {
        assert_eq!(index.read(name), fs::read(case.path("dist").join(name)).unwrap());
    }
    // Validated by the tool whose format it is.
    let unpacked = case.path("unpacked");
    Run::of(peers().mcpb().arg("unpack").arg(case.path("dist").join(BUNDLE)).arg(&unpacked))
        .success();
    Run::of(peers().mcpb().arg("validate").arg(unpacked.join("manifest.json"))).success();
    // The release zip holds the very bundle.
    let mut zip = zip::ZipArchive::new(File::open(case.path("dist").join(ZIP)).unwrap()).unwrap();
    let mut inner = Vec::new();
    zip.by_name(BUNDLE).unwrap().read_to_end(&mut inner).unwrap();
    assert_eq!(inner, fs::read(case.path("dist").join(BUNDLE)).unwrap());
    // Drafted, filled, published.
    let base = "/repos/desk/weather-desk/releases";
    let uploads =
        [SDIST, WHEEL, BUNDLE, ZIP].map(|name| format!("POST {base}/uploads/1?name={name}"));
    let mut expected = vec![format!("POST {base}")];
    expected.extend(uploads);
    expected.push(format!("PATCH {base}/1"));
    assert_eq!(github.changes(), expected);
    assert_eq!(github.state().releases[0].fields["draft"], false);
    // Later steps know of it.
    let url = "https://github.example/desk/weather-desk/releases/v1.4.0";
    let [outputs, summary] = handed.map(|file| fs::read_to_string(file).unwrap());
    assert!(outputs.contains(&format!("release-url<<END\n{url}\nEND\n")), "{outputs}");
    assert!(outputs.contains("version<<END\n1.4.0\nEND\n"), "{outputs}");
    assert!(summary.starts_with(&format!("### [weather-desk-mcp 1.4.0]({url})\n")), "{summary}");
}

/// Developer machine: each command on its own makes what the release makes, byte for byte.
#[test]
fn standalone_commands() {
    let whole = Case::new().fixture("seed-like");
    whole.run("release").success();
    let single = Case::new().fixture("seed-like");
    for command in ["build", "upload", "dxt validate", "dxt pack"] {
        single.run(command).success();
    }
    single.run(&format!("dxt validate dist/{BUNDLE}")).success();
    for name in [WHEEL, SDIST, BUNDLE] {
        let path = format!("dist/{name}");
        assert_eq!(fs::read(whole.path(&path)).unwrap(), fs::read(single.path(&path)).unwrap());
    }
    let published = |case: &Case| {
        let mut files = snapshot(case);
        files.retain(|path, _| path.starts_with("project/local-index/"));
        files
    };
    assert_eq!(published(&whole), published(&single));
    assert_eq!(published(&whole).len(), 8);
    // What the release does after them is found done.
    let report = single.run("release --json").success().json();
    assert_eq!(list(&report, "spared").len(), 2);
}
