//! Whatever happens to a list on its way: no panic, and nothing revoked becomes valid.

use mdoc_proximity::auth::status::MsoStatus;
use mdoc_proximity::issuer::StatusListBuilder;
use mdoc_proximity::report::Profile;
use mdoc_proximity::trust::{StatusLists, Undetermined};
use proptest::prelude::*;

use crate::world::{ID, URI, World, by_identifier, by_index, dates};

fn judged(world: &World, response: &[u8], token: &[u8]) -> Option<MsoStatus> {
    let mut lists = StatusLists::new();
    lists.add_from(URI, token).ok()?;
    world.judge(Profile::Field, response, &lists, Undetermined::Report).status
}

#[test]
fn no_flipped_bit_makes_valid_what_is_revoked() {
    let world = World::new();
    let mut list = StatusListBuilder::new(URI, dates(), 16);
    list.revoke(3);
    let cases = [
        (world.token(&list), world.response(&by_index(3))),
        (world.identifier_token(&world.identifiers()), world.response(&by_identifier(ID))),
    ];
    for (token, response) in cases {
        assert_eq!(judged(&world, &response, &token), None);
        let mut added = 0;
        for position in 0..token.len() {
            let mut token = token.clone();
            token[position] ^= 1 << (position % 8);
            let status = judged(&world, &response, &token);
            assert_eq!(status, None, "byte {position}");
            added += usize::from(StatusLists::new().add_from(URI, &token).is_ok());
        }
        assert!(added > token.len() / 2, "{added} of {}", token.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn cut_and_spoiled_tokens_do_not_panic(
        position in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..12),
        keep in any::<bool>(),
    ) {
        let world = World::new();
        let mut token = world.good_token();
        let position = position.index(token.len());
        let end = if keep { (position + bytes.len()).min(token.len()) } else { position };
        token.splice(position..end, bytes);
        let original = world.good_token() == token;
        let status = judged(&world, &world.response(&by_index(412)), &token);
        prop_assert!(status.is_none(), "{original}: {status:?}");
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = StatusLists::new().add(&bytes);
    }
}
