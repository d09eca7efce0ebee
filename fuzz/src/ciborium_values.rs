//! What `ciborium` makes of a value, and whether two of its values are one.

use ciborium::Value;

/// Whether two values are the same, NaNs included.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
        }
        (Value::Tag(a, x), Value::Tag(b, y)) => a == b && same(x, y),
        _ => a == b,
    }
}

/// The value as `ciborium` reads it: a bignum that fits its integer becomes one, without leading zeros otherwise, and
/// NaNs are quiet (its floats pass through the processor). `None` where it gives up on a bignum.
pub fn as_ciborium_reads(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Float(number) if number.is_nan() => quiet(value),
        Value::Tag(tag @ (2 | 3), content) if content.as_bytes().is_some_and(|bytes| bytes.len() <= 16) => {
            let magnitude = content.as_bytes()?.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
            match tag {
                2 => Value::from(magnitude),
                _ => Value::from(!i128::try_from(magnitude).ok()?),
            }
        }
        Value::Tag(tag, item) => Value::Tag(*tag, Box::new(as_ciborium_reads(item)?)),
        Value::Array(items) => Value::Array(items.iter().map(as_ciborium_reads).collect::<Option<_>>()?),
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, value)| Some((as_ciborium_reads(key)?, as_ciborium_reads(value)?)))
                .collect::<Option<_>>()?,
        ),
        other => other.clone(),
    })
}

pub fn quiet(value: &Value) -> Value {
    match value {
        Value::Float(number) if number.is_nan() => Value::Float(f64::from_bits(number.to_bits() | 1 << 51)),
        Value::Tag(tag, item) => Value::Tag(*tag, Box::new(quiet(item))),
        Value::Array(items) => Value::Array(items.iter().map(quiet).collect()),
        Value::Map(entries) => Value::Map(entries.iter().map(|(key, value)| (quiet(key), quiet(value))).collect()),
        other => other.clone(),
    }
}
