//! `mdoc issue`: make a credential, with everything a holder and a reader need.

use std::process::ExitCode;
use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{CryptoRng, Curve, SecretKey, SigningKey};
use mdoc_proximity::holder::AuthMethod;
use mdoc_proximity::issuer::{
    self, AlternativeName, Authority, CertificateSpec, Dates, DocumentSigner, SubjectName, Validity,
};
use mdoc_proximity::report::Profile;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::Purpose;
use serde_json::json;

use crate::args::{Format, IssueArgs};
use crate::failure::Failure;
use crate::template::Loaded;
use crate::terminal::{GOOD, STRONG, say, styled};
use crate::{issuance, names, random, store, template, terminal, verify};

/// The country of issuers and readers that do not name theirs.
const COUNTRY: &str = "NO";
const CONTACT: &str = "https://issuer.example";
const CRL: &str = "https://issuer.example/crl";

/// A credential as its issuer hands it out.
pub struct Issued {
    /// The document type.
    pub doc_type: String,
    /// IssuerSigned.
    pub issuer_signed: Vec<u8>,
    /// The private key that proves possession.
    pub device_key: SecretKey,
    /// How it does.
    pub method: AuthMethod,
    /// The root that readers trust, DER.
    pub iaca: Vec<u8>,
    /// The dates of the document.
    pub dates: Dates,
}

/// A reader that can be authenticated.
pub struct ReaderParty {
    /// The root that holders trust, DER.
    pub ca: Vec<u8>,
    /// The reader's certificates, DER, leaf first.
    pub chain: Vec<Vec<u8>>,
    /// The reader's key.
    pub key: SecretKey,
}

/// Runs the command.
pub fn run(args: &IssueArgs) -> Result<ExitCode, Failure> {
    let loaded = template::file(&args.template)?;
    let rng = &mut random::system();
    let now = verify::now();
    let curve = Curve::from_name(&args.curve).ok_or_else(|| {
        let known: Vec<&str> = Curve::ALL.iter().map(|curve| curve.name()).collect();
        Failure::unreadable("--curve", format!("\"{}\" is none of {}", args.curve.escape_debug(), known.join(", ")))
    })?;
    let issued = credential(&loaded, curve, args.device_auth.into(), now, rng)?;
    let mut roots = TrustAnchors::issuers();
    roots.add(&PROVIDER, &issued.iaca, Profile::Field).map_err(|error| Failure::Refused(error.to_string()))?;
    let device_key = crate::keys::public_of(&issued.device_key).map_err(|why| Failure::unreadable("the key", why))?;
    issuance::check(issued.issuer_signed.clone(), &device_key, &issued.doc_type, &roots)?;
    let reader = reader(&args.reader_name, now, rng)?;
    let files = store::write(&args.out, &issued, &reader)?;
    match args.format {
        Format::Json => terminal::json(&json!({
            "docType": issued.doc_type,
            "directory": args.out,
            "validFrom": issued.dates.valid_from.to_string(),
            "validUntil": issued.dates.valid_until.to_string(),
            "files": files,
        })),
        Format::Text => {
            let out = args.out.display();
            say!("{} issued {}", styled(GOOD, "✓"), styled(STRONG, names::titled(&issued.doc_type)));
            say!("  valid from {} until {}", issued.dates.valid_from, issued.dates.valid_until);
            for (file, what) in &files {
                say!("  {out}/{file:<28} {what}");
            }
            say!(
                "\nShow it:  mdoc holder --credential {out} --reader-trust {out} --listen 127.0.0.1:7001 --qr-out qr.png"
            );
            say!(
                "Read it:  mdoc reader --qr qr.png --connect 127.0.0.1:7001 --trust {out} --auth {out} --request {}",
                counter_for(&issued.doc_type)
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A request that this type can answer, for the hint.
fn counter_for(doc_type: &str) -> &'static str {
    match doc_type {
        "org.iso.23220.photoid.1" => "wine",
        "eu.europa.ec.eudi.pid.1" | "org.iso.18013.5.1.mDL" => "prescription",
        _ => "FILE.json",
    }
}

/// Issues a template's document: a root, a document signer, a device key and the signed document, all fresh.
pub fn credential(
    loaded: &Loaded,
    curve: Curve,
    method: AuthMethod,
    now: UnixTime,
    rng: &mut dyn CryptoRng,
) -> Result<Issued, Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::unreadable("the credential", why);
    let document = loaded.template.document(now).map_err(|error| Failure::unreadable("the template", error))?;
    let dates = *document.dates();
    let signer_validity = Validity { not_before: dates.signed, not_after: later(dates.signed, 365, dates.valid_until) };
    let root_validity = Validity { not_before: dates.signed, not_after: later(dates.signed, 3_650, dates.valid_until) };

    let name = loaded.authority.as_deref().unwrap_or("Test Issuer");
    let subject = |common_name: String| SubjectName {
        country: Some(loaded.country.clone().unwrap_or_else(|| COUNTRY.to_owned())),
        state_or_province: loaded.jurisdiction.clone(),
        organization: Some(name.to_owned()),
        common_name,
    };
    let contact = || AlternativeName::Uri(CONTACT.to_owned());
    let iaca = CertificateSpec::iaca(subject(format!("{name} IACA")), root_validity, contact(), CRL);
    let (_, iaca_key) = fresh_key(rng)?;
    let iaca = Authority::self_signed(rng, &iaca, iaca_key).map_err(|error| failed(&error))?;

    let doc_type = loaded.template.doc_type();
    let is_mdl = doc_type == mdoc_proximity::datamodel::mdl::DOCTYPE;
    let purpose = if is_mdl { Purpose::MDL_DOCUMENT_SIGNER } else { Purpose::MDOC_DOCUMENT_SIGNER };
    let subject = subject(format!("{name} document signer"));
    let spec = CertificateSpec::document_signer(subject, signer_validity, contact(), CRL, &[purpose]);
    let (_, signer_key) = fresh_key(rng)?;
    let certificate = iaca.issue(rng, &spec, signer_key.public_key()).map_err(|error| failed(&error))?;
    let signer = DocumentSigner::new(signer_key, vec![certificate.der().to_vec()]);

    let device_key = PROVIDER.keys.generate(curve, rng).map_err(|error| failed(&error))?;
    let device_public = crate::keys::public_of(&device_key).map_err(|error| failed(&error))?;
    let possible = match method {
        AuthMethod::Signature => curve.can_sign(),
        AuthMethod::Mac => curve.can_agree(),
    };
    if !possible {
        return Err(Failure::unreadable("--curve", format!("keys on {curve} cannot authenticate in this way")));
    }
    let issuer_signed = issuer::issue(&PROVIDER, rng, &signer, &device_public, &document);
    Ok(Issued {
        doc_type: doc_type.to_owned(),
        issuer_signed: issuer_signed.map_err(|error| failed(&error))?,
        device_key,
        method,
        iaca: iaca.certificate().der().to_vec(),
        dates,
    })
}

/// A reader CA and a reader of this name.
pub fn reader(name: &str, now: UnixTime, rng: &mut dyn CryptoRng) -> Result<ReaderParty, Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::unreadable("the reader's certificate", why);
    let subject = |organization: &str, common_name: String| SubjectName {
        country: Some(COUNTRY.to_owned()),
        state_or_province: None,
        organization: Some(organization.to_owned()),
        common_name,
    };
    let not_before = issuer::start_of_day(now);
    let days = |days: u64| Validity {
        not_before,
        not_after: not_before.plus(Duration::from_secs(days.saturating_mul(86_400))),
    };
    // Two CAs of one name would make the one's readers look like forgeries to who trusts the other.
    let mut mark = [0; 2];
    rng.fill_bytes(&mut mark);
    let authority = subject("Test Reader CA", format!("Test Reader CA {}", hex::encode(mark)));
    let ca = CertificateSpec::reader_ca(authority, days(3_650), CRL, Some(0));
    let (_, ca_key) = fresh_key(rng)?;
    let ca = Authority::self_signed(rng, &ca, ca_key).map_err(|error| failed(&error))?;
    let (secret, key) = fresh_key(rng)?;
    let spec = CertificateSpec::reader(subject(name, format!("{name} reader")), days(365), CRL);
    let certificate = ca.issue(rng, &spec, key.public_key()).map_err(|error| failed(&error))?;
    Ok(ReaderParty { ca: ca.certificate().der().to_vec(), chain: vec![certificate.der().to_vec()], key: secret })
}

fn fresh_key(rng: &mut dyn CryptoRng) -> Result<(SecretKey, Box<dyn SigningKey>), Failure> {
    let failed = |error| Failure::unreadable("a fresh key", error);
    let secret = PROVIDER.keys.generate(Curve::P256, rng).map_err(failed)?;
    let key = PROVIDER.keys.signing_key(&secret).map_err(failed)?;
    Ok((secret, key))
}

fn later(from: UnixTime, days: u64, at_least: UnixTime) -> UnixTime {
    from.plus(Duration::from_secs(days.saturating_mul(86_400))).max(at_least)
}
