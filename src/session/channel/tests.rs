use zeroize::Zeroizing;

use super::{Channel, ChannelError, Side};
use crate::crypto::DEFAULT_PROVIDER;
use crate::session::SessionKeys;

fn channel(side: Side) -> Channel {
    let keys = SessionKeys { sk_reader: Zeroizing::new([1; 32]).into(), sk_device: Zeroizing::new([2; 32]).into() };
    Channel::new(DEFAULT_PROVIDER, keys, side)
}

fn plaintext(text: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.as_bytes().to_vec())
}

#[test]
fn messages_cross_in_both_directions_with_counters_of_their_own() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    for text in ["one", "two", "three"] {
        let sealed = reader.seal(plaintext(text)).unwrap();
        assert_eq!(sealed.len(), text.len() + 16);
        assert_eq!(*mdoc.open(&sealed).unwrap(), text.as_bytes());
    }
    let sealed = mdoc.seal(plaintext("back")).unwrap();
    assert_eq!(*reader.open(&sealed).unwrap(), b"back");
}

#[test]
fn equal_plaintexts_never_give_equal_ciphertexts() {
    let mut reader = channel(Side::Reader);
    assert_ne!(reader.seal(plaintext("same")).unwrap(), reader.seal(plaintext("same")).unwrap());
}

#[test]
fn a_replay_a_gap_and_a_reflection_are_refused_and_do_not_advance_the_counter() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    let first = reader.seal(plaintext("first")).unwrap();
    let second = reader.seal(plaintext("second")).unwrap();
    assert_eq!(mdoc.open(&second), Err(ChannelError::Decrypt));
    mdoc.open(&first).unwrap();
    assert_eq!(mdoc.open(&first), Err(ChannelError::Decrypt));
    assert_eq!(reader.open(&second), Err(ChannelError::Decrypt));
    assert_eq!(*mdoc.open(&second).unwrap(), b"second");
}

#[test]
fn short_and_changed_ciphertexts_are_refused() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    let mut sealed = reader.seal(plaintext("text")).unwrap();
    assert_eq!(mdoc.open(&[]), Err(ChannelError::Decrypt));
    assert_eq!(mdoc.open(&sealed[..15]), Err(ChannelError::Decrypt));
    assert_eq!(mdoc.open(&sealed[..sealed.len() - 4]), Err(ChannelError::Decrypt));
    sealed[0] ^= 1;
    assert_eq!(mdoc.open(&sealed), Err(ChannelError::Decrypt));
}

#[test]
fn the_counters_stop_before_they_wrap() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    reader.sent = u32::MAX - 2;
    mdoc.received = u32::MAX - 2;
    let last = reader.seal(plaintext("last")).unwrap();
    mdoc.open(&last).unwrap();
    assert_eq!(reader.seal(plaintext("none")), Err(ChannelError::CounterExhausted));
    assert_eq!(mdoc.open(&last), Err(ChannelError::CounterExhausted));
}
