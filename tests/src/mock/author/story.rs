//! A plan and pages that do what a brief asks for.

use serde_json::{Value, json};

use super::material::Material;
use super::tongues::{Tongue, tongue};
use crate::mock::call::hash_of;

const TIMES: [&str; 7] = ["dawn", "morning", "noon", "afternoon", "sunset", "dusk", "night"];
const WEATHERS: [&str; 3] = ["clear", "cloudy", "wind"];
const MOODS: [&str; 5] = ["calm", "joyful", "worried", "brave", "wonder"];
const ROLES: [&str; 3] = ["hero", "friend", "helper"];
const LOOKS: [&str; 4] = [
    "a small orange fox with a green scarf",
    "a round grey owl with a red cap",
    "a brown rabbit with a blue coat",
    "a tall white heron with a yellow satchel",
];
const PURPOSES: [&str; 6] = ["opening", "wish", "obstacle", "help", "turn", "climax"];

pub(super) fn plan(material: &Material) -> Value {
    let tongue = tongue(material.language());
    let pages = material.num_pages();
    let cast = planned_cast(material, tongue);
    let hero = name(cast.first()).to_owned();
    let idea = material.brief_text("idea").unwrap_or_default();
    let thing = pick(tongue.things, hash_of(&idea));
    let title = material.brief_text("title").map(str::to_owned);
    let beats: Vec<Value> = (1..=pages)
        .map(|number| {
            let purpose = if number == pages { "ending" } else { pick(&PURPOSES, number - 1) };
            let summary = fill(tongue.beat, &hero, &hero, thing_of(tongue, number));
            json!({ "number": number, "purpose": purpose, "summary": summary })
        })
        .collect();
    json!({
        "title": title.unwrap_or_else(|| fill(tongue.title, &hero, &hero, thing)),
        "logline": fill(tongue.logline, &hero, &hero, thing),
        "cast": cast,
        "beats": beats,
        "cover": scene(0, &[&hero]),
    })
}

/// The characters of the brief, and a friend where there is only one.
fn planned_cast(material: &Material, tongue: &Tongue) -> Vec<Value> {
    let known = material.brief.as_ref().and_then(|brief| brief.get("cast")?.as_array().cloned());
    let mut cast: Vec<Value> = Vec::new();
    for (index, member) in known.unwrap_or_default().iter().enumerate() {
        let look = member.get("appearance").and_then(Value::as_str);
        let role = member.get("role").and_then(Value::as_str).filter(|role| ROLES.contains(role));
        cast.push(json!({
            "name": name(Some(member)),
            "role": role.unwrap_or(pick(&ROLES, index.min(1) as u64)),
            "appearance": look.unwrap_or(pick(&LOOKS, index as u64)),
        }));
    }
    for own in tongue.names {
        let is_taken = cast.iter().any(|member| name(Some(member)) == own);
        if cast.len() < 2 && !is_taken {
            let index = cast.len() as u64;
            cast.push(json!({ "name": own, "role": pick(&ROLES, index), "appearance": pick(&LOOKS, index) }));
        }
    }
    cast
}

pub(super) fn pages(material: &Material) -> Value {
    let tongue = tongue(material.language());
    let planned = material.plan.as_ref().and_then(|plan| plan.get("cast")?.as_array().cloned());
    let cast = planned.unwrap_or_else(|| planned_cast(material, tongue));
    let hero = name(cast.first());
    let others = cast.get(1..).unwrap_or_default();
    let wanted = material.pages.clone().unwrap_or_else(|| (1..=material.num_pages()).collect());
    let page = |number: &u64| {
        let friend = if others.is_empty() { hero } else { name(others.get(*number as usize % others.len())) };
        let thing = thing_of(tongue, *number);
        let seen: Vec<&str> = if number.is_multiple_of(2) { vec![hero, friend] } else { vec![hero] };
        json!({
            "number": number,
            "text": text(tongue, (*number, material.variation), (hero, friend), material.word_limits()),
            "image_alt": fill(tongue.alt, hero, friend, thing),
            "scene": scene(*number, &seen),
        })
    };
    json!({ "pages": wanted.iter().map(page).collect::<Vec<_>>() })
}

/// Sentences of a page: each has the page's own thing in it, so that none comes twice in a book.
fn text(
    tongue: &Tongue,
    (number, variation): (u64, u64),
    (hero, friend): (&str, &str),
    (least, most): (usize, usize),
) -> String {
    let enough = least + (most - least) / 3;
    let thing = thing_of(tongue, number);
    let mut text = String::new();
    let mut words = 0;
    for turn in 0..tongue.sentences.len() as u64 {
        let sentence = fill(pick(tongue.sentences, variation + number + turn), hero, friend, thing);
        let more = tongue.count_words(&sentence);
        if words > 0 && (words >= enough || words + more > most) {
            break;
        }
        if words > 0 {
            text.push_str(tongue.space);
        }
        text.push_str(&sentence);
        words += more;
    }
    text
}

fn scene(number: u64, seen: &[&str]) -> Value {
    let poses = ["smiling", "waving", "looking up", "walking"];
    let places =
        ["a quiet meadow with a stream", "a rocky harbour", "a small village street", "a pine forest"];
    let figures: Vec<Value> = seen
        .iter()
        .enumerate()
        .filter(|(index, name)| !seen.iter().take(*index).any(|earlier| earlier == *name))
        .map(|(index, name)| json!({ "name": name, "pose": pick(&poses, number + index as u64) }))
        .collect();
    let thing = pick(super::tongues::ENGLISH_THINGS, number);
    json!({
        "place": pick(&places, number / 3),
        "time_of_day": pick(&TIMES, number),
        "weather": pick(&WEATHERS, number),
        "mood": pick(&MOODS, number),
        "action": format!("{} finds the {thing}", seen.join(" and ")),
        "figures": figures,
        "props": [thing],
    })
}

fn name(member: Option<&Value>) -> &str {
    member.and_then(|member| member.get("name")?.as_str()).unwrap_or_default()
}

fn thing_of(tongue: &Tongue, number: u64) -> &'static str {
    pick(tongue.things, number)
}

fn pick(list: &[&'static str], at: u64) -> &'static str {
    let length = list.len().max(1) as u64;
    list.get((at % length) as usize).copied().unwrap_or_default()
}

fn fill(template: &str, hero: &str, friend: &str, thing: &str) -> String {
    template.replace("{hero}", hero).replace("{friend}", friend).replace("{thing}", thing)
}
