//! Where revocation is published: CRL distribution points and OCSP responders.

use super::Examination;
use super::identifier::UNREADABLE;
use crate::report::{Check, CheckId, Outcome};
use crate::x509::extension::{AUTHORITY_INFORMATION_ACCESS, CRL_DISTRIBUTION_POINTS, Content};
use crate::x509::{Judgement, Kind};

impl Examination<'_> {
    /// Each point a name that can be fetched from, for all reasons, and the list the issuer's own.
    pub(super) fn crl_distribution_points(&mut self) {
        let id = CheckId::ProfileCrlPoints;
        let Some(extension) = self.certificate.extension(CRL_DISTRIBUTION_POINTS) else { return self.no_points() };
        let Some(Content::Points(points)) = extension.content else { return self.skip(id, UNREADABLE) };
        let mut judgement = Judgement::new(id);
        if points.are_none {
            judgement.deviates("the CRL distribution points are empty");
        }
        if points.for_some_reasons {
            judgement.deviates("a CRL distribution point is for some reasons only");
        }
        if points.of_another_issuer {
            judgement.deviates("a CRL distribution point names another CRL issuer");
        }
        if !self.kind.is_open() && !points.can_be_fetched {
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
        let Some(Content::Access { has_ocsp }) = extension.content else { return self.skip(id, UNREADABLE) };
        let mut judgement = Judgement::new(id);
        if !has_ocsp {
            judgement.deviates("the authority information access names no OCSP responder");
        }
        self.record(judgement, "the authority information access names an OCSP responder");
    }
}
