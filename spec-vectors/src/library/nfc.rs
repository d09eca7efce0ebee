//! NFC: the holder's card, and a reader in front of a tag.

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::model::retrieval::{DeviceRetrievalMethod, NfcOptions, RetrievalMethod};
use mdoc_proximity::transport::nfc::apdu::{Command, StatusWord};
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::reader::{HandoverReader, Step};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::transfer::{Picc, Reaction};

use super::case;
use crate::format::{Bytes, CardTag, NfcCard, Outcome, ReadTag};
use crate::run::Unperformed;

/// More steps than any handover takes.
const STEPS: usize = 100_000;

pub(super) fn card(input: &NfcCard) -> Result<Outcome, Unperformed> {
    let tag = input.tag.as_ref().map(tag).transpose()?;
    let lengths = input.lengths;
    let picc = lengths
        .map(|lengths| Picc::new(NfcOptions { max_command: lengths.max_command, max_response: lengths.max_response }));
    let mut card = Card::new(tag, picc);
    let mut answers = input.answers.iter();
    let (mut responses, mut messages) = (Vec::new(), Vec::new());
    for command in &input.commands {
        let command = command.to_vec();
        if command.is_empty() {
            card.deactivated();
            responses.push(Bytes::default());
            continue;
        }
        let response = match card.command(&command) {
            Reaction::Answer(response) => response,
            Reaction::Message(message) => {
                messages.push(Bytes::from(message));
                match answers.next() {
                    Some(answer) => card.respond(&answer.to_vec()),
                    None => card.refuse(StatusWord::CONDITIONS),
                }
                .unwrap_or_default()
            }
        };
        responses.push(Bytes::from(response));
    }
    Ok(Outcome::Responses { responses, messages })
}

fn tag(input: &CardTag) -> Result<Tag, Unperformed> {
    match input {
        CardTag::Static(select) => Tag::fixed(&select.to_vec()).map_err(case),
        CardTag::Negotiated { engagement, methods } => {
            let methods: Result<Vec<_>, _> = methods.iter().map(method).collect();
            Tag::negotiated(&engagement.to_vec(), &methods?).map_err(case)
        }
    }
}

fn method(bytes: &Bytes) -> Result<RetrievalMethod, Unperformed> {
    let bytes = bytes.to_vec();
    let (method, _) = from_slice::<DeviceRetrievalMethod<'_>>(&bytes, Encoding::Field).map_err(case)?;
    method.usable().ok_or_else(|| Unperformed::Case("a method that is none".to_owned()))
}

/// Reads the tag; how the reader does it is its own affair.
pub(super) fn read(input: &ReadTag) -> Result<Outcome, Unperformed> {
    let mut reader = HandoverReader::with_request(input.request.to_vec());
    let mut tag = Scripted { input, file: Vec::new(), message: 0 };
    let mut step = reader.start();
    for _ in 0..STEPS {
        step = match step {
            Ok(Step::Transmit(command)) => reader.answer(&tag.answer(&command)?),
            Ok(Step::Wait(_)) => reader.waited(),
            Ok(Step::Done(handover)) => {
                let (select, request) = (handover.select.into(), handover.request.map(Bytes::from));
                return Ok(Outcome::Handover { select: Some(select), request });
            }
            Err(_) => return Ok(Outcome::Handover { select: None, request: None }),
        };
    }
    Err(Unperformed::Broken("the reader does not end".to_owned()))
}

/// The tag of a case.
struct Scripted<'c> {
    input: &'c ReadTag,
    file: Vec<u8>,
    message: usize,
}

impl Scripted<'_> {
    fn answer(&mut self, command: &[u8]) -> Result<Vec<u8>, Unperformed> {
        let command = Command::read(command).map_err(|error| Unperformed::Broken(error.to_string()))?;
        let mut data = Vec::new();
        match (command.instruction, command.data) {
            (0xa4, [0xe1, 3]) => self.file = self.input.container.to_vec(),
            (0xa4, [0xe1, 4]) => self.hold(),
            (0xb0, _) => {
                let at = usize::from(u16::from_be_bytes(command.parameters));
                let most = usize::try_from(command.expected.unwrap_or(0)).unwrap_or(usize::MAX);
                data = self.file.iter().skip(at).take(most).copied().collect();
            }
            // A length other than 0 ends a write.
            (0xd6, [high, low, ..]) if command.parameters == [0, 0] && (*high, *low) != (0, 0) => {
                self.message = self.message.saturating_add(1);
                self.hold();
            }
            _ => {}
        }
        data.extend(StatusWord::OK.to_vec());
        Ok(data)
    }

    fn hold(&mut self) {
        let messages = &self.input.messages;
        let message = messages.get(self.message).or(messages.last()).map(Bytes::to_vec).unwrap_or_default();
        let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
        self.file = [&length.to_be_bytes()[..], &message].concat();
    }
}
