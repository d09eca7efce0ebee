//! Whether the data fit the signer and their data model (edition 1 7.2.1, edition 2 13.4.2).

use crate::auth::issuer::Signer;
use crate::cbor::RawValue;
use crate::datamodel::{self, Model, mdl, photo_id};
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, shown, text};
use crate::x509::name::{COUNTRY, STATE_OR_PROVINCE};

/// An element as it came: namespace, identifier, value.
type Returned<'r> = (&'r str, &'r str, RawValue<'r>);

/// Judges the elements of a document and writes every check to `report`.
pub(crate) fn judge(
    profile: Profile,
    doc_type: &str,
    signer: Option<&Signer>,
    elements: &[Returned<'_>],
    device_elements: &[Returned<'_>],
    report: &mut Report,
) {
    const NAMES: [(CheckId, &str, &str); 2] = [
        (CheckId::DataIssuingCountry, "issuing_country", "country"),
        (CheckId::DataIssuingJurisdiction, "issuing_jurisdiction", "state or province"),
    ];
    for (id, identifier, what) in NAMES {
        let certificate = signer.and_then(Signer::certificate);
        let by_signer = certificate.map(|certificate| match id {
            CheckId::DataIssuingCountry => certificate.named(COUNTRY),
            _ => certificate.named(STATE_OR_PROVINCE),
        });
        let by_signer = by_signer.as_ref().map(Option::as_deref);
        issuing(Rule { id, what, profile }, identifier, by_signer, elements, device_elements, report);
    }
    types(profile, doc_type, elements, device_elements, report);
}

struct Rule {
    id: CheckId,
    what: &'static str,
    profile: Profile,
}

/// The rule is the driving licence's. What it guards, that a country signs for itself only, matters for every document,
/// so that elsewhere the profile decides.
fn issuing(
    rule: Rule,
    identifier: &str,
    by_signer: Option<Option<&str>>,
    elements: &[Returned<'_>],
    device_elements: &[Returned<'_>],
    report: &mut Report,
) {
    let Rule { id, what, profile } = rule;
    // Whoever signed it: what the device says about the issuer must be true as well.
    let returned = elements.iter().chain(device_elements);
    let mut returned = returned.filter(|(_, found, _)| *found == identifier).peekable();
    if returned.peek().is_none() {
        return report.skip(id, text!("{identifier} was not returned"));
    }
    let Some(by_signer) = by_signer else {
        return report.skip(id, text!("there is no signer's certificate to compare {identifier} with"));
    };
    for (name_space, _, value) in returned {
        let agreement = agreement(id, name_space, by_signer, *value);
        let detail = match &agreement {
            Agreement::Same => text!("{identifier} is the signer's {what}"),
            Agreement::Unnamed => text!("the signer's certificate names no {what}"),
            Agreement::AnotherCase => text!("{identifier} is the signer's {what} in other letter case"),
            Agreement::Incomparable => text!("{identifier} has three letters, the signer's {what} has two"),
            Agreement::Different => {
                text!("{identifier} is not the signer's {what}, {}", shown(by_signer.unwrap_or("none")))
            }
        };
        let outcome = match agreement {
            Agreement::Same => Outcome::Pass,
            Agreement::Unnamed if id == CheckId::DataIssuingJurisdiction => Outcome::Pass,
            Agreement::Incomparable => Outcome::Skipped,
            Agreement::AnotherCase => profile.deviation(),
            Agreement::Unnamed | Agreement::Different if *name_space == mdl::NAMESPACE => Outcome::Fail,
            Agreement::Unnamed | Agreement::Different => profile.deviation(),
        };
        let check = Check::new(id, outcome, detail).about(Subject::element(name_space, identifier));
        report.push_one_of_many(check.at(value.offset()));
    }
}

enum Agreement {
    Same,
    Unnamed,
    AnotherCase,
    Incomparable,
    Different,
}

fn agreement(id: CheckId, name_space: &str, by_signer: Option<&str>, value: RawValue<'_>) -> Agreement {
    let Some(expected) = by_signer else { return Agreement::Unnamed };
    let Some(found) = value.as_text() else { return Agreement::Different };
    // A Photo ID may name the country by three letters, a certificate never does.
    let alpha_3 = id == CheckId::DataIssuingCountry && name_space == photo_id::NAMESPACE && found.len() == 3;
    if found == expected {
        Agreement::Same
    } else if found.eq_ignore_ascii_case(expected) {
        Agreement::AnotherCase
    } else if alpha_3 {
        Agreement::Incomparable
    } else {
        Agreement::Different
    }
}

fn types(
    profile: Profile,
    doc_type: &str,
    elements: &[Returned<'_>],
    device_elements: &[Returned<'_>],
    report: &mut Report,
) {
    const ID: CheckId = CheckId::DataTypes;
    let (mut known, mut sound) = (0_usize, true);
    // Elements of one namespace come together, so that its rules are looked up once.
    let mut last = None;
    for (name_space, identifier, value) in elements.iter().chain(device_elements) {
        let model = match last {
            Some((of, model)) if of == *name_space => model,
            _ => datamodel::model(doc_type, name_space),
        };
        last = Some((*name_space, model));
        match model.and_then(|model| model.check(identifier, *value)) {
            // A later edition may add elements, and nothing is misread.
            None if model.is_some_and(Model::is_closed) => {
                sound = false;
                let detail = "the namespace has no such element: what is domestic or new stands in another";
                let check = Check::new(ID, Outcome::Deviation, detail).about(Subject::element(name_space, identifier));
                report.push_one_of_many(check.at(value.offset()));
            }
            None => {}
            Some(Ok(())) => known = known.saturating_add(1),
            Some(Err(error)) => {
                sound = false;
                let detail = text!("the value is not what the data model wants: {}", error.expected);
                let check = Check::new(ID, profile.deviation(), detail).about(Subject::element(name_space, identifier));
                report.push_one_of_many(check.at(value.offset()));
            }
        }
    }
    if let Some((name_space, identifier, value)) = foreign_jurisdiction(elements) {
        sound = false;
        let detail = "the jurisdiction is not one of the issuing country";
        let check = Check::new(ID, profile.deviation(), detail).about(Subject::element(name_space, identifier));
        report.push(check.at(value.offset()));
    }
    match (sound, known) {
        (true, 0) => report.skip(ID, "no element belongs to a known data model"),
        (true, 1) => report.pass(ID, "the one element of a known data model has the type and length it wants"),
        (true, known) => report.pass(ID, text!("{known} elements have the type and length their data model wants")),
        (false, _) => {}
    }
}

/// An `issuing_jurisdiction` (ISO 3166-2) that does not begin with the `issuing_country` returned beside it. Each element is
/// looked at twice and no oftener, as a peer may send thousands that are called so.
fn foreign_jurisdiction<'e, 'r>(elements: &'e [Returned<'r>]) -> Option<&'e Returned<'r>> {
    let of_one = elements.chunk_by(|(of, ..), (next, ..)| of == next);
    of_one
        .filter_map(|elements| {
            let of = |wanted: &'static str| elements.iter().filter(move |(_, identifier, _)| *identifier == wanted);
            let (_, _, country) = of(mdl::ISSUING_COUNTRY.identifier).next()?;
            let country = country.as_text()?;
            of(mdl::ISSUING_JURISDICTION.identifier).find(|(_, _, jurisdiction)| {
                let of = jurisdiction.as_text().and_then(|code| code.split_once('-')).map(|(of, _)| of);
                of.is_some_and(|of| of != country)
            })
        })
        .next()
}
