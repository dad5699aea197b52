//! Opus in Ogg, with chapters in its comments.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead, OpusTags};

use super::{Cover, Tags};
use crate::{AudioError, Chapter, Mixed, SAMPLE_RATE};

/// Bits a second, by channels.
const fn bitrate(channels: usize) -> i32 {
    if channels == 1 { 64_000 } else { 96_000 }
}

/// Frames of a packet: 20 ms.
const FRAME: usize = SAMPLE_RATE as usize / 50;

/// Bytes of a page: about a second, so that one can seek, and little is lost on headers.
const PAGE: usize = 8_192;

impl Mixed {
    /// As an Ogg Opus file (about 64 kbit/s mono, 96 kbit/s stereo) with title, cover and chapters. Its pre-skip and
    /// its last granule position make players play what was mixed, to the sample.
    ///
    /// # Errors
    /// The encoder refuses, which it should not.
    pub fn to_opus(&self, tags: &Tags) -> Result<Bytes, AudioError> {
        let channels = self.channels();
        let encoder = OpusEncoder::new(SAMPLE_RATE as i32, channels, Application::Audio);
        let mut encoder = encoder.map_err(AudioError::processing)?;
        encoder.bitrate_bps = bitrate(channels);
        let head = OpusHead::for_encoder(&encoder, SAMPLE_RATE);
        let skip = usize::from(head.pre_skip);
        let comments = comments(tags, &self.chapters)?;
        let writer = OggOpusWriter::with_tags(Vec::new(), head, comments).map_err(AudioError::processing)?;
        let mut file =
            File { writer, encoder, waiting: Vec::new(), packet: vec![0; MAX_PACKET_BYTES], channels };
        file.writer.set_page_target(PAGE);
        self.play(|block| file.push(block))?;
        file.finish(skip as u64 + self.frames(), skip)
    }
}

struct File {
    writer: OggOpusWriter<Vec<u8>>,
    encoder: OpusEncoder,
    waiting: Vec<f32>,
    packet: Vec<u8>,
    channels: usize,
}

impl File {
    /// Writes what fills a packet, unless it may be the last.
    fn push(&mut self, block: &[f32]) -> Result<(), AudioError> {
        self.waiting.extend_from_slice(block);
        while self.waiting.len() > FRAME * self.channels {
            let packet = self.encode()?;
            self.writer.write_packet(&packet).map_err(AudioError::processing)?;
        }
        Ok(())
    }

    fn encode(&mut self) -> Result<Vec<u8>, AudioError> {
        let samples: Vec<f32> = self.waiting.drain(..FRAME * self.channels).collect();
        let size = self.encoder.encode(&samples, FRAME, &mut self.packet).map_err(AudioError::processing)?;
        Ok(self.packet.get(..size).unwrap_or_default().to_vec())
    }

    /// Pushes out what is still in the encoder, with silence, and says where the sound ends.
    fn finish(mut self, end: u64, skip: usize) -> Result<Bytes, AudioError> {
        self.waiting.resize(self.waiting.len() + skip * self.channels, 0.0);
        loop {
            let left = end.saturating_sub(u64::try_from(self.writer.granule()).unwrap_or(0));
            if left == 0 {
                break;
            }
            let full = self.waiting.len().max(FRAME * self.channels);
            self.waiting.resize(full, 0.0);
            let packet = self.encode()?;
            let duration = left.min(FRAME as u64) as u32;
            let written = self.writer.write_packet_with_duration(&packet, duration);
            written.map_err(AudioError::processing)?;
        }
        self.writer.finish().map(Bytes::from).map_err(AudioError::processing)
    }
}

fn comments(tags: &Tags, chapters: &[Chapter]) -> Result<OpusTags, AudioError> {
    let mut comments = OpusTags::new();
    let mut push = |name: &str, value: &str| comments.push(name, value).map_err(AudioError::processing);
    push("TITLE", &tags.title)?;
    push("GENRE", "Audiobook")?;
    if let Some(artist) = &tags.artist {
        push("ARTIST", artist)?;
    }
    if let Some(language) = &tags.language {
        push("LANGUAGE", language)?;
    }
    // Players know three digits.
    for (number, chapter) in chapters.iter().take(1_000).enumerate() {
        push(&format!("CHAPTER{number:03}"), &clock(chapter.start_ms))?;
        push(&format!("CHAPTER{number:03}NAME"), &chapter.title)?;
    }
    if let Some(cover) = &tags.cover {
        push("METADATA_BLOCK_PICTURE", &STANDARD.encode(picture(cover)))?;
    }
    Ok(comments)
}

fn clock(ms: u64) -> String {
    let (s, ms) = (ms / 1_000, ms % 1_000);
    format!("{:02}:{:02}:{:02}.{ms:03}", s / 3_600, s / 60 % 60, s % 60)
}

/// A picture as FLAC files have it, which Ogg took over.
fn picture(cover: &Cover) -> Vec<u8> {
    const FRONT: u32 = 3;
    const DEPTH: u32 = 24;
    let mut block = Vec::with_capacity(cover.picture.len() + 64);
    let number = |block: &mut Vec<u8>, value: u32| block.extend(value.to_be_bytes());
    number(&mut block, FRONT);
    number(&mut block, cover.media_type.len() as u32);
    block.extend(cover.media_type.as_bytes());
    number(&mut block, 0); // no description
    number(&mut block, cover.width);
    number(&mut block, cover.height);
    number(&mut block, DEPTH);
    number(&mut block, 0); // no palette
    number(&mut block, cover.picture.len() as u32);
    block.extend(&cover.picture);
    block
}
