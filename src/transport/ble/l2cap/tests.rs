use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// The messages of `chunks`, and how it ended.
fn decode(decoder: &mut Decoder, chunks: &[&[u8]]) -> (Vec<Vec<u8>>, Result<(), FrameError>) {
    let mut messages = Vec::new();
    for chunk in chunks {
        let mut chunk = *chunk;
        loop {
            match decoder.take(&mut chunk) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break assert!(chunk.is_empty()),
                Err(error) => return (messages, Err(error)),
            }
        }
    }
    (messages, Ok(()))
}

#[test]
fn the_length_is_big_endian_and_does_not_count_itself() {
    assert_eq!(encode(&[7; 3]).unwrap(), [0, 0, 0, 3, 7, 7, 7]);
    let long = encode(&[7; 0x01_02_03]).unwrap();
    assert_eq!((&long[..4], long.len()), (&[0, 1, 2, 3][..], 4 + 0x01_02_03));
}

#[test]
fn what_cannot_be_sent() {
    assert_eq!(encode(&[]), Err(FrameError::Empty));
    let length = budget::MESSAGE_BYTES;
    assert_eq!(encode(&vec![0; length]).unwrap().len(), length + 4);
    assert_eq!(encode(&vec![0; length + 1]), Err(FrameError::TooLong { length: length + 1 }));
}

#[test]
fn t12_a_length_without_measure_is_refused_before_anything_is_kept() {
    let largest = u32::try_from(budget::MESSAGE_BYTES).unwrap();
    for length in [u32::MAX, largest + 1] {
        let mut decoder = Decoder::new();
        let refused = FrameError::TooLong { length: length as usize };
        assert_eq!(decode(&mut decoder, &[&length.to_be_bytes()]), (vec![], Err(refused)));
        assert_eq!((decoder.message.capacity(), decoder.end()), (0, Err(refused)));
        // What follows is not taken for a new message.
        assert_eq!(decode(&mut decoder, &[&[0, 0, 0, 1, 9]]), (vec![], Err(refused)));
    }
    let mut decoder = Decoder::new();
    assert_eq!(decode(&mut decoder, &[&largest.to_be_bytes(), &[1; 10]]), (vec![], Ok(())));
    assert!(decoder.message.capacity() < 1000);
}

#[test]
fn t13_an_empty_message_is_refused_and_those_before_it_are_not() {
    let mut decoder = Decoder::new();
    let stream = [0, 0, 0, 1, 9, 0, 0, 0, 0, 0, 0, 0, 1, 9];
    assert_eq!(decode(&mut decoder, &[&stream]), (vec![vec![9]], Err(FrameError::Empty)));
    assert_eq!(decoder.end(), Err(FrameError::Empty));
}

#[test]
fn t13_a_channel_that_ends_inside_a_message() {
    for cut in [&[0][..], &[0, 0, 0], &[0, 0, 0, 2], &[0, 0, 0, 2, 9], &[0, 0, 0, 1, 9, 0]] {
        let mut decoder = Decoder::new();
        decode(&mut decoder, &[cut]).1.unwrap();
        assert_eq!(decoder.end(), Err(FrameError::CutOff), "{cut:?}");
    }
    let mut decoder = Decoder::new();
    assert_eq!(decoder.end(), Ok(()));
    decode(&mut decoder, &[&[0, 0, 0, 1, 9]]).1.unwrap();
    assert_eq!(decoder.end(), Ok(()));
}

#[test]
fn nothing_of_a_message_is_shown() {
    let mut decoder = Decoder::new();
    decode(&mut decoder, &[&[0, 0, 0, 9, 251, 252]]).1.unwrap();
    assert_eq!(format!("{decoder:?}"), "Decoder(2 bytes of a message)");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn messages_arrive_however_the_stream_is_cut(
        messages in vec(vec(any::<u8>(), 1..300), 0..8),
        cuts in vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let stream: Vec<u8> = messages.iter().flat_map(|message| encode(message).unwrap()).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect();
        let mut decoder = Decoder::new();
        prop_assert_eq!(decode(&mut decoder, &chunks), (messages, Ok(())));
        prop_assert_eq!(decoder.end(), Ok(()));
    }

    #[test]
    fn any_stream_means_the_same_in_one_piece_and_byte_by_byte(stream in vec(0_u8..4, 0..200)) {
        let (mut whole, mut single) = (Decoder::new(), Decoder::new());
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        prop_assert_eq!(decode(&mut whole, &[&stream]), decode(&mut single, &bytes));
        prop_assert_eq!(whole.end(), single.end());
    }
}
