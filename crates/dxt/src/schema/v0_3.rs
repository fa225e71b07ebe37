//! Manifest version 0.3: icons for sizes and themes, localization, and `_meta`.

use super::shape::{Record, Shape, optional, required};

/// The changes over version 0.2.
pub(super) fn over(manifest: Record) -> Record {
    let meta = Shape::map(Shape::map(Shape::Anything));
    manifest
        .with("icon", optional("icons", Shape::list(icon()), "Icons for sizes and themes."))
        .with("screenshots", optional("localization", localization(), "Texts in other languages."))
        .with("user_config", optional("_meta", meta, "What single hosts want to know."))
}

fn icon() -> Shape {
    let size = Shape::Pattern {
        pattern: "^[0-9]+x[0-9]+$",
        words: "a width and a height such as `16x16`",
    };
    Shape::record(vec![
        required("src", Shape::Text, "An image in the bundle."),
        required("size", size, "Its width and height in pixels, such as `16x16`."),
        optional("theme", Shape::Filled, "The theme that it is for, such as `dark`."),
    ])
}

fn localization() -> Shape {
    let resources = Shape::Pattern {
        pattern: "\\$\\{[Ll][Oo][Cc][Aa][Ll][Ee]\\}",
        words: "a path with `${locale}` in it",
    };
    let locale = Shape::Pattern {
        pattern: "^[A-Za-z0-9]{2,8}(?:-[A-Za-z0-9]{1,8})*$",
        words: "a locale such as `en-US`",
    };
    Shape::record(vec![
        required("resources", resources, "The files of the languages."),
        required("default_locale", locale, "The language of this file."),
    ])
}
