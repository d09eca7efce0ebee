//! Credentials and requests as others write them, whole and spoilt.

use mdoc_proximity::cbor::{self, Encoding};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::holder::{
    Config, Credential, Disclosure, KeyAgreement, Proposal, Request, Response, Signing, ToBeSigned,
};
use mdoc_proximity::model::response::{DeviceResponse, IssuerSigned, encode_issuer_signed};
use mdoc_proximity::report::Profile;

use crate::support::*;

fn bare(issuer_signed: &IssuerSigned<'_>) -> Vec<u8> {
    let name_spaces = issuer_signed.name_spaces.iter();
    let name_spaces: Vec<_> =
        name_spaces.map(|(name, items)| (*name, items.iter().map(|item| item.bytes()).collect())).collect();
    encode_issuer_signed(&name_spaces, issuer_signed.issuer_auth.bytes)
}

/// What six wallets and three issuers wrote can be held: every item keeps its bytes, and every device key is valid.
#[test]
fn issued_documents_can_be_held() {
    let Some(folder) = vectors() else { return };
    let mut issued: Vec<(String, Vec<u8>, Vec<u8>)> = Vec::new();
    for name in ["034_mdoc_20516efa26cc", "069", "084"] {
        let file = std::fs::read_dir(folder.join("field")).unwrap().map(|entry| entry.unwrap().path());
        let file = file.into_iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(name)).unwrap();
        let bytes = unhex(&std::fs::read_to_string(file).unwrap());
        issued.push((name.to_owned(), bytes.clone(), bytes));
    }
    let wallets: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("wallets/responses.json")).unwrap()).unwrap();
    for wallet in wallets.as_array().unwrap() {
        let mut bytes = unhex(wallet["mdoc"].as_str().unwrap());
        let length = cbor::Reader::new(&bytes, Encoding::Field).skip().unwrap().len();
        bytes.truncate(length); // one is padded with zeros
        let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Field).unwrap();
        for document in &response.documents {
            let credential = bare(&document.as_ref().unwrap().issuer_signed);
            issued.push((format!("wallet {}", wallet["index"]), credential, bytes.clone()));
        }
    }
    assert!(issued.len() >= 9);
    for (name, credential, whole) in issued {
        let credential = Credential::from_issuer_signed(credential).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!credential.doc_type().is_empty());
        assert!(credential.items().count() > 0, "{name}");
        assert!(credential.items().all(|(_, _, item)| contains(&whole, item)), "{name}");
        credential.device_key(&PROVIDER).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// No spoilt request or credential makes the holder panic, and none discloses what was not there before.
#[test]
fn spoilt_bytes_are_refused_or_harmless() {
    let Some(annex_d) = AnnexD::load() else { return };
    let response = annex_d.vector("D.4.1.2 DeviceResponse");
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(&response, Encoding::Strict).unwrap();
    let credential = bare(&response.documents[0].as_ref().unwrap().issuer_signed);
    let held = Credential::from_issuer_signed(credential.clone()).unwrap();
    let config = Config::builder(PROVIDER).trust_no_reader().profile(Profile::Field).build().unwrap();
    let offered = |request: Vec<u8>| {
        let request = Request::outside_session(request, &config, transcript(), None, annex_d_time());
        request.map(|request| request.propose(&[&held]).items().count()).unwrap_or_default()
    };
    let request = annex_d.vector("D.4.1.1 DeviceRequest");
    assert_eq!(offered(request.clone()), 6);
    for at in 0..request.len() {
        assert_eq!(offered(request[..at].to_vec()), 0, "cut at {at}");
        for bit in [0, 5, 7] {
            let mut spoilt = request.clone();
            spoilt[at] ^= 1 << bit;
            assert!(offered(spoilt) <= 6);
        }
    }
    for at in 0..credential.len() {
        assert!(Credential::from_issuer_signed(credential[..at].to_vec()).is_err(), "cut at {at}");
        let mut spoilt = credential.clone();
        spoilt[at] ^= 0x20;
        if let Ok(spoilt) = Credential::from_issuer_signed(spoilt) {
            let request =
                Request::outside_session(request.clone(), &config, transcript(), None, annex_d_time()).unwrap();
            assert!(request.propose(&[&spoilt]).items().all(|item| !item.value().bytes().is_empty()));
        }
    }
}

/// Everything on the way to a response can be handed to another thread or task.
#[test]
fn everything_travels() {
    fn travels<T: Send + 'static>() {}
    travels::<Credential>();
    travels::<Request>();
    travels::<Proposal>();
    travels::<Disclosure>();
    travels::<Signing>();
    travels::<ToBeSigned>();
    travels::<KeyAgreement>();
    travels::<Response>();
}
