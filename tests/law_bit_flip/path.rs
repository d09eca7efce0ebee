//! Where a byte of a response stands, as `documents.0.issuerSigned.issuerAuth.1.33`.

use mdoc_proximity::cbor::{Encoding, Key, Reader, Type};

/// Walks one well-formed item, embedded items too, and says for each of its bytes in which member it stands: the key of a
/// member and all heads before its value are the member's.
pub fn paths(item: &[u8]) -> Vec<String> {
    let mut paths = vec![String::new(); item.len()];
    Walk { paths: &mut paths, whole: item }.item(item, "");
    paths
}

struct Walk<'p> {
    paths: &'p mut [String],
    whole: &'p [u8],
}

impl Walk<'_> {
    fn start(&self, part: &[u8]) -> usize {
        part.as_ptr() as usize - self.whole.as_ptr() as usize
    }

    fn item(&mut self, item: &[u8], path: &str) {
        let start = self.start(item);
        self.paths[start..start + item.len()].iter_mut().for_each(|name| path.clone_into(name));
        let mut reader = Reader::new(item, Encoding::Field);
        let mut members: Vec<(String, &[u8])> = Vec::new();
        match reader.peek().unwrap() {
            Type::Map => {
                let entry = |reader: &mut Reader<'_>, key: Key<'_>| {
                    let name = match key {
                        Key::Text(text) => text.to_owned(),
                        _ => key.as_int().map_or("?".to_owned(), |number| number.to_string()),
                    };
                    let at = reader.offset();
                    members.push((name, &item[at..at + reader.skip()?.len()]));
                    Ok(())
                };
                reader.map(entry).unwrap();
            }
            Type::Array => {
                let mut index = 0;
                let entry = |reader: &mut Reader<'_>| {
                    let at = reader.offset();
                    members.push((index.to_string(), &item[at..at + reader.skip()?.len()]));
                    index += 1;
                    Ok(())
                };
                reader.array(entry).unwrap();
            }
            Type::Tag if item.starts_with(&[0xd8, 24]) => {
                let content = Reader::new(&item[2..], Encoding::Field).bytes().unwrap();
                self.item(&item[item.len() - content.len()..], path);
            }
            _ => {}
        }
        // The head of the map or array is its own.
        let mut end = start + usize::from(item[0] & 0x1f > 23) + 1;
        for (name, value) in &members {
            let name = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.item(value, &name);
            let value_start = self.start(value);
            self.paths[end..value_start].iter_mut().for_each(|path| name.clone_into(path));
            end = value_start + value.len();
        }
    }
}
