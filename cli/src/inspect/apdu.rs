//! A command or response of the NFC tag dialogue (ISO/IEC 7816-4).

use super::node::Node;

/// Command instructions, by class and instruction byte.
const COMMANDS: [(u8, u8, &str); 6] = [
    (0x00, 0xa4, "SELECT"),
    (0x00, 0xb0, "READ BINARY"),
    (0x00, 0xd6, "UPDATE BINARY"),
    (0x00, 0xc3, "ENVELOPE"),
    (0x10, 0xc3, "ENVELOPE, more follows"),
    (0x00, 0xc0, "GET RESPONSE"),
];

/// What is selected by name or file identifier.
const SELECTED: [(&[u8], &str); 4] = [
    (&[0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01], "NDEF Tag application"),
    (&[0xa0, 0x00, 0x00, 0x02, 0x48, 0x04, 0x00], "mdoc application"),
    (&[0xe1, 0x03], "capability container"),
    (&[0xe1, 0x04], "NDEF file"),
];

/// The APDU, where the bytes are one.
pub fn recognise(bytes: &[u8]) -> Option<(&'static str, Vec<Node>)> {
    command(bytes).map(|nodes| ("NFC command APDU", nodes)).or_else(|| {
        let (data, status) = bytes.split_last_chunk::<2>()?;
        let meaning = meaning(*status).filter(|_| data.is_empty() || *status == [0x90, 0x00])?;
        let mut nodes = Vec::new();
        if !data.is_empty() {
            nodes.push(bytes_node("data", data, 0));
        }
        nodes.push(Node {
            offset: Some(data.len()),
            ..Node::leaf("status", format!("{} ({meaning})", hex::encode(status)))
        });
        Some(("NFC response APDU", nodes))
    })
}

fn command(bytes: &[u8]) -> Option<Vec<Node>> {
    let [class, instruction, p1, p2, rest @ ..] = bytes else { return None };
    let (.., name) = COMMANDS.iter().find(|(known, code, _)| known == class && code == instruction)?;
    let (start, data, expected) = body(rest)?;
    let mut nodes = vec![
        Node { offset: Some(0), ..Node::leaf("command", *name) },
        Node { offset: Some(2), ..Node::leaf("P1 P2", format!("{p1:02x} {p2:02x}")) },
    ];
    if !data.is_empty() {
        let mut node = bytes_node("data", data, start.saturating_add(4));
        if let Some((_, known)) = SELECTED.iter().find(|(known, _)| *known == data) {
            node.text = format!("{} ({known})", node.text);
        }
        nodes.push(node);
    }
    if !expected.is_empty() {
        nodes.push(Node::leaf("expected length", hex::encode(expected)));
    }
    Some(nodes)
}

/// Where the data start, the data, and the expected length: all in short or in extended form.
fn body(rest: &[u8]) -> Option<(usize, &[u8], &[u8])> {
    match rest {
        [] | [_] => Some((0, &[], rest)),
        [0, high, low] if [*high, *low] != [0, 0] || rest.len() == 3 => Some((0, &[], rest)),
        [0, high, low, content @ ..] => split(3, usize::from(u16::from_be_bytes([*high, *low])), content, 2),
        [length, content @ ..] => split(1, usize::from(*length), content, 1),
    }
}

fn split(start: usize, length: usize, content: &[u8], most: usize) -> Option<(usize, &[u8], &[u8])> {
    let (data, expected) = content.split_at_checked(length)?;
    (expected.len() <= most).then_some((start, data, expected))
}

fn bytes_node(label: &str, bytes: &[u8], offset: usize) -> Node {
    let text = format!("{} bytes h'{}'", bytes.len(), hex::encode(bytes));
    Node { offset: Some(offset), ..Node::leaf(label, text) }
}

fn meaning(status: [u8; 2]) -> Option<String> {
    let text = match status {
        [0x90, 0x00] => "success",
        [0x61, 0x00] => "more than 255 bytes follow",
        [0x61, more] => return Some(format!("{more} bytes follow")),
        [0x62, 0x82] => "the file ends before",
        [0x67, 0x00] => "wrong length",
        [0x68, 0x83] => "the last command of a chain was expected",
        [0x68, 0x84] => "chaining not supported",
        [0x69, 0x82] => "security status not satisfied",
        [0x69, 0x85] => "conditions of use not satisfied",
        [0x69, 0x86] => "command not allowed",
        [0x6a, 0x80] => "wrong data",
        [0x6a, 0x81] => "function not supported",
        [0x6a, 0x82] => "file or application not found",
        [0x6a, 0x84] => "not enough memory",
        [0x6a, 0x86] => "wrong P1 P2",
        [0x6b, 0x00] => "wrong offset",
        [0x6d, 0x00] => "instruction not supported",
        [0x6e, 0x00] => "class not supported",
        [0x6f, 0x00] => "failure",
        _ => return None,
    };
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    fn lines(hex: &str) -> Option<String> {
        let (name, nodes) = super::recognise(&hex::decode(hex).unwrap())?;
        let nodes = nodes.iter().map(|node| format!("{}: {}", node.label, node.text));
        Some([name.to_owned()].into_iter().chain(nodes).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn commands_and_responses_are_told_apart() {
        let select = lines("00a4040007a000000248040000").unwrap();
        assert_eq!(
            select,
            "NFC command APDU; command: SELECT; P1 P2: 04 00; \
             data: 7 bytes h'a0000002480400' (mdoc application); expected length: 00"
        );
        assert_eq!(lines("9000").unwrap(), "NFC response APDU; status: 9000 (success)");
        assert_eq!(lines("00cc9000").unwrap(), "NFC response APDU; data: 2 bytes h'00cc'; status: 9000 (success)");
        assert_eq!(lines("6a82").unwrap(), "NFC response APDU; status: 6a82 (file or application not found)");
        assert!(lines("00c3000000000353000000").unwrap().contains("data: 3 bytes h'530000'"));
    }

    /// Whatever this library's card may answer is said in words, each status in its own.
    #[test]
    fn every_status_of_a_card_is_said_in_words() {
        use mdoc_proximity::transport::nfc::apdu::StatusWord as Status;
        let statuses = [
            Status::OK,
            Status::END_OF_FILE,
            Status::LENGTH,
            Status::CHAIN,
            Status::NO_CHAINING,
            Status::SECURITY,
            Status::CONDITIONS,
            Status::NO_FILE,
            Status::DATA,
            Status::NOT_FOUND,
            Status::MEMORY,
            Status::PARAMETERS,
            Status::OFFSET,
            Status::INSTRUCTION,
            Status::CLASS,
            Status::UNKNOWN,
            Status::more(0),
            Status::more(17),
            // Of other cards.
            Status(0x6a81),
        ];
        let said: std::collections::BTreeSet<_> = statuses
            .iter()
            .map(|status| super::meaning(status.0.to_be_bytes()).unwrap_or_else(|| panic!("{status} has no words")))
            .collect();
        assert_eq!(said.len(), statuses.len(), "{said:?}");
        assert_eq!(super::meaning([0x61, 17]).as_deref(), Some("17 bytes follow"));
        assert_eq!(super::meaning([0x12, 0x34]), None);
    }

    #[test]
    fn lengths_of_both_forms() {
        // Extended: no data and Le, data alone, data and Le; what does not add up is no command.
        assert!(lines("00b00000000100").unwrap().ends_with("expected length: 000100"));
        assert!(lines("00d60000000002abcd").unwrap().ends_with("data: 2 bytes h'abcd'"));
        assert!(lines("00c3000000000253000000").unwrap().ends_with("expected length: 0000"));
        assert_eq!(lines("00c30000000002530000000000"), None);
    }

    #[test]
    fn other_bytes_are_not() {
        for hex in ["", "00", "ff00", "00a4040007a0", "01a40400"] {
            assert_eq!(lines(hex), None, "{hex}");
        }
    }
}
