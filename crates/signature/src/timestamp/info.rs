//! What a token says (TSTInfo, RFC 3161 §2.4.2).

use crate::der::{self, Node, NotDer, Reader, tag};
use crate::digest::{Algorithm, Digest, Unfit};
use crate::moment::Moment;

/// What a token says.
pub(super) struct StampInfo {
    pub(super) policy: Vec<u8>,
    pub(super) digest: Result<Digest, Unfit>,
    pub(super) imprint: Vec<u8>,
    /// The number of the token, as its INTEGER holds it.
    pub(super) serial: Vec<u8>,
    /// When it was made, in whole seconds.
    pub(super) time: Moment,
    /// The last moment at which it can have been made, by its own word.
    pub(super) latest: Moment,
    pub(super) nonce: Option<Vec<u8>>,
}

impl StampInfo {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, NotDer> {
        let mut fields = Node::only(bytes, tag::SEQUENCE)?.reader();
        if fields.expect(tag::INTEGER)?.small()? != 1 {
            return Err(NotDer("its version is not known"));
        }
        let policy = fields.expect(tag::OID)?.content.to_vec();
        let mut imprinted = fields.expect(tag::SEQUENCE)?.reader();
        let algorithm = Algorithm::read(imprinted.expect(tag::SEQUENCE)?.reader())?;
        let digest = Digest::of_algorithm(&algorithm);
        let imprint = imprinted.expect(tag::OCTET_STRING)?.content.to_vec();
        imprinted.finish()?;
        let serial = fields.expect(tag::INTEGER)?.content.to_vec();
        let (time, fraction) = time(fields.expect(tag::GENERALIZED_TIME)?)?;
        let accuracy = fields.optional(tag::SEQUENCE)?.map(accuracy).transpose()?;
        // Whether the tokens of one authority can be ordered says nothing about one of them.
        fields.optional(tag::BOOLEAN)?;
        let nonce = fields.optional(tag::INTEGER)?.map(|node| node.content.to_vec());
        // The name of the authority: a hint at its certificate, which is bound by a digest anyway.
        fields.optional(tag::context(0))?;
        fields.optional(tag::context(1))?.map_or(Ok(()), extensions)?;
        fields.finish()?;
        let latest = time.seconds().saturating_add(fraction);
        let latest = Moment::from_seconds(latest.saturating_add(accuracy.unwrap_or_default()));
        Ok(Self { policy, digest, imprint, serial, time, latest, nonce })
    }
}

/// A moment that may have a fraction of a second, and the second to which that is rounded up.
fn time(node: Node<'_>) -> Result<(Moment, i64), NotDer> {
    let broken = NotDer("a time is not written as it must be");
    let digits = node.content.strip_suffix(b"Z").ok_or(broken)?;
    let (whole, fraction) = match digits.split_at_checked(14) {
        Some((whole, [])) => (whole, 0),
        Some((whole, [b'.', fraction @ ..])) => {
            let is_written = fraction.last().is_some_and(|&last| last != b'0')
                && fraction.iter().all(u8::is_ascii_digit);
            (whole, if is_written { 1 } else { return Err(broken) })
        }
        _ => return Err(broken),
    };
    let whole = der::value(tag::GENERALIZED_TIME, &[whole, b"Z"].concat());
    Ok((Moment::read(&mut Reader(&whole))?, fraction))
}

/// By how many seconds the time may be wrong, rounded up.
fn accuracy(node: Node<'_>) -> Result<i64, NotDer> {
    let mut fields = node.reader();
    let seconds = fields.optional(tag::INTEGER)?.map(Node::small).transpose()?.unwrap_or_default();
    let mut part = |number| fields.optional(tag::implicit(number))?.map(Node::small).transpose();
    let parts = [part(0)?, part(1)?];
    fields.finish()?;
    let rest = i64::from(parts.into_iter().flatten().any(|part| part > 0));
    Ok(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_add(rest))
}

/// None is known here, so none may demand to be understood.
fn extensions(node: Node<'_>) -> Result<(), NotDer> {
    for extension in node.reader().all()? {
        let mut fields = extension.of(tag::SEQUENCE)?;
        fields.expect(tag::OID)?;
        let critical = fields.optional(tag::BOOLEAN)?.is_some_and(Node::is_true);
        fields.expect(tag::OCTET_STRING)?;
        fields.finish()?;
        if critical {
            return Err(NotDer("it has an extension that must be understood and is not"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<(&str, i64)>) {
        let content = text.as_bytes();
        let node = Node { tag: tag::GENERALIZED_TIME, raw: content, content };
        let read = time(node).ok().map(|(moment, more)| (moment.to_string(), more));
        assert_eq!(read, expect.map(|(moment, more)| (moment.to_owned(), more)), "{text}");
    }

    #[test]
    fn times_may_have_fractions() {
        check("20260102030405Z", Some(("2026-01-02 03:04:05 UTC", 0)));
        check("20260102030405.5Z", Some(("2026-01-02 03:04:05 UTC", 1)));
        check("20260102030405.123456789Z", Some(("2026-01-02 03:04:05 UTC", 1)));
        for broken in
            ["20260102030405", "20260102030405.Z", "20260102030405.50Z", "20260102030405.xZ"]
        {
            check(broken, None);
        }
        for broken in ["202601020304Z", "20260102030405,5Z", "20261302030405Z", ""] {
            check(broken, None);
        }
    }

    #[test]
    fn an_accuracy_is_rounded_up() {
        let of = |parts: &[&[u8]]| {
            let accuracy = der::sequence(parts);
            super::accuracy(Node::only(&accuracy, tag::SEQUENCE).unwrap())
        };
        let milliseconds = der::value(tag::implicit(0), &[5]);
        assert_eq!(of(&[]), Ok(0));
        assert_eq!(of(&[&der::unsigned(&[2])]), Ok(2));
        assert_eq!(of(&[&der::unsigned(&[2]), &milliseconds]), Ok(3));
        assert_eq!(of(&[&der::value(tag::implicit(1), &[1])]), Ok(1));
        assert_eq!(of(&[&der::unsigned(&[0xff; 8])]), Ok(i64::MAX));
        of(&[&der::value(tag::OCTET_STRING, &[1])]).unwrap_err();
    }
}
