//! Samples from the field: each parses, or is refused by name; what is signed stays the slice it was.

use std::fs;

use mdoc_proximity::cbor::{
    Decode, Embedded, Encoding, Error, ErrorKind, NonPreferred, Reader, Type, Writer, from_slice,
};
use mdoc_proximity::cose::{CoseError, Form, Sign1};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::request::{DeviceRequest, encode_items_request, encode_request};
use mdoc_proximity::model::response::{
    DeviceResponse, Document, DocumentParts, IssuerSigned, encode_issuer_signed, encode_response,
};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment};
use mdoc_proximity::model::version::Version;

use crate::shared::{certified_key, hex, is_slice_of, path};

/// The samples, by number.
fn samples() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = path("field")?;
    let mut samples = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "hex") {
            let number = file.file_name().unwrap().to_str().unwrap()[..3].to_owned();
            samples.push((number, hex(&fs::read_to_string(file).unwrap())));
        }
    }
    samples.sort();
    assert_eq!(samples.len(), 18);
    Some(samples)
}

fn sample(number: &str) -> Option<Vec<u8>> {
    samples()?.into_iter().find(|(name, _)| name == number).map(|(_, bytes)| bytes)
}

fn strict<'a, T: Decode<'a>>(bytes: &'a [u8]) -> T {
    from_slice(bytes, Encoding::Strict).unwrap().0
}

/// Reads a sample that may have heads longer than needed; tells how many, which strict reading must refuse.
fn field<'a, T: Decode<'a>>(number: &str, bytes: &'a [u8]) -> (T, usize) {
    let (read, long) = from_slice::<T>(bytes, Encoding::Field).unwrap();
    match from_slice::<T>(bytes, Encoding::Strict).err() {
        None => assert_eq!(long.count, 0, "{number}"),
        Some(error) => {
            assert_eq!((error.kind(), Some(error.offset())), (ErrorKind::NonPreferred, long.first), "{number}");
        }
    }
    (read, long.count)
}

/// Writes the next item again, in the shortest form.
fn rewrite(reader: &mut Reader<'_>, writer: &mut Writer) -> Result<(), Error> {
    match reader.peek()? {
        Type::Unsigned => drop(writer.uint(reader.uint()?)),
        Type::Negative => drop(writer.int(reader.int()?)),
        Type::Bytes => drop(writer.bytes(reader.bytes()?)),
        Type::Text => drop(writer.text(reader.text()?)),
        Type::Bool => drop(writer.bool(reader.bool()?)),
        Type::Null => {
            reader.null()?;
            writer.null();
        }
        Type::Tag => {
            writer.tag(reader.tag()?);
            rewrite(reader, writer)?;
        }
        Type::Array => {
            let count = reader.clone().array(|reader| reader.skip().map(drop))?;
            writer.array(count);
            reader.array(|reader| rewrite(reader, writer))?;
        }
        Type::Map => {
            let count = reader.clone().map(|reader, _| reader.skip().map(drop))?;
            writer.map(count);
            // Keys are text and small integers here.
            reader.map(|reader, key| {
                match key {
                    mdoc_proximity::cbor::Key::Text(text) => drop(writer.text(text)),
                    key => drop(writer.int(key.as_int().unwrap())),
                }
                rewrite(reader, writer)
            })?;
        }
        other => panic!("no sample has {other}"),
    }
    Ok(())
}

#[test]
fn canonical_samples_are_written_as_read() {
    for (number, bytes) in samples().unwrap_or_default() {
        let mut reader = Reader::new(&bytes, Encoding::Field);
        let mut writer = Writer::new();
        rewrite(&mut reader, &mut writer).unwrap();
        reader.finish().unwrap();
        let is_canonical = reader.non_preferred() == NonPreferred::default();
        assert_eq!(writer.as_slice() == bytes, is_canonical, "{number}");
        assert_eq!(is_canonical, !["034", "042"].contains(&number.as_str()), "{number}");
    }
}

/// How many heads of the mobile security object are longer than needed.
fn check_issuer_signed(number: &str, whole: &[u8], issuer_signed: &IssuerSigned<'_>) -> usize {
    let issuer_auth = &issuer_signed.issuer_auth;
    let payload = issuer_auth.payload.unwrap();
    for part in [issuer_auth.bytes, issuer_auth.protected_bytes, payload, issuer_auth.signature] {
        assert!(is_slice_of(whole, part), "{number}");
    }
    assert!(whole[issuer_auth.offset..].starts_with(issuer_auth.bytes), "{number}");
    for certificate in issuer_auth.x5chain() {
        assert!(is_slice_of(whole, certificate), "{number}");
    }
    if number == "068" {
        let read = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Field);
        assert!(read.is_err(), "{number} carries no mobile security object");
        return 0;
    }
    let (mso, long) = field::<Embedded<'_, MobileSecurityObject<'_>>>(number, payload);
    assert!(is_slice_of(whole, mso.bytes()), "{number}");
    mso.device_key_info.device_key.validate(&PROVIDER, Form::Any).unwrap();
    let algorithm = HashAlgorithm::from_name(mso.digest_algorithm).unwrap();
    for (name_space, items) in &issuer_signed.name_spaces {
        for item in items {
            assert!(is_slice_of(whole, item.bytes()) && is_slice_of(whole, item.content()), "{number}");
            assert!(is_slice_of(whole, item.element_value.bytes()), "{number}");
            let digest = PROVIDER.hash.digest(algorithm, &[item.bytes()]);
            assert!(digest.matches(mso.digest(name_space, item.digest_id).unwrap()), "{number}");
        }
    }
    let signer = certified_key(issuer_auth.x5chain()[0]);
    assert_eq!(issuer_auth.verify_attached(&PROVIDER, &signer), Ok(()), "{number}");
    long
}

fn issuer_name_spaces<'a>(issuer_signed: &IssuerSigned<'a>) -> Vec<(&'a str, Vec<&'a [u8]>)> {
    let items = |items: &Vec<Embedded<'a, _>>| items.iter().map(Embedded::bytes).collect();
    issuer_signed.name_spaces.iter().map(|(name_space, all)| (*name_space, items(all))).collect()
}

#[test]
fn responses() {
    for (number, bytes) in samples().unwrap_or_default() {
        if !["036", "041", "042", "055", "062", "065", "068"].contains(&number.as_str()) {
            continue;
        }
        let (response, long) = field::<DeviceResponse<'_>>(&number, &bytes);
        assert_eq!((response.version, response.status), (Version::V1_0, 0), "{number}");
        let [Ok(document)] = response.documents.as_slice() else { panic!("{number}: {:?}", response.documents) };
        let long_inside = check_issuer_signed(&number, &bytes, &document.issuer_signed);
        assert_eq!((long, long_inside), if number == "042" { (19, 4) } else { (0, 0) }, "{number}");

        let device_signed = &document.device_signed;
        assert!(is_slice_of(&bytes, device_signed.name_spaces.bytes()), "{number}");
        let auth = &device_signed.device_auth;
        let (is_signature, device_auth) = match (&auth.device_signature, &auth.device_mac) {
            (Some(signature), None) => (true, signature.bytes),
            (None, Some(mac)) => (false, mac.bytes),
            other => panic!("{number}: {other:?}"),
        };
        assert!(is_slice_of(&bytes, device_auth), "{number}");
        let parts = DocumentParts {
            doc_type: document.doc_type,
            issuer_name_spaces: issuer_name_spaces(&document.issuer_signed),
            issuer_auth: document.issuer_signed.issuer_auth.bytes,
            device_name_spaces_bytes: device_signed.name_spaces.bytes(),
            is_signature,
            device_auth,
        };
        // 042 has long heads, and 068 tags its COSE messages.
        let is_ours = !["042", "068"].contains(&number.as_str());
        assert_eq!(encode_response(&[parts], &response.document_errors, 0) == bytes, is_ours, "{number}");
    }
}

#[test]
fn sample_036_has_fractional_seconds() {
    let Some(bytes) = sample("036") else { return };
    let response: DeviceResponse<'_> = strict(&bytes);
    let document = response.documents[0].as_ref().unwrap();
    let payload = document.issuer_signed.issuer_auth.payload.unwrap();
    let mso: Embedded<'_, MobileSecurityObject<'_>> = strict(payload);
    let signed = mso.validity_info.signed;
    assert!(signed.tagged && signed.at.is_some() && !signed.is_conformant());
    assert!(signed.text.contains('.'));
}

#[test]
fn sample_042_attaches_what_must_be_detached() {
    let Some(bytes) = sample("042") else { return };
    let (response, _) = field::<DeviceResponse<'_>>("042", &bytes);
    let document = response.documents[0].as_ref().unwrap();
    let issuer_auth = &document.issuer_signed.issuer_auth;
    assert_eq!(issuer_auth.x5chain().len(), 1, "an array of one certificate");
    let signature = document.device_signed.device_auth.device_signature.as_ref().unwrap();
    let key = certified_key(issuer_auth.x5chain()[0]);
    assert_eq!(signature.verify_detached(&PROVIDER, &key, &[]), Err(CoseError::PayloadAttached));
}

#[test]
fn sample_068_is_tagged_and_verifies_nowhere() {
    let Some(bytes) = sample("068") else { return };
    let response: DeviceResponse<'_> = strict(&bytes);
    assert_eq!(response.document_errors, [("a", 0)]);
    let document = response.documents[0].as_ref().unwrap();
    assert!(document.issuer_signed.issuer_auth.tagged);
    assert!(document.issuer_signed.issuer_auth.x5chain().is_empty());
    let mac = document.device_signed.device_auth.device_mac.as_ref().unwrap();
    assert!(mac.tagged);
    assert_eq!(mac.verify_detached(&PROVIDER, &[0; 32], &[]), Err(CoseError::PayloadAttached));
    assert_eq!(document.device_signed.name_spaces.name_spaces[0].0, "a");
}

#[test]
fn sample_083_has_no_certificate() {
    let Some(bytes) = sample("083") else { return };
    let response: DeviceResponse<'_> = strict(&bytes);
    let [Err(document)] = response.documents.as_slice() else { panic!("the document is refused") };
    assert_eq!(document.doc_type, Some("org.iso.18013.5.1.mDL"));
    assert_eq!(document.error.kind(), ErrorKind::Empty("x5chain"));
    assert_eq!(document.error.to_string(), format!("\"x5chain\" is empty (at byte {})", document.error.offset()));
    assert_eq!(bytes[document.error.offset()], 0x80);
}

#[test]
fn sample_049_has_no_payload_byte_string() {
    let Some(bytes) = sample("049") else { return };
    let error = from_slice::<Document<'_>>(&bytes, Encoding::Strict).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongType { expected: Type::Bytes, found: Type::Tag });
    assert_eq!(bytes[error.offset()..][..2], [0xd8, 24]);
}

#[test]
fn bare_issuer_signed() {
    for (number, bytes) in samples().unwrap_or_default() {
        if !["034", "069", "084"].contains(&number.as_str()) {
            continue;
        }
        let (issuer_signed, long) = field::<IssuerSigned<'_>>(&number, &bytes);
        let long = long + check_issuer_signed(&number, &bytes, &issuer_signed);
        assert_eq!(long, usize::from(number == "034"), "{number}");
        let again = encode_issuer_signed(&issuer_name_spaces(&issuer_signed), issuer_signed.issuer_auth.bytes);
        // 034 has a long head, and 084 writes issuerAuth first.
        assert_eq!(again == bytes, number == "069", "{number}");
        if number == "084" {
            let mso: Embedded<'_, MobileSecurityObject<'_>> = strict(issuer_signed.issuer_auth.payload.unwrap());
            let signed = mso.validity_info.signed;
            assert!(!signed.tagged && signed.at.is_some() && !signed.is_conformant());
            assert_eq!(issuer_signed.issuer_auth.x5chain().len(), 2);
        }
    }
}

fn check_reader_auth(number: &str, whole: &[u8], reader_auth: &Sign1<'_>) {
    assert!(is_slice_of(whole, reader_auth.bytes) && reader_auth.payload.is_none(), "{number}");
    assert!(whole[reader_auth.offset..].starts_with(reader_auth.bytes), "{number}");
    assert!(!reader_auth.x5chain().is_empty(), "{number}");
}

#[test]
fn requests() {
    for (number, bytes) in samples().unwrap_or_default() {
        let (version, documents, signatures, certificates) = match number.as_str() {
            "040" => (Version::V1_0, 1, 1, 1),
            "051" => (Version::V1_1, 1, 1, 3),
            "081" => (Version::V1_0, 1, 1, 3),
            "082" => (Version::V1_1, 3, 0, 0),
            _ => continue,
        };
        let request: DeviceRequest<'_> = strict(&bytes);
        assert_eq!((request.version, request.doc_requests.len()), (version, documents), "{number}");
        assert!(request.reader_auth_all_errors.is_empty(), "{number}");
        let mut found = 0;
        for document in &request.doc_requests {
            assert!(is_slice_of(&bytes, document.items_request.bytes()), "{number}");
            if let Some(reader_auth) = &document.reader_auth {
                let reader_auth = reader_auth.as_ref().unwrap();
                check_reader_auth(&number, &bytes, reader_auth);
                assert_eq!(reader_auth.x5chain().len(), certificates, "{number}");
                found += 1;
            }
        }
        assert_eq!(found, signatures, "{number}");
        if number == "040" {
            let items = &request.doc_requests[0].items_request;
            let reader_auth = request.doc_requests[0].reader_auth.as_ref().unwrap().as_ref().unwrap();
            let content = encode_items_request(items.doc_type, items.name_spaces.clone());
            assert_eq!(encode_request(&[(&content, Some(reader_auth.bytes))]), bytes);
        }
        if number == "051" {
            let [all] = request.reader_auth_all.as_slice() else { panic!("one signature over all") };
            check_reader_auth(&number, &bytes, all);
            let info = request.device_request_info.as_ref().unwrap();
            assert!(is_slice_of(&bytes, info.bytes()) && info.use_cases[0].mandatory);
        }
        if number == "081" {
            // Null where a 1.0 request has no such member.
            assert!(request.device_request_info.is_none() && request.reader_auth_all.is_empty());
            assert!(request.doc_requests[0].items_request.request_info.is_some());
        }
    }
}

#[test]
fn session_messages() {
    let Some(bytes) = sample("058") else { return };
    let establishment: SessionEstablishment<'_> = strict(&bytes);
    assert!(is_slice_of(&bytes, establishment.e_reader_key.bytes()) && is_slice_of(&bytes, establishment.data));
    let Some(bytes) = sample("059") else { return };
    let data: SessionData<'_> = strict(&bytes);
    assert!(is_slice_of(&bytes, data.data.unwrap()));
}

/// SplitMix64, seeded: the mutations are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// Reads the bytes as everything we know, and looks into what was read.
fn read_as_anything(bytes: &[u8], encoding: Encoding) -> usize {
    let mut read = 0;
    if let Ok((response, _)) = from_slice::<DeviceResponse<'_>>(bytes, encoding) {
        for document in response.documents.iter().flatten() {
            read += 1;
            look_into(&document.issuer_signed, encoding);
            let auth = &document.device_signed.device_auth;
            if let Some(signature) = &auth.device_signature {
                signature.verify_detached(&PROVIDER, &any_key(), &[bytes]).unwrap_err();
            }
            if let Some(mac) = &auth.device_mac {
                mac.verify_detached(&PROVIDER, &[7; 32], &[bytes]).unwrap_err();
            }
        }
    }
    if let Ok((issuer_signed, _)) = from_slice::<IssuerSigned<'_>>(bytes, encoding) {
        read += 1;
        look_into(&issuer_signed, encoding);
    }
    read += usize::from(from_slice::<DeviceRequest<'_>>(bytes, encoding).is_ok());
    read + usize::from(from_slice::<SessionEstablishment<'_>>(bytes, encoding).is_ok())
}

fn any_key() -> mdoc_proximity::crypto::PublicKey {
    let base = hex(concat!(
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    ));
    crate::shared::key(mdoc_proximity::crypto::Curve::P256, &base[..32], &base[32..])
}

fn look_into(issuer_signed: &IssuerSigned<'_>, encoding: Encoding) {
    let Some(payload) = issuer_signed.issuer_auth.payload else { return };
    if let Ok((mso, _)) = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, encoding) {
        let _ = mso.device_key_info.device_key.validate(&PROVIDER, Form::Any);
        let _ = format!("{mso:?} {:?}", mso.validity_info.signed.is_conformant());
    }
    let _ = format!("{issuer_signed:?} {:?}", issuer_signed.issuer_auth.x5chain());
}

#[test]
fn mutated_samples_never_panic() {
    let mut random = Random(18_013);
    let (mut read, mut tried) = (0, 0);
    for (_, bytes) in samples().unwrap_or_default() {
        for round in 0..200 {
            let mut bytes = bytes.clone();
            let at = random.below(bytes.len());
            match round % 8 {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, u8::try_from(random.below(256)).unwrap()),
                2 => drop(bytes.remove(at)),
                _ => bytes[at] ^= u8::try_from(1 + random.below(255)).unwrap(),
            }
            let encoding = if round % 2 == 0 { Encoding::Strict } else { Encoding::Field };
            read += read_as_anything(&bytes, encoding);
            tried += 1;
        }
    }
    // A mutation inside a value or a signature must not keep a message from being read.
    assert!(tried == 0 || read > tried / 4, "{read} of {tried}");
    println!("{tried} mutations, {read} readable");
}
