//! Elements that the device signs itself.

use mdoc_proximity::cbor::{self, Encoding};
use mdoc_proximity::holder::{Credential, CredentialError, LocalSigningKey, SignedBy};
use mdoc_proximity::model::response::DeviceResponse;

use crate::support::*;

const NS: &str = "org.example.club";

fn member() -> Issued {
    Maker {
        authorized_name_spaces: vec!["org.example.phone", MDL_NS],
        authorized_elements: vec![(NS, vec!["mood", "name"])],
        ..Maker::new(NS, vec![(NS, "name", text("Kari"))])
    }
    .make()
}

fn offered(credential: &Credential, name_space: &str, identifier: &str) -> Option<(String, SignedBy)> {
    let request = open(device_request(&[items_request(NS, &[(name_space, identifier, false)])])).unwrap();
    let proposal = request.propose(&[credential]);
    proposal.items().next().map(|item| (item.value().as_text().unwrap().to_owned(), item.signed_by()))
}

/// H84, and the rest of the rule.
#[test]
fn only_authorized_and_without_twin() {
    let with = |name_space: &str, identifier: &str| {
        member().credential.with_device_element(name_space, identifier, text("by the device")).unwrap()
    };
    let mine = Some(("by the device".to_owned(), SignedBy::Device));
    assert_eq!(offered(&with(NS, "mood"), NS, "mood"), mine);
    assert_eq!(offered(&with("org.example.phone", "any"), "org.example.phone", "any"), mine);
    // Not authorized.
    assert_eq!(offered(&with(NS, "rank"), NS, "rank"), None);
    assert_eq!(offered(&with("org.example.other", "mood"), "org.example.other", "mood"), None);
    // The issuer signed one of that name, which stands.
    assert_eq!(offered(&with(NS, "name"), NS, "name"), Some(("Kari".to_owned(), SignedBy::Issuer)));
    // mDL elements are the issuer's to sign, whatever the authorizations say.
    assert_eq!(offered(&with(MDL_NS, "given_name"), MDL_NS, "given_name"), None);
    // Not asked for.
    assert_eq!(offered(&with(NS, "mood"), NS, "Mood"), None);
}

#[test]
fn values_are_one_item() {
    let refused = |value: Vec<u8>| member().credential.with_device_element(NS, "mood", value).unwrap_err();
    assert!(matches!(refused(vec![]), CredentialError::DeviceValue(_)));
    assert!(matches!(refused(vec![1, 2]), CredentialError::DeviceValue(_)));
    assert!(matches!(refused(vec![0x9f, 0xff]), CredentialError::DeviceValue(_)));
}

#[test]
fn they_are_signed_and_sent() {
    let issued = member();
    let credential = issued.credential.clone();
    let credential = credential.with_device_element(NS, "mood", text("gloomy")).unwrap();
    let credential = credential.with_device_element(NS, "mood", text("glad")).unwrap();
    let credential = credential.with_device_element("org.example.phone", "number", text("not asked for")).unwrap();
    let request = open(device_request(&[items_request(NS, &[(NS, "mood", false), (NS, "name", false)])])).unwrap();
    let response = request
        .disclose(&[&credential], |item| item.signed_by() == SignedBy::Device)
        .sign(&LocalSigningKey::new(issued.signing_key()))
        .unwrap();
    let (decoded, _) = cbor::from_slice::<DeviceResponse<'_>>(response.as_bytes(), Encoding::Strict).unwrap();
    let document = decoded.documents[0].as_ref().unwrap();
    assert!(document.issuer_signed.name_spaces.is_empty());
    let device = &document.device_signed.name_spaces.name_spaces;
    assert_eq!((device.len(), device[0].0, device[0].1.len()), (1, NS, 1));
    assert_eq!((device[0].1[0].0, device[0].1[0].1.as_text()), ("mood", Some("glad")));
    assert!(!contains(response.as_bytes(), b"gloomy") && !contains(response.as_bytes(), b"not asked for"));
}

/// The limit of two ages to a reader counts those of the device too, each once.
#[test]
fn ages_of_the_device_are_ages() {
    const PHOTO_ID: &str = "org.iso.23220.1";
    let issued =
        Maker { authorized_name_spaces: vec![PHOTO_ID], ..Maker::new(NS, vec![(NS, "name", text("Kari"))]) }.make();
    let ages = ["age_over_18", "age_over_21", "age_over_65"];
    let credential = ages.iter().fold(issued.credential.clone(), |credential, age| {
        credential.with_device_element(PHOTO_ID, age, boolean(true)).unwrap()
    });
    let asked: Vec<_> = ages.iter().map(|age| (PHOTO_ID, *age, false)).collect();
    let request = open(device_request(&[items_request(NS, &asked)])).unwrap();
    let proposal = request.propose(&[&credential]);
    let offered: Vec<_> = proposal.items().map(|item| (item.identifier().to_owned(), item.signed_by())).collect();
    assert_eq!(offered.len(), 2, "{offered:?}");
    assert!(offered.iter().all(|(name, by)| ages.contains(&name.as_str()) && *by == SignedBy::Device), "{offered:?}");
}
