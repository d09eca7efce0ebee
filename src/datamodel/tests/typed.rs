//! Elements as their Rust types.

use super::{bytes, full_date, list, map, raw, tdate, text, texts, uint};
use crate::datamodel::{
    Date, DrivingCode, DrivingPrivilege, Element, FromElement, FullDate, PhotoIdBirthDate, PlaceOfBirth, TypeError,
    age, mdl, photo_id, pid,
};
use crate::time::UnixTime;

fn read<'a, T: FromElement + ?Sized>(element: &Element<T>, value: &'a [u8]) -> Result<T::Value<'a>, TypeError> {
    element.read(raw(value))
}

#[test]
fn an_element_reads_as_its_type() {
    let (name, image) = (text("Nordmann"), bytes(&[0xff, 0xd8]));
    let family_name: &str = read(&mdl::FAMILY_NAME, &name).unwrap();
    assert_eq!(family_name, "Nordmann");
    assert_eq!(read(&pid::PORTRAIT, &image).unwrap(), &[0xff, 0xd8]);
    assert_eq!(read(&mdl::SEX, &uint(2)), Ok(2));
    assert!(read(&photo_id::AGE_OVER_18, &[0xf5]).unwrap());
    assert_eq!(read(&mdl::AGE_OVER_18, &uint(1)), Err(TypeError { expected: "true or false" }));
    assert_eq!(read(&pid::NATIONALITY, &texts(&["NO", "SE"])).unwrap(), ["NO", "SE"]);
    assert_eq!(read(&pid::NATIONALITY, &text("NO")).unwrap(), ["NO"]);
    let own: Element<i64> = Element::new("com.example.1", "balance");
    assert_eq!(read(&own, &[0x20]), Ok(-1));
}

#[test]
fn dates_read_as_days_and_instants() {
    let day = FullDate::new(1984, 1, 26).unwrap();
    assert_eq!((day.year(), day.month(), day.day(), day.to_string().as_str()), (1984, 1, 26, "1984-01-26"));
    assert_eq!(read(&mdl::BIRTH_DATE, &full_date("1984-01-26")), Ok(day));
    assert_eq!(crate::cbor::to_vec(&day), full_date("1984-01-26"));
    assert_eq!(read(&mdl::ISSUE_DATE, &full_date("1984-01-26")), Ok(Date::Day(day)));
    let instant = UnixTime::from_rfc3339("2024-02-29T12:00:00Z").unwrap();
    assert_eq!(read(&mdl::ISSUE_DATE, &tdate("2024-02-29T12:00:00Z")), Ok(Date::Instant(instant)));
    assert_eq!(FullDate::of(instant), FullDate::new(2024, 2, 29));
    assert_eq!(FullDate::of(UnixTime::from_unix_seconds(-1)), FullDate::new(1969, 12, 31));
    assert_eq!(FullDate::of(UnixTime::from_unix_seconds(i64::MAX)), None);
    assert_eq!(FullDate::new(10_000, 1, 1), None);
    let mask = map(&[("birth_date", full_date("1984-01-26")), ("approximate_mask", text("00000011"))]);
    let birth = read(&photo_id::BIRTH_DATE, &mask).unwrap();
    assert_eq!((birth.date, birth.approximate_mask), (day, Some("00000011")));
}

#[test]
fn an_age_counts_whole_years() {
    let age = |born: &str, at: &str| FullDate::from_text(born).unwrap().years_until(FullDate::from_text(at).unwrap());
    assert_eq!(age("2008-05-17", "2026-05-16"), 17);
    assert_eq!(age("2008-05-17", "2026-05-17"), 18);
    assert_eq!(age("2008-02-29", "2026-02-28"), 17);
    assert_eq!(age("2008-02-29", "2026-03-01"), 18);
    assert_eq!(age("2026-01-01", "2025-01-01"), 0);
}

#[test]
fn driving_privileges_read_as_structures() {
    let code = map(&[("code", text("S01")), ("sign", text("<=")), ("value", text("3500"))]);
    let value = list(&[map(&[("vehicle_category_code", text("B")), ("codes", list(&[code]))])]);
    let privileges = read(&mdl::DRIVING_PRIVILEGES, &value).unwrap();
    let [b] = privileges.as_slice() else { panic!("one privilege") };
    assert_eq!((b.vehicle_category_code, b.issue_date, b.expiry_date), ("B", None, None));
    assert_eq!(b.codes, [DrivingCode { code: "S01", sign: Some("<="), value: Some("3500") }]);
}

#[test]
fn debug_shows_no_values() {
    let day = FullDate::new(1984, 1, 26).unwrap();
    let code = DrivingCode { code: "70", sign: None, value: Some("UK") };
    let vehicle_category_code = "B";
    let privilege =
        DrivingPrivilege { vehicle_category_code, issue_date: Some(day), expiry_date: None, codes: vec![code] };
    let place = PlaceOfBirth { locality: Some("Oslo"), ..PlaceOfBirth::default() };
    let birth = PhotoIdBirthDate { date: day, approximate_mask: None };
    let shown = format!("{day:?} {:?} {birth:?} {privilege:?} {code:?} {place:?}", Date::Day(day));
    assert_eq!(
        shown,
        "FullDate(redacted) Date(redacted) PhotoIdBirthDate(redacted) DrivingPrivilege(redacted) \
         DrivingCode(redacted) PlaceOfBirth(redacted)"
    );
}

#[test]
fn age_identifiers_go_both_ways() {
    for nn in 0..=99 {
        let identifier = age::identifier(nn).unwrap();
        assert_eq!(age::age_over(identifier), Some(nn));
        assert_eq!(mdl::age_over(nn).unwrap().identifier, identifier);
    }
    assert_eq!(age::identifier(100), None);
    assert!(photo_id::age_over(100).is_none());
    for no in ["age_over_1", "age_over_018", "age_over_\u{661}\u{662}", "age_over_", "age_over", "xage_over_18"] {
        assert_eq!(age::age_over(no), None, "{no}");
    }
}

/// Any age of the attestation that has nothing else, and none beyond it.
#[test]
fn ages_of_the_age_verification_attestation() {
    for age in 0..=99 {
        let element = crate::datamodel::age_verification::age_over(age).unwrap();
        assert_eq!(age::age_over(element.identifier), Some(age));
        assert_eq!(element.name_space, crate::datamodel::age_verification::NAMESPACE);
        assert_eq!(read(&element, &[0xf5]), Ok(true));
    }
    assert!(crate::datamodel::age_verification::age_over(100).is_none());
}

/// An element is a name: copied as one, and shown as one.
#[test]
fn elements_are_names() {
    let element = mdl::FAMILY_NAME;
    let copy = Clone::clone(&element);
    assert_eq!((copy.name_space, copy.identifier), (element.name_space, element.identifier));
    assert_eq!(format!("{element:?}"), "Element(org.iso.18013.5.1, family_name)");
}
