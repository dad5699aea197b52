//! Reading a PDF with tools that know nothing of how it was made.

use std::io::Write;
use std::process::Command;

use talewright_domain::Book;
use talewright_pdf::BookPress;
use tempfile::NamedTempFile;

/// A printed book.
pub(crate) struct Printed {
    pub(crate) bytes: Vec<u8>,
    file: NamedTempFile,
}

/// Prints a book and checks what holds for every file of every press.
pub(crate) fn print(press: &dyn BookPress, book: &Book) -> Printed {
    let bytes = press.press(book).unwrap();
    let mut file = NamedTempFile::with_suffix(".pdf").unwrap();
    file.write_all(&bytes).unwrap();
    let printed = Printed { bytes, file };
    printed.run("qpdf", &["--check"]);

    let information = printed.run("pdfinfo", &[]);
    let field = |name: &str| {
        let line = information.lines().find(|line| line.starts_with(name));
        line.unwrap_or_default().trim_start_matches(name).trim().to_owned()
    };
    assert_eq!(field("Title:"), book.title);
    assert_eq!(Some(field("Author:")), book.author);
    assert!(field("CreationDate:").contains("2026"), "{information}");
    let (width, height) = book.format.size_pt();
    let sizes: Vec<f32> =
        field("Page size:").split_whitespace().filter_map(|number| number.parse().ok()).collect();
    assert!((sizes[0] - width).abs() < 0.1 && (sizes[1] - height).abs() < 0.1, "{sizes:?} {:?}", book.format);
    assert_eq!(printed.language(), book.language.tag());

    let fonts = printed.run("pdffonts", &[]);
    for line in fonts.lines().skip(2) {
        assert!(line.contains("yes yes yes"), "embedded, a subset, with its characters: {line}");
    }
    let pictures: usize = book
        .pages
        .iter()
        .filter_map(|page| page.picture.as_ref())
        .chain(&book.cover)
        .map(|p| p.bytes.len())
        .sum();
    let ceiling = pictures + 400_000;
    assert!(printed.bytes.len() < ceiling, "{} bytes, at most {ceiling}", printed.bytes.len());
    printed
}

impl Printed {
    /// The text of every page.
    pub(crate) fn pages(&self) -> Vec<String> {
        self.text(&[])
    }

    /// The text of every page below a height, in points.
    pub(crate) fn pages_below(&self, top: u32) -> Vec<String> {
        self.text(&["-x", "0", "-y", &top.to_string(), "-W", "2000", "-H", "2000"])
    }

    fn text(&self, options: &[&str]) -> Vec<String> {
        let mut text = self.run_to("pdftotext", &[&["-enc", "UTF-8"], options].concat(), Some("-"));
        assert_eq!(text.pop(), Some('\u{C}'), "pages end with a form feed");
        text.split('\u{C}').map(ToOwned::to_owned).collect()
    }

    /// The structure that a screen reader follows.
    pub(crate) fn structure(&self) -> String {
        self.run("pdfinfo", &["-struct-text"])
    }

    /// The titles of the bookmarks.
    pub(crate) fn bookmarks(&self) -> Vec<String> {
        let document = lopdf::Document::load_mem(&self.bytes).unwrap();
        let outline = document.get_toc().unwrap();
        outline.toc.into_iter().map(|entry| entry.title).collect()
    }

    fn language(&self) -> String {
        let document = lopdf::Document::load_mem(&self.bytes).unwrap();
        lopdf::decode_text_string(document.catalog().unwrap().get(b"Lang").unwrap()).unwrap()
    }

    fn run(&self, tool: &str, options: &[&str]) -> String {
        self.run_to(tool, options, None)
    }

    fn run_to(&self, tool: &str, options: &[&str], target: Option<&str>) -> String {
        let package = if tool == "qpdf" { "qpdf" } else { "poppler-utils" };
        let output = Command::new(tool)
            .args(options)
            .arg(self.file.path())
            .args(target)
            .output()
            .unwrap_or_else(|error| panic!("{tool} is needed ({error}): install the package {package}"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{tool}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// A text without what only places it on the page.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// Lines that begin or end with a sign that Japanese typesetting forbids there.
pub(crate) fn forbidden_breaks(page: &str) -> Vec<&str> {
    let starts = "、。，．）」』？！ーぁぃぅぇぉっゃゅょァィゥェォッャュョ…・：；";
    let wrong = |line: &&str| {
        let line = line.trim();
        line.starts_with(|first| starts.contains(first)) || line.ends_with(['「', '『', '（'])
    };
    page.lines().filter(wrong).collect()
}
