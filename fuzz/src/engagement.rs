//! The device engagement: the text of a QR code, and the structure in it.

use mdoc_proximity::cose::Form;
use mdoc_proximity::model::engagement::DeviceEngagement;
use mdoc_proximity::reader::{Engagement, EngagementError};
use mdoc_proximity::transport::qr;

use super::profiles::decode;
use super::providers::of_one_mind;

/// An input is both: text (where it is UTF-8) and DeviceEngagement.
/// * What a URI carries survives writing it as a URI.
/// * An engagement that is taken was kept byte for byte, decodes, offers a method, and is taken again.
/// * All providers that have its key's curve are of one mind about the key.
pub fn body(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data) {
        if let Ok(bytes) = qr::from_uri(text) {
            assert_eq!(qr::from_uri(&qr::to_uri(&bytes)).as_ref(), Ok(&bytes));
            structure(&bytes);
        }
        taken(text);
    }
    structure(data);
    taken(&qr::to_uri(data));
}

fn taken(text: &str) {
    let Ok(engagement) = Engagement::from_qr(text) else { return };
    assert!(!engagement.retrieval_methods().is_empty());
    let again = Engagement::from_qr(&qr::to_uri(engagement.bytes())).expect("what was taken is taken again");
    assert_eq!(again.bytes(), engagement.bytes());
    assert_eq!(again.e_device_key_bytes(), engagement.e_device_key_bytes());
    assert_eq!(again.retrieval_methods(), engagement.retrieval_methods());
    assert_eq!((again.version(), again.capabilities()), (engagement.version(), engagement.capabilities()));
    let bytes = engagement.e_device_key_bytes();
    assert!(engagement.bytes().windows(bytes.len()).any(|part| part == bytes), "the key is not as received");
    of_one_mind(|provider| {
        engagement.device_key(provider).map_err(|error| match error {
            EngagementError::DeviceKey(error) => error,
            error => panic!("{error}, of an engagement that was taken"),
        })
    });
}

fn structure(data: &[u8]) {
    for engagement in decode::<DeviceEngagement<'_>>(data).into_iter().flatten() {
        let usable: Vec<_> = engagement.usable_methods().collect();
        assert!(usable.len() <= engagement.retrieval_methods.as_ref().map_or(0, Vec::len));
        for form in [Form::Uncompressed, Form::Any] {
            let key = of_one_mind(|provider| engagement.e_device_key.validate(provider, form));
            assert!(key.is_none_or(|key| Some(key.curve()) == engagement.e_device_key.curve));
        }
    }
}
