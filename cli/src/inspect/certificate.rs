//! A certificate in a few lines.

use mdoc_proximity::crypto::DEFAULT_PROVIDER;
use mdoc_proximity::x509::Certificate;

use super::node::Node;

/// The children of a certificate's node; none where the bytes are no certificate.
pub fn summary(der: &[u8]) -> Option<Vec<Node>> {
    let certificate = Certificate::from_der(der).ok()?;
    let key = match certificate.public_key(&DEFAULT_PROVIDER) {
        Ok(key) => key.curve().to_string(),
        Err(error) => error.to_string(),
    };
    let mut children = vec![
        Node::leaf("subject", certificate.subject()),
        Node::leaf("issuer", certificate.issuer()),
        Node::leaf("serial", certificate.serial()),
        Node::leaf("valid", format!("{} to {}", certificate.not_before(), certificate.not_after())),
        Node::leaf("key", key),
    ];
    let purposes = certificate.extended_key_usage();
    if !purposes.is_empty() {
        let named: Vec<String> = purposes.iter().map(|oid| purpose(oid)).collect();
        children.push(Node::leaf("extended key usage", named.join(", ")));
    }
    let lists = certificate.crl_uris();
    if !lists.is_empty() {
        children.push(Node::leaf("revocation list", lists.join(", ")));
    }
    Some(children)
}

fn purpose(oid: &str) -> String {
    let name = match oid {
        "1.0.18013.5.1.2" => "mDL document signer",
        "1.0.18013.5.1.6" => "mdoc reader authentication",
        "1.0.18013.5.1.8" => "VICAL signer",
        "1.0.23220.4.1.2" => "mdoc document signer",
        "1.0.23220.4.1.6" => "mdoc reader authentication (ISO/IEC 23220)",
        _ => return oid.to_owned(),
    };
    format!("{oid} {name}")
}
