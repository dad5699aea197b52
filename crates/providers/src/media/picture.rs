use base64::Engine;
use base64::engine::GeneralPurposeConfig;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::{alphabet, engine::DecodePaddingMode};
use bytes::Bytes;

/// Takes base64 with and without its padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The media type of a picture, by its first bytes; none for what the product cannot show.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// A picture inside an address.
pub(crate) fn data_url(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

/// Decodes base64, which may be wrapped in a data URL and broken into lines.
pub(crate) fn decode_base64(text: &str) -> Option<Bytes> {
    let text = text.trim();
    let text = if text.starts_with("data:") { text.split_once(";base64,")?.1 } else { text };
    let decoded = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        LENIENT.decode(text.split_ascii_whitespace().collect::<String>())
    } else {
        LENIENT.decode(text)
    };
    decoded.ok().filter(|bytes| !bytes.is_empty()).map(Bytes::from)
}

/// Whether a text is an address rather than a file in base64.
pub(crate) fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [&b"<html>"[..], b"GIF89a", b"RIFF\0\0\0\0WAVE", b"\x89PN", b""] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn base64_is_read_leniently_but_not_guessed() {
        let file = Bytes::from_static(b"picture!");
        for text in
            ["cGljdHVyZSE=", "cGljdHVyZSE", " cGlj\ndHVy\nZSE=\n", "data:image/png;base64,cGljdHVyZSE="]
        {
            assert_eq!(decode_base64(text).as_ref(), Some(&file), "{text}");
        }
        for text in ["", "no base64 at all!", "data:image/png,abc", "https://example.com/a.png"] {
            assert_eq!(decode_base64(text), None, "{text}");
        }
        assert_eq!(decode_base64(&data_url("image/png", &file)), Some(file));
    }
}
