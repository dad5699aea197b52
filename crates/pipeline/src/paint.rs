//! Picture steps: reference sheets, the cover, the pages.

use serde::{Deserialize, Serialize};
use talewright_domain::plan::ScenePlan;
use talewright_domain::ports::{AssetKey, ImageReference, ImageReply, ImageRequest, StepTicket};
use talewright_domain::story::StoryCharacter;
use talewright_domain::{Figure, Framing, ImageStatus, Scene, StepKey, StoryBrief, StoryChange};

use crate::StoryPipeline;
use crate::error::PipelineError;
use crate::master::make_master;
use crate::prompts;
use crate::run::{Made, Run, StepSpec, WorkError, no_change};

/// Both sides of a picture, in pixels.
const SIDE: u32 = 1024;

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

#[derive(Serialize)]
struct Inputs<'a> {
    prompt_version: &'static str,
    prompt: &'a str,
    scene: &'a Scene,
    references: &'a [(String, AssetKey)],
    side: u32,
}

impl Illustrator<'_> {
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
        let name = character.name.clone();
        let key = StepKey::new(format!("cast/{number}"));
        let drawn = |image| StoryChange::CharacterDrawn { name: name.clone(), image };
        self.paint(key, "cast", scene, Vec::new(), drawn, no_change).await
    }

    /// Paints the cover (page 0) or a page.
    pub(crate) async fn page(
        &self,
        number: u32,
        plan: &ScenePlan,
        cast: &[StoryCharacter],
    ) -> Result<StoredPicture, PipelineError> {
        let in_scene: Vec<(&StoryCharacter, &str)> = plan
            .figures
            .iter()
            .filter_map(|figure| Some((cast.iter().find(|c| c.name == figure.name)?, figure.pose.as_str())))
            .collect();
        let scene = self.scene(number, plan, &in_scene);
        let most = self.pipeline.providers().image.info().max_references;
        let sheets = in_scene.iter().filter_map(|(c, _)| Some((c.name.clone(), c.image.clone()?)));
        let key = StepKey::new(format!("page/{number}/image"));
        let illustrated =
            |image| StoryChange::PageIllustrated { number, image: Some(image), status: ImageStatus::Done };
        self.paint(key, "images", scene, sheets.take(most).collect(), illustrated, without_picture).await
    }

    fn scene(&self, number: u32, plan: &ScenePlan, figures: &[(&StoryCharacter, &str)]) -> Scene {
        let figure = |(character, pose): &(&StoryCharacter, &str)| Figure {
            name: character.name.clone(),
            appearance: character.appearance.clone(),
            pose: (*pose).to_owned(),
        };
        Scene {
            framing: if number == 0 { Framing::Cover } else { Framing::Page },
            style: self.brief.art_style.clone(),
            place: plan.place.clone(),
            time_of_day: plan.time_of_day.clone(),
            weather: plan.weather.clone(),
            mood: plan.mood.clone(),
            action: plan.action.clone(),
            figures: figures.iter().map(figure).collect(),
            props: plan.props.clone(),
            story_seed: self.seed,
        }
    }

    async fn paint(
        &self,
        key: StepKey,
        stage: &'static str,
        scene: Scene,
        references: Vec<(String, AssetKey)>,
        change: impl Fn(AssetKey) -> StoryChange,
        on_failure: fn(&StepKey, bool) -> Vec<StoryChange>,
    ) -> Result<StoredPicture, PipelineError> {
        let prompt = prompts::picture(&scene)?;
        let inputs = Inputs {
            prompt_version: prompts::PICTURE_VERSION,
            prompt: &prompt,
            scene: &scene,
            references: &references,
            side: SIDE,
        };
        let provider = self.pipeline.providers().image.info();
        let spec = StepSpec { key, stage, inputs: &inputs, provider, on_failure };
        self.run.step(spec, |ticket| self.call(ticket, &prompt, &scene, &references, &change)).await
    }

    /// One call: the files are stored before the receipt says that they are there.
    async fn call(
        &self,
        ticket: StepTicket,
        prompt: &str,
        scene: &Scene,
        references: &[(String, AssetKey)],
        change: &impl Fn(AssetKey) -> StoryChange,
    ) -> Result<Made<StoredPicture>, WorkError> {
        let request = ImageRequest {
            prompt: prompt.to_owned(),
            scene: scene.clone(),
            references: self.load(references).await?,
            width: SIDE,
            height: SIDE,
            seed: self.seed,
            idempotency_key: ticket.idempotency_key,
        };
        let call = self.pipeline.providers().image.paint(request);
        let reply = self.run.unless_cancelled(call).await?;
        let picture = self.store(&reply).await?;
        let changes = vec![change(picture.master.clone())];
        Ok(Made { result: picture, cost: reply.cost, usage: reply.usage, changes })
    }

    async fn load(&self, references: &[(String, AssetKey)]) -> Result<Vec<ImageReference>, WorkError> {
        let mut loaded = Vec::with_capacity(references.len());
        for (name, key) in references {
            let bytes = self.run.assets().get(key).await?;
            loaded.push(ImageReference {
                name: name.clone(),
                bytes,
                media_type: key.media_type().to_owned(),
            });
        }
        Ok(loaded)
    }

    /// Stores the provider's file and its master, the one while the other is being made.
    async fn store(&self, reply: &ImageReply) -> Result<StoredPicture, WorkError> {
        let (assets, scope) = (self.run.assets(), self.run.scope());
        let extension = match reply.media_type.as_str() {
            "image/jpeg" => "jpg",
            _ => "png",
        };
        let original = async { Ok::<_, WorkError>(assets.put(scope, extension, reply.bytes.clone()).await?) };
        let master = async {
            let bytes = reply.bytes.clone();
            let made = tokio::task::spawn_blocking(move || make_master(&bytes)).await;
            let made = made.map_err(|e| WorkError::Internal(e.to_string()))?.map_err(WorkError::Internal)?;
            Ok((assets.put(scope, "jpg", made.jpeg).await?, made.width, made.height))
        };
        let (original, (master, width, height)) = tokio::try_join!(original, master)?;
        Ok(StoredPicture { master, original, width, height })
    }
}

fn without_picture(key: &StepKey, blocked: bool) -> Vec<StoryChange> {
    let status = if blocked { ImageStatus::Blocked } else { ImageStatus::Failed };
    key.page()
        .map(|number| StoryChange::PageIllustrated { number, image: None, status })
        .into_iter()
        .collect()
}
