//! The few words that a press adds of its own, in the language of the book where we know it, else in English.

use chrono::{DateTime, Datelike, Utc};
use talewright_domain::Language;

/// The families that `scripts/fetch-fonts.sh` brings, all under the SIL Open Font License 1.1.
const OPEN_FAMILIES: [&str; 7] = [
    "Literata",
    "Fraunces",
    "Kiwi Maru",
    "Noto Serif JP",
    "Noto Sans Symbols 2",
    "Noto Emoji",
    "Noto Serif CJK",
];

/// The words of a press in one language.
#[derive(Clone, Copy)]
pub(crate) enum Phrases {
    English,
    French,
    Japanese,
    Indonesian,
}

impl Phrases {
    pub(crate) fn of(language: &Language) -> Self {
        match language.primary() {
            "fr" => Self::French,
            "ja" => Self::Japanese,
            "id" => Self::Indonesian,
            _ => Self::English,
        }
    }

    /// The title of a book that has none.
    pub(crate) fn untitled(self) -> &'static str {
        match self {
            Self::English => "Untitled",
            Self::French => "Sans titre",
            Self::Japanese => "無題",
            Self::Indonesian => "Tanpa judul",
        }
    }

    /// The heading above the list of pages.
    pub(crate) fn contents(self) -> &'static str {
        match self {
            Self::English => "Contents",
            Self::French => "Table des matières",
            Self::Japanese => "目次",
            Self::Indonesian => "Daftar isi",
        }
    }

    /// What a picture shows of which nobody said what it shows.
    pub(crate) fn illustration(self) -> &'static str {
        match self {
            Self::English => "Illustration",
            Self::French => "Illustration",
            Self::Japanese => "挿絵",
            Self::Indonesian => "Ilustrasi",
        }
    }

    /// The name of the last page, for the bookmarks.
    pub(crate) fn colophon(self) -> &'static str {
        match self {
            Self::English => "Colophon",
            Self::French => "Achevé d’imprimer",
            Self::Japanese => "奥付",
            Self::Indonesian => "Kolofon",
        }
    }

    /// What made the book, and when.
    pub(crate) fn made(self, date: DateTime<Utc>) -> String {
        let (year, day) = (date.year(), date.day());
        let month =
            |names: [&'static str; 12]| names.get(date.month0() as usize).copied().unwrap_or_default();
        match self {
            Self::English => format!("Made with Talewright on {day} {} {year}.", month(ENGLISH)),
            Self::French => {
                let day = if day == 1 { "1er".to_owned() } else { day.to_string() };
                format!("Réalisé avec Talewright le {day} {} {year}.", month(FRENCH))
            }
            Self::Japanese => format!("{year}年{}月{day}日、Talewrightで制作。", date.month()),
            Self::Indonesian => format!("Dibuat dengan Talewright pada {day} {} {year}.", month(INDONESIAN)),
        }
    }

    /// The language of the book, by name where we know it.
    pub(crate) fn language(self, language: &Language) -> String {
        match (self, language.primary()) {
            (Self::English, "en") => "Language: English".into(),
            (Self::English, _) => format!("Language: {language}"),
            (Self::French, _) => "Langue\u{A0}: français".into(),
            (Self::Japanese, _) => "言語：日本語".into(),
            (Self::Indonesian, _) => "Bahasa: Indonesia".into(),
        }
    }

    /// The fonts, with the licence of those whose licence we know.
    pub(crate) fn fonts(self, families: &[&str]) -> String {
        let (open, other): (Vec<&str>, Vec<&str>) =
            families.iter().partition(|family| OPEN_FAMILIES.iter().any(|open| family.starts_with(open)));
        let (between, and) = match self {
            Self::English => (", ", " and "),
            Self::French => (", ", " et "),
            Self::Japanese => ("、", "、"),
            Self::Indonesian => (", ", " dan "),
        };
        let join = |names: &[&str]| match names {
            [most @ .., before, last] => [most.join(between), format!("{before}{and}{last}")]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(between),
            names => names.concat(),
        };
        let mut text = match self {
            Self::English => format!("Set in {} (SIL Open Font License 1.1)", join(&open)),
            Self::French => format!("Composé en {} (SIL Open Font License 1.1)", join(&open)),
            Self::Japanese => format!("書体：{}（SIL Open Font License 1.1）", join(&open)),
            Self::Indonesian => format!("Huruf: {} (SIL Open Font License 1.1)", join(&open)),
        };
        if !other.is_empty() {
            text = format!("{text}{between}{}", join(&other));
        }
        text + if matches!(self, Self::Japanese) { "。" } else { "." }
    }
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const INDONESIAN: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_the_language_does() {
        let date = DateTime::parse_from_rfc3339("2026-03-01T10:00:00Z").unwrap().to_utc();
        assert_eq!(Phrases::English.made(date), "Made with Talewright on 1 March 2026.");
        assert_eq!(Phrases::French.made(date), "Réalisé avec Talewright le 1er mars 2026.");
        assert_eq!(Phrases::Japanese.made(date), "2026年3月1日、Talewrightで制作。");
        assert_eq!(Phrases::Indonesian.made(date), "Dibuat dengan Talewright pada 1 Maret 2026.");
    }

    #[test]
    fn fonts_are_listed_with_their_licence() {
        let english = Phrases::English;
        assert_eq!(english.fonts(&["Literata"]), "Set in Literata (SIL Open Font License 1.1).");
        assert_eq!(
            english.fonts(&["Literata", "Fraunces", "Kiwi Maru", "DejaVu Sans"]),
            "Set in Literata, Fraunces and Kiwi Maru (SIL Open Font License 1.1), DejaVu Sans."
        );
    }
}
