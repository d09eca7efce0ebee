//! Altered lists: nothing panics, and nothing altered makes a revoked certificate good.

use std::sync::LazyLock;

use mdoc_proximity::trust::{Crl, Standing, Undetermined};
use proptest::prelude::*;

use crate::harness::{PROFILES, World, extension, list};

struct Lists {
    world: World,
    naming: Vec<u8>,
    silent: Vec<u8>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let world = World::new();
    let mut spec = list().naming(world.leaf()).naming(world.ca.certificate());
    spec.revoked.as_mut().unwrap()[1].reason = Some(1);
    spec.revoked.as_mut().unwrap()[1].further.push(extension("2.5.29.29", true, &[0x30, 0]));
    spec.further.push(extension("2.5.29.28", true, &[0x30, 0]));
    let (naming, silent) = (world.sign(&spec), world.sign(&list()));
    Lists { world, naming, silent }
});

/// Everything a caller may ask of these bytes, and the standing by them.
fn standing(bytes: &[u8]) -> Option<Standing> {
    let read = Crl::from_der(bytes).ok()?;
    assert_eq!(read.der(), bytes);
    let _ = (read.issuer(), read.this_update(), read.next_update(), read.revoked_count(), format!("{read:?}"));
    let [strict, field] = PROFILES.map(|profile| LISTS.world.judge(&[bytes], Undetermined::Report, profile).standing);
    assert!(strict >= field, "the field profile trusts no less than the strict one: {strict:?}, {field:?}");
    Some(field)
}

fn altered(bytes: &[u8], edits: &[(prop::sample::Index, u8)], cut: Option<prop::sample::Index>) -> Vec<u8> {
    let mut altered = bytes.to_vec();
    for (index, byte) in edits {
        let position = index.index(altered.len());
        altered[position] = *byte;
    }
    if let Some(index) = cut {
        altered.truncate(index.index(altered.len()));
    }
    altered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Not a byte can be changed without the list losing its voice: neither revoked nor good.
    #[test]
    fn an_altered_list_says_nothing(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        for (list, said) in [(&LISTS.naming, Standing::Revoked), (&LISTS.silent, Standing::Good)] {
            let bytes = altered(list, &edits, cut);
            let expected = if bytes == *list { said } else { Standing::Undetermined };
            if let Some(standing) = standing(&bytes) {
                prop_assert_eq!(standing, expected);
            }
        }
    }

    /// Nor does it silence another list.
    #[test]
    fn an_altered_list_hides_nothing(index in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let bytes = altered(&LISTS.silent, &[(index, byte)], None);
        prop_assume!(Crl::from_der(&bytes).is_ok());
        for profile in PROFILES {
            let judged = LISTS.world.judge(&[&bytes, &LISTS.naming], Undetermined::Report, profile);
            prop_assert_eq!(judged.standing, Standing::Revoked);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = standing(&bytes);
    }

    /// What a CA signs is sound DER at least; beyond that, everything about it is open.
    #[test]
    fn whatever_a_ca_signs_a_named_certificate_is_not_good(
        version in prop::option::of(0_u8..3),
        this_update in 0_i64..4_000_000_000,
        next_update in prop::option::of(0_i64..4_000_000_000),
        number in prop::option::of(any::<u64>()),
        reason in prop::option::of(any::<u8>()),
        further in prop::collection::vec((0_u8..60, any::<bool>(), prop::collection::vec(any::<u8>(), 0..20)), 0..3),
        entry in prop::collection::vec((0_u8..60, any::<bool>(), prop::collection::vec(any::<u8>(), 0..20)), 0..3),
    ) {
        use mdoc_proximity::time::UnixTime;
        let made = |(last, critical, value): &(u8, bool, Vec<u8>)| extension(&format!("2.5.29.{last}"), *critical, value);
        let mut spec = list().naming(LISTS.world.leaf());
        spec.version = version;
        spec.this_update = UnixTime::from_unix_seconds(this_update);
        spec.next_update = next_update.map(UnixTime::from_unix_seconds);
        spec.number = number;
        spec.further = further.iter().map(made).collect();
        let revoked = &mut spec.revoked.as_mut().unwrap()[0];
        revoked.reason = reason;
        revoked.further = entry.iter().map(made).collect();
        let named = standing(&LISTS.world.sign(&spec));
        prop_assert_ne!(named, Some(Standing::Good));
    }
}
