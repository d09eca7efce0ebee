//! VICALs.

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authority, CertificateSpec, ListedCertificate, SubjectName, VicalBuilder};

use crate::format::{Case, Clause, Expect, Input, Outcome, ReadList, Role, Twin};
use crate::generate::label::{clause_of, numbers};
use crate::generate::rng;
use crate::generate::world::{Issuer, MDL, NOW, at, authority, key, name, public_key, signing_key, validity};

/// What must come of a list: what fails, what deviates, and how many anchors there are where it is accepted.
struct Expected<'e> {
    failing: &'e [&'e str],
    deviations: &'e [&'e str],
    anchors: Option<usize>,
}

fn root() -> Authority {
    let spec = CertificateSpec::reader_ca(
        name("List root"),
        validity("2025-01-01", "2034-01-01"),
        "https://lists.example/crl",
        Some(0),
    );
    authority("list root", Curve::P256, &spec)
}

fn signer_spec() -> CertificateSpec {
    let subject = SubjectName { organization: Some("Example lists".to_owned()), ..name("List signer") };
    CertificateSpec::vical_signer(subject, validity("2026-01-01", "2027-01-01"), "https://lists.example/crl")
}

fn listing() -> VicalBuilder {
    VicalBuilder {
        issue_id: Some(7),
        next_update: Some(at("2026-06-02T12:00:00Z").into()),
        not_after: Some(at("2026-07-01T00:00:00Z").into()),
        entries: vec![ListedCertificate::vical(Issuer::mdl().authority().certificate(), &[MDL])],
        ..VicalBuilder::new("Example", at("2026-05-31T12:00:00Z"))
    }
}

fn sign(list: &VicalBuilder, spec: &CertificateSpec) -> Vec<u8> {
    let key = key("vical signer", Curve::P256);
    let certificate = root().issue(&mut rng("certificate vical signer"), spec, &public_key(&key)).unwrap();
    list.sign(&*signing_key(&key), &[certificate.der()]).unwrap()
}

fn case(id: &str, differs: &str, title: &str, list: Vec<u8>, expected: &Expected<'_>) -> Case {
    let owned = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect());
    let about = [expected.failing, expected.deviations].concat();
    let general: Clause = clause_of(None, if about.is_empty() { &["vical.structure"] } else { &about });
    Case {
        id: id.to_owned(),
        tests: numbers(id),
        title: title.to_owned(),
        clause: general,
        role: Role::Reader,
        twin: (!differs.is_empty()).then(|| Twin { id: "vical".to_owned(), differs: differs.to_owned() }),
        input: Input::ReadList(ReadList {
            kind: "vical".to_owned(),
            list: list.into(),
            signer_roots: vec![root().certificate().der().into()],
            at: NOW.to_owned(),
            profile: "strict".to_owned(),
        }),
        expect: Expect::Is(Outcome::Trust {
            accepted: expected.anchors.is_some(),
            failing: owned(expected.failing),
            deviations: owned(expected.deviations),
            anchors: expected.anchors,
        }),
    }
}

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    let refused = |failing: &'static [&'static str]| Expected { failing, deviations: &[], anchors: None };
    let changed = |change: fn(&mut VicalBuilder)| {
        let mut list = listing();
        change(&mut list);
        sign(&list, &signer_spec())
    };
    let mut flipped = sign(&listing(), &signer_spec());
    *flipped.last_mut().unwrap() ^= 1;
    let without = CertificateSpec { extended_key_usage: Vec::new(), ..signer_spec() };
    let accepted = Expected { failing: &[], deviations: &[], anchors: Some(1) };
    let stale = Expected { deviations: &["vical.next-update"], ..refused(&[]) };
    let entry = Expected { failing: &["vical.entry"], deviations: &[], anchors: Some(0) };
    vec![
        case("vical", "", "A VICAL of one issuing authority", sign(&listing(), &signer_spec()), &accepted),
        case("r100-signature", "signature", "The list's signature is broken", flipped, &refused(&["vical.signature"])),
        case(
            "r100-signer-purpose",
            "x5chain[0].extKeyUsage",
            "The list's signer has no purpose",
            sign(&listing(), &without),
            &refused(&["path.extended-key-usage"]),
        ),
        case(
            "r100-next-update",
            "payload.nextUpdate",
            "There should be a newer list",
            changed(|list| list.next_update = Some(at("2026-06-01T11:00:00Z").into())),
            &Expected { anchors: Some(1), ..stale },
        ),
        case(
            "r100-not-after",
            "payload.notAfter",
            "The list vouches for nothing any more",
            changed(|list| list.not_after = Some(at("2026-06-01T11:00:00Z").into())),
            &refused(&["vical.not-after"]),
        ),
        case(
            "r101-serial-number",
            "payload.certificateInfos[0].serialNumber",
            "The serial number is not the certificate's",
            changed(|list| list.entries[0].set("serialNumber", vec![0xc2, 0x42, 1, 2])),
            &entry,
        ),
        case(
            "r101-untagged-serial-number",
            "payload.certificateInfos[0].serialNumber",
            "The serial number is a small integer, not a bignum, and not the certificate's",
            changed(|list| list.entries[0].set("serialNumber", to_vec(&1_u64))),
            &entry,
        ),
    ]
}
