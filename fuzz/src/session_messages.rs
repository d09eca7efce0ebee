//! SessionEstablishment and SessionData.

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::cose::Form;
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data, encode_establishment};
use mdoc_proximity::session::{Channel, SessionKeys, Side, Status};

use super::cursor::Cursor;
use super::profiles::decode;
use super::providers::{choose, of_one_mind};
use super::world::WORLD;

/// Whatever is accepted reads the same after it was written again, the reader's key byte for byte; all providers that have
/// its curve are of one mind about it. A channel decrypts no part of a message but what was sealed, wherever it is said
/// to stand.
pub fn body(data: &[u8]) {
    channel(data);
    for (encoding, message) in [Encoding::Strict, Encoding::Field].into_iter().zip(decode::<SessionData<'_>>(data)) {
        let Some(message) = message else { continue };
        let again = encode_data(message.data, message.status);
        assert_eq!(from_slice::<SessionData<'_>>(&again, Encoding::Strict).expect("ours is strict").0, message);
        if let Some(code) = message.status {
            assert_eq!(Status::from_code(code).code(), code);
        }
        // Nothing can be written that is longer, but what has more members.
        assert!(encoding == Encoding::Field || again.len() <= data.len());
    }
    for (encoding, message) in
        [Encoding::Strict, Encoding::Field].into_iter().zip(decode::<SessionEstablishment<'_>>(data))
    {
        let Some(message) = message else { continue };
        let again = encode_establishment(message.e_reader_key.bytes(), message.data);
        let (read, _) = from_slice::<SessionEstablishment<'_>>(&again, encoding).expect("ours is as good");
        assert_eq!((read.e_reader_key.bytes(), read.data), (message.e_reader_key.bytes(), message.data));
        let keys = of_one_mind(|provider| message.e_reader_key.validate(provider, Form::Uncompressed));
        assert!(keys.is_none_or(|key| Some(key.curve()) == message.e_reader_key.curve));
    }
}

/// A sealed message at one place of a buffer, opened at another.
fn channel(data: &[u8]) {
    let mut input = Cursor(data);
    let (start, end, before) = (usize::from(input.u16()), usize::from(input.u16()), usize::from(input.byte()));
    let plaintext = &input.0[..input.0.len().min(64)];
    let provider = choose(0);
    let channel = |side| {
        let keys = SessionKeys::derive(&provider, &WORLD.zab(), &WORLD.transcript).expect("session keys");
        Channel::new(provider, keys, side)
    };
    let sealed = channel(Side::Reader).seal(plaintext.to_vec().into()).expect("the first message");
    let message = [&vec![0; before], sealed.as_slice(), &[0; 3]].concat();
    let right = before..before + sealed.len();
    let said = start..end;
    let opened = channel(Side::Mdoc).open(message.clone(), said.clone());
    assert_eq!(opened.is_ok(), said == right);
    let opened = channel(Side::Mdoc).open(message, right).expect("what was sealed");
    assert_eq!(&opened[..], plaintext);
}
