//! Bad input: it is mended or named, it never ends in a panic.

use proptest::prelude::*;
use talewright_domain::{Book, PageFormat};
use talewright_pdf::{BookPress, ManuscriptPress, PdfError, PictureBookPress, Place};

use crate::library::{STORIES, book, fonts, jpeg, plain_book};
use crate::reader::{letters, print};

fn presses() -> [Box<dyn BookPress>; 2] {
    [Box::new(PictureBookPress::new(fonts())), Box::new(ManuscriptPress::new(fonts()))]
}

#[test]
fn a_character_that_no_font_has_is_named_with_its_page() {
    let mut book = book(&STORIES[0], PageFormat::Square);
    book.pages[1].text.push('𒀀');
    for press in presses() {
        let error = press.press(&book).unwrap_err();
        assert!(error.to_string().contains("U+12000 “𒀀” (page 2)"), "{error}");
        let PdfError::MissingGlyphs(missing) = error else { panic!("{error}") };
        assert_eq!((missing.len(), missing[0].character, missing[0].place), (1, '𒀀', Place::Page(2)));
    }
}

#[test]
fn what_is_no_picture_is_named() {
    let mut broken = book(&STORIES[0], PageFormat::Square);
    broken.pages[2].picture.as_mut().unwrap().bytes = b"GIF89a, or nearly".as_slice().into();
    let error = presses()[0].press(&broken).unwrap_err();
    assert!(error.to_string().starts_with("the picture of page 3 "), "{error}");
}

#[test]
fn half_a_picture_never_panics() {
    for format in [image::ImageFormat::Jpeg, image::ImageFormat::Png] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(16, 16).write_to(&mut bytes, format).unwrap();
        let bytes = bytes.into_inner();
        for length in (0..bytes.len()).step_by(23) {
            let mut book = book(&STORIES[0], PageFormat::Square);
            let half = bytes[..length].to_vec();
            book.cover.as_mut().unwrap().bytes = half.clone().into();
            book.pages[0].picture.as_mut().unwrap().bytes = half.into();
            match presses()[0].press(&book) {
                Ok(_) | Err(PdfError::Picture { .. }) => {}
                Err(error) => assert!(error.to_string().contains("a picture is damaged"), "{error}"),
            }
        }
    }
}

#[test]
fn control_characters_are_gone_and_the_words_stay() {
    let book = plain_book(&["One\0two\u{7}three\tfour\u{FEFF}\u{AD}\r\nfive\u{FFFE}six"]);
    let pages = print(&*presses()[0], &book).pages();
    assert_eq!(letters(&pages[2]), "Onetwothreefourfivesix1");
}

#[test]
fn a_book_without_a_title_has_a_word_for_it() {
    let book = Book { title: "\u{0} ".into(), ..plain_book(&["Words."]) };
    for press in presses() {
        let bytes = press.press(&book).unwrap();
        assert!(bytes.starts_with(b"%PDF"));
    }
}

#[test]
fn a_title_of_hundreds_of_letters_is_not_lost() {
    for title in ["A very long title indeed ".repeat(12).trim().to_owned(), "W".repeat(300), "題".repeat(200)]
    {
        for format in PageFormat::ALL {
            let book = Book { title: title.clone(), author: Some("A".into()), ..book(&STORIES[0], format) };
            let pages = print(&*presses()[0], &book).pages();
            assert_eq!(letters(&pages[0]), letters(&format!("{title}A")), "{format}");
            assert!(letters(&pages[1]).starts_with(&letters(&title)), "{format}: {}", pages[1]);
        }
    }
}

#[test]
fn a_logline_of_a_thousand_letters_stands_on_its_page() {
    let logline = "A lighthouse that cannot stop talking about itself. ".repeat(20);
    for format in PageFormat::ALL {
        let book = Book { logline: Some(logline.clone()), ..book(&STORIES[0], format) };
        let pages = print(&*presses()[0], &book).pages();
        assert!(letters(&pages[1]).contains(&letters(&logline)), "{format}: {}", pages[1]);
    }
}

#[test]
fn a_book_without_pages_has_cover_and_colophon() {
    let book = plain_book(&[]);
    assert_eq!(print(&*presses()[0], &book).pages().len(), 3);
    assert!(presses()[1].press(&book).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_text_is_a_panic(title: String, text: String, odd in "[\u{0}-\u{200F}\u{2028}-\u{2070}\u{3000}-\u{30FF}🐋♪]{0,60}") {
        let mut book = plain_book(&[&text, &odd, &format!("{odd}\n\n{text}")]);
        book.title = title;
        book.pages[1].picture = Some(jpeg(16, &odd));
        for press in presses() {
            match press.press(&book) {
                Ok(bytes) => prop_assert!(bytes.starts_with(b"%PDF")),
                Err(PdfError::MissingGlyphs(missing)) => prop_assert!(!missing.is_empty()),
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
    }
}
