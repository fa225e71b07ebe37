//! Hosts with limits of their own.

use super::check;
use pyrel_dxt::{Client, Level};

#[test]
fn claude_desktop_has_limits() {
    check(
        (Level::Schema, &[Client::ClaudeDesktop]),
        (
            r#"{"type": "python", "entry_point": "x.js", "mcp_config": {"command": "uv", "args": ["${user_config.a}"], "platform_overrides": {"darwin": {"command": "${__dirname}/x.js"}, "win32-x64": {}}}}"#,
            r#""icons": [], "compatibility": {"runtimes": {"python": "~=3.10"}}, "user_config": {"a": {"title": "t", "description": "d", "type": "string"}}"#,
        ),
        &["x.js"],
        &[
            "warning[claude-desktop-python] manifest.json:3:20: Claude Desktop looks for a Python of the machine, although uv brings its own: met on 2025-07-28 (modelcontextprotocol/mcpb#84)",
            "  set `server.type` to `uv` and `manifest_version` to `0.4`",
            "warning[claude-desktop-mode] manifest.json:3:160: `server.mcp_config.platform_overrides.darwin.command` is a file of the bundle, started by itself: met with Claude Desktop 1.21459.3 on 2026-07-16 (modelcontextprotocol/mcpb#294)",
            "  start it through `/bin/sh`, which needs no such permission, or know that it fails there",
            "warning[claude-desktop-processor] manifest.json:3:182: Claude Desktop never asks for `win32-x64`: asked for on 2025-06-27 and still open (modelcontextprotocol/mcpb#10)",
            "  make one bundle for each processor, or start a script that chooses",
            "warning[claude-desktop-icon] manifest.json:4:1: Claude Desktop shows `icon`, and there are `icons` only: by the remark of mcpb 2.1.2",
            "  put a PNG file into the bundle and name it as `icon`",
            "error[claude-desktop-range] manifest.json:4:55: Claude Desktop misreads `compatibility.runtimes.python` `~=3.10`: met on 2026-09-15 (mims-harvard/ToolUniverse#591)",
            "  write `^3.10`",
            "warning[claude-desktop-empty-setting] manifest.json:4:83: the setting `a` is optional and has no default: open as modelcontextprotocol/mcpb#250",
            r#"  add `"default": ""`"#,
        ],
    );
}

#[test]
fn claude_code_and_smithery_have_limits() {
    check(
        (Level::Schema, &[Client::ClaudeCode, Client::Smithery]),
        (
            r#"{"type": "uv", "entry_point": "x.js", "mcp_config": {"command": "uv"}}"#,
            r#""keywords": []"#,
        ),
        &["x.js"],
        &[
            "advice[smithery-no-tools] manifest.json:1:1: Smithery may want the key `tools`, even if it is empty: met on 2026-07-17 (smithery-ai/cli#770)",
            r#"  add `"tools": []`"#,
            "error[claude-code-uv] manifest.json:3:20: Claude Code takes `python`, `node` and `binary` for `server.type`, not `uv`: met with Claude Code 2.1.150 on 2026-05-26 (mims-harvard/ToolUniverse#201)",
            "  set `server.type` to `python` and keep `uv` as the command",
        ],
    );
}
