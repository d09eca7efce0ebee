//! Items that are not what the issuer digested.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::issuer::{Item, UnsignedDocument};
use mdoc_proximity::model::response::encode_item;

use crate::format::Case;
use crate::generate::scene::{Draft, Members, Scene, array, text};
use crate::generate::world::{MDL_NAME_SPACE, embedded};

const ITEM: &str = "documents[0].issuerSigned.nameSpaces[\"org.iso.18013.5.1\"][0]";
const MSO: &str = "documents[0].issuerSigned.issuerAuth.payload";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [changed(), moved(), twice(), bounds(), algorithms(), members()].concat()
}

fn case(id: &str, differs: &str, title: &str, change: impl Fn(&mut UnsignedDocument) + 'static) -> Draft {
    Scene::mdl().unsigned(change).negative(id, "mdl", differs, title)
}

fn item(document: &mut UnsignedDocument) -> &mut Item {
    &mut document.items[0].1[0]
}

fn digest_of(document: &mut UnsignedDocument, of: u64) -> &mut Vec<u8> {
    let digests = &mut document.mso.value_digests[0].1;
    &mut digests.iter_mut().find(|(id, _)| *id == of).unwrap().1
}

/// A digest id that belongs to no item.
fn free(document: &UnsignedDocument) -> u64 {
    let used = |id: u64| document.items[0].1.iter().any(|item| item.digest_id == id);
    document.mso.value_digests[0].1.iter().map(|(id, _)| *id).find(|id| !used(*id)).unwrap()
}

fn changed() -> Vec<Case> {
    let member = |name: &str| format!("{ITEM}.{name}");
    [
        case("r39-element-value", &member("elementValue"), "An element's value is not the one signed", |document| {
            item(document).element_value = text("x");
        })
        .refused_by_both(&["mso.digests"]),
        case("r40-random", &member("random"), "A random is not the one signed", |document| {
            item(document).random[0] ^= 1;
        })
        .refused(&["mso.digests"]),
        case("r40-identifier", &member("elementIdentifier"), "An element goes by another's name", |document| {
            item(document).element_identifier = "given_name".to_owned();
        })
        .judged(&["mso.digests"], &["document.unrequested"]),
        case("r42-digest-id", &member("digestID"), "An item names a digest that is not there", |document| {
            item(document).digest_id = 1 << 20;
        })
        .refused(&["mso.digests"]),
        case(
            "r47-without-tag-24",
            &format!("{MSO}.valueDigests"),
            "A digest is over the item without tag 24",
            |document| {
                let item = item(document);
                let content = encode_item(item.digest_id, &item.random, &item.element_identifier, &item.element_value);
                let id = item.digest_id;
                *digest_of(document, id) = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[&content]).as_bytes().to_vec();
            },
        )
        .refused_by_both(&["mso.digests"]),
    ]
    .concat()
}

fn moved() -> Vec<Case> {
    let differs = "documents[0].issuerSigned.nameSpaces";
    let away = |document: &mut UnsignedDocument| {
        let moved = document.items[0].1.remove(0);
        document.items.push(("org.example".to_owned(), vec![moved]));
    };
    [
        case("r42-name-space", differs, "An item stands in a namespace that has no digests", away)
            .judged(&["mso.digests"], &["document.unrequested"]),
        case(
            "r41-moved",
            differs,
            "An item stands in another namespace, which has digests of its own",
            move |document| {
                away(document);
                let digests = document.mso.value_digests[0].1.iter();
                let digests = digests.map(|(id, digest)| (*id, digest.iter().rev().copied().collect())).collect();
                document.mso.value_digests.push(("org.example".to_owned(), digests));
            },
        )
        .judged(&["mso.digests"], &["document.unrequested"]),
    ]
    .concat()
}

fn twice() -> Vec<Case> {
    let differs = "documents[0].issuerSigned.nameSpaces[\"org.iso.18013.5.1\"]";
    let element = Scene::mdl().unsigned(|document| {
        let mut again = document.items[0].1[0].clone();
        again.digest_id = free(document);
        again.element_value = text("x");
        document.items[0].1.push(again);
    });
    [
        element
            .digested()
            .negative("r43-element-twice", "mdl", differs, "An element twice with two values, both signed")
            .refused_by_both(&["document.elements-unique"]),
        case("r44-item-twice", differs, "One item twice", |document| {
            let again = document.items[0].1[0].clone();
            document.items[0].1.push(again);
        })
        .refused_by_both(&["document.elements-unique", "mso.digest-ids"]),
        case("r44-digest-id-twice", differs, "Two elements by one digest id", |document| {
            let id = item(document).digest_id;
            document.items[0].1[1].digest_id = id;
        })
        .refused_by_both(&["mso.digest-ids", "mso.digests"]),
    ]
    .concat()
}

fn bounds() -> Vec<Case> {
    let random =
        |length: usize| Scene::mdl().unsigned(move |document| item(document).random.truncate(length)).digested();
    let id = |id: u64| {
        let change = move |document: &mut UnsignedDocument| {
            let old = item(document).digest_id;
            document.mso.value_digests[0].1.retain(|(other, _)| *other != old);
            item(document).digest_id = id;
        };
        Scene::mdl().unsigned(change).digested()
    };
    [
        random(16)
            .positive("r45-random-16", "A random of 16 bytes, the shortest")
            .clause("9.1.2.5", "12.3.5")
            .accepted_by_both(),
        random(15)
            .negative("r45-random-15", "r45-random-16", &format!("{ITEM}.random"), "A random of 15 bytes")
            .tolerated(&["mso.random"]),
        id((1 << 31) - 1)
            .positive("r46-largest-digest-id", "The largest digest id")
            .clause("9.1.2.4", "12.3.4")
            .accepted_by_both(),
        id(1 << 31)
            .negative("r46-digest-id", "r46-largest-digest-id", &format!("{ITEM}.digestID"), "A digest id of 2^31")
            .tolerated(&["mso.digest-ids"]),
    ]
    .concat()
}

fn algorithms() -> Vec<Case> {
    let differs = format!("{MSO}.digestAlgorithm");
    let named = |id: &str, name: &'static str| {
        let title = format!("The digest algorithm is called {name:?}");
        case(id, &differs, &title, move |document| document.mso.digest_algorithm = name.to_owned())
            .refused_by_both(&["mso.digest-algorithm"])
    };
    [
        named("r48-sha-1", "SHA-1"),
        named("r48-lower-case", "sha-256"),
        named("r48-without-hyphen", "SHA256"),
        named("r48-space", "SHA-256 "),
        case("r49-other-algorithm", &differs, "Digests of 32 bytes are said to be of SHA-512", |document| {
            document.mso.digest_algorithm = "SHA-512".to_owned();
        })
        .refused_by_both(&["mso.digest-ids", "mso.digests"]),
        case("r49-digest-cut", &format!("{MSO}.valueDigests"), "An item's digest lacks its last byte", |document| {
            let id = item(document).digest_id;
            digest_of(document, id).pop();
        })
        .refused_by_both(&["mso.digest-ids", "mso.digests"]),
    ]
    .concat()
}

/// A licence of one item, `family_name`, which is written by hand from digest id and random, and digested so.
fn by_hand(write: impl Fn(&mut Members, u64, &[u8]) + 'static) -> Scene {
    let scene = Scene::mdl().with(|scene| scene.plan.elements.truncate(1));
    let bytes = move |item: &Item| {
        let mut content = Members::default();
        let mut random = Writer::new();
        random.bytes(&item.random);
        write(&mut content, item.digest_id, random.as_slice());
        embedded(&content.to_vec())
    };
    // The item is drawn from the label, so it is known before.
    let mut drawn = scene.plan.prepare(&scene.label, &crate::generate::world::public_key(&scene.device_key));
    let drawn = item(&mut drawn).clone();
    let encoded = bytes(&drawn);
    let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[&encoded]).as_bytes().to_vec();
    scene
        .unsigned(move |document| {
            let id = item(document).digest_id;
            digest_of(document, id).clone_from(&digest);
        })
        .issuer_signed(move |members| {
            let mut name_spaces = Members::default();
            name_spaces.set(MDL_NAME_SPACE, array(std::slice::from_ref(&encoded)));
            members.set("nameSpaces", name_spaces.to_vec());
        })
}

fn good(members: &mut Members, id: u64, random: &[u8]) {
    let mut digest_id = Writer::new();
    digest_id.uint(id);
    members.set("digestID", digest_id.into_vec());
    members.set("random", random);
    members.set("elementIdentifier", text("family_name"));
    members.set("elementValue", text("Svendsen"));
}

fn members() -> Vec<Case> {
    let mut cases = by_hand(|members, id, random| {
        good(members, id, random);
        members.0.reverse();
        members.push("foo", [1]);
    })
    .positive("r50-further-member", "An item in another order, with a member that nobody knows")
    .clause("8.3.2.1.2.2", "10.3.3")
    .accepted_by_both();
    cases.extend(
        by_hand(good)
            .positive("one-item", "A licence of one element")
            .clause("8.3.2.1.2.2", "10.3.3")
            .accepted_by_both(),
    );
    for name in ["digestID", "random", "elementIdentifier", "elementValue"] {
        let scene = by_hand(move |members, id, random| {
            good(members, id, random);
            members.remove(name);
        });
        let id = format!("r50-without-{}", name.to_ascii_lowercase());
        let title = format!("An item without {name}");
        cases.extend(
            scene.negative(&id, "one-item", &format!("{ITEM}.{name}"), &title).refused_by_both(&["document.structure"]),
        );
    }
    let negative = by_hand(|members, id, random| {
        good(members, id, random);
        members.set("digestID", [0x20]);
    });
    cases.extend(
        negative
            .negative("r46-negative-digest-id", "one-item", &format!("{ITEM}.digestID"), "A digest id of -1")
            .refused_by_both(&["document.structure"]),
    );
    cases
}
