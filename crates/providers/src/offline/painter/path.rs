//! SVG path data for the shapes that scenes are made of.

use std::fmt::Write as _;

/// A point.
pub(super) type Point = (f32, f32);

pub(super) fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32) -> String {
    let (left, right) = (cx - rx, cx + rx);
    format!(
        "M{left:.1} {cy:.1}A{rx:.1} {ry:.1} 0 1 1 {right:.1} {cy:.1}A{rx:.1} {ry:.1} 0 1 1 {left:.1} {cy:.1}Z"
    )
}

pub(super) fn circle(cx: f32, cy: f32, r: f32) -> String {
    ellipse(cx, cy, r, r)
}

/// A rectangle by its left top corner.
pub(super) fn rect(x: f32, y: f32, w: f32, h: f32) -> String {
    format!("M{x:.1} {y:.1}h{w:.1}v{h:.1}h{:.1}Z", -w)
}

/// A rectangle with round corners.
pub(super) fn rounded(x: f32, y: f32, w: f32, h: f32, r: f32) -> String {
    let r = r.min(w / 2.0).min(h / 2.0).max(0.0);
    let (iw, ih) = (w - 2.0 * r, h - 2.0 * r);
    format!(
        "M{:.1} {y:.1}h{iw:.1}q{r:.1} 0 {r:.1} {r:.1}v{ih:.1}q0 {r:.1} {:.1} {r:.1}h{:.1}q{:.1} 0 {:.1} {:.1}v{:.1}q0 {:.1} {r:.1} {:.1}Z",
        x + r,
        -r,
        -iw,
        -r,
        -r,
        -r,
        -ih,
        -r,
        -r
    )
}

pub(super) fn polygon(points: &[Point]) -> String {
    let mut d = polyline(points);
    d.push('Z');
    d
}

pub(super) fn polyline(points: &[Point]) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let _ = write!(d, "{command}{x:.1} {y:.1}");
    }
    d
}

/// An open curve through all points (Catmull-Rom).
pub(super) fn curve(points: &[Point]) -> String {
    let mut d = String::new();
    let mut through = points.windows(2).enumerate();
    let at = |i: usize| points.get(i).copied().unwrap_or_default();
    if let Some((x, y)) = points.first() {
        let _ = write!(d, "M{x:.1} {y:.1}");
    }
    for (i, _) in through.by_ref() {
        let (p0, p1, p2) = (at(i.saturating_sub(1)), at(i), at(i + 1));
        let p3 = at((i + 2).min(points.len() - 1));
        segment(&mut d, p0, p1, p2, p3);
    }
    d
}

/// A closed curve through all points.
pub(super) fn closed(points: &[Point]) -> String {
    let n = points.len().max(1);
    let at = |i: usize| points.get(i % n).copied().unwrap_or_default();
    let (x, y) = at(0);
    let mut d = format!("M{x:.1} {y:.1}");
    for i in 0..points.len() {
        segment(&mut d, at(i + n - 1), at(i), at(i + 1), at(i + 2));
    }
    d.push('Z');
    d
}

fn segment(d: &mut String, p0: Point, p1: Point, p2: Point, p3: Point) {
    let _ = write!(
        d,
        "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
        p1.0 + (p2.0 - p0.0) / 6.0,
        p1.1 + (p2.1 - p0.1) / 6.0,
        p2.0 - (p3.0 - p1.0) / 6.0,
        p2.1 - (p3.1 - p1.1) / 6.0,
        p2.0,
        p2.1
    );
}

/// A star with `points` rays.
pub(super) fn star(cx: f32, cy: f32, outer: f32, inner: f32, points: usize) -> String {
    let step = std::f32::consts::PI / points as f32;
    let corners: Vec<Point> = (0..points * 2)
        .map(|i| {
            let r = if i % 2 == 0 { outer } else { inner };
            let a = step * i as f32 - std::f32::consts::FRAC_PI_2;
            (cx + r * a.cos(), cy + r * a.sin())
        })
        .collect();
    polygon(&corners)
}
