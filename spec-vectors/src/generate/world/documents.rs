//! The documents: small ones, with a portrait of a few bytes.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{HashAlgorithm, PublicKey};
use mdoc_proximity::issuer::{Authorizations, Dates, Document, UnsignedDocument, prepare};
use mdoc_proximity::x509::Purpose;

use super::{AGE_VERIFICATION, Issuer, MDL, MDL_NAME_SPACE, PHOTO_ID, PHOTO_ID_NAME_SPACE, PID, at};
use crate::generate::rng;

/// An encoded value.
#[must_use]
pub fn value(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_vec()
}

/// What a document is to hold.
#[derive(Debug, Clone)]
pub struct DocumentPlan {
    /// The document type.
    pub doc_type: String,
    /// Namespace, identifier, encoded value.
    pub elements: Vec<(String, String, Vec<u8>)>,
    /// The digest algorithm.
    pub digest_algorithm: HashAlgorithm,
    /// What the device may sign.
    pub authorizations: Authorizations,
    /// How many digests without an item there are in every namespace, at most.
    pub decoys: usize,
}

/// Text, as a value.
fn text(text: &str) -> Vec<u8> {
    value(|writer| {
        writer.text(text);
    })
}

/// A `full-date`, as a value.
fn day(text: &str) -> Vec<u8> {
    value(|writer| {
        writer.tag(1004).text(text);
    })
}

/// True or false, as a value.
fn boolean(is: bool) -> Vec<u8> {
    value(|writer| {
        writer.bool(is);
    })
}

/// What begins like a JPEG, as a value.
fn portrait() -> Vec<u8> {
    let image = [&[0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10][..], b"JFIF\0\x01\x01", b"the face of nobody", &[0xff, 0xd9]];
    value(|writer| {
        writer.bytes(&image.concat());
    })
}

impl DocumentPlan {
    /// A document without elements.
    #[must_use]
    pub fn new(doc_type: &str) -> Self {
        Self {
            doc_type: doc_type.to_owned(),
            elements: Vec::new(),
            digest_algorithm: HashAlgorithm::Sha256,
            authorizations: Authorizations::default(),
            decoys: 1,
        }
    }

    /// With an element.
    #[must_use]
    pub fn with(mut self, name_space: &str, identifier: &str, value: Vec<u8>) -> Self {
        self.elements.push((name_space.to_owned(), identifier.to_owned(), value));
        self
    }

    /// Without any element that is there, and with this one instead.
    #[must_use]
    pub fn only(mut self, name_space: &str, identifier: &str, value: Vec<u8>) -> Self {
        self.elements.clear();
        self.with(name_space, identifier, value)
    }

    /// Six elements of a driving licence.
    #[must_use]
    pub fn mdl() -> Self {
        Self::new(MDL)
            .with(MDL_NAME_SPACE, "family_name", text("Svendsen"))
            .with(MDL_NAME_SPACE, "birth_date", day("1990-09-15"))
            .with(MDL_NAME_SPACE, "portrait", portrait())
            .with(MDL_NAME_SPACE, "issuing_country", text("NO"))
            .with(MDL_NAME_SPACE, "age_over_18", boolean(true))
            .with(MDL_NAME_SPACE, "age_over_65", boolean(false))
    }

    /// Person identification data.
    #[must_use]
    pub fn pid() -> Self {
        let nationality = value(|writer| {
            writer.array(1).text("NO");
        });
        Self::new(PID)
            .with(PID, "family_name", text("Svendsen \u{141}"))
            .with(PID, "birth_date", day("1990-09-15"))
            .with(PID, "nationality", nationality)
            .with(PID, "portrait", portrait())
            .with(PID, "issuing_country", text("NO"))
    }

    /// An age verification attestation.
    #[must_use]
    pub fn age_verification() -> Self {
        Self::new(AGE_VERIFICATION).with(AGE_VERIFICATION, "age_over_18", boolean(true))
    }

    /// A Photo ID, whose issuing country has three letters.
    #[must_use]
    pub fn photo_id() -> Self {
        Self::new(PHOTO_ID)
            .with(PHOTO_ID_NAME_SPACE, "family_name", text("Svendsen"))
            .with(PHOTO_ID_NAME_SPACE, "portrait", portrait())
            .with(PHOTO_ID_NAME_SPACE, "issuing_country", text("NOR"))
            .with(PHOTO_ID_NAME_SPACE, "age_over_18", boolean(true))
            .with(PHOTO_ID, "travel_document_number", text("X1234567"))
    }

    /// The issuer that may sign it.
    #[must_use]
    pub fn issuer(&self) -> Issuer {
        if self.doc_type == MDL { Issuer::mdl() } else { Issuer::new(&[Purpose::MDOC_DOCUMENT_SIGNER]) }
    }

    /// Everything but the issuer's signature, for a device key: valid from March to the end of November 2026. Randoms
    /// and digest ids are drawn from `label`.
    #[must_use]
    pub fn prepare(&self, label: &str, device_key: &PublicKey) -> UnsignedDocument {
        let dates = Dates {
            signed: at("2026-03-01T00:00:00Z"),
            valid_from: at("2026-03-01T00:00:00Z"),
            valid_until: at("2026-12-01T00:00:00Z"),
            expected_update: None,
        };
        let document = self.elements.iter().fold(
            Document::new(&self.doc_type, dates).digested_by(self.digest_algorithm),
            |document, (name_space, identifier, value)| document.raw_element(name_space, identifier, value.clone()),
        );
        let document = document.authorize(self.authorizations.clone());
        let mut unsigned = prepare(&PROVIDER, &mut rng(&format!("document {label}")), device_key, &document);
        for (name_space, digests) in &mut unsigned.mso.value_digests {
            let items = unsigned.items.iter().find(|(name, _)| name == name_space);
            let used = |id: u64| items.is_some_and(|(_, items)| items.iter().any(|item| item.digest_id == id));
            let mut decoys = self.decoys;
            digests.retain(|(id, _)| {
                let decoy = !used(*id);
                let keep = !decoy || decoys > 0;
                decoys = decoys.saturating_sub(usize::from(decoy));
                keep
            });
        }
        unsigned
    }
}
