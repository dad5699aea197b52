use std::sync::Arc;

use async_trait::async_trait;
use talewright_domain::ports::{
    Call, Finding, ImageModel, ImageReply, ImageRequest, ModerationRequest, Moderator, MusicModel,
    MusicReply, MusicRequest, Provider, ProviderError, ProviderErrorKind, ProviderInfo, Retry, SpeechModel,
    SpeechReply, SpeechRequest, Subject, TextModel, TextReply, TextRequest, Verdict, VisionModel,
    VisionRequest, Voice,
};

/// A list of models of one kind: the next is asked when one certainly did nothing and will not soon. A model
/// of that kind itself; the bill of a reply says who answered.
///
/// A failure after which the call may have been paid ends it: that is for the ledger to count. When the ledger
/// has counted and tries again, another member begins, unless the first can be asked for its earlier result.
pub struct Fallback<M: ?Sized> {
    members: Vec<Arc<M>>,
    info: ProviderInfo,
}

impl<M: Provider + ?Sized> Fallback<M> {
    /// The first model, and those that are asked after it. It describes itself as the first does, but a call can
    /// be repeated by its key only if that holds for all of them.
    pub fn new(first: Arc<M>, others: Vec<Arc<M>>) -> Self {
        let repeatable = first.info().repeatable && others.iter().all(|model| model.info().repeatable);
        let info = ProviderInfo { repeatable, ..first.info().clone() };
        let members = std::iter::once(first).chain(others).collect();
        Self { members, info }
    }

    /// Asks the members in turn; `ask` gets the model's place in the list.
    async fn ask<'a, T, F>(
        &'a self,
        call: &Call,
        able: impl Fn(&M) -> bool + Send,
        ask: impl Fn(usize, &'a M) -> F + Send,
    ) -> Result<T, ProviderError>
    where
        F: Future<Output = Result<T, ProviderError>> + Send,
    {
        let repeated = call.attempt > 1;
        let asks_again = repeated && self.members.first().is_some_and(|model| model.info().repeatable);
        let begin = if repeated && !asks_again { call.attempt as usize - 1 } else { 0 };
        let count = self.members.len();
        let turns = (begin..begin + count).map(|turn| turn % count);
        let mut failure: Option<ProviderError> = None;
        for place in turns {
            let Some(model) = self.members.get(place).filter(|model| able(model)) else { continue };
            let error = match ask(place, model).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let lost = asks_again && place == 0 && is_lost(&error);
            if !(error.may_ask_another() || lost) {
                return Err(error);
            }
            if count > 1 {
                tracing::info!(
                    provider = error.provider,
                    model = error.model,
                    "cannot now; the next is asked"
                );
            }
            failure = Some(worse(failure, error));
        }
        let nobody = || {
            let message = "no provider of the list can do this; name another in the settings";
            ProviderError::new(&self.info, ProviderErrorKind::Unsupported, message)
        };
        Err(failure.unwrap_or_else(nobody))
    }
}

/// Asked for its earlier result, and still none.
const fn is_lost(error: &ProviderError) -> bool {
    matches!(error.kind, ProviderErrorKind::Unknown | ProviderErrorKind::Pending)
}

/// Which of two failures the caller gets to know: one that time may mend before one that it will not, the
/// sooner before the later, else the earlier.
fn worse(before: Option<ProviderError>, now: ProviderError) -> ProviderError {
    let Some(before) = before else { return now };
    match (before.retry(), now.retry()) {
        (Retry::After(Some(earlier)), Retry::After(Some(wait))) if wait < earlier => now,
        (Retry::Never, Retry::After(_)) => now,
        _ => before,
    }
}

#[async_trait]
impl<M: Provider + ?Sized> Provider for Fallback<M> {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        let findings = self.members.iter().map(|model| model.check());
        futures::future::join_all(findings).await.into_iter().flatten().collect()
    }
}

#[async_trait]
impl TextModel for Fallback<dyn TextModel> {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        self.ask(&request.call, |_| true, |_, model| model.write(request.clone())).await
    }
}

#[async_trait]
impl ImageModel for Fallback<dyn ImageModel> {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        self.ask(&request.call, |_| true, |_, model| model.paint(request.clone())).await
    }
}

#[async_trait]
impl VisionModel for Fallback<dyn VisionModel> {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        self.ask(&request.call, |_| true, |_, model| model.look(request.clone())).await
    }
}

#[async_trait]
impl MusicModel for Fallback<dyn MusicModel> {
    async fn play(&self, request: MusicRequest) -> Result<MusicReply, ProviderError> {
        self.ask(&request.call, |_| true, |_, model| model.play(request.clone())).await
    }
}

#[async_trait]
impl SpeechModel for Fallback<dyn SpeechModel> {
    /// The first member's: a voice is of one provider. The others speak in their own when they must.
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
        match self.members.first() {
            Some(model) => model.voices().await,
            None => Ok(Vec::new()),
        }
    }

    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
        let of_place = |place| {
            let voice = request.voice.clone().filter(|_| place == 0);
            SpeechRequest { voice, ..request.clone() }
        };
        self.ask(&request.call, |_| true, |place, model| model.speak(of_place(place))).await
    }
}

#[async_trait]
impl Moderator for Fallback<dyn Moderator> {
    fn sees_images(&self) -> bool {
        self.members.iter().any(|model| model.sees_images())
    }

    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError> {
        let is_image = matches!(request.subject, Subject::Image(_));
        self.ask(
            &request.call,
            |model| !is_image || model.sees_images(),
            |_, model| model.judge(request.clone()),
        )
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use ProviderErrorKind as Kind;
    use bytes::Bytes;
    use talewright_domain::Language;
    use talewright_domain::ports::{Bill, ImageReference, Usage};

    use super::*;

    /// Judges by a script: each call takes the next outcome, the last one for ever.
    struct Scripted {
        info: ProviderInfo,
        outcomes: Mutex<Vec<Result<(), Kind>>>,
        sees: bool,
        asked: Arc<Mutex<Vec<String>>>,
    }

    impl Provider for Scripted {
        fn info(&self) -> &ProviderInfo {
            &self.info
        }
    }

    #[async_trait]
    impl Moderator for Scripted {
        fn sees_images(&self) -> bool {
            self.sees
        }

        async fn judge(&self, _: ModerationRequest) -> Result<Verdict, ProviderError> {
            self.asked.lock().unwrap().push(self.info.provider.clone());
            let mut outcomes = self.outcomes.lock().unwrap();
            let outcome = if outcomes.len() > 1 { outcomes.remove(0) } else { outcomes[0].clone() };
            let verdict = |()| Verdict { categories: vec![], bill: Bill::free(&self.info, Usage::default()) };
            outcome.map(verdict).map_err(|kind| ProviderError::new(&self.info, kind, "no"))
        }
    }

    type Member<'a> = (&'a str, bool, &'a [Result<(), Kind>]);

    /// Asks once: who answered or what the error was, and who was asked, in order.
    async fn ask(members: &[Member<'_>], attempt: u32) -> (Result<String, (String, Kind)>, String) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let model = |(name, repeatable, outcomes): &Member<'_>| {
            let info = ProviderInfo { repeatable: *repeatable, ..ProviderInfo::new(*name, "m") };
            let outcomes = Mutex::new(outcomes.to_vec());
            let model = Scripted { info, outcomes, sees: name.starts_with('s'), asked: Arc::clone(&asked) };
            Arc::new(model) as Arc<dyn Moderator>
        };
        let others = members[1..].iter().map(model).collect();
        let list = Fallback::new(model(&members[0]), others);
        let call = Call { attempt, ..Call::default() };
        let answer = list.judge(request(Subject::Text("a tale".into()), call)).await;
        let order = asked.lock().unwrap().join("");
        (answer.map(|verdict| verdict.bill.provider).map_err(|error| (error.provider, error.kind)), order)
    }

    fn request(subject: Subject, call: Call) -> ModerationRequest {
        ModerationRequest { subject, language: Language::english(), for_children: true, call }
    }

    const DOWN: Kind = Kind::Unavailable { retry_after: None };

    const fn limited(seconds: u64) -> Kind {
        Kind::RateLimited { retry_after: Some(Duration::from_secs(seconds)) }
    }

    #[tokio::test]
    async fn the_next_is_asked_when_one_certainly_did_nothing() {
        for kind in [DOWN, limited(300), Kind::Account, Kind::ModelGone, Kind::Unsupported] {
            let members: [Member<'_>; 3] =
                [("a", false, &[Err(kind.clone())]), ("b", false, &[Ok(())]), ("c", false, &[Ok(())])];
            assert_eq!(ask(&members, 1).await, (Ok("b".into()), "ab".into()), "{kind:?}");
        }
    }

    #[tokio::test]
    async fn what_may_have_been_paid_or_is_wrong_everywhere_ends_it() {
        for kind in [Kind::Unknown, Kind::Pending, Kind::Malformed, Kind::InvalidRequest, Kind::Refused] {
            let members: [Member<'_>; 2] = [("a", true, &[Err(kind.clone())]), ("b", false, &[Ok(())])];
            assert_eq!(ask(&members, 1).await, (Err(("a".into(), kind)), "a".into()));
        }
    }

    #[tokio::test]
    async fn a_counted_try_begins_elsewhere_and_comes_round() {
        let members: [Member<'_>; 3] =
            [("a", false, &[Ok(())]), ("b", false, &[Err(DOWN)]), ("c", false, &[Err(DOWN)])];
        assert_eq!(ask(&members, 2).await, (Ok("a".into()), "bca".into()));
        assert_eq!(ask(&members, 3).await, (Ok("a".into()), "ca".into()));
        assert_eq!(ask(&members, 4).await, (Ok("a".into()), "a".into()));
        assert_eq!(
            ask(&members, 0).await,
            (Ok("a".into()), "a".into()),
            "a call without a number is a first"
        );
    }

    #[tokio::test]
    async fn a_first_that_knows_the_key_is_asked_for_its_result_before_others() {
        let knows: [Member<'_>; 2] = [("a", true, &[Ok(())]), ("b", false, &[Ok(())])];
        assert_eq!(ask(&knows, 2).await, (Ok("a".into()), "a".into()));
        for lost in [Kind::Pending, Kind::Unknown] {
            let lost: [Member<'_>; 2] = [("a", true, &[Err(lost)]), ("b", false, &[Ok(())])];
            assert_eq!(ask(&lost, 2).await, (Ok("b".into()), "ab".into()));
        }
        let lost_too: [Member<'_>; 2] = [("a", true, &[Err(Kind::Pending)]), ("b", false, &[Err(DOWN)])];
        assert_eq!(
            ask(&lost_too, 2).await.0,
            Err(("a".into(), Kind::Pending)),
            "it may still have been paid"
        );
    }

    #[tokio::test]
    async fn of_all_failures_the_one_is_told_that_waiting_mends_soonest() {
        let told = |kinds: Vec<Kind>| async move {
            let outcomes: Vec<[Result<(), Kind>; 1]> = kinds.into_iter().map(|kind| [Err(kind)]).collect();
            let members: Vec<Member<'_>> =
                ["a", "b", "c"].into_iter().zip(&outcomes).map(|(n, o)| (n, false, o.as_slice())).collect();
            ask(&members, 1).await.0.unwrap_err().0
        };
        assert_eq!(told(vec![Kind::Account, limited(90), limited(30)]).await, "c");
        assert_eq!(told(vec![DOWN, Kind::Account]).await, "a");
        assert_eq!(told(vec![Kind::ModelGone, Kind::Account]).await, "a");
    }

    #[tokio::test]
    async fn pictures_are_shown_only_to_those_who_see() {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let model = |name: &str, outcome| {
            let (info, outcomes) = (ProviderInfo::new(name, "m"), Mutex::new(vec![outcome]));
            let model = Scripted { info, outcomes, sees: name == "sees", asked: Arc::clone(&asked) };
            Arc::new(model) as Arc<dyn Moderator>
        };
        let picture =
            ImageReference { name: "p".into(), bytes: Bytes::new(), media_type: "image/png".into() };
        let picture = request(Subject::Image(picture), Call::default());
        let list = Fallback::new(model("blind", Ok(())), vec![model("sees", Ok(()))]);
        assert!(list.sees_images());
        assert_eq!(list.judge(picture.clone()).await.unwrap().bill.provider, "sees");
        let blind = Fallback::new(model("blind", Ok(())), vec![]);
        assert!(!blind.sees_images());
        assert_eq!(blind.judge(picture).await.unwrap_err().kind, Kind::Unsupported);
        assert_eq!(*asked.lock().unwrap(), ["sees"]);
    }

    #[tokio::test]
    async fn a_voice_is_asked_only_of_the_provider_that_has_it() {
        struct Speaker(ProviderInfo, bool);
        impl Provider for Speaker {
            fn info(&self) -> &ProviderInfo {
                &self.0
            }
        }
        #[async_trait]
        impl SpeechModel for Speaker {
            async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
                Err(ProviderError::new(&self.0, DOWN, "no"))
            }
            async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
                if self.1 {
                    return Err(ProviderError::new(&self.0, DOWN, "no"));
                }
                let bill = Bill::free(&self.0, Usage::default());
                let audio = Bytes::from(request.voice.unwrap_or_else(|| "its own".into()));
                let duration = Duration::ZERO;
                Ok(SpeechReply { audio, format: request.format, duration, timings: None, bill })
            }
        }
        let speaker = |down| Arc::new(Speaker(ProviderInfo::new("x", "y"), down)) as Arc<dyn SpeechModel>;
        let request = SpeechRequest {
            text: "hello".into(),
            voice: Some("nova".into()),
            language: Language::english(),
            speed: 1.0,
            format: talewright_domain::ports::AudioFormat::Mp3,
            seed: 1,
            call: Call::default(),
        };
        let well = Fallback::new(speaker(false), vec![speaker(false)]);
        assert_eq!(well.speak(request.clone()).await.unwrap().audio, "nova");
        let first_down = Fallback::new(speaker(true), vec![speaker(false)]);
        assert_eq!(first_down.speak(request).await.unwrap().audio, "its own");
        assert!(first_down.voices().await.is_err());
    }

    #[tokio::test]
    async fn it_describes_itself_as_the_first_and_is_checked_whole() {
        let model = |name, repeatable| {
            let info = ProviderInfo { repeatable, ..ProviderInfo::new(name, "m") };
            let outcomes = Mutex::new(vec![Ok(())]);
            Arc::new(Scripted { info, outcomes, sees: false, asked: Arc::default() }) as Arc<dyn Moderator>
        };
        let list = Fallback::new(model("a", true), vec![model("b", false)]);
        assert_eq!((list.info().provider.as_str(), list.info().repeatable), ("a", false));
        assert!(Fallback::new(model("a", true), vec![model("b", true)]).info().repeatable);
        let findings = list.check().await;
        assert_eq!(findings.iter().map(|finding| finding.provider.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }
}
