//! What somebody does and how they feel about it, read from a few words.

use super::super::words::Words;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in super::super) enum Act {
    #[default]
    Stand,
    Walk,
    Run,
    Wave,
    Sing,
    Sleep,
    Sit,
    Read,
    Hold,
    Fly,
    Swim,
    Jump,
    Dance,
    Point,
    Hug,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in super::super) enum Feeling {
    #[default]
    Calm,
    Happy,
    Joyful,
    Sad,
    Worried,
    Brave,
    Wonder,
    Sleepy,
    Angry,
}

/// Act and feeling together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in super::super) struct Pose {
    pub(in super::super) act: Act,
    pub(in super::super) feeling: Feeling,
}

const ACTS: [(Act, &[&str]); 14] = [
    (Act::Sleep, &["sleep", "asleep", "nap", "dream", "snore", "doze", "snooze", "tucked", "slumber"]),
    (Act::Sing, &["sing", "song", "hum", "whistle", "shout", "call", "cry", "roar", "howl"]),
    (Act::Read, &["read", "book", "study", "write", "draw", "map"]),
    (Act::Fly, &["fly", "soar", "float", "glide", "hover", "flutter", "flap"]),
    (Act::Swim, &["swim", "dive", "paddle", "splash", "wade", "drift"]),
    (Act::Run, &["run", "race", "chase", "hurry", "rush", "flee", "gallop", "escape", "dash"]),
    (Act::Jump, &["jump", "leap", "hop", "bounce", "skip"]),
    (Act::Dance, &["dance", "twirl", "spin", "celebrate", "cheer", "cheering", "clap", "play"]),
    (Act::Hug, &["hug", "embrace", "cuddle", "comfort", "kiss"]),
    (Act::Wave, &["wave", "greet", "hello", "goodbye", "welcome", "farewell", "bow"]),
    (
        Act::Point,
        &["point", "show", "reach", "explain", "look", "search", "watch", "gaze", "lead", "push", "pull"],
    ),
    (
        Act::Hold,
        &[
            "hold", "carry", "offer", "give", "bring", "lift", "cook", "bake", "build", "eat", "drink",
            "share", "knock", "clutch", "hand", "fix", "mend",
        ],
    ),
    (
        Act::Walk,
        &[
            "walk", "stroll", "march", "climb", "wander", "tiptoe", "travel", "follow", "explore", "step",
            "arrive", "leave", "hike", "sneak",
        ],
    ),
    (Act::Sit, &["sit", "rest", "kneel", "crouch", "wait", "listen", "perch", "lie", "lean", "think"]),
];

const FEELINGS: [(Feeling, &[&str]); 8] = [
    (
        Feeling::Sad,
        &[
            "sad",
            "unhappy",
            "lonely",
            "sorrow",
            "weep",
            "tear",
            "cry",
            "lost",
            "disappointed",
            "gloomy",
            "sorry",
            "homesick",
        ],
    ),
    (
        Feeling::Worried,
        &[
            "worried",
            "worry",
            "afraid",
            "scared",
            "nervous",
            "shy",
            "anxious",
            "fear",
            "frightened",
            "trembling",
            "unsure",
            "hide",
            "lonesome",
            "timid",
        ],
    ),
    (
        Feeling::Wonder,
        &[
            "wonder",
            "surprised",
            "amazed",
            "astonished",
            "awe",
            "curious",
            "stare",
            "discover",
            "marvel",
            "gasp",
            "wide",
        ],
    ),
    (Feeling::Brave, &["brave", "bold", "determined", "proud", "courage", "heroic", "strong", "confident"]),
    (Feeling::Angry, &["angry", "cross", "grumpy", "furious", "growl", "frown", "stubborn", "fierce"]),
    (Feeling::Sleepy, &["sleepy", "tired", "drowsy", "yawn", "weary"]),
    (
        Feeling::Joyful,
        &[
            "joyful",
            "joy",
            "laugh",
            "delighted",
            "excited",
            "celebrate",
            "cheer",
            "overjoyed",
            "giggle",
            "beam",
            "dance",
        ],
    ),
    (
        Feeling::Happy,
        &[
            "happy", "smile", "glad", "content", "cheerful", "kind", "friendly", "proudly", "grin", "warm",
            "love", "hug", "wave", "play",
        ],
    ),
];

impl Feeling {
    pub(in super::super) fn read(text: &str) -> Option<Self> {
        let words = Words::new(text);
        FEELINGS.iter().find(|(_, keys)| words.has(keys)).map(|(feeling, _)| *feeling)
    }
}

impl Pose {
    /// The figure's own words decide; the picture's mood fills in the feeling.
    pub(in super::super) fn read(text: &str, mood: &str) -> Self {
        let words = Words::new(text);
        let act = ACTS
            .iter()
            .filter_map(|(act, keys)| words.position(keys).map(|at| (at, *act)))
            .min_by_key(|(at, _)| *at)
            .map(|(_, act)| act);
        let own = Feeling::read(text);
        let feeling = own.or_else(|| Feeling::read(mood)).unwrap_or_default();
        let act = act.unwrap_or(match own {
            Some(Feeling::Joyful) => Act::Dance,
            _ => Act::Stand,
        });
        Self { act, feeling }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poses_are_read() {
        for (text, act, feeling) in [
            ("waving", Act::Wave, Feeling::Happy),
            ("asleep", Act::Sleep, Feeling::Calm),
            ("running away, scared", Act::Run, Feeling::Worried),
            ("sad", Act::Stand, Feeling::Sad),
            ("singing loudly", Act::Sing, Feeling::Calm),
            ("sitting and reading a book", Act::Sit, Feeling::Calm),
            ("", Act::Stand, Feeling::Calm),
        ] {
            assert_eq!(Pose::read(text, "calm"), Pose { act, feeling }, "{text}");
        }
        assert_eq!(Pose::read("", "joyful").feeling, Feeling::Joyful);
    }
}
