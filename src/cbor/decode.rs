//! The plain types as structures.

use super::{Decode, Error, RawValue, Reader};

impl<'a> Decode<'a> for &'a str {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.text()
    }
}

impl<'a> Decode<'a> for &'a [u8] {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.bytes()
    }
}

impl<'a> Decode<'a> for u64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.uint()
    }
}

impl<'a> Decode<'a> for i64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.int()
    }
}

impl<'a> Decode<'a> for i128 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.integer()
    }
}

impl<'a> Decode<'a> for f64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.float()
    }
}

impl<'a> Decode<'a> for bool {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.bool()
    }
}

impl<'a> Decode<'a> for RawValue<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.raw()
    }
}
