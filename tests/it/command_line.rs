//! The book from the command line, opened by somebody else's tools.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::binary;

/// Runs the binary in an empty folder with an empty environment.
fn talewright(dir: &TempDir, arguments: &[&str]) -> Output {
    Command::new(binary()).args(arguments).env_clear().current_dir(dir.path()).output().unwrap()
}

/// What a tool of poppler or qpdf prints.
fn tool(name: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(name).args(arguments).arg(file).arg("-").output();
    let output = output.unwrap_or_else(|error| panic!("{name}: {error}; run `make test`, which installs it"));
    String::from_utf8(output.stdout).unwrap()
}

fn pdftotext(file: &Path) -> String {
    tool("pdftotext", &["-raw"], file)
}

fn pdffonts(file: &Path) -> String {
    let output = Command::new("pdffonts").arg(file).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn one_command_makes_a_book_in_each_language() {
    for (language, idea) in [
        ("en", "A shy lighthouse learns to sing"),
        ("fr", "Un petit renard qui a peur du noir"),
        ("ja", "A shy lighthouse learns to sing"),
        ("id", "Kucing kecil mencari bulan"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let arguments = ["story", idea, "--pages", "3", "--language", language, "--out", "book.pdf"];
        let output = talewright(&dir, &arguments);
        assert!(output.status.success(), "{language}: {}", String::from_utf8_lossy(&output.stderr));
        let file = dir.path().join("book.pdf");
        assert!(file.metadata().unwrap().len() < 12_000_000, "{language}: too large");
        let said = String::from_utf8_lossy(&output.stderr);
        let title = said.split(['“', '”']).nth(1).unwrap().to_owned();
        let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert!(squeeze(&pdftotext(&file)).contains(&squeeze(&title)), "{language}: {title}");
        for font in pdffonts(&file).lines().skip(2) {
            assert!(font.contains("yes yes"), "{language}: not an embedded subset: {font}");
        }
    }
}

#[test]
fn the_same_idea_and_seed_give_the_same_words_and_another_seed_others() {
    let words = |seed: &str| {
        let dir = tempfile::tempdir().unwrap();
        let output = talewright(&dir, &["story", "A brave teapot", "--pages", "2", "--seed", seed]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        pdftotext(&dir.path().join("book.pdf"))
    };
    assert_eq!(words("1"), words("1"));
    assert_ne!(words("1"), words("2"));
}

#[test]
fn bad_arguments_are_told_all_at_once_and_leave_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let output = talewright(&dir, &["story", " ", "--pages", "33", "--language", "klingonese"]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for field in ["idea", "num_pages", "language"] {
        assert!(said.contains(field), "{field} is missing in {said}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    let output = talewright(&dir, &["story", "A fox", "--language", "de"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("en, fr, ja, id"));
}

#[test]
fn help_teaches() {
    let dir = tempfile::tempdir().unwrap();
    let help = String::from_utf8(talewright(&dir, &["--help"]).stdout).unwrap();
    assert!(help.contains("Your first book, right now"));
    let help = String::from_utf8(talewright(&dir, &["story", "--help"]).stdout).unwrap();
    assert!(help.contains("Examples:") && help.contains("--language"));
}

#[test]
fn settings_are_checked_before_anything_starts() {
    let dir = tempfile::tempdir().unwrap();
    let run = |variables: &[(&str, &str)]| {
        let mut command = Command::new(binary());
        command.arg("check-config").env_clear().current_dir(dir.path());
        command.envs(variables.iter().copied()).output().unwrap()
    };
    assert!(run(&[]).status.success());
    let output = run(&[("RUN_ENV", "prod"), ("PORT", "x"), ("IMAGE_PROVIDER", "nobody")]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for place in ["SECRET_KEY", "PORT", "IMAGE_PROVIDER"] {
        assert!(said.contains(place), "{place} is missing in {said}");
    }
}
