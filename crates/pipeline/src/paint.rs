//! Picture steps: reference sheets, the cover, the pages; and what stands in for a picture that cannot be had.

use serde::{Deserialize, Serialize};
use talewright_domain::plan::ScenePlan;
use talewright_domain::ports::{
    AssetKey, CostRange, ImageModel, ImageReference, ImageReply, ImageRequest, ProviderError,
    ProviderErrorKind, ProviderInfo, StepTicket,
};
use talewright_domain::story::StoryCharacter;
use talewright_domain::{Figure, Framing, ImageStatus, Scene, StepKey, StoryBrief, StoryChange};

use crate::StoryPipeline;
use crate::error::PipelineError;
use crate::look;
use crate::master::make_master;
use crate::moderate::Censor;
use crate::prompts;
use crate::run::{Made, Run, StepSpec, WorkError};

/// Both sides of a picture, in pixels.
const SIDE: u32 = 1024;

/// What a picture may cost.
pub(crate) const fn estimate(info: &ProviderInfo) -> CostRange {
    info.prices.image
}

/// Asks an image model for one story's pictures.
#[derive(Clone, Copy)]
pub(crate) struct Illustrator<'a> {
    pub(crate) pipeline: &'a StoryPipeline,
    pub(crate) brief: &'a StoryBrief,
    pub(crate) run: &'a Run,
    pub(crate) seed: u64,
}

/// A stored picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredPicture {
    /// The JPEG that is shown and printed.
    pub(crate) master: AssetKey,
    /// The file as the provider gave it.
    pub(crate) original: AssetKey,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A page's picture, or what stands in for it.
#[derive(Debug, Clone)]
pub(crate) struct PagePicture {
    pub(crate) master: Option<AssetKey>,
    pub(crate) status: ImageStatus,
}

/// How a page is painted that is there already.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Again<'a> {
    /// The user's own words for it.
    pub(crate) own_prompt: Option<&'a str>,
    /// Where the picture stands that it has: that one stays when no other can be had.
    pub(crate) old: Option<ImageStatus>,
}

/// A picture to be painted.
struct Commission<'a> {
    key: String,
    stage: &'static str,
    /// What it is, for a person.
    what: String,
    scene: &'a Scene,
    prompt: String,
    references: Vec<(String, AssetKey)>,
}

#[derive(Serialize)]
struct Inputs<'a> {
    prompt_version: &'static str,
    prompt: &'a str,
    scene: &'a Scene,
    references: &'a [(String, AssetKey)],
    side: u32,
}

impl<'a> Illustrator<'a> {
    const fn censor(&self) -> Censor<'a> {
        Censor { pipeline: self.pipeline, brief: self.brief, run: self.run }
    }

    fn model(&self) -> &'a dyn ImageModel {
        &*self.pipeline.providers().image
    }

    /// Draws a character's reference sheet.
    pub(crate) async fn sheet(
        &self,
        number: usize,
        character: &StoryCharacter,
    ) -> Result<StoredPicture, PipelineError> {
        let figure = Figure {
            name: character.name.clone(),
            appearance: character.appearance.clone(),
            pose: String::new(),
        };
        let scene = Scene {
            framing: Framing::Sheet,
            style: self.brief.art_style.clone(),
            figures: vec![figure],
            story_seed: self.seed,
            ..Scene::default()
        };
        let commission = Commission {
            key: format!("cast/{number}"),
            stage: "cast",
            what: format!("the picture of {}", character.name),
            prompt: prompts::picture(&scene)?,
            scene: &scene,
            references: Vec::new(),
        };
        let drawn = |image, _: &str| StoryChange::CharacterDrawn { name: character.name.clone(), image };
        self.paint_or_soften(commission, drawn).await
    }

    /// Paints the cover (page 0) or a page. What cannot be painted
    /// is replaced by a quiet view of the place, and the page says why; only what ends the whole run is an error.
    pub(crate) async fn page(
        &self,
        number: u32,
        scene: &Scene,
        cast: &[StoryCharacter],
        again: Again<'_>,
    ) -> Result<PagePicture, PipelineError> {
        let (prompt, references) = self.words_and_sheets(scene, cast, again.own_prompt)?;
        let commission = Commission {
            key: format!("page/{number}/image"),
            stage: "images",
            what: if number == 0 {
                "the picture of the cover".into()
            } else {
                format!("the picture of page {number}")
            },
            prompt: prompt.clone(),
            scene,
            references: references.clone(),
        };
        let illustrated = |image, prompt: &str| StoryChange::PageIllustrated {
            number,
            image: Some(image),
            status: ImageStatus::Done,
            prompt: Some(prompt.to_owned()),
            note: None,
        };
        match self.paint_or_soften(commission, illustrated).await {
            Ok(picture) => {
                self.compare(number, &picture.master, &references).await?;
                Ok(PagePicture { master: Some(picture.master), status: ImageStatus::Done })
            }
            Err(error) if error.is_local() && !self.run.may_wait_for(&error) => {
                tracing::warn!(%error, page = number, "a picture is missing");
                self.stand_in(number, scene, (prompt, again.old), &error).await
            }
            Err(error) => Err(error),
        }
    }

    fn words_and_sheets(
        &self,
        scene: &Scene,
        cast: &[StoryCharacter],
        own_prompt: Option<&str>,
    ) -> Result<(String, Vec<(String, AssetKey)>), PipelineError> {
        let info = self.model().info();
        let prompt = match own_prompt {
            Some(words) => prompts::without_tags(words),
            None => prompts::picture(scene)?,
        };
        let in_scene = scene.figures.iter().filter_map(|figure| cast.iter().find(|c| c.name == figure.name));
        let sheets = in_scene.filter_map(|c| Some((c.name.clone(), c.image.clone()?)));
        Ok((prompts::fit(&prompt, info.max_prompt).to_owned(), sheets.take(info.max_references).collect()))
    }

    /// The scene of a page as its plan has it, with the identity lines of who is in it.
    pub(crate) fn scene(&self, number: u32, plan: &ScenePlan, cast: &[StoryCharacter]) -> Scene {
        let figure = |planned: &talewright_domain::plan::FigurePlan| {
            let character = cast.iter().find(|character| character.name == planned.name)?;
            Some(Figure {
                name: character.name.clone(),
                appearance: character.appearance.clone(),
                pose: planned.pose.clone(),
            })
        };
        Scene {
            framing: if number == 0 { Framing::Cover } else { Framing::Page },
            style: self.brief.art_style.clone(),
            place: plan.place.clone(),
            time_of_day: plan.time_of_day.clone(),
            weather: plan.weather.clone(),
            mood: plan.mood.clone(),
            action: plan.action.clone(),
            figures: plan.figures.iter().filter_map(figure).collect(),
            props: plan.props.clone(),
            story_seed: self.seed,
            ..Scene::default()
        }
    }

    /// Paints; what is refused is asked for once more in softer words.
    async fn paint_or_soften(
        &self,
        commission: Commission<'_>,
        change: impl Fn(AssetKey, &str) -> StoryChange + Sync,
    ) -> Result<StoredPicture, PipelineError> {
        match self.paint(&commission, &change).await {
            Err(error) if error.is_refusal() => {
                let prompt = prompts::soft_picture(commission.scene)?;
                let key = format!("{}/softened", commission.key);
                self.paint(&Commission { key, prompt, ..commission }, &change).await
            }
            other => other,
        }
    }

    /// Paints, and shows the picture once it was judged.
    async fn paint(
        &self,
        commission: &Commission<'_>,
        change: &(impl Fn(AssetKey, &str) -> StoryChange + Sync),
    ) -> Result<StoredPicture, PipelineError> {
        let Commission { stage, scene, prompt, references, .. } = commission;
        let key = StepKey::new(commission.key.clone());
        let inputs =
            Inputs { prompt_version: prompts::PICTURE_VERSION, prompt, scene, references, side: SIDE };
        let provider = self.model().info();
        // Where nobody sees, the words have been judged: those of the plan and of the pages.
        let is_judged = self.censor().sees_images();
        let changes = |picture: &StoredPicture| vec![change(picture.master.clone(), prompt)];
        let shown = |picture: &StoredPicture| if is_judged { Vec::new() } else { changes(picture) };
        let spec = StepSpec {
            key: key.clone(),
            stage,
            inputs: &inputs,
            provider,
            estimate: estimate(provider).high,
        };
        let picture = self.run.step(spec, |ticket| self.call(ticket, commission, &shown)).await?;
        if is_judged {
            let seen = [(commission.what.clone(), picture.master.clone())];
            let mut loaded = self.run.load_images(seen.iter()).await.map_err(WorkError::into_error)?;
            if let Some(image) = loaded.pop() {
                let key = StepKey::new(format!("{key}/moderation"));
                self.censor().see(key, (stage, &commission.what), image, changes(&picture)).await?;
            }
        }
        Ok(picture)
    }

    /// One call: the files are stored before the receipt says that they are there.
    async fn call(
        &self,
        ticket: StepTicket,
        commission: &Commission<'_>,
        shown: &(impl Fn(&StoredPicture) -> Vec<StoryChange> + Sync),
    ) -> Result<Made<StoredPicture>, WorkError> {
        let request = ImageRequest {
            prompt: commission.prompt.clone(),
            scene: commission.scene.clone(),
            references: self.run.load_images(commission.references.iter()).await?,
            width: SIDE,
            height: SIDE,
            seed: self.seed,
            call: self.run.call(&ticket),
        };
        let reply = self.run.unless_cancelled(self.model().paint(request)).await?;
        let picture = self.store(&reply).await?;
        let changes = shown(&picture);
        Ok(Made { result: picture, bill: reply.bill, changes })
    }

    /// Stores the provider's file and its master, the one while the other is being made.
    async fn store(&self, reply: &ImageReply) -> Result<StoredPicture, WorkError> {
        let extension = match reply.media_type.as_str() {
            "image/jpeg" => "jpg",
            "image/webp" => "webp",
            _ => "png",
        };
        let master = async {
            let bytes = reply.bytes.clone();
            let made = tokio::task::spawn_blocking(move || make_master(&bytes)).await;
            let made = made.map_err(|e| WorkError::Internal(e.to_string()))?;
            let made = made.map_err(|reason| {
                let message = format!("sent a picture that cannot be used: {reason}");
                WorkError::Provider(ProviderError::new(
                    self.model().info(),
                    ProviderErrorKind::Malformed,
                    message,
                ))
            })?;
            Ok((self.run.keep("jpg", made.jpeg).await?, made.width, made.height))
        };
        let original = self.run.keep(extension, reply.bytes.clone());
        let (original, (master, width, height)) = tokio::try_join!(original, master)?;
        Ok(StoredPicture { master, original, width, height })
    }

    /// How well a page's characters fit their sheets, where the brief wants to know.
    async fn compare(
        &self,
        number: u32,
        picture: &AssetKey,
        sheets: &[(String, AssetKey)],
    ) -> Result<(), PipelineError> {
        match &self.pipeline.providers().vision {
            Some(vision) if self.brief.consistency_check && !sheets.is_empty() => {
                look::compare(&**vision, self.run, number, picture, sheets).await
            }
            _ => Ok(()),
        }
    }

    /// A quiet view of the place in place of a picture: the book is whole to look at, and the page says what is
    /// missing. Words and reason are kept, so that a person can change the one and understand the other.
    async fn stand_in(
        &self,
        number: u32,
        scene: &Scene,
        (prompt, old): (String, Option<ImageStatus>),
        error: &PipelineError,
    ) -> Result<PagePicture, PipelineError> {
        let status = if error.is_refusal() { ImageStatus::Blocked } else { ImageStatus::Failed };
        let note = error.to_string();
        let master = match &self.pipeline.providers().placeholder {
            Some(painter) if old.is_none() => Some(self.quiet_view(&**painter, scene).await?),
            _ => None,
        };
        let image = master.clone();
        let inputs = (&prompt, &note, &master);
        let change = StoryChange::PageIllustrated {
            number,
            image,
            status: old.unwrap_or(status),
            prompt: Some(prompt.clone()),
            note: Some(note.clone()),
        };
        let key = StepKey::new(format!("page/{number}/gap"));
        self.run.note(key, "images", (&inputs, ()), vec![change]).await?;
        Ok(PagePicture { master, status })
    }

    async fn quiet_view(&self, painter: &dyn ImageModel, scene: &Scene) -> Result<AssetKey, PipelineError> {
        let quiet = Scene {
            action: String::new(),
            mood: "calm".into(),
            figures: Vec::new(),
            props: Vec::new(),
            framing: Framing::Page,
            ..scene.clone()
        };
        let request = ImageRequest {
            prompt: String::new(),
            scene: quiet,
            references: Vec::<ImageReference>::new(),
            width: SIDE,
            height: SIDE,
            seed: self.seed,
            call: Default::default(),
        };
        let painted = async { self.store(&self.run.unless_cancelled(painter.paint(request)).await?).await };
        painted.await.map(|picture| picture.master).map_err(WorkError::into_error)
    }
}
