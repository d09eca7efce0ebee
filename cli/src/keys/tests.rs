//! The PEM blocks were made by OpenSSL 3.0: `ecparam -genkey`, `pkcs8 -topk8`, `pkey -pubout`, `genpkey`.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;

use super::{Half, Key, parse, private_pem, public_of};

const SCALAR: &str = "c4967d415b54840f7f214d992e1ead15631a5135b10fe5ab4622ee2645687acf";
const X: &str = "51331db0b06253585e73ea143f7d8d81726453550f0d2764ecd171b1f5eeca62";
const Y: &str = "ab3aefc9b9e1a92f4d955c9694d52190494fd037242338fc40784d30503716ec";

const SEC1: &str = "-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIMSWfUFbVIQPfyFNmS4erRVjGlE1sQ/lq0Yi7iZFaHrPoAoGCCqGSM49
AwEHoUQDQgAEUTMdsLBiU1hec+oUP32NgXJkU1UPDSdk7NFxsfXuymKrOu/JueGp
L02VXJaU1SGQSU/QNyQjOPxAeE0wUDcW7A==
-----END EC PRIVATE KEY-----
";
const PKCS8: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxJZ9QVtUhA9/IU2Z
Lh6tFWMaUTWxD+WrRiLuJkVoes+hRANCAARRMx2wsGJTWF5z6hQ/fY2BcmRTVQ8N
J2Ts0XGx9e7KYqs678m54akvTZVclpTVIZBJT9A3JCM4/EB4TTBQNxbs
-----END PRIVATE KEY-----
";
const SPKI: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUTMdsLBiU1hec+oUP32NgXJkU1UP
DSdk7NFxsfXuymKrOu/JueGpL02VXJaU1SGQSU/QNyQjOPxAeE0wUDcW7A==
-----END PUBLIC KEY-----
";
const BRAINPOOL_PKCS8: &str = "-----BEGIN PRIVATE KEY-----
MIGiAgEAMBQGByqGSM49AgEGCSskAwMCCAEBCQSBhjCBgwIBAQQoeZZ+NOnOVnKi
gS0lniafZkLMsumFIbSsxTbNhQolbvuj5h/YScgTK6FUA1IABIfeDWsjzIQSZkhM
891sp2yjxuAaHKZWEYpTEu0pKbLtvqi1uML7JyGL18CUhGa9TnYT9xccq9mVqhd9
6TpXD5fFjoFDXP8cwDMMSfmHPzel
-----END PRIVATE KEY-----
";
const X25519_PKCS8: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIGAoho54wsojuGpKt8IekgnehvD0+aotxNiabuBTvOd+
-----END PRIVATE KEY-----
";
const X25519_SPKI: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEACjRBVRT2Zzd97ffow9ORI2a5QaxAFU0W99aFx31QtAY=
-----END PUBLIC KEY-----
";

/// Either half as hex: the scalar, or the uncompressed point.
fn read(text: impl AsRef<[u8]>, half: Half) -> Result<String, String> {
    parse(text.as_ref(), half).map(|key| match key {
        Key::Public(key) => format!("{} {}", key.curve(), hex::encode(key.to_sec1())),
        Key::Private(key) => format!("{} {}", key.curve(), hex::encode(key.expose())),
    })
}

fn cose_key(private: bool) -> Vec<u8> {
    let Ok(Key::Private(secret)) = parse(SCALAR.as_bytes(), Half::Private) else { panic!() };
    let mut writer = Writer::new();
    encode_key(&public_of(&secret).unwrap(), &mut writer);
    let mut bytes = writer.into_vec();
    if private {
        bytes[0] += 1;
        bytes.extend([0x23, 0x58, 0x20]);
        bytes.extend(hex::decode(SCALAR).unwrap());
    }
    bytes
}

#[test]
fn a_private_key_has_many_forms() {
    let expected = format!("P-256 {SCALAR}");
    let upper = format!("0x{}", SCALAR.to_uppercase());
    let cose = cose_key(true);
    let der = pem_rfc7468::decode_vec(PKCS8.as_bytes()).unwrap().1;
    for form in [SEC1, PKCS8, SCALAR, &upper, &format!("P-256:{SCALAR}"), &format!("prime256v1: {SCALAR}\n")] {
        assert_eq!(read(form, Half::Private).as_deref(), Ok(&*expected), "{form}");
    }
    for form in [&cose[..], &der, hex::encode(&cose).as_bytes(), hex::encode(&der).as_bytes()] {
        assert_eq!(read(form, Half::Private).as_deref(), Ok(&*expected));
    }
}

#[test]
fn a_public_key_has_even_more() {
    let expected = format!("P-256 04{X}{Y}");
    let (whole, compressed) = (format!("04{X}{Y}"), format!("02{X}"));
    let pairs = [format!("{X},{Y}"), format!("0x{X}, 0x{Y}"), format!("P-256:{X},{Y}"), format!("{X}{Y}")];
    let forms = [&*whole, &compressed, SPKI, &pairs[0], &pairs[1], &pairs[2], &pairs[3]];
    for form in forms {
        assert_eq!(read(form, Half::Public).as_deref(), Ok(&*expected), "{form}");
    }
    let cose = cose_key(false);
    let mut embedded = Writer::new();
    embedded.embedded(&cose);
    for form in [&cose[..], embedded.as_slice(), hex::encode(&cose).as_bytes()] {
        assert_eq!(read(form, Half::Public).as_deref(), Ok(&*expected));
    }
}

#[test]
fn every_curve_goes_out_and_comes_back() {
    let mut tested = 0;
    for curve in Curve::ALL {
        let Ok(secret) = PROVIDER.keys.generate(curve, &mut crate::random::system()) else { continue };
        let pem = private_pem(&secret).unwrap();
        let expected = format!("{curve} {}", hex::encode(secret.expose()));
        assert_eq!(read(pem.as_str(), Half::Private), Ok(expected.clone()));
        assert_eq!(read(format!("{curve}:{}", hex::encode(secret.expose())), Half::Private), Ok(expected));
        let public = public_of(&secret).unwrap();
        let expected = format!("{curve} {}", hex::encode(public.to_sec1()));
        assert_eq!(read(format!("{curve}:{}", hex::encode(public.to_sec1())), Half::Public), Ok(expected));
        tested += 1;
    }
    assert!(tested >= 9, "{tested} curves");
}

#[test]
fn private_keys_are_written_as_openssl_writes_them() {
    for pem in [PKCS8, BRAINPOOL_PKCS8, X25519_PKCS8] {
        let Ok(Key::Private(secret)) = parse(pem.as_bytes(), Half::Private) else { panic!("{pem}") };
        assert_eq!(private_pem(&secret).unwrap().as_str(), pem);
    }
}

#[test]
fn both_halves_of_an_openssl_key_agree() {
    let Ok(Key::Private(secret)) = parse(X25519_PKCS8.as_bytes(), Half::Private) else { panic!() };
    let Ok(Key::Public(public)) = parse(X25519_SPKI.as_bytes(), Half::Public) else { panic!() };
    assert!(public_of(&secret).unwrap() == public);
}

#[test]
fn leading_zeros_of_a_coordinate_may_be_missing() {
    // A point of brainpoolP256r1 would do as well: the y of 2G on P-256 starts with a zero digit.
    let (x, y) = (
        "7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978",
        "7775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1",
    );
    assert!(read(format!("{x},{y}"), Half::Public).unwrap().ends_with(&format!("0{y}")));
}

#[test]
fn what_is_no_key_is_refused() {
    let off = format!("{X},{X}");
    for (text, half) in [
        ("", Half::Public),
        ("hello", Half::Public),
        ("00", Half::Private),
        (SCALAR, Half::Public),
        (&off, Half::Public),
        ("P-255:00", Half::Private),
        ("X25519:1,2", Half::Public),
        ("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n", Half::Private),
        ("0000000000000000000000000000000000000000000000000000000000000000", Half::Private),
    ] {
        assert!(read(text, half).is_err(), "{text}");
    }
    let mut mixed = cose_key(true);
    let last = mixed.len() - 1;
    mixed[last] ^= 1;
    assert!(read(mixed, Half::Private).unwrap_err().contains("do not go together"));
}

#[test]
fn an_error_does_not_repeat_the_key() {
    let long = format!("{SCALAR}00");
    assert!(!read(&long, Half::Private).unwrap_err().contains(SCALAR));
}
