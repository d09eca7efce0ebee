//! Floats of three widths: which one a value needs (RFC 8949, 4.1), and the conversions between them.
//!
//! The conversions work on the bits where a conversion by the processor would change a NaN.

const F32_MANTISSA: u32 = 0x007f_ffff;
const F64_MANTISSA: u64 = 0x000f_ffff_ffff_ffff;

/// The shortest encoding of a float that keeps its value, or its payload if it is a NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shortest {
    /// The bits as binary16.
    Half(u16),
    /// The bits as binary32.
    Single(u32),
    /// The bits as binary64.
    Double(u64),
}

impl Shortest {
    pub(super) fn of(value: f64) -> Self {
        let bits = value.to_bits();
        if !f64_fits_f32(bits) {
            return Self::Double(bits);
        }
        let single = narrow_f64(value);
        match narrow_f32(single) {
            Some(half) => Self::Half(half),
            None => Self::Single(single),
        }
    }
}

/// Whether a binary32 value can be written as binary16 without loss.
pub(super) fn f32_fits_f16(bits: u32) -> bool {
    let exponent = (bits >> 23) & 0xff;
    let mantissa = bits & F32_MANTISSA;
    match exponent {
        0 => mantissa == 0,
        // Infinity, or a NaN whose payload fits.
        0xff => mantissa.trailing_zeros() >= 13,
        // Subnormal in binary16: 2^-24 to 2^-15.
        103..=112 => mantissa.trailing_zeros() >= 126_u32.saturating_sub(exponent),
        113..=142 => mantissa.trailing_zeros() >= 13,
        _ => false,
    }
}

/// Whether a binary64 value can be written as binary32 without loss.
pub(super) fn f64_fits_f32(bits: u64) -> bool {
    let exponent = (bits >> 52) & 0x7ff;
    let mantissa = bits & F64_MANTISSA;
    let zeros = u64::from(mantissa.trailing_zeros());
    match exponent {
        0 => mantissa == 0,
        0x7ff => zeros >= 29,
        // Subnormal in binary32: 2^-149 to 2^-127.
        874..=896 => zeros >= 926_u64.saturating_sub(exponent),
        897..=1150 => zeros >= 29,
        _ => false,
    }
}

/// A binary16 value, widened.
pub(super) fn widen_f16(bits: u16) -> f64 {
    let sign = u64::from(bits >> 15) << 63;
    let mantissa = u64::from(bits & 0x03ff);
    let magnitude = match u64::from((bits >> 10) & 0x1f) {
        0 => (f64::from(bits & 0x03ff) * 2f64.powi(-24)).to_bits(),
        31 => (0x7ff << 52) | (mantissa << 42),
        exponent => (exponent.saturating_add(1023 - 15) << 52) | (mantissa << 42),
    };
    f64::from_bits(sign | magnitude)
}

/// A binary32 value, widened.
pub(super) fn widen_f32(bits: u32) -> f64 {
    let value = f32::from_bits(bits);
    if !value.is_nan() {
        return f64::from(value);
    }
    let sign = u64::from(bits >> 31) << 63;
    f64::from_bits(sign | (0x7ff << 52) | (u64::from(bits & F32_MANTISSA) << 29))
}

/// A binary64 value that fits binary32, as its bits.
fn narrow_f64(value: f64) -> u32 {
    if !value.is_nan() {
        return (value as f32).to_bits();
    }
    let bits = value.to_bits();
    let sign = u32::from(value.is_sign_negative()) << 31;
    sign | (0xff << 23) | u32::try_from((bits & F64_MANTISSA) >> 29).unwrap_or(F32_MANTISSA)
}

/// A binary32 value as binary16, where it fits.
fn narrow_f32(bits: u32) -> Option<u16> {
    if !f32_fits_f16(bits) {
        return None;
    }
    let mantissa = bits & F32_MANTISSA;
    let magnitude = match (bits >> 23) & 0xff {
        0 => 0,
        0xff => (0x1f << 10) | (mantissa >> 13),
        exponent @ 103..=112 => (mantissa | 0x0080_0000).checked_shr(126_u32.saturating_sub(exponent)).unwrap_or(0),
        exponent => (exponent.saturating_sub(127 - 15) << 10) | (mantissa >> 13),
    };
    u16::try_from(((bits >> 31) << 15) | magnitude).ok()
}
