//! The designed book.

use talewright_domain::{Book, PageFormat};
use talewright_pdf::PictureBookPress;

use crate::library::{STORIES, book, fonts, jpeg, page, plain_book, png};
use crate::reader::{Printed, forbidden_breaks, letters, print};

fn press() -> PictureBookPress {
    PictureBookPress::new(fonts())
}

/// Prints a book of which each page fits on one page, and compares every character.
fn check(book: &Book) -> Printed {
    let printed = print(&press(), book);
    let pages = printed.pages();
    assert_eq!(pages.len(), book.pages.len() + 3, "cover, title page, story, colophon");
    let author = book.author.as_deref().unwrap_or_default();
    let logline = book.logline.as_deref().unwrap_or_default();
    assert_eq!(letters(&pages[0]), letters(&format!("{}{author}", book.title)));
    assert_eq!(letters(&pages[1]), letters(&format!("{}{logline}{author}", book.title)));
    for (page, text) in book.pages.iter().zip(&pages[2..]) {
        assert_eq!(letters(text), letters(&format!("{}{}", page.text, page.number)), "{:?}", book.format);
    }
    let colophon = letters(&pages[pages.len() - 1]);
    for text in book.credits.iter().chain([&book.title]).map(|text| letters(text)) {
        assert!(colophon.contains(&text), "{colophon}");
    }
    assert!(colophon.contains("Talewright") && colophon.contains("2026"), "{colophon}");
    assert!(colophon.contains("SILOpenFontLicense"), "{colophon}");
    printed
}

fn in_all_formats(language: usize) {
    for format in PageFormat::ALL {
        let book = book(&STORIES[language], format);
        let printed = check(&book);
        let bookmarks = printed.bookmarks();
        assert_eq!(bookmarks.len(), book.pages.len() + 2, "cover, pages, colophon: {bookmarks:?}");
        assert_eq!(bookmarks[0], book.title);
    }
}

#[test]
fn english_in_all_formats() {
    in_all_formats(0);
}

#[test]
fn french_in_all_formats() {
    in_all_formats(1);
}

#[test]
fn japanese_in_all_formats() {
    in_all_formats(2);
}

#[test]
fn indonesian_in_all_formats() {
    in_all_formats(3);
}

#[test]
fn japanese_lines_keep_to_the_rules() {
    for format in PageFormat::ALL {
        for page in &print(&press(), &book(&STORIES[2], format)).pages()[2..] {
            assert_eq!(forbidden_breaks(page), [] as [&str; 0], "{format}");
        }
    }
}

#[test]
fn french_signs_stay_with_their_words() {
    for format in PageFormat::ALL {
        let pages = print(&press(), &book(&STORIES[1], format)).pages();
        for line in pages.iter().flat_map(|page| page.lines()) {
            assert!(!line.trim().starts_with(['!', '?', ';', ':', '»']), "{format}: {line}");
            assert!(!line.trim().ends_with('«'), "{format}: {line}");
        }
        assert!(
            pages[2].contains("Pim\u{A0}!") || pages[2].contains("Pim !"),
            "a space is kept: {}",
            pages[2]
        );
    }
}

#[test]
fn pictures_go_in_as_they_are_with_what_they_show() {
    let mut book = book(&STORIES[0], PageFormat::A4);
    book.pages[1].picture = Some(png(128, "fog, thick as porridge"));
    let printed = check(&book);
    let jpeg = book.pages[0].picture.as_ref().unwrap();
    assert!(
        printed.bytes.windows(jpeg.bytes.len()).any(|window| window == jpeg.bytes),
        "the bytes of the JPEG stand in the file unchanged"
    );
    let structure = printed.structure();
    assert_eq!(structure.matches("Figure").count(), 4, "{structure}");
    let raw = String::from_utf8_lossy(&printed.bytes);
    assert!(structure.contains("H1") && raw.contains("pdfuaid"), "tagged, and says PDF/UA");
}

#[test]
fn a_picture_of_any_shape_is_printed() {
    let mut book = book(&STORIES[0], PageFormat::Letter);
    for (page, (width, height)) in book.pages.iter_mut().zip([(400, 100), (100, 400), (1, 1)]) {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        page.picture.as_mut().unwrap().bytes = bytes.into_inner().into();
    }
    check(&book);
}

#[test]
fn text_alone_is_a_book() {
    check(&plain_book(&["Only words.", "And more of them, in two paragraphs.\n\nThis is the second."]));
}

#[test]
fn pages_with_and_without_pictures_stand_together() {
    let mut book = book(&STORIES[0], PageFormat::A4Landscape);
    book.pages[1].picture = None;
    check(&book);
}

#[test]
fn one_page_and_thirty_two() {
    let text = "It was a small song, and it was enough. ".repeat(20);
    for count in [1, 32] {
        let mut book = book(&STORIES[0], PageFormat::Letter);
        book.pages = (1..=count).map(|number| page(number, &text, Some(jpeg(64, "a song")))).collect();
        check(&book);
    }
}

#[test]
fn much_text_flows_on_and_nothing_is_lost() {
    let long: String = (0..).map(|n| format!("Sentence {n} of a long night.\n\n")).take(600).collect();
    assert!(long.len() > 18_000);
    for format in [PageFormat::Square, PageFormat::A4Landscape] {
        let mut book = book(&STORIES[0], format);
        book.pages =
            vec![page(1, &long, Some(jpeg(64, "night"))), page(2, "The end.", Some(jpeg(64, "day")))];
        let pages = print(&press(), &book).pages();
        assert!(pages.len() > 10, "{} pages", pages.len());
        let story: String = pages[2..pages.len() - 2]
            .iter()
            .map(|page| letters(page).strip_suffix('1').expect("the number of the page").to_owned())
            .collect();
        assert_eq!(story, letters(&long));
        assert_eq!(letters(&pages[pages.len() - 2]), "Theend.2");
    }
}

#[test]
fn a_page_without_text_is_its_picture() {
    let mut book = book(&STORIES[0], PageFormat::Square);
    book.pages[0].text = " \n ".into();
    check(&book);
}

#[test]
fn the_same_book_is_the_same_file() {
    let book = book(&STORIES[2], PageFormat::A4);
    assert!(print(&press(), &book).bytes == print(&press(), &book).bytes);
}
