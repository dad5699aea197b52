//! Setting text: parley shapes and breaks it, krilla draws the glyphs.
//!
//! A text is shaped once at a nominal size and broken for any size by scaling the measure, since nothing here
//! is hinted: so the search for the size of a book costs line breaks only.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    FontContext, FontFamily, FontFamilyName, Layout, LayoutContext, LineBreak, LineBreakContext,
    OverflowWrap, StyleProperty,
};
use talewright_domain::Language;

use super::design::Rhythm;
use crate::copy::{is_hyphen, needs_glyph};
use crate::error::{MissingGlyph, PdfError, Place};
use crate::fonts::{Face, Fonts};

/// The size at which texts are shaped, in points.
const NOMINAL: f32 = 16.0;
/// How much narrower than a no-break space the narrow one is set, in parts of the size.
const NARROWING: f32 = 0.07;

/// What a text is for; each voice has its faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Voice {
    /// The story and all that is small.
    Text,
    /// The logline.
    Aside,
    /// The title.
    Title,
}

impl Voice {
    const ALL: [Self; 3] = [Self::Text, Self::Aside, Self::Title];

    /// The names of its faces in order of preference.
    fn preferred(self, language: &Language) -> &'static [&'static str] {
        match (self, language.primary() == "ja") {
            (Self::Text | Self::Aside, true) => &["KiwiMaru-Regular", "Literata-Regular"],
            (Self::Title, true) => &["KiwiMaru-Medium", "Literata-SemiBold"],
            (Self::Text, false) => &["Literata-Regular"],
            (Self::Aside, false) => &["Literata-Italic", "Literata-Regular"],
            (Self::Title, false) => &["Fraunces-SemiBold", "Literata-SemiBold", "KiwiMaru-Medium"],
        }
    }
}

/// Shapes the texts of one book.
pub(super) struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    stacks: HashMap<Voice, Vec<FontFamilyName<'static>>>,
    families: Vec<String>,
    /// What parley gives as the identity of a font file, and the same file for krilla.
    printed: HashMap<(u64, u32), Font>,
    language: Language,
}

impl Typesetter {
    /// Chooses the faces for the characters of a book.
    pub(super) fn new(
        fonts: &Fonts,
        language: &Language,
        characters: &BTreeMap<char, Place>,
    ) -> Result<Self, PdfError> {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let (mut stacks, mut names, mut families) = (HashMap::new(), Vec::new(), Vec::new());
        for voice in Voice::ALL {
            let chain = fonts.chain(voice.preferred(language), language, characters)?;
            for face in &chain {
                if !names.contains(&registered_name(face).to_owned()) {
                    register(&mut collection, face);
                    names.push(registered_name(face).to_owned());
                }
                if !families.iter().any(|family| family == face.family()) {
                    families.push(face.family().to_owned());
                }
            }
            let stack =
                chain.iter().map(|face| FontFamilyName::Named(Cow::Owned(registered_name(face).into())));
            stacks.insert(voice, stack.collect());
        }
        Ok(Self {
            fonts: FontContext { collection, source_cache: SourceCache::default() },
            layouts: LayoutContext::new(),
            stacks,
            families,
            printed: HashMap::new(),
            language: language.clone(),
        })
    }

    /// The families that are used, for the colophon.
    pub(super) fn families(&self) -> Vec<&str> {
        self.families.iter().map(String::as_str).collect()
    }

    /// How the text of a page is set: wider apart in scripts that fill their squares.
    pub(super) fn rhythm(&self) -> Rhythm {
        let (leading, least_measure) = if self.language.is_cjk() { (1.68, 14.0) } else { (1.48, 11.5) };
        Rhythm { leading, least_measure }
    }

    /// Whether words may be broken between any two characters.
    pub(super) fn is_cjk(&self) -> bool {
        self.language.is_cjk()
    }

    /// Shapes a text of one paragraph.
    pub(super) fn shape(&mut self, text: &str, voice: Voice) -> Shaped {
        // Few fonts have the narrow no-break space of French; the wide one is in all, and is drawn narrower.
        let narrow: Vec<usize> = text.match_indices('\u{202F}').map(|(index, _)| index).collect();
        let text = text.replace('\u{202F}', "\u{A0}");
        let stack = self.stacks.get(&voice).cloned().unwrap_or_default();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(stack))));
        builder.push_default(StyleProperty::FontSize(NOMINAL));
        builder.push_default(StyleProperty::LineBreak(LineBreak::Strict));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        if let Ok(language) = parley::style::Language::parse(self.language.tag()) {
            builder.push_default(StyleProperty::Locale(Some(language)));
        }
        builder
            .set_line_break_override(Some(&|pair: LineBreakContext| is_hyphen(pair.before).then_some(false)));
        for (nth, index) in narrow.into_iter().enumerate() {
            // Each replacement before it was one byte shorter than what it stands for.
            let start = index - nth;
            builder
                .push(StyleProperty::LetterSpacing(-NARROWING * NOMINAL), start..start + '\u{A0}'.len_utf8());
        }
        let layout = builder.build(&text);
        Shaped { text, layout }
    }

    /// Breaks a text into lines and takes its glyphs out.
    pub(super) fn set(
        &mut self,
        shaped: &mut Shaped,
        size: f32,
        measure: f32,
        place: Place,
    ) -> Result<Setting, PdfError> {
        shaped.layout.break_all_lines(Some(measure * NOMINAL / size));
        let scale = size / NOMINAL;
        let mut lines = Vec::new();
        for line in shaped.layout.lines() {
            let metrics = line.metrics();
            let mut runs = Vec::new();
            let mut x = 0.0;
            for run in line.runs() {
                let start = x;
                let glyphs = glyphs(&run, &shaped.text, place, &mut x)?;
                runs.push(GlyphRun { font: self.printed(run.font())?, x: start * scale, glyphs });
            }
            let width = (metrics.advance - metrics.hanging_advance) * scale;
            lines.push(SetLine { runs, width, start: line.text_range().start });
        }
        Ok(Setting { text: shaped.text.clone(), lines, size, leading: size * self.rhythm().leading })
    }

    fn printed(&mut self, data: &parley::FontData) -> Result<Font, PdfError> {
        let key = (data.data.id(), data.index);
        if let Some(font) = self.printed.get(&key) {
            return Ok(font.clone());
        }
        let (bytes, _) = data.data.clone().into_raw_parts();
        let font = Font::new(bytes.into(), data.index)
            .ok_or_else(|| PdfError::Library("a font that could be shaped cannot be embedded".into()))?;
        self.printed.insert(key, font.clone());
        Ok(font)
    }
}

/// The glyphs of a run, with the bytes of the text that each stands for; moves `x` on by their advances.
fn glyphs(
    run: &parley::layout::Run<'_, ()>,
    text: &str,
    place: Place,
    x: &mut f32,
) -> Result<Vec<KrillaGlyph>, PdfError> {
    let mut glyphs: Vec<KrillaGlyph> = Vec::new();
    for cluster in run.visual_clusters() {
        let range = cluster.text_range();
        if cluster.is_ligature_continuation() {
            if let Some(glyph) = glyphs.last_mut() {
                glyph.text_range.end = glyph.text_range.end.max(range.end);
                glyph.text_range.start = glyph.text_range.start.min(range.start);
            }
            continue;
        }
        for glyph in cluster.glyphs() {
            if glyph.id == 0 {
                return Err(missing(text.get(range).unwrap_or_default(), place));
            }
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance / NOMINAL,
                glyph.x / NOMINAL,
                glyph.y / NOMINAL,
                0.0,
                range.clone(),
                None,
            ));
            *x += glyph.advance;
        }
    }
    Ok(glyphs)
}

fn missing(text: &str, place: Place) -> PdfError {
    let named = text.chars().filter(|character| needs_glyph(*character));
    PdfError::MissingGlyphs(named.map(|character| MissingGlyph { character, place }).collect())
}

/// Faces of a collection go by their own names, since one registration adds all of them.
fn registered_name(face: &Face) -> &str {
    if face.bytes().starts_with(b"ttcf") { face.family() } else { face.name() }
}

fn register(collection: &mut Collection, face: &Face) {
    let bytes = Blob::new(Arc::new(face.bytes().clone()) as Arc<dyn AsRef<[u8]> + Send + Sync>);
    let name = FontInfoOverride { family_name: Some(face.name()), ..FontInfoOverride::default() };
    collection.register_fonts(bytes, (registered_name(face) == face.name()).then_some(name));
}

/// A shaped text, not yet broken into lines.
pub(super) struct Shaped {
    text: String,
    layout: Layout<()>,
}

impl Shaped {
    /// How long its text is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// How many lines it takes.
    pub(super) fn lines(&mut self, size: f32, measure: f32) -> usize {
        self.layout.break_all_lines(Some(measure * NOMINAL / size));
        self.layout.len()
    }

    /// The width of its widest word at a size.
    pub(super) fn widest_word(&self, size: f32) -> f32 {
        self.layout.calculate_content_widths().min * size / NOMINAL
    }

    /// The narrowest measure that takes no more lines than this one: lines of equal length, for titles.
    pub(super) fn balanced(&mut self, size: f32, measure: f32) -> f32 {
        let lines = self.lines(size, measure);
        let (mut low, mut high) = (self.widest_word(size).min(measure), measure);
        for _ in 0..12 {
            let middle = f32::midpoint(low, high);
            if self.lines(size, middle) <= lines { high = middle } else { low = middle }
        }
        high
    }

    /// A measure, a little narrower if need be, that leaves no lonely word in the last line.
    pub(super) fn without_runt(&mut self, size: f32, measure: f32) -> f32 {
        let lines = self.lines(size, measure);
        let mut best = (self.last_line(size), measure);
        if lines < 2 || best.0 > 0.2 * measure {
            return measure;
        }
        for step in 1..=8_u8 {
            let narrower = measure * (1.0 - 0.02 * f32::from(step));
            if self.lines(size, narrower) == lines && self.last_line(size) > best.0 + 1.0 {
                best = (self.last_line(size), narrower);
                if best.0 > 0.2 * measure {
                    break;
                }
            }
        }
        best.1
    }

    /// The width of the last line, as it was broken last.
    fn last_line(&self, size: f32) -> f32 {
        self.layout.lines().last().map_or(0.0, |line| line.metrics().advance) * size / NOMINAL
    }
}

/// A text in lines, ready to be drawn.
pub(super) struct Setting {
    text: String,
    lines: Vec<SetLine>,
    size: f32,
    pub(super) leading: f32,
}

struct SetLine {
    runs: Vec<GlyphRun>,
    width: f32,
    /// Where its text begins in the paragraph.
    start: usize,
}

struct GlyphRun {
    font: Font,
    x: f32,
    glyphs: Vec<KrillaGlyph>,
}

/// Where lines stand within their measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
}

impl Setting {
    pub(super) fn with_leading(self, leading: f32) -> Self {
        Self { leading: self.size * leading, ..self }
    }

    pub(super) fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The text from a line on.
    pub(super) fn text_from(&self, line: usize) -> &str {
        let start = self.lines.get(line).map_or(self.text.len(), |line| line.start);
        self.text.get(start..).unwrap_or_default()
    }

    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }

    /// The width of the longest line.
    pub(super) fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// Draws some of the lines, in the fill that the surface has, the first one at the top of `y`.
    pub(super) fn draw(
        &self,
        surface: &mut Surface<'_>,
        lines: Range<usize>,
        (x, y): (f32, f32),
        measure: f32,
        align: Align,
    ) {
        for (row, line) in self.lines.get(lines).unwrap_or_default().iter().enumerate() {
            // The middle of the small letters comes to the middle of the line, whatever the font says.
            let baseline = y + (row as f32 + 0.5) * self.leading + 0.34 * self.size;
            let indent = if align == Align::Centre { (measure - line.width) / 2.0 } else { 0.0 };
            for run in &line.runs {
                let start = Point::from_xy(x + indent + run.x, baseline);
                surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &self.text, self.size, false);
            }
        }
    }
}
