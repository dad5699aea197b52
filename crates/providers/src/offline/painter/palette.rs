//! The colours of one story.

use super::color::{Color, hex};
use super::rng::Rng;

/// Colours that belong together, chosen once a story.
#[derive(Debug, Clone)]
pub(super) struct Palette {
    pub(super) leaves: [Color; 3],
    pub(super) grass: Color,
    pub(super) earth: Color,
    pub(super) sand: Color,
    pub(super) rock: Color,
    pub(super) water: Color,
    pub(super) wood: Color,
    pub(super) walls: [Color; 4],
    pub(super) roofs: [Color; 4],
    pub(super) flowers: [Color; 4],
    pub(super) accent: Color,
    /// Mixed a little into everything outdoors: it ties the pages together.
    pub(super) key: Color,
}

/// Key, accent, roofs and flowers, walls; each set by hand.
const HARMONIES: [(u32, u32, [u32; 4], [u32; 4]); 6] = [
    (0xf2c879, 0xe0604c, [0xc9573f, 0xa8433f, 0xd98a4b, 0x5d7f94], [0xfbe9c6, 0xf3cfa4, 0xe7dcc8, 0xd7e3dc]),
    (0x7fc4bd, 0xf0b23e, [0x2f7d86, 0xd98e3a, 0x4b5f7d, 0xb8543c], [0xf7efd9, 0xe9dcc0, 0xcfe3dd, 0xf3c98f]),
    (0xe7a6a9, 0x8f5a8c, [0xb25d76, 0x7f5a86, 0xd98c84, 0x5f7d8c], [0xfbe6df, 0xf2d0cb, 0xe4dbe6, 0xf8efd8]),
    (0xd9b07a, 0xc0502e, [0x8f4a34, 0xbf6d33, 0x6d6a4a, 0xa3392f], [0xf3e2c0, 0xe6cfa2, 0xd9c9b0, 0xf1d9bd]),
    (0x9db6e6, 0xf28c6a, [0x4c64a0, 0xd97a63, 0x6f86b8, 0x93587c], [0xf1eefb, 0xfbe2d2, 0xd9e3f5, 0xf7d9c9]),
    (0xa9d8b0, 0x7a4f8f, [0x5b8f7d, 0x8c5f94, 0xe09a5f, 0xb5566a], [0xf6f3df, 0xe2efdf, 0xead9ea, 0xfbdfb8]),
];

impl Palette {
    pub(super) fn of(story_seed: u64) -> Self {
        let mut rng = Rng::of(story_seed, "palette");
        let i = rng.below(HARMONIES.len());
        let (key, accent, roofs, walls) = HARMONIES.get(i).copied().unwrap_or_default();
        let key = hex(key);
        let lean = rng.range(-14.0, 16.0);
        let tie = |rgb: u32, turn: f32| hex(rgb).turned(turn).mix(key, 0.10);
        Self {
            leaves: [tie(0x6fa05a, lean), tie(0x8db866, lean), tie(0x4f8560, lean * 0.6)],
            grass: tie(0x93bd68, lean),
            earth: tie(0xa9805a, lean * 0.3),
            sand: tie(0xeed6a2, lean * 0.3),
            rock: tie(0x8d8f9c, lean * 0.5),
            water: tie(0x4f9dbf, lean * 0.6),
            wood: tie(0x9c6b45, lean * 0.3),
            walls: walls.map(hex),
            flowers: [
                hex(accent).lighter(0.1),
                hex(0xfdf2d8),
                hex(accent).turned(40.0).lighter(0.15),
                key.saturated(1.4),
            ],
            roofs: roofs.map(hex),
            accent: hex(accent),
            key,
        }
    }
}
