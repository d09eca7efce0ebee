use super::*;

#[test]
fn t09_t10_the_size_of_a_value() {
    let standard = [(23, 20), (24, 21), (64, 61), (185, 182), (247, 244), (512, 509), (514, 511), (515, 512)];
    let above = [(516, 512), (517, 512), (600, 512), (65_535, 512), (usize::MAX, 512)];
    // Below 23 there is no MTU.
    for (mtu, size) in standard.into_iter().chain(above).chain([(22, 20), (3, 20), (0, 20)]) {
        assert_eq!(ValueSize::STANDARD.of(mtu), size, "MTU {mtu}");
    }
}

#[test]
fn stacks_that_send_less() {
    let bluez_write = ValueSize::new(3, 510);
    assert_eq!((bluez_write.of(512), bluez_write.of(514), bluez_write.of(517)), (509, 510, 510));
    let bluez_notify = ValueSize::new(5, 512);
    assert_eq!(
        (bluez_notify.of(23), bluez_notify.of(516), bluez_notify.of(517), bluez_notify.of(518)),
        (18, 511, 512, 512)
    );
    // Nothing above the standard, and nothing that a prefix and a byte do not fit in.
    assert_eq!(ValueSize::new(0, 10_000), ValueSize::STANDARD);
    assert_eq!(ValueSize::new(100, 0).of(23), 2);
    assert_eq!(ValueSize::new(100, 0).of(517), 2);
}

#[test]
fn known_answers() {
    let message: Vec<u8> = (0..40).collect();
    let values: Vec<_> = fragments(&message, 20).collect();
    assert_eq!(values, [(MORE, &message[..19]), (MORE, &message[19..38]), (LAST, &message[38..])]);
    // A message that just fits is one value, also where it fills several.
    assert_eq!(fragments(&message[..19], 20).collect::<Vec<_>>(), [(LAST, &message[..19])]);
    let two: Vec<_> = fragments(&message[..38], 20).collect();
    assert_eq!(two, [(MORE, &message[..19]), (LAST, &message[19..38])]);
    assert_eq!(fragments(&message[..1], 512).collect::<Vec<_>>(), [(LAST, &message[..1])]);
    assert_eq!(fragments(&[], 20).count(), 0);
}

#[test]
fn a_size_without_room_is_taken_as_two() {
    for size in 0..=2 {
        let values: Vec<_> = fragments(&[7, 8], size).collect();
        assert_eq!(values, [(MORE, &[7][..]), (LAST, &[8])]);
    }
}

#[test]
fn the_number_of_values_is_known() {
    let message = vec![0; 1000];
    for size in 2..=600 {
        for length in [1, size - 2, size - 1, size, 2 * size, 1000] {
            let values = fragments(&message[..length.min(1000)], size);
            assert_eq!(values.len(), values.clone().count(), "{length} in {size}");
        }
    }
}

/// `Debug` tells how much is left, and nothing of it.
#[test]
fn fragments_are_not_shown() {
    assert_eq!(ValueSize::default(), ValueSize::STANDARD);
    let mut left = fragments(b"Nordmann, Kari", ValueSize::default().of(23));
    assert_eq!(format!("{left:?}"), "Fragments(14 bytes left)");
    left.next();
    assert_eq!(format!("{left:?}"), "Fragments(0 bytes left)");
}
