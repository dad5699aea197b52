//! The plain manuscript.
use crate::{BookPress, Fonts, PdfError};
use talewright_domain::Book;
/// The press for manuscripts.
#[derive(Debug, Clone)]
pub struct ManuscriptPress {
    fonts: Fonts,
}
impl ManuscriptPress {
    /// A press with these fonts.
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts }
    }
}
impl BookPress for ManuscriptPress {
    fn press(&self, _book: &Book) -> Result<Vec<u8>, PdfError> {
        let _ = &self.fonts;
        Err(PdfError::NoFonts)
    }
}
