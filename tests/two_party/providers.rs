//! Presentations between every provider and every other: the holder on one, the reader on another.

use mdoc_proximity::crypto::{CryptoProvider, Curve, PROVIDERS};
use mdoc_proximity::datamodel::age::AgeAnswer;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{Credential, DeviceKey, ReaderAuth};
use mdoc_proximity::reader;

use crate::presentation::{agreeing, names_and_age, start};
use crate::wire::{request, response};
use crate::world::World;

/// Every holder with every reader.
fn pairs() -> impl Iterator<Item = (CryptoProvider, CryptoProvider)> {
    PROVIDERS.iter().flat_map(|holder| PROVIDERS.iter().map(|reader| (*holder, *reader)))
}

fn world(seed: u64, (holder, reader): (CryptoProvider, CryptoProvider)) -> World {
    World { holder_provider: holder, reader_provider: reader, ..World::new(seed) }
}

/// Presents the credential to the reader; says whether the holder knew it.
fn present(
    world: &mut World,
    curve: Curve,
    config: &reader::Config,
    (credential, key): (Credential, &dyn DeviceKey),
) -> bool {
    let mut pair = start(world, curve, config, names_and_age());
    let request = request(pair.run().0);
    let is_known = matches!(request.documents()[0].reader(), ReaderAuth::Valid(_));
    let answer = request.disclose(&[&credential], |_| true).sign(key).unwrap();
    pair.holder.respond(pair.clock.now(), answer).unwrap();
    let response = response(pair.run().1);
    let verdict = response.verify(pair.clock.wall());
    assert!(verdict.is_verified(), "{curve}: {:#?}", verdict.documents()[0].report());
    let document = verdict.document(mdl::DOCTYPE).unwrap();
    assert_eq!(document.age_at_least(18), AgeAnswer::Proven);
    is_known
}

#[test]
fn device_signatures_arrive_over_every_curve() {
    for pair in pairs() {
        for curve in agreeing() {
            let mut world = world(90, pair);
            let (licence, key) = world.licence();
            let config = world.reader_config();
            assert!(!present(&mut world, curve, &config, (licence, &key)));
        }
    }
}

#[test]
fn device_macs_arrive_over_every_curve() {
    for pair in pairs() {
        for curve in agreeing() {
            let mut world = world(91, pair);
            let (licence, key) = world.mac_licence(curve);
            let config = world.reader_config();
            assert!(!present(&mut world, curve, &config, (licence, &key)));
        }
    }
}

#[test]
fn readers_are_known_by_their_signature() {
    for pair in pairs() {
        let mut world = world(92, pair);
        let (licence, key) = world.licence();
        let config = world.authenticated_config("Vinmonopolet");
        assert!(present(&mut world, Curve::P256, &config, (licence, &key)));
    }
}

#[test]
fn there_is_a_provider_and_its_name_is_its_own() {
    let mut names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
    assert_eq!(names[0], mdoc_proximity::crypto::DEFAULT_PROVIDER.name);
    names.dedup();
    assert_eq!(names.len(), PROVIDERS.len());
}
