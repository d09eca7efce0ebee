//! Where revocation is published: CRL distribution points and OCSP responders.

use der::Decode;
use der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};

use super::Examination;
use super::identifier::UNREADABLE;
use crate::report::{Check, CheckId, Outcome};
use crate::x509::extension::{AUTHORITY_INFORMATION_ACCESS, CRL_DISTRIBUTION_POINTS};
use crate::x509::{Judgement, Kind};

/// id-ad-ocsp.
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");

impl Examination<'_> {
    /// Each point a name that can be fetched from, for all reasons, and the list the issuer's own.
    pub(super) fn crl_distribution_points(&mut self) {
        let id = CheckId::ProfileCrlPoints;
        let Some(extension) = self.certificate.extension(CRL_DISTRIBUTION_POINTS) else { return self.no_points() };
        let Ok(points) = CrlDistributionPoints::from_der(extension.value()) else { return self.skip(id, UNREADABLE) };
        let mut judgement = Judgement::new(id);
        if points.0.is_empty() {
            judgement.deviates("the CRL distribution points are empty");
        }
        if points.0.iter().any(|point| point.reasons.is_some()) {
            judgement.deviates("a CRL distribution point is for some reasons only");
        }
        if points.0.iter().any(|point| point.crl_issuer.is_some()) {
            judgement.deviates("a CRL distribution point names another CRL issuer");
        }
        if !self.kind.is_open() && !points.0.iter().all(can_be_fetched) {
            judgement.deviates("a CRL distribution point is neither a URI nor a host's name");
        }
        self.record(judgement, "the CRL distribution points can be fetched from");
    }

    fn no_points(&mut self) {
        let id = CheckId::ProfileCrlPoints;
        match self.kind {
            Kind::Link | Kind::DocumentSigner | Kind::Reader | Kind::VicalSigner => {
                let mut judgement = Judgement::new(id);
                judgement.deviates("there is no CRL distribution point");
                self.record(judgement, "");
            }
            // Mandatory in edition 1, optional in edition 2, and nobody can see by which an IACA was made: told, and
            // refused by no profile.
            Kind::Iaca => {
                let detail = "there is no CRL distribution point, which edition 1 asks for and edition 2 does not";
                let line = Check::new(id, Outcome::Deviation, detail).about(self.about.clone());
                self.report.push(line.by(self.kind.clause()));
            }
            Kind::RicalSigner | Kind::ListSigner => self.skip(id, "there is none, which is allowed"),
            Kind::ReaderCa | Kind::ListCa => {}
        }
    }

    /// Where readers and signers of VICALs have it, it names an OCSP responder. Elsewhere it is an extension like any
    /// other, and IACA roots carry their own address in it.
    pub(super) fn information_access(&mut self) {
        let id = CheckId::ProfileInformationAccess;
        if !matches!(self.kind, Kind::Reader | Kind::VicalSigner) {
            return;
        }
        let Some(extension) = self.certificate.extension(AUTHORITY_INFORMATION_ACCESS) else {
            return self.skip(id, "there is none, which is allowed");
        };
        let Ok(access) = AuthorityInfoAccessSyntax::from_der(extension.value()) else {
            return self.skip(id, UNREADABLE);
        };
        let mut judgement = Judgement::new(id);
        if !access.0.iter().any(|description| description.access_method == OCSP) {
            judgement.deviates("the authority information access names no OCSP responder");
        }
        self.record(judgement, "the authority information access names an OCSP responder");
    }
}

/// The certificates of Annex D name a host, most others a URI.
fn can_be_fetched(point: &DistributionPoint) -> bool {
    let is_location =
        |name: &GeneralName| matches!(name, GeneralName::UniformResourceIdentifier(_) | GeneralName::DnsName(_));
    match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => !names.is_empty() && names.iter().all(is_location),
        Some(DistributionPointName::NameRelativeToCRLIssuer(_)) | None => false,
    }
}
