//! Why something is not mixed.

/// Why something is not mixed; the message tells a person what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    /// Neither speech nor music.
    #[error("there is nothing to hear: a mix needs narration or music")]
    Nothing,
    /// Not the file that it is said to be, damaged, or of a kind that is not read.
    #[error("{what} cannot be read: {why}")]
    Unreadable {
        /// Which sound: `page 3`, `the music`.
        what: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// More hours than the formats can tell.
    #[error("the programme is too long: {hours} hours, and at most {most} can be written")]
    TooLong {
        /// Its length, in hours.
        hours: u64,
        /// What can be written, in hours.
        most: u64,
    },
    /// A library refused what it should not have.
    #[error("the sound could not be processed: {0}")]
    Processing(String),
}

impl AudioError {
    /// A library's own error.
    pub(crate) fn processing(error: impl std::fmt::Display) -> Self {
        Self::Processing(error.to_string())
    }
}
