//! H82 and H83: what two presentations of one wallet have in common.

use std::collections::BTreeSet;

use mdoc_proximity::cbor::{Embedded, Encoding, from_slice};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::Engagement;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};

use crate::pool::take;
use crate::support::*;
use crate::world::{NOW, World};

/// Everything in a response that is long and random enough to know somebody again by.
fn marks(response: &[u8]) -> BTreeSet<Vec<u8>> {
    let (response, _) = from_slice::<DeviceResponse<'_>>(response, Encoding::Strict).unwrap();
    let issuer_signed = &response.documents[0].as_ref().unwrap().issuer_signed;
    let payload = issuer_signed.issuer_auth.payload.unwrap();
    let (mso, _) = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Strict).unwrap();
    let digests = mso.value_digests.iter().flat_map(|(_, digests)| digests.iter().map(|(_, digest)| digest.to_vec()));
    let items = issuer_signed.name_spaces.iter().flat_map(|(_, items)| items.iter().map(|item| item.random.to_vec()));
    let signature = issuer_signed.issuer_auth.bytes[issuer_signed.issuer_auth.bytes.len() - 64..].to_vec();
    let crate_key = format!("{:?}", mso.device_key_info.device_key.point).into_bytes();
    digests.chain(items).chain([signature, payload.to_vec(), crate_key]).collect()
}

/// H82: with a pool no signature, digest, random or device key is met twice, until all were used.
#[test]
fn two_presentations_share_no_mark() {
    let mut world = World::new(100);
    let pool = pool(&mut world, 3);
    let config = holder(&world).build().unwrap();
    let show = || {
        let reserved = take(&pool, NOW).unwrap();
        let asked = open(&config, &[asked(mdl::DOCTYPE, NS, &["family_name", "portrait"], None)]);
        let response = asked.disclose(&[reserved.credential()], |_| true).sign(reserved.key()).unwrap();
        marks(response.as_bytes())
    };
    let runs = [show(), show(), show()];
    for (index, run) in runs.iter().enumerate() {
        assert!(run.len() > 16);
        for other in &runs[index + 1..] {
            assert!(run.is_disjoint(other));
        }
    }
    // The fourth repeats one, as it must.
    let again = show();
    assert_eq!(runs.iter().filter(|run| **run == again).count(), 1);
}

/// H83: two engagements share neither key nor a stretch of bytes that is not the standard's own.
#[test]
fn two_engagements_share_no_mark() {
    let mut world = World::new(101);
    let config = world.holder_config(Curve::P256);
    let mut engagement = |uuid: u8| {
        let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
        let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([uuid; 16]), ..BleOptions::default() });
        let uri = engagement.offer_qr(&[ble]).unwrap();
        (engagement.e_device_key_bytes().to_vec(), engagement.nfc_device_engagement(), uri)
    };
    let (one, two) = (engagement(1), engagement(2));
    assert_ne!(one.0, two.0);
    assert_ne!(one.1, two.1);
    assert_ne!(one.2, two.2);
    // The coordinates of the keys, 32 bytes each, in whatever place.
    let windows = |bytes: &[u8]| bytes.windows(16).map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
    assert!(windows(&one.0[20..]).is_disjoint(&windows(&two.0[20..])));
}
