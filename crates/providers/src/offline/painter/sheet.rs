//! The reference sheet: one character on plain ground, whole from the front and from the side, and the face.

use talewright_domain::Scene;

use super::color::{WHITE, hex};
use super::figures::{self, Character, Pose, View};
use super::path;
use super::stage::Stage;

pub(super) fn paint(s: &mut Stage, scene: &Scene) {
    let (w, h) = (s.w, s.h);
    let ground = s.palette.key.mix(WHITE, 0.78);
    let sheet = s.sheet();
    s.c.backdrop(&sheet, ground.lighter(0.35), ground, ground.darker(0.04));
    s.c.glaze(&path::ellipse(w * 0.5, h * 0.91, w * 0.47, h * 0.075), ground.darker(0.14), 0.6);
    let Some(figure) = scene.figures.first() else { return };
    let who = Character::read(&figure.name, &figure.appearance);
    let pose = Pose::read(&figure.pose, if scene.mood.is_empty() { "happy" } else { &scene.mood });
    let unit = w.min(h);
    stand(s, &who, View { pose, turn: 0.0, waterline: None }, (w * 0.29, h * 0.9), unit * 0.62);
    stand(s, &who, View { pose, turn: 1.0, waterline: None }, (w * 0.74, h * 0.915), unit * 0.36);
    close_up(s, &who, pose, (w * 0.725, h * 0.285), unit * 0.215);
}

fn stand(s: &mut Stage, who: &Character, view: View, (x, y): path::Point, tall: f32) {
    let drawing = figures::draw(who, view, s.c.style);
    let tall = tall.min(s.w * 0.5 * tall / (s.h * 0.62) * 100.0 / super::cast::breadth(who));
    s.c.glaze(&path::ellipse(x, y + 4.0, tall * 0.27, tall * 0.04), hex(0x2a2350), 0.22);
    s.c.place(&drawing, x, y, tall / 112.0, false);
}

fn close_up(s: &mut Stage, who: &Character, pose: Pose, (x, y): path::Point, r: f32) {
    let frame = path::circle(x, y, r);
    let ground = s.palette.accent.mix(WHITE, 0.62);
    s.c.set_subject(true);
    s.c.shape(&path::circle(x, y, r * 1.05), WHITE);
    s.c.set_subject(false);
    s.c.glaze(&frame, ground, 1.0);
    let (fx, fy, fr) = figures::face_of(who);
    let scale = r * 0.72 / fr;
    let drawing = figures::draw(who, View { pose, turn: 0.45, waterline: None }, s.c.style);
    s.c.open_clip(&frame);
    s.c.place(&drawing, x - fx * scale, y - fy * scale, scale, false);
    s.c.close();
}
