//! Whom the reader CAs of a list may vouch for (edition 2 F.3.2), as a holder judges readers.

use mdoc_proximity::auth::reader;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::holder::{Config, ReaderAuth, Request};
use mdoc_proximity::issuer::{Authority, CertificateSpec, ListedCertificate, RicalBuilder};
use mdoc_proximity::model::request::encode_request;
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{EntryStanding, TrustAnchors};

use crate::bench::validity;
use crate::support::{MDL_NS, items_request, transcript};
use crate::world::*;

/// Satisfied, not satisfied, and one of two satisfied.
const NOTHING: &[u8] = &[0x81, 0xa0];
const UNKNOWN: &[u8] = &[0x81, 0xa1, 0x64, b's', b'h', b'o', b'p', 0xf5];
const EITHER: &[u8] = &[0x82, 0xa1, 0x64, b's', b'h', b'o', b'p', 0xf5, 0xa0];

/// A root, a CA below it, and a reader of each.
struct Readers {
    root: Authority,
    lower: Authority,
    of_root: Vec<u8>,
    of_lower: Vec<u8>,
}

impl Readers {
    fn new() -> Self {
        let root = ca("Reader root", 700, 1);
        let spec = CertificateSpec::reader_ca(name("Lower CA", "NO", None), validity(), CRL, Some(0));
        let lower = root.issue(&mut rng(701), &spec, key(702).public_key()).unwrap();
        let lower = Authority::new(lower, key(702));
        let reader = CertificateSpec::reader(name("Reader", "NO", None), validity(), CRL);
        let by = |ca: &Authority| ca.issue(&mut rng(703), &reader, key(704).public_key()).unwrap().der().to_vec();
        let (of_root, of_lower) = (by(&root), by(&lower));
        Self { root, lower, of_root, of_lower }
    }

    fn whole(&self) -> Vec<&[u8]> {
        vec![&self.of_lower, self.lower.certificate().der()]
    }
}

fn entry(ca: &Authority, is_trust_anchor: bool, constraints: Option<&[u8]>) -> ListedCertificate {
    let mut entry = ListedCertificate::rical(ca.certificate(), is_trust_anchor);
    if let Some(constraints) = constraints {
        entry.set("trustConstraints", constraints.to_vec());
    }
    entry
}

fn anchors(entries: Vec<ListedCertificate>) -> TrustAnchors {
    let mut anchors = TrustAnchors::readers();
    let list = Provider::new(&rical_signer()).listing_readers(entries);
    let reports = anchors.add_rical(&PROVIDER, &list, Profile::Strict);
    assert!(reports.iter().all(|report| report.standing != EntryStanding::Refused), "{reports:#?}");
    anchors
}

fn judge_at(anchors: &TrustAnchors, chain: &[&[u8]], profile: Profile, at: UnixTime) -> ReaderAuth {
    let items = items_request(MDL, &[(MDL_NS, "family_name", false)]);
    let mut embedded = mdoc_proximity::cbor::Writer::new();
    embedded.embedded(&items);
    let auth = reader::sign(&*key(704), chain, embedded.as_slice(), &transcript()).unwrap();
    let request = encode_request(&[(&items, Some(&auth))]);
    let config = Config::builder(PROVIDER).reader_anchors(anchors.clone()).profile(profile).build().unwrap();
    let request = Request::outside_session(request, &config, transcript(), None, at).unwrap();
    request.documents()[0].reader().clone()
}

#[track_caller]
fn valid(anchors: &TrustAnchors, chain: &[&[u8]], why: &str) {
    for profile in PROFILES {
        let reader = judge_at(anchors, chain, profile, now());
        assert!(matches!(reader, ReaderAuth::Valid(_)), "{profile:?}: {reader:#?}");
        let check = gate(reader.report().unwrap());
        assert_eq!(check.0, Outcome::Pass);
        assert!(check.1.contains(why), "{}", check.1);
    }
}

#[track_caller]
fn untrusted(anchors: &TrustAnchors, chain: &[&[u8]], why: &str) {
    for profile in PROFILES {
        let reader = judge_at(anchors, chain, profile, now());
        // The signature holds, and nobody vouches for who made it: no identity.
        assert!(matches!(reader, ReaderAuth::Untrusted(_)) && reader.identity().is_none(), "{profile:?}: {reader:#?}");
        let report = reader.report().unwrap();
        assert_eq!(verdict(report).0, [CheckId::PathConstraints]);
        assert!(gate(report).1.contains(why), "{}", gate(report).1);
    }
}

fn gate(report: &Report) -> (Outcome, String) {
    let checks: Vec<_> = report.checks().iter().filter(|check| check.id == CheckId::PathConstraints).collect();
    assert_eq!(checks.len(), 1, "{report:#?}");
    (checks[0].outcome, checks[0].detail.to_string())
}

#[test]
fn a_listed_ca_without_constraints_vouches_for_any_reader() {
    let readers = Readers::new();
    let anchors = anchors(vec![entry(&readers.root, true, None)]);
    valid(&anchors, &[&readers.of_root], "without constraints");
    valid(&anchors, &readers.whole(), "without constraints");
}

#[test]
fn one_constraint_must_be_satisfied() {
    let readers = Readers::new();
    let with = |constraints| anchors(vec![entry(&readers.root, true, Some(constraints))]);
    valid(&with(NOTHING), &[&readers.of_root], "is satisfied");
    valid(&with(EITHER), &[&readers.of_root], "is satisfied");
    untrusted(&with(UNKNOWN), &[&readers.of_root], "unknown: shop");
    // An entry without constraints beside one with some.
    let both = anchors(vec![entry(&readers.root, true, Some(UNKNOWN)), entry(&readers.root, true, None)]);
    valid(&both, &[&readers.of_root], "without constraints");
}

#[test]
fn a_ca_added_by_hand_needs_none() {
    let readers = Readers::new();
    let mut anchors =
        anchors(vec![entry(&readers.root, true, Some(UNKNOWN)), entry(&readers.lower, true, Some(UNKNOWN))]);
    untrusted(&anchors, &readers.whole(), "unknown: shop");
    anchors.add(&PROVIDER, readers.root.certificate().der(), Profile::Strict).unwrap();
    valid(&anchors, &[&readers.of_root], "added by hand");
    // Though the list names the one in between, with constraints.
    valid(&anchors, &readers.whole(), "added by hand");
}

#[test]
fn the_constraints_of_the_lowest_listed_ca_count() {
    let readers = Readers::new();
    let with = |root, lower, lower_is_anchor| {
        anchors(vec![entry(&readers.root, true, root), entry(&readers.lower, lower_is_anchor, lower)])
    };
    for lower_is_anchor in [true, false] {
        untrusted(&with(None, Some(UNKNOWN), lower_is_anchor), &readers.whole(), "unknown: shop");
        valid(&with(Some(UNKNOWN), None, lower_is_anchor), &readers.whole(), "without constraints");
        valid(&with(Some(UNKNOWN), Some(NOTHING), lower_is_anchor), &readers.whole(), "is satisfied");
        // The reader of the root itself has nothing to do with the lower one.
        valid(&with(None, Some(UNKNOWN), lower_is_anchor), &[&readers.of_root], "without constraints");
    }
}

/// As of an anchor that is listed twice, each entry vouches for itself.
#[test]
fn an_intermediate_that_is_listed_twice() {
    let readers = Readers::new();
    let with = |first, second| {
        let lower = |constraints| entry(&readers.lower, false, constraints);
        anchors(vec![entry(&readers.root, true, None), lower(first), lower(second)])
    };
    valid(&with(Some(UNKNOWN), None), &readers.whole(), "without constraints");
    valid(&with(None, Some(UNKNOWN)), &readers.whole(), "without constraints");
    untrusted(&with(Some(UNKNOWN), Some(UNKNOWN)), &readers.whole(), "unknown: shop");
}

#[test]
fn no_path_ends_at_what_is_no_trust_anchor() {
    let readers = Readers::new();
    let alone = anchors(vec![entry(&readers.lower, false, None)]);
    assert!(alone.certificates().is_empty());
    for chain in [readers.whole(), vec![&readers.of_lower[..]]] {
        let reader = judge_at(&alone, &chain, Profile::Strict, now());
        assert!(matches!(reader, ReaderAuth::Untrusted(_)), "{reader:#?}");
        assert_eq!(verdict(reader.report().unwrap()).0, [CheckId::PathAnchor]);
    }
    // But it completes the chain of a reader that left it out.
    let both = anchors(vec![entry(&readers.root, true, None), entry(&readers.lower, false, None)]);
    valid(&both, &[&readers.of_lower], "without constraints");
    let root_only = anchors(vec![entry(&readers.root, true, None)]);
    let reader = judge_at(&root_only, &[&readers.of_lower], Profile::Strict, now());
    assert!(matches!(reader, ReaderAuth::Untrusted(_)), "{reader:#?}");
}

#[test]
fn what_a_list_vouches_for_ends_with_the_list() {
    let readers = Readers::new();
    let provider = Provider::new(&rical_signer());
    let list = RicalBuilder {
        not_after: Some(at("2026-07-01T00:00:00Z").into()),
        entries: vec![entry(&readers.root, true, None)],
        ..RicalBuilder::new("Example", issued())
    };
    let list = provider.rical(&provider.sign_rical(&list), Profile::Strict).unwrap();
    let mut anchors = TrustAnchors::readers();
    anchors.add_rical(&PROVIDER, &list, Profile::Strict);
    let judge = |at| judge_at(&anchors, &[&readers.of_root], Profile::Strict, at);
    assert!(matches!(judge(at("2026-07-01T00:00:00Z")), ReaderAuth::Valid(_)));
    let later = judge(at("2026-07-01T00:00:01Z"));
    assert!(matches!(later, ReaderAuth::Untrusted(_)));
    assert!(gate(later.report().unwrap()).1.contains("ended at 2026-07-01T00:00:00Z"));
}

#[test]
fn a_list_that_names_an_intermediate_ca_does_not_prolong_the_roots() {
    let readers = Readers::new();
    let provider = Provider::new(&rical_signer());
    let list = |entries, not_after: Option<&str>| {
        let not_after = not_after.map(|text| at(text).into());
        let list = RicalBuilder { not_after, entries, ..RicalBuilder::new("Example", issued()) };
        provider.rical(&provider.sign_rical(&list), Profile::Strict).unwrap()
    };
    let mut anchors = TrustAnchors::readers();
    let of_root = list(vec![entry(&readers.root, true, None)], Some("2026-07-01T00:00:00Z"));
    anchors.add_rical(&PROVIDER, &of_root, Profile::Strict);
    anchors.add_rical(&PROVIDER, &list(vec![entry(&readers.lower, false, None)], None), Profile::Strict);
    let judge = |at| judge_at(&anchors, &readers.whole(), Profile::Strict, at);
    assert!(matches!(judge(at("2026-07-01T00:00:00Z")), ReaderAuth::Valid(_)));
    let later = judge(at("2026-07-01T00:00:01Z"));
    assert!(matches!(later, ReaderAuth::Untrusted(_)), "{later:#?}");
    assert!(gate(later.report().unwrap()).1.contains("ended at"));
}

#[test]
fn an_issuer_by_a_vical_vouches_for_no_reader() {
    let readers = Readers::new();
    let list =
        Provider::new(&vical_signer()).listing(vec![ListedCertificate::vical(readers.root.certificate(), &[MDL])]);
    let mut anchors = TrustAnchors::readers();
    // As an IACA the reader root is no beauty: the field profile takes it.
    let reports = anchors.add_vical(&PROVIDER, &list, Profile::Field);
    assert_eq!(reports[0].standing, EntryStanding::Anchor, "{reports:#?}");
    untrusted(&anchors, &[&readers.of_root], "no list names it for readers");
}

#[test]
fn a_reader_that_is_wrong_in_itself_is_invalid_and_not_untrusted() {
    let readers = Readers::new();
    let anchors = anchors(vec![entry(&readers.root, true, Some(UNKNOWN))]);
    let after = at("2027-02-01T00:00:00Z");
    let reader = judge_at(&anchors, &[&readers.of_root], Profile::Field, after);
    assert!(matches!(reader, ReaderAuth::Invalid(_)), "{reader:#?}");
    assert_eq!(gate(reader.report().unwrap()).0, Outcome::Skipped);
}

/// Two CAs below the root that share a name.
#[test]
fn of_two_intermediates_with_one_name_the_key_identifier_decides() {
    let readers = Readers::new();
    let spec = CertificateSpec::reader_ca(name("Lower CA", "NO", None), validity(), CRL, Some(0));
    let other = readers.root.issue(&mut rng(711), &spec, key(712).public_key()).unwrap();
    let other = Authority::new(other, key(712));
    let reader = CertificateSpec::reader(name("Reader", "NO", None), validity(), CRL);
    let of_other = other.issue(&mut rng(713), &reader, key(704).public_key()).unwrap();
    let entries =
        [&readers.lower, &other].map(|ca| entry(ca, false, None)).into_iter().chain([entry(&readers.root, true, None)]);
    let anchors = anchors(entries.collect());
    valid(&anchors, &[&readers.of_lower], "without constraints");
    valid(&anchors, &[of_other.der()], "without constraints");
}

#[test]
fn a_chain_is_completed_by_what_leads_on_alone() {
    let readers = Readers::new();
    let stranger = ca("Another reader root", 720, 0);
    let entries =
        vec![entry(&stranger, false, None), entry(&readers.root, true, None), entry(&readers.lower, false, None)];
    let judged = judge_at(&anchors(entries), &[&readers.of_lower], Profile::Strict, now());
    assert!(matches!(judged, ReaderAuth::Valid(_)), "{judged:#?}");
    let chain = judged.report().unwrap().checks().iter().find(|check| check.id == CheckId::PathChain).unwrap();
    assert!(chain.detail.contains("and one more certificate are there"), "{chain}");
}

/// The root once more, with another certificate for the same key.
fn renewed() -> Authority {
    let spec = CertificateSpec::reader_ca(name("Reader root", "NO", None), validity(), CRL, Some(1));
    Authority::self_signed(&mut rng(799), &spec, key(700)).unwrap()
}

#[test]
fn a_chain_as_long_as_is_allowed_is_not_made_longer() {
    let readers = Readers::new();
    let renewed = renewed();
    assert_ne!(renewed.certificate().der(), readers.root.certificate().der());
    let anchors = anchors(vec![entry(&readers.root, true, None), entry(&renewed, false, None)]);
    let chain = vec![&readers.of_root[..]; mdoc_proximity::budget::CHAIN_CERTIFICATES];
    valid(&anchors, &chain, "without constraints");
}

/// An anchor for issuers has the reader root's name and key: it does not stand in the way, and the reason told is that of
/// the anchor for readers.
#[test]
fn anchors_for_readers_come_before_those_for_issuers() {
    let readers = Readers::new();
    let renewed = renewed();
    for (constraints, is_valid) in [(NOTHING, true), (UNKNOWN, false)] {
        let list =
            Provider::new(&vical_signer()).listing(vec![ListedCertificate::vical(renewed.certificate(), &[MDL])]);
        let mut anchors = TrustAnchors::readers();
        assert_eq!(anchors.add_vical(&PROVIDER, &list, Profile::Field)[0].standing, EntryStanding::Anchor);
        let entries = vec![entry(&readers.root, true, Some(constraints))];
        anchors.add_rical(&PROVIDER, &Provider::new(&rical_signer()).listing_readers(entries), Profile::Strict);
        if is_valid {
            valid(&anchors, &[&readers.of_root], "is satisfied");
        } else {
            untrusted(&anchors, &[&readers.of_root], "unknown: shop");
        }
    }
}
