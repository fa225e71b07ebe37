//! "Did you mean": the nearest of the names that would have been right.

/// The name nearest to what was written, if one is near enough to be a slip of the pen: at most a
/// third of the letters wrong, letter case and the two word separators not counted.
#[must_use]
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let written = fold(written);
    let limit = written.chars().count().max(3) / 3;
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &fold(name)), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let names = ["requires-python", "readme", "license"];
        assert_eq!(nearest("requires_python", names), Some("requires-python"));
        assert_eq!(nearest("licence", names), Some("license"));
        assert_eq!(nearest("raedme", names), Some("readme"));
        assert_eq!(nearest("wheel", names), None);
    }
}
