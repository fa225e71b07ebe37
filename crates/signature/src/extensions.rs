//! What certificates say beyond names and keys (RFC 5280 §4.2).

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
    pub(crate) subject_key_id: Option<Vec<u8>>,
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
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in reader.all()? {
            let mut fields = extension.of(tag::SEQUENCE)?;
            let oid = fields.expect(tag::OID)?.content;
            let critical = fields.optional(tag::BOOLEAN)?;
            let critical = critical.is_some_and(|node| node.content != [0]);
            let value = fields.expect(tag::OCTET_STRING)?.content;
            fields.finish()?;
            if seen.contains(&oid) {
                return Err(NotDer("a certificate has an extension twice"));
            }
            seen.push(oid);
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
                self.purposes = Some(purposes.iter().map(|node| node.content.to_vec()).collect());
            }
            oid::SUBJECT_KEY_ID => {
                let id = Node::only(value, tag::OCTET_STRING)?.content;
                self.subject_key_id = Some(id.to_vec());
            }
            // It narrows what an authority may say, whether it is marked critical or not.
            oid::NAME_CONSTRAINTS => self.not_understood.push("name constraints".to_owned()),
            oid::AUTHORITY_KEY_ID | oid::SUBJECT_ALT_NAME | oid::CERTIFICATE_POLICIES => {}
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
    let is_authority = fields.optional(tag::BOOLEAN)?.is_some_and(|node| node.content != [0]);
    let most = fields.optional(tag::INTEGER)?.map(Node::small).transpose()?;
    fields.finish()?;
    Ok(match (is_authority, most) {
        (false, _) => Authority::None,
        (true, None) => Authority::Any,
        (true, Some(most)) => Authority::UpTo(most),
    })
}

fn key_usage(value: &[u8]) -> Result<KeyUsage, NotDer> {
    let bits = Node::only(value, tag::BIT_STRING)?.content;
    let first = bits.get(1).copied().unwrap_or_default();
    Ok(KeyUsage { signs: first & 0b1100_0000 != 0, certifies: first & 0b100 != 0 })
}
