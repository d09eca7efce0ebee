//! The AAMVA's namespace beside the mobile driving licence's (mDL implementation guidelines 1.2).

use super::date::FullDate;
use super::element::elements;
use super::structure::DomesticDrivingPrivileges;
use super::text::{
    AamvaSex, Compliance, Latin1, One, OneOrTwo, RaceEthnicity, Text, ThreeDigits, Truncation, WeightRange,
};

/// The namespace.
pub const NAMESPACE: &str = "org.iso.18013.5.1.aamva";

elements! { NAMESPACE, RULES;
    /// What may be driven, by the jurisdiction's own classes.
    DOMESTIC_DRIVING_PRIVILEGES: DomesticDrivingPrivileges = "domestic_driving_privileges";
    /// A suffix of the name, such as `JR`.
    NAME_SUFFIX: Text = "name_suffix";
    /// A suffix of the other name.
    AKA_SUFFIX: Text = "aka_suffix";
    /// An organ donor.
    ORGAN_DONOR: One = "organ_donor";
    /// A veteran.
    VETERAN: One = "veteran";
    /// A commercial driver licence.
    CDL_INDICATOR: One = "CDL_indicator";
    /// Temporary lawful status.
    DHS_TEMPORARY_LAWFUL_STATUS: One = "DHS_temporary_lawful_status";
    /// Whether the family name is truncated.
    FAMILY_NAME_TRUNCATION: Truncation = "family_name_truncation";
    /// Whether the given name is truncated.
    GIVEN_NAME_TRUNCATION: Truncation = "given_name_truncation";
    /// Another family name.
    AKA_FAMILY_NAME_V2: Latin1 = "aka_family_name.v2";
    /// Other given names.
    AKA_GIVEN_NAME_V2: Latin1 = "aka_given_name.v2";
    /// Another family name, as named before version 2.
    AKA_FAMILY_NAME: Latin1 = "aka_family_name";
    /// Other given names, as named before version 2.
    AKA_GIVEN_NAME: Latin1 = "aka_given_name";
    /// A range of weight.
    WEIGHT_RANGE: WeightRange = "weight_range";
    /// Race or ethnicity.
    RACE_ETHNICITY: RaceEthnicity = "race_ethnicity";
    /// Driver licence or identification card.
    EDL_CREDENTIAL: OneOrTwo = "EDL_credential";
    /// Sex.
    SEX: AamvaSex = "sex";
    /// Compliance with the REAL ID act.
    DHS_COMPLIANCE: Compliance = "DHS_compliance";
    /// Compliance, as printed.
    DHS_COMPLIANCE_TEXT: Text = "DHS_compliance_text";
    /// The county of residence.
    RESIDENT_COUNTY: ThreeDigits = "resident_county";
    /// When the endorsement for hazardous material expires.
    HAZMAT_ENDORSEMENT_EXPIRATION_DATE: FullDate = "hazmat_endorsement_expiration_date";
}
