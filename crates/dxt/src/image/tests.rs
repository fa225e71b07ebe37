use std::io::Write;

use super::*;

/// A chunk of PNG.
fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    chunk.extend(pyrel_archive::crc32(&[kind, data]).to_be_bytes());
    chunk
}

/// A zlib stream that stores what it stands for.
fn stored(raw: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = raw.chunks(60_000).peekable();
    if raw.is_empty() {
        stream.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let len = u16::try_from(block.len()).unwrap();
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(len.to_le_bytes());
        stream.extend((!len).to_le_bytes());
        stream.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

/// A picture of this size, depth and colour with these rows.
fn png(size: [u32; 2], kind: [u8; 5], raw: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    header.write_all(&size[0].to_be_bytes()).unwrap();
    header.write_all(&size[1].to_be_bytes()).unwrap();
    header.extend(kind);
    let mut file = super::png::SIGNATURE.to_vec();
    file.extend(chunk(b"IHDR", &header));
    if kind[1] == 3 {
        file.extend(chunk(b"PLTE", &[0; 6]));
    }
    let packed = stored(raw);
    let (first, second) = packed.split_at(packed.len() / 2);
    file.extend(chunk(b"IDAT", first));
    file.extend(chunk(b"IDAT", second));
    file.extend(chunk(b"IEND", &[]));
    file
}

const GREY: [u8; 5] = [8, 0, 0, 0, 0];

#[track_caller]
fn check(bytes: &[u8], expect: Result<(Format, Option<[u32; 2]>), &str>) {
    let expect = expect
        .map(|(format, size)| Picture {
            format,
            size: size.map(|[width, height]| Size { width, height }),
        })
        .map_err(damaged);
    assert_eq!(look(bytes), expect);
}

#[test]
fn a_whole_png_is_recognised_whatever_its_form() {
    check(&png([2, 2], GREY, &[0; 6]), Ok((Format::Png, Some([2, 2]))));
    check(&png([3, 1], [16, 6, 0, 0, 0], &[4; 25]), Ok((Format::Png, Some([3, 1]))));
    check(&png([9, 1], [1, 3, 0, 0, 0], &[0; 3]), Ok((Format::Png, Some([9, 1]))));
    // Seven passes: 1x1, 1x1, 2x1, 1x2, 3x1, 2x3 and 5x2 pixels.
    check(&png([5, 5], [8, 0, 0, 0, 1], &[0; 36]), Ok((Format::Png, Some([5, 5]))));
    let fewer = Err("it has fewer pixels than its header says");
    check(&png([5, 5], [8, 0, 0, 0, 1], &[0; 35]), fewer);
    check(&png([1, 1], [8, 0, 0, 0, 1], &[0; 2]), Ok((Format::Png, Some([1, 1]))));
}

#[test]
fn a_damaged_png_says_what_is_wrong_with_it() {
    let whole = png([2, 2], GREY, &[0; 6]);
    check(&whole[..8], Err("it is cut off"));
    check(&whole[..whole.len() - 1], Err("it is cut off"));
    check(&png([2, 2], GREY, &[0; 5]), Err("it has fewer pixels than its header says"));
    check(&png([2, 2], GREY, &[0; 7]), Err("it has more pixels than its header says"));
    check(&png([2, 2], GREY, &[9; 6]), Err("a row of its pixels has an unknown filter"));
    check(&png([2, 2], [3, 0, 0, 0, 0], &[0; 6]), Err("its header is not one of PNG"));
    check(&png([0, 2], GREY, &[]), Err("its width or height is 0"));
    let mut flipped = whole.clone();
    flipped[20] ^= 1;
    check(&flipped, Err("the checksum of its part `IHDR` is wrong"));
    let mut headless = whole[..8].to_vec();
    headless.extend(chunk(b"IEND", &[]));
    check(&headless, Err("it does not begin with its header"));
    let palette = chunk(b"PLTE", &[0; 6]);
    let mut colourless = png([2, 2], [8, 3, 0, 0, 0], &[0; 6]);
    let at = colourless.windows(4).position(|kind| kind == b"PLTE").unwrap() - 4;
    drop(colourless.drain(at..at + palette.len()));
    check(&colourless, Err("it has no palette before its pixels"));
}

#[test]
fn damage_in_a_part_that_decoders_pass_over_is_none() {
    let mut whole = png([2, 2], GREY, &[0; 6]);
    let mut text = chunk(b"tEXt", b"Author\0somebody");
    *text.last_mut().unwrap() ^= 1;
    drop(whole.splice(33..33, text));
    check(&whole, Ok((Format::Png, Some([2, 2]))));
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let size = |width, height| Err(Flaw::Huge(Size { width, height }));
    assert_eq!(look(&png([31_623, 31_623], GREY, &[])), size(31_623, 31_623));
    assert_eq!(look(&png([u32::MAX, u32::MAX], GREY, &[])), size(u32::MAX, u32::MAX));
    assert_eq!(look(&png([16_385, 1], GREY, &[])), size(16_385, 1));
}

#[test]
fn other_formats_are_recognised_by_their_header_and_their_end() {
    let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08\x00\x10\x00\x20\x01\xff\xd9";
    check(jpeg, Ok((Format::Jpeg, Some([32, 16]))));
    check(&jpeg[..jpeg.len() - 2], Err("it is cut off"));
    check(b"\xff\xd8\xff\xd9", Err("it has no frame"));
    check(b"GIF89a\x05\x00\x06\x00\x00\x3b\x00", Ok((Format::Gif, Some([5, 6]))));
    check(b"GIF89a\x05\x00\x06\x00\x00\x07", Err("it is cut off"));
    let webp = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x1f\0\0";
    check(webp, Ok((Format::Webp, Some([16, 32]))));
    check(&webp[..20], Err("it is cut off"));
    check(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><svg/>", Ok((Format::Svg, None)));
    assert_eq!(look(b"<html><svg/></html>"), Err(Flaw::Unknown));
    assert_eq!(look(b""), Err(Flaw::Unknown));
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn damage_anywhere_is_noticed_or_leaves_the_size(at in 0_usize..70, bit in 0_u8..8) {
            let whole = png([2, 2], GREY, &[0; 6]);
            let mut flipped = whole.clone();
            let at = at % flipped.len();
            flipped[at] ^= 1 << bit;
            prop_assert!(look(&flipped).is_err());
        }

        #[test]
        fn any_bytes_are_answered(start in prop::sample::select(vec![
            &b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBPVP8L", b"<!", b"",
        ]), rest in prop::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [start, &rest].concat();
            drop(look(&bytes));
        }
    }
}
