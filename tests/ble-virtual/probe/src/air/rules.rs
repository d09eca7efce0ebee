//! What may be on the air, and what must be: PROTOCOL clauses 10 and 13, judged from the capture alone.

use super::{
    Advertisement, Capture, How, Link, Side, Value, reads,
    transfer::{is_data, messages},
};

/// The advertisement that only makes the virtual controllers report the one under test again and again.
const HELPER: [u8; 7] = [0x02, 0x01, 0x06, 0x03, 0x02, 0xaa, 0xfe];
/// SessionData with nothing but status 20: `{"status": 20}`.
const TERMINATION: [u8; 9] = [0xa1, 0x66, b's', b't', b'a', b't', b'u', b's', 0x14];
const START: u8 = 1;
const END: u8 = 2;

/// What the run was set up to show.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'e> {
    pub mtu: u16,
    /// Who holds the document.
    pub holder: Side,
    pub channel: bool,
    /// How the reader was told to end: `status`, `state` or `both`.
    pub end: &'e str,
    /// What the engagement's key makes the reader's Ident; `None` where the engagement is not known.
    pub ident: Option<[u8; 16]>,
    /// False for the raw copy, whose messages are no session's.
    pub session: bool,
    /// False where one side was killed: what follows is nobody's doing.
    pub finished: bool,
}

/// The services that were advertised, each once.
pub fn services(capture: &Capture) -> Vec<[u8; 16]> {
    let mut all: Vec<_> = capture.advertisements.iter().flat_map(Advertisement::services).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Names, vendors' data, addresses that stay: nothing of it may be in an advertisement.
pub fn advertisements(capture: &Capture) -> Vec<String> {
    let mut wrong = Vec::new();
    let under_test = capture.advertisements.iter().filter(|one| one.data != HELPER);
    for advertisement in under_test {
        if !advertisement.random {
            wrong.push("an advertisement comes from the adapter's own fixed address".to_owned());
        } else if advertisement.address[0] >> 6 == 3 {
            wrong.push("an advertisement comes from a static address".to_owned());
        }
        if advertisement.scan_response && !advertisement.data.is_empty() {
            wrong.push("the answer to a scan holds data".to_owned());
        }
        for (kind, value) in advertisement.structures() {
            match kind {
                // Flags, and complete or incomplete lists of 128-bit services.
                1 | 6 | 7 => {}
                8 | 9 => wrong.push(format!("an advertisement tells the name {:?}", String::from_utf8_lossy(value))),
                other => wrong.push(format!("an advertisement holds data of type 0x{other:02x}")),
            }
        }
    }
    for service in services(capture) {
        // Version 4, variant 1: nothing but chance is in it.
        if service[6] >> 4 != 4 || service[8] >> 6 != 2 {
            wrong.push("an advertised UUID is not a random one".to_owned());
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

/// What is wrong with a link.
pub fn link(link: &Link, expected: Expected<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    if link.mtu != expected.mtu {
        wrong.push(format!("the MTU is {}, not {}", link.mtu, expected.mtu));
    }
    let others: Vec<_> = link.values.iter().filter(|value| value.characteristic > 0x0b).collect();
    if !others.is_empty() {
        wrong.push(format!("{} values of characteristics that the standard does not have", others.len()));
    }
    if expected.channel {
        channel(link, &mut wrong);
    } else {
        subscriptions(link, &mut wrong);
        states(link, expected, &mut wrong);
        fragments(link, expected.mtu, &mut wrong);
    }
    if expected.session {
        reads::ident(link, expected, &mut wrong);
        reads::psm(link, expected, &mut wrong);
        sessions(link, expected, &mut wrong);
    }
    wrong
}

fn channel(link: &Link, wrong: &mut Vec<String>) {
    if link.frames.is_empty() {
        wrong.push("nothing went through a channel".to_owned());
    }
    if link.values.iter().any(is_data) {
        wrong.push("data went through characteristics though there is a channel".to_owned());
    }
}

/// State and Server2Client are subscribed to with 01 00 before anything else is said.
fn subscriptions(link: &Link, wrong: &mut Vec<String>) {
    let on = |wanted: [u32; 2]| {
        link.values.iter().position(|value| {
            value.how == How::Configuration && value.value == [1, 0] && wanted.contains(&value.characteristic)
        })
    };
    let start = link.values.iter().position(is_state);
    for (name, wanted) in [("State", [1, 5]), ("Server2Client", [3, 7])] {
        match (on(wanted), start) {
            (None, _) => wrong.push(format!("nobody subscribed to {name} with 01 00")),
            (Some(on), Some(start)) if on > start => wrong.push(format!("{name} was subscribed to after Start")),
            _ => {}
        }
    }
}

pub(super) fn is_state(value: &Value) -> bool {
    matches!(value.characteristic, 1 | 5) && matches!(value.how, How::Command | How::Request | How::Notification)
}

/// Start once, by the client, before all data; End where the reader was told to, and nothing after it.
fn states(link: &Link, expected: Expected<'_>, wrong: &mut Vec<String>) {
    let said: Vec<_> = link.values.iter().filter(|value| is_state(value) || is_data(value)).collect();
    match said.first() {
        Some(first) if is_state(first) && first.value == [START] && first.from == Side::Central => {}
        Some(_) => wrong.push("the first thing said is not Start".to_owned()),
        None => wrong.push("nothing was said".to_owned()),
    }
    let states: Vec<_> = said.iter().enumerate().filter(|(_, value)| is_state(value)).collect();
    for (_, value) in &states {
        if !matches!(value.value[..], [START | END]) {
            wrong.push(format!("State {:02x?}", value.value));
        }
    }
    if states.iter().filter(|(_, value)| value.value == [START]).count() != 1 {
        wrong.push("Start was not said once".to_owned());
    }
    let reader = if expected.holder == Side::Central { Side::Peripheral } else { Side::Central };
    let ended = states.iter().find(|(_, value)| value.value == [END] && value.from == reader);
    match (expected.finished, expected.end, ended) {
        (true, "status", Some(_)) => wrong.push("the reader said End, though told to end by status only".to_owned()),
        (true, "state" | "both", None) => wrong.push("the reader did not say End".to_owned()),
        _ => {}
    }
    let end = states.iter().find(|(_, value)| value.value == [END]);
    let after = end.map(|(end, value)| said[*end..].iter().filter(|later| is_data(later) && later.from == value.from));
    if after.is_some_and(|mut after| after.next().is_some()) {
        wrong.push("data came after End from the one who said it".to_owned());
    }
}

/// Prefixes are 00 or 01, and every fragment but the last is of the largest size that the stack takes.
fn fragments(link: &Link, mtu: u16, wrong: &mut Vec<String>) {
    for value in link.values.iter().filter(|value| is_data(value)) {
        if !matches!(value.value.first(), Some(0 | 1)) {
            wrong.push(format!("a fragment begins with {:02x?}", value.value.first()));
        }
    }
    // bluetoothd 5.66 drops writes of more than 510 bytes, and cuts notifications to the MTU less 5.
    let mtu = usize::from(mtu);
    for message in messages(link) {
        let least = match message.from {
            Side::Central => (mtu - 3).min(510),
            Side::Peripheral => (mtu - 5).min(510),
        };
        let Some((_, others)) = message.fragments.split_last() else { continue };
        if let Some(odd) = others.iter().find(|length| !(least..=(mtu - 3).min(512)).contains(length)) {
            wrong.push(format!("a fragment of {odd} bytes where at least {least} would go"));
        }
    }
}

/// The messages are those of a session, and each ends as the reader was told to.
fn sessions(link: &Link, expected: Expected<'_>, wrong: &mut Vec<String>) {
    let all = messages(link);
    let reader = if expected.holder == Side::Central { Side::Peripheral } else { Side::Central };
    match all.first() {
        Some(first) if first.from == reader && has(&first.bytes, b"\x6aeReaderKey") => {}
        Some(_) => wrong.push("the first message is not a SessionEstablishment of the reader".to_owned()),
        None => wrong.push("there is no message".to_owned()),
    }
    if expected.finished && all.iter().any(|message| !message.whole) {
        wrong.push("a message was cut short".to_owned());
    }
    for message in all.iter().filter(|message| message.whole) {
        // A map of one to three members, of definite length.
        if !matches!(message.bytes.first(), Some(0xa1..=0xa3)) {
            wrong.push("a message is not a map of one to three members".to_owned());
        }
    }
    let farewell = all.iter().any(|message| message.from == reader && message.bytes == TERMINATION);
    match (expected.finished, expected.end) {
        (true, "state") if farewell => wrong.push("status 20 was sent, though told to end by State only".to_owned()),
        (true, "status" | "both") if !farewell => wrong.push("the reader sent no status 20".to_owned()),
        _ => {}
    }
}

fn has(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Which of the document's values are in the clear anywhere in the capture's file.
pub fn in_the_clear(file: &[u8], values: &[&str]) -> Vec<String> {
    let told = values.iter().filter(|value| has(file, value.as_bytes()));
    told.map(|value| format!("{value:?} is on the air in the clear")).collect()
}
