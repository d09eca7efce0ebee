//! Texts and codes with a rule.

use super::element::{TypeError, kind};

/// The longest text of the data models, in characters.
const CHARACTERS: usize = 150;

/// Text of at most 150 characters, any Unicode.
#[derive(Debug)]
pub enum Text {}

/// Text of at most 150 characters, all of them graphic characters or spaces of ISO/IEC 8859-1.
#[derive(Debug)]
pub enum Latin1 {}

/// An ISO 3166-1 alpha-2 code, user-assigned ones included: two capital letters.
#[derive(Debug)]
pub enum Alpha2 {}

/// An ISO 3166-1 alpha-2 or alpha-3 code: two or three capital letters.
#[derive(Debug)]
pub enum Alpha2Or3 {}

/// An ISO 3166-2 code, such as `US-IA`.
#[derive(Debug)]
pub enum Subdivision {}

/// Three digits.
#[derive(Debug)]
pub enum ThreeDigits {}

fn short(text: &str) -> bool {
    // Counting stops at the limit, however long the text is.
    text.chars().nth(CHARACTERS).is_none()
}

fn latin1(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{ff}')
}

fn capitals(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn subdivision(text: &str) -> bool {
    let Some((country, part)) = text.split_once('-') else { return false };
    let alphanumeric = part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    country.len() == 2 && capitals(country) && matches!(part.len(), 1..=3) && alphanumeric
}

kind!(Text, &'a str, "text of at most 150 characters", |value| value.as_text().filter(|text| short(text)));
kind!(Latin1, &'a str, "Latin-1 text of at most 150 characters", |value| {
    let plain = |text: &str| text.len() <= CHARACTERS && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    value.as_text().filter(|text| plain(text) || short(text) && text.chars().all(latin1))
});
kind!(Alpha2, &'a str, "an ISO 3166-1 alpha-2 code", |value| {
    value.as_text().filter(|text| text.len() == 2 && capitals(text))
});
kind!(Alpha2Or3, &'a str, "an ISO 3166-1 alpha-2 or alpha-3 code", |value| {
    value.as_text().filter(|text| matches!(text.len(), 2 | 3) && capitals(text))
});
kind!(Subdivision, &'a str, "an ISO 3166-2 code", |value| value.as_text().filter(|text| subdivision(text)));
kind!(ThreeDigits, &'a str, "three digits", |value| {
    value.as_text().filter(|text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()))
});

/// Defines types whose values are a closed list of words or numbers.
macro_rules! closed {
    ($($(#[$doc:meta])* $name:ident: $value:ty = $read:ident $list:expr, $expected:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}

            kind!($name, $value, $expected, |value| value.$read().filter(|value| $list.contains(value)));
        )*
    };
}

closed! {
    /// A colour of eyes.
    EyeColour: &'a str = as_text [
        "black", "blue", "brown", "dichromatic", "grey", "green", "hazel", "maroon", "pink", "unknown",
    ], "a colour of eyes from the standard's list";
    /// A colour of hair.
    HairColour: &'a str = as_text [
        "bald", "black", "blond", "brown", "grey", "red", "auburn", "sandy", "white", "unknown",
    ], "a colour of hair from the standard's list";
    /// Sex by ISO/IEC 5218: 0 not known, 1 male, 2 female, 9 not specified.
    Sex: u64 = as_uint [0, 1, 2, 9], "0, 1, 2 or 9";
    /// Sex in the EU PID: those of ISO/IEC 5218, 3 other, 4 inter, 5 diverse, 6 open.
    PidSex: u64 = as_uint [0, 1, 2, 3, 4, 5, 6, 9], "0 to 6 or 9";
    /// Sex in the AAMVA namespace: 1 male, 2 female, 9 not specified.
    AamvaSex: u64 = as_uint [1, 2, 9], "1, 2 or 9";
    /// An indicator that is there or not: 1.
    One: u64 = as_uint [1], "1";
    /// AAMVA weight range.
    WeightRange: u64 = as_uint [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "0 to 9";
    /// AAMVA credential kind: 1 driver licence, 2 identification card.
    OneOrTwo: u64 = as_uint [1, 2], "1 or 2";
    /// AAMVA name truncation: truncated, not truncated, unknown.
    Truncation: &'a str = as_text ["T", "N", "U"], "T, N or U";
    /// AAMVA race or ethnicity.
    RaceEthnicity: &'a str = as_text ["AI", "AP", "BK", "H", "O", "U", "W"], "AI, AP, BK, H, O, U or W";
    /// AAMVA compliance: full or none.
    Compliance: &'a str = as_text ["F", "N"], "F or N";
}
