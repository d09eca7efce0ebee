//! Readers that are trusted through a RICAL (edition 2 Annex F), and those whose certificate is revoked.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::issuer::{ListedCertificate, RevocationListSpec, RicalBuilder};
use mdoc_proximity::x509::Certificate;

use super::super::ask;
use super::super::draft::{Draft, answer_to, licence as shown, one_of, open};
use super::super::holder::Holder;
use super::{Judged, Reader, licence};
use crate::format::{Case, Trust};
use crate::generate::reader::lists;
use crate::generate::world::{at, authority, reader_ca, reader_ca_spec};

const CLAUSE: (&str, &str) = ("-", "F.3.2");
const TWIN: &str = "reader-auth-rical";
const ASKED: &[&str] = &["family_name", "age_over_18"];

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [constraints(), gone(), in_sessions()].concat()
}

/// Trust in a RICAL of the reader CA, after a change of the list, and in nothing else.
fn through(change: impl FnOnce(&mut RicalBuilder)) -> Trust {
    Trust { lists: vec![lists::rical(change)], ..Trust::default() }
}

fn judged(trust: Trust) -> Judged {
    Judged { trust, ..Judged::new(Reader::on(mdoc_proximity::crypto::Curve::P256).signs(licence(), |_| {})) }
}

/// Trust constraints that ask for these, each a constraint of its own; one that asks for nothing where it is empty.
fn asking(names: &[&str]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(names.len());
    for name in names {
        match *name {
            "" => writer.map(0),
            name => writer.map(1).text(name).bool(true),
        };
    }
    writer.into_vec()
}

fn both(id: &str, differs: Option<&str>, title: &str, trust: &Trust, reader: &str, failing: &[&str]) -> Vec<Case> {
    let one = |suffix: &str, judged: Judged| {
        let (id, twin) = (format!("{id}{suffix}"), format!("{TWIN}{suffix}"));
        let draft = match differs {
            None => Draft::positive(&id, CLAUSE, title),
            Some(differs) => Draft::negative(&id, CLAUSE, (&twin, differs), title),
        };
        judged.case(draft, &[reader], failing, &[])
    };
    vec![one("", judged(trust.clone())), one("-field", judged(trust.clone()).field())]
}

/// Of several constraints, one must be satisfied, and the draft defines none that asks for anything.
fn constraints() -> Vec<Case> {
    let set = |value: Vec<u8>| through(|list| list.entries[0].set("trustConstraints", value));
    let differs = "trust.lists[0].list.payload.certificateInfos[0].trustConstraints";
    [
        both(TWIN, None, "The reader's CA is trusted through a RICAL", &through(|_| {}), "valid", &[]),
        both(
            "reader-auth-rical-constraint-satisfied",
            None,
            "One of the constraints asks for nothing",
            &set(asking(&["org.example.shop", ""])),
            "valid",
            &[],
        ),
        both(
            "h65-rical-constraint",
            Some(differs),
            "The constraints ask for what nobody knows",
            &set(asking(&["org.example.shop", "org.example.bar"])),
            "untrusted",
            &["path.constraints"],
        ),
    ]
    .concat()
}

/// The list vouches for the reader's CA no more, or never did.
fn gone() -> Vec<Case> {
    const NOBODY: &[&str] = &["path.anchor"];
    let list = "trust.lists[0].list";
    let ended = through(|list| list.not_after = Some(at("2026-06-01T11:59:59Z").into()));
    let below = through(|list| list.entries[0].set("isTrustAnchor", vec![0xf4]));
    let mut spec = reader_ca_spec();
    "Another reader CA".clone_into(&mut spec.subject.common_name);
    let other = authority("another reader ca", mdoc_proximity::crypto::Curve::P256, &spec);
    let other = through(|list| list.entries[0] = ListedCertificate::rical(other.certificate(), true));
    [
        both(
            "h65-rical-ended",
            Some(&format!("{list}.payload.notAfter")),
            "The RICAL has ended, and its anchors with it",
            &ended,
            "untrusted",
            NOBODY,
        ),
        both(
            "h65-rical-no-anchor",
            Some(&format!("{list}.payload.certificateInfos[0].isTrustAnchor")),
            "The RICAL names the reader's CA, and no path may end there",
            &below,
            "untrusted",
            NOBODY,
        ),
        both(
            "h65-rical-other-ca",
            Some(&format!("{list}.payload.certificateInfos[0]")),
            "The RICAL names another CA",
            &other,
            "untrusted",
            NOBODY,
        ),
    ]
    .concat()
}

/// In a session: who is not trusted, or revoked, is not shown as trusted, and gets what the user wants.
fn in_sessions() -> Vec<Case> {
    let dates = || RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"));
    let reader = Reader::on(mdoc_proximity::crypto::Curve::P256);
    let certificate = Certificate::from_der(&reader.chain[0]).unwrap();
    let holder = |trust: Trust| Holder { trust, ..Holder::new() };
    let asked = |holder: &Holder, draft: Draft<'_>, shown_as: &str| {
        let ask = ask::Ask::licence(ASKED);
        let auth = reader.envelope(&holder.stage, &ask).sign1(&reader.key);
        let answer = one_of([open([answer_to(&[shown_as], [shown(ASKED)])])]);
        holder.asked(draft, &[ask::request(&[ask.with("readerAuth", auth)])], answer)
    };
    let revoking = |list: RevocationListSpec| {
        let ca = reader_ca();
        let crls = vec![ca.revoke(&list).unwrap().into()];
        holder(Trust { roots: vec![ca.certificate().der().into()], crls, ..Trust::default() })
    };
    let (listed, known) = ("holder-reader-rical", "holder-reader-not-revoked");
    let unsatisfied = through(|list| list.entries[0].set("trustConstraints", asking(&["org.example.shop"])));
    vec![
        asked(
            &holder(through(|_| {})),
            Draft::positive(listed, CLAUSE, "A reader that is trusted through a RICAL"),
            "valid",
        ),
        asked(
            &holder(unsatisfied),
            Draft::negative(
                "h65-rical-constraint-in-a-session",
                CLAUSE,
                (listed, "trust.lists[0].list.payload.certificateInfos[0].trustConstraints"),
                "A reader that does not fulfil the RICAL's constraint is not shown as trusted",
            ),
            "untrusted",
        ),
        asked(
            &revoking(dates()),
            Draft::positive(known, super::CLAUSE, "A reader whose CA's revocation list does not name it"),
            "valid",
        ),
        asked(
            &revoking(dates().naming(&certificate)),
            Draft::negative(
                "h63-revoked-in-a-session",
                super::CLAUSE,
                (known, "trust.crls[0].revokedCertificates"),
                "A reader whose certificate is revoked is not shown as authenticated",
            ),
            "invalid",
        ),
    ]
}
