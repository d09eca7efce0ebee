//! The list of checks.

use super::Clause;

macro_rules! checks {
    ($($(#[doc = $doc:literal])* $variant:ident = $id:literal, $ed1:literal, $ed2:literal;)*) => {
        /// A rule that is checked, by a stable id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum CheckId {
            $($(#[doc = $doc])* $variant,)*
        }

        impl CheckId {
            /// Every check, in the order they are made.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// A place in a set of checks.
            pub(super) const fn bit(self) -> u128 {
                const { assert!(Self::ALL.len() <= u128::BITS as usize) };
                1 << self as u8
            }

            /// The stable id, as reports and vectors name it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What must hold, in a sentence.
            #[must_use]
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*),)* }.trim_start()
            }

            /// Where the rule stands in each edition.
            #[must_use]
            pub const fn clauses(self) -> &'static Clause {
                match self { $(Self::$variant => &Clause { ed1: $ed1, ed2: $ed2 },)* }
            }

            /// The clause of ISO/IEC 18013-5:2021; a dash where it does not have the rule.
            #[must_use]
            pub const fn clause_ed1(self) -> &'static str {
                self.clauses().ed1
            }

            /// The clause of the second edition's draft.
            #[must_use]
            pub const fn clause_ed2(self) -> &'static str {
                self.clauses().ed2
            }

            /// The clauses of both editions, as in `ed1 9.3.1, ed2 12.8.1`.
            #[must_use]
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$variant => concat!("ed1 ", $ed1, ", ed2 ", $ed2),)* }
            }
        }
    };
}

checks! {
    /// The response is one CBOR item with preferred heads and nothing behind it, and leaves out what is empty.
    ResponseEncoding = "response.encoding", "8.1", "8.3";
    /// The response's major version is known, and not above the request's.
    ResponseVersion = "response.version", "8.3.2.1.2.2", "10.3.2";
    /// The response's status is 0, and a status other than 0 comes without documents.
    ResponseStatus = "response.status", "8.3.2.1.2.3", "10.3.6";
    /// The response holds no document of a kind that cannot be judged, and no more elements than the budget allows.
    ResponseDocuments = "response.documents", "8.3.2.1.2.2", "10.3.2";
    /// The document fits its CDDL; if not, it is rejected alone.
    DocumentStructure = "document.structure", "8.3.2.1.2.2", "10.3.3";
    /// Its type was asked for; skipped where the request is not known.
    DocumentRequested = "document.requested", "8.3.2.1.2.2", "10.2.1";
    /// No element stands twice in a namespace, issuer-signed or device-signed.
    DocumentElementsUnique = "document.elements-unique", "8.3.2.1.2.2", "10.3.3";
    /// Error codes are of those permitted, and about elements that were not returned.
    DocumentErrors = "document.errors", "8.3.2.1.2.3", "10.3.7";
    /// Nothing but what was asked for, or answers it by the age rule; an mDL comes with its portrait where that was
    /// asked for. What was not asked for is dropped.
    DocumentUnrequested = "document.unrequested", "7.2.5", "13.4.6";
    /// One to 8 certificates in DER, the first with a usable key.
    PathChain = "path.chain", "9.1.2.4", "12.3.4";
    /// The path ends at an anchor of the caller; all anchors of the name are tried, an embedded root proves nothing.
    /// Anchor: its key is usable.
    PathAnchor = "path.anchor", "9.3.3", "12.8.3";
    /// Each certificate verifies under the key above it. Anchor: a self-issued one signed itself.
    PathSignature = "path.signature", "9.3.3", "12.8.3";
    /// Now is within notBefore and notAfter of every certificate, the anchor included.
    PathValidity = "path.validity", "9.3.3", "12.8.3";
    /// Each issuer name equals the subject name of the certificate above.
    PathIssuerName = "path.issuer-name", "9.3.3", "12.8.3";
    /// Above the leaf: CA flag and keyCertSign; the leaf is no CA. Anchor: the same.
    PathCa = "path.ca", "9.3.3", "12.8.3";
    /// No more intermediate certificates than allowed, none under an IACA.
    PathLength = "path.length", "9.3.3", "12.8.3";
    /// The leaf's is digitalSignature alone, or nonRepudiation alone of signers of VICALs and RICALs, critical.
    PathKeyUsage = "path.key-usage", "B.1.4", "B.1.4";
    /// The leaf's contains the purpose, critical: 1.0.18013.5.1.2 for an mDL, 1.0.23220.4.1.2 or a configured one for
    /// other types, 1.0.18013.5.1.6 or 1.0.23220.4.1.6 for readers. That of a CA between leaf and anchor, where it has
    /// one, allows it.
    PathExtendedKeyUsage = "path.extended-key-usage", "B.1.4", "B.1.4";
    /// Every critical extension is understood; none of NameConstraints, PolicyMappings, PolicyConstraints,
    /// InhibitAnyPolicy, FreshestCRL. Anchor: the same.
    PathExtensions = "path.extensions", "B.1.1", "B.1.1";
    /// The document signer's countryName is the anchor's, and a link certificate's the old root's; skipped for readers.
    PathCountry = "path.country", "9.3.3", "12.8.3";
    /// Where the anchor has stateOrProvinceName, the document signer's is the same, and where the old root has, a link
    /// certificate's; skipped for readers.
    PathState = "path.state", "9.3.3", "12.8.3";
    /// The anchor may vouch for this document type: it was added by hand, or a VICAL names it for the type.
    PathDocType = "path.doc-type", "C.1.8", "12.8.1";
    /// The anchor may vouch for this reader: it was added by hand, or a RICAL names it and a constraint it sets is satisfied.
    PathConstraints = "path.constraints", "-", "F.3.2";
    /// The certificate is of version 3.
    ProfileVersion = "profile.version", "B.1.1", "B.1.1";
    /// The serial number is positive, of at most 20 octets, and long enough for 63 random bits.
    ProfileSerial = "profile.serial", "B.1.1", "B.1.1";
    /// The signature algorithm is one that the standard's certificates may bear.
    ProfileAlgorithm = "profile.algorithm", "B.1.1", "B.1.1";
    /// The key is on a permitted curve, named by its identifier, and uncompressed.
    ProfileKey = "profile.key", "B.1.1", "B.1.1";
    /// The certificate lives no longer than its kind may.
    ProfileValidity = "profile.validity", "B.1.1", "B.1.1";
    /// The subject has the attributes its kind must have, in their string types, the country in upper case.
    ProfileSubject = "profile.subject", "B.1.1", "B.1.1";
    /// A root's issuer is its subject, byte for byte; no other certificate's is.
    ProfileIssuer = "profile.issuer", "B.1.1", "B.1.1";
    /// The subject key identifier is there and is the SHA-1 of the key.
    ProfileSubjectKeyId = "profile.subject-key-identifier", "B.1.1", "B.1.1";
    /// The authority key identifier is there, except in a root, and is the issuer's subject key identifier.
    ProfileAuthorityKeyId = "profile.authority-key-identifier", "B.1.1", "B.1.1";
    /// The key usage of a CA is keyCertSign and cRLSign, critical.
    ProfileKeyUsage = "profile.key-usage", "B.1.1", "B.1.1";
    /// The basic constraints of a CA are critical, with a path length of 0 where its kind has one.
    ProfileBasicConstraints = "profile.basic-constraints", "B.1.1", "B.1.1";
    /// The issuer alternative name is there where its kind has one, and is an e-mail address or a URI.
    ProfileIssuerAltName = "profile.issuer-alternative-name", "B.1.1", "B.1.1";
    /// The CRL distribution points are there, can be fetched from, and have no reasons and no other CRL issuer.
    ProfileCrlPoints = "profile.crl-distribution-points", "B.1.1", "B.1.1";
    /// Authority information access of a reader or VICAL signer, where there is one, names an OCSP responder.
    ProfileInformationAccess = "profile.authority-information-access", "B.1.1", "B.1.1";
    /// Every known extension can be read, and is critical only where its kind has it so.
    ProfileExtensions = "profile.extensions", "B.1.1", "B.1.1";
    /// A link certificate ends no later than the old root, and names the new one where the name changes.
    ProfileLink = "profile.link", "B.1.3", "B.1.3";
    /// The revocation list is the issuing CA's own, and the CA may sign lists.
    CrlIssuer = "crl.issuer", "B.3.2", "B.3.2";
    /// The revocation list's signature verifies under the CA's key.
    CrlSignature = "crl.signature", "B.3.2", "B.3.2";
    /// The revocation list is current: thisUpdate has come, nextUpdate has not.
    CrlCurrent = "crl.current", "B.3.2", "B.3.2";
    /// The revocation list fits its profile: version 2, complete, at most 90 days to the next, and the two extensions only.
    CrlProfile = "crl.profile", "B.2", "B.2";
    /// The certificate is not revoked.
    RevocationCertificate = "revocation.certificate", "9.3.3", "12.8.3";
    /// The mobile security object is not revoked, by any list that its issuer publishes.
    RevocationMso = "revocation.mso", "-", "12.3.6";
    /// The status list is a CWT of its type, tagged, with the headers and claims it must have.
    StatusListStructure = "status-list.structure", "-", "12.3.6";
    /// The status list's signer leads to the certificate that the mobile security object names, or else to the CA that
    /// issued the document signer, and is for lists.
    StatusListSigner = "status-list.signer", "-", "12.3.6";
    /// The status list's signature verifies.
    StatusListSignature = "status-list.signature", "-", "12.3.6";
    /// The status list is about the URI of the mobile security object.
    StatusListSubject = "status-list.subject", "-", "12.3.6";
    /// The status list was issued, has not expired, and has not outlived its ttl.
    StatusListDates = "status-list.dates", "-", "12.3.6";
    /// What the status list holds can be read, within bounds, is of one bit each and reaches to the index.
    StatusListContent = "status-list.content", "-", "12.3.6";
    /// The VICAL is an untagged COSE_Sign1 over a VICAL of a known version.
    VicalStructure = "vical.structure", "C.1.7.1", "C.1.7.1";
    /// The VICAL's signature verifies under its signer's key.
    VicalSignature = "vical.signature", "C.1.8", "C.1.8";
    /// The VICAL's date is not in the future, and a `tdate`.
    VicalDate = "vical.date", "C.1.7.1", "C.1.7.1";
    /// The VICAL's nextUpdate is in the future; if not, there is a newer one.
    VicalNextUpdate = "vical.next-update", "C.1.8", "C.1.8";
    /// The VICAL's notAfter, where there is one, is in the future.
    VicalNotAfter = "vical.not-after", "-", "C.1.8";
    /// What a VICAL says about a certificate is what the certificate says.
    VicalEntry = "vical.entry", "C.1.7.1", "C.1.7.1";
    /// The RICAL is an untagged COSE_Sign1 over a RICAL for reader authentication that is not empty.
    RicalStructure = "rical.structure", "-", "F.3.2";
    /// The RICAL's signature verifies under its signer's key.
    RicalSignature = "rical.signature", "-", "F.3.2";
    /// The RICAL's date is not in the future, and a `tdate`.
    RicalDate = "rical.date", "-", "F.3.2";
    /// The RICAL's nextUpdate is in the future; if not, there is a newer one.
    RicalNextUpdate = "rical.next-update", "-", "F.3.2";
    /// The RICAL's notAfter, where there is one, is in the future.
    RicalNotAfter = "rical.not-after", "-", "F.3.2";
    /// What a RICAL says about a certificate is what the certificate says.
    RicalEntry = "rical.entry", "-", "F.3.2";
    /// The issuer's signature algorithm is protected, permitted and goes with the key; no critical header is unknown.
    IssuerAlgorithm = "issuer.algorithm", "9.1.2.4", "12.3.4";
    /// The issuer's signature over the mobile security object verifies.
    IssuerSignature = "issuer.signature", "9.3.1", "12.8.1";
    /// Untagged COSE_Sign1, its payload attached and a mobile security object in tag 24, with the shortest heads.
    IssuerPayload = "issuer.payload", "9.1.2.4", "12.3.4";
    /// The mobile security object's major version is known.
    MsoVersion = "mso.version", "9.1.2.4", "12.3.4";
    /// The document's type; skipped for an IssuerSigned alone, which is never verified.
    MsoDocType = "mso.doc-type", "9.3.1", "12.8.1";
    /// The digest algorithm is SHA-256, SHA-384 or SHA-512.
    MsoDigestAlgorithm = "mso.digest-algorithm", "9.1.2.5", "12.3.5";
    /// Digest ids are in range and none is used twice; digests have the algorithm's length.
    MsoDigestIds = "mso.digest-ids", "9.1.2.4", "12.3.4";
    /// Every item returned has its digest, over the bytes received with their tag 24.
    MsoDigests = "mso.digests", "9.3.1", "12.8.1";
    /// Every item's random is at least 16 bytes.
    MsoRandom = "mso.random", "9.1.2.5", "12.3.5";
    /// `YYYY-MM-DDTHH:MM:SSZ` behind tag 0, a date that exists.
    MsoDates = "mso.dates", "9.1.2.4", "12.3.4";
    /// Within the validity of the signer's certificate; skipped with a pinned key.
    MsoSigned = "mso.signed", "9.3.1", "12.8.1";
    /// `validFrom` is not in the future.
    MsoValidFrom = "mso.valid-from", "9.3.1", "12.8.1";
    /// `validUntil` is not in the past.
    MsoValidUntil = "mso.valid-until", "9.3.1", "12.8.1";
    /// Signed, then or at once validFrom, then validUntil.
    MsoValidityOrder = "mso.validity-order", "9.1.2.4", "12.3.4";
    /// ValidUntil is not after the signer's certificate ends (ed2, where a reader may refuse; unknown to ed1); skipped
    /// with a pinned key.
    MsoWithinSigner = "mso.within-signer", "-", "12.3.4";
    /// A valid public key of a supported curve, compressed or not, without its private part.
    MsoDeviceKey = "mso.device-key", "9.1.2.4", "12.3.4";
    /// Key authorizations are not empty and name nothing twice.
    MsoKeyAuthorizations = "mso.key-authorizations", "9.1.2.4", "12.3.4";
    /// Exactly one of signature and MAC, made by the device key over this transcript, type and DeviceNameSpaces;
    /// skipped, and nothing verified, without a transcript.
    DeviceAuthentication = "device.authentication", "9.3.2", "12.8.2";
    /// Protected, permitted (HMAC 256/256 for a MAC) and fit for the key; payload detached, untagged, no critical
    /// header.
    DeviceAlgorithm = "device.algorithm", "9.1.3.5", "12.4.5";
    /// Each device-signed element or its namespace is in KeyAuthorizations; none is an mDL element (ed1).
    DeviceAuthorization = "device.authorization", "9.1.3.4", "12.4.4";
    /// Issuing_country, where returned, is the signer's countryName; three letters in a Photo ID cannot be compared and
    /// are skipped; skipped with a pinned key.
    DataIssuingCountry = "data.issuing-country", "7.2.1", "13.4.2";
    /// Issuing_jurisdiction, where returned, is the signer's stateOrProvinceName, where it has one; skipped with a
    /// pinned key.
    DataIssuingJurisdiction = "data.issuing-jurisdiction", "7.2.1", "13.4.2";
    /// Elements of known data models have their type and length, and stand where their tables have them.
    DataTypes = "data.types", "7.2.1", "13.4.2";
    /// Reader authentication: the signature over this transcript and this items request verifies.
    ReaderSignature = "reader.signature", "9.1.4", "12.5.4";
    /// Reader authentication: the algorithm is protected, permitted and goes with the key; the payload is detached.
    ReaderAlgorithm = "reader.algorithm", "9.1.4.4", "12.5.4";
    /// Issuance: the mobile security object is for the holder's own device key.
    IssuanceDeviceKey = "issuance.device-key", "9.1.2.4", "12.3.4";
    /// Issuance: an mDL holds every element that is mandatory in it.
    IssuanceElements = "issuance.elements", "7.2.1", "13.4.2";
}

impl CheckId {
    /// The checks of a certification path, in the order they are made.
    pub const PATH: &'static [Self] = &[
        Self::PathChain,
        Self::PathAnchor,
        Self::PathSignature,
        Self::PathValidity,
        Self::PathIssuerName,
        Self::PathCa,
        Self::PathLength,
        Self::PathKeyUsage,
        Self::PathExtendedKeyUsage,
        Self::PathExtensions,
        Self::PathCountry,
        Self::PathState,
    ];

    /// The checks of issuer data that no document and no credential can do without (edition 1 9.3.1, edition 2 12.8.1).
    pub const ISSUER_DATA: &'static [Self] = &[
        Self::DocumentStructure,
        Self::DocumentElementsUnique,
        Self::IssuerAlgorithm,
        Self::IssuerSignature,
        Self::IssuerPayload,
        Self::MsoVersion,
        Self::MsoDocType,
        Self::MsoDigestAlgorithm,
        Self::MsoDigestIds,
        Self::MsoDigests,
        Self::MsoValidFrom,
        Self::MsoValidUntil,
        Self::MsoValidityOrder,
        Self::MsoDeviceKey,
    ];
}

impl core::fmt::Display for CheckId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
