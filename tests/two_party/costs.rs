//! What a presentation costs where nothing goes wrong, counted on the air and in the field, and reckoned by the standard's
//! rules: the two must agree to the byte.

use mdoc_proximity::model::retrieval::NfcOptions;
use mdoc_proximity::transport::ble::Mode;
use mdoc_proximity::transport::ble::connection::Config;

use crate::air::Carried;
use crate::by_air::{Run, Stage};
use crate::field::{Cost, Faults};
use crate::plan::{HandoverKind, Plan};
use crate::tap::Tap;

/// Messages of one side on GATT: a prefix before each part, values of min(MTU - 3, 512) bytes (edition 2, 11.1.3.4).
fn by_gatt(mtu: usize, messages: impl Iterator<Item = usize>) -> (usize, usize) {
    let part = (mtu - 3).min(512) - 1;
    messages.fold((0, 0), |(values, bytes), length| {
        let count = length.div_ceil(part).max(1);
        (values + count, bytes + count + length)
    })
}

/// Messages of one side on a channel: four bytes of length before each (edition 2, 11.1.4), in pieces of the driver's size.
fn by_channel(chunk: usize, messages: impl Iterator<Item = usize>) -> (usize, usize) {
    messages.fold((0, 0), |(pieces, bytes), length| (pieces + (length + 4).div_ceil(chunk), bytes + length + 4))
}

#[test]
fn by_ble_every_byte_is_accounted_for() {
    let mut stage = Stage::new();
    for mode in [Mode::PeripheralServer, Mode::CentralClient] {
        for (mtu, channel) in
            [23, 24, 64, 185, 247, 512, 514, 515, 517, 600].map(|mtu| (mtu, false)).into_iter().chain([(23, true)])
        {
            for rounds in [(1, true), (2, true), (1, false)] {
                let seed = u64::try_from(mtu).unwrap();
                let ended = Run::scanned(&mut stage, seed, (mode, channel, mtu), rounds).run();
                assert_eq!(ended.verified, usize::try_from(rounds.0).unwrap());
                let of = |reader: bool| {
                    let messages =
                        ended.messages.iter().filter(move |(by, _)| *by == reader).map(|(_, length)| *length);
                    if channel { by_channel(chunk(mode), messages) } else { by_gatt(mtu, messages) }
                };
                let reader_is_client = mode == Mode::PeripheralServer;
                let (client, server) = (of(reader_is_client), of(!reader_is_client));
                let [at_client, at_server] = &ended.carried;
                let seen = |carried: &Carried| (carried.pieces, carried.bytes);
                assert_eq!((seen(at_client), seen(at_server)), (client, server), "{mode}, MTU {mtu}, {rounds:?}");
                states(channel, at_client, at_server);
                if rounds == (1, true) && reader_is_client {
                    let name = if channel { "L2CAP".to_owned() } else { format!("MTU {mtu:3}") };
                    let lengths: Vec<_> = ended.messages.iter().map(|(_, length)| *length).collect();
                    println!("{name}: messages of {lengths:?} bytes: {client:?} there, {server:?} back");
                }
            }
        }
    }
}

fn chunk(mode: Mode) -> usize {
    Config::new(mode, mdoc_proximity::transport::ble::Role::Mdoc).chunk
}

/// On GATT the client starts, once, and whoever ends says so once; on a channel nobody does.
fn states(channel: bool, client: &Carried, server: &Carried) {
    if channel {
        assert_eq!((&client.states[..], &server.states[..]), (&[][..], &[][..]));
        return;
    }
    assert!(matches!(client.states[..], [1] | [1, 2]), "{client:?}");
    assert!(matches!(server.states[..], [] | [2]), "{server:?}");
    assert!(client.states.len() + server.states.len() > 1, "nobody said that it ends");
}

/// What a terminal spends by the standard's rules.
#[derive(Default)]
struct Model(Cost);

/// Lengths of TNEP messages, of short records: service parameters, service select, status.
const TP: usize = 3 + 2 + 1 + 20 + 5;
const TS: usize = 3 + 2 + 20;
const TE: usize = 3 + 2 + 1;

impl Model {
    fn exchange(&mut self, command: usize, answer: usize) {
        self.0.commands += 1;
        self.0.sent += command;
        self.0.received += answer + 2;
    }

    /// NLEN, and the message in parts of MLe, none longer than a short answer.
    fn read(&mut self, length: usize, mle: usize) {
        self.exchange(5, 2);
        let most = mle.min(255);
        for at in (0..length).step_by(most) {
            self.exchange(5, most.min(length - at));
        }
    }

    /// NLEN and message at once where MLc permits; else NLEN 0, the parts, NLEN.
    fn write(&mut self, length: usize, mlc: usize) {
        let most = mlc.min(255);
        if length + 2 <= most {
            return self.exchange(5 + 2 + length, 0);
        }
        self.exchange(5 + 2, 0);
        for at in (0..length).step_by(most) {
            self.exchange(5 + most.min(length - at), 0);
        }
        self.exchange(5 + 2, 0);
    }

    /// Application, capability container, its 15 bytes, file; then the messages.
    fn handover(&mut self, (mle, mlc): (usize, usize), select: usize, request: Option<usize>) {
        for (command, answer) in [(5 + 7 + 1, 0), (5 + 2, 0), (5, 15), (5 + 2, 0)] {
            self.exchange(command, answer);
        }
        if let Some(request) = request {
            self.read(TP, mle);
            self.write(TS, mlc);
            self.read(TE, mle);
            self.write(request, mlc);
        }
        self.read(select, mle);
    }

    /// A message in a chain of ENVELOPE commands, and the answer in pieces of Le; without an answer it is refused.
    fn transfer(&mut self, lc: usize, le: usize, question: usize, answer: Option<usize>) {
        let question = object(question);
        let parts = question.div_ceil(lc);
        for part in 1..=parts {
            let length = if part < parts { lc } else { question - (parts - 1) * lc };
            // The last says Le; either number may make the lengths extended, and then both are.
            let (extended, ends) = match part == parts {
                true => (length > 255 || le > 256, if length > 255 || le > 256 { 2 } else { 1 }),
                false => (length > 255, 0),
            };
            let command = 4 + if extended { 3 } else { 1 } + length + ends;
            if part < parts {
                self.exchange(command, 0);
                continue;
            }
            let mut left = answer.map_or(0, object);
            self.exchange(command, left.min(le));
            left -= left.min(le);
            while left > 0 {
                // 61XX, or 6100 and then as much as can be.
                let asked = if left < 256 { left } else { le };
                self.exchange(if asked > 256 { 7 } else { 5 }, left.min(asked));
                left -= left.min(asked);
            }
        }
    }
}

/// A data object 53 around so many bytes.
fn object(length: usize) -> usize {
    length
        + match length {
            0..=127 => 2,
            128..=255 => 3,
            256..=65_535 => 4,
            _ => 5,
        }
}

#[test]
fn by_nfc_every_command_is_accounted_for() {
    let mut stage = Stage::new();
    let lengths = |max_command, max_response| NfcOptions { max_command, max_response };
    let transfers = [
        (lengths(255, 256), lengths(255, 256)),
        (lengths(65_535, 65_536), lengths(255, 256)),
        (lengths(255, 256), lengths(65_535, 65_536)),
        (lengths(300, 256), lengths(65_535, 65_536)),
        (lengths(255, 257), lengths(65_535, 65_536)),
        (lengths(256, 300), lengths(65_535, 65_536)),
        (lengths(1000, 512), lengths(600, 4096)),
        (lengths(65_535, 65_536), lengths(65_535, 65_536)),
    ];
    let mut seed = 0;
    for limits in [(15, 13), (16, 27), (20, 64), (59, 59), (254, 254), (255, 255), (256, 256), (0x7fff, 0x7fff)] {
        for (announced, own) in transfers {
            seed += 1;
            let negotiated = seed % 2 == 0;
            let handover = if negotiated { HandoverKind::Negotiated } else { HandoverKind::Static };
            let plan = Plan {
                handover,
                limits,
                mode: None,
                lengths: announced,
                own,
                rounds: 1 + u32::from(seed % 3 == 0),
                holder_closes: seed % 5 != 0,
                thinks: 2000,
                chooses: 1,
                faults: Faults::default(),
            };
            let ended = Tap::new(&mut stage, seed, &plan).run();
            assert_eq!(ended.verified, usize::try_from(plan.rounds).unwrap(), "{plan:?}: {ended:?}");
            let least = |mdoc: u32, own: u32| usize::try_from(mdoc.min(own)).unwrap();
            let lc = least(announced.max_command, own.max_command);
            let le = least(announced.max_response, own.max_response);
            let exchanged = ended.handover.as_ref().unwrap();
            let mut model = Model::default();
            let (mle, mlc) = (usize::from(limits.0), usize::from(limits.1));
            model.handover((mle, mlc), exchanged.select.len(), exchanged.request.as_ref().map(Vec::len));
            let engaged = model.0;
            model.exchange(5 + 7, 0);
            for pair in ended.messages.chunks(2) {
                assert!(pair[0].0 && !pair.get(1).is_some_and(|(by_reader, _)| *by_reader), "they take turns");
                model.transfer(lc, le, pair[0].1, pair.get(1).map(|(_, length)| *length));
            }
            assert_eq!(ended.cost, model.0, "{plan:?}, {:?}", ended.messages);
            let (all, total) = (ended.cost, ended.cost.sent + ended.cost.received);
            println!(
                "MLe {mle:5} MLc {mlc:5} {} Lc {lc:5} Le {le:5}: {:3} commands engage, {:3} transfer {:?}; {total} bytes",
                if negotiated { "negotiated" } else { "static    " },
                engaged.commands,
                all.commands - engaged.commands,
                ended.messages.iter().map(|(_, length)| *length).collect::<Vec<_>>(),
            );
        }
    }
}
