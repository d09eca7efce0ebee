//! Token status lists and identifier lists, inflation included.

use core::time::Duration;
use std::sync::LazyLock;

use mdoc_proximity::auth::Policy;
use mdoc_proximity::auth::issuer::Signer;
use mdoc_proximity::auth::status::{MsoStatus, judge};
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::issuer::{ListDates, ListToken, StatusListBuilder};
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::report::Report;
use mdoc_proximity::trust::{Revocation, StatusList, StatusLists};
use mdoc_proximity::x509::{Path, Purpose, validate};

use super::cursor::Cursor;
use super::providers::{choose, maker, trusting};
use super::world::{NOW, PROFILES, STATUS_URI, Unsigned, WORLD, bare};

static MSO: LazyLock<Vec<u8>> = LazyLock::new(|| bare(&WORLD.unsigned.mso));

static SIGNER: LazyLock<Signer> = LazyLock::new(|| {
    let chain: Vec<&[u8]> = WORLD.signer.chain().iter().map(Vec::as_slice).collect();
    let purpose = Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()]);
    let roots = WORLD.issuer_roots.clone();
    let report = &mut Report::new();
    let path: Option<Path> =
        validate(&maker(), &chain, roots.certificates(), &purpose, NOW, Duration::ZERO, PROFILES[0], report);
    Signer::Certified(Box::new(path.expect("our own path")))
});

/// A byte of choices, then a token: whole, or as the claim of a list, or as the compressed bytes of one.
/// * One that is read kept its bytes, and is found under its subject.
/// * What strict goes by, field goes by, to the same end.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let token = match choice & 3 {
        0 | 1 => input.0.to_vec(),
        2 => made(|list| list.claims.push((ListToken::STATUS_LIST, input.0.to_vec()))),
        _ => {
            let bits = u64::from(input.byte() % 9);
            let claim = StatusListBuilder::claim_of(bits, input.0);
            made(|list| list.claims.push((ListToken::STATUS_LIST, claim)))
        }
    };
    let Ok(list) = StatusList::from_bytes(&token) else { return };
    assert_eq!(list.bytes(), token);
    let _ = (list.issued_at(), list.expires(), list.stale_after(), format!("{list:?}"));
    let mut status_lists = StatusLists::new();
    status_lists.add(&token).expect("it was read before");
    assert_eq!(status_lists.of(list.subject()).count(), 1);
    let _ = status_lists.add_from(STATUS_URI, &token).is_ok();

    let trusts = choice & 4 == 4;
    let provider: CryptoProvider = choose(choice >> 3);
    let provider = if trusts { trusting(provider) } else { provider };
    let revocation = Revocation { status_lists, ..Revocation::default() };
    let (mso, _) = from_slice::<MobileSecurityObject<'_>>(&MSO, Encoding::Strict).expect("our own MSO");
    let found = PROFILES.map(|profile| {
        let policy = Policy {
            provider: &provider,
            profile,
            at: NOW,
            skew: Duration::ZERO,
            revocation: &revocation,
            known_paths: None,
        };
        judge(&policy, Some(&mso), Some(&SIGNER), &mut Report::new())
    });
    for known in [MsoStatus::Valid, MsoStatus::Revoked] {
        assert!(found[0] != known || found[1] == known, "{found:?}");
    }
    assert!(found.iter().all(|found| *found != MsoStatus::Unpublished), "our MSO says where it is published");
}

/// A token of the status signer that has no claim of a list yet, under a signature that trusting providers take.
fn made(fill: impl FnOnce(&mut ListToken)) -> Vec<u8> {
    let dates = ListDates {
        issued: NOW,
        expires: Some(NOW.plus(Duration::from_secs(86_400))),
        time_to_live: Some(Duration::from_secs(3600)),
    };
    let builder = StatusListBuilder::new(STATUS_URI, dates, 8);
    let key = Unsigned(*WORLD.list_key.public_key());
    let algorithm = mdoc_proximity::crypto::SigningKey::algorithm(&key);
    let mut token = builder.token(algorithm, &[WORLD.status_signer.der()]);
    token.claims.retain(|(label, _)| *label != ListToken::STATUS_LIST);
    fill(&mut token);
    token.sign(&key).expect("nothing is signed")
}
