//! Whether a float could have been written shorter (RFC 8949, 4.1).

/// Whether a binary32 value can be written as binary16 without loss.
pub(super) fn f32_fits_f16(bits: u32) -> bool {
    let exponent = (bits >> 23) & 0xff;
    let mantissa = bits & 0x007f_ffff;
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
    let mantissa = bits & 0x000f_ffff_ffff_ffff;
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
pub(super) fn f16_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from((bits >> 10) & 0x1f);
    let mantissa = f64::from(bits & 0x03ff);
    sign * match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if bits & 0x03ff == 0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + mantissa / 1024.0) * 2f64.powi(exponent.saturating_sub(15)),
    }
}
