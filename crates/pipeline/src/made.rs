//! What the recipes give back.

use talewright_domain::ports::{AssetError, AssetKey, AssetStore};
use talewright_domain::story::StoryCharacter;
use talewright_domain::{Book, BookPage, ImageStatus, Picture, StoryBrief};

/// A made book: its words, and the keys of its pictures.
#[derive(Debug, Clone)]
pub struct PictureBook {
    /// The title.
    pub title: String,
    /// One sentence about it.
    pub logline: String,
    /// Who is in it, the hero first.
    pub cast: Vec<StoryCharacter>,
    /// The cover (number 0, its text the title) and the pages, in order.
    pub pages: Vec<MadePage>,
    /// Who wrote and painted.
    pub credits: Vec<String>,
    /// What the reader must be told about who made it, if anything.
    pub notice: Option<String>,
}

/// A page of a made book.
#[derive(Debug, Clone)]
pub struct MadePage {
    /// 0 is the cover.
    pub number: u32,
    /// What is read.
    pub text: String,
    /// What the picture shows.
    pub image_alt: String,
    /// The picture, or what stands in for it.
    pub image: Option<AssetKey>,
    /// Where the picture stands: done, blocked or failed.
    pub image_status: ImageStatus,
    /// It should be read aloud and could not be.
    pub is_silent: bool,
}

impl PictureBook {
    /// The numbers of the pages whose picture could not be had; a quiet view may stand in for it.
    #[must_use]
    pub fn gaps(&self) -> Vec<u32> {
        let missing = |page: &&MadePage| page.image_status != ImageStatus::Done;
        self.pages.iter().filter(missing).map(|page| page.number).collect()
    }

    /// The numbers of the pages that should be read aloud and could not be.
    #[must_use]
    pub fn silent_pages(&self) -> Vec<u32> {
        self.pages.iter().filter(|page| page.is_silent).map(|page| page.number).collect()
    }

    /// The book with its pictures, ready for a press.
    ///
    /// # Errors
    /// A picture cannot be read.
    pub async fn bind(&self, brief: &StoryBrief, assets: &dyn AssetStore) -> Result<Book, AssetError> {
        let mut cover = None;
        let mut pages = Vec::with_capacity(self.pages.len());
        for page in &self.pages {
            let picture = load(page, assets).await?;
            if page.number == 0 {
                cover = picture;
            } else {
                pages.push(BookPage { number: page.number, text: page.text.clone(), picture });
            }
        }
        Ok(Book {
            title: self.title.clone(),
            logline: Some(self.logline.clone()),
            author: None,
            language: brief.language.clone(),
            format: brief.page_format,
            cover,
            pages,
            credits: self.credits.clone(),
            created_at: talewright_domain::ports::Clock::now(&talewright_domain::ports::SystemClock),
        })
    }
}

async fn load(page: &MadePage, assets: &dyn AssetStore) -> Result<Option<Picture>, AssetError> {
    let Some(key) = &page.image else { return Ok(None) };
    let bytes = assets.get(key).await?;
    let media_type = key.media_type().to_owned();
    Ok(Some(Picture { bytes, media_type, alt: page.image_alt.clone() }))
}
