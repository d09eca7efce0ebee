//! Whatever is done with a pool, in whatever order.

use std::collections::BTreeMap;

use core::time::Duration;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{Credential, CredentialPool, Reservation, VerifiedCredential};
use mdoc_proximity::issuer::Dates;
use mdoc_proximity::time::UnixTime;
use proptest::prelude::*;
use std::sync::LazyLock;

use crate::pool::{state, take};
use crate::support::verified;
use crate::world::{NOW, PROVIDER, World, days};

/// Until when each is valid, in days from now.
const UNTIL: [u64; 5] = [2, 4, 30, 30, 30];

/// Made once: what is tested is not their signatures.
static ISSUED: LazyLock<Vec<Credential>> = LazyLock::new(|| {
    let mut world = World::new(60);
    let until = |until: u64| Dates { valid_until: NOW.plus(days(until)), ..Dates::days(NOW, 30) };
    UNTIL.iter().map(|day| verified(&mut world, until(*day)).0.into_credential()).collect()
});

#[derive(Debug, Clone)]
enum Step {
    Reserve,
    Commit(usize),
    Drop(usize),
    Advance(u8),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Reserve),
        4 => (0_usize..5).prop_map(Step::Commit),
        3 => (0_usize..5).prop_map(Step::Drop),
        1 => (1_u8..30).prop_map(Step::Advance),
        1 => Just(Step::Restart),
    ]
}

fn filled(pool: CredentialPool<usize>) -> CredentialPool<usize> {
    for (place, credential) in ISSUED.iter().enumerate() {
        pool.add(VerifiedCredential::from_trusted_store(credential.clone()), place).unwrap();
    }
    pool
}

fn valid(place: usize, now: UnixTime) -> bool {
    now <= NOW.plus(days(UNTIL[place]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Against a model: never two reservations of one credential, never one outside its validity, always one of those
    /// least used, none only where none is free; and a restart counts what was out.
    #[test]
    fn a_pool_is_its_model(steps in proptest::collection::vec(step(), 1..60)) {
        let mut pool = filled(CredentialPool::new(PROVIDER, mdl::DOCTYPE));
        let mut live: Vec<Reservation<usize>> = Vec::new();
        let mut uses: BTreeMap<usize, u32> = (0..UNTIL.len()).map(|place| (place, 0)).collect();
        let mut now = NOW;
        for step in steps {
            now = now.plus(Duration::from_secs(1));
            match step {
                Step::Reserve => {
                    let out: Vec<_> = live.iter().map(|reserved| *reserved.key()).collect();
                    let free = || uses.iter().filter(|(place, _)| !out.contains(place) && valid(**place, now));
                    let least = free().map(|(_, uses)| *uses).min();
                    match take(&pool, now) {
                        None => prop_assert_eq!(least, None),
                        Some(reserved) => {
                            let place = *reserved.key();
                            prop_assert!(!out.contains(&place) && valid(place, now));
                            prop_assert_eq!(Some(uses[&place]), least);
                            live.push(reserved);
                        }
                    }
                }
                Step::Commit(place) if place < live.len() => {
                    let reserved = live.remove(place);
                    *uses.get_mut(reserved.key()).unwrap() += 1;
                    reserved.commit();
                }
                Step::Drop(place) if place < live.len() => drop(live.remove(place)),
                Step::Commit(_) | Step::Drop(_) => {}
                Step::Advance(hours) => now = now.plus(Duration::from_secs(u64::from(hours) * 3600)),
                Step::Restart => {
                    let stored = state(&pool);
                    for reserved in live.drain(..) {
                        *uses.get_mut(reserved.key()).unwrap() += 1;
                    }
                    pool = filled(CredentialPool::restored(PROVIDER, mdl::DOCTYPE, &stored));
                }
            }
            let mut counted: Vec<_> = state(&pool).credentials.values().map(|seen| seen.uses).filter(|uses| *uses > 0).collect();
            let mut expected: Vec<_> = uses.values().copied().filter(|uses| *uses > 0).collect();
            counted.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(counted, expected);
        }
    }

    /// One presentation after the other: no credential is ever two uses ahead of another.
    #[test]
    fn re_use_is_spread_evenly(shown in proptest::collection::vec(any::<bool>(), 1..80)) {
        let pool = filled(CredentialPool::new(PROVIDER, mdl::DOCTYPE));
        let mut uses = [0_u32; UNTIL.len()];
        for (second, shown) in (0_u64..).zip(shown) {
            let reserved = take(&pool, NOW.plus(Duration::from_secs(second))).unwrap();
            if shown {
                uses[*reserved.key()] += 1;
                reserved.commit();
            }
            prop_assert!(uses.iter().max().unwrap() - uses.iter().min().unwrap() <= 1, "{uses:?}");
        }
    }
}
