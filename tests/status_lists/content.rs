//! R97 and R98: what is listed.

use mdoc_proximity::budget;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::issuer::{ListToken, StatusListBuilder};
use mdoc_proximity::report::CheckId;
use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::world::{ID, URI, World, by_identifier, by_index, dates, lists};

/// The token of a list with this claim.
fn with_claim(world: &World, claim: Vec<u8>) -> Vec<u8> {
    let mut token = world.unsigned(&world.statuses());
    token
        .claims
        .iter_mut()
        .filter(|(label, _)| *label == ListToken::STATUS_LIST)
        .for_each(|of| of.1.clone_from(&claim));
    world.sign(&token)
}

#[track_caller]
fn refused(claim: Vec<u8>) {
    let world = World::new();
    let token = with_claim(&world, claim);
    world.refused(&world.response(&by_index(1)), &lists(&[&token]), &[CheckId::StatusListContent]);
}

#[test]
fn r97_an_index_beyond_the_list() {
    let world = World::new();
    let good = lists(&[&world.good_token()]);
    world.accepted(&world.response(&by_index(999)), &good);
    for index in [1000, 1 << 32, u64::MAX] {
        world.refused(&world.response(&by_index(index)), &good, &[CheckId::StatusListContent]);
    }
    let nothing = lists(&[&world.token(&StatusListBuilder::new(URI, dates(), 0))]);
    world.refused(&world.response(&by_index(0)), &nothing, &[CheckId::StatusListContent]);
}

#[test]
fn r97_more_bits_than_one() {
    let world = World::new();
    for bits in [0, 2, 4, 8, 3, u64::MAX] {
        let mut list = world.statuses();
        list.bits = bits;
        let token = world.token(&list);
        world.refused(&world.response(&by_index(1)), &lists(&[&token]), &[CheckId::StatusListContent]);
    }
}

#[test]
fn r98_a_list_that_inflates_to_more_than_is_allowed() {
    // The most there may be, and a byte more, both in some 16 KB.
    let most = vec![0; budget::STATUS_LIST_BYTES];
    let world = World::new();
    let lst = compress_to_vec_zlib(&most, 9);
    assert!(lst.len() < 20_000);
    let token = with_claim(&world, StatusListBuilder::claim_of(1, &lst));
    let last = (budget::STATUS_LIST_BYTES as u64) * 8 - 1;
    world.accepted(&world.response(&by_index(last)), &lists(&[&token]));
    let more = [&most[..], &[0]].concat();
    refused(StatusListBuilder::claim_of(1, &compress_to_vec_zlib(&more, 9)));
}

#[test]
fn compression_that_is_not_sound() {
    let good = compress_to_vec_zlib(&[0; 125], 9);
    refused(StatusListBuilder::claim_of(1, &[]));
    refused(StatusListBuilder::claim_of(1, &[0; 125]));
    refused(StatusListBuilder::claim_of(1, &good[..good.len() - 1]));
    refused(StatusListBuilder::claim_of(1, &[&good[..], &[0]].concat()));
    refused(StatusListBuilder::claim_of(1, &good[2..good.len() - 4]));
}

#[test]
fn a_claim_out_of_shape() {
    let lst = compress_to_vec_zlib(&[0; 125], 9);
    let write = |write: &dyn Fn(&mut Writer)| {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.into_vec()
    };
    refused(write(&|writer| {
        writer.map(1).text("bits").uint(1);
    }));
    refused(write(&|writer| {
        writer.map(1).text("lst").bytes(&lst);
    }));
    refused(write(&|writer| {
        writer.map(2).text("bits").text("1").text("lst").bytes(&lst);
    }));
    refused(write(&|writer| {
        writer.map(2).text("bits").uint(1).text("lst").text("eNrb");
    }));
    refused(write(&|writer| {
        writer.array(0);
    }));
    // What else is there does no harm.
    let world = World::new();
    let more = write(&|writer| {
        writer.map(3).text("aggregation_uri").text("https://example.com").text("bits").uint(1);
        writer.text("lst").bytes(&lst);
    });
    world.accepted(&world.response(&by_index(1)), &lists(&[&with_claim(&world, more)]));
}

#[test]
fn identifiers_out_of_shape() {
    let world = World::new();
    let response = world.response(&by_identifier(&[7]));
    let token = |write: &dyn Fn(&mut Writer)| {
        let mut writer = Writer::new();
        write(&mut writer);
        let mut token = world.unsigned_identifiers(&world.identifiers());
        token.claims.iter_mut().filter(|(label, _)| *label == ListToken::IDENTIFIER_LIST).for_each(|of| {
            of.1 = writer.as_slice().to_vec();
        });
        world.sign(&token)
    };
    let refused = |write: &dyn Fn(&mut Writer)| {
        world.refused(&response, &lists(&[&token(write)]), &[CheckId::StatusListContent]);
    };
    refused(&|writer| {
        writer.map(0);
    });
    refused(&|writer| {
        writer.array(1).bytes(ID);
    });
    refused(&|writer| {
        writer.map(1).text("identifiers").array(1).bytes(ID);
    });
    refused(&|writer| {
        writer.map(1).text("identifiers").map(1).text("abcd").map(0);
    });
    refused(&|writer| {
        writer.map(1).text("identifiers").map(1).bytes(ID).uint(1);
    });
    // Entries may say more.
    let more = token(&|writer| {
        writer.map(2).text("identifiers").map(1).bytes(ID).map(2).text("why").text("x").int(-1).uint(2);
        writer.text("more").uint(1);
    });
    world.accepted(&response, &lists(&[&more]));
    world.refused(&world.response(&by_identifier(ID)), &lists(&[&more]), &[CheckId::RevocationMso]);
}
