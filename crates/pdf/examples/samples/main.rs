//! Prints sample books in four languages on five papers, to be looked at, and tells how long each took.
//!
//! ```sh
//! cargo run --release -p talewright-pdf --example samples -- target/samples
//! ```

mod paint;
mod stories;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use talewright_domain::{Book, BookPage, PageFormat};
use talewright_pdf::{BookPress, Fonts, ManuscriptPress, PictureBookPress};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder for the books")?);
    std::fs::create_dir_all(&folder)?;
    let fonts = Fonts::load(Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fonts").as_ref()))?;
    let presses: [(&str, Box<dyn BookPress>); 2] = [
        ("book", Box::new(PictureBookPress::new(fonts.clone()))),
        ("manuscript", Box::new(ManuscriptPress::new(fonts))),
    ];
    for (nth, story) in stories::ALL.iter().enumerate() {
        let mut book = sample(story, nth % 2 == 1)?;
        for format in PageFormat::ALL {
            book.format = format;
            for (name, press) in &presses {
                let start = Instant::now();
                let bytes = press.press(&book)?;
                let (ms, size) = (start.elapsed().as_millis(), bytes.len() / 1024);
                let file = folder.join(format!("{}-{format}-{name}.pdf", story.name));
                std::fs::write(&file, bytes)?;
                eprintln!("{ms:4} ms {size:6} KB {:2} pages  {}", book.pages.len(), file.display());
            }
        }
    }
    Ok(())
}

fn sample(story: &stories::Story, night: bool) -> Result<Book, Box<dyn Error>> {
    let pages = (1..=story.length)
        .zip(story.pages.iter().cycle())
        .map(|(number, text)| {
            let picture = paint::picture(number, night, "A lighthouse between hills by the sea");
            BookPage { number, text: (*text).into(), picture: story.pictures.then_some(picture) }
        })
        .collect();
    Ok(Book {
        title: story.title.into(),
        logline: Some(story.logline.into()),
        author: story.author.map(Into::into),
        language: story.language.parse()?,
        format: PageFormat::Square,
        cover: story.pictures.then(|| paint::picture(0, night, "A lighthouse under the moon")),
        pages,
        credits: vec![
            "Text: offline storyteller 1 (no AI service)".into(),
            "Pictures: offline painter 1 (no AI service)".into(),
        ],
        created_at: "2026-11-20T09:30:00Z".parse()?,
    })
}
