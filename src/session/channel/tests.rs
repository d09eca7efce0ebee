use zeroize::Zeroizing;

use super::{Channel, ChannelError, Side};
use crate::crypto::DEFAULT_PROVIDER;
use crate::session::SessionKeys;

fn channel(side: Side) -> Channel {
    let keys = SessionKeys { sk_reader: Zeroizing::new([1; 32]).into(), sk_device: Zeroizing::new([2; 32]).into() };
    Channel::new(DEFAULT_PROVIDER, keys, side)
}

fn open(channel: &mut Channel, sealed: &[u8]) -> Result<Vec<u8>, ChannelError> {
    channel.open(sealed.to_vec(), 0..sealed.len()).map(|plaintext| plaintext.to_vec())
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
        assert_eq!(open(&mut mdoc, &sealed).unwrap(), text.as_bytes());
    }
    let sealed = mdoc.seal(plaintext("back")).unwrap();
    assert_eq!(open(&mut reader, &sealed).unwrap(), b"back");
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
    assert_eq!(open(&mut mdoc, &second), Err(ChannelError::Decrypt));
    open(&mut mdoc, &first).unwrap();
    assert_eq!(open(&mut mdoc, &first), Err(ChannelError::Decrypt));
    assert_eq!(open(&mut reader, &second), Err(ChannelError::Decrypt));
    assert_eq!(open(&mut mdoc, &second).unwrap(), b"second");
}

#[test]
fn short_and_changed_ciphertexts_are_refused() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    let mut sealed = reader.seal(plaintext("text")).unwrap();
    assert_eq!(open(&mut mdoc, &[]), Err(ChannelError::Decrypt));
    assert_eq!(open(&mut mdoc, &sealed[..15]), Err(ChannelError::Decrypt));
    assert_eq!(open(&mut mdoc, &sealed[..sealed.len() - 4]), Err(ChannelError::Decrypt));
    sealed[0] ^= 1;
    assert_eq!(open(&mut mdoc, &sealed), Err(ChannelError::Decrypt));
}

#[test]
fn the_counters_stop_before_they_wrap() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    reader.sent = u32::MAX - 2;
    mdoc.received = u32::MAX - 2;
    let last = reader.seal(plaintext("last")).unwrap();
    open(&mut mdoc, &last).unwrap();
    assert_eq!(reader.seal(plaintext("none")), Err(ChannelError::CounterExhausted));
    assert_eq!(open(&mut mdoc, &last), Err(ChannelError::CounterExhausted));
}

#[test]
fn a_message_is_decrypted_within_what_carries_it() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    let sealed = reader.seal(plaintext("text")).unwrap();
    let message = [b"before", &sealed[..], b"behind"].concat();
    for wrong in [0..26, 6..27, 7..26, core::ops::Range { start: 26, end: 6 }, 6..33, usize::MAX..usize::MAX] {
        assert_eq!(mdoc.open(message.clone(), wrong).map(drop), Err(ChannelError::Decrypt));
    }
    let opened = mdoc.open(message, 6..26).unwrap();
    assert_eq!((&opened[..], format!("{opened:?}")), (&b"text"[..], "Plaintext(4 bytes)".to_owned()));
}

#[test]
fn a_part_of_a_buffer_is_encrypted_where_it_stands() {
    let (mut reader, mut mdoc) = (channel(Side::Reader), channel(Side::Mdoc));
    let mut buffer = b"head text".to_vec();
    let tag = reader.seal_in_place(&mut buffer[5..]).unwrap();
    assert!(buffer.starts_with(b"head ") && !buffer.ends_with(b"text"));
    assert_eq!(open(&mut mdoc, &[&buffer[5..], &tag].concat()), Ok(b"text".to_vec()));
}
