use super::*;

#[test]
fn the_value_is_there_and_not_in_debug() {
    let name = Pii("Nordmann");
    assert_eq!(name.len(), 8);
    assert_eq!(format!("{name:?} {:?}", Some(name)), "(redacted) Some((redacted))");
}

#[test]
fn bytes_to_be_wiped_are_not_in_debug_and_can_be_taken() {
    let mut bytes = Wiped::new(b"Nordmann".to_vec());
    bytes[0] = b'n';
    assert_eq!(format!("{bytes:?}"), "(8 bytes)");
    assert_eq!(bytes.into_vec(), b"nordmann");
}

#[test]
fn wiping_takes_all_of_a_buffer() {
    let mut buffer = b"Nordmann".to_vec();
    buffer.reserve_exact(8);
    let room = buffer.capacity();
    wipe(&mut buffer);
    assert_eq!((buffer.len(), buffer.capacity()), (0, room));
}
