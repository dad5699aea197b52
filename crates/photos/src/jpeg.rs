//! JPEG: the frame's header is read by us, the pixels by `zune-jpeg`.

use std::io::Cursor;

use image::{DynamicImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::format::{Header, Unpacked, orientation};

/// More scans than any encoder writes; each may touch every pixel, so a thousand of them are an attack.
const MOST_SCANS: usize = 40;

const START_OF_SCAN: u8 = 0xda;
const PROGRESSIVE: u8 = 0xc2;

/// The frame, and the coded data behind the first scan's header.
struct Walk<'a> {
    header: Header,
    components: u8,
    coded: &'a [u8],
}

struct Frame {
    width: u32,
    height: u32,
    components: u8,
    progressive: bool,
}

pub(crate) fn header(bytes: &[u8]) -> Option<Header> {
    walk(bytes).map(|walk| walk.header)
}

pub(crate) fn unpack(bytes: &[u8], header: &Header) -> Option<Unpacked> {
    let Walk { components, coded, .. } = walk(bytes)?;
    // Decoders paint the missing part grey. No coded byte looks like the end.
    let is_whole = coded.windows(2).any(|pair| pair == [0xff, 0xd9]);
    let (width, height) = (usize::try_from(header.width).ok()?, usize::try_from(header.height).ok()?);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(width)
        .set_max_height(height)
        .jpeg_set_max_scans(MOST_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let is_same = decoder.dimensions() == Some((width, height)) && decoder.info()?.components == components;
    if !is_whole || !is_same {
        return None;
    }
    let orientation = orientation(decoder.exif().map(Vec::as_slice));
    let mut pixels = vec![0; decoder.output_buffer_size()?];
    decoder.decode_into(&mut pixels).ok()?;
    let pixels = RgbImage::from_raw(header.width, header.height, pixels)?;
    Some((DynamicImage::ImageRgb8(pixels), orientation))
}

/// Walks the segments up to the first scan.
fn walk(bytes: &[u8]) -> Option<Walk<'_>> {
    let mut rest = bytes.get(2..)?;
    let mut frame: Option<Frame> = None;
    loop {
        let (marker, body) = segment(&mut rest)?;
        match marker {
            0xc0..=PROGRESSIVE if frame.is_none() => frame = Some(Frame::parse(body, marker == PROGRESSIVE)?),
            // Tables and application data, and the frames that nobody reads: lossless, arithmetic, a second one.
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => return None,
            START_OF_SCAN => {
                let (frame, in_scan) = (frame?, *body.first()?);
                let (header, components) = (frame.header(in_scan), frame.components);
                return Some(Walk { header, components, coded: rest });
            }
            _ => {}
        }
    }
}

/// Takes the next segment off: its marker, and what follows its length.
fn segment<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (0xff, mut after) = rest.split_first().map(|(first, after)| (*first, after))? else { return None };
    let marker = loop {
        let (byte, behind) = after.split_first()?;
        after = behind;
        if *byte != 0xff {
            break *byte;
        }
    };
    let stands_alone = matches!(marker, 0x00 | 0x01 | 0xd0..=0xd9);
    let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
    let body = after.get(2..length)?;
    *rest = after.get(length..)?;
    (!stands_alone).then_some((marker, body))
}

impl Frame {
    fn parse(body: &[u8], progressive: bool) -> Option<Self> {
        let [8, h1, h0, w1, w0, components @ (1 | 3 | 4), ..] = *body else { return None };
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        Some(Self { width: width.into(), height: height.into(), components, progressive })
    }

    /// The pixels as RGB; and the coefficients of all of them, two bytes each, when they do not come row by row.
    fn header(&self, in_first_scan: u8) -> Header {
        let by_rows = !self.progressive && in_first_scan == self.components;
        let coefficients = if by_rows { 0 } else { 2 * u64::from(self.components) };
        // The largest block is 32 pixels wide.
        let padded = u64::from(self.width).next_multiple_of(32) * u64::from(self.height).next_multiple_of(32);
        Header { width: self.width, height: self.height, memory: padded * (3 + coefficients) }
    }
}
