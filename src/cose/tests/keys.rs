use super::*;

const X: &str = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
const Y: &str = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

fn p256() -> String {
    format!("a4 01 02 20 01 21 5820{X} 22 5820{Y}")
}

fn key(bytes: &[u8]) -> Result<CoseKey<'_>, Error> {
    from_slice(bytes, Encoding::Strict).map(|(key, _)| key)
}

fn validate(text: &str, form: Form) -> Result<PublicKey, CoseError> {
    key(&hex(text)).unwrap().validate(&PROVIDER, form)
}

fn bad() -> Result<PublicKey, CoseError> {
    Err(CoseError::Crypto(CryptoError::InvalidPublicKey))
}

#[test]
fn every_curve_is_written_as_it_is_read() {
    for curve in Curve::ALL {
        let Ok(agreement) = PROVIDER.keys.agreement_key(&secret(curve)) else {
            let Ok(signing) = PROVIDER.keys.signing_key(&secret(curve)) else { continue };
            there_and_back(signing.public_key());
            continue;
        };
        there_and_back(agreement.public_key());
    }
}

fn there_and_back(public: &PublicKey) {
    let mut writer = Writer::new();
    encode_key(public, &mut writer);
    let read = key(writer.as_slice()).unwrap();
    assert_eq!((read.curve, read.has_private, read.offset), (Some(public.curve()), false, 0));
    assert_eq!(read.validate(&PROVIDER, Form::Uncompressed).as_ref(), Ok(public));
}

#[test]
fn the_order_of_annex_d() {
    let public = validate(&p256(), Form::Any).unwrap();
    let mut writer = Writer::new();
    encode_key(&public, &mut writer);
    assert_eq!(writer.as_slice(), hex(&p256()));
}

/// H13: a reader's key comes with both coordinates.
#[test]
fn h13_compressed_keys() {
    for (sign, is_same) in [("f5", true), ("f4", false)] {
        let compressed = format!("a4 01 02 20 01 21 5820{X} 22 {sign}");
        let read = validate(&compressed, Form::Any).unwrap();
        // y of the base point is odd.
        assert_eq!(read.y() == Some(&hex(Y)), is_same);
        assert_eq!(validate(&compressed, Form::Uncompressed), Err(CoseError::CompressedKey));
    }
}

/// H14, H11, H12: width, curve equation, identity.
#[test]
fn h14_coordinates_of_another_width() {
    let short = format!("a4 01 02 20 01 21 581f{} 22 5820{Y}", &X[2..]);
    assert_eq!(validate(&short, Form::Any), bad());
    let long = format!("a4 01 02 20 01 21 582100{X} 22 5820{Y}");
    assert_eq!(validate(&long, Form::Any), bad());
    let long_y = format!("a4 01 02 20 01 21 5820{X} 22 582100{Y}");
    assert_eq!(validate(&long_y, Form::Any), bad());
    let short_compressed = format!("a4 01 02 20 01 21 581f{} 22 f5", &X[2..]);
    assert_eq!(validate(&short_compressed, Form::Any), bad());
    let off_curve = format!("a4 01 02 20 01 21 5820{X} 22 5820{X}");
    assert_eq!(validate(&off_curve, Form::Any), bad());
    let zero = "00".repeat(32);
    assert_eq!(validate(&format!("a4 01 02 20 01 21 5820{zero} 22 5820{zero}"), Form::Any), bad());
}

/// H16, H17: extra parameters are passed over, a private part is told.
#[test]
fn h16_extra_parameters() {
    let text = format!("a8 01 02 02 4101 03 26 04 8101 20 01 21 5820{X} 22 5820{Y} 6161 00");
    let bytes = hex(&text);
    let read = key(&bytes).unwrap();
    assert!(!read.has_private && read.validate(&PROVIDER, Form::Uncompressed).is_ok());
    let bytes = hex(&format!("a5 01 02 20 01 21 5820{X} 22 5820{Y} 23 4101"));
    let read = key(&bytes).unwrap();
    assert!(read.has_private && read.validate(&PROVIDER, Form::Uncompressed).is_ok());
    assert_eq!(format!("{read:?}"), "CoseKey { crv: 1, curve: Some(P256), .. }");
}

#[test]
fn missing_parts_are_named() {
    let kind = |text: &str| key(&hex(text)).unwrap_err().kind();
    assert_eq!(kind("a0"), ErrorKind::Missing("kty"));
    assert_eq!(kind("a1 01 02"), ErrorKind::Missing("crv"));
    assert_eq!(kind("a2 01 02 20 01"), ErrorKind::Missing("x"));
    assert_eq!(kind("a3 01 02 20 01 21 4101"), ErrorKind::Missing("y"));
    assert_eq!(kind("a3 20 01 21 4101 22 4101"), ErrorKind::Missing("kty"));
    assert!(matches!(kind("a1 01 41 02"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("a1 20 6550 2d323536"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("a1 21 f6"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("a1 22 01"), ErrorKind::WrongType { .. }));
    assert_eq!(kind("a4 01 02 20 01 21 4101 22 f6"), ErrorKind::Missing("y"), "null counts as absent");
    assert_eq!(kind("a2 01 02 01 02"), ErrorKind::DuplicateKey);
}

#[test]
fn an_unknown_curve_parses_and_is_refused_when_used() {
    for (text, crv) in [
        // secp256k1, a curve of nobody, and a symmetric key type.
        (format!("a4 01 02 20 08 21 5820{X} 22 5820{Y}"), 8),
        ("a3 01 01 20 1903e7 21 4101".to_owned(), 999),
        (format!("a4 01 04 20 01 21 5820{X} 22 5820{Y}"), 1),
        // The type of another curve.
        (format!("a3 01 01 20 01 21 5820{X}"), 1),
        (format!("a4 01 02 20 04 21 5820{X} 22 5820{Y}"), 4),
    ] {
        let bytes = hex(&text);
        let read = key(&bytes).unwrap();
        assert_eq!((read.crv, read.curve), (crv, None));
        assert_eq!(read.validate(&PROVIDER, Form::Any), Err(CoseError::UnknownCurve(crv)));
    }
}

#[test]
fn a_single_coordinate_needs_no_y() {
    let bytes = hex(&format!("a4 01 01 20 04 21 5820{X} 22 f5"));
    let read = key(&bytes).unwrap();
    assert!(matches!(read.point, Point::Single(_)), "y of an OKP key is an extra parameter");
    assert!(matches!(key(&hex(&format!("a4 01 01 20 04 21 5820{X} 22 f6"))).unwrap().point, Point::Single(_)));
    assert!(read.validate(&PROVIDER, Form::Uncompressed).is_ok());
    assert_eq!(validate("a3 01 01 20 04 21 4101", Form::Any), bad());
}
