//! What a list says about a certificate, and whether the certificate says so too.

use crate::budget;
use crate::cbor::{Decode, Error, ErrorKind, Key, Reader, Tdate, Type};
use crate::report::shown;
use crate::time::UnixTime;
use crate::x509::{Certificate, Judgement};

/// The members that entries of both lists have, as received.
#[derive(Default)]
pub(in crate::trust) struct Said<'a> {
    pub(in crate::trust) certificate: Option<&'a [u8]>,
    serial: Option<Serial<'a>>,
    subject_key_identifier: Option<&'a [u8]>,
    pub(in crate::trust) authority_key_identifier: Option<&'a [u8]>,
    issuer: Option<&'a [u8]>,
    subject: Option<&'a [u8]>,
    country: Option<&'a str>,
    state: Option<&'a str>,
    not_before: Option<Tdate<'a>>,
    not_after: Option<Tdate<'a>>,
}

/// `#6.2(bstr)` as it should be, or how else it came.
enum Serial<'a> {
    Bignum(&'a [u8]),
    Integer(u64),
    Bytes(&'a [u8]),
}

impl<'a> Said<'a> {
    /// Reads the member `key`, where it is one of these; leaves it unread where it is not.
    pub(in crate::trust) fn member(&mut self, reader: &mut Reader<'a>, key: Key<'a>) -> Result<bool, Error> {
        match key {
            Key::Text("certificate") => self.certificate = Some(reader.bytes()?),
            Key::Text("serialNumber") => self.serial = reader.nullable(Serial::decode)?,
            Key::Text("ski") => self.subject_key_identifier = reader.nullable(Reader::bytes)?,
            Key::Text("aki") => self.authority_key_identifier = reader.nullable(Reader::bytes)?,
            Key::Text("issuer") => self.issuer = reader.nullable(Reader::bytes)?,
            Key::Text("subject") => self.subject = reader.nullable(Reader::bytes)?,
            Key::Text("issuingCountry") => self.country = reader.nullable(Reader::text)?,
            Key::Text("stateOrProvinceName") => self.state = reader.nullable(Reader::text)?,
            Key::Text("notBefore") => self.not_before = reader.nullable(Tdate::decode)?,
            Key::Text("notAfter") => self.not_after = reader.nullable(Tdate::decode)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The certificate that the entry is about, and what speaks against the entry.
    pub(in crate::trust) fn compare(&self, judgement: &mut Judgement) -> Option<Certificate> {
        let Some(der) = self.certificate else {
            judgement.broken("the entry holds no certificate");
            return None;
        };
        let certificate = match Certificate::from_der(der) {
            Ok(certificate) => certificate,
            Err(error) => {
                judgement.broken(error.to_string());
                return None;
            }
        };
        self.compare_numbers(&certificate, judgement);
        self.compare_names(&certificate, judgement);
        self.compare_dates(&certificate, judgement);
        Some(certificate)
    }

    /// Serial number and key identifiers tell certificates apart. An entry that is wrong about them is about two
    /// certificates, and nobody knows which one was meant.
    fn compare_numbers(&self, certificate: &Certificate, judgement: &mut Judgement) {
        match &self.serial {
            None => judgement.deviates("the entry gives no serial number"),
            Some(serial) => {
                if !serial.is(certificate) {
                    judgement.broken("the serial number is not the certificate's");
                }
                if !matches!(serial, Serial::Bignum(_)) {
                    judgement.deviates("the serial number has no tag 2");
                }
            }
        }
        let identifiers = [
            ("subject", self.subject_key_identifier, certificate.subject_key_identifier()),
            ("authority", self.authority_key_identifier, certificate.authority_key_identifier()),
        ];
        for (of, said, own) in identifiers {
            match (said, own) {
                (Some(said), Some(own)) if is_identifier(said, own) => {}
                (Some(_), Some(_)) => judgement.broken(format!("the {of} key identifier is not the certificate's")),
                (Some(_), None) => judgement.deviates(format!("the certificate has no {of} key identifier")),
                (None, _) if of == "subject" => judgement.deviates("the entry gives no subject key identifier"),
                (None, _) => {}
            }
        }
    }

    fn compare_names(&self, certificate: &Certificate, judgement: &mut Judgement) {
        let names =
            [("issuer", self.issuer, certificate.issuer_der()), ("subject", self.subject, certificate.subject_der())];
        for (of, said, own) in names {
            if said.is_some_and(|said| said != own) {
                judgement.broken(format!("the {of} is not the certificate's"));
            }
        }
        let places =
            [("country", self.country, certificate.country()), ("state", self.state, certificate.state_or_province())];
        for (of, said, own) in places {
            let Some(said) = said.filter(|said| own.as_deref() != Some(said)) else { continue };
            let own = own.unwrap_or_else(|| "none".to_owned());
            let (said, own) = (shown(said), shown(&own));
            judgement.deviates(format!("the {of} is {said}, and the certificate's is {own}"));
        }
    }

    /// The dates that count are the certificate's.
    fn compare_dates(&self, certificate: &Certificate, judgement: &mut Judgement) {
        let dates = [
            ("notBefore", &self.not_before, certificate.not_before()),
            ("notAfter", &self.not_after, certificate.not_after()),
        ];
        for (of, said, own) in dates {
            let Some(said) = said else { continue };
            match said.at {
                None => judgement.deviates(format!("{of} cannot be read")),
                Some(at) if at != own => judgement.deviates(different(of, at, own)),
                Some(_) if !said.is_conformant() => judgement.deviates(format!("{of} is not a tdate")),
                Some(_) => {}
            }
        }
    }
}

fn different(of: &str, said: UnixTime, own: UnixTime) -> String {
    format!("{of} is {said}, and the certificate's is {own}")
}

/// Raw, or wrapped into a DER OCTET STRING as the extension's value is, or into two as extnValue has it in the
/// certificate: AAMVA's are like that.
fn is_identifier(said: &[u8], own: &[u8]) -> bool {
    let once = unwrapped(said);
    said == own || once == Some(own) || once.and_then(unwrapped) == Some(own)
}

/// The content of a DER OCTET STRING of less than 128 bytes.
fn unwrapped(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [0x04, length @ 0..=127, content @ ..] if usize::from(*length) == content.len() => Some(content),
        _ => None,
    }
}

impl Serial<'_> {
    fn is(&self, certificate: &Certificate) -> bool {
        let own = certificate.serial_octets();
        match self {
            Self::Bignum(bytes) | Self::Bytes(bytes) => magnitude(bytes) == magnitude(own),
            Self::Integer(number) => magnitude(&number.to_be_bytes()) == magnitude(own),
        }
    }
}

/// Without leading zeros, of which DER has one before a high bit and CBOR none.
fn magnitude(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

impl<'a> Decode<'a> for Serial<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        match reader.peek()? {
            Type::Tag => reader.tagged(2, Reader::bytes).map(Self::Bignum),
            Type::Bytes => reader.bytes().map(Self::Bytes),
            _ => reader.uint().map(Self::Integer),
        }
    }
}

/// Reads `[ + tstr ]`, none of them empty; `what` names it in the error.
pub(in crate::trust) fn names(reader: &mut Reader<'_>, what: &'static str) -> Result<Vec<String>, Error> {
    let offset = reader.offset();
    let mut names = Vec::new();
    reader.array(|reader| {
        if names.len() >= budget::LIST_NAMES {
            return Err(Error::new(ErrorKind::OutOfRange(what), offset));
        }
        let name = reader.text()?;
        if name.is_empty() {
            return Err(Error::new(ErrorKind::Empty(what), offset));
        }
        names.push(name.to_owned());
        Ok(())
    })?;
    if names.is_empty() { Err(Error::new(ErrorKind::Empty(what), offset)) } else { Ok(names) }
}
