use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use talewright_domain::ports::{
    Bill, ModerationRequest, Moderator, Provider, ProviderError, ProviderErrorKind, ProviderInfo, Subject,
    Usage, Verdict,
};
use talewright_domain::{ImageStatus, StoryBrief};

use super::scripted::*;
use crate::*;

/// Flags texts with this word, or so many pictures; or is away.
struct Strict {
    info: ProviderInfo,
    word: &'static str,
    pictures: Mutex<u32>,
    sees: bool,
    is_away: bool,
}

impl Strict {
    fn about(word: &'static str) -> Self {
        Self {
            info: ProviderInfo::new("strict", "s"),
            word,
            pictures: Mutex::new(0),
            sees: false,
            is_away: false,
        }
    }
}

impl Provider for Strict {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl Moderator for Strict {
    fn sees_images(&self) -> bool {
        self.sees
    }

    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError> {
        if self.is_away {
            return Err(failure(ProviderErrorKind::Account));
        }
        let is_bad = match request.subject {
            Subject::Text(text) => text.contains(self.word),
            Subject::Image(_) => {
                let mut left = self.pictures.lock().unwrap();
                let is_bad = *left > 0;
                *left = left.saturating_sub(1);
                is_bad
            }
        };
        let categories = if is_bad { vec!["violence".into()] } else { Vec::new() };
        Ok(Verdict { categories, bill: Bill::free(&self.info, Usage::default()) })
    }
}

fn bench(moderator: Strict) -> Bench {
    Bench::new(&[plan(), pages(&[1, 2])], &[]).with(|set| set.moderation = Some(Arc::new(moderator)))
}

#[tokio::test]
async fn an_unfit_brief_costs_nothing() {
    let bench = bench(Strict::about("fox"));
    let error = bench.make().await.unwrap_err();
    assert!(matches!(&error, PipelineError::Unfit { what, .. } if what == "the brief"), "{error}");
    assert!(error.is_refusal() && error.to_string().contains("violence"));
    assert!(bench.text.requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_unfit_text_is_painted_by_nobody() {
    let bench = bench(Strict::about("goes out"));
    let error = bench.make().await.unwrap_err();
    assert!(error.to_string().contains("the text of the story"), "{error}");
    assert_eq!(bench.image.calls("page/"), 0);
}

#[tokio::test]
async fn an_unfit_picture_is_never_shown() {
    // The sheet is fine; page pictures are looked at side by side, so all of the first and the softened are bad.
    let strict = Strict { sees: true, pictures: Mutex::new(99), ..Strict::about("never") };
    let bench = bench(strict);
    let book = bench.make().await.unwrap();
    assert_eq!(book.gaps(), [0, 1, 2]);
    for page in 0..=2 {
        let shown: Vec<_> =
            bench.illustrations(page).into_iter().map(|(image, status, _)| (image, status)).collect();
        assert_eq!(shown, [(None, ImageStatus::Blocked)], "nothing was shown in between");
    }
    assert_eq!(bench.image.calls("page/1/image/softened"), 1);
}

#[tokio::test]
async fn a_fit_picture_is_shown_once_it_was_looked_at() {
    let bench = bench(Strict { sees: true, ..Strict::about("never") });
    assert!(bench.make().await.unwrap().gaps().is_empty());
    assert_eq!(bench.illustrations(1).len(), 1);
}

#[tokio::test]
async fn children_get_nothing_that_nobody_has_looked_at_and_others_do() {
    let away = || Strict { is_away: true, ..Strict::about("never") };
    for (age, fine) in [(None, false), (Some(12), false), (Some(13), true)] {
        let bench = bench(away());
        let brief = StoryBrief { audience_age: age, ..brief() };
        let made = bench.pipeline.picture_book(&brief, &bench.run()).await;
        assert_eq!(made.is_ok(), fine, "{age:?}");
    }
}
