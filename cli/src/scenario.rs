//! What is asked: the three counters, or a request from a file.

use std::path::Path;

use mdoc_proximity::datamodel::{mdl, photo_id, pid};
use mdoc_proximity::reader::{Request, RequestBuilder, Retain};
use serde_json::{Map, Value};

use crate::args::Scenario;
use crate::failure::Failure;
use crate::input;

impl Scenario {
    /// Who stands behind the counter.
    pub fn counter(self) -> &'static str {
        match self {
            Self::Wine => "Vinmonopolet",
            Self::Parcel => "Posten",
            Self::Prescription => "Apoteket",
        }
    }

    /// What is asked there.
    pub fn request(self) -> Result<Request, Failure> {
        use Retain::{No, Yes};
        let builder = Request::builder();
        let builder = match self {
            Self::Wine => {
                let builder = builder.document(photo_id::DOCTYPE);
                ask(builder, photo_id::NAMESPACE, &[("age_over_20", No), ("age_over_18", No), ("portrait", No)])
            }
            Self::Parcel => {
                let asked = [("family_name", No), ("given_name", No), ("portrait", No), ("document_number", Yes)];
                ask(builder.document(photo_id::DOCTYPE), photo_id::NAMESPACE, &asked)
            }
            Self::Prescription => {
                let person = [("family_name", Yes), ("given_name", Yes), ("birth_date", Yes)];
                let builder = ask(builder.document(pid::DOCTYPE), pid::NAMESPACE, &person);
                let builder = ask(builder, pid::NAMESPACE, &[("personal_administrative_number", Yes)]);
                let licence = [("family_name", No), ("given_name", No), ("birth_date", No), ("portrait", No)];
                ask(builder.document(mdl::DOCTYPE), mdl::NAMESPACE, &licence)
            }
        };
        builder.build().map_err(|error| Failure::unreadable("the request", error))
    }
}

fn ask(builder: RequestBuilder, name_space: &str, elements: &[(&str, Retain)]) -> RequestBuilder {
    elements.iter().fold(builder, |builder, (element, retain)| builder.element(name_space, *element, *retain))
}

/// The request that `--request` names: a counter, or a JSON file.
///
/// ```json
/// {"documents": [{"docType": "org.iso.18013.5.1.mDL", "nameSpaces": {"org.iso.18013.5.1": {"portrait": false}}}]}
/// ```
/// The boolean is the intent to retain.
pub fn named(argument: &str) -> Result<Request, Failure> {
    match argument {
        "wine" => return Scenario::Wine.request(),
        "parcel" => return Scenario::Parcel.request(),
        "prescription" => return Scenario::Prescription.request(),
        _ => {}
    }
    let path = Path::new(argument);
    if argument != "-" && !path.exists() {
        let why = "neither wine, parcel, prescription nor a file";
        return Err(Failure::unreadable(format_args!("--request {argument}"), why));
    }
    let bytes = input::read(path)?;
    from_json(&bytes).map_err(|why| Failure::unreadable(path.display(), why))
}

fn from_json(bytes: &[u8]) -> Result<Request, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("not JSON: {error}"))?;
    let top = members(&value, "the request", &["documents"])?;
    let documents = top.get("documents").and_then(Value::as_array).ok_or("\"documents\" must be a list")?;
    let mut builder = Request::builder();
    for document in documents {
        let document = members(document, "a document", &["docType", "nameSpaces"])?;
        let doc_type = document.get("docType").and_then(Value::as_str).ok_or("\"docType\" must be a text")?;
        let name_spaces = document.get("nameSpaces").and_then(Value::as_object);
        builder = builder.document(doc_type);
        for (name_space, elements) in name_spaces.ok_or("\"nameSpaces\" must be an object")? {
            let elements = elements.as_object().ok_or_else(|| format!("\"{name_space}\" must be an object"))?;
            for (element, retain) in elements {
                let retain = retain.as_bool();
                let retain =
                    retain.ok_or_else(|| format!("the intent to retain of \"{element}\" must be a boolean"))?;
                builder = builder.element(name_space, element, if retain { Retain::Yes } else { Retain::No });
            }
        }
    }
    builder.build().map_err(|error| error.to_string())
}

/// An object without members that are not known.
fn members<'v>(value: &'v Value, what: &str, known: &[&str]) -> Result<&'v Map<String, Value>, String> {
    let members = value.as_object().ok_or_else(|| format!("{what} must be an object"))?;
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("{what} has no member \"{name}\"; known are {}", known.join(", "))),
        None => Ok(members),
    }
}

#[cfg(test)]
mod tests {
    use mdoc_proximity::reader::Retain;

    use super::{from_json, named};

    #[test]
    fn the_counters_ask_what_the_standard_allows() {
        let types = ["wine", "parcel", "prescription"].map(|name| named(name).unwrap().documents().len());
        assert_eq!(types, [1, 1, 2]);
    }

    #[test]
    fn a_request_is_read_in_its_order() {
        let text = br#"{"documents":[{"docType":"t","nameSpaces":{"n":{"b":true,"a":false}}}]}"#;
        let request = from_json(text).unwrap();
        let elements: Vec<_> = request.documents()[0].elements().collect();
        assert_eq!(elements, [("n", "b", Retain::Yes), ("n", "a", Retain::No)]);
    }

    #[test]
    fn slips_are_named() {
        for (text, word) in [
            ("{", "JSON"),
            ("[]", "object"),
            (r#"{"docs":[]}"#, "docs"),
            (r#"{"documents":[]}"#, "no document"),
            (r#"{"documents":[{"docType":"t","nameSpaces":{}}]}"#, "no element"),
            (r#"{"documents":[{"docType":"t","nameSpaces":{"n":{"a":1}}}]}"#, "boolean"),
            (r#"{"documents":[{"docType":1,"nameSpaces":{}}]}"#, "docType"),
        ] {
            let why = from_json(text.as_bytes()).unwrap_err();
            assert!(why.contains(word), "{text}: {why}");
        }
    }
}
