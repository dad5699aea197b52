//! Reads a brief as a careful person would who knows some hundred words of each language: who the story is
//! about, what they wish, where it is. What is not understood is still used, as a name or in the user's words.

mod markers;
mod people;
mod phrases;
mod reading;
mod wishes;

use talewright_domain::StoryBrief;

use super::dice::Dice;
use super::lexicon::{Colour, Gender, Lexicon, Place, Tongue, Trait};
pub(crate) use people::{Sketch, gender_by_name};
pub(crate) use reading::Reading;
pub(crate) use wishes::{Wish, WishKind};

/// What the storyteller understood of a brief.
#[derive(Debug)]
pub(crate) struct Premise<'a> {
    /// Those that the brief names: the hero, then friends, helpers and guests as they came.
    pub(crate) hero: Sketch<'a>,
    pub(crate) others: Vec<Sketch<'a>>,
    pub(crate) wish: Wish,
    pub(crate) place: Option<&'a Place>,
    /// The setting in the user's own words, if they are in the story's language.
    pub(crate) setting: Option<String>,
    /// The moral in the user's own words, if they are in the story's language; else by its kind.
    pub(crate) moral: Option<String>,
    pub(crate) moral_kind: Option<&'static str>,
}

/// Longest part of an idea that is read; a story needs no more.
const READ_AT_MOST: usize = 1_200;
/// Longest setting that is told in the user's own words.
const SETTING_WORDS: usize = 14;

impl<'a> Premise<'a> {
    /// Understands a brief for a story in `tongue`.
    pub(crate) fn of(brief: &StoryBrief, tongue: Tongue, lexicon: &'a Lexicon, dice: &mut Dice) -> Self {
        let idea = Reading::of(&brief.idea, tongue, READ_AT_MOST);
        let (hero, mut others) = people::cast(brief, &idea, tongue, lexicon);
        others.truncate(talewright_domain::brief::MAX_CAST);
        let setting = brief.setting.as_deref().map(|text| Reading::of(text, tongue, READ_AT_MOST));
        let place = setting
            .as_ref()
            .and_then(|reading| find_place(reading, lexicon))
            .or_else(|| find_place(&idea, lexicon))
            .filter(|place| hero.being.is_none_or(|being| being.id != place.id || being.realm == "sky"));
        let wish = wishes::find(&idea, &hero, tongue, lexicon, dice);
        let moral = brief.moral.as_deref().map(|text| Reading::of(text, tongue, READ_AT_MOST));
        Self {
            moral_kind: moral.as_ref().and_then(moral_kind),
            moral: moral.filter(|reading| reading.tongue == tongue).map(|reading| reading.as_sentence()),
            setting: setting
                .filter(|reading| reading.tongue == tongue && tongue.words(&reading.text) <= SETTING_WORDS)
                .map(|reading| reading.text.trim_end_matches(['.', '。', '!', '！', ' ']).to_owned()),
            hero,
            others,
            wish,
            place,
        }
    }
}

fn find_place<'a>(reading: &Reading, lexicon: &'a Lexicon) -> Option<&'a Place> {
    reading.longest(&lexicon.places, |place| place.known(reading.tongue)).map(|(place, _)| place)
}

/// The trait that comes first in a text.
pub(crate) fn find_trait<'a>(reading: &Reading, lexicon: &'a Lexicon) -> Option<&'a Trait> {
    reading.longest(&lexicon.traits, |known| known.known(reading.tongue)).map(|(found, _)| found)
}

/// The colour that comes first in a text.
pub(crate) fn find_colour<'a>(reading: &Reading, lexicon: &'a Lexicon) -> Option<&'a Colour> {
    reading.longest(&lexicon.colours, |known| known.known(reading.tongue)).map(|(found, _)| found)
}

const MORALS: [(&str, [&str; 4]); 11] = [
    ("sharing", ["shar", "partag", "分け,わけ", "berbagi"]),
    ("friendship", ["friend", "ami", "友", "teman,sahabat"]),
    ("courage", ["brave,courag,fear", "courag,peur,brave", "勇気,ゆうき", "berani"]),
    ("honesty", ["honest,truth,lie", "honnêt,vérité,mentir", "正直,うそ", "jujur,bohong"]),
    ("patience", ["patien,slow,wait", "patien,lente", "待,あせら", "sabar"]),
    (
        "perseverance",
        ["try,give up,practice,persever", "essay,abandonn,persévér", "あきらめ,続け", "menyerah,mencoba"],
    ),
    ("help", ["help,together,team", "aide,ensemble", "助け,力を合わせ", "tolong,bersama"]),
    ("family", ["family,home,mother", "famille,maison", "家族,おうち", "keluarga,rumah"]),
    ("nature", ["nature,earth,planet,animal", "nature,terre,planète", "自然,地球", "alam,bumi"]),
    (
        "self",
        [
            "yourself,different,unique",
            "soi-même,différent,unique",
            "自分,ちがっ",
            "diri sendiri,berbeda,unik",
        ],
    ),
    ("kindness", ["kind,love,care", "gentil,bonté,amour", "やさし,思いやり", "baik hati,kebaikan,kasih"]),
];

/// Which of our morals is nearest to the user's.
fn moral_kind(reading: &Reading) -> Option<&'static str> {
    let text = reading.text.to_lowercase();
    MORALS
        .iter()
        .find(|(_, words)| reading.tongue.choose(*words).split(',').any(|word| text.contains(word)))
        .map(|(kind, _)| *kind)
}

/// Gender as the words of a text give it away.
pub(crate) fn gender_cue(reading: &Reading) -> Option<Gender> {
    let cues: [(&[&str], Gender); 8] = [
        (&["she", "her", "girl", "sister", "herself", "woman", "queen"], Gender::Feminine),
        (&["he", "his", "him", "boy", "brother", "himself", "man", "king"], Gender::Masculine),
        (&["elle", "fille", "fillette", "sœur", "femme", "reine"], Gender::Feminine),
        (&["il", "garçon", "frère", "homme", "roi"], Gender::Masculine),
        (&["女の子", "少女", "お姫", "彼女", "女"], Gender::Feminine),
        (&["男の子", "少年", "王子", "彼は", "男"], Gender::Masculine),
        (&["perempuan", "putri", "gadis", "wanita"], Gender::Feminine),
        (&["laki-laki", "pangeran", "pria"], Gender::Masculine),
    ];
    let own = reading.tongue.choose([0, 2, 4, 6]);
    let hit = |index: usize| {
        let (words, gender) = cues.get(index)?;
        let at = words.iter().filter_map(|word| reading.position(word)).min()?;
        Some((at, *gender))
    };
    [hit(own), hit(own + 1)].into_iter().flatten().min_by_key(|(at, _)| *at).map(|(_, gender)| gender)
}
