//! The transcripts of OpenID4VP 1.0, appendix B.2.6.

use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::model::transcript::SessionTranscript;

use crate::Check;
use crate::data::{AnnexD, PROVIDER};

pub const CHECKS: &[(&str, Check)] = &[
    ("OpenID4VP: JWK thumbprint in both handover infos", |annex| {
        let thumbprint = thumbprint(annex);
        ["OpenID4VP 1.0 B.2.6 OpenID4VPHandoverInfo", "OpenID4VP 1.0 B.2.6 OpenID4VPDCAPIHandoverInfo"]
            .iter()
            .all(|name| annex.vector(name).windows(32).any(|window| window == thumbprint))
    }),
    ("OpenID4VP: redirect handover hash", |annex| {
        ends_with(redirect(annex).bytes(), &annex.vector("OpenID4VP 1.0 B.2.6 OpenID4VPHandover"))
    }),
    ("OpenID4VP: DC API handover hash", |annex| {
        ends_with(dc_api(annex).bytes(), &annex.vector("OpenID4VP 1.0 B.2.6 OpenID4VPDCAPIHandover"))
    }),
    ("OpenID4VP: SessionTranscripts = [null,null,handover]", |annex| {
        redirect(annex).bytes() == annex.vector("OpenID4VP 1.0 B.2.6 SessionTranscript (redirect)")
            && dc_api(annex).bytes() == annex.vector("OpenID4VP 1.0 B.2.6 SessionTranscript (DC API)")
    }),
];

/// RFC 7638: the members that make the key, in the order of their names.
fn thumbprint(annex: &AnnexD) -> Vec<u8> {
    let member = |name: &str| annex.text(&format!("/openid4vp_jwk/{name}")).to_owned();
    let (crv, kty, x, y) = (member("crv"), member("kty"), member("x"), member("y"));
    let canonical = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
    PROVIDER.hash.digest(HashAlgorithm::Sha256, &[canonical.as_bytes()]).as_bytes().to_vec()
}

fn redirect(annex: &AnnexD) -> SessionTranscript {
    let input = |name: &str| annex.text(&format!("/openid4vp_inputs/{name}")).to_owned();
    let thumbprint = thumbprint(annex);
    let (client, uri) = (input("client_id"), input("response_uri"));
    SessionTranscript::openid4vp(&PROVIDER, &client, &input("nonce"), Some(&thumbprint), &uri)
}

fn dc_api(annex: &AnnexD) -> SessionTranscript {
    let input = |name: &str| annex.text(&format!("/openid4vp_inputs/{name}")).to_owned();
    SessionTranscript::openid4vp_dc_api(&PROVIDER, &input("origin"), &input("nonce"), Some(&thumbprint(annex)))
}

fn ends_with(transcript: &[u8], handover: &[u8]) -> bool {
    transcript.ends_with(handover)
}
