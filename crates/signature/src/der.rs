//! DER (ITU-T X.690 §10), read strictly and written.
//!
//! Lengths are definite and as short as they can be, tags have one byte, and every value that is met
//! is written as its type demands. The order within a SET is not looked at: the reference tool writes
//! attributes unsorted, and what is hashed are the bytes as they are.

use crate::oid;

/// Universal tags, and those of the context that the formats here use.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const NUMERIC_STRING: u8 = 0x12;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const T61_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// A constructed tag of the context.
    pub(crate) const fn context(number: u8) -> u8 {
        0xa0 | number
    }

    /// A primitive tag of the context.
    pub(crate) const fn implicit(number: u8) -> u8 {
        0x80 | number
    }
}

/// Why some bytes are not the DER that was expected.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotDer(pub(crate) &'static str);

/// One value with its tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) tag: u8,
    /// Tag, length and content.
    pub(crate) raw: &'a [u8],
    pub(crate) content: &'a [u8],
}

impl<'a> Node<'a> {
    /// The one value that some bytes are.
    pub(crate) fn only(bytes: &'a [u8], tag: u8) -> Result<Self, NotDer> {
        let mut reader = Reader(bytes);
        let node = reader.expect(tag)?;
        reader.finish()?;
        Ok(node)
    }

    pub(crate) fn reader(self) -> Reader<'a> {
        Reader(self.content)
    }

    /// What is in it, if it has this tag.
    pub(crate) fn of(self, tag: u8) -> Result<Reader<'a>, NotDer> {
        if self.tag == tag { Ok(self.reader()) } else { Err(NotDer("a value has another type")) }
    }

    /// The magnitude of an INTEGER that is not negative, without leading zeros.
    pub(crate) fn unsigned(self) -> Result<&'a [u8], NotDer> {
        check_integer(self.content)?;
        match self.content {
            [0, rest @ ..] => Ok(rest),
            [first, ..] if *first >= 0x80 => Err(NotDer("an integer is negative")),
            digits => Ok(digits),
        }
    }

    /// An INTEGER that fits.
    pub(crate) fn small(self) -> Result<u64, NotDer> {
        let digits = self.unsigned()?;
        if digits.len() > 8 {
            return Err(NotDer("an integer is too large"));
        }
        Ok(digits.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// A BOOLEAN.
    pub(crate) fn is_true(self) -> bool {
        self.content == [0xff]
    }

    /// The bytes of a BIT STRING that holds whole bytes.
    pub(crate) fn bits(self) -> Result<&'a [u8], NotDer> {
        self.content.strip_prefix(&[0]).ok_or(NotDer("a bit string holds no whole bytes"))
    }
}

/// Values one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next value, whatever it is.
    pub(crate) fn next(&mut self) -> Result<Node<'a>, NotDer> {
        let (&tag, rest) = self.0.split_first().ok_or(NotDer("a value is missing"))?;
        if tag & 0x1f == 0x1f {
            return Err(NotDer("a tag has more than one byte"));
        }
        let (header, len) = length(rest)?;
        let end = header.checked_add(len).and_then(|end| end.checked_add(1));
        let (raw, left) = end
            .and_then(|end| self.0.split_at_checked(end))
            .ok_or(NotDer("a value is longer than what holds it"))?;
        let content = raw.get(1 + header..).unwrap_or_default();
        check_content(tag, content)?;
        self.0 = left;
        Ok(Node { tag, raw, content })
    }

    /// The next value, which has this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Node<'a>, NotDer> {
        let node = self.next()?;
        node.of(tag).map(|_| node)
    }

    /// The next value, if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Node<'a>>, NotDer> {
        if self.0.first() == Some(&tag) { self.next().map(Some) } else { Ok(None) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<(), NotDer> {
        if self.is_empty() { Ok(()) } else { Err(NotDer("something follows the last value")) }
    }

    /// All values that are left.
    pub(crate) fn all(mut self) -> Result<Vec<Node<'a>>, NotDer> {
        let mut nodes = Vec::new();
        while !self.is_empty() {
            nodes.push(self.next()?);
        }
        Ok(nodes)
    }
}

/// How many bytes tell the length, and the length (§8.1.3, §10.1).
fn length(bytes: &[u8]) -> Result<(usize, usize), NotDer> {
    let &first = bytes.first().ok_or(NotDer("a length is missing"))?;
    match first {
        0..=0x7f => Ok((1, first.into())),
        0x80 => Err(NotDer("a length is indefinite, which is BER and not DER")),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(1..=count).ok_or(NotDer("a length is cut off"))?;
            let len = digits.iter().fold(0, |len, &byte| len << 8 | usize::from(byte));
            if len < 0x80 || digits.first() == Some(&0) {
                return Err(NotDer("a length is longer than it must be"));
            }
            Ok((1 + count, len))
        }
        _ => Err(NotDer("a length is absurd")),
    }
}

/// Whether a value is written as its type demands (X.690 §8 and §11). Other readers refuse the whole
/// for one that is not, so nobody may see a signature where they see none.
fn check_content(tag: u8, content: &[u8]) -> Result<(), NotDer> {
    let is_written = match tag {
        tag::BOOLEAN => matches!(content, [0 | 0xff]),
        tag::INTEGER => return check_integer(content),
        tag::BIT_STRING => match content {
            [unused] => *unused == 0,
            [unused, ..] => *unused < 8,
            [] => false,
        },
        tag::NULL => content.is_empty(),
        tag::OID => oid::is_written(content),
        tag::UTF8_STRING => std::str::from_utf8(content).is_ok(),
        tag::BMP_STRING => content.len().is_multiple_of(2),
        tag::UNIVERSAL_STRING => content.len().is_multiple_of(4),
        _ => true,
    };
    if is_written { Ok(()) } else { Err(NotDer("a value is not written as its type demands")) }
}

/// An INTEGER has digits, and no more of them than it needs (X.690 §8.3).
fn check_integer(content: &[u8]) -> Result<(), NotDer> {
    match content {
        [] => Err(NotDer("an integer has no digits")),
        [0, next, ..] if *next < 0x80 => Err(NotDer("an integer is longer than it must be")),
        [0xff, next, ..] if *next >= 0x80 => Err(NotDer("an integer is longer than it must be")),
        _ => Ok(()),
    }
}

/// A value.
pub(crate) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(len @ 0..=0x7f) => out.push(len),
        _ => {
            let len = content.len().to_be_bytes();
            let zeros = len.iter().take_while(|&&byte| byte == 0).count();
            out.push(0x80 | u8::try_from(len.len() - zeros).unwrap_or_default());
            out.extend(len.iter().skip(zeros));
        }
    }
    out.extend_from_slice(content);
    out
}

/// A value made of others.
pub(crate) fn constructed(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    value(tag, &parts.concat())
}

/// A SEQUENCE.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    constructed(tag::SEQUENCE, parts)
}

/// An INTEGER that is not negative.
pub(crate) fn unsigned(digits: &[u8]) -> Vec<u8> {
    let zeros = digits.iter().take_while(|&&byte| byte == 0).count();
    let digits = digits.get(zeros..).unwrap_or_default();
    match digits.first() {
        Some(first) if *first < 0x80 => value(tag::INTEGER, digits),
        _ => value(tag::INTEGER, &[&[0], digits].concat()),
    }
}

/// A BIT STRING of whole bytes.
pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    constructed(tag::BIT_STRING, &[&[0], bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(bytes: &[u8], why: &str) {
        assert_eq!(Reader(bytes).next().unwrap_err().to_string(), why);
    }

    #[test]
    fn lengths_are_definite_and_short() {
        refused(&[0x30, 0x80, 0, 0], "a length is indefinite, which is BER and not DER");
        refused(&[0x04, 0x81, 0x01, 0], "a length is longer than it must be");
        refused(&[0x04, 0x82, 0x00, 0x80, 0], "a length is longer than it must be");
        refused(&[0x04, 0x85, 1, 0, 0, 0, 0], "a length is absurd");
        refused(&[0x04, 0x82, 1], "a length is cut off");
        refused(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff], "a value is longer than what holds it");
        refused(&[0x04], "a length is missing");
        refused(&[], "a value is missing");
        refused(&[0x1f, 0x81, 0x01, 0], "a tag has more than one byte");
    }

    #[test]
    fn values_are_written_as_their_types_demand() {
        let odd = |bytes: &[u8]| refused(bytes, "a value is not written as its type demands");
        odd(&[tag::BOOLEAN, 1, 1]);
        odd(&[tag::BOOLEAN, 0]);
        odd(&[tag::BIT_STRING, 0]);
        odd(&[tag::BIT_STRING, 1, 1]);
        odd(&[tag::BIT_STRING, 2, 8, 0]);
        odd(&[tag::NULL, 1, 0]);
        odd(&[tag::OID, 0]);
        odd(&[tag::OID, 2, 0x2a, 0x80]);
        odd(&[tag::OID, 3, 0x2a, 0x80, 0x01]);
        odd(&[tag::UTF8_STRING, 1, 0xff]);
        odd(&[tag::BMP_STRING, 1, 0]);
        odd(&[tag::UNIVERSAL_STRING, 2, 0, 0]);
        let taken = |bytes: &[u8]| Reader(bytes).next().map(|node| node.content.len());
        assert_eq!(taken(&[tag::BOOLEAN, 1, 0xff]), Ok(1));
        assert_eq!(taken(&[tag::BIT_STRING, 1, 0]), Ok(1));
        assert_eq!(taken(&[tag::OID, 3, 0x2a, 0x81, 0x01]), Ok(3));
        assert_eq!(taken(&[tag::INTEGER, 2, 0xff, 0x7f]), Ok(2));
        refused(&[tag::INTEGER, 0], "an integer has no digits");
        refused(&[tag::INTEGER, 2, 0, 1], "an integer is longer than it must be");
        refused(&[tag::INTEGER, 2, 0xff, 0x80], "an integer is longer than it must be");
    }

    #[test]
    fn what_is_written_is_read() {
        for len in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; len];
            let written = value(tag::OCTET_STRING, &content);
            assert_eq!(Node::only(&written, tag::OCTET_STRING).unwrap().content, content);
        }
    }

    #[test]
    fn integers_are_neither_negative_nor_padded() {
        let of = |bytes: &[u8]| Node { tag: 2, raw: bytes, content: bytes }.small();
        assert_eq!(of(&[0]), Ok(0));
        assert_eq!(of(&[0, 0x80]), Ok(128));
        assert_eq!(of(&[0xff]), Err(NotDer("an integer is negative")));
        assert_eq!(of(&[0, 1]), Err(NotDer("an integer is longer than it must be")));
        assert_eq!(of(&[1; 9]), Err(NotDer("an integer is too large")));
        assert_eq!(unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[]), [2, 1, 0]);
    }
}
