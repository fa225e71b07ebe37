//! What requirements and specifiers mean, whatever their spelling.

use std::collections::BTreeSet;

use pyrel_pep::requirement::Origin;
use pyrel_pep::{ExtraName, Operator, Requirement, Version, VersionSpecifiers};

use super::headers::squeezed;
use super::marker;

/// A requirement in one spelling; a text that is none comes back with its blanks squeezed.
pub(crate) fn one_spelling(text: &str) -> String {
    let Ok(requirement) = text.trim().parse::<Requirement>() else { return squeezed(text) };
    let mut shown = requirement.name.normalized().to_owned();
    let extras: BTreeSet<&str> = requirement.extras.iter().map(ExtraName::normalized).collect();
    if !extras.is_empty() {
        shown += &format!("[{}]", extras.into_iter().collect::<Vec<_>>().join(","));
    }
    shown += &match &requirement.origin {
        Origin::Index(specifiers) => of_specifiers(specifiers),
        Origin::Url(url) => format!(" @ {url}"),
    };
    if let Some(marker) = &requirement.marker {
        shown += &format!(" ; {}", marker::one_spelling(marker));
    }
    shown
}

/// Specifiers in one spelling; a text that holds none comes back with its parts sorted.
pub(crate) fn specifiers(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    if let Ok(specifiers) = inner.parse::<VersionSpecifiers>() {
        return of_specifiers(&specifiers);
    }
    let parts: BTreeSet<&str> =
        inner.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.into_iter().collect::<Vec<_>>().join(",")
}

/// A version in one spelling. Zeros at its end stay: they are what some backends drop.
pub(crate) fn version(text: &str) -> String {
    text.trim().parse::<Version>().map_or_else(|_| text.trim().to_owned(), |it| it.to_string())
}

fn of_specifiers(specifiers: &VersionSpecifiers) -> String {
    let shown = specifiers.iter().map(|specifier| {
        let written = specifier.version();
        let operator = specifier.operator();
        let shown = match written.strip_suffix(".*") {
            _ if operator == Operator::Exactly => written.to_owned(),
            Some(start) => format!("{}.*", version(start)),
            None => version(written),
        };
        format!("{}{shown}", operator.as_str())
    });
    shown.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str) {
        assert_eq!(one_spelling(left), one_spelling(right));
    }

    #[test]
    fn spellings_of_one_requirement_are_equal() {
        check("Foo.Bar[b,A]>=1.0,<2", "foo-bar [a, B] (<2, >= 1.0)");
        check(
            "a; python_version<'3' and (os_name=='nt' or extra=='A_b')",
            "a ; (extra == \"a-b\" or 'nt' == os_name) and '3' > python_version",
        );
        check("a; os_name == 'x' and os_name == 'x'", "a; os_name=='x'");
        check(
            "a; (os_name=='x' and os_name=='y') and os_name=='z'",
            "a; os_name=='z' and os_name=='y' and os_name=='x'",
        );
        check("a>=1.0.0-RC1", "a>=1.0.0rc1");
        check(
            "a@ https://e.org/a.zip ; os_name=='nt'",
            "a @ https://e.org/a.zip ; os_name == \"nt\"",
        );
        assert_eq!(one_spelling("no  requirement !"), "no requirement !");
    }

    #[test]
    fn what_differs_in_meaning_differs() {
        for (left, right) in [
            ("a>=3", "a>=3.0"),
            ("a[x]", "a"),
            ("a; os_name=='x'", "a; os_name=='y'"),
            (
                "a; os_name=='x' or os_name=='y' and os_name=='z'",
                "a; (os_name=='x' or os_name=='y') and os_name=='z'",
            ),
            ("a; 'x' in os_name", "a; os_name in 'x'"),
        ] {
            assert_ne!(one_spelling(left), one_spelling(right));
        }
    }

    #[test]
    fn specifiers_are_a_set() {
        assert_eq!(specifiers(" >= 3.8 , <4"), specifiers("(<4,>=3.8)"));
        assert_eq!(specifiers("==1.*,==1.*"), "==1.*");
        assert_eq!(specifiers("b, a"), "a,b");
        assert_eq!(version("v1.0.DEV"), "1.0.dev0");
        assert_eq!(version(" ? "), "?");
    }
}
