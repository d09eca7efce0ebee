use super::*;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::datamodel::mdl;

const MDL: &str = "org.iso.18013.5.1.mDL";
const NAME_SPACE: &str = "org.iso.18013.5.1";

fn licence() -> RequestBuilder {
    Request::builder().document(MDL)
}

#[test]
fn a_request_survives_the_wire() {
    let request = licence()
        .item(&mdl::FAMILY_NAME, Retain::Yes)
        .element("org.example", "a", Retain::No)
        .item(&mdl::PORTRAIT, Retain::No)
        .document("org.example.card")
        .element("org.example", "b", Retain::Yes)
        .build()
        .unwrap();
    let transcript = SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
    let bytes = request.encode(None, &transcript).unwrap();
    assert_eq!(Request::from_device_request(&bytes).unwrap(), request);
    let asked: Vec<_> = request.documents()[0].elements().collect();
    assert_eq!(asked[0], (NAME_SPACE, "family_name", Retain::Yes));
    assert_eq!(asked[1], (NAME_SPACE, "portrait", Retain::No), "elements of a namespace stand together");
    assert_eq!(asked[2], ("org.example", "a", Retain::No));
    assert!(request.asks_for("org.example.card") && !request.asks_for("org.example"));
    let of_card: Vec<_> = request.elements_of("org.example.card").collect();
    assert_eq!(of_card, [("org.example", "b")]);
}

#[test]
fn what_cannot_be_asked() {
    assert_eq!(Request::builder().build(), Err(RequestError::NoDocument));
    assert_eq!(Request::builder().element("a", "b", Retain::No).build(), Err(RequestError::NoDocument));
    let orphan = Request::builder().element("a", "b", Retain::No).document(MDL).element("a", "b", Retain::No);
    assert_eq!(orphan.build(), Err(RequestError::NoDocument));
    assert_eq!(licence().build(), Err(RequestError::NoElement(MDL.to_owned())));
    for (doc_type, name_space, identifier) in [("", "a", "b"), ("a", "", "b"), ("a", "b", "")] {
        let empty = Request::builder().document(doc_type).element(name_space, identifier, Retain::No);
        assert_eq!(empty.build(), Err(RequestError::EmptyName));
    }
    let twice = licence().element("a", "b", Retain::No).element("a", "b", Retain::Yes);
    assert_eq!(twice.build(), Err(RequestError::Duplicate("b".to_owned())));
    let many = (0..=budget::DOCUMENTS)
        .fold(Request::builder(), |builder, number| builder.document(number.to_string()).element("a", "b", Retain::No));
    assert_eq!(many.build(), Err(RequestError::TooManyDocuments));
}

#[test]
fn at_most_two_ages_of_a_document_type() {
    let age = |builder: RequestBuilder, nn: u8| builder.element(NAME_SPACE, format!("age_over_{nn}"), Retain::No);
    let two = age(age(licence(), 18), 21);
    assert!(two.clone().build().is_ok());
    assert_eq!(age(two.clone(), 65).build(), Err(RequestError::AgeAttestations(MDL.to_owned())));
    // Nor by asking twice for the document.
    let split = age(two.clone().document(MDL), 65);
    assert_eq!(split.build(), Err(RequestError::AgeAttestations(MDL.to_owned())));
    let other = age(age(two.document("org.example.card"), 18), 21);
    assert!(other.build().is_ok(), "another document has questions of its own");
    assert!(age(age(licence(), 18), 21).element(NAME_SPACE, "age_over_1", Retain::No).build().is_ok(), "no age");
}

#[test]
fn an_identity_signs_every_document_request() {
    let secret = crate::crypto::SecretKey::from_bytes(crate::crypto::Curve::P256, vec![9; 32].into());
    let key = PROVIDER.keys.signing_key(&secret).unwrap();
    let public = *key.public_key();
    let identity = ReaderIdentity::new(key.into(), vec![vec![0x30, 0]]);
    let request = licence().item(&mdl::FAMILY_NAME, Retain::No).document("org.example.card");
    let request = request.element("org.example", "b", Retain::Yes).build().unwrap();
    let transcript = SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
    let bytes = request.encode(Some(&identity), &transcript).unwrap();
    let (sent, _) = cbor::from_slice::<DeviceRequest<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(sent.doc_requests.len(), 2);
    for doc_request in &sent.doc_requests {
        let auth = doc_request.reader_auth.as_ref().unwrap().as_ref().unwrap();
        let items = doc_request.items_request.bytes();
        let payload = crate::model::authentication::reader_authentication_bytes(&transcript, items);
        auth.verify_detached(&PROVIDER, &public, &[&payload]).unwrap();
        assert_eq!(auth.x5chain(), [&[0x30, 0][..]]);
    }
}
