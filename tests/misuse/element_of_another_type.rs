use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::reader::VerifiedDocument;

pub fn name_as_number(document: &VerifiedDocument<'_>) -> Option<u64> {
    document.get(&mdl::FAMILY_NAME).ok()? //~ E0308
}
