//! The tables, element by element.

use std::slice::from_ref;

use super::{Model, boolean, bytes, full_date, list, map, tdate, text, texts, uint};
use crate::datamodel::{aamva, age_verification, mdl, photo_id, pid};

const MDL: Model = Model(mdl::DOCTYPE, mdl::NAMESPACE);
const AAMVA: Model = Model(mdl::DOCTYPE, aamva::NAMESPACE);
const PID: Model = Model(pid::DOCTYPE, pid::NAMESPACE);
const AV: Model = Model(age_verification::DOCTYPE, age_verification::NAMESPACE);
const PHOTO: Model = Model(photo_id::DOCTYPE, photo_id::NAMESPACE);
const PHOTO_DRAFT: Model = Model(photo_id::DOCTYPE_DRAFT, photo_id::NAMESPACE);
const PHOTO_OWN: Model = Model(photo_id::DOCTYPE, photo_id::NAMESPACE_PHOTO_ID);
const GROUPS_DRAFT: Model = Model(photo_id::DOCTYPE_DRAFT, photo_id::NAMESPACE_DATA_GROUPS_DRAFT);
const GROUPS: Model = Model(photo_id::DOCTYPE, photo_id::NAMESPACE_DATA_GROUPS);

/// Values of the wrong type for any text.
fn no_texts() -> Vec<Vec<u8>> {
    vec![uint(1), bytes(b"abc"), boolean(true), full_date("2020-01-01"), texts(&["a"]), map(&[]), vec![0xf6]]
}

fn long(count: usize) -> Vec<u8> {
    text(&"\u{e5}".repeat(count))
}

#[test]
fn latin1_fields_take_150_latin1_characters() {
    let fields = [
        "family_name",
        "given_name",
        "issuing_authority",
        "document_number",
        "un_distinguishing_sign",
        "administrative_number",
        "birth_place",
        "resident_address",
        "resident_street",
        "resident_city",
        "resident_state",
        "resident_postal_code",
    ];
    for field in fields {
        MDL.good(field, &[text("Nordmann"), text("\u{c6}sop \u{d8}de \u{c5}s \u{ff}"), long(150), text("")]);
        MDL.bad(field, &no_texts());
        MDL.bad(field, &[long(151), text("\u{141}ukasz"), text("\u{5317}\u{4eac}"), text("a\nb"), text("\u{85}")]);
    }
    for field in ["family_name_latin1", "given_name_latin1", "resident_city_latin1"] {
        PHOTO.good(field, &[long(150)]);
        PHOTO.bad(field, &[long(151), text("\u{141}"), uint(0)]);
    }
    PHOTO_OWN.bad("resident_state", &[text("\u{141}")]);
    AAMVA.bad("aka_family_name.v2", &[text("\u{141}")]);
}

#[test]
fn other_texts_are_unicode_of_150_characters() {
    let pid = [
        "family_name",
        "given_name",
        "resident_address",
        "resident_state",
        "resident_city",
        "resident_postal_code",
        "resident_street",
        "personal_administrative_number",
        "family_name_birth",
        "given_name_birth",
        "email_address",
        "mobile_phone_number",
        "issuing_authority",
        "document_number",
        "trust_anchor",
        "attestation_legal_category",
        "birth_place",
        "birth_country",
        "birth_state",
        "birth_city",
        "resident_house_number",
    ];
    let photo = [
        "family_name",
        "given_name",
        "issuing_authority",
        "family_name_viz",
        "given_name_viz",
        "birthplace",
        "name_at_birth",
        "resident_address",
        "resident_city",
        "resident_postal_code",
        "document_number",
        "issuing_subdivision",
        "family_name_unicode",
        "given_name_unicode",
        "issuing_authority_unicode",
        "resident_address_unicode",
        "resident_city_unicode",
    ];
    let own = [
        "person_id",
        "birth_state",
        "birth_city",
        "administrative_number",
        "resident_street",
        "resident_house_number",
        "travel_document_number",
        "travel_document_type",
        "travel_document_mrz",
    ];
    let fields = [(PID, pid.as_slice()), (PHOTO, photo.as_slice()), (PHOTO_OWN, own.as_slice())];
    for (model, identifiers) in fields {
        for identifier in identifiers {
            model.good(identifier, &[text("\u{141}ukasz"), text("\u{5317}\u{4eac}"), long(150)]);
            model.bad(identifier, &no_texts());
            model.bad(identifier, &[long(151)]);
        }
    }
    MDL.good("family_name_national_character", &[text("\u{5317}\u{4eac}"), long(151)]);
    MDL.bad("given_name_national_character", &no_texts());
}

#[test]
fn birth_dates_are_days_that_exist() {
    for model in [MDL, PID, PHOTO] {
        model.good("birth_date", &[full_date("1984-01-26"), full_date("2024-02-29"), full_date("2000-02-29")]);
        model.bad(
            "birth_date",
            &[
                text("1984-01-26"),
                tdate("1984-01-26T00:00:00Z"),
                tdate("1984-01-26"),
                full_date("2023-02-29"),
                full_date("1900-02-29"),
                full_date("1984-13-01"),
                full_date("1984-00-01"),
                full_date("1984-01-00"),
                full_date("1984-04-31"),
                full_date("1984-1-26"),
                full_date("84-01-26"),
                full_date("1984-01-26Z"),
                full_date("1984-01-26-01"),
                full_date("+984-01-26"),
                full_date("1984-01-26T00:00:00Z"),
                full_date(""),
                uint(19_840_126),
            ],
        );
    }
    AAMVA.good("hazmat_endorsement_expiration_date", &[full_date("2030-12-31")]);
    AAMVA.bad("hazmat_endorsement_expiration_date", &[tdate("2030-12-31T00:00:00Z")]);
}

#[test]
fn a_photo_id_birth_date_may_be_known_in_part() {
    let date = || ("birth_date", full_date("1984-01-01"));
    for model in [PHOTO, PHOTO_DRAFT] {
        model.good(
            "birth_date",
            &[
                map(&[date()]),
                map(&[date(), ("approximate_mask", text("00001111"))]),
                map(&[("approximate_mask", text("11111111")), date(), ("other", uint(1))]),
            ],
        );
        model.bad(
            "birth_date",
            &[
                map(&[]),
                map(&[("approximate_mask", text("00001111"))]),
                map(&[date(), ("approximate_mask", text("0000111"))]),
                map(&[date(), ("approximate_mask", text("00002222"))]),
                map(&[date(), ("approximate_mask", uint(1111))]),
                map(&[("birth_date", text("1984-01-01"))]),
            ],
        );
    }
    MDL.bad("birth_date", &[map(&[date()])]);
    PID.bad("birth_date", &[map(&[date()])]);
}

#[test]
fn other_dates_are_days_instants_or_either() {
    let day = full_date("2024-02-29");
    let instant = tdate("2024-02-29T12:00:00Z");
    let neither = [
        text("2024-02-29"),
        tdate("2024-02-29"),
        tdate("2024-02-30T12:00:00Z"),
        tdate("2024-02-29T12:00:00.5Z"),
        tdate("2024-02-29T12:00:00+01:00"),
        tdate("2024-02-29T12:00:00+00:00"),
        tdate("2024-02-29 12:00:00Z"),
        tdate("2024-02-29t12:00:00z"),
        tdate("2024-02-29T25:00:00Z"),
        full_date("2024-02-29T12:00:00Z"),
        uint(1),
    ];
    for (model, identifier) in [(MDL, "issue_date"), (MDL, "expiry_date"), (PID, "issuance_date"), (PID, "expiry_date")]
    {
        model.good(identifier, &[day.clone(), instant.clone()]);
        model.bad(identifier, &neither);
    }
    for identifier in ["issue_date", "expiry_date"] {
        PHOTO.good(identifier, from_ref(&day));
        PHOTO.bad(identifier, from_ref(&instant));
        PHOTO.bad(identifier, &neither);
    }
    for model in [MDL, PHOTO] {
        model.good("portrait_capture_date", from_ref(&instant));
        model.bad("portrait_capture_date", from_ref(&day));
        model.bad("portrait_capture_date", &neither);
    }
}

#[test]
fn images_templates_and_data_groups_are_byte_strings() {
    let good = [bytes(&[0xff, 0xd8, 0xff]), bytes(b"")];
    let bad = [text("/9j/"), uint(1), list(&[uint(0xff)])];
    let groups: Vec<String> = (1..=16).map(|n| format!("dg{n}")).chain(["sod".to_owned()]).collect();
    let own = groups.iter().map(|group| (GROUPS, group.as_str()));
    let images = [
        (MDL, "portrait"),
        (MDL, "signature_usual_mark"),
        (MDL, "biometric_template_face"),
        (MDL, "biometric_template_signature_sign"),
        (PID, "portrait"),
        (PHOTO, "portrait"),
        (PHOTO, "enrolment_portrait_image"),
    ];
    for (model, identifier) in images.into_iter().chain(own) {
        model.good(identifier, &good);
        model.bad(identifier, &bad);
    }
    for identifier in ["biometric_template_", "biometric_template_Face", "biometric_template_a-b", "biometric_template"]
    {
        MDL.unknown(identifier);
    }
    PHOTO.unknown("biometric_template_face");
    GROUPS.good("version", &[text("1")]);
    GROUPS.unknown("dg17");
    for group in (1..=16).map(|number| format!("dtc_dg{number}")).chain(["dtc_sod".to_owned()]) {
        GROUPS_DRAFT.good(&group, &[bytes(b"\x61")]);
        GROUPS_DRAFT.bad(&group, &[text("YQ=="), uint(1)]);
    }
    GROUPS_DRAFT.good("dtc_version", &[text("1.0.0")]);
    GROUPS_DRAFT.bad("dtc_version", &[uint(1)]);
    GROUPS_DRAFT.unknown("dg1");
}

#[test]
fn age_attestations_are_booleans_with_two_digits() {
    for model in [MDL, PID, AV, PHOTO, PHOTO_DRAFT] {
        for identifier in ["age_over_18", "age_over_20", "age_over_00", "age_over_99"] {
            model.good(identifier, &[boolean(true), boolean(false)]);
            model.bad(identifier, &[uint(1), uint(0), text("true"), vec![0xf6], vec![0xf7]]);
        }
        for identifier in ["age_over_018", "age_over_1", "age_over_", "age_over_1x", "age_over_+8", "AGE_OVER_18"] {
            model.unknown(identifier);
        }
    }
    PHOTO_OWN.unknown("age_over_18");
    AAMVA.unknown("age_over_18");
}

#[test]
fn numbers_are_unsigned() {
    let negative = vec![0x20];
    let float = vec![0xf9, 0x3c, 0x00];
    for (model, identifier) in [
        (MDL, "height"),
        (MDL, "weight"),
        (MDL, "age_in_years"),
        (MDL, "age_birth_year"),
        (PID, "age_in_years"),
        (PID, "age_birth_year"),
        (PHOTO, "age_in_years"),
        (PHOTO, "age_birth_year"),
    ] {
        model.good(identifier, &[uint(0), uint(180), uint(1984)]);
        model.bad(identifier, &[negative.clone(), float.clone(), text("180"), tdate("180")]);
    }
}

#[test]
fn sex_is_one_of_the_models_codes() {
    for model in [MDL, PHOTO] {
        model.good("sex", &[uint(0), uint(1), uint(2), uint(9)]);
        model.bad("sex", &[uint(3), uint(4), uint(8), uint(10), text("1"), boolean(true), vec![0x20]]);
    }
    PID.good("sex", &[uint(0), uint(1), uint(2), uint(3), uint(4), uint(5), uint(6), uint(9)]);
    PID.bad("sex", &[uint(7), uint(8), uint(10), text("F")]);
    AAMVA.good("sex", &[uint(1), uint(2), uint(9)]);
    AAMVA.bad("sex", &[uint(0), uint(3)]);
}

#[test]
fn countries_and_subdivisions_are_codes() {
    for (model, identifier) in [
        (MDL, "issuing_country"),
        (MDL, "nationality"),
        (MDL, "resident_country"),
        (PID, "issuing_country"),
        (PID, "resident_country"),
        (PHOTO, "resident_country"),
        (PHOTO_OWN, "birth_country"),
    ] {
        model.good(identifier, &[text("NO"), text("XK"), text("ZZ")]);
        model.bad(identifier, &[text("no"), text("NOR"), text("N"), text(""), text("N1"), text("\u{c5}"), uint(47)]);
    }
    for identifier in ["issuing_country", "nationality"] {
        PHOTO.good(identifier, &[text("NO"), text("NOR")]);
        PHOTO.bad(identifier, &[text("nor"), text("NORW"), text("N"), text("NO1"), uint(47)]);
    }
    for model in [MDL, PID] {
        model.good("issuing_jurisdiction", &[text("US-IA"), text("NO-03"), text("GB-ENG")]);
        model.bad(
            "issuing_jurisdiction",
            &[text("US"), text("US-"), text("us-ia"), text("US-IOWA"), text("USA-IA"), text("IA"), uint(3)],
        );
    }
}

#[test]
fn colours_come_from_the_lists() {
    for colour in ["black", "blue", "brown", "dichromatic", "grey", "green", "hazel", "maroon", "pink", "unknown"] {
        MDL.good("eye_colour", &[text(colour)]);
    }
    MDL.bad("eye_colour", &[text("gray"), text("Blue"), text("bald"), text(""), uint(1)]);
    for colour in ["bald", "black", "blond", "brown", "grey", "red", "auburn", "sandy", "white", "unknown"] {
        MDL.good("hair_colour", &[text(colour)]);
    }
    MDL.bad("hair_colour", &[text("blue"), text("blonde"), uint(1)]);
}

#[test]
fn driving_privileges_have_their_structure() {
    let code = |extra: &[(&str, Vec<u8>)]| map(&[&[("code", text("01"))], extra].concat());
    let b = || ("vehicle_category_code", text("B"));
    MDL.good(
        "driving_privileges",
        &[
            list(&[]),
            list(&[map(&[b()])]),
            list(&[map(&[b(), ("issue_date", full_date("2018-08-09")), ("expiry_date", full_date("2028-09-01"))])]),
            list(&[map(&[b(), ("codes", list(&[code(&[]), code(&[("sign", text("<=")), ("value", text("3"))])]))])]),
            list(&[map(&[b(), ("other", uint(1)), ("codes", list(&[code(&[("other", uint(1))])]))])]),
        ],
    );
    MDL.bad(
        "driving_privileges",
        &[
            map(&[b()]),
            text("B"),
            list(&[text("B")]),
            list(&[map(&[])]),
            list(&[map(&[("vehicle_category_code", uint(1))])]),
            list(&[map(&[b(), ("issue_date", text("2018-08-09"))])]),
            list(&[map(&[b(), ("issue_date", tdate("2018-08-09T00:00:00Z"))])]),
            list(&[map(&[b(), ("expiry_date", full_date("2018-02-30"))])]),
            list(&[map(&[b(), ("codes", list(&[]))])]),
            list(&[map(&[b(), ("codes", list(&[map(&[("sign", text("="))])]))])]),
            list(&[map(&[b(), ("codes", list(&[code(&[("value", uint(3))])]))])]),
        ],
    );
}

#[test]
fn the_pid_has_places_and_nationalities() {
    PID.good(
        "place_of_birth",
        &[
            map(&[("country", text("NO"))]),
            map(&[("region", text("Vestland"))]),
            map(&[("locality", text("Bergen")), ("country", text("NO")), ("other", uint(1))]),
        ],
    );
    PID.bad(
        "place_of_birth",
        &[
            map(&[]),
            map(&[("other", text("NO"))]),
            map(&[("country", uint(47))]),
            map(&[("locality", long(151))]),
            text("Bergen"),
            texts(&["Bergen"]),
        ],
    );
    PID.good("nationality", &[texts(&["NO"]), texts(&["NO", "SE"]), texts(&["QU"]), texts(&["QS"]), text("NO")]);
    PID.bad("nationality", &[texts(&[]), texts(&["NOR"]), texts(&["NO", "se"]), list(&[uint(1)]), text("Norge")]);
}

#[test]
fn the_aamva_namespace_has_its_codes() {
    for identifier in ["organ_donor", "veteran", "CDL_indicator", "DHS_temporary_lawful_status"] {
        AAMVA.good(identifier, &[uint(1)]);
        AAMVA.bad(identifier, &[uint(0), uint(2), boolean(true)]);
    }
    for identifier in ["family_name_truncation", "given_name_truncation"] {
        AAMVA.good(identifier, &[text("T"), text("N"), text("U")]);
        AAMVA.bad(identifier, &[text("t"), text(""), uint(1)]);
    }
    AAMVA.good("weight_range", &[uint(0), uint(9)]);
    AAMVA.bad("weight_range", &[uint(10), text("3")]);
    AAMVA.good("race_ethnicity", &[text("AI"), text("W")]);
    AAMVA.bad("race_ethnicity", &[text("X")]);
    AAMVA.good("EDL_credential", &[uint(1), uint(2)]);
    AAMVA.bad("EDL_credential", &[uint(0), uint(3)]);
    AAMVA.good("DHS_compliance", &[text("F"), text("N")]);
    AAMVA.bad("DHS_compliance", &[text("Y")]);
    AAMVA.good("resident_county", &[text("037")]);
    AAMVA.bad("resident_county", &[text("37"), text("03a"), uint(37)]);
    for identifier in ["name_suffix", "aka_suffix", "DHS_compliance_text", "aka_given_name", "aka_family_name"] {
        AAMVA.good(identifier, &[text("JR")]);
        AAMVA.bad(identifier, &no_texts());
    }
    let class = map(&[
        ("domestic_vehicle_class_code", text("C")),
        ("domestic_vehicle_class_description", text("Non-commercial")),
        ("expiry_date", full_date("2030-01-01")),
    ]);
    let restriction = map(&[("domestic_vehicle_restriction_description", text("Glasses"))]);
    AAMVA.good(
        "domestic_driving_privileges",
        &[
            list(&[]),
            list(&[map(&[("domestic_vehicle_class", class.clone())])]),
            list(&[map(&[("domestic_vehicle_restrictions", list(from_ref(&restriction)))])]),
            // A member that nobody knows, with a value of any type.
            list(&[map(&[("org.example", bytes(&[1]))])]),
            list(&[map(&[("domestic_vehicle_class", [&[class[0] + 1][..], &class[1..], &[0x07, 0x80]].concat())])]),
        ],
    );
    AAMVA.bad(
        "domestic_driving_privileges",
        &[
            map(&[]),
            list(&[map(&[("domestic_vehicle_class", restriction)])]),
            list(&[map(&[("domestic_vehicle_endorsements", list(&[map(&[])]))])]),
            list(&[map(&[("domestic_vehicle_endorsements", list(&[]))])]),
            list(&[map(&[("domestic_vehicle_restrictions", list(&[]))])]),
        ],
    );
}

#[test]
fn two_namespaces_are_closed() {
    use crate::datamodel::is_closed;
    assert!(
        is_closed(mdl::DOCTYPE, mdl::NAMESPACE) && is_closed(age_verification::DOCTYPE, age_verification::NAMESPACE)
    );
    for (doc_type, name_space) in [
        (mdl::DOCTYPE, aamva::NAMESPACE),
        (mdl::DOCTYPE, "org.iso.18013.5.1.NO"),
        (photo_id::DOCTYPE, photo_id::NAMESPACE),
        (photo_id::DOCTYPE, mdl::NAMESPACE),
        (pid::DOCTYPE, pid::NAMESPACE),
    ] {
        assert!(!is_closed(doc_type, name_space), "{doc_type} {name_space}");
    }
}

#[test]
fn only_known_types_and_namespaces_are_judged() {
    MDL.unknown("favourite_colour");
    Model(mdl::DOCTYPE, "org.iso.18013.5.1.NO").unknown("family_name");
    Model("org.iso.7367.1.mVRC", photo_id::NAMESPACE).unknown("issue_date");
    Model(photo_id::DOCTYPE, mdl::NAMESPACE).unknown("family_name");
    Model("org.iso.18013.5.1.mdl", mdl::NAMESPACE).unknown("family_name");
    Model(pid::DOCTYPE, "eu.europa.ec.eudi.pid.de.1").unknown("family_name");
    AV.unknown("birth_date");
}
