//! What is kept under a passphrase: PBES2 (RFC 8018 §6.2), the older schemes of PKCS#12 (RFC 7292 §B
//! and §C), and the way of openssl from before both.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, InnerIvInit, KeyIvInit};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::der::{Node, NotDer, tag};
use crate::digest::{Algorithm, Unfit};
use crate::passphrase::Passphrase;
use crate::{oid, pkcs12};

/// Why something encrypted does not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Closed {
    #[error("the passphrase is wrong")]
    Passphrase,
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error("the file makes the passphrase cost more time or memory than is sensible")]
    TooCostly,
}

impl From<NotDer> for Closed {
    fn from(error: NotDer) -> Self {
        Self::Unfit(error.into())
    }
}

/// Rounds beyond these take many seconds, and no tool asks for them.
pub(crate) const MOST_ROUNDS: u64 = 10_000_000;
/// What scrypt may cost: 128 MiB, and that times sixteen.
const MOST_SCRYPT: u64 = 1 << 20;
const MOST_LANES: u32 = 16;

/// Opens what an AlgorithmIdentifier describes.
pub(crate) fn open(
    algorithm: &Algorithm<'_>,
    encrypted: &[u8],
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    match algorithm.oid {
        oid::PBES2 => pbes2(algorithm, encrypted, passphrase),
        oid::PKCS12_DES3 | oid::PKCS12_RC2_40 | oid::PKCS12_RC2_128 => {
            old(algorithm, encrypted, passphrase)
        }
        other => Err(Unfit::unknown(other).into()),
    }
}

fn pbes2(
    algorithm: &Algorithm<'_>,
    encrypted: &[u8],
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let mut fields = sequence(algorithm)?.reader();
    let derivation = Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
    let cipher = Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
    fields.finish()?;
    let cipher_kind = Cipher::of(cipher.oid)?;
    let iv = cipher.parameters.filter(|node| node.tag == tag::OCTET_STRING);
    let mut key = Zeroizing::new(vec![0; cipher_kind.key_len()]);
    derive(&derivation, passphrase.text().as_bytes(), &mut key)?;
    cipher_kind.decrypt(&key, iv.ok_or(Unfit::Parameters)?.content, encrypted)
}

fn sequence<'a>(algorithm: &Algorithm<'a>) -> Result<Node<'a>, Unfit> {
    algorithm.parameters.filter(|node| node.tag == tag::SEQUENCE).ok_or(Unfit::Parameters)
}

/// PBKDF2 (RFC 8018 §A.2) or scrypt (RFC 7914 §7.1).
fn derive(algorithm: &Algorithm<'_>, passphrase: &[u8], key: &mut [u8]) -> Result<(), Closed> {
    let mut fields = sequence(algorithm)?.reader();
    match algorithm.oid {
        oid::PBKDF2 => {
            let salt = fields.expect(tag::OCTET_STRING)?.content;
            let rounds = rounds(fields.expect(tag::INTEGER)?)?;
            fields.optional(tag::INTEGER)?;
            let hash = match fields.optional(tag::SEQUENCE)? {
                Some(hash) => Algorithm::read(hash.reader())?.oid,
                None => oid::HMAC_SHA1,
            };
            match hash {
                oid::HMAC_SHA1 => pbkdf2::pbkdf2_hmac::<sha1::Sha1>(passphrase, salt, rounds, key),
                oid::HMAC_SHA256 => {
                    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(passphrase, salt, rounds, key);
                }
                oid::HMAC_SHA384 => {
                    pbkdf2::pbkdf2_hmac::<sha2::Sha384>(passphrase, salt, rounds, key);
                }
                oid::HMAC_SHA512 => {
                    pbkdf2::pbkdf2_hmac::<sha2::Sha512>(passphrase, salt, rounds, key);
                }
                other => return Err(Unfit::unknown(other).into()),
            }
            Ok(())
        }
        oid::SCRYPT => {
            let salt = fields.expect(tag::OCTET_STRING)?.content;
            let mut number = || fields.expect(tag::INTEGER).and_then(Node::small);
            let (cost, block, lanes) = (number()?, number()?, number()?);
            scrypt_key(passphrase, salt, [cost, block, lanes], key)
        }
        other => Err(Unfit::unknown(other).into()),
    }
}

/// A count of rounds that can be afforded.
pub(crate) fn rounds(node: Node<'_>) -> Result<u32, Closed> {
    match node.small()? {
        0 => Err(Unfit::Parameters.into()),
        rounds if rounds > MOST_ROUNDS => Err(Closed::TooCostly),
        rounds => u32::try_from(rounds).map_err(|_| Closed::TooCostly),
    }
}

fn scrypt_key(
    passphrase: &[u8],
    salt: &[u8],
    [cost, block, lanes]: [u64; 3],
    key: &mut [u8],
) -> Result<(), Closed> {
    if !cost.is_power_of_two() || cost < 2 || block == 0 {
        return Err(Unfit::Parameters.into());
    }
    let lanes = u32::try_from(lanes).ok().filter(|&lanes| lanes <= MOST_LANES);
    let dear = cost.checked_mul(block).is_none_or(|work| work > MOST_SCRYPT);
    let (Some(lanes), Ok(block), false) = (lanes, u32::try_from(block), dear) else {
        return Err(Closed::TooCostly);
    };
    let log = u8::try_from(cost.trailing_zeros()).unwrap_or(u8::MAX);
    let parameters = scrypt::Params::new(log, block, lanes).map_err(|_| Unfit::Parameters)?;
    scrypt::scrypt(passphrase, salt, &parameters, key).map_err(|_| Unfit::Parameters.into())
}

/// pkcs-12PbeParams (RFC 7292 §C): salt and rounds, key and vector by its own derivation.
fn old(
    algorithm: &Algorithm<'_>,
    encrypted: &[u8],
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let mut fields = sequence(algorithm)?.reader();
    let salt = fields.expect(tag::OCTET_STRING)?.content;
    let rounds = rounds(fields.expect(tag::INTEGER)?)?;
    fields.finish()?;
    let cipher = match algorithm.oid {
        oid::PKCS12_DES3 => Cipher::Des3,
        oid::PKCS12_RC2_40 => Cipher::Rc2(5),
        _ => Cipher::Rc2(16),
    };
    let mut key = Zeroizing::new(vec![0; cipher.key_len()]);
    let mut iv = Zeroizing::new(vec![0; 8]);
    let secret = passphrase.bmp();
    for (purpose, out) in [(pkcs12::Purpose::Key, &mut key), (pkcs12::Purpose::Vector, &mut iv)] {
        pkcs12::derive::<sha1::Sha1>(purpose, &secret, salt, rounds, out);
    }
    cipher.decrypt(&key, &iv, encrypted)
}

/// Opens a block of PEM that says `DEK-Info: CIPHER,VECTOR`. The key comes from MD5 over passphrase and
/// vector, as openssl has always derived it there: weak, and no weaker for being read.
pub(crate) fn open_pem(
    how: &str,
    encrypted: &[u8],
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let (name, vector) = how.split_once(',').ok_or(Unfit::Parameters)?;
    let cipher = match name.trim() {
        "AES-128-CBC" => Cipher::Aes128,
        "AES-192-CBC" => Cipher::Aes192,
        "AES-256-CBC" => Cipher::Aes256,
        "DES-EDE3-CBC" => Cipher::Des3,
        "DES-CBC" => return Err(Unfit::NotTaken("encryption with DES").into()),
        other => return Err(Unfit::Unknown(other.escape_debug().to_string()).into()),
    };
    let vector = hex(vector.trim()).ok_or(Unfit::Parameters)?;
    let salt = vector.get(..8).ok_or(Unfit::Parameters)?;
    let mut key = Zeroizing::new(vec![0; cipher.key_len()]);
    let mut digest = Zeroizing::new(Vec::new());
    for chunk in key.chunks_mut(16) {
        let hasher = Md5::new().chain_update(&*digest).chain_update(passphrase.text());
        digest = Zeroizing::new(hasher.chain_update(salt).finalize().to_vec());
        chunk.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    }
    cipher.decrypt(&key, &vector, encrypted)
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<_>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .map(|byte| u8::try_from(byte).ok())
        .collect()
}

/// A cipher in CBC mode.
#[derive(Clone, Copy)]
enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    Des3,
    /// With a key of so many bytes.
    Rc2(usize),
}

impl Cipher {
    fn of(oid: &[u8]) -> Result<Self, Unfit> {
        match oid {
            oid::AES128_CBC => Ok(Self::Aes128),
            oid::AES192_CBC => Ok(Self::Aes192),
            oid::AES256_CBC => Ok(Self::Aes256),
            oid::DES3_CBC => Ok(Self::Des3),
            other => Err(Unfit::unknown(other)),
        }
    }

    fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 | Self::Des3 => 24,
            Self::Aes256 => 32,
            Self::Rc2(len) => len,
        }
    }

    /// A wrong passphrase shows in the padding, nearly always.
    fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        encrypted: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Closed> {
        match self {
            Self::Aes128 => {
                finish(cbc::Decryptor::<aes::Aes128>::new_from_slices(key, iv), encrypted)
            }
            Self::Aes192 => {
                finish(cbc::Decryptor::<aes::Aes192>::new_from_slices(key, iv), encrypted)
            }
            Self::Aes256 => {
                finish(cbc::Decryptor::<aes::Aes256>::new_from_slices(key, iv), encrypted)
            }
            Self::Des3 => {
                finish(cbc::Decryptor::<des::TdesEde3>::new_from_slices(key, iv), encrypted)
            }
            Self::Rc2(len) => {
                let cipher = rc2::Rc2::new_with_eff_key_len(key, len * 8);
                finish(cbc::Decryptor::inner_iv_slice_init(cipher, iv), encrypted)
            }
        }
    }
}

fn finish<C: BlockModeDecrypt, E>(
    cipher: Result<C, E>,
    encrypted: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let cipher = cipher.map_err(|_| Unfit::Parameters)?;
    let opened = cipher.decrypt_padded_vec::<Pkcs7>(encrypted);
    opened.map(Zeroizing::new).map_err(|_| Closed::Passphrase)
}
