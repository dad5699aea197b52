//! WAV: 16 bit PCM.

use bytes::Bytes;

use crate::{AudioError, Mixed, SAMPLE_RATE};

/// Bytes of the header.
const HEADER: usize = 44;

impl Mixed {
    /// As a WAV file of 16 bit samples, 330 MB an hour for each channel. It has no chapters.
    ///
    /// # Errors
    /// It has more than 4 GB.
    pub fn to_wav(&self) -> Result<Bytes, AudioError> {
        let channels = self.channels();
        let length = self.frames() * channels as u64 * 2;
        let Ok(size) = u32::try_from(length + HEADER as u64 - 8) else {
            return Err(AudioError::processing("a WAV file cannot be so long"));
        };
        let mut file = Vec::with_capacity(HEADER + length as usize);
        file.extend(b"RIFF");
        file.extend(size.to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(1_u16.to_le_bytes()); // PCM
        file.extend((channels as u16).to_le_bytes());
        file.extend(SAMPLE_RATE.to_le_bytes());
        file.extend((SAMPLE_RATE * channels as u32 * 2).to_le_bytes());
        file.extend((channels as u16 * 2).to_le_bytes());
        file.extend(16_u16.to_le_bytes());
        file.extend(b"data");
        file.extend((size - (HEADER as u32 - 8)).to_le_bytes());
        self.play(|block| {
            file.extend(block.iter().flat_map(|s| ((s * 32_767.0).round() as i16).to_le_bytes()));
            Ok(())
        })?;
        Ok(file.into())
    }
}
