//! Everything in its place: plays the programme, as often as it is wanted.

use crate::clip::Clip;
use crate::duck::Gains;
use crate::music::Piece;
use crate::narration::{self, Heard, STEP, Voice};
use crate::timeline::Timeline;
use crate::{AudioError, MARGIN_LU, Music, Page, Programme};

/// Frames of a block: 50 ms.
const BLOCK: u64 = 5 * STEP as u64;

/// How far below the speech music of volume 1 is where nobody speaks, in LU.
const LOUDEST_LU: f64 = 6.0;

/// A programme that was heard, and is ready to be played.
pub(crate) struct Studio {
    pages: Vec<Page>,
    /// The length of each clip of each page, in frames.
    pub(crate) lengths: Vec<Vec<u64>>,
    pub(crate) timeline: Timeline,
    music: Option<(Piece, Gains)>,
    /// 2 with music in stereo, else 1.
    pub(crate) channels: usize,
    /// How loud it will be at about, in LUFS; nothing of silence.
    pub(crate) level: Option<f64>,
}

impl Studio {
    /// Hears everything once, and plans.
    pub(crate) fn new(programme: Programme) -> Result<Self, AudioError> {
        let Programme { pages, music, pacing } = programme;
        let volume = music.as_ref().map_or(0.0, volume);
        let piece = if volume > 0.0 { music.as_ref().map(Piece::new).transpose()?.flatten() } else { None };
        let channels = piece.as_ref().map_or(1, Piece::channels);
        let clips = |(number, page): (usize, &Page)| {
            page.narration.iter().map(|sound| Heard::new(sound, number, channels)).collect()
        };
        let heard = pages.iter().enumerate().map(clips).collect::<Result<Vec<Vec<Heard>>, _>>()?;
        let lengths: Vec<Vec<u64>> =
            heard.iter().map(|clips| clips.iter().map(|clip| clip.length).collect()).collect();
        if piece.is_none() && lengths.iter().flatten().all(|length| *length == 0) {
            return Err(AudioError::Nothing);
        }
        let timeline = Timeline::new(&lengths, &pacing)?;
        let speech = speech_level(&heard);
        let level = speech.or(piece.as_ref().map(|piece| piece.level));
        let music = piece.map(|piece| {
            let beside = speech.map_or(0.0, |speech| speech - LOUDEST_LU - piece.level);
            let gains = gains(&heard, &timeline, &piece, beside + 20.0 * volume.log10());
            (piece, gains)
        });
        Ok(Self { pages, lengths, timeline, music, channels, level })
    }

    /// Plays from the beginning to the end, block by block.
    pub(crate) fn play(
        &self,
        mut sink: impl FnMut(&mut [f32]) -> Result<(), AudioError>,
    ) -> Result<(), AudioError> {
        let mut at = 0;
        let sounds = self.pages.iter().enumerate();
        let sounds =
            sounds.flat_map(|(number, page)| page.narration.iter().map(move |sound| (number, sound)));
        let places = self.timeline.clips.iter().flatten().zip(self.lengths.iter().flatten());
        for ((number, sound), (&start, &length)) in sounds.zip(places).filter(|(_, (_, length))| **length > 0)
        {
            self.stretch(at..start, None, &mut sink)?;
            let name = narration::name(number);
            let mut voice = Voice::new(Clip::open(sound, Some(1), &name)?, length);
            at = start + length;
            self.stretch(start..at, Some(&mut voice), &mut sink)?;
        }
        self.stretch(at..self.timeline.total, None, &mut sink)
    }

    /// Plays a stretch in which one clip is heard, or none.
    fn stretch(
        &self,
        frames: std::ops::Range<u64>,
        mut voice: Option<&mut Voice<'_>>,
        sink: &mut impl FnMut(&mut [f32]) -> Result<(), AudioError>,
    ) -> Result<(), AudioError> {
        let mut at = frames.start;
        while at < frames.end {
            let count = BLOCK.min(frames.end - at);
            let mut block = vec![0.0; count as usize * self.channels];
            if let Some(voice) = &mut voice {
                voice.add(&mut block, self.channels)?;
            }
            if let Some((piece, gains)) = &self.music {
                piece.add(&mut block, at, self.timeline.total, |frame| gains.at(frame));
            }
            sink(&mut block)?;
            at += count;
        }
        Ok(())
    }
}

/// The volume that was asked for, 0 to 1.
fn volume(music: &Music) -> f64 {
    if music.volume.is_finite() { f64::from(music.volume.clamp(0.0, 1.0)) } else { 0.0 }
}

/// The loudness of all speech: the mean power of the clips, by their lengths.
fn speech_level(heard: &[Vec<Heard>]) -> Option<f64> {
    let spoken = heard.iter().flatten().filter_map(|clip| Some((clip.level?, clip.length as f64)));
    let (power, length) = spoken
        .fold((0.0, 0.0), |(p, l), (level, length)| (p + length * 10_f64.powf(level / 10.0), l + length));
    (length > 0.0).then(|| 10.0 * (power / length).log10())
}

/// The music's gain over time, when it is `rest` decibels where nobody speaks.
fn gains(heard: &[Vec<Heard>], timeline: &Timeline, piece: &Piece, rest: f64) -> Gains {
    let mut depths = vec![0.0_f32; timeline.total as usize / STEP + 1];
    for (clip, &start) in heard.iter().flatten().zip(timeline.clips.iter().flatten()) {
        let Some(level) = clip.level else { continue };
        // Quiet voices are kept understandable too: each has its own margin.
        let depth = (level - MARGIN_LU - piece.level - rest).min(0.0) as f32;
        for (step, _) in clip.speaks().enumerate().filter(|(_, speaks)| *speaks) {
            // Clips do not begin where steps do: what is spoken touches two.
            let first = (start as usize + step * STEP) / STEP;
            depths.iter_mut().skip(first).take(2).for_each(|out| *out = depth.min(*out));
        }
    }
    Gains::new(&depths, 10_f64.powf(rest / 20.0) as f32)
}
