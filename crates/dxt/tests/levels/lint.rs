//! What works, and is worth a remark all the same.

use super::{NODE, check};
use pyrel_dxt::Level;

#[test]
fn names_versions_licences_and_addresses_are_read_closely() {
    check(
        (Level::Lint, &[]),
        (
            NODE,
            r#""display_name": " n", "license": "Apache 2.0", "keywords": ["a", "a"], "homepage": "javascript:1", "support": "mailto:a@b.co", "dxt_version": "0.4", "_meta": {"single": {}}"#,
        ),
        &["x.js"],
        &[
            "warning[name-odd] manifest.json:4:17: `display_name` ` n` has a blank at an end",
            "  write a name of letters, digits and hyphens",
            "warning[license-not-spdx] manifest.json:4:34: the licence `Apache 2.0` is no SPDX expression",
            "  write an identifier such as `MIT`, or `LicenseRef-Proprietary`",
            "warning[listed-twice] manifest.json:4:66: `a` is listed twice",
            "  remove one of the two",
            "warning[url-not-web] manifest.json:4:84: `homepage` `javascript:1` is no address of a page",
            "  write an address that begins with `https://`",
            "advice[dxt-version] manifest.json:4:128: `dxt_version` is deprecated",
            "  `pyrel dxt migrate` rewrites it",
            "advice[meta-name] manifest.json:4:160: `_meta` has the key `single`",
            "  begin it with the domain of the host in reverse, such as `com.example`",
        ],
    );
}

#[test]
fn ranges_are_those_of_npm() {
    check(
        (Level::Lint, &[]),
        (
            NODE,
            r#""compatibility": {"claude_desktop": "latest", "runtimes": {"python": ">=3.10,<3.14", "node": ">=20 <23"}}"#,
        ),
        &["x.js"],
        &[
            "warning[range-invalid] manifest.json:4:37: `compatibility.claude_desktop` `latest` is no range of versions",
            "  write comparators with blanks between them, such as `>=3.10 <3.14`",
            "warning[range-comma] manifest.json:4:70: `compatibility.runtimes.python` `>=3.10,<3.14` is a range as Python writes it",
            "  write `>=3.10 <3.14`",
        ],
    );
}

#[test]
fn tools_need_names_and_descriptions() {
    check(
        (Level::Lint, &[]),
        (
            NODE,
            r#""tools": [{"name": "a b"}, {"name": "c", "description": "d"}, {"name": "c", "description": "e"}]"#,
        ),
        &["x.js"],
        &[
            "warning[tool-name] manifest.json:4:20: the tool name `a b` cannot be called",
            "  use letters, digits, hyphens and underscores, 64 at most",
            "warning[tool-without-description] manifest.json:4:20: the tool `a b` has no description",
            "  add a `description`",
            "warning[offered-twice] manifest.json:4:72: the tool `c` is there twice",
            "  remove or rename one of the two",
        ],
    );
}

#[test]
fn launchers_should_name_a_version() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "npx", "args": ["-y", "demo@latest"], "platform_overrides": {"win32": {"command": "uvx", "args": ["--from", "git+https://example.com/x", "y"]}, "darwin": {"command": "npx.cmd", "args": ["@a/b"]}, "linux": {"command": "uvx", "args": ["demo==1.0"]}}}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "warning[launcher-latest] manifest.json:3:99: `server.mcp_config.args[1]` `demo@latest` is always the newest version",
            "  name the version that this bundle was tried with",
            "advice[launcher-unpinned] manifest.json:3:185: `server.mcp_config.platform_overrides.win32.args[1]` `git+https://example.com/x` names no commit",
            "  name the version that this bundle was tried with",
            "advice[launcher-unpinned] manifest.json:3:263: `server.mcp_config.platform_overrides.darwin.args[0]` `@a/b` names no version",
            "  name the version that this bundle was tried with",
        ],
    );
}

#[test]
fn commands_should_work_elsewhere() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "/opt/node", "args": ["x.js"], "platform_overrides": {"win32": {"command": "C:\\node.exe"}, "darwin": {"command": "bin/run"}, "linux": {"command": "/usr/bin/env"}}}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "warning[command-of-one-machine] manifest.json:3:77: `server.mcp_config.command` `/opt/node` is a place that not every machine has",
            "  name a program alone, or put it into the bundle and begin its path with `${__dirname}/`",
            "warning[command-of-one-machine] manifest.json:3:99: `server.mcp_config.args[0]` `x.js` is looked for in whatever folder the host runs",
            "  write `${__dirname}/x.js`",
            r#"warning[command-of-one-machine] manifest.json:3:152: `server.mcp_config.platform_overrides.win32.command` `C:\node.exe` is a place that not every machine has"#,
            "  name a program alone, or put it into the bundle and begin its path with `${__dirname}/`",
            "warning[command-of-one-machine] manifest.json:3:191: `server.mcp_config.platform_overrides.darwin.command` `bin/run` is looked for in whatever folder the host runs",
            "  name a program alone, or put it into the bundle and begin its path with `${__dirname}/`",
        ],
    );
}

#[test]
fn optional_settings_should_have_a_default() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js", "${user_config.a}${user_config.b}${user_config.c}${user_config.d}"]}}"#,
            r#""user_config": {"a": {"title": "t", "description": "d", "type": "string"}, "b": {"title": "t", "description": "d", "type": "string", "required": true}, "c": {"title": "t", "description": "d", "type": "boolean"}, "d": {"title": "t", "description": "d", "type": "string", "default": ""}}"#,
        ),
        &["x.js"],
        &[
            "advice[setting-without-value] manifest.json:4:17: the setting `a` is optional and has no default",
            "  give it a default, such as an empty text, or make it required",
        ],
    );
}

#[test]
fn bridges_should_name_a_policy() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "npx", "args": ["mcp-remote@0.1.0", "https://example.com/mcp"]}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "advice[privacy-policy-missing] manifest.json:3:113: `https://example.com/mcp` is a server elsewhere",
            "  add `privacy_policies` with the address of the policy",
        ],
    );
}

#[test]
fn secrets_are_noticed_by_name() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js", "${user_config.api_key}"], "env": {"APP_SECRET": "f81d4fae7dec11d0a765"}}}"#,
            r#""user_config": {"api_key": {"title": "t", "description": "d", "type": "string", "default": ""}}"#,
        ),
        &["x.js", ".ssh/config", "keys/a.p12"],
        &[
            "error[secret-in-manifest] manifest.json:3:164: `server.mcp_config.env.APP_SECRET` has what looks like a secret",
            "  ask the user for it with a setting that is `sensitive`, and revoke this one; if it is none, give `--ignore secret-in-manifest`",
            "warning[setting-not-sensitive] manifest.json:4:17: the setting `api_key` is not `sensitive`",
            r#"  add `"sensitive": true`"#,
            "error[secret-file] .ssh/config: `.ssh` usually holds secrets",
            "  add it to `.mcpbignore`: everybody who has the bundle can read it; if it holds none, give `--ignore secret-file`",
            "error[secret-file] keys/a.p12: `a.p12` usually holds secrets",
            "  add it to `.mcpbignore`: everybody who has the bundle can read it; if it holds none, give `--ignore secret-file`",
        ],
    );
}

#[test]
fn compiled_modules_tell_their_systems() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "python", "entry_point": "x.py", "mcp_config": {"command": "python", "args": ["${__dirname}/x.py"]}}"#,
            r#""compatibility": {"platforms": ["darwin", "linux"]}"#,
        ),
        &["x.py", "lib/a.cpython-312-darwin.so"],
        &[
            "warning[modules-for-one-system] manifest.json:4:19: compiled modules such as `lib/a.cpython-312-darwin.so` are for `darwin`, and the extension is for `linux` as well",
            "  name the systems in `compatibility.platforms`, and make one bundle for each",
        ],
    );
}

#[test]
fn programs_tell_their_system() {
    check(
        (Level::Lint, &[]),
        (
            r#"{"type": "binary", "entry_point": "run", "mcp_config": {"command": "${__dirname}/run", "platform_overrides": {"win32": {"command": "run.exe"}}}}"#,
            r#""keywords": []"#,
        ),
        &["run=\u{7f}ELF"],
        &[
            "warning[program-for-one-system] manifest.json:3:78: `server.mcp_config.command` is a program for `linux`, and is started on `darwin` as well",
            "  name the system in `compatibility.platforms`, or add `platform_overrides`",
        ],
    );
}

#[test]
fn windows_writes_places_with_backslashes() {
    let config = |command: &str| {
        let command = command.replace('\\', "\\\\");
        format!(
            r#"{{"type": "node", "entry_point": "x.js", "mcp_config": {{"command": "{command}"}}}}"#
        )
    };
    for (command, what) in [
        (r"venv\Scripts\python.exe", "is looked for in whatever folder the host runs"),
        (r"\\server\share\node.exe", "is a place that not every machine has"),
    ] {
        check(
            (Level::Lint, &[]),
            (&config(command), r#""keywords": []"#),
            &["x.js"],
            &[
                &format!(
                    "warning[command-of-one-machine] manifest.json:3:77: `server.mcp_config.command` `{command}` {what}"
                ),
                "  name a program alone, or put it into the bundle and begin its path with `${__dirname}/`",
            ],
        );
    }
    check((Level::Lint, &[]), (&config(r"${__dirname}\x.js"), r#""keywords": []"#), &["x.js"], &[]);
}
