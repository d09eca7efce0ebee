use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::transport::ble::fragment::{ValueSize, fragments};

fn refused(values: &[&[u8]]) -> Option<FragmentError> {
    let mut reassembly = Reassembly::new();
    values.iter().find_map(|value| reassembly.take(value).err())
}

#[test]
fn t01_values_that_no_message_has() {
    for prefix in 2..=u8::MAX {
        assert_eq!(refused(&[&[prefix]]), Some(FragmentError::Prefix(prefix)));
        assert_eq!(refused(&[&[MORE, 1], &[prefix, 2]]), Some(FragmentError::Prefix(prefix)));
    }
    assert_eq!(refused(&[&[]]), Some(FragmentError::NoPrefix));
    assert_eq!(refused(&[&[MORE, 1], &[]]), Some(FragmentError::NoPrefix));
    assert_eq!(refused(&[&[LAST]]), Some(FragmentError::EmptyMessage));
    assert_eq!(refused(&[&[MORE], &[LAST]]), Some(FragmentError::EmptyMessage));
}

#[test]
fn short_and_empty_values_inside_a_message_are_legal() {
    let mut reassembly = Reassembly::new();
    for value in [&[MORE, 1, 2, 3][..], &[MORE, 4], &[MORE]] {
        assert_eq!(reassembly.take(value), Ok(None));
    }
    assert_eq!((reassembly.is_inside(), reassembly.received()), (true, 4));
    assert_eq!(reassembly.take(&[LAST]), Ok(Some(vec![1, 2, 3, 4])));
    assert_eq!((reassembly.is_inside(), reassembly.received()), (false, 0));
    assert_eq!(reassembly.take(&[LAST, 9]), Ok(Some(vec![9])));
}

#[test]
fn t08_a_message_without_end_meets_the_limit_of_its_size() {
    let mut reassembly = Reassembly::new();
    let value = [&[MORE][..], &[0xaa; 511]].concat();
    let mut taken = 0;
    let error = loop {
        match reassembly.take(&value) {
            Ok(whole) => assert_eq!(whole, None),
            Err(error) => break error,
        }
        taken += 511;
        assert!(taken <= budget::MESSAGE_BYTES);
    };
    assert_eq!(error, FragmentError::TooLong);
    assert!(budget::MESSAGE_BYTES - taken < 511);
    // What came is dropped, and nothing more is taken.
    assert_eq!((reassembly.received(), reassembly.message.capacity(), reassembly.is_inside()), (0, 0, false));
    assert_eq!(reassembly.take(&[LAST, 1]), Err(FragmentError::TooLong));
}

#[test]
fn t08_empty_values_without_end_meet_the_limit_of_their_number() {
    let mut reassembly = Reassembly::new();
    let error = (0..=budget::BLE_FRAGMENTS).find_map(|_| reassembly.take(&[MORE]).err());
    assert_eq!(error, Some(FragmentError::TooMany));
    // The largest message fits at the least MTU.
    assert!(budget::MESSAGE_BYTES.div_ceil(ValueSize::STANDARD.of(23) - 1) <= budget::BLE_FRAGMENTS);
}

#[test]
fn a_message_of_the_largest_size_is_taken() {
    let message = vec![0x5a; budget::MESSAGE_BYTES];
    let mut reassembly = Reassembly::new();
    let mut whole = None;
    for (prefix, part) in fragments(&message, 512) {
        assert_eq!(whole, None);
        whole = reassembly.take(&[&[prefix], part].concat()).unwrap();
    }
    assert_eq!(whole.map(|whole| whole.len()), Some(budget::MESSAGE_BYTES));
}

#[test]
fn nothing_of_a_message_is_shown() {
    let mut reassembly = Reassembly::new();
    reassembly.take(&[MORE, 251, 252]).unwrap();
    assert_eq!(format!("{reassembly:?}"), "Reassembly(2 bytes of a message)");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn messages_come_out_as_they_went_in(messages in vec(vec(any::<u8>(), 1..2000), 1..4), mtu in 23_usize..=600) {
        let size = ValueSize::STANDARD.of(mtu);
        let mut reassembly = Reassembly::new();
        let mut received = Vec::new();
        for message in &messages {
            let values = fragments(message, size);
            let count = values.len();
            for (index, (prefix, part)) in values.enumerate() {
                let value = [&[prefix], part].concat();
                prop_assert!(value.len() <= size && value.len() <= 512);
                // The largest size is used for all but the last.
                prop_assert_eq!(value.len() == size, index + 1 < count || part.len() == size - 1);
                received.extend(reassembly.take(&value).unwrap());
            }
        }
        prop_assert_eq!(received, messages);
        prop_assert!(!reassembly.is_inside());
    }

    #[test]
    fn no_values_do_harm(values in vec(vec(0_u8..4, 0..6), 0..60)) {
        let mut reassembly = Reassembly::new();
        let mut refused = None;
        for value in values {
            let taken = reassembly.take(&value);
            match (refused, taken) {
                (Some(error), taken) => prop_assert_eq!(taken, Err(error)),
                (None, Ok(Some(message))) => prop_assert!(!message.is_empty()),
                (None, taken) => refused = taken.err(),
            }
        }
    }
}
