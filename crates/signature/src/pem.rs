//! PEM (RFC 7468): DER as text between two lines that say what it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// One block of a text.
pub(crate) struct Block {
    /// What stands after `BEGIN`.
    pub(crate) label: String,
    /// What `DEK-Info` says (RFC 1421 §4.6.1.3): that it is encrypted in the old way, and how.
    pub(crate) encryption: Option<String>,
    pub(crate) der: Zeroizing<Vec<u8>>,
}

/// A block that cannot be read: the number of the line where it begins.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) usize);

const BEGIN: &str = "-----BEGIN ";

/// The bytes of a text, which some editors and shells begin with a mark, and some write as UTF-16.
pub(crate) fn as_utf8(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).skip(1).filter_map(<[u8]>::first_chunk::<2>);
        let units = pairs.map(move |pair| unit(*pair));
        let letters = char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER));
        // Of what is read here, all letters that count have one byte.
        letters.map(|letter| u8::try_from(letter).unwrap_or(b'?'))
    };
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => text.extend_from_slice(rest),
        [0xff, 0xfe, ..] => text.extend(wide(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => text.extend(wide(u16::from_be_bytes)),
        _ => text.extend_from_slice(bytes),
    }
    text
}

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
        let mut encryption = None;
        let mut ended = false;
        for (_, line) in lines.by_ref() {
            if let Some(end) = self::label(line, "-----END ") {
                ended = end == label;
                break;
            }
            match header(line) {
                Some(("DEK-Info", value)) => encryption = Some(value.to_owned()),
                Some(_) => {}
                None => base64.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace())),
            }
        }
        let der = STANDARD.decode(&*base64).map_err(|_| Broken(number + 1))?;
        if !ended {
            return Err(Broken(number + 1));
        }
        blocks.push(Block { label, encryption, der: Zeroizing::new(der) });
    }
    Ok(blocks)
}

fn label(line: &[u8], prefix: &str) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?.trim();
    Some(line.strip_prefix(prefix)?.strip_suffix("-----")?.to_owned())
}

/// A header within a block; base64 has no colons.
fn header(line: &[u8]) -> Option<(&str, &str)> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    Some((name.trim(), value.trim()))
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
