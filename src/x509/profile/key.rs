//! The subject's public key.

use super::Examination;
use crate::report::{CheckId, Text, text};
use crate::x509::{Judgement, Kind};

impl Examination<'_> {
    /// On a curve that the kind may use, named by its identifier, the point not compressed. Whether it is a point of the
    /// curve is found out where the key is used.
    pub(super) fn key(&mut self) {
        let mut judgement = Judgement::new(CheckId::ProfileKey);
        let mut holds = Text::default();
        match self.certificate.key_info() {
            None => judgement.deviates("the key cannot be read"),
            Some(info) => match info.curve {
                None => judgement.deviates("the key is not on a permitted curve that goes by its identifier"),
                Some(curve) if curve.is_two_coordinate() => {
                    match info.bits.first() {
                        Some(4) => {}
                        Some(2 | 3) => judgement.deviates("the key is compressed"),
                        _ => judgement.deviates("the key is no point"),
                    }
                    holds = text!("the key is on {curve} and not compressed");
                }
                Some(curve) if self.may_be_edwards() => holds = text!("the key is on {curve}"),
                Some(curve) => {
                    judgement.deviates(text!("the key is on {curve}, where {} may not be", self.kind.role()));
                }
            },
        }
        self.record(judgement, holds);
    }

    /// Only document signers and readers may be on Ed25519 or Ed448. Of signers of RICALs the draft does not say.
    const fn may_be_edwards(&self) -> bool {
        matches!(self.kind, Kind::DocumentSigner | Kind::Reader | Kind::RicalSigner) || self.kind.is_open()
    }
}
