//! Documents that break one rule each.

use super::{device_key, now, opened, rng, signer};
use crate::cbor::to_vec;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::crypto::{Curve, HashAlgorithm};
use crate::issuer::{Dates, Document, MsoDate, UnsignedDocument, prepare};

const NAME: &str = "com.example.1";

fn unsigned() -> UnsignedDocument {
    let document = Document::new(NAME, Dates::days(now(), 30)).element(NAME, "a", "x").unwrap();
    prepare(&PROVIDER, &mut rng(3), &device_key(), &document)
}

fn signed(unsigned: &UnsignedDocument) -> Vec<u8> {
    unsigned.sign(&signer(Curve::P256)).unwrap()
}

#[test]
fn every_field_can_be_wrong_under_a_good_signature() {
    let mut unsigned = unsigned();
    unsigned.mso.version = "2.0".to_owned();
    unsigned.mso.doc_type = "com.example.2".to_owned();
    unsigned.mso.digest_algorithm = "SHA-1".to_owned();
    unsigned.mso.signed = MsoDate { tag: None, text: "2026-11-23T00:00:00.5Z".to_owned() };
    unsigned.mso.value_digests[0].1[0] = (1 << 31, vec![0; 20]);
    unsigned.mso.status = Some(to_vec("status"));
    unsigned.mso.further.push(("other".to_owned(), to_vec(&1_u64)));
    unsigned.mso.expected_update = Some(now().into());
    let bytes = signed(&unsigned);
    let (_, mso) = opened(&bytes);
    assert_eq!((mso.version.major, mso.doc_type, mso.digest_algorithm), (2, "com.example.2", "SHA-1"));
    assert!(!mso.validity_info.signed.is_conformant() && mso.validity_info.valid_from.is_conformant());
    assert!(mso.validity_info.expected_update.unwrap().is_conformant());
    assert_eq!(mso.digest(NAME, 1 << 31), Some([0; 20].as_slice()));
    assert!(mso.status.is_some());
}

#[test]
fn a_changed_item_no_longer_has_its_digest_until_digested_again() {
    let holds = |unsigned: &UnsignedDocument| {
        let bytes = signed(unsigned);
        let (issued, mso) = opened(&bytes);
        let item = &issued.name_spaces[0].1[0];
        let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[item.bytes()]);
        mso.digest(NAME, item.digest_id).is_some_and(|signed| digest.matches(signed))
    };
    let good = unsigned();
    assert!(holds(&good));
    let changes: [fn(&mut UnsignedDocument); 4] = [
        |unsigned| unsigned.items[0].1[0].random = vec![0; 15],
        |unsigned| unsigned.items[0].1[0].element_value = to_vec("y"),
        |unsigned| unsigned.items[0].1[0].element_identifier = "b".to_owned(),
        |unsigned| unsigned.items[0].1[0].digest_id = 99,
    ];
    for change in changes {
        let mut unsigned = good.clone();
        change(&mut unsigned);
        assert!(!holds(&unsigned));
        unsigned.digest_again(&PROVIDER, HashAlgorithm::Sha256);
        assert!(holds(&unsigned));
    }
}
