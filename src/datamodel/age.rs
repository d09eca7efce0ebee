//! `age_over_NN` (edition 1 7.2.5, edition 2 13.4.6).

/// What returned attestations say about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeAnswer {
    /// A true attestation at the age asked for or above.
    Proven,
    /// A false attestation at the age asked for or below.
    Disproven,
    /// Neither.
    Unproven,
}

/// The NN of `age_over_NN`, exactly two digits.
#[must_use]
pub fn age_over(identifier: &str) -> Option<u8> {
    let digits = identifier.strip_prefix("age_over_")?;
    let valid = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    valid.then(|| digits.parse().ok()).flatten()
}

/// Whether the rule applies to elements of this namespace: mDL, Photo ID, EU age verification and EU PID.
#[must_use]
pub fn applies(name_space: &str) -> bool {
    matches!(name_space, "org.iso.18013.5.1" | "org.iso.23220.1" | "eu.europa.ec.av.1" | "eu.europa.ec.eudi.pid.1")
}

/// The attestation that answers a request for `wanted`: the smallest true one at or above, else the largest false one
/// at or below, else none.
pub fn nearest(stored: impl Iterator<Item = (u8, bool)> + Clone, wanted: u8) -> Option<(u8, bool)> {
    let proof = stored.clone().filter(|(age, over)| *over && *age >= wanted).min();
    proof.or_else(|| stored.filter(|(age, over)| !over && *age <= wanted).max())
}

/// What the returned attestations say about being over `wanted`.
pub fn answer(returned: impl Iterator<Item = (u8, bool)> + Clone, wanted: u8) -> AgeAnswer {
    let proven = returned.clone().any(|(age, over)| over && age >= wanted);
    let disproven = returned.clone().any(|(age, over)| !over && age <= wanted);
    match (proven, disproven) {
        (true, false) => AgeAnswer::Proven,
        (false, true) => AgeAnswer::Disproven,
        // Both at once contradict each other, and prove nothing.
        _ => AgeAnswer::Unproven,
    }
}

/// The identifier of an age of 0 to 99.
#[must_use]
pub fn identifier(age: u8) -> Option<&'static str> {
    IDENTIFIERS.get(usize::from(age)).copied()
}

/// All of them, so that typed elements can name theirs without an allocation.
#[rustfmt::skip]
const IDENTIFIERS: [&str; 100] = [
    "age_over_00", "age_over_01", "age_over_02", "age_over_03", "age_over_04", "age_over_05",
    "age_over_06", "age_over_07", "age_over_08", "age_over_09", "age_over_10", "age_over_11",
    "age_over_12", "age_over_13", "age_over_14", "age_over_15", "age_over_16", "age_over_17",
    "age_over_18", "age_over_19", "age_over_20", "age_over_21", "age_over_22", "age_over_23",
    "age_over_24", "age_over_25", "age_over_26", "age_over_27", "age_over_28", "age_over_29",
    "age_over_30", "age_over_31", "age_over_32", "age_over_33", "age_over_34", "age_over_35",
    "age_over_36", "age_over_37", "age_over_38", "age_over_39", "age_over_40", "age_over_41",
    "age_over_42", "age_over_43", "age_over_44", "age_over_45", "age_over_46", "age_over_47",
    "age_over_48", "age_over_49", "age_over_50", "age_over_51", "age_over_52", "age_over_53",
    "age_over_54", "age_over_55", "age_over_56", "age_over_57", "age_over_58", "age_over_59",
    "age_over_60", "age_over_61", "age_over_62", "age_over_63", "age_over_64", "age_over_65",
    "age_over_66", "age_over_67", "age_over_68", "age_over_69", "age_over_70", "age_over_71",
    "age_over_72", "age_over_73", "age_over_74", "age_over_75", "age_over_76", "age_over_77",
    "age_over_78", "age_over_79", "age_over_80", "age_over_81", "age_over_82", "age_over_83",
    "age_over_84", "age_over_85", "age_over_86", "age_over_87", "age_over_88", "age_over_89",
    "age_over_90", "age_over_91", "age_over_92", "age_over_93", "age_over_94", "age_over_95",
    "age_over_96", "age_over_97", "age_over_98", "age_over_99",
];
