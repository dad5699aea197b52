//! Embeds the faces that `scripts/fetch-fonts.sh` brought, when they are there. Never fails: without them the
//! crate builds as well, and fonts come from a folder at run time.
//!
//! `TALEWRIGHT_FONTS_DIR` names another folder than `fonts/` at the root of the repository.
#![expect(clippy::disallowed_methods, reason = "a build script has no settings but cargo's environment")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-env-changed=TALEWRIGHT_FONTS_DIR");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = env::var_os("TALEWRIGHT_FONTS_DIR").map_or_else(|| here.join("../../fonts"), PathBuf::from);
    println!("cargo:rerun-if-changed={}", folder.display());

    let mut source = String::from("pub(crate) const FACES: &[(&str, &[u8])] = &[\n");
    embed(&mut source, &folder, "ttf", "include_bytes!");
    source.push_str("];\npub(crate) const LICENCES: &[(&str, &str)] = &[\n");
    embed(&mut source, &folder.join("licences"), "txt", "include_str!");
    source.push_str("];\n");

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded_fonts.rs");
    if let Err(error) = fs::write(&out, source) {
        println!("cargo:warning=could not write {}: {error}", out.display());
    }
}

/// One line a file: its name without the ending, and its content.
fn embed(source: &mut String, folder: &Path, ending: &str, include: &str) {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .filter_map(|path| fs::canonicalize(path).ok())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(source, "    ({name:?}, {include}({:?})),", file.to_string_lossy());
    }
}
