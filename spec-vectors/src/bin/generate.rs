//! Writes the cases to `spec-vectors/cases`, and removes those that are no more.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = mdoc_spec_vectors::generate::files();
    let mut wanted = BTreeSet::new();
    for (name, content) in &files {
        let path = root.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::read_to_string(&path).ok().as_ref() != Some(content) {
            fs::write(&path, content)?;
            println!("wrote {name}");
        }
        wanted.insert(path);
    }
    for folder in fs::read_dir(&root)? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "json") && !wanted.contains(&path) {
                fs::remove_file(&path)?;
                println!("removed {}", path.display());
            }
        }
    }
    println!("{} cases", files.len());
    Ok(())
}
