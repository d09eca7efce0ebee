use mdoc_proximity::reader::{Retained, RetainedElement, VerifiedDocument};

pub fn kept_anyway(document: &VerifiedDocument<'_>) -> Retained {
    let mut retained = document.retained();
    let portrait = document.element("org.iso.18013.5.1", "portrait").unwrap();
    let element: RetainedElement = portrait.into(); //~ E0277
    retained.elements.push(element); //~ E0616
    let _ = Retained::new(); //~ E0599
    let _ = Retained::default(); //~ E0599
    retained
}

pub fn kept_whole(document: &VerifiedDocument<'_>) -> VerifiedDocument<'static> {
    document.to_owned() //~ E0308
}
