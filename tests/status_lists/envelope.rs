//! R97: the type, the tags and the headers.

use mdoc_proximity::cbor::{ErrorKind, Writer};
use mdoc_proximity::issuer::ListToken;
use mdoc_proximity::report::CheckId;
use mdoc_proximity::trust::{StatusListError, StatusLists};

use crate::world::{URI, World, by_identifier, by_index, lists};

fn text(text: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.text(text);
    writer.into_vec()
}

fn uint(number: u64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(number);
    writer.into_vec()
}

fn header(token: &mut ListToken, label: i64) -> &mut Vec<u8> {
    &mut token.protected.iter_mut().find(|(of, _)| *of == label).unwrap().1
}

#[test]
fn every_spelling_of_the_type() {
    let world = World::new();
    for typ in ["application/statuslist+cwt", "statuslist+cwt"] {
        let mut token = world.unsigned(&world.statuses());
        *header(&mut token, 16) = text(typ);
        world.accepted(&world.response(&by_index(1)), &lists(&[&world.sign(&token)]));
        world.refused(&world.response(&by_index(412)), &lists(&[&world.sign(&token)]), &[CheckId::RevocationMso]);
    }
    for typ in ["application/identifierlist+cwt", "identifierlist+cwt"] {
        let mut token = world.unsigned_identifiers(&world.identifiers());
        *header(&mut token, 16) = text(typ);
        world.accepted(&world.response(&by_identifier(&[7])), &lists(&[&world.sign(&token)]));
    }
}

#[test]
fn r97_wrong_type() {
    let world = World::new();
    let response = world.response(&by_index(1));
    let wrong = ["application/identifierlist+cwt", "application/statuslist+jwt", "statuslist", "Statuslist+cwt", ""];
    for typ in wrong.map(text).into_iter().chain([uint(60)]) {
        let mut token = world.unsigned(&world.statuses());
        *header(&mut token, 16) = typ;
        world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListStructure]);
    }
    let mut token = world.unsigned(&world.statuses());
    token.protected.retain(|(label, _)| *label != 16);
    world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListStructure]);
    token.unprotected.push((16, text("application/statuslist+cwt")));
    world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListStructure]);
    // A good list of the other kind.
    let identifiers = world.identifier_token(&world.identifiers());
    world.refused(&response, &lists(&[&identifiers]), &[CheckId::StatusListStructure]);
    let statuses = world.good_token();
    world.refused(&world.response(&by_identifier(&[7])), &lists(&[&statuses]), &[CheckId::StatusListStructure]);
}

#[test]
fn tags() {
    let world = World::new();
    let response = world.response(&by_index(1));
    for tags in [vec![], vec![61, 18], vec![61]] {
        let mut token = world.unsigned(&world.statuses());
        token.tags = tags;
        let token = world.sign(&token);
        world.tolerated_in_the_field(&response, &lists(&[&token]), CheckId::StatusListStructure);
    }
    for tags in [vec![17], vec![18, 18], vec![18, 61], vec![61, 61, 18]] {
        let mut token = world.unsigned(&world.statuses());
        token.tags = tags;
        let error = StatusLists::new().add(&world.sign(&token)).unwrap_err();
        assert!(matches!(error, StatusListError::Envelope(_)), "{error}");
    }
}

#[test]
fn certificates_that_are_not_protected() {
    let world = World::new();
    let mut token = world.unsigned(&world.statuses());
    let chain = token.protected.pop().unwrap();
    assert_eq!(chain.0, 33);
    token.unprotected.push(chain);
    let lists = lists(&[&world.sign(&token)]);
    world.tolerated_in_the_field(&world.response(&by_index(1)), &lists, CheckId::StatusListStructure);
}

#[test]
fn long_heads() {
    let world = World::new();
    let mut token = world.unsigned(&world.statuses());
    token.claims[0].1 = [&[0x79, 0, URI.len() as u8], URI.as_bytes()].concat();
    let lists = lists(&[&world.sign(&token)]);
    world.tolerated_in_the_field(&world.response(&by_index(1)), &lists, CheckId::StatusListStructure);
}

#[test]
fn algorithms() {
    let world = World::new();
    let response = world.response(&by_index(1));
    // Not the curve's, none at all, a MAC, and a critical header.
    let es384 = vec![0x38, 34];
    for alg in [es384, uint(5), text("ES256")] {
        let mut token = world.unsigned(&world.statuses());
        *header(&mut token, 1) = alg;
        world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListSignature]);
    }
    let mut token = world.unsigned(&world.statuses());
    let alg = token.protected.remove(0);
    token.unprotected.push(alg);
    world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListSignature]);
    let mut token = world.unsigned(&world.statuses());
    token.protected.push((2, vec![0x81, 0x18, 99]));
    world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListSignature]);
}

#[test]
fn what_is_no_token_is_not_added() {
    let world = World::new();
    let mut lists = StatusLists::new();
    for bytes in [&[][..], &[0xd2], b"eyJhbGciOiJFUzI1NiJ9.e30.", &[0xa0]] {
        assert!(matches!(lists.add(bytes), Err(StatusListError::Envelope(_))));
    }
    let good = world.good_token();
    let Err(StatusListError::Envelope(error)) = lists.add(&[&good[..], &[0]].concat()) else { panic!("added") };
    assert_eq!(error.kind(), ErrorKind::TrailingBytes);
    let mut detached = Writer::new();
    detached.tag(18).array(4).bytes(&[0xa0]).map(0).null().bytes(&[0; 64]);
    assert_eq!(lists.add(detached.as_slice()), Err(StatusListError::Payload));
    let mut token = world.unsigned(&world.statuses());
    token.claims.retain(|(label, _)| *label != 2);
    assert_eq!(lists.add(&world.sign(&token)), Err(StatusListError::Subject));
    for (label, value) in
        [(2, uint(7)), (4, text("soon")), (6, vec![0xf9, 0, 0]), (65534, vec![0x20]), (4, vec![0xc1, 1])]
    {
        let mut token = world.unsigned(&world.statuses());
        token.claims.iter_mut().filter(|(of, _)| *of == label).for_each(|(_, claim)| claim.clone_from(&value));
        let error = lists.add(&world.sign(&token)).unwrap_err();
        assert!(matches!(error, StatusListError::Claims(_)), "{label}: {error}");
    }
    let mut token = world.unsigned(&world.statuses());
    token.claims.push(token.claims[0].clone());
    assert!(matches!(lists.add(&world.sign(&token)), Err(StatusListError::Claims(_))));
    assert_eq!(lists.iter().count(), 0);
}

#[test]
fn claims_that_must_be_there() {
    let world = World::new();
    let response = world.response(&by_index(1));
    for label in [6, 65533] {
        let mut token = world.unsigned(&world.statuses());
        token.claims.retain(|(of, _)| *of != label);
        world.refused(&response, &lists(&[&world.sign(&token)]), &[CheckId::StatusListStructure]);
    }
    // What else is there does no harm.
    let mut token = world.unsigned(&world.statuses());
    token.claims.push((1, text("https://example.com")));
    token.claims.push((65530, uint(1)));
    world.accepted(&response, &lists(&[&world.sign(&token)]));
}
