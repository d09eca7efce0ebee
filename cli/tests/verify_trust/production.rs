//! The two production lists of AAMVA at their clocks. Skipped, with one line said, where the shared vectors are absent.

use crate::bundle::{PROFILES, Told, run};
use crate::shared::{mdoc, vectors};

const LISTS: [(&str, &str); 2] =
    [("aamva-2025-11-18.vical.cbor", "2025-11-19T00:00:00Z"), ("aamva-2026-01-02.vical.cbor", "2026-01-02T14:00:00Z")];

/// A response without documents by this list: what is told is about the list.
fn told(list: &str, root: &str, at: &str, profile: &str) -> Option<Told> {
    let trust = vectors()?.join("trust");
    let path = |name: &str| trust.join(name).to_str().unwrap().to_owned();
    let directory = tempfile::TempDir::new().unwrap();
    let response = directory.path().join("response");
    std::fs::write(&response, "a26776657273696f6e63312e306673746174757300").unwrap();
    let arguments = ["verify", "--format", "json", "--at", at, "--profile", profile];
    let files = ["--response", response.to_str().unwrap(), "--vical", &path(list), "--vical-root", &path(root)];
    Some(run(&[&arguments[..], &files].concat()))
}

#[test]
fn every_entry_is_taken_or_named() {
    for (list, at) in LISTS {
        for root in ["aamva-ca-root.crt", "aamva-ca-issuing.crt"] {
            let Some(field) = told(list, root, at, "field") else { return };
            assert_eq!((field.code, &field.verdict["verdict"]), (1, &"empty".into()), "{field:#?}");
            assert!(field.notes.contains("the VICAL of AAMVA") && field.notes.contains(": 14 of 14 entries taken"));
            assert!(!field.notes.contains("not taken"), "{}", field.notes);
            let strict = told(list, root, at, "strict").unwrap();
            println!("{list} by {root}:\n{}{}", field.notes, strict.notes);
            if strict.verdict["verdict"] == "empty" {
                let (_, taken) = strict
                    .notes
                    .split_once(" entries taken")
                    .map(|(before, _)| before.rsplit_once(": ").unwrap())
                    .unwrap();
                let taken: usize = taken.split(' ').next().unwrap().parse().unwrap();
                assert_eq!(taken + strict.notes.matches(" not taken: ").count(), 14, "{}", strict.notes);
            }
        }
    }
}

#[test]
fn another_clock_or_root_is_refused_by_name() {
    let (list, at) = LISTS[0];
    for profile in PROFILES {
        let Some(late) = told(list, "aamva-ca-root.crt", "2026-05-01T00:00:00Z", profile) else { return };
        assert!(late.code == 1 && late.notes.contains("path.validity: "), "{late:#?}");
        let wrong = told(list, "iaca-roots.pem", at, profile).unwrap();
        assert!(wrong.code == 1 && wrong.notes.contains("path.anchor: "), "{wrong:#?}");
    }
}

#[test]
fn they_are_shown_as_what_they_are() {
    for (list, _) in LISTS {
        let Some(vectors) = vectors() else { return };
        let output = mdoc(&["inspect", vectors.join("trust").join(list).to_str().unwrap()], b"");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with("VICAL (COSE_Sign1) (") && text.contains("note: nothing is verified here"), "{list}");
        assert_eq!(text.matches("certificate: ").count(), 14);
    }
}
