//! The systems that an extension is for, and what it does otherwise on some of them.

use pyrel_diag::{Rule, Severity, nearest};

use crate::inspect::Subject;
use crate::json::Node;
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 3] = [&DEAD, &EXCLUDED, &EMPTY];

static DEAD: Rule = Rule {
    id: "override-dead",
    severity: Severity::Warning,
    words: "values for a system that no host asks for",
    remedy: "hosts ask for `darwin`, `win32` and `linux`",
};

static EMPTY: Rule = Rule {
    id: "platforms-empty",
    severity: Severity::Warning,
    words: "an extension for no system at all",
    remedy: "name the systems, or remove `platforms`",
};

static EXCLUDED: Rule = Rule {
    id: "override-excluded",
    severity: Severity::Warning,
    words: "values for a system that the extension says not to run on",
    remedy: "add the system to `compatibility.platforms`, or remove the values",
};

/// The names that Node.js has for the systems that hosts run on.
pub(crate) const PLATFORMS: [&str; 3] = ["darwin", "win32", "linux"];

/// What people write instead.
const OTHER_NAMES: [(&str, &str); 7] = [
    ("mac", "darwin"),
    ("osx", "darwin"),
    ("win64", "win32"),
    ("win", "win32"),
    ("windows", "win32"),
    ("ubuntu", "linux"),
    ("unix", "linux"),
];

pub(super) fn look(subject: &mut Subject<'_>) {
    let config = subject.root.member("server").and_then(|server| server.member("mcp_config"));
    let overrides = config.and_then(|config| config.member("platform_overrides"));
    let platforms = subject.root.member("compatibility").and_then(|it| it.member("platforms"));
    let known: Option<Vec<_>> =
        platforms.map(|node| node.items().take(MOST).filter_map(Node::text).collect());
    if let (Some(node), Some([])) = (platforms, known.as_deref())
        && node.item(0).is_none()
    {
        subject.note(Misfit::new(&EMPTY, node.span(), "`compatibility.platforms` is empty"));
    }
    let Some(overrides) = overrides else { return };
    for (name, node) in overrides.members().take(MOST) {
        let span = overrides.name_span(name).unwrap_or_else(|| node.span());
        if !PLATFORMS.contains(&name) {
            subject.note(dead(name, span));
        } else if let Some(known) = known.as_ref().filter(|known| !known.is_empty())
            && !known.contains(&name)
        {
            let message = format!("`{name}` is not among `compatibility.platforms`");
            subject.note(Misfit::new(&EXCLUDED, span, message));
        }
    }
}

/// Three are known.
const MOST: usize = 100;

fn dead(name: &str, span: std::ops::Range<usize>) -> Misfit {
    let message = format!("`{}` is no system that hosts ask for", shown(name));
    let misfit = Misfit::new(&DEAD, span, message);
    let small = name.to_ascii_lowercase();
    let system = PLATFORMS.into_iter().find(|known| small.starts_with(known));
    let other = OTHER_NAMES.iter().find(|(other, _)| small.starts_with(other));
    match (system, other) {
        (Some(system), _) if small.len() > system.len() => misfit.advise(format!(
            "hosts know `{system}` and no processor; make one bundle for each, or start a script \
             that chooses"
        )),
        (Some(system), _) => misfit.advise(format!("did you mean `{system}`?")),
        (None, Some((_, system))) => misfit.advise(format!("did you mean `{system}`?")),
        (None, None) => match nearest(&small, PLATFORMS) {
            Some(near) => misfit.advise(format!("did you mean `{near}`?")),
            None => misfit,
        },
    }
}
