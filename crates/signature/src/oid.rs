//! Object identifiers, as DER holds them: the content of the value, without tag and length.

use std::fmt::Write;

// RFC 5652: content types.
/// `1.2.840.113549.1.7.1`.
pub(crate) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// `1.2.840.113549.1.7.2`.
pub(crate) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// `1.2.840.113549.1.7.6`.
pub(crate) const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
// RFC 5652 §11: attributes.
/// `1.2.840.113549.1.9.3`.
pub(crate) const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
/// `1.2.840.113549.1.9.4`.
pub(crate) const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// `1.2.840.113549.1.9.5`.
pub(crate) const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
// Digests.
/// `1.2.840.113549.2.5`.
pub(crate) const MD5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05];
/// `1.3.14.3.2.26`.
pub(crate) const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
/// `2.16.840.1.101.3.4.2.4`.
pub(crate) const SHA224: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04];
/// `2.16.840.1.101.3.4.2.1`.
pub(crate) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// `2.16.840.1.101.3.4.2.2`.
pub(crate) const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
/// `2.16.840.1.101.3.4.2.3`.
pub(crate) const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
// RFC 8017 and RFC 5758: RSA.
/// `1.2.840.113549.1.1.1`.
pub(crate) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// `1.2.840.113549.1.1.4`.
pub(crate) const MD5_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04];
/// `1.2.840.113549.1.1.5`.
pub(crate) const SHA1_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05];
/// `1.2.840.113549.1.1.8`.
pub(crate) const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// `1.2.840.113549.1.1.10`.
pub(crate) const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// `1.2.840.113549.1.1.11`.
pub(crate) const SHA256_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
/// `1.2.840.113549.1.1.12`.
pub(crate) const SHA384_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c];
/// `1.2.840.113549.1.1.13`.
pub(crate) const SHA512_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d];
// RFC 5480 and RFC 5758: elliptic curves.
/// `1.2.840.10045.2.1`.
pub(crate) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// `1.2.840.10045.3.1.7`.
pub(crate) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// `1.3.132.0.34`.
pub(crate) const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
/// `1.2.840.10045.4.1`.
pub(crate) const SHA1_ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];
/// `1.2.840.10045.4.3.2`.
pub(crate) const SHA256_ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// `1.2.840.10045.4.3.3`.
pub(crate) const SHA384_ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];
/// `1.2.840.10045.4.3.4`.
pub(crate) const SHA512_ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04];
// RFC 8410.
/// `1.3.101.112`.
pub(crate) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
// RFC 5280 §4.2: extensions.
/// `2.5.29.14`.
pub(crate) const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
/// `2.5.29.15`.
pub(crate) const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
/// `2.5.29.17`.
pub(crate) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// `2.5.29.19`.
pub(crate) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// `2.5.29.30`.
pub(crate) const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];
/// `2.5.29.32`.
pub(crate) const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1d, 0x20];
/// `2.5.29.35`.
pub(crate) const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
/// `2.5.29.37`.
pub(crate) const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
/// `2.5.29.37.0`.
pub(crate) const ANY_USAGE: &[u8] = &[0x55, 0x1d, 0x25, 0x00];
/// `1.3.6.1.5.5.7.3.3`.
pub(crate) const CODE_SIGNING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x03];
// RFC 4519: parts of names.
/// `2.5.4.3`.
pub(crate) const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// `2.5.4.6`.
pub(crate) const COUNTRY: &[u8] = &[0x55, 0x04, 0x06];
/// `2.5.4.7`.
pub(crate) const LOCALITY: &[u8] = &[0x55, 0x04, 0x07];
/// `2.5.4.8`.
pub(crate) const STATE: &[u8] = &[0x55, 0x04, 0x08];
/// `2.5.4.10`.
pub(crate) const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];
/// `2.5.4.11`.
pub(crate) const UNIT: &[u8] = &[0x55, 0x04, 0x0b];
/// `1.2.840.113549.1.9.1`.
pub(crate) const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];
// RFC 8018 and RFC 7914: encryption under a passphrase.
/// `1.2.840.113549.1.5.12`.
pub(crate) const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
/// `1.2.840.113549.1.5.13`.
pub(crate) const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
/// `1.3.6.1.4.1.11591.4.11`.
pub(crate) const SCRYPT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];
/// `1.2.840.113549.2.7`.
pub(crate) const HMAC_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x07];
/// `1.2.840.113549.2.9`.
pub(crate) const HMAC_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09];
/// `1.2.840.113549.2.10`.
pub(crate) const HMAC_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x0a];
/// `1.2.840.113549.2.11`.
pub(crate) const HMAC_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x0b];
/// `2.16.840.1.101.3.4.1.2`.
pub(crate) const AES128_CBC: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x02];
/// `2.16.840.1.101.3.4.1.22`.
pub(crate) const AES192_CBC: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x16];
/// `2.16.840.1.101.3.4.1.42`.
pub(crate) const AES256_CBC: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a];
/// `1.2.840.113549.3.7`.
pub(crate) const DES3_CBC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x07];
// RFC 7292: PKCS#12.
/// `1.2.840.113549.1.12.1.3`.
pub(crate) const PKCS12_DES3: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x03];
/// `1.2.840.113549.1.12.1.5`.
pub(crate) const PKCS12_RC2_128: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x05];
/// `1.2.840.113549.1.12.1.6`.
pub(crate) const PKCS12_RC2_40: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x06];
/// `1.2.840.113549.1.12.10.1.1`.
pub(crate) const KEY_BAG: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01];
/// `1.2.840.113549.1.12.10.1.2`.
pub(crate) const SHROUDED_KEY_BAG: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];
/// `1.2.840.113549.1.12.10.1.3`.
pub(crate) const CERT_BAG: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x03];
/// `1.2.840.113549.1.9.22.1`.
pub(crate) const X509_CERT: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];

/// The names of algorithms that people have keys and files of, and that nothing is done with here.
pub(crate) fn foreign(oid: &[u8]) -> Option<&'static str> {
    Some(match dotted(oid).as_str() {
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.10045.3.1.1" => "the curve P-192",
        "1.3.132.0.10" => "the curve secp256k1",
        "1.3.132.0.33" => "the curve P-224",
        "1.3.132.0.35" => "the curve P-521",
        "1.3.101.110" => "X25519",
        "1.3.101.113" => "Ed448",
        "1.2.840.113549.1.1.10" => "RSA-PSS",
        "1.2.840.113549.1.5.14" => "PBMAC1",
        "1.2.840.113549.1.5.3" | "1.2.840.113549.1.5.10" => "encryption with DES",
        "2.16.840.1.101.3.4.2.7"
        | "2.16.840.1.101.3.4.2.8"
        | "2.16.840.1.101.3.4.2.9"
        | "2.16.840.1.101.3.4.2.10" => "SHA-3",
        _ => return None,
    })
}

/// Whether an identifier is written as one: its parts are whole, and no longer than they must be
/// (X.690 §8.19).
pub(crate) fn is_written(oid: &[u8]) -> bool {
    let mut begins = true;
    for &byte in oid {
        if begins && byte == 0x80 {
            return false;
        }
        begins = byte < 0x80;
    }
    begins && !oid.is_empty()
}

/// The identifier with dots.
pub(crate) fn dotted(oid: &[u8]) -> String {
    let mut text = String::new();
    let mut part = 0_u64;
    for &byte in oid.iter().take(64) {
        part = part.wrapping_shl(7) | u64::from(byte & 0x7f);
        if byte >= 0x80 {
            continue;
        }
        let _ = if text.is_empty() {
            let first = (part / 40).min(2);
            write!(text, "{first}.{}", part - 40 * first)
        } else {
            write!(text, ".{part}")
        };
        part = 0;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_shown_with_dots() {
        assert_eq!(dotted(DATA), "1.2.840.113549.1.7.1");
        assert_eq!(dotted(SHA256), "2.16.840.1.101.3.4.2.1");
        assert_eq!(dotted(ED25519), "1.3.101.112");
        assert_eq!(dotted(&[0xff; 99]), "");
    }
}
