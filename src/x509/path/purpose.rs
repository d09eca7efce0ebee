//! What a certificate is to be used for.

use der::oid::ObjectIdentifier;

use crate::x509::Kind;

/// What the leaf is to be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// What the leaf is.
    pub kind: Kind,
    /// The object identifiers, dotted, of which the extended key usage must contain one; nothing is asked of it where
    /// this is empty.
    pub extended_key_usage: Vec<String>,
    /// Whether the rules for certificates issued by an IACA apply: no intermediate certificates, and the issuer's
    /// country and state.
    pub issued_by_iaca: bool,
}

impl Purpose {
    /// Extended key usage of mDL document signers: id-mdl-kp-mdlDS (B.1.1).
    pub const MDL_DOCUMENT_SIGNER: &'static str = "1.0.18013.5.1.2";
    /// Extended key usage of mdoc document signers of any type (ISO/IEC 23220), alone or beside the one for mDL.
    pub const MDOC_DOCUMENT_SIGNER: &'static str = "1.0.23220.4.1.2";
    /// Extended key usage of readers: id-mdl-kp-mdlReaderAuth (B.1.1).
    pub const MDL_READER: &'static str = "1.0.18013.5.1.6";
    /// Extended key usage of readers of any document type (ISO/IEC 23220), alone or beside the one for mDL.
    pub const MDOC_READER: &'static str = "1.0.23220.4.1.6";
    /// Extended key usage of VICAL signers (C.1.7.2).
    pub const VICAL_SIGNER: &'static str = "1.0.18013.5.1.8";
    /// Extended key usage of signers of lists of issuers of any document type (ISO/IEC 23220).
    pub const MDOC_VICAL_SIGNER: &'static str = "1.0.23220.4.1.8";

    /// A document signer with one of these extended key usages (dotted).
    #[must_use]
    pub fn document_signer(extended_key_usage: Vec<String>) -> Self {
        Self { kind: Kind::DocumentSigner, extended_key_usage, issued_by_iaca: true }
    }

    /// A reader: edition 1 B.1.7, edition 2 B.1.5.
    #[must_use]
    pub fn reader() -> Self {
        Self::of(Kind::Reader, &[Self::MDL_READER, Self::MDOC_READER])
    }

    /// The signer of a VICAL (C.1.7.2).
    #[must_use]
    pub fn vical_signer() -> Self {
        Self::of(Kind::VicalSigner, &[Self::VICAL_SIGNER, Self::MDOC_VICAL_SIGNER])
    }

    /// The signer of a RICAL (edition 2, F.3.2), which has no extended key usage.
    #[must_use]
    pub fn rical_signer() -> Self {
        Self::of(Kind::RicalSigner, &[])
    }

    /// The signer of a token status list or identifier list (edition 2, 12.3.6). Its extended key usage has no number
    /// yet, so none is asked for.
    #[must_use]
    pub fn list_signer() -> Self {
        Self::of(Kind::ListSigner, &[])
    }

    fn of(kind: Kind, extended_key_usage: &[&str]) -> Self {
        let extended_key_usage = extended_key_usage.iter().map(ToString::to_string).collect();
        Self { kind, extended_key_usage, issued_by_iaca: false }
    }

    /// What the leaf is called in reports, as in "the document signer".
    #[must_use]
    pub const fn role(&self) -> &'static str {
        self.kind.role()
    }
}

/// The identifiers above, which need not be read each time.
const KNOWN: [(&str, ObjectIdentifier); 6] = {
    const fn known(dotted: &'static str) -> (&'static str, ObjectIdentifier) {
        (dotted, ObjectIdentifier::new_unwrap(dotted))
    }
    [
        known(Purpose::MDL_DOCUMENT_SIGNER),
        known(Purpose::MDOC_DOCUMENT_SIGNER),
        known(Purpose::MDL_READER),
        known(Purpose::MDOC_READER),
        known(Purpose::VICAL_SIGNER),
        known(Purpose::MDOC_VICAL_SIGNER),
    ]
};

/// The identifier that a dotted text is, where it is one that can be read.
pub(in crate::x509) fn identifier(dotted: &str) -> Option<ObjectIdentifier> {
    let known = KNOWN.iter().find(|(text, _)| *text == dotted).map(|(_, oid)| *oid);
    known.or_else(|| ObjectIdentifier::new(dotted).ok())
}
