//! Elements that are maps and lists.

use super::date::FullDate;
use super::element::{FromElement, TypeError, kind, redacted};
use super::text::{Alpha2, Text};
use crate::cbor::{Error, ErrorKind, Key, RawValue, Reader};

/// One driving privilege (edition 1 7.2.4, edition 2 13.4.5).
///
/// ```cddl
/// DrivingPrivileges = [ * DrivingPrivilege ]
/// DrivingPrivilege = {
///   "vehicle_category_code": tstr, ? "issue_date": full-date, ? "expiry_date": full-date,
///   ? "codes": [ + Code ], * tstr => RFU
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DrivingPrivilege<'a> {
    /// `vehicle_category_code`, by ISO/IEC 18013-1 Annex B.
    pub vehicle_category_code: &'a str,
    /// `issue_date`.
    pub issue_date: Option<FullDate>,
    /// `expiry_date`.
    pub expiry_date: Option<FullDate>,
    /// `codes`: conditions and restrictions; empty where absent.
    pub codes: Vec<DrivingCode<'a>>,
}

/// `Code = { "code": tstr, ? "sign": tstr, ? "value": tstr, * tstr => RFU }`, by ISO/IEC 18013-2 Annex A.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DrivingCode<'a> {
    /// `code`.
    pub code: &'a str,
    /// `sign`.
    pub sign: Option<&'a str>,
    /// `value`.
    pub value: Option<&'a str>,
}

redacted! {
    DrivingPrivilege<'_> = "DrivingPrivilege";
    DrivingCode<'_> = "DrivingCode";
    PlaceOfBirth<'_> = "PlaceOfBirth";
}

/// `DrivingPrivileges`: a list that may be empty.
#[derive(Debug)]
pub enum DrivingPrivileges {}

kind!(DrivingPrivileges, Vec<DrivingPrivilege<'a>>, "a list of driving privileges", |value| {
    items(value, driving_privilege)
});

/// Bytes that a code takes at least: `{"code": ""}`.
const CODE: usize = 7;

fn driving_privilege<'a>(reader: &mut Reader<'a>) -> Result<DrivingPrivilege<'a>, Error> {
    let (mut code, mut issue_date, mut expiry_date, mut codes) = (None, None, None, Vec::new());
    reader.map(|reader, key| {
        match key {
            Key::Text("vehicle_category_code") => code = Some(reader.text()?),
            Key::Text("issue_date") => issue_date = Some(member::<FullDate>(reader)?),
            Key::Text("expiry_date") => expiry_date = Some(member::<FullDate>(reader)?),
            Key::Text("codes") => {
                codes = Vec::with_capacity(reader.announced(CODE));
                reader.array(|reader| {
                    codes.push(driving_code(reader)?);
                    Ok(())
                })?;
                if codes.is_empty() {
                    return Err(reader.error(ErrorKind::Empty("codes")));
                }
            }
            _ => {
                reader.skip()?;
            }
        }
        Ok(())
    })?;
    let vehicle_category_code = code.ok_or(reader.error(ErrorKind::Missing("vehicle_category_code")))?;
    Ok(DrivingPrivilege { vehicle_category_code, issue_date, expiry_date, codes })
}

fn driving_code<'a>(reader: &mut Reader<'a>) -> Result<DrivingCode<'a>, Error> {
    let (mut code, mut sign, mut value) = (None, None, None);
    reader.map(|reader, key| {
        match key {
            Key::Text("code") => code = Some(reader.text()?),
            Key::Text("sign") => sign = Some(reader.text()?),
            Key::Text("value") => value = Some(reader.text()?),
            _ => {
                reader.skip()?;
            }
        }
        Ok(())
    })?;
    Ok(DrivingCode { code: code.ok_or(reader.error(ErrorKind::Missing("code")))?, sign, value })
}

/// `place_of_birth` of the EU PID: at least one of the three.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceOfBirth<'a> {
    /// `country`.
    pub country: Option<&'a str>,
    /// `region`.
    pub region: Option<&'a str>,
    /// `locality`.
    pub locality: Option<&'a str>,
}

kind!(PlaceOfBirth<'static>, PlaceOfBirth<'a>, "a map of country, region or locality", |value| {
    let mut place = PlaceOfBirth::default();
    let read = value.reader().map(|reader, key| {
        match key {
            Key::Text("country") => place.country = Some(member::<Text>(reader)?),
            Key::Text("region") => place.region = Some(member::<Text>(reader)?),
            Key::Text("locality") => place.locality = Some(member::<Text>(reader)?),
            _ => {
                reader.skip()?;
            }
        }
        Ok(())
    });
    (read.is_ok() && place != PlaceOfBirth::default()).then_some(place)
});

/// `nationality` of the EU PID: a list of ISO 3166-1 alpha-2 codes, QU for unknown, QS for stateless.
///
/// Older deployments hold a single text, which is read as a list of one.
#[derive(Debug)]
pub enum Nationalities {}

kind!(Nationalities, Vec<&'a str>, "a list of ISO 3166-1 alpha-2 codes", |value| {
    let one = Alpha2::from_element(value).map(|code| vec![code]).ok();
    one.or_else(|| items(value, member::<Alpha2>).filter(|codes| !codes.is_empty()))
});

/// AAMVA `domestic_driving_privileges`: a list of maps, checked and handed out as it is.
///
/// ```cddl
/// [ * {
///   ? "domestic_vehicle_class": { "domestic_vehicle_class_code": tstr, "domestic_vehicle_class_description": tstr,
///                                 ? "issue_date": full-date, ? "expiry_date": full-date },
///   ? "domestic_vehicle_restrictions": [ + { ? "domestic_vehicle_restriction_code": tstr,
///                                            "domestic_vehicle_restriction_description": tstr } ],
///   ? "domestic_vehicle_endorsements": [ + { ? "domestic_vehicle_endorsement_code": tstr,
///                                            "domestic_vehicle_endorsement_description": tstr } ]
/// } ]
/// ```
#[derive(Debug)]
pub enum DomesticDrivingPrivileges {}

kind!(DomesticDrivingPrivileges, RawValue<'a>, "a list of domestic driving privileges", |value| {
    items(value, domestic_privilege).map(|_| value)
});

fn domestic_privilege(reader: &mut Reader<'_>) -> Result<(), Error> {
    const CLASS: [&str; 2] = ["domestic_vehicle_class_code", "domestic_vehicle_class_description"];
    const RESTRICTION: [&str; 1] = ["domestic_vehicle_restriction_description"];
    const ENDORSEMENT: [&str; 1] = ["domestic_vehicle_endorsement_description"];
    reader
        .map(|reader, key| match key {
            Key::Text("domestic_vehicle_class") => texts_and_dates(reader, &CLASS),
            Key::Text("domestic_vehicle_restrictions") => filled(reader, &RESTRICTION),
            Key::Text("domestic_vehicle_endorsements") => filled(reader, &ENDORSEMENT),
            _ => reader.skip().map(drop),
        })
        .map(drop)
}

/// A list of at least one map of texts.
fn filled(reader: &mut Reader<'_>, wanted: &[&'static str]) -> Result<(), Error> {
    let count = reader.array(|reader| texts_and_dates(reader, wanted))?;
    if count == 0 { Err(reader.error(ErrorKind::Empty("domestic_vehicle"))) } else { Ok(()) }
}

/// A map of texts, bar the two dates, that holds all the `wanted` ones.
fn texts_and_dates(reader: &mut Reader<'_>, wanted: &[&'static str]) -> Result<(), Error> {
    let mut found = 0_usize;
    reader.map(|reader, key| {
        match key {
            Key::Text("issue_date" | "expiry_date") => {
                member::<FullDate>(reader)?;
            }
            Key::Text(name) => {
                found = found.saturating_add(usize::from(wanted.contains(&name)));
                reader.text()?;
            }
            _ => {
                reader.skip()?;
            }
        }
        Ok(())
    })?;
    if found == wanted.len() { Ok(()) } else { Err(reader.error(ErrorKind::Structure("a member is missing"))) }
}

/// The items of an array, each read by `item`.
fn items<'a, T>(value: RawValue<'a>, item: fn(&mut Reader<'a>) -> Result<T, Error>) -> Option<Vec<T>> {
    let mut items = Vec::new();
    let read = value.reader().array(|reader| {
        items.push(item(reader)?);
        Ok(())
    });
    read.is_ok().then_some(items)
}

/// The next item, of a type of the data model.
fn member<'a, T: FromElement + ?Sized>(reader: &mut Reader<'a>) -> Result<T::Value<'a>, Error> {
    let raw = reader.raw()?;
    T::from_element(raw).map_err(|error| Error::new(ErrorKind::Structure(error.expected), raw.offset()))
}
