//! Who signs: a key, the certificate that belongs to it, and those above.

use crate::Error;
use crate::certificate::Certificate;
use crate::digest::Unfit;
use crate::moment::Moment;
use crate::private_key::PrivateKey;
use crate::public_key::PublicKey;
use crate::trust::Usage;

/// A key with its certificates, of which it is known that they belong together.
#[derive(Clone, Debug)]
pub struct Signer {
    key: PrivateKey,
    identity: Identity,
}

/// Who signs, as far as everybody may know: the certificates without the key.
#[derive(Clone, Debug)]
pub struct Identity {
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
        Ok(Self { key, identity: Identity::ordered(leaf, rest) })
    }

    /// The certificate of the key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.identity.certificate()
    }

    /// All certificates that go into the signature, in their order there.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        self.identity.certificates()
    }

    /// The same without the key.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn key(&self) -> &PrivateKey {
        &self.key
    }
}

impl Identity {
    /// Takes certificates whose key is elsewhere: the first is that of the key.
    ///
    /// # Errors
    /// When it is not valid now, not meant for signatures or for signing code, or its key is of a kind
    /// that nothing is signed with here.
    pub fn new(certificates: Vec<Certificate>, now: Moment, usage: Usage) -> Result<Self, Error> {
        let mut rest = certificates;
        if rest.is_empty() {
            return Err(Error::NoCertificate);
        }
        let leaf = rest.remove(0);
        check(&leaf, now, usage)?;
        let identity = Self::ordered(leaf, rest);
        match identity.key()?.scheme() {
            Some(_) => Ok(identity),
            None => Err(Error::Key { why: Unfit::NotTaken("RSA-PSS").to_string() }),
        }
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

    pub(crate) fn key(&self) -> Result<&PublicKey, Error> {
        self.leaf.key.as_ref().map_err(|unfit| Error::Key { why: unfit.to_string() })
    }

    fn ordered(leaf: Certificate, mut rest: Vec<Certificate>) -> Self {
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
        Self { leaf, certificates: ordered }
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
    if !usage.is_allowed_to(leaf) {
        return Err(Error::Usage { subject });
    }
    Ok(())
}
