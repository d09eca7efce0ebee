//! H82 and H83: what two presentations of one wallet have in common.

use std::collections::BTreeSet;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use mdoc_proximity::cbor::{Embedded, Encoding, from_slice};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::Engagement;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::transport::ble::service::fresh_uuid;

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

/// What every engagement of edition 1 on P-256 begins with, up to the key's coordinates: the version, the cipher suite and
/// the heads of the key. The byte before it says how many members there are.
const BEGINS: &str = "0063312e30018201d818584ba401022001215820";

/// Every stretch of 16 bytes that the standard does not fix. Behind the coordinates it fixes fewer than 16 in a row.
fn stretches(engagement: &[u8]) -> BTreeSet<Vec<u8>> {
    let fixed = HEXLOWER.decode(BEGINS.as_bytes()).unwrap();
    let random = engagement[1..].strip_prefix(&*fixed).unwrap_or_else(|| panic!("{engagement:02x?}"));
    random.windows(16).map(<[u8]>::to_vec).collect()
}

/// H83: two engagements share neither key nor UUID, nor any other stretch of bytes that is not the standard's own.
#[test]
fn two_engagements_share_no_mark() {
    let mut world = World::new(101);
    let config = world.holder_config(Curve::P256);
    let mut engagement = || {
        let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
        let ble = BleOptions { central_client: Some(fresh_uuid(&mut world.rng)), ..BleOptions::default() };
        let uri = engagement.offer_qr(&[RetrievalMethod::Ble(ble)]).unwrap();
        let shown = BASE64URL_NOPAD.decode(uri.strip_prefix("mdoc:").unwrap().as_bytes()).unwrap();
        [("NFC", stretches(&engagement.nfc_device_engagement())), ("QR", stretches(&shown))]
    };
    let (one, two) = (engagement(), engagement());
    let mut shared = Vec::new();
    for ((way, one), (_, two)) in one.iter().zip(&two) {
        // The coordinates, 32 bytes each, and what is between them; and the UUID.
        assert!(one.len() >= 52, "{way}: {}", one.len());
        shared.extend(one.intersection(two).map(|stretch| format!("{way}: {}", HEXLOWER.encode(stretch))));
    }
    assert!(shared.is_empty(), "{shared:#?}");
}
