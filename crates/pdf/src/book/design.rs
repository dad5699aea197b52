//! The layout of the pages: where picture and text stand on each paper, and how large the text is.
//!
//! A book has one size of type from its first page to its last, and one arrangement, or two where some pages
//! have much less text than others. Of all that are tried, from a picture that fills most of the page to one
//! that leaves room for much text, the first is taken in which the longest page fits at a size that is good
//! for that arrangement.

use super::typeset::Shaped;

/// A rectangle in points, from the upper left corner of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    /// This area, wider by a distance on every side.
    pub(super) fn outset(self, by: f32) -> Self {
        Self::new(self.x - by, self.y - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// This area, wider by a distance where it runs over the edges of the page.
    pub(super) fn over_edges(self, by: f32, bleed: Bleed) -> Self {
        let Self { x, y, width, height } = self;
        match bleed {
            Bleed::Top => Self::new(x - by, y - by, width + 2.0 * by, height + by),
            Bleed::Left => Self::new(x - by, y - by, width + by, height + 2.0 * by),
            Bleed::None => self,
        }
    }

    pub(super) fn right(self) -> f32 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f32 {
        self.y + self.height
    }
}

/// Which edges of the page a picture runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bleed {
    /// Top, left and right; the text stands below.
    Top,
    /// Top, left and bottom; the text stands to the right.
    Left,
    /// None: it stands on the paper, whole.
    None,
}

/// One way to lay out the pages of a book.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrangement {
    /// The room of the picture.
    pub(super) picture: Area,
    pub(super) bleed: Bleed,
    /// The room of the text beside it.
    pub(super) text: Area,
    /// The smallest and the largest size of type that look right with it, in points.
    sizes: (f32, f32),
}

impl Arrangement {
    /// Whether the picture stands on the paper above the text.
    pub(super) fn is_above(&self) -> bool {
        self.bleed == Bleed::None && self.text.y >= self.picture.bottom()
    }
}

/// The paper and the room for text on a page that has no picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper {
    pub(super) width: f32,
    pub(super) height: f32,
}

/// The smallest type in a picture book, in points.
const SMALLEST: f32 = 10.5;
/// The largest.
const LARGEST: f32 = 21.0;
/// The most that is cut off a picture so that it fills its room.
const MOST_CUT: f32 = 0.28;
/// The room below the text, where the page number stands.
const FOOT: f32 = 60.0;

impl Paper {
    pub(super) fn is_landscape(self) -> bool {
        self.width > self.height * 1.05
    }

    /// The whole page.
    pub(super) fn area(self) -> Area {
        Area::new(0.0, 0.0, self.width, self.height)
    }

    /// The room for text on a page without a picture.
    pub(super) fn text_alone(self) -> Area {
        let width = (self.width * 0.72).min(500.0);
        let top = self.height * 0.11;
        Area::new((self.width - width) / 2.0, top, width, self.height - top - FOOT - 14.0)
    }

    /// Every arrangement for pictures of a shape (width by height), from the most generous to the pictures
    /// on; `None` stands for a book without pictures.
    pub(super) fn arrangements(self, aspect: Option<f32>) -> Vec<Arrangement> {
        let Some(aspect) = aspect else {
            let text = self.text_alone();
            return vec![Arrangement {
                picture: self.area(),
                bleed: Bleed::None,
                text,
                sizes: (SMALLEST, LARGEST),
            }];
        };
        let mut found: Vec<Arrangement> =
            [(0.0, 17.0), (0.07, 16.5), (0.14, 16.0), (0.2, 15.5), (0.24, 15.0), (MOST_CUT, 14.0)]
                .into_iter()
                .filter_map(|(cut, smallest)| {
                    if self.is_landscape() {
                        self.left(aspect, cut, smallest)
                    } else {
                        self.top(aspect, cut, smallest)
                    }
                })
                .collect();
        // Each by the part of the page that the picture takes, with the smallest type for it.
        let upright = [
            (0.62, 14.5),
            (0.56, 14.5),
            (0.5, 14.5),
            (0.45, 14.0),
            (0.4, 13.0),
            (0.35, 12.0),
            (0.3, SMALLEST),
        ];
        let landscape = [(0.5, 14.5), (0.46, 13.5), (0.42, 12.5), (0.38, SMALLEST)];
        if self.is_landscape() {
            found.extend(landscape.map(|(part, smallest)| self.beside(part, smallest)));
        } else {
            found.extend(upright.map(|(part, smallest)| self.above(part, aspect, smallest)));
        }
        found
    }

    /// A picture over the full width, text below.
    fn top(self, aspect: f32, cut: f32, smallest: f32) -> Option<Arrangement> {
        let whole = self.width / aspect;
        let height = (whole * (1.0 - cut)).min(self.height * 0.78);
        if height < whole * (1.0 - MOST_CUT) || height < self.height * 0.4 {
            return None;
        }
        let picture = Area::new(0.0, 0.0, self.width, height);
        let (margin, gap) = (self.width * 0.11, 24.0);
        let text =
            Area::new(margin, height + gap, self.width - 2.0 * margin, self.height - height - gap - FOOT);
        Some(Arrangement { picture, bleed: Bleed::Top, text, sizes: (smallest, LARGEST) })
    }

    /// A picture over the full height, text to the right.
    fn left(self, aspect: f32, cut: f32, smallest: f32) -> Option<Arrangement> {
        let whole = self.height * aspect;
        let width = (whole * (1.0 - cut)).min(self.width * 0.64);
        if width < whole * (1.0 - MOST_CUT) || width < self.width * 0.4 {
            return None;
        }
        let picture = Area::new(0.0, 0.0, width, self.height);
        Some(Arrangement {
            picture,
            bleed: Bleed::Left,
            text: self.column(width + 42.0),
            sizes: (smallest, LARGEST - 1.0),
        })
    }

    /// A smaller picture that is shown whole above the text.
    fn above(self, part: f32, aspect: f32, smallest: f32) -> Arrangement {
        let margin = self.width * 0.1;
        let top = self.height * 0.055;
        let width = self.width - 2.0 * margin;
        let height = (self.height * part).min(width / aspect);
        let picture = Area::new(margin, top, width, height);
        let below = picture.bottom() + 22.0;
        let text = Area::new(margin, below, width, self.height - below - FOOT);
        Arrangement { picture, bleed: Bleed::None, text, sizes: (smallest, 16.0) }
    }

    /// A smaller picture that is shown whole to the left of the text.
    fn beside(self, part: f32, smallest: f32) -> Arrangement {
        let margin = self.height * 0.075;
        let picture = Area::new(margin, margin, self.width * part - margin, self.height - 2.0 * margin);
        Arrangement {
            picture,
            bleed: Bleed::None,
            text: self.column(picture.right() + 36.0),
            sizes: (smallest, 16.0),
        }
    }

    /// The text column from `x` to the right margin.
    fn column(self, x: f32) -> Area {
        let top = self.height * 0.085;
        Area::new(x, top, self.width - x - 46.0, self.height - top - FOOT - 6.0)
    }
}

/// One page of shaped text.
pub(super) struct Text {
    /// Its paragraphs, and whether each opens one (or is a line of the one before).
    pub(super) paragraphs: Vec<(Shaped, bool)>,
    /// Whether it shares its page with a picture.
    pub(super) has_picture: bool,
}

/// The room between two paragraphs, in parts of the leading.
pub(super) const PARAGRAPH_GAP: f32 = 0.5;

impl Text {
    fn length(&self) -> usize {
        self.paragraphs.iter().map(|(shaped, _)| shaped.len()).sum()
    }

    /// Whether it stands in an area.
    fn fits(&mut self, size: f32, leading: f32, area: Area) -> bool {
        let leading = size * leading;
        let mut height = 0.0;
        for (index, (shaped, opens)) in self.paragraphs.iter_mut().enumerate() {
            if index > 0 && *opens {
                height += PARAGRAPH_GAP * leading;
            }
            height += shaped.lines(size, area.width) as f32 * leading;
            if height > area.height + 0.5 {
                return false;
            }
        }
        true
    }
}

/// What was chosen for a book.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    arrangement: Arrangement,
    /// For the pages of a book of much text that have little: a picture that runs over the edges.
    generous: Option<Arrangement>,
    /// The size of the type, in points.
    pub(super) size: f32,
}

impl Choice {
    /// The arrangement of one page.
    pub(super) fn arrangement(&self, text: &mut Text, rhythm: Rhythm) -> Arrangement {
        let fitting = |found: &Arrangement| text.fits(self.size, rhythm.leading, found.text);
        self.generous.filter(fitting).unwrap_or(self.arrangement)
    }
}

/// What a script asks of the setting of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rhythm {
    /// From line to line, in parts of the size.
    pub(super) leading: f32,
    /// The shortest measure in which lines break well, in parts of the size.
    pub(super) least_measure: f32,
}

/// Chooses arrangement and size. Pages that are too long for any of them do not count: they flow on.
pub(super) fn choose(
    paper: Paper,
    aspect: Option<f32>,
    rhythm: Rhythm,
    texts: &mut [Text],
) -> Option<Choice> {
    let arrangements = paper.arrangements(aspect);
    let tightest = *arrangements.last()?;
    let choice = |arrangement: Arrangement, size: f32| {
        let wide_enough = |found: &&Arrangement| found.text.width >= size * rhythm.least_measure;
        let bleeding = arrangements.iter().rfind(|found| found.bleed != Bleed::None).filter(wide_enough);
        let generous = if arrangement.bleed == Bleed::None { bleeding.copied() } else { None };
        Choice { arrangement, generous, size }
    };
    let fits = |text: &mut Text, arrangement: &Arrangement, size: f32| {
        let area = if text.has_picture { arrangement.text } else { paper.text_alone() };
        area.width >= size * rhythm.least_measure && text.fits(size, rhythm.leading, area)
    };
    let mut counted: Vec<&mut Text> = Vec::new();
    for text in texts.iter_mut() {
        if fits(text, &tightest, tightest.sizes.0) {
            counted.push(text);
        }
    }
    if counted.is_empty() {
        return Some(choice(tightest, 12.0));
    }
    // The longest first: then what does not fit is known at once.
    counted.sort_by_key(|text| std::cmp::Reverse(text.length()));
    let mut all_fit =
        |arrangement: &Arrangement, size: f32| counted.iter_mut().all(|text| fits(text, arrangement, size));
    for arrangement in &arrangements {
        let (smallest, largest) = arrangement.sizes;
        if !all_fit(arrangement, smallest) {
            continue;
        }
        // In half points, by halving: what fits at a size fits at each below it.
        let (mut low, mut high) = (0_u16, ((largest - smallest) * 2.0) as u16);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if all_fit(arrangement, smallest + f32::from(middle) / 2.0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return Some(choice(*arrangement, smallest + f32::from(low) / 2.0));
    }
    Some(choice(tightest, tightest.sizes.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use talewright_domain::PageFormat;

    #[test]
    fn picture_and_text_stand_apart_on_every_paper() {
        for format in PageFormat::ALL {
            let (width, height) = format.size_pt();
            let paper = Paper { width, height };
            for aspect in [0.5, 0.75, 1.0, 1.5, 2.0] {
                let arrangements = paper.arrangements(Some(aspect));
                assert!(arrangements.len() >= 4, "{format} {aspect}");
                for Arrangement { picture, text, sizes, .. } in arrangements {
                    let apart = text.y >= picture.bottom() + 20.0 || text.x >= picture.right() + 20.0;
                    assert!(apart, "{format} {aspect} {picture:?} {text:?}");
                    assert!(
                        text.right() < width - 30.0 && text.bottom() < height - 50.0,
                        "{format} {text:?}"
                    );
                    assert!(text.height > 2.0 * sizes.0, "{format} {aspect}: room for two lines, {text:?}");
                    assert!(text.width > 180.0 && sizes.0 < sizes.1, "{format} {aspect} {text:?}");
                }
            }
        }
    }
}
