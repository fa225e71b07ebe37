//! Entry points as a set.

use std::collections::BTreeSet;

use pyrel_pep::EntryPoints;

use super::headers::squeezed;

/// Every entry point as `[group] name = object`, empty groups aside. A text that is broken is
/// compared line by line.
pub(crate) fn of(text: &str) -> BTreeSet<String> {
    let Ok(read) = EntryPoints::read(text) else {
        return text.lines().map(squeezed).filter(|line| !line.is_empty()).collect();
    };
    let all = read.groups().flat_map(|(group, names)| {
        names.iter().map(move |(name, value)| {
            let value: String = value.split_whitespace().collect();
            format!("[{group}] {name} = {value}")
        })
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn order_and_blanks_mean_nothing() {
        let expect = of("[b]\nx = m:f [e]\n[a]\ny=n:g\n");
        assert_eq!(of("[a]\ny = n : g\n\n[b]\nx=m:f[e]\n\n[empty]\n"), expect);
        assert_ne!(of("[a]\ny=n:h\n[b]\nx=m:f[e]\n"), expect);
        assert_eq!(of("[a]\nbroken\n"), of("  [a]\n\nbroken "));
    }
}
