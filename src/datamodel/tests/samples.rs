//! Documents of real wallets and issuers: what conforms is accepted, and what is flagged is really wrong.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER_PERMISSIVE;
use serde_json::Value;

use super::vectors;
use crate::cbor::{Decode, Encoding, Reader};
use crate::datamodel::{check, pid};
use crate::model::response::{DeviceResponse, IssuerSigned};

/// The elements of one document by outcome: accepted, flagged, not known.
#[derive(Default)]
struct Judged {
    accepted: usize,
    flagged: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

impl Judged {
    fn document(&mut self, doc_type: &str, document: &IssuerSigned<'_>) {
        for (name_space, items) in &document.name_spaces {
            for item in items {
                let identifier = item.element_identifier.to_owned();
                match check(doc_type, name_space, &identifier, item.element_value) {
                    Some(Ok(())) => self.accepted += 1,
                    Some(Err(_)) => drop(self.flagged.insert(identifier)),
                    None => drop(self.unknown.insert(identifier)),
                }
            }
        }
    }

    /// All documents of a response; what follows the response is not looked at.
    fn response(bytes: &[u8]) -> Self {
        let response = DeviceResponse::decode(&mut Reader::new(bytes, Encoding::Field)).unwrap();
        let mut judged = Self::default();
        for document in response.documents {
            let document = document.unwrap();
            judged.document(document.doc_type, &document.issuer_signed);
        }
        judged
    }

    fn flagged(&self) -> Vec<&str> {
        self.flagged.iter().map(String::as_str).collect()
    }
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).unwrap()
}

#[test]
fn wallets_send_elements_of_the_right_type() {
    let Some(vectors) = vectors() else { return };
    let text = std::fs::read(vectors.join("wallets/responses.json")).unwrap();
    let responses: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let mut accepted = 0;
    for response in &responses {
        let judged = Judged::response(&hex(response["mdoc"].as_str().unwrap()));
        assert!(judged.flagged.is_empty(), "{}: {:?}", response["index"], judged.flagged);
        // The two test issuers add a pseudonym to the standard's namespace.
        assert!(judged.unknown.iter().all(|identifier| identifier == "nym"));
        accepted += judged.accepted;
    }
    assert!(responses.len() == 6 && accepted >= 6);
}

#[test]
fn field_samples_are_flagged_for_what_is_wrong_with_them() {
    let Some(vectors) = vectors() else { return };
    let file = |name: &str| hex(&std::fs::read_to_string(vectors.join("field").join(name)).unwrap());
    let flagged = |name: &str| {
        let judged = Judged::response(&file(name));
        assert!(judged.accepted > 0, "{name}");
        judged.flagged().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    // A day where an instant belongs; a state's name for its code.
    assert_eq!(flagged("055_mdoc_b311846bc711.hex"), ["issuing_jurisdiction", "portrait_capture_date"]);
    // The text "bstr" for a portrait, plain texts for dates.
    assert_eq!(flagged("042_mdoc_634d3938360c.hex"), ["driving_privileges", "issuing_jurisdiction", "portrait"]);
    // A code as text.
    assert_eq!(flagged("065_mdoc_eee2644ff331.hex"), ["sex"]);
    for name in ["069_mdoc_40bcec6e4f02.hex", "034_mdoc_20516efa26cc.hex"] {
        let bytes = file(name);
        let document = IssuerSigned::decode(&mut Reader::new(&bytes, Encoding::Field)).unwrap();
        let mut judged = Judged::default();
        judged.document(crate::datamodel::mdl::DOCTYPE, &document);
        assert!(judged.accepted > 0 && judged.flagged.is_empty(), "{name}: {:?}", judged.flagged);
    }
    // Structures where dates belong, a plain text for the birth date, a map for the nationality.
    let bytes = file("084_mdoc_3d797e225646.hex");
    let document = IssuerSigned::decode(&mut Reader::new(&bytes, Encoding::Field)).unwrap();
    let mut judged = Judged::default();
    judged.document(pid::DOCTYPE, &document);
    assert_eq!(judged.flagged(), ["birth_date", "expiry_date", "issuance_date", "nationality"]);
}
