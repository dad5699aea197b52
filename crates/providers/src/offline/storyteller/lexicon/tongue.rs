use unicode_normalization::UnicodeNormalization;

/// A language that the storyteller writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tongue {
    En,
    Fr,
    Ja,
    Id,
}

impl Tongue {
    pub(crate) const ALL: [Self; 4] = [Self::En, Self::Fr, Self::Ja, Self::Id];

    /// By primary language tag.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.tag() == tag)
    }

    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Ja => "ja",
            Self::Id => "id",
        }
    }

    /// Which column of four is this language's.
    pub(crate) fn choose<T>(self, of: [T; 4]) -> T {
        let [en, fr, ja, id] = of;
        match self {
            Self::En => en,
            Self::Fr => fr,
            Self::Ja => ja,
            Self::Id => id,
        }
    }

    /// The length of a text in words; two characters are a word where no spaces are written.
    pub(crate) fn words(self, text: &str) -> usize {
        if self == Self::Ja {
            text.chars().filter(|c| !c.is_whitespace()).count().div_ceil(2)
        } else {
            text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
        }
    }
}

/// Grammatical gender, where a language has one, and the pronoun of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Masculine,
    Feminine,
}

/// Lower case without accents, for comparing.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).nfc().flat_map(char::to_lowercase).collect()
}
