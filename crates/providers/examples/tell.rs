//! Tells a story in the terminal: `cargo run -p talewright-providers --example tell -- en "A shy lighthouse
//! learns to sing" 8 medium 1`.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use serde_json::json;
use talewright_domain::plan::{STORY_PAGES, STORY_PLAN, StoryPages, StoryPlan};
use talewright_domain::ports::{Call, JsonSchema, Message, Part, Speaker, TextModel, TextRequest};
use talewright_domain::{BriefDraft, StoryBrief};
use talewright_providers::offline::storyteller::Storyteller;

fn request(brief: &StoryBrief, schema: &str, plan: Option<&StoryPlan>) -> TextRequest {
    let data = |name: &str, value| Part::Data { name: name.to_owned(), value };
    let mut parts = vec![data("brief", json!(brief))];
    parts.extend(plan.map(|plan| data("plan", json!(plan))));
    TextRequest {
        messages: vec![Message { speaker: Speaker::User, parts }],
        schema: Some(JsonSchema { name: schema.to_owned(), schema: json!({}) }),
        language: brief.language.clone(),
        max_tokens: 100_000,
        seed: brief.seed.unwrap_or(0),
        call: Call::default(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next();
    let idea = arguments.next().unwrap_or_else(|| "A shy lighthouse learns to sing".to_owned());
    let num_pages = arguments.next().and_then(|pages| pages.parse().ok());
    let text_density = arguments.next();
    let seed = arguments.next().and_then(|seed| seed.parse().ok());
    let brief =
        BriefDraft { idea, language, num_pages, text_density, seed, ..BriefDraft::default() }.parse()?;
    let storyteller = Storyteller::new();
    let plan: StoryPlan =
        serde_json::from_str(&storyteller.write(request(&brief, STORY_PLAN, None)).await?.text)?;
    println!("# {}\n{}\n", plan.title, plan.logline);
    for member in &plan.cast {
        println!("- {} ({}): {}", member.name, member.role, member.appearance);
    }
    let pages = storyteller.write(request(&brief, STORY_PAGES, Some(&plan))).await?;
    let pages: StoryPages = serde_json::from_str(&pages.text)?;
    for page in pages.pages {
        println!("\n[{}] {}", page.number, page.text);
        let scene = page.scene;
        println!("    ({})", page.image_alt);
        println!(
            "    {} | {} | {} | {} | {}",
            scene.place, scene.time_of_day, scene.weather, scene.mood, scene.action
        );
        println!(
            "    {:?} {:?}",
            scene.figures.iter().map(|f| format!("{}:{}", f.name, f.pose)).collect::<Vec<_>>(),
            scene.props
        );
    }
    Ok(())
}
