use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1 << 20;

/// A stream of stored blocks, each of `block` bytes, with the checksum given.
fn stored(blocks: &[&[u8]], checksum: u32) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    for (number, block) in blocks.iter().enumerate() {
        stream.push(u8::from(number + 1 == blocks.len()));
        let length = u16::try_from(block.len()).unwrap();
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(*block);
    }
    stream.extend(checksum.to_be_bytes());
    stream
}

#[test]
fn exactly_the_limit_is_allowed() {
    for length in [0, 1, FIRST - 1, FIRST, FIRST + 1, LIMIT - 1, LIMIT] {
        let data = vec![0xa5; length];
        let stream = compress_to_vec_zlib(&data, 9);
        assert_eq!(zlib(&stream, LIMIT).unwrap().as_ref(), data, "{length}");
        if let Some(less) = length.checked_sub(1) {
            assert_eq!(zlib(&stream, less), Err(InflateError::TooLong), "{length}");
        }
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    // A gigabyte of zeros in a megabyte: 1,032 to 1 is the most that DEFLATE can do.
    let kilobytes_256 = vec![0; 1 << 18];
    let stream = compress_to_vec_zlib(&kilobytes_256, 9);
    assert!(stream.len() < 400, "{}", stream.len());
    assert_eq!(zlib(&stream, 1 << 17), Err(InflateError::TooLong));
}

#[test]
fn blocks_of_nothing_end() {
    let nothing: Vec<&[u8]> = vec![&[]; 100_000];
    assert_eq!(zlib(&stored(&nothing, 1), LIMIT).unwrap().len(), 0);
    assert_eq!(zlib(&stored(&[b"a", b"", b"bc"], 0x024d_0127), LIMIT).unwrap().as_ref(), b"abc");
}

#[test]
fn what_is_not_one_sound_stream_is_refused() {
    let data: Vec<u8> = (0..4000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let good = compress_to_vec_zlib(&data, 6);
    assert_eq!(zlib(&[&good[..], &[0]].concat(), LIMIT), Err(InflateError::Trailing));
    assert_eq!(zlib(&[&good[..], &good].concat(), LIMIT), Err(InflateError::Trailing));
    for length in 0..good.len() {
        assert_eq!(zlib(&good[..length], LIMIT), Err(InflateError::Truncated), "{length}");
    }
    let mut checksum = good.clone();
    *checksum.last_mut().unwrap() ^= 1;
    assert_eq!(zlib(&checksum, LIMIT), Err(InflateError::Broken));
    // A preset dictionary, another method, a bare DEFLATE stream, gzip.
    for head in [[0x78, 0xbb], [0x79, 0x9c], [0x4b, 0x4c], [0x1f, 0x8b]] {
        assert_eq!(zlib(&[&head[..], &good[2..]].concat(), LIMIT), Err(InflateError::Broken), "{head:x?}");
    }
    assert_eq!(zlib(&stored(&[b"abc"], 7), LIMIT), Err(InflateError::Broken));
}

proptest! {
    #[test]
    fn anything_stays_within_the_limit(stream in prop::collection::vec(any::<u8>(), 0..300), limit in 0_usize..5000) {
        let stream = [&[0x78, 0x01][..], &stream].concat();
        if let Ok(data) = zlib(&stream, limit) {
            prop_assert!(data.len() <= limit);
        }
    }
}
