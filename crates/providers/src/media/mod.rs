//! What files are, by their bytes: providers say many things about what they send.

mod mp3;
mod picture;
mod wav;

pub(crate) use mp3::duration as mp3_duration;
pub(crate) use picture::{data_url, decode_base64, is_url, media_type as picture_type};
pub(crate) use wav::{Pcm, read as read_wav};
