use mdoc_proximity::cbor::RawValue;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::reader::VerifiedDocument;

pub fn on_whose_word(document: &VerifiedDocument<'_>) {
    let said = document.device_element("org.iso.18013.5.1", "family_name").unwrap();
    let _ = mdl::FAMILY_NAME.read(said); //~ E0308
    let _ = said.as_text(); //~ E0599
    let _: Vec<(&str, &str, RawValue<'_>)> = document.device_elements().collect(); //~ E0277
}
