//! What devices have before they meet, made once for many runs.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, LocalMacKey, LocalSigningKey};
use mdoc_proximity::model::engagement::Capabilities;
use mdoc_proximity::reader::{self, ReaderIdentity, Request, Retain};
use mdoc_proximity::report::Profile;
use mdoc_proximity::x509::PathCache;

use std::sync::Arc;

use crate::nonce::WATCHED;
use crate::plan::Plan;
use crate::world::World;

/// What may be asked for, a bit for each.
pub const ELEMENTS: [&str; 3] = ["family_name", "age_over_18", "portrait"];

pub struct Stage {
    holders: Vec<holder::Config>,
    readers: Vec<reader::Config>,
    pub signing: (Credential, LocalSigningKey),
    pub mac: (Credential, LocalMacKey),
}

fn index(profile: Profile, other: bool) -> usize {
    usize::from(profile == Profile::Field) * 2 + usize::from(other)
}

impl Stage {
    pub fn new() -> Self {
        let mut world = World { holder_provider: WATCHED, reader_provider: WATCHED, ..World::new(77) };
        let identity = world.identity("Apotek Eksempel");
        let known = Arc::new(PathCache::default());
        let kinds =
            [Profile::Strict, Profile::Field].into_iter().flat_map(|profile| [(profile, false), (profile, true)]);
        let holders = kinds.clone().map(|(profile, edition2)| {
            let config = holder::Config::builder(WATCHED).reader_anchors(world.reader_anchors()).profile(profile);
            if edition2 { config.capabilities(Capabilities::default()) } else { config }.build().unwrap()
        });
        let holders = holders.collect();
        let reader = |profile, identity: Option<&ReaderIdentity>| {
            let config = reader::Config::builder(WATCHED).issuer_roots(world.issuer_roots());
            let config = config.profile(profile).path_cache(Arc::clone(&known));
            match identity {
                Some(identity) => config.authenticate_as(identity.clone()),
                None => config.anonymous(),
            }
            .build()
            .unwrap()
        };
        let readers = kinds.map(|(profile, known)| reader(profile, known.then_some(&identity))).collect();
        let signing = world.licence();
        let mac = world.mac_licence(Curve::P256);
        Self { holders, readers, signing, mac }
    }

    pub fn holder(&self, plan: &Plan) -> &holder::Config {
        &self.holders[index(plan.profile, plan.edition2)]
    }

    pub fn reader(&self, plan: &Plan) -> &reader::Config {
        &self.readers[index(plan.profile, plan.authenticated)]
    }

    pub fn credential(&self, plan: &Plan) -> &Credential {
        if plan.mac { &self.mac.0 } else { &self.signing.0 }
    }
}

/// A request for these elements.
pub fn request(asks: u32) -> Request {
    let asked = ELEMENTS.iter().enumerate().filter(|(bit, _)| asks >> bit & 1 == 1);
    let request = Request::builder().document(mdl::DOCTYPE);
    asked.fold(request, |request, (_, element)| request.element(mdl::NAMESPACE, *element, Retain::No)).build().unwrap()
}
