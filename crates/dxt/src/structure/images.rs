//! The icon, the icons for sizes and themes, and the screenshots.

use pyrel_diag::{Rule, Severity};
use pyrel_tree::RelPath;

use crate::command::plain_path;
use crate::holdings::{Found, Held};
use crate::image::{self, Flaw, Format, Picture, Size};
use crate::inspect::Subject;
use crate::json::Node;
use crate::layout::IMAGE_MISSING;
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 6] =
    [&DAMAGED, &UNKNOWN_FORMAT, &HUGE, &NOT_SQUARE, &ICON_SIZE, &SIZE_DIFFERS];

static DAMAGED: Rule = Rule {
    id: "image-damaged",
    severity: Severity::Error,
    words: "an image that is shown wrong or not at all",
    remedy: "export the image again",
};

static HUGE: Rule = Rule {
    id: "image-huge",
    severity: Severity::Error,
    words: "an image with more pixels, or more bytes, than anything shows",
    remedy: "scale the image down",
};

static ICON_SIZE: Rule = Rule {
    id: "icon-size",
    severity: Severity::Advice,
    words: "an icon of another size than 512x512, which is recommended",
    remedy: "export the icon with 512x512 pixels",
};

static NOT_SQUARE: Rule = Rule {
    id: "icon-not-square",
    severity: Severity::Warning,
    words: "an icon that is higher than wide, or wider than high",
    remedy: "export the icon with 512x512 pixels",
};

static SIZE_DIFFERS: Rule = Rule {
    id: "icon-size-differs",
    severity: Severity::Warning,
    words: "an icon of another size than the manifest says",
    remedy: "",
};

static UNKNOWN_FORMAT: Rule = Rule {
    id: "image-format",
    severity: Severity::Warning,
    words: "an image in no format that hosts are known to show",
    remedy: "use PNG",
};

/// A larger file is no image for a list of extensions.
const MOST_BYTES: u64 = 32 << 20;
/// More images are not looked at.
const MOST: usize = 100;
/// What the manifest's documentation recommends.
const RECOMMENDED: Size = Size { width: 512, height: 512 };

/// What an image is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Use<'a> {
    Icon,
    /// One of several, said to have this size.
    OneOfIcons(Option<&'a str>),
    Screenshot,
}

pub(super) fn look(subject: &mut Subject<'_>) {
    let root = subject.root;
    let icon = root.member("icon").map(|node| ("icon".to_owned(), node, Use::Icon));
    let icons = root.member("icons").into_iter().flat_map(Node::items).enumerate();
    let icons = icons.filter_map(|(at, icon)| {
        let size = icon.member("size").and_then(Node::text);
        Some((format!("icons[{at}].src"), icon.member("src")?, Use::OneOfIcons(size)))
    });
    let screenshots = root.member("screenshots").into_iter().flat_map(Node::items).enumerate();
    let screenshots =
        screenshots.map(|(at, node)| (format!("screenshots[{at}]"), node, Use::Screenshot));
    let images = icon.into_iter().chain(icons.take(MOST)).chain(screenshots.take(MOST));
    for (key, node, purpose) in images {
        let Some(text) = node.text().filter(|text| !is_elsewhere(text)) else { continue };
        for misfit in misfits(subject, text, purpose) {
            let message = format!("`{key}` `{}` {}", shown(text), misfit.message);
            subject.note(Misfit { message, span: node.span(), ..misfit });
        }
    }
}

/// An empty icon is none; addresses and data are no files, and variables are told as such.
fn is_elsewhere(text: &str) -> bool {
    let start = text.get(..5).unwrap_or_default();
    let is_address = text.contains("://") || start.eq_ignore_ascii_case("data:");
    text.is_empty() || is_address || text.contains("${")
}

/// What is wrong with one image; the messages have no beginning yet, and no place.
fn misfits(subject: &Subject<'_>, text: &str, purpose: Use<'_>) -> Vec<Misfit> {
    let missing = |remedy: Option<String>| {
        let misfit = Misfit::new(&IMAGE_MISSING, 0..0, "is not in the bundle");
        vec![Misfit { remedy, severity: Some(Severity::Error), ..misfit }]
    };
    let Some(path) = plain_path(text) else { return missing(None) };
    match subject.holdings.find(&path) {
        Found::File(held) => looked_at(subject, held, purpose),
        Found::Folder => vec![Misfit::new(&UNKNOWN_FORMAT, 0..0, "is a folder")],
        Found::Dropped(path, origin) => missing(Some(format!("`{path}` is left out by {origin}"))),
        Found::Absent => missing(near(subject, &path)),
    }
}

fn near(subject: &Subject<'_>, path: &RelPath) -> Option<String> {
    subject.holdings.similar(path).map(|near| format!("did you mean `{near}`?"))
}

fn looked_at(subject: &Subject<'_>, held: &Held, purpose: Use<'_>) -> Vec<Misfit> {
    let misfit = |rule, message: String| vec![Misfit::new(rule, 0..0, message)];
    if held.len > MOST_BYTES {
        return misfit(&HUGE, format!("has more than {} MiB", MOST_BYTES >> 20));
    }
    let bytes = match subject.holdings.read(held, MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(why) => return misfit(&DAMAGED, format!("cannot be read: {why}")),
    };
    match image::look(&bytes) {
        Ok(picture) => measured(picture, purpose).into_iter().collect(),
        Err(Flaw::Damaged(why)) => misfit(&DAMAGED, format!("is damaged: {why}")),
        Err(Flaw::Huge(size)) => misfit(&HUGE, format!("has {size} pixels")),
        // The icon itself is judged by the schema.
        Err(Flaw::Unknown) if purpose == Use::Icon => Vec::new(),
        Err(Flaw::Unknown) => misfit(&UNKNOWN_FORMAT, "is no image of a known format".to_owned()),
    }
}

/// What is to say of an image that is whole.
fn measured(picture: Picture, purpose: Use<'_>) -> Option<Misfit> {
    let misfit = |rule, message: String| Some(Misfit::new(rule, 0..0, message));
    let Picture { format, size } = picture;
    match (purpose, size) {
        (Use::Screenshot, _) if format == Format::Svg => {
            misfit(&UNKNOWN_FORMAT, "is a drawing (SVG)".to_owned())
        }
        (Use::Icon | Use::OneOfIcons(_), Some(size)) if size.width != size.height => {
            misfit(&NOT_SQUARE, format!("has {size} pixels"))
        }
        (Use::Icon, Some(size)) if size != RECOMMENDED => {
            misfit(&ICON_SIZE, format!("has {size} pixels"))
        }
        (Use::OneOfIcons(Some(said)), Some(size)) if said != size.to_string() => {
            let remedy = format!("write `{size}`, or export the icon with {} pixels", shown(said));
            misfit(&SIZE_DIFFERS, format!("has {size} pixels and not {}", shown(said)))
                .map(|misfit| misfit.advise(remedy))
        }
        (Use::Icon | Use::OneOfIcons(_) | Use::Screenshot, _) => None,
    }
}
