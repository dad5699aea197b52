//! Books to print.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use talewright_domain::{Book, BookPage, PageFormat, Picture};
use talewright_pdf::Fonts;

/// Title, logline, author and pages in one language.
pub(crate) struct Story(&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

pub(crate) const STORIES: [Story; 4] = [
    Story(
        "en",
        "The Shy Lighthouse",
        "A lighthouse finds out that a song can shine – far!",
        "Maya Lindqvist",
        &[
            "On a rock at the edge of the world stood a lighthouse called Pim. “Good night, Pim!” called the boats, and Pim only blinked.\n\nA voice, Pim thought, is such a large thing… What if it came out crooked?",
            "One night a fog rolled in, as thick as porridge. The efficient, fluffy, baffling office of the wind filed its first complaint.",
            "Pim sang. ♪ It was a small song ★ and it was enough. 🐋",
        ],
    ),
    Story(
        "fr",
        "Le petit phare qui n’osait pas",
        "Une chanson porte plus loin qu’une lumière\u{202F}!",
        "Élodie Gœury",
        &[
            "«\u{202F}Bonsoir, Pim\u{202F}!\u{202F}» criaient les bateaux. Pim clignait de l’œil\u{202F}; il n’osait pas.\nEt si sa voix sortait de travers\u{202F}?",
            "Une nuit, le brouillard arriva de l’ouest\u{A0}: épais comme une soupe. Où était-il, ce garçon naïf qu’on appelait Noël\u{202F}?\n\nPersonne ne le savait.",
        ],
    ),
    Story(
        "ja",
        "うたえない灯台ピム",
        "はずかしがりやの灯台が、歌の光に出会うおはなし。",
        "ぶん・えみ　たなか",
        &[
            "「おやすみ、ピム！」と、船たちは毎晩よびかけます。ピムは、ぱちぱちとまばたきをするだけ。\n\n「声って、とても大きなものだ。もし、へんな声が出たら、どうしよう？」",
            "ある夜、おかゆのように深い霧がやってきました。あかりはくるくる回りますが、だれにも見えません。「ピム、どこにいるの……？」ちいさなコーヒー色の船の、ちいさな声が聞こえます。2026年、Pimは歌った。",
        ],
    ),
    Story(
        "id",
        "Mercusuar Kecil yang Bernyanyi",
        "Sebuah mercusuar pemalu menemukan nyanyiannya.",
        "Putri Wulandari",
        &[
            "Di atas batu karang di ujung dunia, berdirilah sebuah mercusuar bernama Pim. “Selamat malam, Pim!” seru perahu-perahu itu.",
            "Suara itu sesuatu yang besar, pikir Pim. Bagaimana kalau suaraku sumbang?\n\nMaka ia diam saja.",
        ],
    ),
];

/// A story as a book with a picture on every page.
pub(crate) fn book(Story(language, title, logline, author, pages): &Story, format: PageFormat) -> Book {
    let pages = (1..).zip(*pages).map(|(number, text)| page(number, text, Some(jpeg(256, "a lighthouse"))));
    Book {
        title: (*title).into(),
        logline: Some((*logline).into()),
        author: Some((*author).into()),
        language: language.parse().unwrap(),
        format,
        cover: Some(jpeg(256, "a lighthouse at night")),
        pages: pages.collect(),
        credits: vec!["Text: offline storyteller 1 (no AI service)".into()],
        created_at: "2026-11-20T09:30:00Z".parse().unwrap(),
    }
}

/// An English book of these pages without pictures.
pub(crate) fn plain_book(texts: &[&str]) -> Book {
    let pages = (1..).zip(texts).map(|(number, text)| page(number, text, None)).collect();
    Book { pages, cover: None, ..book(&STORIES[0], PageFormat::Square) }
}

pub(crate) fn page(number: u32, text: &str, picture: Option<Picture>) -> BookPage {
    BookPage { number, text: text.into(), picture }
}

pub(crate) fn jpeg(side: u32, alt: &str) -> Picture {
    picture(side, ImageFormat::Jpeg, "image/jpeg", alt)
}

pub(crate) fn png(side: u32, alt: &str) -> Picture {
    picture(side, ImageFormat::Png, "image/png", alt)
}

fn picture(side: u32, format: ImageFormat, media_type: &str, alt: &str) -> Picture {
    let painted = RgbImage::from_fn(side, side, |x, y| {
        let (x, y) = ((x * 255 / side) as u8, (y * 255 / side) as u8);
        Rgb([120_u8.saturating_add(x / 4), 160, 255 - y / 2])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(painted).write_to(&mut bytes, format).unwrap();
    Picture { bytes: bytes.into_inner().into(), media_type: media_type.into(), alt: alt.into() }
}

/// Our own fonts alone, so that a test says the same on every machine.
pub(crate) fn fonts() -> Fonts {
    Fonts::from_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fonts"))
        .expect("the tests need the fonts: run scripts/fetch-fonts.sh (or `make fonts`)")
}
