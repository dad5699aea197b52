//! The canvas: shapes become SVG in the hand of an art style.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::color::{Color, INK};
use super::rng::Rng;
use super::style::Style;

/// An SVG document in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) style: Style,
    body: String,
    defs: String,
    known: BTreeSet<String>,
    /// Canvas units in one picture unit: outlines keep their width while figures are scaled.
    scale: f32,
    /// Figures and what matters get firmer lines and purer colours than the scenery.
    subject: bool,
}

/// Drawn parts that another canvas can take over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawing {
    pub(super) body: String,
    defs: String,
}

impl Canvas {
    pub(super) fn new(style: Style) -> Self {
        Self {
            style,
            body: String::with_capacity(64 * 1024),
            defs: String::new(),
            known: BTreeSet::new(),
            scale: 1.0,
            subject: false,
        }
    }

    /// A canvas for one figure, drawn 100 units high and shown about `scale` times as large.
    pub(super) fn for_subject(style: Style, scale: f32) -> Self {
        Self { scale, subject: true, ..Self::new(style) }
    }

    pub(super) fn into_drawing(self) -> Drawing {
        Drawing { body: self.body, defs: self.defs }
    }

    /// Puts a drawing down, moved and scaled; `mirrored` flips it left to right.
    pub(super) fn place(&mut self, drawing: &Drawing, x: f32, y: f32, scale: f32, mirrored: bool) {
        for line in drawing.defs.lines() {
            self.define(line);
        }
        let sx = if mirrored { -scale } else { scale };
        let _ = write!(self.body, "<g transform=\"translate({x:.1} {y:.1}) scale({sx:.4} {scale:.4})\">");
        self.body.push_str(&drawing.body);
        self.body.push_str("</g>\n");
    }

    /// A whole SVG document, `width` by `height` units shown at `pixels`.
    pub(super) fn finish(self, width: f32, height: f32, pixels: (u32, u32)) -> String {
        let crisp = if self.style == Style::Pixel { " shape-rendering=\"crispEdges\"" } else { "" };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width:.1} {height:.1}\" preserveAspectRatio=\"xMidYMid slice\"{crisp}>\n<defs>\n{}</defs>\n{}</svg>\n",
            pixels.0, pixels.1, self.defs, self.body
        )
    }

    fn define(&mut self, definition: &str) {
        if self.known.insert(definition.to_owned()) {
            self.defs.push_str(definition);
            self.defs.push('\n');
        }
    }

    /// From here on everything is moved, turned or scaled, until [`Canvas::close`].
    pub(super) fn open(&mut self, transform: &str) {
        let _ = write!(self.body, "<g transform=\"{transform}\">");
    }

    /// From here on only what lies inside `d` is seen, until [`Canvas::close`].
    pub(super) fn open_clip(&mut self, d: &str) {
        let id = format!("c{:x}", Rng::of(0, d).next());
        self.define(&format!("<clipPath id=\"{id}\"><path d=\"{d}\"/></clipPath>"));
        let _ = write!(self.body, "<g clip-path=\"url(#{id})\">");
    }

    pub(super) fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// From here on shapes are drawn as things that matter, or as scenery.
    pub(super) fn set_subject(&mut self, subject: bool) {
        self.subject = subject;
    }

    fn raw(&mut self, d: &str, fill: &str, opacity: f32, extra: &str) {
        let _ = write!(self.body, "<path d=\"{d}\" fill=\"{fill}\"");
        if opacity < 0.995 {
            let _ = write!(self.body, " fill-opacity=\"{opacity:.2}\"");
        }
        if !extra.is_empty() {
            let _ = write!(self.body, " {extra}");
        }
        self.body.push_str("/>\n");
    }

    fn gradient(&mut self, top: Color, bottom: Color, slant: f32) -> String {
        let id = format!(
            "g{}{}{}",
            &top.to_string().trim_start_matches('#'),
            bottom.to_string().trim_start_matches('#'),
            (slant * 10.0) as u8
        );
        self.define(&format!(
            "<linearGradient id=\"{id}\" x1=\"0\" y1=\"0\" x2=\"{slant:.1}\" y2=\"1\"><stop offset=\"0\" stop-color=\"{top}\"/><stop offset=\"1\" stop-color=\"{bottom}\"/></linearGradient>"
        ));
        format!("url(#{id})")
    }

    /// A shape in the style's way: pigment, modelling, contour, shadow.
    pub(super) fn shape(&mut self, d: &str, color: Color) {
        let color = self.style.pigment(color, self.subject);
        let fill = if self.style.is_modelled() {
            let depth = if self.subject { 0.26 } else { 0.15 };
            self.gradient(color.lighter(depth * 0.45), color.darker(depth), 0.3)
        } else {
            color.to_string()
        };
        self.lay(d, color, &fill);
    }

    /// A shape that changes from one colour to another, top to bottom.
    pub(super) fn fade(&mut self, d: &str, top: Color, bottom: Color) {
        let (top, bottom) = (self.style.pigment(top, self.subject), self.style.pigment(bottom, self.subject));
        let fill = if matches!(self.style, Style::PaperCut | Style::Cartoon) {
            top.mix(bottom, 0.4).to_string()
        } else {
            self.gradient(top, bottom, 0.0)
        };
        self.lay(d, bottom, &fill);
    }

    fn lay(&mut self, d: &str, color: Color, fill: &str) {
        let unit = 1.0 / self.scale;
        let (line, scenery, figure, opacity) = self.style.contour(color);
        let width = unit * if self.subject { figure } else { scenery };
        match self.style {
            Style::PaperCut => {
                let reach = if self.subject { 1.0 } else { 1.6 };
                for (offset, shade) in [(9.0 * reach, 0.10), (6.0 * reach, 0.13), (3.0 * reach, 0.17)] {
                    let shift =
                        format!("transform=\"translate({:.2} {:.2})\"", offset * 0.5 * unit, offset * unit);
                    self.raw(d, "#241c38", shade, &shift);
                }
                self.raw(d, fill, 1.0, "");
            }
            Style::Watercolor if self.subject => {
                self.raw(d, &color.lighter(0.3).to_string(), 1.0, "");
                self.raw(d, fill, 0.72, "");
            }
            Style::Watercolor => {
                self.raw(d, fill, 0.74, "");
                let bleed = format!("transform=\"translate({:.2} {:.2})\"", 3.5 * unit, -2.5 * unit);
                self.raw(d, fill, 0.34, &bleed);
            }
            _ => self.raw(d, fill, 1.0, ""),
        }
        if width > 0.0 {
            self.outline(d, line, width, opacity);
        }
    }

    fn outline(&mut self, d: &str, color: Color, width: f32, opacity: f32) {
        let _ = writeln!(
            self.body,
            "<path d=\"{d}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width:.2}\" stroke-opacity=\"{opacity:.2}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>"
        );
    }

    /// Colour without contour: light, shade, blush, water.
    pub(super) fn glaze(&mut self, d: &str, color: Color, opacity: f32) {
        let color = self.style.pigment(color, self.subject);
        self.raw(d, &color.to_string(), opacity, "");
    }

    /// Colour exactly as given, whatever the style: eyes, teeth, stars.
    pub(super) fn pure(&mut self, d: &str, color: Color) {
        self.raw(d, &color.to_string(), 1.0, "");
    }

    /// A line with round ends, `width` in local units.
    pub(super) fn line(&mut self, d: &str, color: Color, width: f32) {
        let color = self.style.pigment(color, self.subject);
        self.outline(d, color, width, 1.0);
    }

    /// A translucent line.
    pub(super) fn thin(&mut self, d: &str, color: Color, width: f32, opacity: f32) {
        let color = self.style.pigment(color, self.subject);
        self.outline(d, color, width, opacity);
    }

    /// A line of ink: mouths, lashes, strings.
    pub(super) fn ink(&mut self, d: &str, width: f32) {
        self.outline(d, INK, width, 1.0);
    }

    /// A thick line that is a body part or a branch: it has a contour like a shape.
    pub(super) fn limb(&mut self, d: &str, color: Color, width: f32) {
        let color = self.style.pigment(color, self.subject);
        let (line, scenery, figure, opacity) = self.style.contour(color);
        let rim = if self.subject { figure } else { scenery } / self.scale;
        if self.style == Style::PaperCut {
            let _ = write!(
                self.body,
                "<g transform=\"translate({:.2} {:.2})\">",
                1.5 / self.scale,
                3.0 / self.scale
            );
            self.outline(d, INK, width, 0.2);
            self.body.push_str("</g>");
        } else if rim > 0.0 {
            // Opaque, because a translucent rim would show through at joints.
            self.outline(d, color.mix(line, opacity), width + rim, 1.0);
        }
        self.outline(d, color, width, 1.0);
    }

    /// A soft round light.
    pub(super) fn glow(&mut self, cx: f32, cy: f32, r: f32, color: Color, opacity: f32) {
        let color = self.style.pigment(color, true);
        let id = format!("r{}{}", color.to_string().trim_start_matches('#'), (opacity * 100.0) as u8);
        self.define(&format!(
            "<radialGradient id=\"{id}\"><stop offset=\"0\" stop-color=\"{color}\" stop-opacity=\"{opacity:.2}\"/><stop offset=\"0.45\" stop-color=\"{color}\" stop-opacity=\"{:.2}\"/><stop offset=\"1\" stop-color=\"{color}\" stop-opacity=\"0\"/></radialGradient>",
            opacity * 0.42
        ));
        let fill = format!("url(#{id})");
        self.raw(&super::path::circle(cx, cy, r), &fill, 1.0, "");
    }

    /// A veil over `d` that goes from one opacity at the top to another at the bottom.
    pub(super) fn veil(&mut self, d: &str, color: Color, top: f32, bottom: f32) {
        let color = self.style.pigment(color, self.subject);
        let id = format!(
            "v{}{}-{}",
            color.to_string().trim_start_matches('#'),
            (top * 100.0) as u8,
            (bottom * 100.0) as u8
        );
        self.define(&format!(
            "<linearGradient id=\"{id}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\"0\" stop-color=\"{color}\" stop-opacity=\"{top:.2}\"/><stop offset=\"1\" stop-color=\"{color}\" stop-opacity=\"{bottom:.2}\"/></linearGradient>"
        ));
        let fill = format!("url(#{id})");
        self.raw(d, &fill, 1.0, "");
    }

    /// A vertical gradient of three colours over the whole sheet or a wall.
    pub(super) fn backdrop(&mut self, d: &str, top: Color, middle: Color, bottom: Color) {
        let [a, b, c] = [top, middle, bottom].map(|color| self.style.pigment(color, false));
        let id = format!("b{}{}{}", a, b, c).replace('#', "");
        self.define(&format!(
            "<linearGradient id=\"{id}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\"0\" stop-color=\"{a}\"/><stop offset=\"0.55\" stop-color=\"{b}\"/><stop offset=\"1\" stop-color=\"{c}\"/></linearGradient>"
        ));
        let fill = format!("url(#{id})");
        self.raw(d, &fill, 1.0, "");
    }
}
