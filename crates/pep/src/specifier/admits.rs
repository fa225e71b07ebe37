//! Which versions a specifier admits.
//!
//! `pep440_rs` orders versions as it should, but its specifiers let `==1.1.*` admit `1` and refuse
//! `1rc1` to `<1.post1`; so the rules of PEP 440 are written out here, on its order.

use pep440_rs::Version;

use super::Operator;

/// Whether a version stands to the version of a specifier as its operator asks. `===` is decided
/// elsewhere, on texts.
pub(super) fn admits(
    operator: Operator,
    bound: &Version,
    wildcard: bool,
    version: &Version,
) -> bool {
    match operator {
        Operator::Compatible => {
            let series = bound.release().len().saturating_sub(1);
            version >= bound && *version < after_series(bound, series)
        }
        Operator::Equal | Operator::Exactly if wildcard => in_series(bound, version),
        Operator::Equal | Operator::Exactly => equal(bound, version),
        Operator::Greater => greater(bound, version),
        Operator::GreaterEqual => version >= bound,
        Operator::Less => less(bound, version),
        // A local label does not make a version later than the one that it is made of.
        Operator::LessEqual => version.clone().without_local() <= *bound,
        Operator::NotEqual if wildcard => !in_series(bound, version),
        Operator::NotEqual => !equal(bound, version),
    }
}

/// A bound without a local label does not look at that of the version.
fn equal(bound: &Version, version: &Version) -> bool {
    if bound.is_local() { version == bound } else { version.clone().without_local() == *bound }
}

/// `>V` admits neither post-releases nor local versions of V, unless V is a post-release itself.
fn greater(bound: &Version, version: &Version) -> bool {
    if let Some(dev) = bound.dev() {
        return *version >= bound.clone().with_dev(Some(dev.saturating_add(1)));
    }
    if let Some(post) = bound.post() {
        let next = bound.clone().with_post(Some(post.saturating_add(1)));
        return *version >= next.with_dev(Some(0));
    }
    let family = bound.clone().with_post(None).with_dev(None).without_local();
    let relative = version.clone().with_post(None).with_dev(None).without_local();
    version > bound && relative != family
}

/// `<V` does not admit pre-releases of V, unless V is a pre-release itself.
fn less(bound: &Version, version: &Version) -> bool {
    if bound.any_prerelease() {
        version < bound
    } else {
        *version < bound.clone().with_dev(Some(0))
    }
}

/// Whether a version begins with the release of a wildcard; missing numbers are zeros.
fn in_series(bound: &Version, version: &Version) -> bool {
    let first = Version::new(bound.release().iter().copied()).with_epoch(bound.epoch());
    *version >= first.with_dev(Some(0)) && *version < after_series(bound, bound.release().len())
}

/// The first version after all that begin with so many numbers of the bound's release.
fn after_series(bound: &Version, numbers: usize) -> Version {
    let release = bound.release().iter().take(numbers).enumerate();
    let next = release.map(|(at, number)| number.saturating_add(u64::from(at + 1 == numbers)));
    Version::new(next.collect::<Vec<_>>()).with_epoch(bound.epoch()).with_dev(Some(0))
}
