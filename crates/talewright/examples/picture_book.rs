//! An idea becomes a book: `cargo run --example picture_book -- "A shy lighthouse learns to sing"`.

use talewright::{
    BookPress, BriefDraft, Fonts, Offline, OfflineSettings, PictureBookPress, ProviderSet, Run, StoryPipeline,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let idea = std::env::args().nth(1).unwrap_or_else(|| "A shy lighthouse learns to sing".into());
    let brief = BriefDraft { idea, num_pages: Some(6), ..BriefDraft::default() }.parse()?;

    // The offline provider needs no key and no network. Any `TextModel` and `ImageModel` will do.
    let Offline { text, image, .. } = Offline::new(&OfflineSettings::default())?;
    let pipeline = StoryPipeline::new(ProviderSet::new(text, image));

    let run = Run::in_memory();
    let story = pipeline.picture_book(&brief, &run).await?;
    for page in &story.pages {
        eprintln!("{}\n", page.text);
    }

    let book = story.bind(&brief, run.assets()).await?;
    let pdf = PictureBookPress::new(Fonts::load(None)?).press(&book)?;
    std::fs::write("book.pdf", pdf)?;
    eprintln!("“{}” is in book.pdf", story.title);
    Ok(())
}
