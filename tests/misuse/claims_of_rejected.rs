use mdoc_proximity::reader::DocumentVerdict;

pub fn claims(document: &DocumentVerdict<'_>) {
    let _ = document.elements(); //~ E0599
    let _ = document.element("org.iso.18013.5.1", "family_name"); //~ E0599
    if let DocumentVerdict::Rejected { elements, .. } = document { //~ E0026
        let _ = elements;
    }
}
