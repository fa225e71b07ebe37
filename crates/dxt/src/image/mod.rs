//! Images: what they are, how large, and whether they are whole.
//!
//! Nothing is kept but the bytes that were read; a picture that would fill the memory is refused
//! by the size that its header tells.

mod formats;
mod png;
#[cfg(test)]
mod tests;

use std::fmt;

/// A picture that was looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Picture {
    pub(crate) format: Format,
    /// Width and height in pixels; a drawing has none.
    pub(crate) size: Option<Size>,
}

/// The formats that hosts show.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    Gif,
    Jpeg,
    Png,
    Svg,
    Webp,
}

/// Pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Why a file shows nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Flaw {
    /// It is an image and is damaged, so.
    Damaged(String),
    /// It has more pixels than anybody shows.
    Huge(Size),
    /// It is no image that is known.
    Unknown,
}

/// More are no icon and no screenshot: a wall of four screens has 33 million.
const MOST_PIXELS: u64 = 1 << 26;
/// The longest side that browsers draw.
const LONGEST_SIDE: u32 = 16_384;

/// Looks at the bytes of an image.
pub(crate) fn look(bytes: &[u8]) -> Result<Picture, Flaw> {
    if bytes.starts_with(&png::SIGNATURE) {
        return png::look(bytes).map(|size| Picture { format: Format::Png, size: Some(size) });
    }
    let raster = [
        (Format::Jpeg, formats::jpeg(bytes)),
        (Format::Gif, formats::gif(bytes)),
        (Format::Webp, formats::webp(bytes)),
    ];
    for (format, size) in raster {
        if let Some(size) = size {
            return size.and_then(Size::bounded).map(|size| Picture { format, size: Some(size) });
        }
    }
    if formats::is_svg(bytes) {
        return Ok(Picture { format: Format::Svg, size: None });
    }
    Err(Flaw::Unknown)
}

impl Size {
    /// The same size, if it is that of a picture.
    fn bounded(self) -> Result<Self, Flaw> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if pixels == 0 {
            return Err(damaged("its width or height is 0"));
        }
        let is_huge = pixels > MOST_PIXELS || self.width.max(self.height) > LONGEST_SIDE;
        if is_huge { Err(Flaw::Huge(self)) } else { Ok(self) }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gif => "GIF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Webp => "WebP",
        })
    }
}

fn damaged(why: impl Into<String>) -> Flaw {
    Flaw::Damaged(why.into())
}

/// Four bytes, the greatest first, at a place.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    bytes.try_into().ok().map(u32::from_be_bytes)
}

/// Two bytes, the greater first, at a place.
fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    bytes.try_into().ok().map(u16::from_be_bytes)
}

/// Two bytes, the smaller first, at a place.
fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    be16(bytes, at).map(u16::swap_bytes)
}
