//! Faces: two eyes, brows, a mouth, a blush; all of feeling is in them.

use super::super::canvas::Canvas;
use super::super::color::{Color, INK, WHITE, hex};
use super::super::path;
use super::pose::{Act, Feeling, Pose};

/// Where a face is and what there is of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub(super) x: f32,
    /// The height of the eyes.
    pub(super) y: f32,
    /// Half the width of the head.
    pub(super) r: f32,
    /// How far below the eyes the mouth is, in `r`.
    pub(super) mouth: f32,
    /// A beak or trunk says it all: no mouth is drawn.
    pub(super) mute: bool,
    /// How far the eyes are apart, in `r`.
    pub(super) apart: f32,
    pub(super) eyes: Option<Color>,
    /// Brows stand out against the coat.
    pub(super) brow: Color,
}

impl Face {
    pub(super) const fn at(x: f32, y: f32, r: f32) -> Self {
        Self { x, y, r, mouth: 0.52, mute: false, apart: 0.42, eyes: None, brow: INK }
    }
}

/// Draws the face of `pose`; `turn` from 0 (to the viewer) to 1 (to the right).
pub(super) fn draw(c: &mut Canvas, face: Face, pose: Pose, turn: f32) {
    let shift = face.r * 0.24 * turn;
    let x = face.x + shift;
    blush(c, face, x, turn, pose);
    for side in [-1.0_f32, 1.0] {
        // The far eye moves towards the nose and narrows.
        let near = if side > 0.0 { 1.0 - 0.22 * turn } else { 1.0 };
        let ex = x + side * face.r * face.apart * near;
        eye(c, face, ex, pose, near);
        brow(c, face, ex, side, pose);
    }
    if !face.mute {
        mouth(c, x + shift * 0.35, face.y + face.r * face.mouth, face.r, pose);
    }
    if pose.feeling == Feeling::Sad && pose.act != Act::Sleep {
        tear(c, x - face.r * face.apart, face.y + face.r * 0.22, face.r);
    }
}

fn blush(c: &mut Canvas, face: Face, x: f32, turn: f32, pose: Pose) {
    let strength = if matches!(pose.feeling, Feeling::Joyful | Feeling::Happy) { 0.6 } else { 0.42 };
    for side in [-1.0_f32, 1.0] {
        let near = if side > 0.0 { 1.0 - 0.25 * turn } else { 1.0 };
        let bx = x + side * face.r * (face.apart + 0.26) * near;
        let d = path::ellipse(bx, face.y + face.r * 0.33, face.r * 0.17, face.r * 0.115);
        c.glaze(&d, hex(0xf4746c), strength);
    }
}

fn eye(c: &mut Canvas, face: Face, x: f32, pose: Pose, narrow: f32) {
    let (y, r) = (face.y, face.r);
    let (w, h) = (r * 0.125 * narrow, r * 0.165);
    if pose.act == Act::Sleep {
        c.ink(
            &format!("M{:.1} {y:.1}q{:.1} {:.1} {:.1} 0", x - w * 1.5, w * 1.5, h * 1.1, w * 3.0),
            r * 0.075,
        );
        return;
    }
    if matches!(pose.feeling, Feeling::Joyful) && pose.act != Act::Sing {
        c.ink(
            &format!(
                "M{:.1} {:.1}q{:.1} {:.1} {:.1} 0",
                x - w * 1.5,
                y + h * 0.5,
                w * 1.5,
                -h * 2.0,
                w * 3.0
            ),
            r * 0.085,
        );
        return;
    }
    let wide = if pose.feeling == Feeling::Wonder { 1.3 } else { 1.0 };
    if wide > 1.0 || pose.feeling == Feeling::Worried {
        c.pure(&path::ellipse(x, y, w * wide * 1.5, h * wide * 1.36), WHITE);
    }
    c.pure(&path::ellipse(x, y, w * wide, h * wide), face.eyes.map_or(INK, |e| e.mix(INK, 0.55)));
    c.pure(&path::circle(x + w * 0.32, y - h * 0.36, w * 0.42), WHITE);
    c.pure(&path::circle(x - w * 0.3, y + h * 0.35, w * 0.2), hex(0xcfd6e6));
    if pose.feeling == Feeling::Sleepy {
        c.ink(&format!("M{:.1} {:.1}h{:.1}", x - w * 1.4, y - h * 0.15, w * 2.8), r * 0.09);
    }
}

fn brow(c: &mut Canvas, face: Face, x: f32, side: f32, pose: Pose) {
    let r = face.r;
    let (lift, slant) = match pose.feeling {
        Feeling::Sad | Feeling::Worried => (0.34, -0.10),
        Feeling::Brave => (0.36, 0.0),
        Feeling::Angry => (0.24, 0.15),
        Feeling::Wonder => (0.46, 0.0),
        _ => return,
    };
    let (inner, outer) = (x - side * r * 0.15, x + side * r * 0.15);
    let y = face.y - r * lift;
    let d = format!(
        "M{inner:.1} {:.1}Q{x:.1} {:.1} {outer:.1} {:.1}",
        y + r * slant,
        y - r * 0.05,
        y - r * slant
    );
    c.thin(&d, face.brow, r * 0.075, 1.0);
}

fn mouth(c: &mut Canvas, x: f32, y: f32, r: f32, pose: Pose) {
    let line = r * 0.075;
    if pose.act == Act::Sing {
        c.pure(&path::ellipse(x, y + r * 0.05, r * 0.15, r * 0.18), hex(0x7a2f3a));
        c.pure(&path::ellipse(x, y + r * 0.14, r * 0.10, r * 0.08), hex(0xf08a8a));
        return;
    }
    let curve = |c: &mut Canvas, half: f32, depth: f32| {
        c.ink(
            &format!("M{:.1} {y:.1}q{:.1} {:.1} {:.1} 0", x - r * half, r * half, r * depth, r * half * 2.0),
            line,
        );
    };
    match (pose.act, pose.feeling) {
        (Act::Sleep, _) => curve(c, 0.09, 0.10),
        (_, Feeling::Joyful) => {
            let d = format!(
                "M{:.1} {:.1}h{:.1}q{:.1} {:.1} {:.1} {:.1}q{:.1} {:.1} {:.1} {:.1}Z",
                x - r * 0.24,
                y - r * 0.06,
                r * 0.48,
                -r * 0.02,
                r * 0.3,
                -r * 0.24,
                r * 0.3,
                -r * 0.22,
                0.0,
                -r * 0.24,
                -r * 0.3
            );
            c.pure(&d, hex(0x7a2f3a));
            c.pure(&path::ellipse(x, y + r * 0.16, r * 0.12, r * 0.07), hex(0xf08a8a));
        }
        (_, Feeling::Happy) => curve(c, 0.21, 0.28),
        (_, Feeling::Calm) => curve(c, 0.16, 0.18),
        (_, Feeling::Brave) => curve(c, 0.20, 0.22),
        (_, Feeling::Sad) => curve(c, 0.15, -0.18),
        (_, Feeling::Angry) => curve(c, 0.16, -0.12),
        (_, Feeling::Sleepy) => curve(c, 0.10, 0.08),
        (_, Feeling::Worried) => {
            let s = r * 0.09;
            c.ink(
                &format!(
                    "M{:.1} {y:.1}q{:.1} {:.1} {s:.1} 0q{:.1} {:.1} {s:.1} 0q{:.1} {:.1} {s:.1} 0",
                    x - s * 1.5,
                    s * 0.5,
                    -s,
                    s * 0.5,
                    s,
                    s * 0.5,
                    -s
                ),
                line,
            );
        }
        (_, Feeling::Wonder) => c.pure(&path::ellipse(x, y + r * 0.03, r * 0.085, r * 0.11), hex(0x7a2f3a)),
    }
}

fn tear(c: &mut Canvas, x: f32, y: f32, r: f32) {
    let d = format!(
        "M{x:.1} {y:.1}q{:.1} {:.1} 0 {:.1}q{:.1} {:.1} 0 {:.1}Z",
        r * 0.13,
        r * 0.2,
        r * 0.28,
        -r * 0.13,
        -r * 0.08,
        -r * 0.28
    );
    c.glaze(&d, hex(0x8fd0f2), 0.95);
}
