//! A folder as an index, read by a real installer.

use std::fs;
use std::path::PathBuf;

use super::{SDIST, WHEEL, built};
use crate::harness::case::Case;
use crate::harness::peers::peers;
use crate::harness::run::Run;
use crate::release::law::{deeds, hold, list, snapshot};

/// Installs the fixture from an index and runs what it installed.
#[track_caller]
pub(super) fn install(case: &Case, index: &str) {
    let target = case.temporary().join("installed");
    let mut pip = peers().python("publish");
    pip.args(["-m", "pip", "--isolated", "install", "--disable-pip-version-check", "--no-deps"]);
    pip.args(["--no-cache-dir", "--index-url", index, "--target"]).arg(&target);
    pip.arg("weather-desk-mcp==1.4.0").current_dir(case.path(""));
    Run::of(pip.env("PIP_CONFIG_FILE", "/dev/null")).success();
    let script = "import weather_desk; print(weather_desk.__name__)";
    let mut python = peers().python("publish");
    Run::of(python.args(["-c", script]).env("PYTHONPATH", &target))
        .success()
        .stdout("weather_desk\n");
    fs::remove_dir_all(target).unwrap();
}

#[test]
fn an_installer_gets_it_by_path_and_by_address() {
    let case = built(Case::new());
    let (plan, real) = hold(&case, "upload --repository local", || ());
    assert_eq!(deeds(&plan), ["place"; 6]);
    let outputs = &real.json()["outputs"];
    let folder = case.path("local-index/simple");
    let address = format!("file://{}/", folder.display());
    assert_eq!(outputs["index-url"], address.as_str());
    install(&case, &address);
    install(&case, folder.to_str().unwrap());
    let command = outputs["install"].as_str().unwrap();
    assert_eq!(command, format!("pip install --index-url {address} weather-desk-mcp"));
}

#[test]
fn the_installer_checks_the_digest_of_the_page() {
    let case = built(Case::new());
    case.run("upload --repository ./ix").success();
    let wheel = case.path("ix/simple/weather-desk-mcp").join(WHEEL);
    fs::write(&wheel, b"something else").unwrap();
    let mut pip = peers().python("publish");
    pip.args(["-m", "pip", "--isolated", "download", "--no-deps", "--no-cache-dir", "-d"]);
    pip.arg(case.temporary()).arg("--index-url").arg(case.path("ix/simple"));
    let run = Run::of(pip.arg("weather-desk-mcp").env("PIP_CONFIG_FILE", "/dev/null"));
    run.failure(1).stderr_contains("DO NOT MATCH THE HASHES");
}

#[test]
fn once_more_there_is_nothing_to_do() {
    let case = built(Case::new());
    case.run("upload").success();
    let before = snapshot(&case);
    let (_, real) = hold(&case, "upload", || ());
    let report = real.json();
    assert_eq!(list(&report, "done"), [serde_json::Value::Null; 0]);
    assert!(list(&report["outputs"], "published").iter().all(|it| it["status"] == "skipped"));
    assert_eq!(snapshot(&case), before);
}

#[test]
fn another_content_under_the_same_name_is_refused() {
    let case = built(Case::new());
    case.run("upload").success();
    case.write("src/weather_desk/stations.json", "[]");
    case.run("build").success();
    let before = snapshot(&case);
    for more in ["", "--dry-run"] {
        let run = case.run(&format!("upload {more}"));
        run.failure(1).stderr_contains("error[upload-file-exists]").stderr_contains(WHEEL);
        run.stderr_contains(SDIST);
        assert_eq!(snapshot(&case), before);
    }
    let (_, real) = hold(&case, "upload --skip-existing", || ());
    assert_eq!(list(&real.json(), "done"), [serde_json::Value::Null; 0]);
    assert_eq!(snapshot(&case), before);
}

#[test]
fn a_second_version_stands_beside_the_first() {
    let case = built(Case::new());
    let names = |case: &Case| case.list("local-index/simple/weather-desk-mcp");
    case.run("upload").success();
    let toml = case.read("pyproject.toml").replace("1.4.0", "1.5.0rc1");
    case.write("pyproject.toml", &toml);
    case.run("build").success();
    case.run("upload").success();
    assert_eq!(names(&case).len(), 6);
    install(&case, case.path("local-index/simple").to_str().unwrap());
}

#[test]
fn an_address_of_a_folder_is_the_folder() {
    let case = built(Case::new());
    let folder: PathBuf = case.path("some where/ix");
    let address = format!("file://{}", folder.display().to_string().replace(' ', "%20"));
    case.run(&format!("upload --repository-url {address}")).success();
    assert_eq!(case.list("some where/ix/simple"), ["index.html", "index.json", "weather-desk-mcp"]);
    install(&case, &format!("{address}/simple/"));
}
