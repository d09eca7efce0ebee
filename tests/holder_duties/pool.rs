//! The pool by itself: which credential, when, and what survives a restart.

use std::collections::BTreeMap;
use std::convert::Infallible;

use core::time::Duration;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{
    CredentialPool, DeviceKey, LocalSigningKey, PoolError, PoolState, PoolStatus, Reservation, VerifiedCredential,
};
use mdoc_proximity::issuer::Dates;
use mdoc_proximity::time::UnixTime;

use crate::support::*;
use crate::world::{NOW, PROVIDER, World, days};

type Pool = CredentialPool<LocalSigningKey>;

pub fn take<K>(pool: &CredentialPool<K>, at: UnixTime) -> Option<Reservation<K>> {
    pool.reserve(at, |_| Ok::<_, Infallible>(())).unwrap()
}

pub fn state<K>(pool: &CredentialPool<K>) -> PoolState {
    let mut state = PoolState::default();
    pool.save(|now| {
        state = now.clone();
        Ok::<_, Infallible>(())
    })
    .unwrap();
    state
}

fn key(reservation: &Reservation<LocalSigningKey>) -> Vec<u8> {
    reservation.key().public_key().to_sec1()
}

fn uses<K>(pool: &CredentialPool<K>) -> Vec<u32> {
    let mut uses: Vec<_> = state(pool).credentials.values().map(|seen| seen.uses).collect();
    uses.sort_unstable();
    uses
}

fn at(seconds: u64) -> UnixTime {
    NOW.plus(Duration::from_secs(seconds))
}

#[test]
fn every_one_is_used_before_any_is_used_again() {
    let pool = pool(&mut World::new(50), 3);
    let mut rounds = Vec::new();
    for round in 0..9 {
        let reserved = take(&pool, at(round)).unwrap();
        rounds.push(key(&reserved));
        reserved.commit();
    }
    let first: BTreeMap<_, _> = rounds[..3].iter().map(|key| (key.clone(), ())).collect();
    assert_eq!(first.len(), 3);
    // Then in the order of their last use.
    assert_eq!(rounds[3..6], rounds[..3]);
    assert_eq!(rounds[6..], rounds[..3]);
    assert_eq!(uses(&pool), [3, 3, 3]);
}

#[test]
fn the_key_is_the_credentials() {
    let pool = pool(&mut World::new(51), 2);
    let (one, two) = (take(&pool, NOW).unwrap(), take(&pool, NOW).unwrap());
    for reserved in [&one, &two] {
        assert_eq!(reserved.credential().device_key(&PROVIDER).unwrap(), *reserved.key().public_key());
    }
    assert_ne!(key(&one), key(&two));
    assert!(take(&pool, NOW).is_none(), "both are reserved");
}

/// A reservation that came to nothing leaves no trace; one whose credential might still be shown goes on.
#[test]
fn what_was_not_shown_goes_back() {
    let pool = pool(&mut World::new(52), 1);
    let reserved = take(&pool, NOW).unwrap();
    let copy = reserved.credential().clone();
    assert!(!reserved.is_used());
    drop(reserved);
    assert!(take(&pool, NOW).is_none(), "a clone of the credential can still be shown");
    drop(copy);
    assert_eq!(uses(&pool), [0]);
    let again = take(&pool, NOW).unwrap();
    again.commit();
    assert_eq!(uses(&pool), [1]);
    assert!(take(&pool, NOW).is_some(), "all are used, so it is used again");
}

#[test]
fn single_use_means_once() {
    let pool = pool(&mut World::new(53), 1).single_use();
    drop(take(&pool, NOW).unwrap());
    take(&pool, NOW).unwrap().commit();
    assert!(take(&pool, NOW).is_none());
}

/// H85: nothing outside its validity, at the very second, unless that was configured.
#[test]
fn only_what_is_valid_is_handed_out() {
    let mut world = World::new(54);
    let (from, until) = (NOW.plus(days(2)), NOW.plus(days(4)));
    let dates = Dates { signed: NOW, valid_from: from, valid_until: until, expected_update: None };
    let fresh = |world: &mut World| {
        let pool = Pool::new(PROVIDER, mdl::DOCTYPE);
        let (credential, key) = verified(world, dates);
        pool.add(credential, key).unwrap();
        pool
    };
    let second = Duration::from_secs(1);
    let pool = fresh(&mut world);
    assert!(take(&pool, from.minus(second)).is_none());
    assert!(take(&pool, from).is_some());
    assert!(take(&pool, until).is_some());
    assert!(take(&pool, until.plus(second)).is_none());
    let pool = fresh(&mut world).skew(second);
    assert!(take(&pool, from.minus(second)).is_some() && take(&pool, until.plus(second)).is_some());
    assert!(take(&pool, until.plus(second * 2)).is_none());
    let pool = fresh(&mut world).hand_out_expired();
    assert!(take(&pool, until.plus(days(9))).is_some() && take(&pool, NOW).is_some());
}

#[test]
fn what_is_added_fits() {
    let mut world = World::new(55);
    let pool = pool(&mut world, 1);
    let (credential, key) = verified(&mut world, Dates::days(NOW, 14));
    let again = credential.clone();
    pool.add(credential, key).unwrap();
    let other_key = verified(&mut world, Dates::days(NOW, 14)).1;
    assert_eq!(pool.add(again, other_key), Err(PoolError::SameKey));
    let club = mdoc_proximity::issuer::Document::new("org.example.club", Dates::days(NOW, 14));
    let (other, key) = world.issue(&club, |_| {});
    assert_eq!(pool.add(VerifiedCredential::from_trusted_store(other), key), Err(PoolError::DocType));
    assert_eq!(pool.status(NOW).unused, 2);
}

#[test]
fn what_there_is_can_be_planned_with() {
    let mut world = World::new(56);
    let pool = Pool::new(PROVIDER, mdl::DOCTYPE);
    assert_eq!(pool.status(NOW), PoolStatus::default());
    assert!(pool.needs_refill(NOW, 1) && !pool.needs_refill(NOW, 0));
    let soon = Dates { expected_update: Some(NOW.plus(days(3))), ..Dates::days(NOW, 5) };
    let later = Dates { valid_from: NOW.plus(days(4)), expected_update: None, ..Dates::days(NOW, 9) };
    for dates in [soon, soon, soon, later] {
        let (credential, key) = verified(&mut world, dates);
        pool.add(credential, key).unwrap();
    }
    take(&pool, NOW).unwrap().commit();
    let held = take(&pool, NOW).unwrap();
    let status = pool.status(NOW);
    let expected = PoolStatus {
        unused: 1,
        used: 1,
        reserved: 1,
        not_yet_valid: 1,
        expired: 0,
        earliest_expiry: Some(soon.valid_until),
        expected_update: soon.expected_update,
    };
    assert_eq!(status, expected);
    assert!(!pool.needs_refill(NOW, 1) && pool.needs_refill(NOW, 2));
    assert!(pool.needs_refill(NOW.plus(days(3)), 0), "the issuer said so");
    drop(held);
    let status = pool.status(soon.valid_until.plus(days(1)));
    assert_eq!((status.expired, status.unused, status.used), (3, 1, 0));
    assert_eq!((status.earliest_expiry, status.expected_update), (Some(later.valid_until), None));

    // What has expired is thrown out with its use; what is reserved stays.
    let kept = take(&pool, NOW).unwrap();
    let gone = pool.retain(|credential, _| credential.validity().valid_until >= soon.valid_until.plus(days(1)));
    assert_eq!(gone.len(), 2);
    assert_eq!((state(&pool).credentials.len() <= 2, pool.status(NOW).reserved), (true, 1));
    drop(kept);
    let mut seen = Vec::new();
    let gone = pool.retain(|_, uses| {
        seen.push(uses);
        false
    });
    assert_eq!((gone.len(), seen), (2, vec![0, 0]));
}

/// What is stored before anything is handed out is what a restart needs.
#[test]
fn a_restart_forgets_no_use() {
    let mut world = World::new(57);
    let issued: Vec<_> = (0..3).map(|_| verified(&mut world, Dates::days(NOW, 14)).0).collect();
    // The handle of the key is its place here.
    let start = |state: &PoolState| {
        let pool = CredentialPool::restored(PROVIDER, mdl::DOCTYPE, state);
        for (place, credential) in issued.iter().enumerate() {
            let stored = VerifiedCredential::from_trusted_store(credential.credential().clone());
            pool.add(stored, place).unwrap();
        }
        pool
    };
    let pool = start(&PoolState::default());
    let used = take(&pool, at(1)).unwrap();
    let first = *used.key();
    used.commit();
    let mut file = String::new();
    let reserved = pool.reserve(at(2), |state| serde_json::to_string(state).map(|json| file = json)).unwrap().unwrap();
    let second = *reserved.key();
    assert_ne!(first, second);
    assert_eq!(file.matches("\"reserved\"").count(), 1, "{file}");

    // The power fails here: nobody knows whether the second was shown, so it was.
    let state: PoolState = serde_json::from_str(&file).unwrap();
    let pool = start(&state);
    assert_eq!((pool.status(NOW).unused, pool.status(NOW).used), (1, 2));
    let third = take(&pool, at(3)).unwrap();
    assert!(![first, second].contains(third.key()));
    third.commit();
    // All used once: now in the order they were used in.
    for expected in [first, second] {
        let next = take(&pool, at(4)).unwrap();
        assert_eq!(*next.key(), expected);
        next.commit();
    }
    // Restored again from what is now, and given back: the counts stand.
    let restored: PoolState = serde_json::from_str(&serde_json::to_string(&self::state(&pool)).unwrap()).unwrap();
    assert_eq!(restored, self::state(&pool));
    assert_eq!(uses(&start(&restored)), [1, 2, 2]);
    drop(reserved);
}

/// Nothing is handed out that could not be stored, and nothing is lost by it.
#[test]
fn what_cannot_be_stored_is_not_reserved() {
    let pool = pool(&mut World::new(58), 1);
    assert_eq!(pool.reserve(NOW, |_| Err("the disk is full")).unwrap_err(), "the disk is full");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = pool.reserve(NOW, |_| -> Result<(), Infallible> { panic!("the disk is on fire") });
    }));
    assert!(panicked.is_err());
    assert_eq!(state(&pool), PoolState::default());
    assert!(take(&pool, NOW).is_some());
    assert_eq!(pool.save(|_| Err(7)), Err(7));
}

/// No credential is ever in two hands, and no state is stored that lacks an earlier one's reservation.
#[test]
fn threads_never_share_a_credential() {
    const THREADS: usize = 8;
    let pool = pool(&mut World::new(59), 5);
    let (out, stored) = (std::sync::Mutex::new(Vec::new()), std::sync::Mutex::new(0_usize));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for round in 0..50 {
                    let store = |state: &PoolState| {
                        // Counts of the state at hand, under the pool's lock: they never go back.
                        let uses: u32 = state.credentials.values().map(|seen| seen.uses).sum();
                        let mut last = stored.lock().unwrap();
                        assert!(uses as usize >= *last);
                        *last = uses as usize;
                        Ok::<_, Infallible>(())
                    };
                    let Some(reserved) = pool.reserve(NOW, store).unwrap() else { continue };
                    let mine = key(&reserved);
                    {
                        let mut out = out.lock().unwrap();
                        assert!(!out.contains(&mine), "handed out twice");
                        out.push(mine.clone());
                    }
                    std::thread::yield_now();
                    out.lock().unwrap().retain(|key| *key != mine);
                    if round % 3 == 0 { drop(reserved) } else { reserved.commit() }
                }
            });
        }
    });
    assert_eq!(pool.status(NOW).reserved, 0);
    assert!(uses(&pool).iter().all(|uses| *uses > 0));
}

/// `Debug` of a pool and of what was taken from it tells no name, no value and no key.
#[test]
fn a_pool_is_not_shown_in_passing() {
    let pool = pool(&mut World::new(59), 2);
    let reserved = take(&pool, NOW).unwrap();
    let shown = format!("{pool:?} {pool:#?} {reserved:?} {reserved:#?}");
    assert!(shown.contains("held: 2") && shown.contains("is_used: false"), "{shown}");
    let key: String = key(&reserved)[1..9].iter().map(|byte| format!("{byte:02x}")).collect();
    for secret in ["Nordmann", "Kari", &key] {
        assert!(!shown.to_lowercase().contains(&secret.to_lowercase()), "{secret}: {shown}");
    }
}
