//! The EU person identification data (PID rulebook 1.7). Text is full Unicode of at most 150 characters.
//!
//! National elements stand in namespaces of their own, such as `eu.europa.ec.eudi.pid.de.1`.

use super::date::{Date, FullDate};
use super::element::elements;
use super::structure::{Nationalities, PlaceOfBirth};
use super::text::{Alpha2, PidSex, Subdivision, Text};

/// The document type.
pub const DOCTYPE: &str = "eu.europa.ec.eudi.pid.1";
/// The namespace, spelled as the document type.
pub const NAMESPACE: &str = "eu.europa.ec.eudi.pid.1";

elements! { NAMESPACE, RULES;
    /// The family name.
    FAMILY_NAME: Text = "family_name";
    /// The given names.
    GIVEN_NAME: Text = "given_name";
    /// The day of birth.
    BIRTH_DATE: FullDate = "birth_date";
    /// The place of birth.
    PLACE_OF_BIRTH: PlaceOfBirth<'static> = "place_of_birth";
    /// The nationalities.
    NATIONALITY: Nationalities = "nationality";
    /// The portrait, JPEG.
    PORTRAIT: [u8] = "portrait";
    /// The address.
    RESIDENT_ADDRESS: Text = "resident_address";
    /// The country of residence.
    RESIDENT_COUNTRY: Alpha2 = "resident_country";
    /// The state or province of residence.
    RESIDENT_STATE: Text = "resident_state";
    /// The city of residence.
    RESIDENT_CITY: Text = "resident_city";
    /// The postal code.
    RESIDENT_POSTAL_CODE: Text = "resident_postal_code";
    /// The street.
    RESIDENT_STREET: Text = "resident_street";
    /// The number by which the state knows the person.
    PERSONAL_ADMINISTRATIVE_NUMBER: Text = "personal_administrative_number";
    /// The family name at birth.
    FAMILY_NAME_BIRTH: Text = "family_name_birth";
    /// The given names at birth.
    GIVEN_NAME_BIRTH: Text = "given_name_birth";
    /// An e-mail address.
    EMAIL_ADDRESS: Text = "email_address";
    /// A telephone number.
    MOBILE_PHONE_NUMBER: Text = "mobile_phone_number";
    /// Sex.
    SEX: PidSex = "sex";
    /// The issuing authority.
    ISSUING_AUTHORITY: Text = "issuing_authority";
    /// The issuing country.
    ISSUING_COUNTRY: Alpha2 = "issuing_country";
    /// When the document expires.
    EXPIRY_DATE: Date = "expiry_date";
    /// When the document was issued.
    ISSUANCE_DATE: Date = "issuance_date";
    /// The number of the document.
    DOCUMENT_NUMBER: Text = "document_number";
    /// The issuing jurisdiction by ISO 3166-2.
    ISSUING_JURISDICTION: Subdivision = "issuing_jurisdiction";
    /// Where to find the issuer's trust anchor.
    TRUST_ANCHOR: Text = "trust_anchor";
    /// The legal category of the attestation.
    ATTESTATION_LEGAL_CATEGORY: Text = "attestation_legal_category";
    /// Of age at 18; older deployments only.
    AGE_OVER_18: bool = "age_over_18";
    /// The age in years; older deployments only.
    AGE_IN_YEARS: u64 = "age_in_years";
    /// The year of birth; older deployments only.
    AGE_BIRTH_YEAR: u64 = "age_birth_year";
    /// The place of birth as one text; older deployments only.
    BIRTH_PLACE: Text = "birth_place";
    /// The country of birth; older deployments only.
    BIRTH_COUNTRY: Text = "birth_country";
    /// The state of birth; older deployments only.
    BIRTH_STATE: Text = "birth_state";
    /// The city of birth; older deployments only.
    BIRTH_CITY: Text = "birth_city";
    /// The house number; older deployments only.
    RESIDENT_HOUSE_NUMBER: Text = "resident_house_number";
}
