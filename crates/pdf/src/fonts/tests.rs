use super::*;

fn fonts() -> Fonts {
    Fonts::from_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fonts"))
        .expect("the tests need the fonts: run scripts/fetch-fonts.sh")
}

fn characters(text: &str) -> BTreeMap<char, Place> {
    text.chars().map(|character| (character, Place::Page(1))).collect()
}

fn names(chain: &[Face]) -> Vec<&str> {
    chain.iter().map(Face::name).collect()
}

#[test]
fn only_faces_that_are_needed_are_taken() {
    let english = Language::english();
    let chain = fonts().chain(&["Literata-Regular"], &english, &characters("Sea, “sky” — été"));
    assert_eq!(names(&chain.unwrap()), ["Literata-Regular"]);
    let chain = fonts().chain(&["Literata-Regular"], &english, &characters("Sea 海 ♪ 🐋")).unwrap();
    assert_eq!(
        names(&chain),
        ["Literata-Regular", "KiwiMaru-Regular", "NotoEmoji-Regular"],
        "♪ is in Kiwi Maru"
    );
}

#[test]
fn what_storytellers_write_is_covered() {
    let text = "“”‘’…–—«»‑−×°½★☆♪♥→←✓ÀàÇçŒœÆæŸÿ€£¥éêïôûñßłøđşğıİżĀāēőűțșăАаЯяΑαΩω¿¡§•†™©®´ˆ˜‹›„‚ế";
    let chain = fonts().chain(&["Literata-Regular"], &Language::english(), &characters(text));
    assert!(chain.is_ok(), "{}", chain.unwrap_err());
}

#[test]
fn every_missing_character_is_named() {
    let error = fonts().chain(&[], &Language::english(), &characters("a𒀀ก")).unwrap_err();
    let PdfError::MissingGlyphs(missing) = error else { panic!("{error}") };
    let found: Vec<char> = missing.iter().map(|glyph| glyph.character).collect();
    assert_eq!(found, ['ก', '𒀀']);
}

#[test]
fn a_folder_without_fonts_says_what_to_run() {
    let folder = std::env::temp_dir();
    let empty = folder.join(format!("talewright-no-fonts-{}", std::process::id()));
    fs::create_dir_all(&empty).unwrap();
    let error = Fonts::from_dir(&empty).unwrap_err();
    fs::remove_dir_all(&empty).unwrap();
    assert!(error.to_string().contains("scripts/fetch-fonts.sh"), "{error}");
    assert!(matches!(Fonts::from_dir(empty), Err(PdfError::Font { .. })));
}

#[test]
fn the_licence_texts_come_along() {
    let fonts = fonts();
    let (_, text) = fonts.licences().iter().find(|(name, _)| name == "kiwi-maru").unwrap();
    assert!(text.contains("SIL OPEN FONT LICENSE"));
}

#[test]
fn the_system_is_asked_for_what_our_faces_lack() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fonts");
    let few = Fonts { faces: fonts().faces.into_iter().take(1).collect(), ..fonts() };
    let sea = characters("sea 海");
    assert!(few.chain(&[], &Language::english(), &sea).is_err());
    let asking = few.with_system_folders(vec![PathBuf::from(folder)]);
    let chain = asking.chain(&[], &Language::english(), &sea).unwrap();
    assert_eq!(chain.len(), 2, "our own first, then one of the system's: {chain:?}");
    assert!(names(&chain)[1].starts_with("NotoSerifJP"), "Noto's before others: {chain:?}");
}
