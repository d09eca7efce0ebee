//! VICAL and RICAL.

use core::time::Duration;

use mdoc_proximity::cose::SigningInput;
use mdoc_proximity::report::{Profile, Report};
use mdoc_proximity::trust::{EntryReport, EntryStanding, ListError, Revocation, Rical, TrustAnchors, Vical};
use mdoc_proximity::x509::Certificate;

use super::cursor::Cursor;
use super::providers::{choose, trusting};
use super::world::{NOW, PROFILES, WORLD};

/// A byte of choices, then a list: signed, or its content alone, which is then put under a signature that is found good.
/// * What strict takes, field takes, with as many entries.
/// * What is refused failed a check, what is taken failed none.
/// * No more anchors come of a list than it has entries, each under an entry's certificate.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let (rical, content, trusts) = (choice & 1 == 1, choice & 2 == 2, choice & 6 != 0);
    let provider = choose(choice >> 3);
    let provider = if trusts { trusting(provider) } else { provider };
    let bytes = match content {
        true => signed(if rical { &WORLD.rical_signer } else { &WORLD.vical_signer }, input.0),
        false => input.0.to_vec(),
    };
    let revocation = Revocation::default();
    let entries = PROFILES.map(|profile: Profile| {
        let (taken, added) = if rical {
            let list = Rical::verify(&provider, &bytes, &WORLD.list_roots, &revocation, NOW, Duration::ZERO, profile);
            let mut anchors = TrustAnchors::readers();
            let added = list.as_ref().map(|list| anchors.add_rical(&provider, list, profile)).unwrap_or_default();
            (outcome(&list, Rical::report).then(|| list.map_or(0, |list| list.entries().len())), added)
        } else {
            let list = Vical::verify(&provider, &bytes, &WORLD.list_roots, &revocation, NOW, Duration::ZERO, profile);
            let mut anchors = TrustAnchors::issuers();
            let added = list.as_ref().map(|list| anchors.add_vical(&provider, list, profile)).unwrap_or_default();
            (outcome(&list, Vical::report).then(|| list.map_or(0, |list| list.entries().len())), added)
        };
        assert_eq!(added.len(), taken.unwrap_or(0));
        added.iter().for_each(entry);
        taken
    });
    assert!(entries[0].is_none() || entries[0] == entries[1], "strict takes what field does not: {entries:?}");
}

fn outcome<T>(list: &Result<T, ListError>, report: impl Fn(&T) -> &Report) -> bool {
    match list {
        Ok(list) => assert!(!report(list).has_failed(), "taken, and a check failed"),
        Err(error) => {
            assert!(error.report.has_failed(), "refused, and no check failed");
            assert!(!error.to_string().is_empty());
        }
    }
    list.is_ok()
}

fn entry(entry: &EntryReport) {
    assert_eq!(entry.standing == EntryStanding::Refused, entry.report.has_failed(), "{}", entry.report);
    assert!(entry.standing == EntryStanding::Refused || entry.certificate.is_some());
}

fn signed(signer: &Certificate, content: &[u8]) -> Vec<u8> {
    let algorithm = mdoc_proximity::crypto::SignatureAlgorithm::Es256;
    SigningInput::new(algorithm, &[signer.der()], content.to_vec(), true).finish(&[0; 64])
}
