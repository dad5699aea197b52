//! Opus in Ogg: packets of silence.

use bytes::Bytes;

/// 20 ms of silence: full band CELT, mono.
const SILENCE: [u8; 3] = [0xF8, 0xFF, 0xFE];
/// Samples of a packet at Opus' own 48 kHz.
const SAMPLES: u64 = 960;
/// Packets of a page: one second.
const PACKETS: u64 = 50;

pub(super) fn silence(seconds: f64) -> Bytes {
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend_from_slice(&0_u16.to_le_bytes());
    head.extend_from_slice(&48_000_u32.to_le_bytes());
    head.extend_from_slice(&[0, 0, 0]);
    let tags = b"OpusTags\x04\0\0\0mock\0\0\0\0".to_vec();
    let mut file = page(2, 0, 0, &[head]);
    file.extend(page(0, 0, 1, &[tags]));
    let packets = (seconds * 50.0).ceil().max(1.0) as u64;
    let mut sent = 0;
    let mut number = 2;
    while sent < packets {
        let now = PACKETS.min(packets - sent);
        sent += now;
        let last = if sent == packets { 4 } else { 0 };
        file.extend(page(last, sent * SAMPLES, number, &vec![SILENCE.to_vec(); now as usize]));
        number += 1;
    }
    file.into()
}

/// A page of packets that are all shorter than 255 bytes.
fn page(flags: u8, position: u64, number: u32, packets: &[Vec<u8>]) -> Vec<u8> {
    let lengths: Vec<u8> = packets.iter().map(|packet| packet.len() as u8).collect();
    let build = |checksum: u32| {
        let mut page = b"OggS\0".to_vec();
        page.push(flags);
        page.extend_from_slice(&position.to_le_bytes());
        page.extend_from_slice(b"mock");
        page.extend_from_slice(&number.to_le_bytes());
        page.extend_from_slice(&checksum.to_le_bytes());
        page.push(lengths.len() as u8);
        page.extend_from_slice(&lengths);
        page.extend(packets.concat());
        page
    };
    build(checksum(&build(0)))
}

/// Ogg's checksum: the polynomial of PNG's, from the other end, without its inversions.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum >> 31 == 1 { sum << 1 ^ 0x04C1_1DB7 } else { sum << 1 }
        })
    })
}
