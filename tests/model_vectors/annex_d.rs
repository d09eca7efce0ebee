//! Annex D of ISO/IEC 18013-5: what is read is what is written, and what is signed is what the annex signs.

use mdoc_proximity::cbor::{Decode, Embedded, Encoding, Reader, Writer, from_slice, to_vec};
use mdoc_proximity::cose::{CoseKey, Form, Mac0, Sign1, SigningInput, encode_key, mac_structure, sig_structure};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{HashAlgorithm, SignatureAlgorithm};
use mdoc_proximity::model::authentication::{device_authentication_bytes, reader_authentication_bytes};
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::request::{DeviceRequest, encode_items_request, encode_request};
use mdoc_proximity::model::response::{
    DeviceAuth, DeviceResponse, DocumentParts, encode_issuer_signed, encode_item, encode_response,
};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::model::version::Version;
use mdoc_proximity::time::UnixTime;
use serde_json::Value;

use crate::shared::{certified_key, hex, json, path};

struct AnnexD(Value);

impl AnnexD {
    fn load() -> Option<Self> {
        path("annex-d.json").map(|path| Self(json(&path)))
    }

    fn get(&self, name: &str) -> Vec<u8> {
        let vectors = self.0["vectors"].as_array().unwrap();
        let vector = vectors.iter().find(|vector| vector["name"] == name).unwrap();
        hex(vector["hex"].as_str().unwrap())
    }

    fn transcript(&self) -> SessionTranscript {
        SessionTranscript::from_bytes(&self.get("D.5.1 SessionTranscriptBytes")).unwrap()
    }
}

fn strict<'a, T: Decode<'a>>(bytes: &'a [u8]) -> T {
    from_slice(bytes, Encoding::Strict).unwrap().0
}

#[test]
fn d_4_1_1_request() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.get("D.4.1.1 DeviceRequest");
    let request: DeviceRequest<'_> = strict(&bytes);
    assert_eq!(request.version, Version::V1_0);
    let [document] = request.doc_requests.as_slice() else { panic!("one document is requested") };
    let items = document.items_request.value();
    assert_eq!(items.doc_type, "org.iso.18013.5.1.mDL");
    let [(name_space, elements)] = items.name_spaces.as_slice() else { panic!("one namespace is requested") };
    assert_eq!(*name_space, "org.iso.18013.5.1");
    let expected = [
        ("family_name", true),
        ("document_number", true),
        ("driving_privileges", true),
        ("issue_date", true),
        ("expiry_date", true),
        ("portrait", false),
    ];
    assert_eq!(elements.as_slice(), expected);
    let reader_auth = document.reader_auth.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(reader_auth.bytes, annex.get("D.5.4 ReaderAuth"));

    let content = encode_items_request(items.doc_type, items.name_spaces.clone());
    assert_eq!(content, document.items_request.content());
    assert_eq!(encode_request(&[(&content, Some(reader_auth.bytes))]), bytes);
}

#[test]
fn d_4_1_2_response() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.get("D.4.1.2 DeviceResponse");
    let response: DeviceResponse<'_> = strict(&bytes);
    assert_eq!((response.version, response.status), (Version::V1_0, 0));
    assert_eq!((response.document_errors.len(), response.zk_documents, response.encrypted_documents), (0, 0, 0));
    let [Ok(document)] = response.documents.as_slice() else { panic!("one document is returned") };
    let issuer_signed = &document.issuer_signed;
    let identifiers: Vec<_> = issuer_signed.name_spaces[0].1.iter().map(|item| item.element_identifier).collect();
    let expected = ["family_name", "issue_date", "expiry_date", "document_number", "portrait", "driving_privileges"];
    assert_eq!(identifiers, expected);
    let items = || issuer_signed.name_spaces.iter().flat_map(|(_, items)| items);
    for item in items() {
        let value = item.element_value.bytes();
        assert_eq!(encode_item(item.digest_id, item.random, item.element_identifier, value), item.content());
    }

    let name_spaces: Vec<_> = issuer_signed
        .name_spaces
        .iter()
        .map(|(name_space, items)| (*name_space, items.iter().map(Embedded::bytes).collect()))
        .collect();
    let mac = document.device_signed.device_auth.device_mac.as_ref().unwrap();
    let parts = DocumentParts {
        doc_type: document.doc_type,
        issuer_name_spaces: name_spaces.clone(),
        issuer_auth: issuer_signed.issuer_auth.bytes,
        device_name_spaces_bytes: document.device_signed.name_spaces.bytes(),
        is_signature: false,
        device_auth: mac.bytes,
    };
    assert_eq!(encode_response(&[parts], &[], 0), bytes);
    // The same IssuerSigned is a sample of its own.
    let bare = encode_issuer_signed(&name_spaces, issuer_signed.issuer_auth.bytes);
    assert!(bytes.windows(bare.len()).any(|window| window == bare));
}

#[test]
fn d_4_1_3_extended_request() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.get("D.4.1.3 DeviceRequest extended (2nd ed. draft)");
    let request: DeviceRequest<'_> = strict(&bytes);
    assert_eq!(request.version, Version::V1_1);
    assert_eq!(request.doc_requests.len(), 3);
    for document in &request.doc_requests {
        let info = document.items_request.request_info.as_ref().unwrap();
        assert_eq!(info.unique_doc_set_required, Some(true));
        assert!(info.alternative_data_elements.is_some() && !info.unreadable);
    }
    let info = request.device_request_info.unwrap();
    let sets: Vec<_> = info.use_cases.iter().map(|case| (case.mandatory, case.document_sets.clone())).collect();
    assert_eq!(sets, [(false, vec![vec![0]]), (false, vec![vec![1], vec![2]])]);
}

#[test]
fn d_5_2_issuer_authentication() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.get("D.5.2 IssuerAuth");
    assert_eq!(bytes[..7], hex("8443a10126a118"));
    let issuer_auth: Sign1<'_> = strict(&bytes);
    let certificate = annex.get("D.5 DS certificate (extracted)");
    assert_eq!(issuer_auth.x5chain(), [certificate.as_slice()]);
    let payload = issuer_auth.payload.unwrap();
    let signed = annex.get("D.5.2 IssuerAuth Sig_structure");
    assert_eq!(sig_structure(issuer_auth.protected_bytes, payload), signed);
    issuer_auth.verify_attached(&PROVIDER, &certified_key(&certificate)).unwrap();

    let input = SigningInput::new(SignatureAlgorithm::Es256, &[&certificate], payload.to_vec(), true);
    assert_eq!(input.to_be_signed(), signed);
    assert_eq!(input.finish(issuer_auth.signature), bytes);

    let mso: Embedded<'_, MobileSecurityObject<'_>> = strict(payload);
    assert_eq!((mso.version, mso.digest_algorithm, mso.doc_type), (Version::V1_0, "SHA-256", "org.iso.18013.5.1.mDL"));
    assert!(mso.validity_info.signed.is_conformant());
    assert_eq!(mso.validity_info.valid_until.at, UnixTime::from_rfc3339("2021-10-01T13:30:02Z").ok());
    let device_key = mso.device_key_info.device_key.validate(&PROVIDER, Form::Any).unwrap();
    assert_eq!(device_key.x(), hex(annex.0["keys"]["static_device_key"]["x"].as_str().unwrap()));

    let response = annex.get("D.4.1.2 DeviceResponse");
    let response: DeviceResponse<'_> = strict(&response);
    let document = response.documents[0].as_ref().unwrap();
    let mut compared = 0;
    for (name_space, items) in &document.issuer_signed.name_spaces {
        for item in items {
            let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[item.bytes()]);
            assert!(digest.matches(mso.digest(name_space, item.digest_id).unwrap()));
            compared += 1;
        }
    }
    assert_eq!(compared, 6);
    assert_eq!(mso.digest("org.iso.18013.5.1", 1 << 31), None);
    assert_eq!(mso.digest("org.iso.18013.5.1.US", 1_000), None);
    assert_eq!(mso.digest("org.iso.18013.5.2", 0), None);
}

#[test]
fn d_5_3_device_authentication() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.get("D.5.3 DeviceAuth");
    let device_auth: DeviceAuth<'_> = strict(&bytes);
    let mac = device_auth.device_mac.unwrap();
    assert!(device_auth.device_signature.is_none());

    let authenticated = device_authentication_bytes(&annex.transcript(), "org.iso.18013.5.1.mDL", &hex("d81841a0"));
    assert_eq!(authenticated, annex.get("D.5.3 DeviceAuthenticationBytes"));
    assert_eq!(mac_structure(mac.protected_bytes, &authenticated), annex.get("D.5.3 MAC_structure"));

    let key: [u8; 32] = hex(annex.0["intermediate"]["EMacKey key"].as_str().unwrap()).try_into().unwrap();
    mac.verify_detached(&PROVIDER, &key, &[&authenticated]).unwrap();
    let (first, second) = authenticated.split_at(100);
    mac.verify_detached(&PROVIDER, &key, &[first, second]).unwrap();
    assert_eq!(Mac0::create_detached(&PROVIDER, &key, &[first, second]), mac.bytes);
}

#[test]
fn d_5_4_reader_authentication() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.get("D.5.4 ReaderAuth");
    let reader_auth: Sign1<'_> = strict(&bytes);
    let request = annex.get("D.4.1.1 DeviceRequest");
    let request: DeviceRequest<'_> = strict(&request);
    let items_request = request.doc_requests[0].items_request.bytes();

    let authenticated = reader_authentication_bytes(&annex.transcript(), items_request);
    assert_eq!(authenticated, annex.get("D.5.4 ReaderAuthenticationBytes"));
    let signed = annex.get("D.5.4 ReaderAuth Sig_structure");
    assert_eq!(sig_structure(reader_auth.protected_bytes, &authenticated), signed);

    let certificate = annex.get("D.5 Reader certificate (extracted)");
    assert_eq!(reader_auth.x5chain(), [certificate.as_slice()]);
    let (first, second) = authenticated.split_at(33);
    reader_auth.verify_detached(&PROVIDER, &certified_key(&certificate), &[first, second]).unwrap();

    let input = SigningInput::new(SignatureAlgorithm::Es256, &[&certificate], authenticated, false);
    assert_eq!(input.to_be_signed(), signed);
    assert_eq!(input.finish(reader_auth.signature), bytes);
}

#[test]
fn d_3_1_device_key() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = hex(annex.0["derived_by_us"]["EDeviceKeyBytes"].as_str().unwrap());
    let key: Embedded<'_, CoseKey<'_>> = strict(&bytes);
    let validated = key.validate(&PROVIDER, Form::Uncompressed).unwrap();
    let mut writer = Writer::new();
    encode_key(&validated, &mut writer);
    assert_eq!(writer.as_slice(), key.content());
    assert_eq!(to_vec(&key), bytes);
    // The same by hand.
    let mut reader = Reader::new(writer.as_slice(), Encoding::Strict);
    assert!(!CoseKey::decode(&mut reader).unwrap().has_private);
}
