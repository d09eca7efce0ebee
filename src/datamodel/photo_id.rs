//! The Photo ID (ISO/IEC TS 23220-4 Annex C). Text is of at most 150 characters.

use super::date::{FullDate, PhotoIdBirthDate};
use super::element::elements;
use super::text::{Alpha2, Alpha2Or3, Latin1, Sex, Text};
use super::{Element, age};
use crate::time::UnixTime;

/// The document type.
pub const DOCTYPE: &str = "org.iso.23220.photoid.1";
/// The document type as drafts spelled it. It is another type: a request for one is not answered by the other.
pub const DOCTYPE_DRAFT: &str = "org.iso.23220.photoID.1";
/// The namespace of what documents of ISO/IEC 23220 have in common.
pub const NAMESPACE: &str = "org.iso.23220.1";
/// The namespace of what only the Photo ID has.
pub const NAMESPACE_PHOTO_ID: &str = "org.iso.23220.photoid.1";
/// The same as drafts spelled it.
pub const NAMESPACE_PHOTO_ID_DRAFT: &str = "org.iso.23220.photoID.1";
/// The namespace of a travel document's data groups.
pub const NAMESPACE_DATA_GROUPS: &str = "org.iso.23220.datagroups.1";

/// The same as drafts named it, with its elements.
pub const NAMESPACE_DATA_GROUPS_DRAFT: &str = "org.iso.23220.dtc.1";

/// `age_over_NN` for an age of 0 to 99.
#[must_use]
pub fn age_over(age: u8) -> Option<Element<bool>> {
    age::identifier(age).map(|identifier| Element::new(NAMESPACE, identifier))
}

elements! { NAMESPACE, RULES;
    /// The family name.
    FAMILY_NAME: Text = "family_name";
    /// The given names.
    GIVEN_NAME: Text = "given_name";
    /// The day of birth, which may be known in part.
    BIRTH_DATE: PhotoIdBirthDate<'static> = "birth_date";
    /// The portrait.
    PORTRAIT: [u8] = "portrait";
    /// When the document was issued.
    ISSUE_DATE: FullDate = "issue_date";
    /// When the document expires.
    EXPIRY_DATE: FullDate = "expiry_date";
    /// The issuing authority.
    ISSUING_AUTHORITY: Text = "issuing_authority";
    /// The issuing country.
    ISSUING_COUNTRY: Alpha2Or3 = "issuing_country";
    /// Whether the holder is 18 or older; for other ages see [`age_over`].
    AGE_OVER_18: bool = "age_over_18";
    /// Whether the holder is 20 or older.
    AGE_OVER_20: bool = "age_over_20";
    /// Whether the holder is 21 or older.
    AGE_OVER_21: bool = "age_over_21";
    /// The age in years.
    AGE_IN_YEARS: u64 = "age_in_years";
    /// The year of birth.
    AGE_BIRTH_YEAR: u64 = "age_birth_year";
    /// The family name as in the visual zone.
    FAMILY_NAME_VIZ: Text = "family_name_viz";
    /// The given names as in the visual zone.
    GIVEN_NAME_VIZ: Text = "given_name_viz";
    /// The family name in Latin-1.
    FAMILY_NAME_LATIN1: Latin1 = "family_name_latin1";
    /// The given names in Latin-1.
    GIVEN_NAME_LATIN1: Latin1 = "given_name_latin1";
    /// The portrait taken at enrolment.
    ENROLMENT_PORTRAIT_IMAGE: [u8] = "enrolment_portrait_image";
    /// When the portrait was taken.
    PORTRAIT_CAPTURE_DATE: UnixTime = "portrait_capture_date";
    /// The place of birth.
    BIRTHPLACE: Text = "birthplace";
    /// The name at birth.
    NAME_AT_BIRTH: Text = "name_at_birth";
    /// The address.
    RESIDENT_ADDRESS: Text = "resident_address";
    /// The city of residence.
    RESIDENT_CITY: Text = "resident_city";
    /// The city of residence in Latin-1.
    RESIDENT_CITY_LATIN1: Latin1 = "resident_city_latin1";
    /// The postal code.
    RESIDENT_POSTAL_CODE: Text = "resident_postal_code";
    /// The country of residence.
    RESIDENT_COUNTRY: Alpha2 = "resident_country";
    /// Sex by ISO/IEC 5218.
    SEX: Sex = "sex";
    /// The nationality.
    NATIONALITY: Alpha2Or3 = "nationality";
    /// The number of the document.
    DOCUMENT_NUMBER: Text = "document_number";
    /// The issuing subdivision.
    ISSUING_SUBDIVISION: Text = "issuing_subdivision";
    /// The family name, as drafts named it.
    FAMILY_NAME_UNICODE: Text = "family_name_unicode";
    /// The given names, as drafts named them.
    GIVEN_NAME_UNICODE: Text = "given_name_unicode";
    /// The issuing authority, as drafts named it.
    ISSUING_AUTHORITY_UNICODE: Text = "issuing_authority_unicode";
    /// The address, as drafts named it.
    RESIDENT_ADDRESS_UNICODE: Text = "resident_address_unicode";
    /// The city of residence, as drafts named it.
    RESIDENT_CITY_UNICODE: Text = "resident_city_unicode";
}

elements! { NAMESPACE_PHOTO_ID, PHOTO_ID_RULES;
    /// The number of the person.
    PERSON_ID: Text = "person_id";
    /// The country of birth.
    BIRTH_COUNTRY: Alpha2 = "birth_country";
    /// The state of birth.
    BIRTH_STATE: Text = "birth_state";
    /// The city of birth.
    BIRTH_CITY: Text = "birth_city";
    /// An audit number of the issuing authority.
    ADMINISTRATIVE_NUMBER: Text = "administrative_number";
    /// The street.
    RESIDENT_STREET: Text = "resident_street";
    /// The house number.
    RESIDENT_HOUSE_NUMBER: Text = "resident_house_number";
    /// The state of residence.
    RESIDENT_STATE: Latin1 = "resident_state";
    /// The number of the travel document.
    TRAVEL_DOCUMENT_NUMBER: Text = "travel_document_number";
    /// The type of the travel document.
    TRAVEL_DOCUMENT_TYPE: Text = "travel_document_type";
    /// The machine-readable zone of the travel document.
    TRAVEL_DOCUMENT_MRZ: Text = "travel_document_mrz";
}

elements! { NAMESPACE_DATA_GROUPS, DATA_GROUP_RULES;
    /// The version of the data groups.
    VERSION: Text = "version";
    /// The document security object.
    SOD: [u8] = "sod";
    /// Data group 1: the machine-readable zone.
    DG1: [u8] = "dg1";
    /// Data group 2: the face.
    DG2: [u8] = "dg2";
    /// Data group 3.
    DG3: [u8] = "dg3";
    /// Data group 4.
    DG4: [u8] = "dg4";
    /// Data group 5.
    DG5: [u8] = "dg5";
    /// Data group 6.
    DG6: [u8] = "dg6";
    /// Data group 7.
    DG7: [u8] = "dg7";
    /// Data group 8.
    DG8: [u8] = "dg8";
    /// Data group 9.
    DG9: [u8] = "dg9";
    /// Data group 10.
    DG10: [u8] = "dg10";
    /// Data group 11.
    DG11: [u8] = "dg11";
    /// Data group 12.
    DG12: [u8] = "dg12";
    /// Data group 13.
    DG13: [u8] = "dg13";
    /// Data group 14.
    DG14: [u8] = "dg14";
    /// Data group 15.
    DG15: [u8] = "dg15";
    /// Data group 16.
    DG16: [u8] = "dg16";
}

elements! { NAMESPACE_DATA_GROUPS_DRAFT, DATA_GROUP_DRAFT_RULES;
    /// The version of the data groups, as drafts named it.
    DTC_VERSION: Text = "dtc_version";
    /// The document security object, as drafts named it.
    DTC_SOD: [u8] = "dtc_sod";
    /// Data group 1, as drafts named it.
    DTC_DG1: [u8] = "dtc_dg1";
    /// Data group 2, as drafts named it.
    DTC_DG2: [u8] = "dtc_dg2";
    /// Data group 3, as drafts named it.
    DTC_DG3: [u8] = "dtc_dg3";
    /// Data group 4, as drafts named it.
    DTC_DG4: [u8] = "dtc_dg4";
    /// Data group 5, as drafts named it.
    DTC_DG5: [u8] = "dtc_dg5";
    /// Data group 6, as drafts named it.
    DTC_DG6: [u8] = "dtc_dg6";
    /// Data group 7, as drafts named it.
    DTC_DG7: [u8] = "dtc_dg7";
    /// Data group 8, as drafts named it.
    DTC_DG8: [u8] = "dtc_dg8";
    /// Data group 9, as drafts named it.
    DTC_DG9: [u8] = "dtc_dg9";
    /// Data group 10, as drafts named it.
    DTC_DG10: [u8] = "dtc_dg10";
    /// Data group 11, as drafts named it.
    DTC_DG11: [u8] = "dtc_dg11";
    /// Data group 12, as drafts named it.
    DTC_DG12: [u8] = "dtc_dg12";
    /// Data group 13, as drafts named it.
    DTC_DG13: [u8] = "dtc_dg13";
    /// Data group 14, as drafts named it.
    DTC_DG14: [u8] = "dtc_dg14";
    /// Data group 15, as drafts named it.
    DTC_DG15: [u8] = "dtc_dg15";
    /// Data group 16, as drafts named it.
    DTC_DG16: [u8] = "dtc_dg16";
}
