//! Other formats than PNG: their headers, and whether their end is there.

use super::{Flaw, Size, be16, damaged, le16};

/// JPEG (ITU-T T.81): the frame tells the size, and the end has a marker of its own. `None` for
/// what is no JPEG file.
pub(super) fn jpeg(bytes: &[u8]) -> Option<Result<Size, Flaw>> {
    bytes.starts_with(b"\xff\xd8\xff").then(|| {
        let size = frame(bytes).ok_or_else(|| damaged("it has no frame"))?;
        if !bytes.windows(2).rev().any(|pair| pair == b"\xff\xd9") {
            return Err(damaged("it is cut off"));
        }
        Ok(size)
    })
}

/// Goes from segment to segment up to the one that tells the size (B.2.2).
fn frame(bytes: &[u8]) -> Option<Size> {
    let mut at = 2;
    loop {
        let [0xff, kind] = *bytes.get(at..at + 2)? else { return None };
        match kind {
            // Padding, and markers that stand alone.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            // Start of frame, of whatever process.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) = (be16(bytes, at + 5)?, be16(bytes, at + 7)?);
                return Some(Size { width: width.into(), height: height.into() });
            }
            // The end, or pixels without a frame.
            0xd8..=0xda => return None,
            _ => at += 2 + usize::from(be16(bytes, at + 2)?.max(2)),
        }
    }
}

/// GIF: `None` for what is none.
pub(super) fn gif(bytes: &[u8]) -> Option<Result<Size, Flaw>> {
    let is_gif = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
    is_gif.then(|| {
        let (Some(width), Some(height)) = (le16(bytes, 6), le16(bytes, 8)) else {
            return Err(damaged("it is cut off"));
        };
        // The last picture ends with a zero, and some programs leave the trailer behind it out.
        if !matches!(bytes.last(), Some(0 | 0x3b)) {
            return Err(damaged("it is cut off"));
        }
        Ok(Size { width: width.into(), height: height.into() })
    })
}

/// WebP (RFC 9649): `None` for what is none.
pub(super) fn webp(bytes: &[u8]) -> Option<Result<Size, Flaw>> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp.then(|| {
        let len = le16(bytes, 4).zip(le16(bytes, 6));
        let len = len.map(|(low, high)| u64::from(low) | u64::from(high) << 16);
        if len.is_none_or(|len| len + 8 > bytes.len() as u64) {
            return Err(damaged("it is cut off"));
        }
        canvas(bytes).ok_or_else(|| damaged("it has no picture"))
    })
}

/// The size that the first part of a WebP file tells (2.5, 2.6, 2.7).
fn canvas(bytes: &[u8]) -> Option<Size> {
    let at = |at: usize| bytes.get(at).copied().map(u32::from);
    let three = |from: usize| Some(at(from)? | at(from + 1)? << 8 | at(from + 2)? << 16);
    let (width, height) = match bytes.get(12..16)? {
        b"VP8 " => {
            let bits = |from| le16(bytes, from).map(|bits| u32::from(bits & 0x3fff));
            (bits(26)?, bits(28)?)
        }
        b"VP8L" => {
            let bits = three(21)? | at(24)? << 24;
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        b"VP8X" => (three(24)? + 1, three(27)? + 1),
        _ => return None,
    };
    Some(Size { width, height })
}

/// So far into a file its first element has to begin.
const PROLOGUE: usize = 4 << 10;

/// Whether a file is a drawing: XML whose first element is `svg`.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..PROLOGUE.min(bytes.len())).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!") => ">",
            _ => return rest.starts_with("<svg") || rest.starts_with("<svg:svg"),
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind.trim_start();
    }
}
