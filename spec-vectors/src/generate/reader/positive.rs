//! What must be accepted.

use mdoc_proximity::crypto::Curve;

use crate::format::Case;
use crate::generate::scene::Scene;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [mdl()].concat()
}

fn mdl() -> Vec<Case> {
    let title = "A driving licence, shown by a device that signs, after engagement by QR code";
    assert_eq!(Scene::mdl().device_key.curve(), Curve::P256);
    Scene::mdl().positive("mdl", title).clause("9.3", "12.8").accepted_by_both()
}
