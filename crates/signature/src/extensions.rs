//! What certificates say beyond names and keys (RFC 5280 §4.2).

use std::collections::BTreeSet;

use crate::der::{Node, NotDer, Reader, tag};
use crate::oid;

/// The extensions that paths are judged by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    /// Whether it may sign certificates, and how many may stand between it and the last one.
    pub(crate) authority: Authority,
    /// What its key may be used for.
    pub(crate) key_usage: Option<KeyUsage>,
    /// For which purposes.
    pub(crate) purposes: Option<Vec<Vec<u8>>>,
    /// Whether those must be kept to by all who read them.
    pub(crate) purposes_are_critical: bool,
    pub(crate) subject_key_id: Option<Vec<u8>>,
    /// Who made it, beyond a name.
    pub(crate) issuer: IssuerId,
    /// Extensions that must be understood and are not.
    pub(crate) not_understood: Vec<String>,
}

/// Basic constraints (§4.2.1.9).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Authority {
    #[default]
    None,
    Any,
    UpTo(u64),
}

/// Which of several certificates of one name belongs to the issuer (§4.2.1.1); what is not there says
/// nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct IssuerId {
    pub(crate) key_id: Option<Vec<u8>>,
    /// The name of whoever made the issuer's certificate.
    pub(crate) above: Option<Vec<u8>>,
    pub(crate) serial: Option<Vec<u8>>,
}

/// Key usage (§4.2.1.3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyUsage {
    /// Digital signatures, or content commitment.
    pub(crate) signs: bool,
    /// Certificates.
    pub(crate) certifies: bool,
}

impl Extensions {
    pub(crate) fn read(reader: Reader<'_>) -> Result<Self, NotDer> {
        let mut extensions = Self::default();
        let mut seen = BTreeSet::new();
        for extension in reader.all()? {
            let mut fields = extension.of(tag::SEQUENCE)?;
            let oid = fields.expect(tag::OID)?.content;
            let critical = fields.optional(tag::BOOLEAN)?;
            let critical = critical.is_some_and(Node::is_true);
            let value = fields.expect(tag::OCTET_STRING)?.content;
            fields.finish()?;
            if !seen.insert(oid) {
                return Err(NotDer("a certificate has an extension twice"));
            }
            extensions.add(oid, critical, value)?;
        }
        Ok(extensions)
    }

    fn add(&mut self, oid: &[u8], critical: bool, value: &[u8]) -> Result<(), NotDer> {
        match oid {
            oid::BASIC_CONSTRAINTS => self.authority = authority(value)?,
            oid::KEY_USAGE => self.key_usage = Some(key_usage(value)?),
            oid::EXTENDED_KEY_USAGE => {
                let purposes = Node::only(value, tag::SEQUENCE)?.reader().all()?;
                let purposes = purposes.iter().map(|node| Ok(node.of(tag::OID)?.0.to_vec()));
                self.purposes = Some(purposes.collect::<Result<_, _>>()?);
                self.purposes_are_critical = critical;
            }
            oid::SUBJECT_KEY_ID if !critical => {
                let id = Node::only(value, tag::OCTET_STRING)?.content;
                self.subject_key_id = Some(id.to_vec());
            }
            oid::AUTHORITY_KEY_ID if !critical => self.issuer = issuer(value)?,
            // It narrows what an authority may say, whether it is marked critical or not.
            oid::NAME_CONSTRAINTS => self.not_understood.push("name constraints".to_owned()),
            oid::SUBJECT_ALT_NAME | oid::CERTIFICATE_POLICIES => {
                Node::only(value, tag::SEQUENCE)?.reader().all()?;
            }
            other if critical => {
                self.not_understood.push(format!("extension {}", oid::dotted(other)));
            }
            _ => {}
        }
        Ok(())
    }
}

fn authority(value: &[u8]) -> Result<Authority, NotDer> {
    let mut fields = Node::only(value, tag::SEQUENCE)?.reader();
    let is_authority = fields.optional(tag::BOOLEAN)?.is_some_and(Node::is_true);
    let most = fields.optional(tag::INTEGER)?.map(Node::small).transpose()?;
    fields.finish()?;
    Ok(match (is_authority, most) {
        (false, _) => Authority::None,
        (true, None) => Authority::Any,
        (true, Some(most)) => Authority::UpTo(most),
    })
}

fn issuer(value: &[u8]) -> Result<IssuerId, NotDer> {
    let mut fields = Node::only(value, tag::SEQUENCE)?.reader();
    let key_id = fields.optional(tag::implicit(0))?.map(|node| node.content.to_vec());
    let above = match fields.optional(tag::context(1))? {
        Some(names) => {
            // GeneralNames, of which only one kind can be compared with a certificate.
            let names = names.reader().all()?;
            let name = names.iter().find(|name| name.tag == tag::context(4));
            name.map(|name| Ok(Node::only(name.content, tag::SEQUENCE)?.raw.to_vec()))
                .transpose()?
        }
        None => None,
    };
    let serial = fields.optional(tag::implicit(2))?.map(|node| node.content.to_vec());
    fields.finish()?;
    Ok(IssuerId { key_id, above, serial })
}

fn key_usage(value: &[u8]) -> Result<KeyUsage, NotDer> {
    let bits = Node::only(value, tag::BIT_STRING)?.content;
    let first = bits.get(1).copied().unwrap_or_default();
    Ok(KeyUsage { signs: first & 0b1100_0000 != 0, certifies: first & 0b100 != 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der;

    fn read(oid: &[u8], value: &[u8]) -> Result<Extensions, NotDer> {
        let value = der::value(tag::OCTET_STRING, value);
        let extension = der::sequence(&[&der::value(tag::OID, oid), &value]);
        Extensions::read(Reader(&extension))
    }

    /// Openssl takes no certificate for valid in which one of these is anything else.
    #[test]
    fn what_an_extension_says_has_its_form() {
        let purposes = |purpose: &[u8]| der::sequence(&[purpose]);
        let code = der::value(tag::OID, oid::CODE_SIGNING);
        assert!(read(oid::EXTENDED_KEY_USAGE, &purposes(&code)).is_ok());
        let other = NotDer("a value has another type");
        let null = der::value(tag::NULL, &[]);
        assert_eq!(read(oid::EXTENDED_KEY_USAGE, &purposes(&null)).unwrap_err(), other);
        for oid in [oid::BASIC_CONSTRAINTS, oid::KEY_USAGE, oid::SUBJECT_KEY_ID] {
            assert_eq!(read(oid, &null).unwrap_err(), other);
        }
        for oid in [oid::AUTHORITY_KEY_ID, oid::SUBJECT_ALT_NAME, oid::CERTIFICATE_POLICIES] {
            assert_eq!(read(oid, &null).unwrap_err(), other);
        }
    }
}
