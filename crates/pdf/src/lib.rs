//! Books as PDF.
//!
//! There is one trait, [`BookPress`], and two presses behind it (the reasons are in
//! `docs/adr/002-two-presses.md`):
//! - [`PictureBookPress`] designs: cover, title page, one opening a page, colophon; tagged as PDF/UA-1.
//! - [`ManuscriptPress`] sets the words alone, with wide margins, a running head and a table of contents.
//!
//! Both keep three promises: every character of the book can be extracted from the file again; a character
//! that no font has is an error that names it, never a box; faces are embedded as subsets.
//!
//! A press computes for a tenth of a second and more and holds the whole file in memory: call it inside
//! `tokio::task::spawn_blocking`, behind a limit, with a time limit around it. It does not panic: a panic in
//! one of the libraries is caught and becomes [`PdfError::Library`].
//!
//! No type of krilla, parley, genpdf or lopdf is visible outside the module that uses it.

mod book;
mod copy;
mod error;
mod fonts;
mod manuscript;
mod phrases;

use std::panic::{AssertUnwindSafe, catch_unwind};

use talewright_domain::Book;

pub use book::PictureBookPress;
pub use error::{MissingGlyph, PdfError, Place};
pub use fonts::Fonts;
pub use manuscript::ManuscriptPress;

/// Turns a book into the bytes of a PDF file.
pub trait BookPress: Send + Sync {
    /// Prints the book. Blocking: see the crate's documentation.
    ///
    /// # Errors
    /// [`PdfError::MissingGlyphs`] for characters that no font has, [`PdfError::Picture`] for a picture that
    /// is no JPEG or PNG, and the rest when fonts or libraries fail.
    fn press(&self, book: &Book) -> Result<Vec<u8>, PdfError>;
}

/// Runs an export whose libraries panic on what they hold for a mistake of their caller.
fn guarded(export: impl FnOnce() -> Result<Vec<u8>, PdfError>) -> Result<Vec<u8>, PdfError> {
    catch_unwind(AssertUnwindSafe(export)).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a panic without a message".into());
        Err(PdfError::Library(message))
    })
}
