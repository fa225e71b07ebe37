//! The command that starts a server, word by word, and what it refers to.

use std::collections::BTreeSet;
use std::ops::Range;

use pyrel_tree::RelPath;

use crate::json::{Kind, Node};
use crate::misfit::shown;

/// A text of `server.mcp_config`.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) node: Node<'a>,
    pub(crate) part: Part,
    /// The key, as people write it.
    pub(crate) key: String,
}

/// What a text is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    /// An argument, and which.
    Argument(usize),
    Command,
    /// The value of an environment variable.
    Variable,
}

/// A command with its arguments, for all systems or for one.
#[derive(Clone, Debug)]
pub(crate) struct Invocation<'a> {
    /// The name of the system that it is for.
    pub(crate) platform: Option<&'a str>,
    pub(crate) words: Vec<Word<'a>>,
    /// The command for all systems, which counts where a system has none of its own.
    common: Option<&'a str>,
}

/// More words than any command has are not looked at.
const MOST_WORDS: usize = 2_000;

/// All ways in which a manifest starts its server: that for all systems first.
pub(crate) fn invocations(root: Node<'_>) -> Vec<Invocation<'_>> {
    let config = root.member("server").and_then(|server| server.member("mcp_config"));
    let Some(config) = config else { return Vec::new() };
    let overrides = config.member("platform_overrides").into_iter().flat_map(Node::members);
    let common = config.member("command").and_then(Node::text);
    let usual = Invocation { platform: None, words: words(config, "server.mcp_config"), common };
    let special = overrides.take(MOST_PLATFORMS).map(|(platform, node)| {
        let key = format!("server.mcp_config.platform_overrides.{}", shown(platform));
        Invocation { platform: Some(platform), words: words(node, &key), common }
    });
    std::iter::once(usual).chain(special).collect()
}

/// Three are known.
const MOST_PLATFORMS: usize = 20;

fn words<'a>(config: Node<'a>, key: &str) -> Vec<Word<'a>> {
    let command = config.member("command").map(|node| (node, Part::Command, ".command".to_owned()));
    let arguments = config.member("args").into_iter().flat_map(Node::items).enumerate();
    let arguments = arguments.map(|(at, node)| (node, Part::Argument(at), format!(".args[{at}]")));
    let variables = config.member("env").into_iter().flat_map(Node::members);
    let variables =
        variables.map(|(name, node)| (node, Part::Variable, format!(".env.{}", shown(name))));
    let all =
        command.into_iter().chain(arguments.take(MOST_WORDS)).chain(variables.take(MOST_WORDS));
    all.filter_map(|(node, part, end)| {
        Some(Word { text: node.text()?, node, part, key: format!("{key}{end}") })
    })
    .collect()
}

impl<'a> Invocation<'a> {
    pub(crate) fn command(&self) -> Option<&Word<'a>> {
        self.words.iter().find(|word| word.part == Part::Command)
    }

    pub(crate) fn arguments(&self) -> impl Iterator<Item = &Word<'a>> {
        self.words.iter().filter(|word| matches!(word.part, Part::Argument(_)))
    }

    /// The script that an interpreter is given.
    pub(crate) fn script(&self) -> Option<&Word<'a>> {
        let program = self.program()?;
        let first = self.arguments().next()?;
        let is_run = INTERPRETERS.contains(&program.as_str()) && !first.text.starts_with('-');
        is_run.then_some(first)
    }

    /// Whether a word is code that the program runs, in which `${…}` is often the code's own.
    pub(crate) fn is_code(&self, word: &Word<'_>) -> bool {
        let Part::Argument(at) = word.part else { return false };
        let Some(program) = self.program() else { return false };
        let Some((_, options)) = CODE.iter().find(|(names, _)| names.contains(&program.as_str()))
        else {
            return false;
        };
        let before = at.checked_sub(1).and_then(|at| self.arguments().nth(at));
        before.is_some_and(|before| options.iter().any(|it| it.eq_ignore_ascii_case(before.text)))
    }

    /// The program's name without its folder and the ending that Windows needs.
    pub(crate) fn program(&self) -> Option<String> {
        let command = self.command().map(|word| word.text).or(self.common)?;
        let name = command.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        let name = [".exe", ".cmd", ".bat"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .map(str::to_owned)
            .unwrap_or(name);
        Some(name)
    }
}

impl Word<'_> {
    /// A text that is a path below `${__dirname}`, alone or behind an equals sign, relative to the
    /// bundle. An empty path is the bundle itself.
    pub(crate) fn path(&self) -> Option<String> {
        let at = self.text.find(HERE)?;
        let before = self.text.get(..at)?;
        if !(before.is_empty() || before.ends_with('=')) {
            return None;
        }
        let rest = self.text.get(at + HERE.len()..)?;
        let rest = rest.replace("${/}", "/").replace("${pathSeparator}", "/").replace('\\', "/");
        let is_plain = !rest.contains("${") && !rest.contains([':', ';', ',', '*', '?']);
        let rest = rest.strip_prefix('/').or_else(|| rest.is_empty().then_some(""))?;
        is_plain.then(|| rest.to_owned())
    }
}

/// Programs that run a script, which is their first argument.
const INTERPRETERS: [&str; 8] = ["node", "python", "python3", "bun", "sh", "bash", "ruby", "perl"];

/// Programs whose own variables look like those of hosts, and the options before code for them.
const CODE: [(&[&str], &[&str]); 3] = [
    (&["sh", "bash", "zsh", "dash", "ksh"], &["-c", "-lc", "-ec", "-ic", "-euc"]),
    (&["node", "bun", "perl", "ruby"], &["-e", "-p", "-pe", "--eval", "--print"]),
    (&["powershell", "pwsh"], &["-c", "-command"]),
];

/// What stands for the folder that a bundle is unpacked into.
const HERE: &str = "${__dirname}";

/// All `${NAME}` of a text, with their places in it.
pub(crate) fn references(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find("${")?;
        let name = text.get(start + 2..)?;
        let len = name.find('}')?;
        at = start + 2 + len + 1;
        Some((name.get(..len)?, start..at))
    })
}

/// The name of a setting that a reference means.
pub(crate) fn setting(name: &str) -> Option<&str> {
    name.strip_prefix("user_config.")
}

/// The names that hosts know, besides those of settings.
pub(crate) const KNOWN: [&str; 7] =
    ["__dirname", "pathSeparator", "/", "HOME", "DESKTOP", "DOCUMENTS", "DOWNLOADS"];

/// The settings that the server is handed and that may stay without a value, each with the place of
/// its name: for them hosts hand the reference itself on.
pub(crate) fn left_empty(root: Node<'_>) -> Vec<(&str, Range<usize>)> {
    let Some(settings) = root.member("user_config") else { return Vec::new() };
    let mut used = BTreeSet::new();
    for word in invocations(root).iter().flat_map(|it| &it.words) {
        used.extend(references(word.text).filter_map(|(name, _)| setting(name)));
    }
    let options = used.into_iter().filter_map(|key| Some((key, settings.member(key)?)));
    // For a flag hosts show a switch, which is on or off.
    let options =
        options.filter(|(_, option)| option.member("type").and_then(Node::text) != Some("boolean"));
    let empty = options.filter(|(_, option)| {
        let is_required = option.member("required").is_some_and(Node::is_true);
        !is_required && option.member("default").is_none_or(|node| node.kind() == Kind::Null)
    });
    empty.filter_map(|(key, _)| Some((key, settings.name_span(key)?))).collect()
}

/// Programs that fetch what they run, or that run a project's own script, and the words between
/// them and its name.
pub(crate) const LAUNCHERS: [(&str, &[&str]); 9] = [
    ("bunx", &[]),
    ("bun", &["x"]),
    ("deno", &["run"]),
    ("npx", &[]),
    ("pipx", &["run"]),
    ("pnpm", &["dlx"]),
    ("uv", &["tool", "run"]),
    ("uvx", &[]),
    ("yarn", &["dlx"]),
];

/// A path of the bundle as a manifest writes it outside of commands.
pub(crate) fn plain_path(text: &str) -> Option<RelPath> {
    RelPath::new(&text.replace('\\', "/")).ok().filter(|path| !path.is_root())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn references_are_found_with_their_places() {
        let found: Vec<_> = references("a${x}b${user_config.y}${").collect();
        assert_eq!(found, [("x", 1..5), ("user_config.y", 6..22)]);
        assert_eq!(references("$x {y} ${z").count(), 0);
        assert_eq!(setting("user_config.y"), Some("y"));
        assert_eq!(setting("HOME"), None);
    }

    #[test]
    fn paths_below_the_bundle_are_recognised_alone_and_behind_an_equals_sign() {
        let document = json::parse("\"\"").unwrap();
        let path = |text| {
            let (node, key) = (document.root(), String::new());
            Word { text, node, part: Part::Command, key }.path()
        };
        assert_eq!(path("${__dirname}/a/b").as_deref(), Some("a/b"));
        assert_eq!(path("${__dirname}${/}a${pathSeparator}b").as_deref(), Some("a/b"));
        assert_eq!(path("${__dirname}\\a").as_deref(), Some("a"));
        assert_eq!(path("--x=${__dirname}/a").as_deref(), Some("a"));
        assert_eq!(path("${__dirname}").as_deref(), Some(""));
        for text in ["a", "x${__dirname}/a", "${__dirname}/a:${__dirname}/b", "${__dirname}a"] {
            assert_eq!(path(text), None, "{text}");
        }
        assert_eq!(path("${__dirname}/${user_config.x}"), None);
    }

    #[test]
    fn every_way_to_start_a_server_is_taken_apart() {
        let text = r#"{"server": {"mcp_config": {"command": "C:\\bin\\Node.exe", "args": ["a", 1, "b"],
            "env": {"X": "1"}, "platform_overrides": {"win32": {"args": ["c"]}}}}}"#;
        let document = json::parse(text).unwrap();
        let found = invocations(document.root());
        let keys: Vec<Vec<_>> = found
            .iter()
            .map(|it| it.words.iter().map(|word| word.key.as_str()).collect())
            .collect();
        assert_eq!(
            keys,
            [
                vec![
                    "server.mcp_config.command",
                    "server.mcp_config.args[0]",
                    "server.mcp_config.args[2]",
                    "server.mcp_config.env.X"
                ],
                vec!["server.mcp_config.platform_overrides.win32.args[0]"],
            ]
        );
        assert_eq!(found[0].program().as_deref(), Some("node"));
        assert_eq!(found[1].platform, Some("win32"));
    }
}
