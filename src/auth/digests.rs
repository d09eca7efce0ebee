//! Digests: that the issuer signed exactly the items returned (edition 1 9.1.2.5, edition 2 12.3.5).

use crate::auth::Policy;
use crate::cbor::Embedded;
use crate::crypto::HashAlgorithm;
use crate::model::mso::MobileSecurityObject;
use crate::model::response::IssuerSignedItem;
use crate::report::{Check, CheckId, Outcome, Report, Subject, shown, text};

/// Digest ids are below this (edition 1 9.1.2.4, edition 2 12.3.4).
const DIGEST_IDS: u64 = 1 << 31;
/// The least length in bytes of an item's random (edition 1 9.1.2.5, edition 2 12.3.5).
const RANDOM: usize = 16;

type NameSpaces<'a> = [(&'a str, Vec<Embedded<'a, IssuerSignedItem<'a>>>)];

pub(super) fn judge(
    policy: &Policy<'_>,
    mso: &MobileSecurityObject<'_>,
    name_spaces: &NameSpaces<'_>,
    report: &mut Report,
) {
    let algorithm = HashAlgorithm::from_name(mso.digest_algorithm);
    match algorithm {
        Some(algorithm) => {
            let holds = match algorithm {
                HashAlgorithm::Sha256 => "the digest algorithm is SHA-256",
                HashAlgorithm::Sha384 => "the digest algorithm is SHA-384",
                HashAlgorithm::Sha512 => "the digest algorithm is SHA-512",
            };
            report.pass(CheckId::MsoDigestAlgorithm, holds);
        }
        None => {
            let detail = text!("the digest algorithm \"{}\" is not permitted", shown(mso.digest_algorithm));
            report.fail(CheckId::MsoDigestAlgorithm, detail);
        }
    }
    ids(policy, algorithm, mso, name_spaces, report);
    match algorithm {
        Some(algorithm) => digests(policy, algorithm, mso, name_spaces, report),
        None => report.skip(CheckId::MsoDigests, "without a digest algorithm no digest can be made"),
    }
    randoms(policy, name_spaces, report);
}

/// Ids out of range still tell the digests apart, and an issuer in the field has them: the profile decides.
fn ids(
    policy: &Policy<'_>,
    algorithm: Option<HashAlgorithm>,
    mso: &MobileSecurityObject<'_>,
    name_spaces: &NameSpaces<'_>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::MsoDigestIds;
    let mut sound = true;
    let mut broken = |outcome, name_space: &str, at: usize, detail: &'static str| {
        sound = false;
        report.push_one_of_many(Check::new(ID, outcome, detail).about(Subject::name_space(name_space)).at(at));
    };
    let signed_at = mso.offsets.value_digests;
    let tolerable = policy.profile.deviation();
    for (name_space, digests) in &mso.value_digests {
        if digests.iter().any(|(id, _)| *id >= DIGEST_IDS) {
            broken(tolerable, name_space, signed_at, "the mobile security object has a digest id of 2^31 or more");
        }
        if algorithm.is_some_and(|algorithm| digests.iter().any(|(_, digest)| digest.len() != algorithm.len())) {
            broken(
                Outcome::Fail,
                name_space,
                signed_at,
                "the mobile security object has a digest of another length than its algorithm's",
            );
        }
    }
    for (name_space, items) in name_spaces {
        if let Some(item) = items.iter().find(|item| item.digest_id >= DIGEST_IDS) {
            broken(tolerable, name_space, item.start(), "an item has a digest id of 2^31 or more");
        }
        if are_once(items.iter().map(|item| item.digest_id), items.len()) {
            continue;
        }
        let mut used: Vec<_> = items.iter().map(|item| (item.digest_id, item.start())).collect();
        used.sort_unstable();
        let second = used.iter().zip(used.iter().skip(1)).find(|((a, _), (b, _))| a == b);
        if let Some((_, (_, at))) = second {
            broken(Outcome::Fail, name_space, *at, "two items have the same digest id");
        }
    }
    if sound {
        report.pass(ID, "digest ids are in range and used once, and digests have their algorithm's length");
    }
}

/// Whether ids of so many items stand once each, as far as can be told without sorting them: issuers number digests
/// from 0 on, so that there is a bit for each.
fn are_once(ids: impl Iterator<Item = u64>, count: usize) -> bool {
    const BITS: u64 = 64;
    let mut seen = vec![0_u64; count];
    let mut ids = ids.map(|id| (usize::try_from(id / BITS).unwrap_or(usize::MAX), 1 << (id % BITS)));
    ids.all(|(word, bit)| match seen.get_mut(word) {
        Some(word) if *word & bit == 0 => {
            *word |= bit;
            true
        }
        _ => false,
    })
}

fn digests(
    policy: &Policy<'_>,
    algorithm: HashAlgorithm,
    mso: &MobileSecurityObject<'_>,
    name_spaces: &NameSpaces<'_>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::MsoDigests;
    let (mut matching, mut failed) = (0_usize, 0_usize);
    for (name_space, items) in name_spaces {
        for item in items {
            let wrong = match mso.digest(name_space, item.digest_id) {
                None => Some("the issuer signed no digest for this item"),
                Some(digest) => {
                    // Both are the sender's, who learns nothing from how long they take to compare.
                    let made = policy.provider.hash.digest(algorithm, &[item.bytes()]);
                    (made.as_bytes() != digest)
                        .then_some("the item is not the one the issuer signed: its digest differs")
                }
            };
            let Some(wrong) = wrong else {
                matching = matching.saturating_add(1);
                continue;
            };
            failed = failed.saturating_add(1);
            let check =
                Check::new(ID, Outcome::Fail, wrong).about(Subject::element(name_space, item.element_identifier));
            report.push_one_of_many(check.at(item.start()));
        }
    }
    match (matching, failed) {
        (0, 0) => report.pass(ID, "no issuer-signed item was returned"),
        (1, 0) => report.pass(ID, "the item returned is the one the issuer signed"),
        (matching, 0) => report.pass(ID, text!("all {matching} items returned are the ones the issuer signed")),
        _ => {}
    }
}

fn randoms(policy: &Policy<'_>, name_spaces: &NameSpaces<'_>, report: &mut Report) {
    const ID: CheckId = CheckId::MsoRandom;
    let items = name_spaces.iter().flat_map(|(name_space, items)| items.iter().map(move |item| (name_space, item)));
    let mut short = items.filter(|(_, item)| item.random.len() < RANDOM);
    match short.next() {
        None => report.pass(ID, "every item has a random of at least 16 bytes"),
        Some((name_space, first)) => {
            let count = short.count().saturating_add(1);
            let detail = text!("items with a random of less than 16 bytes: {count}. This is the first");
            let check = Check::new(ID, policy.profile.deviation(), detail);
            report.push(check.about(Subject::element(name_space, first.element_identifier)).at(first.start()));
        }
    }
}
