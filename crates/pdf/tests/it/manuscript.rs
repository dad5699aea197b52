//! The plain manuscript.

use talewright_domain::{Book, PageFormat};
use talewright_pdf::ManuscriptPress;

use crate::library::{STORIES, book, fonts, page, plain_book};
use crate::reader::{Printed, forbidden_breaks, letters, print};

/// Below the running head, in points.
const HEAD: u32 = 70;

/// Prints a manuscript and compares every character.
fn check(book: &Book) -> Printed {
    let printed = print(&ManuscriptPress::new(fonts()), &Book { cover: None, ..book.clone() });
    let pages = printed.pages_below(HEAD);
    let title = [Some(&book.title), book.logline.as_ref(), book.author.as_ref()];
    let title: String = title.into_iter().flatten().map(|text| letters(text)).collect();
    assert_eq!(letters(&pages[0]), title);

    let bookmarks = printed.bookmarks();
    assert_eq!(bookmarks.len(), book.pages.len(), "{bookmarks:?}");
    let story: String =
        book.pages.iter().map(|page| letters(&format!("{}{}", page.number, page.text))).collect();
    let body = letters(&pages.concat());
    let start = body.rfind(&story).unwrap_or_else(|| panic!("{story}\nis not in\n{body}"));
    let end = &body[start + story.len()..];
    assert!(end.starts_with(&letters(&book.credits.concat())) && end.contains("Talewright"), "{end}");
    for (index, page) in printed.pages().iter().enumerate().skip(1) {
        let head: String = page.lines().take(3).collect();
        assert!(letters(page).contains(&letters(&book.title)), "the running head of {index}: {head}");
        assert!(page.lines().any(|line| line.trim() == (index + 1).to_string()), "{page}");
    }
    printed
}

#[test]
fn all_languages_in_all_formats() {
    for story in &STORIES {
        for format in PageFormat::ALL {
            check(&book(story, format));
        }
    }
}

#[test]
fn japanese_lines_keep_to_the_rules() {
    for format in PageFormat::ALL {
        for page in &check(&book(&STORIES[2], format)).pages_below(HEAD)[2..] {
            assert_eq!(forbidden_breaks(page), [] as [&str; 0], "{format}");
        }
    }
}

#[test]
fn a_novel_loses_nothing() {
    let mut long = plain_book(&[]);
    long.pages = (1..=32)
        .map(|number| {
            let text: String =
                (0..60).map(|n| format!("Line {n} of chapter {number}, by night.\n\n")).collect();
            page(number, &text, None)
        })
        .collect();
    check(&long);
}

#[test]
fn a_word_longer_than_a_line_is_broken() {
    check(&plain_book(&[&"pneumonoultramicroscopic".repeat(30)]));
}

#[test]
fn it_does_not_claim_to_be_pdf_x() {
    let printed = check(&plain_book(&["Plain."]));
    let raw = String::from_utf8_lossy(&printed.bytes);
    assert!(!raw.contains("GTS_PDFX") && !raw.contains("OutputIntent"));
}
