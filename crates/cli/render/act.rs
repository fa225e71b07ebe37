//! What was done, or would be, in lines for people.

use pyrel_effect::{Done, Touch};

use super::Acts;
use super::paint::visible;

/// One line per act.
pub(super) fn lines(acts: &Acts) -> Vec<String> {
    match acts {
        Acts::Planned(touches) => touches.iter().flat_map(would).collect(),
        Acts::Done(done) => done_lines(done),
    }
}

fn done_lines(done: &Done) -> Vec<String> {
    let felt = done.felt.iter().map(did);
    let spared = done.spared.iter().map(|(touch, why)| no_need(touch, why));
    // Lists are for machines: people have just read the same, line by line.
    let texts = done.outputs.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
    let outputs = texts.map(|(name, text)| visible(&format!("{name}: {text}")));
    felt.chain(spared).chain(outputs).collect()
}

/// With what belongs to it: this is asked for by whoever wants to know.
fn would(touch: &Touch) -> Vec<String> {
    let details = touch.details().into_iter().map(|it| format!("  {it}"));
    let lines = std::iter::once(format!("would {touch}")).chain(details);
    lines.map(|line| visible(&line)).collect()
}

fn no_need(touch: &Touch, why: &str) -> String {
    visible(&format!("no need to {touch}: {why}"))
}

/// The act as a thing of the past. A touch shows itself as a command: its first word is the verb.
fn did(touch: &Touch) -> String {
    let verb = match touch {
        Touch::Asset { .. } => "attached",
        Touch::DraftRelease { .. } => "drafted",
        Touch::Place { .. } => "placed",
        // Its bytes are known by now, and told beside it.
        Touch::PlaceUnforeseen { path } => return visible(&format!("placed {}", path.display())),
        Touch::Publish { .. } | Touch::PublishRelease { .. } => "published",
        Touch::Remove { .. } => "removed",
        Touch::Run { .. } => "ran",
        Touch::Stamp { .. } => "fetched",
        Touch::Unpack { .. } => "unpacked",
        Touch::Token { index } => {
            return visible(&format!("minted an upload token of {index}, and burnt it"));
        }
    };
    let words = touch.to_string();
    let rest = words.split_once(' ').map_or("", |(_, rest)| rest);
    visible(&format!("{verb} {rest}"))
}
