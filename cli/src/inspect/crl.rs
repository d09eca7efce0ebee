//! A certificate revocation list, with what it revokes.

use mdoc_proximity::trust::Crl;

use super::node::Node;

/// How many revoked certificates are shown.
const SHOWN: usize = 10_000;

/// The children of a list's node; none where the bytes are no list.
pub fn summary(der: &[u8]) -> Option<Vec<Node>> {
    let list = Crl::from_der(der).ok()?;
    let next = list.next_update().map_or("none".to_owned(), |next| next.to_string());
    let mut revoked: Vec<Node> = list
        .revoked()
        .take(SHOWN)
        .map(|entry| {
            let reason = entry.reason.map(|reason| format!(", {reason}")).unwrap_or_default();
            Node::leaf(hex::encode(entry.serial), format!("{}{reason}", entry.date))
        })
        .collect();
    let hidden = list.revoked_count().saturating_sub(revoked.len());
    if hidden > 0 {
        revoked.push(Node::leaf("", format!("… {hidden} more, too many to be shown")));
    }
    let count = match list.revoked_count() {
        0 => "nothing".to_owned(),
        1 => "1 certificate, by its serial number".to_owned(),
        count => format!("{count} certificates, by their serial numbers"),
    };
    Some(vec![
        Node::leaf("issuer", list.issuer()),
        Node::leaf("this update", list.this_update().to_string()),
        Node::leaf("next update", next),
        Node { label: "revoked".to_owned(), text: count, children: revoked, ..Node::default() },
    ])
}
