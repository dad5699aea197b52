//! The designed book, by krilla and parley: a cover, a title page, one page for each opening of the story, a
//! colophon; tagged and checked as PDF/UA-1 while it is written.

mod colour;
mod cover;
mod design;
mod drawing;
mod matter;
mod opening;
mod picture;
mod typeset;

use chrono::{Datelike, Timelike};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Node, Tag, TagGroup, TagTree};
use talewright_domain::Book;

use crate::copy::Copy;
use crate::error::{PdfError, Place};
use crate::fonts::Fonts;
use crate::phrases::Phrases;
use crate::{BookPress, guarded};
use colour::Palette;
use design::Paper;
use picture::Plate;
use typeset::Typesetter;

/// The press for designed books.
#[derive(Debug, Clone)]
pub struct PictureBookPress {
    fonts: Fonts,
}

impl PictureBookPress {
    /// A press with these fonts.
    #[must_use]
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts }
    }
}

impl BookPress for PictureBookPress {
    fn press(&self, book: &Book) -> Result<Vec<u8>, PdfError> {
        guarded(|| print(&self.fonts, book))
    }
}

fn print(fonts: &Fonts, book: &Book) -> Result<Vec<u8>, PdfError> {
    let phrases = Phrases::of(&book.language);
    let copy = Copy::new(book, phrases.untitled());
    let typesetter = Typesetter::new(fonts, &book.language, &characters(&copy, book, phrases))?;
    let thumbnail = book.cover.as_ref().and_then(picture::thumbnail);
    let (width, height) = book.format.size_pt();
    let mut press = Press {
        typesetter,
        palette: thumbnail.as_ref().map_or_else(|| Palette::of_title(&copy.title), Palette::of_picture),
        paper: Paper { width, height },
        phrases,
        pages: Pages::new(width, height)?,
    };
    let cover = book.cover.as_ref().map(|picture| Plate::new(picture, Place::Cover)).transpose()?;
    cover::print(&mut press, &copy, cover.as_ref(), thumbnail.as_ref())?;
    matter::print_title_page(&mut press, &copy, cover.as_ref())?;
    opening::print_all(&mut press, book, &copy)?;
    matter::print_colophon(&mut press, book, &copy)?;
    press.pages.finish(metadata(book, &copy), book.language.tag())
}

/// The characters of the book and of the words that the press adds.
fn characters(copy: &Copy, book: &Book, phrases: Phrases) -> std::collections::BTreeMap<char, Place> {
    let mut characters = copy.characters();
    let added = [phrases.made(book.created_at), phrases.language(&book.language), phrases.fonts(&[])];
    let ascii = (b'!'..=b'~').map(char::from);
    for character in added.iter().flat_map(|text| text.chars()).chain(ascii).chain("…·".chars()) {
        if crate::copy::needs_glyph(character) {
            characters.entry(character).or_insert(Place::Colophon);
        }
    }
    characters
}

/// Everything that the pages of one book share.
struct Press {
    typesetter: Typesetter,
    palette: Palette,
    paper: Paper,
    phrases: Phrases,
    pages: Pages,
}

/// The file that is being written.
struct Pages {
    document: Document,
    settings: PageSettings,
    tree: TagTree,
    outline: Outline,
    count: usize,
}

impl Pages {
    fn new(width: f32, height: f32) -> Result<Self, PdfError> {
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| PdfError::Library(format!("{error:?}")))?;
        let settings = PageSettings::from_wh(width, height)
            .ok_or_else(|| PdfError::Library("a page without a size".into()))?;
        let document =
            Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        Ok(Self { document, settings, tree: TagTree::new(), outline: Outline::new(), count: 0 })
    }

    /// Adds a page. What `draw` returns is its part of the reading order.
    fn add(&mut self, draw: impl FnOnce(&mut Surface<'_>) -> Vec<Node>) {
        let mut page = self.document.start_page_with(self.settings.clone());
        // One surface a page: a second one would begin its tags anew.
        let mut surface = page.surface();
        let nodes = draw(&mut surface);
        surface.finish();
        page.finish();
        self.tree.push(TagGroup::with_children(Tag::Section, nodes));
        self.count += 1;
    }

    /// A bookmark to the page that is added next.
    fn bookmark(&mut self, title: String) {
        self.outline
            .push_child(OutlineNode::new(title, XyzDestination::new(self.count, drawing::top_left())));
    }

    fn finish(mut self, metadata: Metadata, language: &str) -> Result<Vec<u8>, PdfError> {
        self.document.set_metadata(metadata);
        self.document.set_outline(self.outline);
        self.document.set_tag_tree(self.tree.with_lang(Some(language.to_owned())));
        self.document.finish().map_err(|error| match error {
            KrillaError::Image(..) => {
                PdfError::Library("a picture is damaged: its header can be read, its content cannot".into())
            }
            error => PdfError::Library(format!("{error:?}")),
        })
    }
}

fn metadata(book: &Book, copy: &Copy) -> Metadata {
    let at = book.created_at;
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    let created = DateTime::new(u16::try_from(at.year()).unwrap_or(2000))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .title(copy.title.clone())
        .language(book.language.tag().to_owned())
        .creator("Talewright".into())
        .producer(concat!("Talewright ", env!("CARGO_PKG_VERSION")).into())
        .creation_date(created);
    let metadata = match &copy.author {
        Some(author) => metadata.authors(vec![author.clone()]),
        None => metadata,
    };
    match &copy.logline {
        Some(logline) => metadata.description(logline.clone()),
        None => metadata,
    }
}
