//! Hosts with limits of their own, each as somebody met it: a limit is told with the version or the
//! day on which it was known.

use std::ops::Range;

use pyrel_diag::{Rule, Severity};

use crate::command::{invocations, left_empty};
use crate::holdings::Found;
use crate::inspect::{Client, Subject};
use crate::json::Node;
use crate::lint::{Fault, fault, ranges};
use crate::misfit::{Misfit, shown};
use crate::structure::PLATFORMS;

pub(crate) static RULES: [&Rule; 10] = [
    &CODE_UV,
    &DESKTOP_ICON,
    &DESKTOP_RANGE,
    &DESKTOP_PROCESSOR,
    &DESKTOP_PYTHON,
    &DESKTOP_MODE,
    &DESKTOP_EMPTY,
    &SMITHERY_TOOLS,
    &SMITHERY_NO_TOOLS,
    &SMITHERY_SIZE,
];

static CODE_UV: Rule = Rule {
    id: "claude-code-uv",
    severity: Severity::Error,
    words: "a server of type `uv`, which Claude Code refuses",
    remedy: "set `server.type` to `python` and keep `uv` as the command",
};

static DESKTOP_EMPTY: Rule = Rule {
    id: "claude-desktop-empty-setting",
    severity: Severity::Warning,
    words: "a setting that may stay empty, for which Claude Desktop hands `${user_config.…}` on",
    remedy: "add `\"default\": \"\"`",
};

static DESKTOP_ICON: Rule = Rule {
    id: "claude-desktop-icon",
    severity: Severity::Warning,
    words: "an icon that Claude Desktop does not show",
    remedy: "put a PNG file into the bundle and name it as `icon`",
};

static DESKTOP_MODE: Rule = Rule {
    id: "claude-desktop-mode",
    severity: Severity::Warning,
    words: "a program in the bundle, which Claude Desktop on macOS unpacks so that it may not be executed",
    remedy: "start it through `/bin/sh`, which needs no such permission, or know that it fails there",
};

static DESKTOP_PROCESSOR: Rule = Rule {
    id: "claude-desktop-processor",
    severity: Severity::Warning,
    words: "values for one kind of processor, for which Claude Desktop never asks",
    remedy: "make one bundle for each processor, or start a script that chooses",
};

static DESKTOP_PYTHON: Rule = Rule {
    id: "claude-desktop-python",
    severity: Severity::Warning,
    words: "a server of type `python` that is run by uv, which Claude Desktop offers only where it finds a Python",
    remedy: "set `server.type` to `uv` and `manifest_version` to `0.4`",
};

static DESKTOP_RANGE: Rule = Rule {
    id: "claude-desktop-range",
    severity: Severity::Error,
    words: "a range of versions that Claude Desktop misreads",
    remedy: "put blanks where the commas are",
};

static SMITHERY_NO_TOOLS: Rule = Rule {
    id: "smithery-no-tools",
    severity: Severity::Advice,
    words: "a manifest without `tools`, which Smithery was seen to refuse, and to take",
    remedy: "add `\"tools\": []`",
};

static SMITHERY_SIZE: Rule = Rule {
    id: "smithery-size",
    severity: Severity::Warning,
    words: "a bundle larger than Smithery takes",
    remedy: "leave out what the server does not need, or start a published package with `npx` or `uvx`",
};

static SMITHERY_TOOLS: Rule = Rule {
    id: "smithery-tools",
    severity: Severity::Error,
    words: "tools without `inputSchema`, which Smithery refuses and the manifest cannot have",
    remedy: "leave `tools` empty (`[]`) and set `tools_generated` to `true`",
};

const CODE_UV_MET: &str =
    "met with Claude Code 2.1.150 on 2026-05-26 (mims-harvard/ToolUniverse#201)";
const DESKTOP_ARCH_MET: &str =
    "asked for on 2025-06-27 and still open (modelcontextprotocol/mcpb#10)";
const DESKTOP_EMPTY_MET: &str = "open as modelcontextprotocol/mcpb#250";
const DESKTOP_ICON_MET: &str = "by the remark of mcpb 2.1.2";
const DESKTOP_MODE_MET: &str =
    "met with Claude Desktop 1.21459.3 on 2026-07-16 (modelcontextprotocol/mcpb#294)";
const DESKTOP_PYTHON_MET: &str = "met on 2025-07-28 (modelcontextprotocol/mcpb#84)";
const DESKTOP_RANGE_MET: &str = "met on 2026-09-15 (mims-harvard/ToolUniverse#591)";
const SMITHERY_NO_TOOLS_MET: &str = "met on 2026-07-17 (smithery-ai/cli#770)";
const SMITHERY_SIZE_MET: &str = "the limit was 25 MB on 2026-07-17 (Decodo/mcp-server#57)";
const SMITHERY_TOOLS_MET: &str =
    "met on 2026-06-15 and still on 2026-08-23 (smithery CLI, issues 787 and 806)";

/// Looks at what the hosts that were named are known for.
pub(crate) fn look(subject: &mut Subject<'_>) {
    for client in subject.inspection.clients.clone() {
        match client {
            Client::ClaudeCode => code(subject),
            Client::ClaudeDesktop => desktop(subject),
            Client::Smithery => smithery(subject),
        }
    }
}

/// A limit, with when and where it was met.
fn met(
    rule: &'static Rule,
    span: Range<usize>,
    message: impl std::fmt::Display,
    met: &str,
) -> Misfit {
    Misfit::new(rule, span, format!("{message}: {met}"))
}

fn code(subject: &mut Subject<'_>) {
    let kind = subject.root.member("server").and_then(|server| server.member("type"));
    let Some(node) = kind.filter(|node| node.text() == Some("uv")) else { return };
    let message = "Claude Code takes `python`, `node` and `binary` for `server.type`, not `uv`";
    subject.note(met(&CODE_UV, node.span(), message, CODE_UV_MET));
}

fn desktop(subject: &mut Subject<'_>) {
    desktop_icon(subject);
    for (key, node, text) in ranges(subject.root) {
        if let Some(Fault::Python(instead)) = fault(text) {
            let message = format!("Claude Desktop misreads `{key}` `{}`", shown(text));
            let misfit = met(&DESKTOP_RANGE, node.span(), message, DESKTOP_RANGE_MET);
            subject.note(match instead {
                Some(instead) => misfit.advise(format!("write `{instead}`")),
                None => misfit,
            });
        }
    }
    desktop_python(subject);
    desktop_commands(subject);
    desktop_empty(subject);
}

fn desktop_icon(subject: &mut Subject<'_>) {
    let icon = subject.root.member("icon").filter(|node| node.text() != Some(""));
    let (span, message) = match icon.and_then(|node| Some((node, node.text()?))) {
        Some((node, text)) if text.contains("://") => {
            (node.span(), format!("Claude Desktop does not fetch the icon `{}`", shown(text)))
        }
        Some(_) => return,
        None => match subject.root.name_span("icons") {
            Some(span) => {
                (span, "Claude Desktop shows `icon`, and there are `icons` only".to_owned())
            }
            None => return,
        },
    };
    subject.note(met(&DESKTOP_ICON, span, message, DESKTOP_ICON_MET));
}

fn desktop_python(subject: &mut Subject<'_>) {
    let kind = subject.root.member("server").and_then(|server| server.member("type"));
    let program = invocations(subject.root).first().and_then(|it| it.program());
    let is_uv = program.is_some_and(|program| program == "uv" || program == "uvx");
    let Some(node) = kind.filter(|node| is_uv && node.text() == Some("python")) else { return };
    let message = "Claude Desktop looks for a Python of the machine, although uv brings its own";
    subject.note(met(&DESKTOP_PYTHON, node.span(), message, DESKTOP_PYTHON_MET));
}

fn desktop_commands(subject: &mut Subject<'_>) {
    let config = subject.root.member("server").and_then(|server| server.member("mcp_config"));
    let overrides = config.and_then(|config| config.member("platform_overrides"));
    for (name, node) in overrides.into_iter().flat_map(Node::members).take(MOST) {
        let is_longer = |known: &&str| name.starts_with(*known) && name != *known;
        if PLATFORMS.iter().any(is_longer) {
            let span = overrides.and_then(|it| it.name_span(name)).unwrap_or_else(|| node.span());
            let message = format!("Claude Desktop never asks for `{}`", shown(name));
            subject.note(met(&DESKTOP_PROCESSOR, span, message, DESKTOP_ARCH_MET));
        }
    }
    let invocations = invocations(subject.root);
    let own = invocations.iter().find(|it| it.platform == Some("darwin") && it.command().is_some());
    let Some(word) = own.or(invocations.first()).and_then(|it| it.command()) else { return };
    let path = word.path().and_then(|path| pyrel_tree::RelPath::new(&path).ok());
    if path.is_some_and(|path| matches!(subject.holdings.find(&path), Found::File(_))) {
        let message = format!("`{}` is a file of the bundle, started by itself", word.key);
        subject.note(met(&DESKTOP_MODE, word.node.span(), message, DESKTOP_MODE_MET));
    }
}

/// Three systems are known.
const MOST: usize = 100;

fn desktop_empty(subject: &mut Subject<'_>) {
    for (name, span) in left_empty(subject.root) {
        let message = format!("the setting `{}` is optional and has no default", shown(name));
        subject.note(met(&DESKTOP_EMPTY, span, message, DESKTOP_EMPTY_MET));
    }
}

fn smithery(subject: &mut Subject<'_>) {
    match subject.root.member("tools") {
        Some(tools) if tools.item(0).is_some() => {
            let span = subject.root.name_span("tools").unwrap_or_else(|| tools.span());
            let message = "Smithery takes the entries of `tools` for whole definitions";
            subject.note(met(&SMITHERY_TOOLS, span, message, SMITHERY_TOOLS_MET));
        }
        Some(_) => {}
        None => {
            let start = subject.root.span().start;
            let message = "Smithery may want the key `tools`, even if it is empty";
            subject.note(met(&SMITHERY_NO_TOOLS, start..start + 1, message, SMITHERY_NO_TOOLS_MET));
        }
    }
    let total: u64 = subject.holdings.files().map(|(_, held)| held.len).sum();
    // What is packed is rarely less than a quarter.
    if total > 4 * SMITHERY_MOST {
        let start = subject.root.span().start;
        let message = format!("the files have {} MiB before they are packed", total >> 20);
        subject.note(met(&SMITHERY_SIZE, start..start + 1, message, SMITHERY_SIZE_MET));
    }
}

/// What Smithery takes, in bytes.
const SMITHERY_MOST: u64 = 25_000_000;
