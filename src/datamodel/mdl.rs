//! The mobile driving licence (edition 1 7.2, edition 2 13.4).

use super::date::{Date, FullDate};
use super::element::elements;
use super::structure::DrivingPrivileges;
use super::text::{Alpha2, EyeColour, HairColour, Latin1, Sex, Subdivision};
use super::{Element, age};
use crate::time::UnixTime;

/// The document type.
pub const DOCTYPE: &str = "org.iso.18013.5.1.mDL";
/// The namespace. Domestic data stands in other namespaces.
pub const NAMESPACE: &str = "org.iso.18013.5.1";

/// `age_over_NN` for an age of 0 to 99.
#[must_use]
pub fn age_over(age: u8) -> Option<Element<bool>> {
    age::identifier(age).map(|identifier| Element::new(NAMESPACE, identifier))
}

/// The elements every mDL holds (which does not mean that they must be disclosed). A holder may not demand reader
/// authentication before it discloses these.
pub const MANDATORY: [&str; 11] = [
    FAMILY_NAME.identifier,
    GIVEN_NAME.identifier,
    BIRTH_DATE.identifier,
    ISSUE_DATE.identifier,
    EXPIRY_DATE.identifier,
    ISSUING_COUNTRY.identifier,
    ISSUING_AUTHORITY.identifier,
    DOCUMENT_NUMBER.identifier,
    PORTRAIT.identifier,
    DRIVING_PRIVILEGES.identifier,
    UN_DISTINGUISHING_SIGN.identifier,
];

/// Whether an element is one of the [mandatory](MANDATORY) ones of an mDL.
#[must_use]
pub fn is_mandatory(doc_type: &str, name_space: &str, identifier: &str) -> bool {
    doc_type == DOCTYPE && name_space == NAMESPACE && MANDATORY.contains(&identifier)
}

elements! { NAMESPACE, RULES;
    /// The family name.
    FAMILY_NAME: Latin1 = "family_name";
    /// The given names.
    GIVEN_NAME: Latin1 = "given_name";
    /// The day of birth.
    BIRTH_DATE: FullDate = "birth_date";
    /// When the licence was issued.
    ISSUE_DATE: Date = "issue_date";
    /// When the licence expires.
    EXPIRY_DATE: Date = "expiry_date";
    /// The issuing country, the one of the document signer's certificate.
    ISSUING_COUNTRY: Alpha2 = "issuing_country";
    /// The issuing authority.
    ISSUING_AUTHORITY: Latin1 = "issuing_authority";
    /// The number of the licence.
    DOCUMENT_NUMBER: Latin1 = "document_number";
    /// The portrait, JPEG or JPEG 2000.
    PORTRAIT: [u8] = "portrait";
    /// What may be driven.
    DRIVING_PRIVILEGES: DrivingPrivileges = "driving_privileges";
    /// The distinguishing sign by ISO/IEC 18013-1 Annex F; may be empty.
    UN_DISTINGUISHING_SIGN: Latin1 = "un_distinguishing_sign";
    /// An audit number of the issuing authority.
    ADMINISTRATIVE_NUMBER: Latin1 = "administrative_number";
    /// Sex by ISO/IEC 5218.
    SEX: Sex = "sex";
    /// Height in centimetres.
    HEIGHT: u64 = "height";
    /// Weight in kilograms.
    WEIGHT: u64 = "weight";
    /// The colour of the eyes.
    EYE_COLOUR: EyeColour = "eye_colour";
    /// The colour of the hair.
    HAIR_COLOUR: HairColour = "hair_colour";
    /// The place of birth.
    BIRTH_PLACE: Latin1 = "birth_place";
    /// The address.
    RESIDENT_ADDRESS: Latin1 = "resident_address";
    /// When the portrait was taken.
    PORTRAIT_CAPTURE_DATE: UnixTime = "portrait_capture_date";
    /// The age in years.
    AGE_IN_YEARS: u64 = "age_in_years";
    /// The year of birth.
    AGE_BIRTH_YEAR: u64 = "age_birth_year";
    /// Whether the holder is 18 or older; for other ages see [`age_over`].
    AGE_OVER_18: bool = "age_over_18";
    /// Whether the holder is 20 or older.
    AGE_OVER_20: bool = "age_over_20";
    /// Whether the holder is 21 or older.
    AGE_OVER_21: bool = "age_over_21";
    /// The issuing jurisdiction by ISO 3166-2.
    ISSUING_JURISDICTION: Subdivision = "issuing_jurisdiction";
    /// The nationality.
    NATIONALITY: Alpha2 = "nationality";
    /// Street and number (edition 2).
    RESIDENT_STREET: Latin1 = "resident_street";
    /// The city.
    RESIDENT_CITY: Latin1 = "resident_city";
    /// The state, province or district.
    RESIDENT_STATE: Latin1 = "resident_state";
    /// The postal code.
    RESIDENT_POSTAL_CODE: Latin1 = "resident_postal_code";
    /// The country of residence.
    RESIDENT_COUNTRY: Alpha2 = "resident_country";
    /// The family name in national characters.
    FAMILY_NAME_NATIONAL_CHARACTER: str = "family_name_national_character";
    /// The given names in national characters.
    GIVEN_NAME_NATIONAL_CHARACTER: str = "given_name_national_character";
    /// The signature or usual mark, JPEG or JPEG 2000.
    SIGNATURE_USUAL_MARK: [u8] = "signature_usual_mark";
}
