//! BER (X.690 §8) brought into the form of DER, for PKCS#12 alone: browsers and some libraries write
//! such files in pieces whose length they do not tell beforehand.

use zeroize::Zeroizing;

use crate::der::{self, tag};

/// Deeper than any such file.
const MOST_DEPTH: usize = 24;
/// The bit of a tag that says that there are values inside.
const CONSTRUCTED: u8 = 0x20;

/// One value with definite lengths, and its strings of bytes in one piece; what is DER already stays as
/// it is. `None` where it is no value.
pub(crate) fn to_der(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (value, rest) = value(bytes, MOST_DEPTH)?;
    rest.is_empty().then_some(value)
}

fn value(bytes: &[u8], depth: usize) -> Option<(Zeroizing<Vec<u8>>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (len, rest) = length(rest)?;
    if tag & CONSTRUCTED == 0 {
        let (content, rest) = rest.split_at_checked(len?)?;
        return Some((Zeroizing::new(der::value(tag, content)), rest));
    }
    let (content, rest) = match len {
        Some(len) => {
            let (inside, rest) = rest.split_at_checked(len)?;
            // Room for all of it, so that no copy of a key is left where it grew.
            let room = Zeroizing::new(Vec::with_capacity(len));
            let (content, left) = values(inside, depth.checked_sub(1)?, room)?;
            left.is_empty().then_some((content, rest))?
        }
        None => {
            let room = Zeroizing::new(Vec::new());
            let (content, rest) = values(rest, depth.checked_sub(1)?, room)?;
            (content, rest.strip_prefix(&[0, 0])?)
        }
    };
    let whole = match tag {
        STRING => der::value(tag::OCTET_STRING, &joined(&content)?),
        _ => der::value(tag, &content),
    };
    Some((Zeroizing::new(whole), rest))
}

/// An OCTET STRING in pieces.
const STRING: u8 = tag::OCTET_STRING | CONSTRUCTED;

/// The content of strings that follow each other (§8.7.3).
pub(crate) fn joined(pieces: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut whole = Zeroizing::new(Vec::with_capacity(pieces.len()));
    for piece in der::Reader(pieces).all().ok()? {
        piece.of(tag::OCTET_STRING).ok()?;
        whole.extend_from_slice(piece.content);
    }
    Some(whole)
}

/// Values up to the end, or to the mark of an end, one behind the other.
fn values(
    bytes: &[u8],
    depth: usize,
    mut whole: Zeroizing<Vec<u8>>,
) -> Option<(Zeroizing<Vec<u8>>, &[u8])> {
    let mut rest = bytes;
    while !rest.is_empty() && !rest.starts_with(&[0, 0]) {
        let (part, left) = value(rest, depth)?;
        whole.extend_from_slice(&part);
        rest = left;
    }
    Some((whole, rest))
}

/// A length, which need be neither short nor told.
fn length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x7f => Some((Some(first.into()), rest)),
        0x80 => Some((None, rest)),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked((first & 0x7f).into())?;
            let len = digits.iter().fold(0, |len, &byte| len << 8 | usize::from(byte));
            Some((Some(len), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ber: &[u8], der: Option<&[u8]>) {
        assert_eq!(to_der(ber).as_deref().map(Vec::as_slice), der);
    }

    #[test]
    fn many_values_without_a_length_take_no_long_time() {
        let many = [&[0x30, 0x80][..], &[0x30, 0x80, 0, 0].repeat(200_000), &[0, 0]].concat();
        let started = std::time::Instant::now();
        assert_eq!(to_der(&many).map(|der| der.len()), Some(400_005));
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn pieces_are_joined_and_lengths_told() {
        check(&[0x30, 3, 2, 1, 5], Some(&[0x30, 3, 2, 1, 5]));
        check(&[0x30, 0x80, 2, 1, 5, 0, 0], Some(&[0x30, 3, 2, 1, 5]));
        check(&[0x30, 0x81, 3, 2, 0x82, 0, 0], None);
        check(&[0x30, 0x82, 0, 3, 2, 1, 5], Some(&[0x30, 3, 2, 1, 5]));
        check(&[0x24, 0x80, 4, 1, 7, 0x24, 3, 4, 1, 8, 0, 0], Some(&[4, 2, 7, 8]));
        check(&[0x24, 3, 2, 1, 7], None);
        check(&[0x30, 0x80, 2, 1, 5], None);
        check(&[4, 0x80, 0, 0], None);
        check(&[0x30, 0, 0], None);
        check(&[], None);
        check(&[[0x30, 0x80].repeat(100), vec![0; 200]].concat(), None);
    }
}
