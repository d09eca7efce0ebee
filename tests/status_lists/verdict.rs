//! Valid, revoked and undetermined.

use mdoc_proximity::auth::status::MsoStatus;
use mdoc_proximity::cbor::{Writer, to_vec};
use mdoc_proximity::issuer::{IdentifierListBuilder, StatusListBuilder};
use mdoc_proximity::model::mso::status::Status;
use mdoc_proximity::reader::verify;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Revocation, StatusLists, Undetermined};

use crate::world::{BOTH, ID, OTHER_URI, URI, World, by_identifier, by_index, config_pinning, dates, judge, lists};

#[test]
fn a_valid_document_is_verified() {
    let world = World::new();
    let good = lists(&[&world.good_token()]);
    for index in [0, 411, 413, 999] {
        world.accepted(&world.response(&by_index(index)), &good);
    }
    let good = lists(&[&world.identifier_token(&world.identifiers())]);
    for id in [&[][..], &[0xab], &[0xab, 0xce], &[0xff; 40]] {
        world.accepted(&world.response(&by_identifier(id)), &good);
    }
    let empty = lists(&[&world.identifier_token(&IdentifierListBuilder::new(URI, dates()))]);
    world.accepted(&world.response(&by_identifier(ID)), &empty);
}

#[test]
fn r99_revoked() {
    let world = World::new();
    world.refused(&world.response(&by_index(412)), &lists(&[&world.good_token()]), &[CheckId::RevocationMso]);
    let token = world.identifier_token(&world.identifiers());
    world.refused(&world.response(&by_identifier(ID)), &lists(&[&token]), &[CheckId::RevocationMso]);
    // Whatever the policy for what is not known.
    let judged = world.judge(
        Profile::Field,
        &world.response(&by_index(412)),
        &lists(&[&world.good_token()]),
        Undetermined::Reject,
    );
    assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
}

#[test]
fn every_bit_is_its_own() {
    let world = World::new();
    for revoked in 0..16 {
        let mut list = StatusListBuilder::new(URI, dates(), 16);
        list.revoke(revoked);
        let lists = lists(&[&world.token(&list)]);
        for index in 0..16 {
            let response = world.response(&by_index(index as u64));
            let judged = world.judge(Profile::Strict, &response, &lists, Undetermined::Report);
            let expected = if index == revoked { None } else { Some(MsoStatus::Valid) };
            assert_eq!(judged.status, expected, "{index} of {revoked}");
        }
    }
    // Least significant first (Token Status List, 4.1).
    let mut list = StatusListBuilder::new(URI, dates(), 8);
    list.statuses = vec![0b0000_0001];
    world.refused(&world.response(&by_index(0)), &lists(&[&world.token(&list)]), &[CheckId::RevocationMso]);
}

#[test]
fn the_issuer_publishes_nothing() {
    let world = World::new();
    for profile in BOTH {
        for undetermined in [Undetermined::Report, Undetermined::Reject] {
            let response = world.response_raw(None);
            let judged = world.judge(profile, &response, &lists(&[&world.good_token()]), undetermined);
            assert_eq!(judged.status, Some(MsoStatus::Unpublished));
            assert_eq!(judged.outcome(CheckId::RevocationMso), Some(Outcome::Skipped));
        }
    }
}

#[test]
fn no_list_was_handed_in() {
    let world = World::new();
    let mut other = world.statuses();
    other.uri = OTHER_URI.to_owned();
    for lists in [StatusLists::new(), lists(&[&world.token(&other)])] {
        for profile in BOTH {
            let response = world.response(&by_index(1));
            let judged = world.judge(profile, &response, &lists, Undetermined::Report);
            assert_eq!(judged.status, Some(MsoStatus::Undetermined), "{judged:#?}");
            assert!(judged.deviated.is_empty());
            assert_eq!(judged.outcome(CheckId::RevocationMso), Some(Outcome::Skipped));
            let judged = world.judge(profile, &response, &lists, Undetermined::Reject);
            assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
        }
    }
}

#[test]
fn the_kind_of_list_is_told() {
    let world = World::new();
    let listed = lists(&[&world.good_token()]);
    let identified = lists(&[&world.identifier_token(&world.identifiers())]);
    for (status, lists, kind) in
        [(by_index(1), &listed, "token status list"), (by_identifier(&[0xab]), &identified, "identifier list")]
    {
        let response = world.response(&status);
        let said = |lists: &StatusLists, id| {
            let checks = world.judge(Profile::Field, &response, lists, Undetermined::Report).checks;
            checks.into_iter().filter(|check| check.id == id).map(|check| check.detail.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(said(lists, CheckId::StatusListContent), [format!("the {kind} can be read")]);
        let missing = said(&StatusLists::new(), CheckId::RevocationMso);
        assert_eq!(missing, [format!("whether it is revoked is undetermined: no {kind} was handed in for this URI")]);
    }
}

#[test]
fn a_status_that_cannot_be_read_or_is_of_another_kind() {
    let world = World::new();
    let lists = lists(&[&world.good_token()]);
    let mut odd = Writer::new();
    odd.map(1).text("status_list").map(1).text("idx").uint(1);
    let response = world.response_raw(Some(odd.into_vec()));
    let judged = world.judge(Profile::Strict, &response, &lists, Undetermined::Report);
    assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
    let judged = world.judge(Profile::Field, &response, &lists, Undetermined::Report);
    assert_eq!(judged.status, Some(MsoStatus::Undetermined));
    assert_eq!(judged.deviated, [CheckId::RevocationMso]);
    let judged = world.judge(Profile::Field, &response, &lists, Undetermined::Reject);
    assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));

    let mut unknown = Writer::new();
    unknown.map(1).text("org.example.ledger").text("x");
    let response = world.response_raw(Some(unknown.into_vec()));
    for profile in BOTH {
        let judged = world.judge(profile, &response, &lists, Undetermined::Report);
        assert_eq!(judged.status, Some(MsoStatus::Undetermined));
        let judged = world.judge(profile, &response, &lists, Undetermined::Reject);
        assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
    }
}

#[test]
fn with_both_mechanisms_either_revokes() {
    let world = World::new();
    let mut statuses = world.statuses();
    statuses.uri = OTHER_URI.to_owned();
    let (statuses, identifiers) = (world.token(&statuses), world.identifier_token(&world.identifiers()));
    let both = |index, id| {
        let mut status = Status { status_list: by_index(index).status_list, ..by_identifier(id) };
        status.status_list.as_mut().unwrap().uri = OTHER_URI;
        world.response(&status)
    };
    let lists_of_both = lists(&[&statuses, &identifiers]);
    world.accepted(&both(1, &[2]), &lists_of_both);
    world.refused(&both(412, &[2]), &lists_of_both, &[CheckId::RevocationMso]);
    world.refused(&both(1, ID), &lists_of_both, &[CheckId::RevocationMso]);
    // One of them alone does not tell that it is valid, and does tell that it is revoked.
    let judged = world.judge(Profile::Strict, &both(1, ID), &lists(&[&statuses]), Undetermined::Report);
    assert_eq!(judged.status, Some(MsoStatus::Undetermined));
    world.refused(&both(1, ID), &lists(&[&identifiers]), &[CheckId::RevocationMso]);
    let judged = world.judge(Profile::Strict, &both(1, &[2]), &lists(&[&statuses]), Undetermined::Reject);
    assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
}

#[test]
fn a_pinned_signer_leaves_no_authority_to_lead_to() {
    let world = World::new();
    for profile in BOTH {
        let revocation = |undetermined| Revocation {
            status_lists: lists(&[&world.good_token()]),
            undetermined,
            ..Revocation::default()
        };
        let response = world.response(&by_index(1));
        let config = config_pinning(&world, profile, revocation(Undetermined::Report));
        let judged = judge(&world.bench.verification(&config, None), &response);
        assert_eq!(judged.status, Some(MsoStatus::Undetermined));
        assert_eq!(judged.deviated, [CheckId::RevocationMso]);
        let config = config_pinning(&world, profile, revocation(Undetermined::Reject));
        let judged = judge(&world.bench.verification(&config, None), &response);
        assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
        // The issuer's word is the pinned key's word: a certificate that it names is enough.
        let mut status = by_index(1);
        status.status_list.as_mut().unwrap().certificate = Some(&world.chain[0]);
        let judged = judge(&world.bench.verification(&config, None), &world.response(&status));
        assert_eq!(judged.status, Some(MsoStatus::Valid), "{judged:#?}");
        status.status_list.as_mut().unwrap().idx = 412;
        let judged = judge(&world.bench.verification(&config, None), &world.response(&status));
        assert_eq!((judged.status, judged.failed), (None, vec![CheckId::RevocationMso]));
    }
}

#[test]
fn nobody_believes_an_object_that_is_not_signed_by_anybody_trusted() {
    let (world, forger) = (World::new(), crate::bench::Bench::with_seed(99));
    let mut document = forger.document();
    document.mso.status = Some(to_vec(&by_index(412)));
    let lists = lists(&[&world.good_token()]);
    let judged = world.judge(Profile::Field, &forger.present(&document), &lists, Undetermined::Report);
    assert_eq!(judged.outcome(CheckId::RevocationMso), Some(Outcome::Skipped));
    assert_eq!(judged.outcome(CheckId::StatusListSignature), None);
}

#[test]
fn a_verified_document_tells_which_lists_to_fetch() {
    let world = World::new();
    let config = world.bench.config(Profile::Strict);
    let response = world.response(&by_index(7));
    let verdict = verify(&response, &world.bench.verification(&config, None)).unwrap();
    let document = verdict.documents()[0].verified().unwrap();
    assert_eq!(document.published_status(), Some(by_index(7)));
    assert_eq!(document.published_status().unwrap().uris().collect::<Vec<_>>(), [URI]);
    assert_eq!(document.revocation_status().unwrap().bytes(), to_vec(&by_index(7)));
    assert_eq!(document.mso_status(), MsoStatus::Undetermined);
    let response = world.response_raw(None);
    let verdict = verify(&response, &world.bench.verification(&config, None)).unwrap();
    assert_eq!(verdict.documents()[0].verified().unwrap().published_status(), None);
}

/// Whatever is known of the revocation, the line points at what the issuer said of where to look.
#[test]
fn the_status_is_pointed_at() {
    let world = World::new();
    for (index, known) in [(1, true), (412, true), (1, false)] {
        let response = world.response(&by_index(index));
        let known = if known { lists(&[&world.good_token()]) } else { StatusLists::new() };
        let judged = world.judge(Profile::Strict, &response, &known, Undetermined::Report);
        let line = judged.checks.iter().find(|check| check.id == CheckId::RevocationMso).unwrap();
        assert!(response[line.offset.unwrap()..].starts_with(&to_vec(&by_index(index))), "{line}");
    }
}
