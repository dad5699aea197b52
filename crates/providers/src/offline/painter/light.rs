//! Time of day and weather become light: colours of the sky, the tint of everything, where the sun is.

use super::color::{Color, WHITE, hex};
use super::figures::Feeling;
use super::rng::Rng;
use super::words::Words;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Time {
    Dawn,
    #[default]
    Morning,
    Noon,
    Afternoon,
    Sunset,
    Dusk,
    Night,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Weather {
    #[default]
    Clear,
    Cloudy,
    Rain,
    Snow,
    Storm,
    Fog,
    Wind,
}

impl Time {
    pub(super) fn read(text: &str) -> Self {
        let words = Words::new(text);
        let table: [(Self, &[&str]); 7] = [
            (Self::Night, &["night", "midnight", "moonlit", "starry", "bedtime", "moonlight"]),
            (Self::Dawn, &["dawn", "sunrise", "daybreak"]),
            (Self::Sunset, &["sunset", "sundown", "golden"]),
            (Self::Dusk, &["dusk", "evening", "twilight", "nightfall"]),
            (Self::Afternoon, &["afternoon", "late"]),
            (Self::Noon, &["noon", "midday", "day", "daytime"]),
            (Self::Morning, &["morning", "early"]),
        ];
        table.into_iter().find(|(_, keys)| words.has(keys)).map_or(Self::Morning, |(time, _)| time)
    }
}

impl Weather {
    pub(super) fn read(text: &str) -> Self {
        let words = Words::new(text);
        let table: [(Self, &[&str]); 6] = [
            (
                Self::Storm,
                &["storm", "stormy", "thunder", "thunderstorm", "lightning", "hurricane", "tempest"],
            ),
            (Self::Snow, &["snow", "snowy", "snowfall", "snowing", "blizzard", "snowstorm", "sleet"]),
            (Self::Rain, &["rain", "rainy", "drizzle", "shower", "wet"]),
            (Self::Fog, &["fog", "foggy", "mist", "misty", "haze", "hazy"]),
            (Self::Wind, &["wind", "windy", "breeze", "breezy", "gale", "gust", "blustery"]),
            (Self::Cloudy, &["cloud", "cloudy", "overcast", "grey", "gray"]),
        ];
        table.into_iter().find(|(_, keys)| words.has(keys)).map_or(Self::Clear, |(weather, _)| weather)
    }
}

/// The light of one picture.
#[derive(Debug, Clone)]
pub(super) struct Light {
    pub(super) time: Time,
    pub(super) weather: Weather,
    /// The sky from the zenith to the horizon.
    pub(super) sky: [Color; 3],
    /// What distance fades into.
    pub(super) haze: Color,
    tint: Color,
    tint_strength: f32,
    /// Laid over the finished picture, figures included.
    pub(super) over: (Color, f32),
    /// 0 is day, 1 the middle of the night.
    pub(super) darkness: f32,
    /// -1 when the story's sun stands on the left, 1 when on the right.
    pub(super) side: f32,
    /// 0 at the horizon, 1 at the zenith.
    pub(super) height: f32,
}

struct Hour {
    sky: [u32; 3],
    tint: (u32, f32),
    over: (u32, f32),
    darkness: f32,
    height: f32,
}

const fn hour(time: Time) -> Hour {
    match time {
        Time::Dawn => Hour {
            sky: [0x8fa6d8, 0xf3c3c9, 0xffe6c4],
            tint: (0xffdccf, 0.55),
            over: (0xffc2b0, 0.07),
            darkness: 0.1,
            height: 0.12,
        },
        Time::Morning => Hour {
            sky: [0x74bde6, 0xb4deef, 0xfdf1d6],
            tint: (0xfff6df, 0.5),
            over: (0xfff1c8, 0.04),
            darkness: 0.0,
            height: 0.5,
        },
        Time::Noon => Hour {
            sky: [0x4aa5e0, 0x8fd0f2, 0xd8f0f6],
            tint: (0xffffff, 0.0),
            over: (0xffffff, 0.0),
            darkness: 0.0,
            height: 0.8,
        },
        Time::Afternoon => Hour {
            sky: [0x68b0da, 0xb3d8e4, 0xfbe5b8],
            tint: (0xffe9b8, 0.6),
            over: (0xffd88a, 0.06),
            darkness: 0.0,
            height: 0.42,
        },
        Time::Sunset => Hour {
            sky: [0x6b5a9e, 0xee8a70, 0xfecb7c],
            tint: (0xf7a273, 0.72),
            over: (0xff8347, 0.10),
            darkness: 0.25,
            height: 0.06,
        },
        Time::Dusk => Hour {
            sky: [0x323c76, 0x80609c, 0xe99c90],
            tint: (0x7e6fae, 0.82),
            over: (0x54408a, 0.10),
            darkness: 0.6,
            height: 0.6,
        },
        Time::Night => Hour {
            sky: [0x101c46, 0x22356f, 0x46619c],
            tint: (0x44589e, 0.9),
            over: (0x14245e, 0.13),
            darkness: 1.0,
            height: 0.72,
        },
    }
}

impl Light {
    pub(super) fn new(time: Time, weather: Weather, story_seed: u64, key: Color) -> Self {
        let at = hour(time);
        let side = if Rng::of(story_seed, "sun").chance(0.5) { -1.0 } else { 1.0 };
        let mut light = Self {
            time,
            weather,
            sky: at.sky.map(|c| hex(c).mix(key, 0.07)),
            haze: hex(at.sky[2]).mix(hex(at.sky[1]), 0.5),
            tint: hex(at.tint.0),
            tint_strength: at.tint.1,
            over: (hex(at.over.0), at.over.1),
            darkness: at.darkness,
            side,
            height: at.height,
        };
        light.apply_weather();
        light
    }

    /// Lets the mood lean on the sky: sorrow greys it, joy warms it.
    pub(super) fn lean_on(&mut self, feeling: Option<Feeling>) {
        let (color, amount) = match feeling {
            Some(Feeling::Sad | Feeling::Worried) => (hex(0x8f9cb4), 0.16),
            Some(Feeling::Joyful | Feeling::Happy) => (hex(0xfff0b4), 0.12),
            Some(Feeling::Wonder) => (hex(0xc9b8f5), 0.10),
            Some(Feeling::Sleepy) => (hex(0xe9b8a0), 0.10),
            Some(Feeling::Angry) => (hex(0xc9785f), 0.10),
            Some(Feeling::Brave | Feeling::Calm) | None => return,
        };
        let color = color.multiply(hex(0x3a4878), self.darkness * 0.85);
        self.sky = self.sky.map(|c| c.mix(color, amount));
        self.haze = self.haze.mix(color, amount);
    }

    fn apply_weather(&mut self) {
        let (grey, amount, over) = match self.weather {
            Weather::Clear | Weather::Wind => return,
            Weather::Cloudy => (0xb4c0ca, 0.36, 0.0),
            Weather::Rain => (0x8398a8, 0.52, 0.06),
            Weather::Storm => (0x4c546b, 0.66, 0.10),
            Weather::Snow => (0xcfdff0, 0.48, 0.0),
            Weather::Fog => (0xd3dde2, 0.55, 0.06),
        };
        // Grey as the hour has it: a night's fog is dark.
        let grey = hex(grey).multiply(hex(0x3a4878), self.darkness * 0.85);
        self.sky = self.sky.map(|c| c.mix(grey, amount));
        self.haze = self.haze.mix(grey, amount);
        self.tint = self.tint.mix(grey.lighter(0.35), amount * 0.6);
        self.tint_strength = self.tint_strength.max(amount * 0.8);
        self.over = (self.over.0.mix(grey, 0.5), (self.over.1 + over).min(0.2));
    }

    /// A colour of the scenery as this light shows it; `distance` 0 is near, 1 is at the horizon.
    pub(super) fn on(&self, color: Color, distance: f32) -> Color {
        let fog = if self.weather == Weather::Fog { 0.7 } else { 0.54 };
        color.multiply(self.tint, self.tint_strength).mix(self.haze, distance.clamp(0.0, 1.0) * fog)
    }

    pub(super) fn is_dark(&self) -> bool {
        self.darkness > 0.45
    }

    /// What a window shows from outside.
    pub(super) fn window(&self) -> Color {
        if self.is_dark() { hex(0xffdf86) } else { hex(0x8fb6cc).mix(WHITE, 0.15) }
    }

    pub(super) fn is_wet(&self) -> bool {
        matches!(self.weather, Weather::Rain | Weather::Storm)
    }

    pub(super) fn has_sun(&self) -> bool {
        matches!(self.weather, Weather::Clear | Weather::Wind | Weather::Cloudy | Weather::Snow)
    }
}
