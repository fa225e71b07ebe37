//! Manifest version 0.1: what all later versions build on.

use super::Version;
use super::shape::{Field, Record, Shape, optional, required};

/// The manifest. The version is the one that it must name itself.
pub(super) fn manifest(version: Version) -> Record {
    let mut fields = vec![
        optional("$schema", Shape::Text, "The schema that editors check this file with."),
        optional("dxt_version", Shape::Literal(version), "The old name of `manifest_version`."),
        optional("manifest_version", Shape::Literal(version), "The version of this format."),
    ];
    fields.extend(identity());
    fields.extend(presentation());
    fields.push(required("server", server(), "The server and how it is started."));
    fields.extend(offer());
    fields.extend(terms());
    Record::new(fields)
}

fn identity() -> [Field; 6] {
    [
        required("name", Shape::Text, "The name that machines know the extension by."),
        optional("display_name", Shape::Text, "The name that people read."),
        required("version", Shape::Text, "The version of the extension, as semver."),
        required("description", Shape::Text, "What it does, in one sentence."),
        optional("long_description", Shape::Text, "What it does, at length, in Markdown."),
        required("author", author(), "Who made it."),
    ]
}

fn presentation() -> [Field; 6] {
    [
        optional("repository", repository(), "Where its sources are."),
        optional("homepage", Shape::Url, "Its page."),
        optional("documentation", Shape::Url, "Its documentation."),
        optional("support", Shape::Url, "Where its users find help."),
        optional("icon", Shape::Text, "A PNG file in the bundle."),
        optional("screenshots", Shape::list(Shape::Text), "Images in the bundle."),
    ]
}

fn offer() -> [Field; 4] {
    [
        optional("tools", Shape::list(tool()), "The tools that the server has."),
        optional("tools_generated", Shape::Flag, "Whether the server has more tools than these."),
        optional("prompts", Shape::list(prompt()), "The prompts that the server has."),
        optional("prompts_generated", Shape::Flag, "Whether it has more prompts than these."),
    ]
}

fn terms() -> [Field; 4] {
    [
        optional("keywords", Shape::list(Shape::Text), "Words to find it by."),
        optional("license", Shape::Text, "Its licence, as SPDX names it."),
        optional("compatibility", compatibility(), "Where it runs."),
        optional("user_config", Shape::map(setting()), "What its users can set."),
    ]
}

fn author() -> Shape {
    Shape::record(vec![
        required("name", Shape::Text, "The author's name."),
        optional("email", Shape::Email, "The author's address."),
        optional("url", Shape::Url, "The author's page."),
    ])
}

fn repository() -> Shape {
    Shape::record(vec![
        required("type", Shape::Text, "The system, such as `git`."),
        required("url", Shape::Url, "Its address."),
    ])
}

fn server() -> Shape {
    let types = Shape::Choice(vec!["python", "node", "binary"]);
    Shape::record(vec![
        required("type", types, "What the server is made with."),
        required("entry_point", Shape::Text, "The file that is run, in the bundle."),
        required("mcp_config", mcp_config(), "The command that starts the server."),
    ])
}

fn mcp_config() -> Shape {
    let command = || Shape::Text;
    let overridden = Shape::record(vec![
        optional("command", command(), COMMAND),
        optional("args", Shape::list(Shape::Text), ARGS),
        optional("env", Shape::map(Shape::Text), ENV),
    ]);
    Shape::record(vec![
        required("command", command(), COMMAND),
        optional("args", Shape::list(Shape::Text), ARGS),
        optional("env", Shape::map(Shape::Text), ENV),
        optional(
            "platform_overrides",
            Shape::map(overridden),
            "Other values where `process.platform` has this name.",
        ),
    ])
}

const COMMAND: &str = "The program.";
const ARGS: &str = "Its arguments.";
const ENV: &str = "Environment variables for it.";

fn tool() -> Shape {
    Shape::record(vec![
        required("name", Shape::Text, "The tool's name."),
        optional("description", Shape::Text, "What the tool does."),
    ])
}

fn prompt() -> Shape {
    Shape::record(vec![
        required("name", Shape::Text, "The prompt's name."),
        optional("description", Shape::Text, "What the prompt is for."),
        optional("arguments", Shape::list(Shape::Text), "The names of its arguments."),
        required("text", Shape::Text, "The prompt, with `${arguments.name}` for an argument."),
    ])
}

fn compatibility() -> Shape {
    let runtimes = Shape::record(vec![
        optional("python", Shape::Text, "Versions of Python."),
        optional("node", Shape::Text, "Versions of Node.js."),
    ]);
    let platforms = Shape::list(Shape::Choice(vec!["darwin", "win32", "linux"]));
    Shape::record(vec![
        optional("claude_desktop", Shape::Text, "Versions of Claude Desktop."),
        optional("platforms", platforms, "Systems, as `process.platform` names them."),
        optional("runtimes", runtimes, "What must be installed."),
    ])
}

fn setting() -> Shape {
    let types = Shape::Choice(vec!["string", "number", "boolean", "directory", "file"]);
    Shape::record(vec![
        required("type", types, "What the setting is."),
        required("title", Shape::Text, "Its name on the screen."),
        required("description", Shape::Text, "What it does."),
        optional("required", Shape::Flag, "Whether the user must set it."),
        optional("default", Shape::Setting, "Its value where the user sets none."),
        optional("multiple", Shape::Flag, "Whether several files or folders can be chosen."),
        optional("sensitive", Shape::Flag, "Whether it is kept secret."),
        optional("min", Shape::Number, "The least number."),
        optional("max", Shape::Number, "The greatest number."),
    ])
}
