//! What a description is written in.

/// The languages that an index renders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Markdown of either variant; PyPI renders both as GitHub's.
    Markdown,
    /// Text without markup.
    Plain,
    /// reStructuredText.
    Rst,
}

impl Language {
    /// The renderer that PyPI takes for a `Description-Content-Type`: reStructuredText where there is
    /// none, text without markup where the type is unknown or no type at all (`warehouse/utils/readme.py`).
    #[must_use]
    pub fn of_content_type(content_type: Option<&str>) -> Self {
        let Some(content_type) = content_type.filter(|text| !text.is_empty()) else {
            return Self::Rst;
        };
        let media = content_type.split(';').next().unwrap_or_default().trim();
        match media.to_ascii_lowercase().as_str() {
            "text/markdown" => Self::Markdown,
            "text/x-rst" => Self::Rst,
            _ => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_pypi_takes() {
        let check = |content_type, expect| {
            assert_eq!(Language::of_content_type(content_type), expect, "{content_type:?}");
        };
        check(None, Language::Rst);
        check(Some(""), Language::Rst);
        check(Some("text/x-rst; charset=UTF-8"), Language::Rst);
        check(Some("Text/Markdown; variant=GFM"), Language::Markdown);
        check(Some("text/plain"), Language::Plain);
        check(Some("text/html"), Language::Plain);
        check(Some("markdown"), Language::Plain);
    }
}
