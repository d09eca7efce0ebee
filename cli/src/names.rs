//! Names for people.

/// A document type's everyday name, where it has one.
pub fn document(doc_type: &str) -> Option<&'static str> {
    Some(match doc_type {
        "org.iso.18013.5.1.mDL" => "mobile driving licence",
        "org.iso.23220.photoid.1" | "org.iso.23220.photoID.1" => "Photo ID",
        "eu.europa.ec.eudi.pid.1" => "EU PID",
        "eu.europa.ec.av.1" => "EU age verification",
        _ => return None,
    })
}

/// A document type with its everyday name before it.
pub fn titled(doc_type: &str) -> String {
    let shown = crate::terminal::safe(doc_type);
    document(doc_type).map_or(shown.clone(), |name| format!("{name} ({shown})"))
}
