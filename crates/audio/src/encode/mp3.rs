//! MP3, with an ID3v2 tag that has chapters.

use bytes::Bytes;
use id3::frame::{Chapter as ChapterFrame, Picture, PictureType, TableOfContents};
use id3::{Encoder, Frame, Tag, TagLike, Version};
use rusty_mp3::{Mp3Encoder, Mp3EncoderConfig};

use super::Tags;
use crate::{AudioError, Chapter, Mixed, SAMPLE_RATE};

/// Kilobits a second, by channels.
const fn bitrate(channels: usize) -> u32 {
    if channels == 1 { 96 } else { 128 }
}

/// A chapter's place in bytes, which is not told.
const NO_OFFSET: u32 = u32::MAX;

/// Chapters that a table of contents has room for.
const MOST_CHAPTERS: usize = 255;

impl Mixed {
    /// As an MP3 file (CBR, 96 kbit/s mono or 128 kbit/s stereo) with title, cover and chapters. Its Info tag tells
    /// delay and padding, so that players play what was mixed, to the sample.
    ///
    /// # Errors
    /// The encoder refuses, which it should not.
    pub fn to_mp3(&self, tags: &Tags) -> Result<Bytes, AudioError> {
        let channels = self.channels();
        let mut encoder =
            Mp3Encoder::new(Mp3EncoderConfig { bitrate_kbps: bitrate(channels), vbr_quality: None });
        self.play(|block| {
            encoder.push_pcm_f32(block, channels as u16, SAMPLE_RATE).map_err(AudioError::processing)
        })?;
        encoder.finish();
        let mut file = Vec::new();
        let tag = tag(tags, &self.chapters, self.duration_ms());
        // The oldest version that all players know.
        Encoder::new().version(Version::Id3v23).encode(&tag, &mut file).map_err(AudioError::processing)?;
        while let Ok(packet) = encoder.next_packet() {
            file.extend(packet);
        }
        Ok(file.into())
    }
}

fn tag(tags: &Tags, chapters: &[Chapter], duration_ms: u64) -> Tag {
    let mut tag = Tag::new();
    tag.set_title(&tags.title);
    tag.set_genre("Audiobook");
    tag.set_text("TLEN", duration_ms.to_string());
    if let Some(artist) = &tags.artist {
        tag.set_artist(artist);
    }
    if let Some(language) = tags.language.as_deref().and_then(three_letters) {
        tag.set_text("TLAN", language);
    }
    if let Some(cover) = &tags.cover {
        tag.add_frame(Picture {
            mime_type: cover.media_type.clone(),
            picture_type: PictureType::CoverFront,
            description: String::new(),
            data: cover.picture.to_vec(),
        });
    }
    add_chapters(&mut tag, chapters);
    tag
}

fn add_chapters(tag: &mut Tag, chapters: &[Chapter]) {
    let clock = |ms: u64| u32::try_from(ms).unwrap_or(u32::MAX);
    let mut elements = Vec::new();
    for (number, chapter) in chapters.iter().take(MOST_CHAPTERS).enumerate() {
        let element_id = format!("chp{number}");
        elements.push(element_id.clone());
        tag.add_frame(ChapterFrame {
            element_id,
            start_time: clock(chapter.start_ms),
            end_time: clock(chapter.end_ms),
            start_offset: NO_OFFSET,
            end_offset: NO_OFFSET,
            frames: vec![Frame::text("TIT2", &chapter.title)],
        });
    }
    if !elements.is_empty() {
        let element_id = "toc".to_owned();
        tag.add_frame(TableOfContents {
            element_id,
            top_level: true,
            ordered: true,
            elements,
            frames: vec![],
        });
    }
}

/// ISO 639-2 for the languages of our stories; the tag has no other form.
fn three_letters(language: &str) -> Option<&'static str> {
    match language.split('-').next().unwrap_or_default() {
        "en" => Some("eng"),
        "fr" => Some("fra"),
        "ja" => Some("jpn"),
        "id" => Some("ind"),
        _ => None,
    }
}
