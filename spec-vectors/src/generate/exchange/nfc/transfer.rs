//! Data transfer (T14 to T22).

use super::{OK, bytes};
use crate::format::{Case, Input, NfcCard, NfcLengths, Outcome, Role};
use crate::generate::exchange::draft::{Draft, one_of};
use crate::generate::exchange::stage::session_data;

const CLAUSE: (&str, &str) = ("8.3.3.1.2", "11.2");
const WHOLE: &str = "nfc-transfer";
const CHAINED: &str = "nfc-transfer-chained";
const SELECTED: &str = "nfc-transfer-selected";

const SELECT: &[u8] = b"\x00\xa4\x04\x0c\x07\xa0\x00\x00\x02\x48\x04\x00";

/// Error words an application may answer with where the standard asks for some error.
const ERRORS: &[&[u8]] =
    &[&[0x69, 0x85], &[0x69, 0x86], &[0x6a, 0x80], &[0x6a, 0x82], &[0x67, 0], &[0x6d, 0], &[0x6f, 0]];

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [around(), objects(), chains(), answers()].concat()
}

/// A message in its data object.
fn object(message: &[u8]) -> Vec<u8> {
    let length = message.len();
    let head = match length {
        0..=127 => vec![0x53, u8::try_from(length).unwrap()],
        128..=255 => vec![0x53, 0x81, u8::try_from(length).unwrap()],
        _ => [&[0x53, 0x82][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [&head[..], message].concat()
}

/// A short ENVELOPE; the last of a chain asks for as much as there is.
fn envelope(last: bool, data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    let class = if last { 0 } else { 0x10 };
    let expected: &[u8] = if last { &[0] } else { &[] };
    [&[class, 0xc3, 0, 0, length][..], data, expected].concat()
}

fn get_response(expected: u8) -> Vec<u8> {
    vec![0, 0xc0, 0, 0, expected]
}

/// What the reader says, and the mdoc.
fn question() -> Vec<u8> {
    session_data(None, Some(20))
}

fn case(draft: Draft<'_>, commands: &[Vec<u8>], answer: &[u8], outcomes: Vec<Outcome>) -> Case {
    let lengths = Some(NfcLengths { max_command: 255, max_response: 256 });
    let answers = vec![answer.to_vec().into()];
    let input = NfcCard { tag: None, lengths, commands: bytes(commands), answers };
    draft.case(Role::Holder, Input::NfcCard(input), one_of(outcomes))
}

fn outcome(responses: &[Vec<u8>], messages: &[Vec<u8>]) -> Outcome {
    Outcome::Responses { responses: bytes(responses), messages: bytes(messages) }
}

/// No message arrives, and the last response is one of these.
fn refused(before: &[Vec<u8>], last: &[&[u8]]) -> Vec<Outcome> {
    last.iter().map(|last| outcome(&[before, &[last.to_vec()]].concat(), &[])).collect()
}

fn answered() -> Vec<u8> {
    [&object(b"\xa0")[..], OK].concat()
}

fn around() -> Vec<Case> {
    let ok = OK.to_vec();
    let select = SELECT.to_vec();
    let asking = [b"\x00\xa4\x04\x00", &SELECT[4..], &[0]].concat();
    let another = {
        let mut select = select.clone();
        *select.last_mut().unwrap() = 1;
        select
    };
    let whole = envelope(true, &object(&question()));
    let no = |id: &'static str, (twin, differs): (&'static str, &'static str), title: &'static str| {
        Draft::negative(id, CLAUSE, (twin, differs), title)
    };
    let selected = |draft: Draft<'_>, command: Vec<u8>, last: &[&[u8]]| {
        case(draft, &[select.clone(), command], b"\xa0", refused(std::slice::from_ref(&ok), last))
    };
    let yes = vec![outcome(std::slice::from_ref(&ok), &[])];
    vec![
        case(
            Draft::positive(WHOLE, CLAUSE, "A message in one ENVELOPE, and its answer"),
            &[select.clone(), whole.clone()],
            b"\xa0",
            vec![outcome(&[ok.clone(), answered()], &[question()])],
        ),
        case(
            Draft::positive(SELECTED, CLAUSE, "The application is selected"),
            std::slice::from_ref(&select),
            b"\xa0",
            yes.clone(),
        ),
        case(
            Draft::positive("t17-select-without-le", CLAUSE, "SELECT as the standard has it: P2 0C, no Le"),
            std::slice::from_ref(&select),
            b"\xa0",
            yes.clone(),
        ),
        case(
            Draft::positive("t17-select-with-le", CLAUSE, "SELECT as verifiers send it: P2 00, Le 00"),
            &[asking],
            b"\xa0",
            yes,
        ),
        case(
            no("t14-envelope-before-select", (WHOLE, "commands"), "ENVELOPE before SELECT"),
            &[whole],
            b"\xa0",
            refused(&[], ERRORS),
        ),
        case(
            no("t15-another-application", (SELECTED, "commands[0].data"), "SELECT of another application"),
            &[another],
            b"\xa0",
            refused(&[], &[&[0x6a, 0x82]]),
        ),
        selected(
            no("t16-unknown-instruction", (WHOLE, "commands[1]"), "An instruction nobody knows"),
            vec![0, 0xca, 0, 0, 0],
            &[&[0x6d, 0]],
        ),
        selected(
            no("t16-unknown-class", (WHOLE, "commands[1]"), "A class nobody knows"),
            vec![0x80, 0xca, 0, 0, 0],
            &[&[0x6e, 0]],
        ),
        selected(
            no("t20-get-response-of-nothing", (WHOLE, "commands[1]"), "GET RESPONSE without anything to be got"),
            get_response(0),
            ERRORS,
        ),
    ]
}

fn objects() -> Vec<Case> {
    let good = object(&question());
    let no = |id: &'static str, differs: &'static str, title: &'static str, object: &[u8]| {
        let commands = [SELECT.to_vec(), envelope(true, object)];
        let draft = Draft::negative(id, CLAUSE, (WHOLE, differs), title);
        case(draft, &commands, b"\xa0", refused(&[OK.to_vec()], ERRORS))
    };
    let spoiled = |at: usize, byte: u8| {
        let mut object = good.clone();
        object[at] = byte;
        object
    };
    let long = [&[0x53, 0x81][..], &good[1..]].concat();
    vec![
        no("t18-tag-54", "commands[1].data.tag", "The data object has the tag 54", &spoiled(0, 0x54)),
        no(
            "t18-length-too-large",
            "commands[1].data.length",
            "The data object announces more",
            &spoiled(1, good[1] + 1),
        ),
        no(
            "t18-length-too-small",
            "commands[1].data.length",
            "The data object announces less",
            &spoiled(1, good[1] - 1),
        ),
        no("t18-length-not-minimal", "commands[1].data.length", "A short length in the long form", &long),
        no("t18-indefinite-length", "commands[1].data.length", "An indefinite length", &spoiled(1, 0x80)),
    ]
}

fn chains() -> Vec<Case> {
    let object = object(&question());
    let (first, second) = object.split_at(4);
    let (first, second) = (envelope(false, first), envelope(true, second));
    let (ok, select) = (OK.to_vec(), SELECT.to_vec());
    let no = |id: &'static str, title: &'static str| Draft::negative(id, CLAUSE, (CHAINED, "commands"), title);
    vec![
        case(
            Draft::positive(CHAINED, CLAUSE, "A message in two ENVELOPEs"),
            &[select.clone(), first.clone(), second.clone()],
            b"\xa0",
            vec![outcome(&[ok.clone(), ok.clone(), answered()], &[question()])],
        ),
        case(
            no("t19-chain-broken", "Another command comes between the parts of a chain"),
            &[select.clone(), first.clone(), vec![0, 0xca, 0, 0, 0], second.clone()],
            b"\xa0",
            refused(&[ok.clone(), ok.clone(), vec![0x6d, 0]], ERRORS),
        ),
        case(
            no("t22-field-off-in-a-chain", "The field goes off between the parts of a chain, and comes on again"),
            &[select, first, Vec::new(), second],
            b"\xa0",
            refused(&[ok.clone(), ok, Vec::new()], ERRORS),
        ),
    ]
}

/// How many bytes come, with which status, and what is asked for then.
type Part = (usize, [u8; 2], Option<u8>);

/// Answers of several parts, by the length of their data objects.
fn answers() -> Vec<Case> {
    let parts: &[(&str, &str, usize, &[Part])] = &[
        ("t21-whole", "256 bytes for an Le of 256", 256, &[(256, [0x90, 0], None)]),
        ("t21-1-remains", "257 bytes: 1 remains", 257, &[(256, [0x61, 1], Some(1)), (1, [0x90, 0], None)]),
        ("t21-255-remain", "511 bytes: 255 remain", 511, &[(256, [0x61, 0xff], Some(255)), (255, [0x90, 0], None)]),
        ("t21-256-remain", "512 bytes: 256 remain", 512, &[(256, [0x61, 0], Some(0)), (256, [0x90, 0], None)]),
        (
            "t21-three-parts",
            "600 bytes: 344 remain, then 88",
            600,
            &[(256, [0x61, 0], Some(0)), (256, [0x61, 88], Some(88)), (88, [0x90, 0], None)],
        ),
    ];
    parts
        .iter()
        .map(|(id, title, length, parts)| {
            // Tag and length take three bytes up to a message of 255, then four.
            let message = vec![0x5a; length - if *length < 260 { 3 } else { 4 }];
            let object = object(&message);
            let mut commands = vec![SELECT.to_vec(), envelope(true, &self::object(&question()))];
            let mut responses = vec![OK.to_vec()];
            let mut at = 0;
            for (part, status, next) in *parts {
                responses.push([&object[at..at + part], status].concat());
                at += part;
                commands.extend(next.map(get_response));
            }
            let outcome = outcome(&responses, &[question()]);
            case(Draft::positive(id, CLAUSE, title), &commands, &message, vec![outcome])
        })
        .collect()
}
