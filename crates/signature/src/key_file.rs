//! Files in which people keep their keys.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::certificate::Certificate;
use crate::der::{Node, tag};
use crate::encryption::{self, Closed};
use crate::passphrase::Passphrase;
use crate::private_key::PrivateKey;
use crate::{Error, ber, pem, pkcs12};

/// What a file with a key holds.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// The key.
    pub key: PrivateKey,
    /// The certificates beside it, if there are any.
    pub certificates: Vec<Certificate>,
}

/// The bytes of a file with a key: wiped from memory when dropped, and never shown.
#[derive(Clone)]
pub struct KeyBytes(Zeroizing<Vec<u8>>);

impl KeyBytes {
    /// Takes charge of the bytes of a file.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The same for a text, such as a variable: PEM, whose line ends may be written as `\n` where a
    /// variable has one line only, or any other form in base64.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        if pem::is_pem(text.as_bytes()) {
            let text = Zeroizing::new(text.replace("\\r", ""));
            let text = Zeroizing::new(text.replace("\\n", "\n"));
            return Self(Zeroizing::new(text.as_bytes().to_vec()));
        }
        let text = Zeroizing::new(text.as_bytes().to_vec());
        let letters = text.iter().copied().filter(|letter| !letter.is_ascii_whitespace());
        let letters = Zeroizing::new(letters.collect::<Vec<_>>());
        STANDARD.decode(&*letters).map_or(Self(text), Self::new)
    }
}

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBytes(…)")
    }
}

impl KeyFile {
    /// Reads a key in any of its usual forms: PEM or DER of PKCS#8, plain or encrypted, of PKCS#1 and
    /// of SEC 1, in PEM also encrypted in the way of before PKCS#8, or a PKCS#12 file.
    ///
    /// # Errors
    /// When there is not exactly one key, it is of a kind that is not known, or the passphrase is
    /// missing or wrong.
    pub fn read(bytes: &KeyBytes, passphrase: Option<&Passphrase>) -> Result<Self, Error> {
        let bytes = bytes.0.as_slice();
        let text = pem::as_utf8(bytes);
        if pem::is_pem(&text) {
            return of_pem(&text, passphrase);
        }
        if bytes.first() != Some(&tag::SEQUENCE) {
            return Err(Error::Key { why: "it is neither PEM nor DER".to_owned() });
        }
        let file = ber::to_der(bytes).filter(|file| pkcs12::is_pkcs12(file));
        if let Some(file) = file {
            let none = Passphrase::default();
            let contents = pkcs12::read(&file, passphrase.unwrap_or(&none));
            let pkcs12::Contents { keys, certificates } = match contents {
                Err(Error::Passphrase) if passphrase.is_none() => Err(Error::NeedsPassphrase),
                contents => contents,
            }?;
            return Ok(Self { key: only(keys)?, certificates });
        }
        let first = Node::only(bytes, tag::SEQUENCE).and_then(|outer| outer.reader().next());
        let key = match first {
            Ok(first) if first.tag == tag::SEQUENCE => encrypted(bytes, passphrase)?,
            _ => plain(bytes)?,
        };
        Ok(Self { key, certificates: Vec::new() })
    }
}

fn only(keys: Vec<PrivateKey>) -> Result<PrivateKey, Error> {
    let mut keys = keys.into_iter();
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key),
        (None, _) => Err(Error::NoKey),
        (Some(_), Some(_)) => Err(Error::Key { why: "it holds more than one".to_owned() }),
    }
}

fn of_pem(bytes: &[u8], passphrase: Option<&Passphrase>) -> Result<KeyFile, Error> {
    let blocks = pem::read(bytes).map_err(|broken| Error::Pem { line: broken.0 })?;
    let mut keys = Vec::new();
    for block in &blocks {
        match block.label.as_str() {
            // One too many is refused, and each may take its time.
            _ if keys.len() > 1 => break,
            "RSA PRIVATE KEY" | "EC PRIVATE KEY" if block.encryption.is_some() => {
                keys.push(old(block, passphrase)?);
            }
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => keys.push(plain(&block.der)?),
            "ENCRYPTED PRIVATE KEY" => keys.push(encrypted(&block.der, passphrase)?),
            "OPENSSH PRIVATE KEY" => {
                return Err(Error::Key { why: "it is a key of SSH".to_owned() });
            }
            _ => {}
        }
    }
    let certificates = match Certificate::of_blocks(&blocks) {
        Err(Error::NoCertificate) => Vec::new(),
        certificates => certificates?,
    };
    Ok(KeyFile { key: only(keys)?, certificates })
}

fn plain(der: &[u8]) -> Result<PrivateKey, Error> {
    PrivateKey::of_der(der).map_err(|unfit| Error::Key { why: unfit.to_string() })
}

fn encrypted(der: &[u8], passphrase: Option<&Passphrase>) -> Result<PrivateKey, Error> {
    let passphrase = passphrase.ok_or(Error::NeedsPassphrase)?;
    opened(pkcs12::shrouded(der, passphrase))
}

/// A block that is encrypted as before PKCS#8.
fn old(block: &pem::Block, passphrase: Option<&Passphrase>) -> Result<PrivateKey, Error> {
    let passphrase = passphrase.ok_or(Error::NeedsPassphrase)?;
    let how = block.encryption.as_deref().unwrap_or_default();
    opened(encryption::open_pem(how, &block.der, passphrase))
}

fn opened(opened: Result<Zeroizing<Vec<u8>>, Closed>) -> Result<PrivateKey, Error> {
    let der = opened.map_err(|closed| match closed {
        Closed::Passphrase => Error::Passphrase,
        Closed::TooCostly | Closed::Unfit(_) => Error::Key { why: closed.to_string() },
    })?;
    // One wrong passphrase in 256 leaves a padding that looks right, and no key behind it.
    if Node::only(&der, tag::SEQUENCE).is_err() {
        return Err(Error::Passphrase);
    }
    plain(&der)
}
