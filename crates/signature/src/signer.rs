//! Who signs: a key, the certificate that belongs to it, and those above.

use crate::Error;
use crate::certificate::Certificate;
use crate::moment::Moment;
use crate::private_key::PrivateKey;
use crate::trust::{Usage, may_sign_code};

/// A key with its certificates, of which it is known that they belong together.
#[derive(Clone, Debug)]
pub struct Signer {
    key: PrivateKey,
    leaf: Certificate,
    /// With that of the key.
    certificates: Vec<Certificate>,
}

impl Signer {
    /// Puts a key and certificates together: that of the key first, then who made it and so on
    /// upward, then whatever else was given. A root is kept if it was given.
    ///
    /// # Errors
    /// When the key belongs to none of the certificates, or the certificate is not valid now or not
    /// meant for signatures or for signing code.
    pub fn new(
        key: PrivateKey,
        certificates: Vec<Certificate>,
        now: Moment,
        usage: Usage,
    ) -> Result<Self, Error> {
        let first = certificates.first().ok_or(Error::NoCertificate)?.subject();
        let public = key.public();
        let mut rest = certificates;
        let leaf = rest.iter().position(|certificate| certificate.key.as_ref() == Ok(&public));
        let leaf = rest.remove(leaf.ok_or(Error::Mismatch { subject: first })?);
        check(&leaf, now, usage)?;
        let mut ordered = vec![leaf.clone()];
        while let Some(last) = ordered.last()
            && let Some(above) = rest.iter().position(|above| is_above(above, last))
        {
            ordered.push(rest.remove(above));
        }
        for other in rest {
            if !ordered.contains(&other) {
                ordered.push(other);
            }
        }
        Ok(Self { key, leaf, certificates: ordered })
    }

    /// The certificate of the key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.leaf
    }

    /// All certificates that go into the signature, in their order there.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    pub(crate) fn key(&self) -> &PrivateKey {
        &self.key
    }
}

fn is_above(above: &Certificate, below: &Certificate) -> bool {
    above != below && below.names_issuer(above) && below.is_signed_by(above) == Ok(true)
}

fn check(leaf: &Certificate, now: Moment, usage: Usage) -> Result<(), Error> {
    let subject = leaf.subject();
    if now < leaf.not_before {
        return Err(Error::NotYetValid { subject, when: leaf.not_before });
    }
    if now > leaf.not_after {
        return Err(Error::Expired { subject, when: leaf.not_after });
    }
    if leaf.extensions.key_usage.is_some_and(|usage| !usage.signs) {
        return Err(Error::NoSignatures { subject });
    }
    if usage == Usage::CodeSigning && !may_sign_code(leaf) {
        return Err(Error::Usage { subject });
    }
    Ok(())
}
