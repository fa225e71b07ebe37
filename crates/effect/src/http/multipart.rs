//! `multipart/form-data` (RFC 7578) of known length.

use pyrel_archive::Sha256;
use pyrel_tree::Slice;

use super::Body;

/// A form under construction. Fields keep their order.
#[derive(Clone, Debug, Default)]
pub struct Multipart {
    fields: Vec<(String, Value)>,
}

#[derive(Clone, Debug)]
enum Value {
    File { name: String, content_type: &'static str, slice: Slice },
    Text(String),
}

impl Multipart {
    /// An empty form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a text field.
    pub fn text(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.fields.push((name.into(), Value::Text(value.into())));
    }

    /// Appends a file field.
    pub fn file(
        &mut self,
        field: impl Into<String>,
        name: impl Into<String>,
        content_type: &'static str,
        slice: Slice,
    ) {
        self.fields.push((field.into(), Value::File { name: name.into(), content_type, slice }));
    }

    /// The text fields in order, for tests and explanations.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter_map(|(name, value)| match value {
            Value::Text(text) => Some((name.as_str(), text.as_str())),
            Value::File { .. } => None,
        })
    }

    /// The content type, which names the boundary, and the body. The boundary is made from the
    /// form's own texts, so that equal forms are equal on the wire.
    #[must_use]
    pub fn encode(&self) -> (String, Body) {
        let boundary = self.boundary();
        let mut body = Body::default();
        let mut text = String::new();
        for (name, value) in &self.fields {
            text += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"");
            text += &quoted(name);
            match value {
                Value::Text(value) => text += &format!("\"\r\n\r\n{value}\r\n"),
                Value::File { name, content_type, slice } => {
                    text += &format!("\"; filename=\"{}\"\r\n", quoted(name));
                    text += &format!("Content-Type: {content_type}\r\n\r\n");
                    body.push_bytes(std::mem::take(&mut text).into_bytes());
                    body.push_slice(slice.clone());
                    text += "\r\n";
                }
            }
        }
        text += &format!("--{boundary}--\r\n");
        body.push_bytes(text.into_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }

    /// 128 bits of a digest over all texts: no text can hold a digest of itself, and a file would
    /// have to be made with knowledge of the texts.
    fn boundary(&self) -> String {
        let mut all = Vec::new();
        for (name, value) in &self.fields {
            let (Value::Text(value) | Value::File { name: value, .. }) = value;
            for text in [name, value] {
                all.extend_from_slice(&(text.len() as u64).to_le_bytes());
                all.extend_from_slice(text.as_bytes());
            }
        }
        format!("pyrel-{}", &Sha256::of(&all).to_string()[..32])
    }
}

/// What browsers escape inside a quoted name.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
