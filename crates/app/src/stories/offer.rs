use talewright_domain::ports::ProviderInfo;
use talewright_domain::{CostUsd, Language, StoryBrief};

/// What the configured providers can, and what they ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Languages by primary tag; empty means any.
    pub languages: Vec<String>,
    /// What one call of the text model costs at most.
    pub text_price: CostUsd,
    /// What one call of the image model costs at most.
    pub image_price: CostUsd,
}

/// Characters that a plan may add to those of the brief; each gets a reference sheet.
const INVENTED_CAST: usize = 3;

impl Offer {
    /// What these two providers can.
    #[must_use]
    pub fn new(text: &ProviderInfo, image: &ProviderInfo) -> Self {
        Self {
            languages: text.languages.clone(),
            text_price: text.price_per_call,
            image_price: image.price_per_call,
        }
    }

    /// Whether a story can be told in this language; if not, in which it can.
    ///
    /// # Errors
    /// The message for the field.
    pub fn check_language(&self, language: &Language) -> Result<(), String> {
        if self.languages.is_empty() || self.languages.iter().any(|known| known == language.primary()) {
            return Ok(());
        }
        let known = self.languages.join(", ");
        Err(format!("is {language}, which the text provider cannot tell stories in; use one of {known}"))
    }

    /// What a story of this brief costs at most when nothing has to be repeated: plan and text, the cover, the
    /// pages, the reference sheets.
    #[must_use]
    pub fn estimate(&self, brief: &StoryBrief) -> CostUsd {
        let sheets = brief.cast.iter().filter(|member| member.reference.is_none()).count() + INVENTED_CAST;
        let pictures = i64::from(brief.num_pages.get()) + 1 + sheets as i64;
        CostUsd::from_micros(2 * self.text_price.micros() + pictures * self.image_price.micros())
    }
}

#[cfg(test)]
mod tests {
    use talewright_domain::BriefDraft;

    use super::*;

    fn offer() -> Offer {
        Offer {
            languages: vec!["en".into(), "ja".into()],
            text_price: CostUsd::from_micros(10_000),
            image_price: CostUsd::from_micros(40_000),
        }
    }

    #[test]
    fn languages_by_their_primary_tag() {
        assert_eq!(offer().check_language(&"en-GB".parse().unwrap()), Ok(()));
        let refused = offer().check_language(&"de".parse().unwrap()).unwrap_err();
        assert!(refused.ends_with("use one of en, ja"), "{refused}");
        let any = Offer { languages: vec![], ..offer() };
        assert_eq!(any.check_language(&"de".parse().unwrap()), Ok(()));
    }

    #[test]
    fn pages_cost_pictures() {
        let brief = |pages| BriefDraft { idea: "x".into(), num_pages: Some(pages), ..BriefDraft::default() };
        let cost = |pages| offer().estimate(&brief(pages).parse().unwrap()).micros();
        assert_eq!(cost(8), 20_000 + 12 * 40_000);
        assert_eq!(cost(9) - cost(8), 40_000);
    }
}
