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
