//! Why a picture is not taken.

/// Why a picture is not taken; the message tells a person what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Not a picture made of pixels: HTML, SVG, PDF, an archive. Over HTTP a 415.
    #[error("this is not a picture: send a JPEG, PNG or WebP")]
    NotAPicture,
    /// A picture of a format that is not read. Over HTTP a 415.
    #[error("{format} pictures cannot be read here: save it as a JPEG and send that")]
    Unsupported {
        /// The format's name.
        format: &'static str,
    },
    /// More pixels than may be. Over HTTP a 422.
    #[error(
        "the picture has {width} × {height} pixels, which is too many: make it smaller and send it again"
    )]
    TooLarge {
        /// The width that the header claims, in pixels.
        width: u32,
        /// The height that the header claims, in pixels.
        height: u32,
    },
    /// Few enough pixels, but packed so that unpacking may take too much memory. Over HTTP a 422.
    #[error("the picture takes too much memory to unpack: save it as an ordinary JPEG and send that")]
    TooCostly,
    /// Damaged, cut off, or contradicting itself. Over HTTP a 422.
    #[error("the picture is damaged or cut off: save it again and send that")]
    Unreadable,
}
