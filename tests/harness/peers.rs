//! The pinned tools of `tests/peers`, installed when a test first asks for them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use super::case::REPOSITORY;
use super::run::Run;

/// The installed peers.
#[derive(Debug)]
pub(crate) struct Peers {
    folder: PathBuf,
}

/// The peers, installed if they are not yet. A test that needs them fails where they cannot be had:
/// a comparison that is left out proves nothing.
pub(crate) fn peers() -> &'static Peers {
    static PEERS: OnceLock<Peers> = OnceLock::new();
    PEERS.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let folder = target.join("peers");
        // Test binaries may run side by side; whoever comes second finds the work done.
        let lock = File::create(target.join("peers.lock")).unwrap();
        lock.lock().unwrap();
        Run::of(Command::new(Path::new(REPOSITORY).join("tests/peers/install")).arg(&folder))
            .success();
        Peers { folder }
    })
}

impl Peers {
    /// The Python of one environment: `build`, `build-flit3`, `publish` or `lint`.
    pub(crate) fn python(&self, environment: &str) -> Command {
        self.tool(environment, "python")
    }

    /// A program of one environment, such as `twine` of `publish`.
    pub(crate) fn tool(&self, environment: &str, program: &str) -> Command {
        let mut command =
            Command::new(self.folder.join("venv").join(environment).join("bin").join(program));
        // A peer reports plainly, leaves no caches, and asks no index but the one a test names.
        command.env("NO_COLOR", "1").env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH");
        command
    }

    /// Has the real backends of one environment do jobs, as `tests/peers/backend_hooks.py` takes
    /// them; what became of each.
    pub(crate) fn hooks(&self, environment: &str, jobs: &[Value]) -> Vec<Value> {
        let listed = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(listed.path(), Value::from(jobs).to_string()).unwrap();
        let hooks = Path::new(REPOSITORY).join("tests/peers/backend_hooks.py");
        let run = Run::of(self.python(environment).arg(hooks).arg(listed.path()));
        run.success().json().as_array().unwrap().clone()
    }

    /// Node.js with `script`, which finds the packages through `PEERS_NODE`.
    pub(crate) fn node(&self, script: &Path) -> Command {
        let mut command = Command::new("node");
        command.arg(script).env("PEERS_NODE", self.folder.join("node"));
        command
    }

    /// Anthropic's packer under its present name.
    pub(crate) fn mcpb(&self) -> Command {
        Command::new(self.folder.join("node/node_modules/.bin/mcpb"))
    }

    /// 7-Zip, which sees the current folder and nothing beside it.
    pub(crate) fn seven_zip(&self) -> Command {
        Command::new(self.folder.join("node/node_modules/.bin/7z-wasm"))
    }

    /// Anthropic's packer under its first name.
    pub(crate) fn dxt(&self) -> Command {
        Command::new(self.folder.join("node/node_modules/.bin/dxt"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_peer_is_the_one_that_was_pinned() {
        let version = |command: &mut Command, expect: &str| {
            Run::of(command.arg("--version")).success().stdout_contains(expect);
        };
        version(peers().python("build").args(["-m", "build"]), "build 1.6.1");
        version(&mut peers().tool("publish", "twine"), "twine version 7.0.0");
        version(&mut peers().tool("publish", "uv"), "uv 0.13.9");
        version(&mut peers().tool("lint", "check-jsonschema"), "0.39.0");
        version(&mut peers().tool("lint", "zizmor"), "1.32.0");
        version(&mut peers().mcpb(), "2.1.2");
        version(&mut peers().dxt(), "0.2.6");
        for (environment, expect) in [("build", "4.2.0\n"), ("build-flit3", "3.12.0\n")] {
            let print = "import flit_core; print(flit_core.__version__)";
            Run::of(peers().python(environment).args(["-c", print])).success().stdout(expect);
        }
    }
}
