//! SessionEstablishment and SessionData.

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::cose::Form;
use mdoc_proximity::crypto::PROVIDERS;
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data, encode_establishment};
use mdoc_proximity::session::Status;

use super::profiles::decode;

/// Whatever is accepted reads the same after it was written again, the reader's key byte for byte; no provider takes a
/// key that another refuses as no point.
pub fn body(data: &[u8]) {
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
        let keys = PROVIDERS.iter().filter_map(|provider| {
            let key = message.e_reader_key.validate(provider, Form::Uncompressed).ok()?;
            assert_eq!(Some(key.curve()), message.e_reader_key.curve);
            Some(key.to_sec1())
        });
        let keys: Vec<_> = keys.collect();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
