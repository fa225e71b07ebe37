//! PEM (RFC 7468): DER as text between two lines that say what it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// One block of a text.
pub(crate) struct Block {
    /// What stands after `BEGIN`.
    pub(crate) label: String,
    /// Headers of the old kind (RFC 1421), which say that it is encrypted.
    pub(crate) has_headers: bool,
    pub(crate) der: Zeroizing<Vec<u8>>,
}

/// A block that cannot be read: the number of the line where it begins.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) usize);

const BEGIN: &str = "-----BEGIN ";

/// Whether some bytes are such a text.
pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|window| window == BEGIN.as_bytes())
}

/// All blocks of a text; what stands between them is left alone.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Block>, Broken> {
    let mut blocks = Vec::new();
    let mut lines = bytes.split(|&byte| byte == b'\n').enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(label) = label(line, BEGIN) else { continue };
        let mut base64 = Zeroizing::new(Vec::new());
        let mut has_headers = false;
        let mut ended = false;
        for (_, line) in lines.by_ref() {
            if let Some(end) = self::label(line, "-----END ") {
                ended = end == label;
                break;
            }
            if line.contains(&b':') {
                has_headers = true;
            } else {
                base64.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
            }
        }
        // With headers the text is another cipher's, whose parameters stand in them.
        let der = STANDARD.decode(&*base64).map_err(|_| Broken(number + 1))?;
        if !ended {
            return Err(Broken(number + 1));
        }
        blocks.push(Block { label, has_headers, der: Zeroizing::new(der) });
    }
    Ok(blocks)
}

fn label(line: &[u8], prefix: &str) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?.trim();
    Some(line.strip_prefix(prefix)?.strip_suffix("-----")?.to_owned())
}

/// A block as text.
pub(crate) fn write(label: &str, der: &[u8]) -> Zeroizing<String> {
    let base64 = Zeroizing::new(STANDARD.encode(der));
    let mut text = Zeroizing::new(String::with_capacity(base64.len() * 2));
    text.push_str(&format!("{BEGIN}{label}-----\n"));
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, left) = rest.split_at_checked(64).unwrap_or((rest, ""));
        text.push_str(line);
        text.push('\n');
        rest = left;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}
