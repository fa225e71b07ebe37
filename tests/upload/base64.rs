//! Base64 (RFC 4648), to know what a header should say.

/// With padding, as in `Authorization: Basic` (section 4).
pub(crate) fn standard(text: &str) -> String {
    let mut encoded = encode(text.as_bytes(), b'+', b'/');
    while !encoded.len().is_multiple_of(4) {
        encoded.push('=');
    }
    encoded
}

/// Without padding, as in a JWT (section 5).
pub(crate) fn url_safe(text: &str) -> String {
    encode(text.as_bytes(), b'-', b'_')
}

fn encode(bytes: &[u8], plus: u8, slash: u8) -> String {
    let alphabet: Vec<u8> =
        (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain([plus, slash]).collect();
    let mut encoded = String::new();
    for group in bytes.chunks(3) {
        let padded = [group[0], *group.get(1).unwrap_or(&0), *group.get(2).unwrap_or(&0)];
        let bits = padded.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for at in 0..=group.len() {
            encoded.push(char::from(alphabet[bits >> (18 - 6 * at) & 63]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standard_hold() {
        for (text, expect) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")] {
            assert_eq!(standard(text), expect);
        }
        assert_eq!(url_safe("?~>"), "P34-");
    }
}
