//! In what the inputs of two cases differ.

use serde_json::Value;

use crate::format::Input;

/// Members that hold several entries: each element is one, as long as both cases have as many.
const SEVERAL: [&str; 9] =
    ["requests", "messages", "credentials", "roots", "lists", "crls", "statusLists", "signerRoots", "chunks"];
/// Members whose members are entries.
const NESTED: [&str; 7] = ["trust", "engagement", "handover", "nfc", "lists", "credentials", "statusLists"];

/// The entries of the input that differ, by their paths in the input, as in `trust.crls[0]`.
///
/// An entry is what is handed in as one thing: a message, a certificate, a list, a key, a clock, a policy. Arrays of entries
/// that are of different length are one entry.
///
/// # Errors
/// An input that cannot be written.
pub fn differing_entries(one: &Input, other: &Input) -> Result<Vec<String>, serde_json::Error> {
    let mut differing = Vec::new();
    members("", &serde_json::to_value(one)?, &serde_json::to_value(other)?, &mut differing);
    Ok(differing)
}

fn members(path: &str, one: &Value, other: &Value, differing: &mut Vec<String>) {
    let (Some(mine), Some(theirs)) = (one.as_object(), other.as_object()) else {
        return differing.push(path.to_owned());
    };
    let mut names: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        entry(&path, name, (mine.get(name), theirs.get(name)), differing);
    }
}

fn entry(path: &str, name: &str, pair: (Option<&Value>, Option<&Value>), differing: &mut Vec<String>) {
    match pair {
        (one, other) if one == other => {}
        (Some(Value::Array(one)), Some(Value::Array(other))) if SEVERAL.contains(&name) && one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                let path = format!("{path}[{index}]");
                match one.is_object() && NESTED.contains(&name) {
                    true if one != other => members(&path, one, other, differing),
                    false if one != other => differing.push(path),
                    _ => {}
                }
            }
        }
        (Some(one @ Value::Object(_)), Some(other @ Value::Object(_))) if NESTED.contains(&name) => {
            members(path, one, other, differing);
        }
        _ => differing.push(path.to_owned()),
    }
}
