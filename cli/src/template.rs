//! Templates of documents: JSON files, and the samples that are built in.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mdoc_proximity::issuer::Template;
use serde_json::{Value, json};

use crate::failure::Failure;

const PHOTO_ID: &str = include_str!("../templates/photo_id.json");
const PID: &str = include_str!("../templates/pid.json");
const MDL: &str = include_str!("../templates/mdl.json");
const PORTRAIT: &[u8] = include_bytes!("../templates/portrait.jpg");

/// A sample that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// templates/photo_id.json.
    PhotoId,
    /// templates/pid.json.
    Pid,
    /// templates/mdl.json.
    Mdl,
}

/// A template, and what the issuer's certificates take from it.
pub struct Loaded {
    /// The template.
    pub template: Template,
    /// `issuing_authority`.
    pub authority: Option<String>,
    /// `issuing_country`, where it has two letters.
    pub country: Option<String>,
    /// `issuing_jurisdiction`.
    pub jurisdiction: Option<String>,
}

/// A built-in sample.
pub fn sample(sample: Sample) -> Result<Loaded, Failure> {
    let (name, text) = match sample {
        Sample::PhotoId => ("photo_id.json", PHOTO_ID),
        Sample::Pid => ("pid.json", PID),
        Sample::Mdl => ("mdl.json", MDL),
    };
    let portrait = |_: &str| Ok(PORTRAIT.to_vec());
    load(text, &portrait).map_err(|why| Failure::unreadable(name, why))
}

/// A template from a file. `{"file": NAME}` stands for that file's bytes, looked for beside the template.
pub fn file(path: &Path) -> Result<Loaded, Failure> {
    let failure = |why: String| Failure::unreadable(path.display(), why);
    let text = fs::read_to_string(path).map_err(|error| failure(error.to_string()))?;
    let beside = path.parent().unwrap_or(Path::new(""));
    let read = |name: &str| fs::read(beside.join(name)).map_err(|error| format!("{name}: {error}"));
    load(&text, &read).map_err(failure)
}

type ReadFile<'f> = &'f dyn Fn(&str) -> Result<Vec<u8>, String>;

fn load(text: &str, read: ReadFile<'_>) -> Result<Loaded, String> {
    let mut value: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    insert_files(&mut value, read)?;
    let found = |identifier: &str| {
        let name_spaces = value.get("nameSpaces").and_then(Value::as_object).into_iter().flatten();
        let mut texts = name_spaces.filter_map(|(_, elements)| elements.get(identifier)?.as_str());
        texts.next().map(str::to_owned)
    };
    let authority = found("issuing_authority");
    let country = found("issuing_country").filter(|country| country.len() == 2);
    let jurisdiction = found("issuing_jurisdiction");
    let template = serde_json::from_value(value).map_err(|error| format!("not a template: {error}"))?;
    Ok(Loaded { template, authority, country, jurisdiction })
}

/// Puts the bytes of the files named into their places.
fn insert_files(value: &mut Value, read: ReadFile<'_>) -> Result<(), String> {
    let named = value.as_object().filter(|members| members.len() == 1).and_then(|members| members.get("file"));
    if let Some(name) = named.and_then(Value::as_str) {
        *value = json!({ "base64": STANDARD.encode(read(name)?) });
        return Ok(());
    }
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| insert_files(item, read)),
        Value::Object(members) => members.values_mut().try_for_each(|member| insert_files(member, read)),
        _ => Ok(()),
    }
}
