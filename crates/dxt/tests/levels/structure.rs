//! Whether what a manifest names is there, and what it refers to is known.

use super::{NODE, check};
use pyrel_dxt::Level;

#[test]
fn an_entry_point_must_be_a_file_of_the_bundle() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "y.js", "mcp_config": {"command": "node", "args": ["${__dirname}/y.js"]}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "error[entry-point-missing] manifest.json:3:43: `server.entry_point` `y.js` is not in the bundle",
            "  did you mean `x.js`?",
        ],
    );
}

#[test]
fn an_entry_point_that_nothing_starts_is_a_warning() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "dist/cli.js", "mcp_config": {"command": "npx", "args": ["-y", "demo@1.0.0"]}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "warning[entry-point-missing] manifest.json:3:43: `server.entry_point` `dist/cli.js` is not in the bundle",
            "  build it first, or correct the path",
        ],
    );
}

#[test]
fn an_entry_point_lies_inside_and_fits_its_server() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "python", "entry_point": "/opt/x.js", "mcp_config": {"command": "python"}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "warning[entry-point-type] manifest.json:3:45: `server.entry_point` ends in `.js`, and `server.type` is `python`",
            "  set `server.type` to `node`, or correct the entry point",
            "error[outside-bundle] manifest.json:3:45: `server.entry_point` `/opt/x.js` lies outside of the bundle",
            "  put the file into the bundle and name it relative to it",
        ],
    );
}

#[test]
fn what_a_command_runs_must_be_there() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "${__dirname}/bin/run", "args": ["${__dirname}/x.js", "--db=${__dirname}/data", "${__dirname}/../y"], "env": {"P": "${__dirname}/lib"}, "platform_overrides": {"win32": {"command": "node", "args": ["${__dirname}\\z.js"]}}}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "error[command-missing] manifest.json:3:77: `server.mcp_config.command` `${__dirname}/bin/run` is not in the bundle",
            "  build it first, or correct the path",
            "warning[path-missing] manifest.json:3:131: `server.mcp_config.args[1]` `--db=${__dirname}/data` is not in the bundle",
            "  add it, correct the path, or leave it out if the server makes it itself",
            "error[outside-bundle] manifest.json:3:157: `server.mcp_config.args[2]` `${__dirname}/../y` leads out of the bundle",
            "  put the file into the bundle and name it relative to it",
            "warning[path-missing] manifest.json:3:192: `server.mcp_config.env.P` `${__dirname}/lib` is not in the bundle",
            "  add it, correct the path, or leave it out if the server makes it itself",
            r#"error[command-missing] manifest.json:3:274: `server.mcp_config.platform_overrides.win32.args[0]` `${__dirname}\z.js` is not in the bundle"#,
            "  did you mean `x.js`?",
        ],
    );
}

#[test]
fn windows_adds_the_ending_of_programs() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "binary", "entry_point": "bin/run", "mcp_config": {"command": "${__dirname}/bin/run"}}"#,
            r#""keywords": []"#,
        ),
        &["bin/run.exe", "bin/run"],
        &[],
    );
}

#[test]
fn variables_must_be_known() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js", "${HOMEE}/a", "${BUNDLE_ROOT}", "${key}", "${user_config.kye}", "${user_config.key}", "${/}${pathSeparator}${HOME}${DESKTOP}${DOCUMENTS}${DOWNLOADS}"]}}"#,
            r#""user_config": {"key": {"type": "string", "title": "t", "description": "d", "default": ""}}"#,
        ),
        &["x.js"],
        &[
            "error[unknown-variable] manifest.json:3:116: `server.mcp_config.args[1]` has the unknown variable `${HOMEE}`",
            "  did you mean `${HOME}`?",
            "error[unknown-variable] manifest.json:3:130: `server.mcp_config.args[2]` has the unknown variable `${BUNDLE_ROOT}`",
            "  hosts know `${__dirname}`, `${pathSeparator}`, `${/}`, `${HOME}`, `${DESKTOP}`, `${DOCUMENTS}`, `${DOWNLOADS}` and `${user_config.…}`",
            "error[unknown-variable] manifest.json:3:148: `server.mcp_config.args[3]` has the unknown variable `${key}`",
            "  did you mean `${user_config.key}`?",
            "error[undefined-setting] manifest.json:3:158: `server.mcp_config.args[4]` refers to the setting `kye`, which is not defined",
            "  did you mean `${user_config.key}`?",
        ],
    );
}

#[test]
fn defaults_may_name_the_folders_of_the_user() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js", "${user_config.a}", "${user_config.b}"]}}"#,
            r#""user_config": {"a": {"type": "file", "title": "t", "description": "d", "default": "${home}/x"}, "b": {"type": "directory", "title": "t", "description": "d", "multiple": true, "default": ["${HOME}", "${DOCUMENTS}/y", "${TEMP}"]}}"#,
        ),
        &["x.js"],
        &[
            "warning[unknown-variable] manifest.json:4:85: `user_config.a.default` has the unknown variable `${home}`",
            "  did you mean `${HOME}`?",
            "warning[unknown-variable] manifest.json:4:219: `user_config.b.default` has the unknown variable `${TEMP}`",
            "  hosts know `${__dirname}`, `${pathSeparator}`, `${/}`, `${HOME}`, `${DESKTOP}`, `${DOCUMENTS}`, `${DOWNLOADS}` and `${user_config.…}`",
        ],
    );
}

#[test]
fn an_address_that_ends_like_the_entry_point_does_not_start_it() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "uv", "entry_point": "demo", "mcp_config": {"command": "uvx", "args": ["--from", "git+https://example.com/demo", "demo-mcp"]}}"#,
            r#""keywords": []"#,
        ),
        &["x.py"],
        &[
            "warning[entry-point-missing] manifest.json:3:41: `server.entry_point` `demo` is not in the bundle",
            "  build it first, or correct the path",
        ],
    );
}

#[test]
fn settings_must_be_used_and_lists_stand_alone() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js", "${user_config.dirs}", "--dirs=${user_config.dirs}"], "env": {"D": "${user_config.dirs}"}}}"#,
            r#""user_config": {"dirs": {"title": "t", "description": "d", "type": "directory", "multiple": true, "default": ["a"]}, "unused": {"title": "t", "description": "d", "type": "string", "default": ""}}"#,
        ),
        &["x.js"],
        &[
            "warning[list-in-text] manifest.json:3:146: `server.mcp_config.args[2]` has the setting `dirs`, a list, inside of a longer text",
            "  make it an argument of its own: hosts then put one argument for each value",
            "warning[list-in-text] manifest.json:3:183: `server.mcp_config.env.D` has the setting `dirs`, a list, where one text is needed",
            "  make it an argument of its own: hosts then put one argument for each value",
            "warning[unused-setting] manifest.json:4:118: the setting `unused` is not used",
            "  hand it to the server in `args` or `env` as `${user_config.…}`, or remove it",
        ],
    );
}

#[test]
fn variables_are_replaced_in_commands_only() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "${__dirname}/x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js"]}}"#,
            r#""screenshots": ["${HOME}/a.png"]"#,
        ),
        &["x.js"],
        &[
            "warning[variable-not-replaced] manifest.json:3:44: `server.entry_point` has the variable `${__dirname}`",
            "  write a path relative to the manifest",
            "warning[variable-not-replaced] manifest.json:4:18: `screenshots[0]` has the variable `${HOME}`",
            "  write a path relative to the manifest",
        ],
    );
}

#[test]
fn prompts_use_the_arguments_that_they_declare() {
    check(
        (Level::Structure, &[]),
        (
            NODE,
            r#""prompts": [{"name": "p", "arguments": ["a", "b"], "text": "${arguments.a} ${arguments.c} ${other}"}, {"name": "q", "arguments": ["x"], "text": "${arguments.x ? 'y' : ''}"}]"#,
        ),
        &["x.js"],
        &[
            "warning[prompt-argument] manifest.json:4:46: prompts[0] does not use its argument `b`",
            "  write it as `${arguments.NAME}` in the prompt's text",
            "warning[prompt-argument] manifest.json:4:76: prompts[0] uses the argument `c`",
            "  add it to the prompt's `arguments`",
            "warning[prompt-argument] manifest.json:4:146: prompts[1] has `${arguments.x ? 'y' : ''}`",
            "  write the name of an argument: nothing is computed",
        ],
    );
}

#[test]
fn settings_make_sense_in_themselves() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js", "${user_config.a}", "${user_config.b}", "${user_config.c}", "${user_config.e}", "${user_config.f}", "${user_config.g}", "${user_config.h}", "${user_config.i}", "${user_config.j}", "${user_config.k}", "${user_config.d}"]}}"#,
            r#""user_config": {"a": {"title": "t", "description": "d", "type": "number", "default": "3"}, "b": {"title": "t", "description": "d", "type": "number", "min": 5, "max": 1}, "c": {"title": "t", "description": "d", "type": "number", "min": 1, "max": 5, "default": 9}, "d": {"title": "t", "description": "d", "type": "string", "multiple": true, "default": ""}, "e": {"title": "t", "description": "d", "type": "string", "min": 1, "default": ""}, "f": {"title": "t", "description": "d", "type": "boolean", "sensitive": true, "default": false}, "g": {"title": "t", "description": "d", "type": "string", "sensitive": true, "default": "x"}, "h": {"title": "t", "description": "d", "type": "string", "required": true, "default": "x"}, "i": {"title": "t", "description": "d", "type": "file", "default": ["a"]}, "j": {"title": "t", "description": "d", "type": "boolean", "default": "true"}, "k": {"title": "t", "description": "d", "type": "directory", "multiple": true, "default": ["a"]}}"#,
        ),
        &["x.js"],
        &[
            "warning[setting-default] manifest.json:4:86: the default of `a` is a string, and its type is `number`",
            "  write a number",
            "error[setting-range] manifest.json:4:157: the least value of `b` is greater than its greatest",
            "  exchange `min` and `max`",
            "warning[setting-out-of-range] manifest.json:4:260: the default of `c` is greater than its greatest value 5",
            "  correct the default, or `min` and `max`",
            "warning[setting-passed-over] manifest.json:4:322: `multiple` of `d` counts for settings of type `directory` and `file` only",
            "  remove the key, or correct the type",
            "warning[setting-passed-over] manifest.json:4:414: `min` of `e` counts for settings of type `number` only",
            "  remove the key, or correct the type",
            "warning[setting-sensitive] manifest.json:4:512: `f` is sensitive, and its type is `boolean`",
            "  only strings are kept secret; make it a string",
            "warning[setting-sensitive] manifest.json:4:625: `g` is sensitive, and its default stands in the manifest",
            "  remove the default, or `sensitive`",
            "advice[setting-required-default] manifest.json:4:701: `h` is required and has a default",
            "  leave one of the two out: hosts ask for the value all the same",
            "warning[setting-default] manifest.json:4:791: the default of `i` is a list, and only one value is asked for",
            "  set `multiple`",
            "warning[setting-default] manifest.json:4:869: the default of `j` is a string, and its type is `boolean`",
            "  write `true` or `false`",
        ],
    );
}

#[test]
fn overrides_are_for_systems_that_hosts_ask_for() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js"], "platform_overrides": {"darwin": {}, "win32": {}, "darwin-arm64": {}, "windows": {}, "linus": {}, "plan9": {}}}}"#,
            r#""compatibility": {"platforms": ["darwin"]}"#,
        ),
        &["x.js"],
        &[
            "warning[override-excluded] manifest.json:3:153: `win32` is not among `compatibility.platforms`",
            "  add the system to `compatibility.platforms`, or remove the values",
            "warning[override-dead] manifest.json:3:166: `darwin-arm64` is no system that hosts ask for",
            "  hosts know `darwin` and no processor; make one bundle for each, or start a script that chooses",
            "warning[override-dead] manifest.json:3:186: `windows` is no system that hosts ask for",
            "  did you mean `win32`?",
            "warning[override-dead] manifest.json:3:201: `linus` is no system that hosts ask for",
            "  did you mean `linux`?",
            "warning[override-dead] manifest.json:3:214: `plan9` is no system that hosts ask for",
            "  hosts ask for `darwin`, `win32` and `linux`",
        ],
    );
}

#[test]
fn an_extension_for_no_system_is_told() {
    check(
        (Level::Structure, &[]),
        (NODE, r#""compatibility": {"platforms": []}"#),
        &["x.js"],
        &[
            "warning[platforms-empty] manifest.json:4:32: `compatibility.platforms` is empty",
            "  name the systems, or remove `platforms`",
        ],
    );
}

#[test]
fn images_and_texts_in_other_languages_must_be_there() {
    check(
        (Level::Structure, &[]),
        (
            NODE,
            r#""icons": [{"src": "no.png", "size": "16x16"}, {"src": "l/en.json", "size": "16x16"}], "screenshots": ["a.pgn", "l"],
"localization": {"resources": "l/${locale}.json", "default_locale": "en"}"#,
        ),
        &["x.js", "a.png", "l/en.json=[]", "l/de.json={", "l/fr.json={}"],
        &[
            "error[image-missing] manifest.json:4:19: `icons[0].src` `no.png` is not in the bundle",
            "  did you mean `a.png`?",
            "warning[image-format] manifest.json:4:55: `icons[1].src` `l/en.json` is no image of a known format",
            "  use PNG",
            "error[image-missing] manifest.json:4:103: `screenshots[0]` `a.pgn` is not in the bundle",
            "  did you mean `a.png`?",
            "warning[image-format] manifest.json:4:112: `screenshots[1]` `l` is a folder",
            "  use PNG",
            "error[localization-not-json] manifest.json:5:31: `l/de.json` is not JSON: the file ends inside the object of line 1",
            "  correct the file",
            "error[localization-not-json] manifest.json:5:31: `l/en.json` is an array and not an object",
            "  correct the file",
        ],
    );
}

#[test]
fn texts_in_other_languages_that_are_not_there_are_told() {
    check(
        (Level::Structure, &[]),
        (NODE, r#""localization": {"resources": "l/${LOCALE}.json", "default_locale": "en"}"#),
        &["x.js"],
        &[
            "error[localization-missing] manifest.json:4:31: no file in the bundle is `l/${LOCALE}.json`",
            "  add a file for each language, or remove `localization`",
        ],
    );
}

#[test]
fn a_uv_server_needs_its_project() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "uv", "entry_point": "x.py", "mcp_config": {"command": "uv", "args": ["run", "${__dirname}/x.py"]}}"#,
            r#""keywords": []"#,
        ),
        &["x.py"],
        &[
            "warning[uv-project-missing] manifest.json:3:20: `server.type` is `uv`, and there is no `pyproject.toml` in the bundle",
            "  add `pyproject.toml` with the dependencies of the server",
        ],
    );
}

#[test]
fn what_an_interpreter_finds_by_itself_is_there() {
    for (entry, command, script, file) in [
        ("server", "node", "/server", "server/index.js"),
        ("server/index", "node", "/server/index", "server/index.js"),
        ("package.json", "node", "", "package.json"),
        ("server", "/usr/bin/node", "/server", "server/package.json"),
        ("server", "python3", "/server", "server/__main__.py"),
    ] {
        let server = format!(
            r#"{{"type": "binary", "entry_point": "{entry}", "mcp_config": {{"command": "{command}", "args": ["${{__dirname}}{script}"]}}}}"#
        );
        check((Level::Structure, &[]), (&server, r#""keywords": []"#), &[file], &[]);
    }
    // Another program does not look for such files.
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "binary", "entry_point": "server", "mcp_config": {"command": "sh", "args": ["${__dirname}/server"]}}"#,
            r#""keywords": []"#,
        ),
        &["server/index.js", "server/__main__.py"],
        &[
            "error[entry-point-missing] manifest.json:3:45: `server.entry_point` `server` is a folder",
            "  build it first, or correct the path",
        ],
    );
}

#[test]
fn arguments_of_one_system_belong_to_the_command_of_all() {
    check(
        (Level::Structure, &[]),
        (
            r#"{"type": "node", "entry_point": "x.js", "mcp_config": {"command": "node", "args": ["${__dirname}/x.js"], "platform_overrides": {"win32": {"args": ["${__dirname}/win.js"]}}}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "error[command-missing] manifest.json:3:158: `server.mcp_config.platform_overrides.win32.args[0]` `${__dirname}/win.js` is not in the bundle",
            "  build it first, or correct the path",
        ],
    );
}

#[test]
fn code_has_variables_of_its_own() {
    let server = |command: &str, option: &str, code: &str| {
        format!(
            r#"{{"type": "node", "entry_point": "x.js", "mcp_config": {{"command": "{command}", "args": ["{option}", "{code}"]}}}}"#
        )
    };
    let none = r#""keywords": []"#;
    for (command, option, code) in [
        ("bash", "-c", "exec ${NODE:-node} ${__dirname}/x.js"),
        ("/bin/sh", "-lc", "${SHELL} -c x"),
        ("node", "--eval", "`${process.pid}`"),
        ("powershell.exe", "-Command", "& ${env:ProgramFiles}/x"),
    ] {
        check((Level::Structure, &[]), (&server(command, option, code), none), &["x.js"], &[]);
    }
    let unknown = |word: &str| format!("error[unknown-variable] manifest.json:3:{word}");
    // `-e` of docker is no code, and only hosts have `__dirname`.
    check(
        (Level::Structure, &[]),
        (&server("docker", "-e", "KEY=${KEY}"), none),
        &["x.js"],
        &[
            &unknown("107: `server.mcp_config.args[1]` has the unknown variable `${KEY}`"),
            "  hosts know `${__dirname}`, `${pathSeparator}`, `${/}`, `${HOME}`, `${DESKTOP}`, `${DOCUMENTS}`, `${DOWNLOADS}` and `${user_config.…}`",
        ],
    );
    check(
        (Level::Structure, &[]),
        (&server("bash", "-c", "node ${__dirnam}/x.js"), none),
        &["x.js"],
        &[
            &unknown("106: `server.mcp_config.args[1]` has the unknown variable `${__dirnam}`"),
            "  did you mean `${__dirname}`?",
        ],
    );
}
