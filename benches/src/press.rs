//! The press: twelve illustrated pages from JPEG masters.

use std::time::{Duration, Instant};

use talewright::{
    BookPress, BriefDraft, Fonts, Offline, OfflineSettings, PictureBookPress, ProviderSet, Run, StoryPipeline,
};

use crate::{Figure, median};

/// A 12-page book in each language: time to print, and size.
pub async fn twelve_pages() -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (language, time, size) in [
        ("en", "PDF of 12 illustrated pages, en", "its size"),
        ("ja", "PDF of 12 illustrated pages, ja", "its size, ja"),
    ] {
        let draft = BriefDraft {
            idea: "A shy lighthouse learns to sing".into(),
            language: Some(language.into()),
            num_pages: Some(12),
            ..BriefDraft::default()
        };
        let brief = draft.parse()?;
        let Offline { text, image, .. } = Offline::new(&OfflineSettings::default())?;
        let run = Run::in_memory();
        let story = StoryPipeline::new(ProviderSet::new(text, image)).picture_book(&brief, &run).await?;
        let book = story.bind(&brief, run.assets()).await?;
        let press = PictureBookPress::new(Fonts::load(None)?);
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..7 {
            let begun = Instant::now();
            bytes = press.press(&book)?.len();
            times.push(begun.elapsed());
        }
        figures.push(Figure::time(time, median(times), Duration::from_millis(100)));
        figures.push(Figure::megabytes(size, bytes as f64 / 1e6, 12.0));
    }
    Ok(figures)
}
