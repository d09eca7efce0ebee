//! What one run came to: by how the programs ended, what they printed, and what was on the air.

use std::{fs, path::Path};

use serde_json::Value;

use super::{engagement, list::Scenario};
use crate::air::{
    self, Side, rules,
    rules::Expected,
    transfer::{Message, messages},
};

/// What the templates' credentials say of a person.
const PERSONAL: [&str; 6] = ["Nordmann", "Kari Aasen", "1984-01-26", "TEST99000108", "Bergen", "Testvegvesenet"];
/// How long a side may take to see that the other is gone.
const NOTICED_WITHIN: f64 = 20.0;

/// What the protocol may cost: a twentieth.
pub const GOAL: f64 = 0.95;
/// Of an answer, seconds: what is shorter is over in some twenty ticks.
const SHORT: f64 = 0.08;

/// What the guest's clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The processor's instructions: the same, however busy the machine.
    Instructions,
    /// The machine's time.
    Real,
}

impl Clock {
    /// The part of the raw copy's goodput below which a run fails whose answer took so many seconds.
    pub fn least_ratio(self, seconds: f64) -> f64 {
        match self {
            Self::Instructions if seconds >= SHORT => GOAL,
            // Of so few ticks of the guest's kernel, 4 ms each, one more or less is chance.
            Self::Instructions => 0.85,
            // A busy machine makes both uneven: only what cannot be its doing fails.
            Self::Real => 0.25,
        }
    }
}

/// A run and its findings.
#[derive(Debug)]
pub struct Judged {
    pub scenario: Scenario,
    /// Why it failed; empty where it passed.
    pub wrong: Vec<String>,
    pub seconds: Option<f64>,
    pub mtu: Option<u16>,
    /// Of the largest message from the holder.
    pub bytes: usize,
    pub goodput: Option<f64>,
    /// Of the copy with the same MTU and link and the nearest size, in the same direction.
    pub raw: Option<f64>,
    pub noticed: Option<f64>,
    services: Vec<[u8; 16]>,
    from: Side,
    /// Of the copy, by direction: central to peripheral, peripheral to central.
    ways: [Option<f64>; 2],
}

impl Judged {
    pub fn passed(&self) -> bool {
        self.wrong.is_empty()
    }

    pub fn ratio(&self) -> Option<f64> {
        Some(self.goodput? / self.raw?)
    }
}

/// Lines of `key=value`.
struct Outcome(String);

impl Outcome {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.parse().ok()
    }
}

/// Judges one run by its folder.
pub fn judge(folder: &Path, scenario: &Scenario) -> Judged {
    let run = folder.join("runs").join(&scenario.name);
    let outcome = Outcome(fs::read_to_string(run.join("outcome")).unwrap_or_default());
    let mut judged = Judged {
        scenario: scenario.clone(),
        wrong: Vec::new(),
        seconds: outcome.number("seconds"),
        mtu: None,
        bytes: 0,
        goodput: None,
        raw: None,
        noticed: outcome.number("noticed"),
        services: Vec::new(),
        from: Side::Peripheral,
        ways: [None; 2],
    };
    if judged.seconds.is_none() {
        judged.wrong.push("it was not performed to its end".into());
        return judged;
    }
    exits(&mut judged, &outcome);
    match scenario.flow.as_str() {
        "copy" => {}
        "cut" => {
            // What is left of the killed side is no message; the second session is a whole one.
            air(&mut judged, &run, "", false);
            if judged.bytes != 0 {
                judged.wrong.push("the answer was whole before the holder was killed".into());
            }
            air(&mut judged, &run, "2", true);
            if judged.noticed.is_none_or(|noticed| noticed > NOTICED_WITHIN) {
                judged.wrong.push(format!("the reader took {:?} s to see that the holder is gone", judged.noticed));
            }
            verdicts(&mut judged, &run, "2", 1);
        }
        "twice" => verdicts(&mut judged, &run, "", 2),
        "refuse" => refusal(&mut judged, &run),
        _ => verdicts(&mut judged, &run, "", 1),
    }
    if scenario.flow != "cut" {
        air(&mut judged, &run, "", true);
    }
    judged
}

fn exits(judged: &mut Judged, outcome: &Outcome) {
    let expected: &[(&str, &str)] = match judged.scenario.flow.as_str() {
        "refuse" => &[("reader", "1"), ("holder", "1")],
        "cut" => &[("reader", "1"), ("holder", "137"), ("reader2", "0"), ("holder2", "0")],
        _ => &[("reader", "0"), ("holder", "0")],
    };
    for (side, status) in expected {
        let got = outcome.get(side);
        if got != Some(status) {
            judged.wrong.push(format!("{side} ended with {}, not {status}", got.unwrap_or("nothing")));
        }
    }
    for side in ["holder_hung", "holder2_hung"] {
        if outcome.get(side).is_some() {
            judged.wrong.push("the holder had to be killed".into());
        }
    }
}

fn printed(run: &Path, name: &str) -> Value {
    let text = fs::read(run.join(name)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// As many verdicts as requests, each `verified`.
fn verdicts(judged: &mut Judged, run: &Path, again: &str, count: usize) {
    let told = printed(run, &format!("reader{again}.json"));
    let verdicts = told.as_array().cloned().unwrap_or_else(|| vec![told]);
    let verified = verdicts.iter().filter(|verdict| verdict["verdict"] == "verified").count();
    if verified != count {
        judged.wrong.push(format!("{verified} of {count} answers are verified"));
    }
}

fn refusal(judged: &mut Judged, run: &Path) {
    let holder = printed(run, "holder.json");
    if holder["requests"][0]["refused"] != true || holder["disclosed"].as_array().is_none_or(|shown| !shown.is_empty())
    {
        judged.wrong.push("the holder does not say that it refused".into());
    }
}

fn air(judged: &mut Judged, run: &Path, again: &str, finished: bool) {
    let scenario = judged.scenario.clone();
    let file = fs::read(run.join(format!("air{again}.btsnoop"))).unwrap_or_default();
    let capture = match air::decode(&file) {
        Ok(capture) => capture,
        Err(error) => return judged.wrong.push(error),
    };
    judged.wrong.extend(rules::advertisements(&capture));
    judged.wrong.extend(rules::in_the_clear(&file, &PERSONAL));
    let services = rules::services(&capture);
    if services.is_empty() {
        judged.wrong.push("no service was advertised".into());
    }
    if scenario.flow != "copy" {
        engaged(judged, run, again, &services);
    }
    judged.services.extend(services);

    let Some(link) = capture.links.iter().max_by_key(|link| link.values.len() + link.frames.len()) else {
        return judged.wrong.push("no connection was made".into());
    };
    judged.mtu = Some(link.mtu);
    let all = messages(link);
    let from = match (scenario.mode.as_str(), all.first()) {
        ("peripheral", _) => Side::Peripheral,
        ("central", _) => Side::Central,
        // The reader speaks first.
        (_, Some(first)) => {
            if first.from == Side::Central {
                Side::Peripheral
            } else {
                Side::Central
            }
        }
        (_, None) => Side::Peripheral,
    };
    judged.from = from;
    judged.wrong.extend(rules::link(
        link,
        Expected {
            mtu: scenario.mtu,
            holder: from,
            channel: scenario.link == "l2cap",
            end: &scenario.end,
            ident: ident(run, again),
            session: scenario.flow != "copy",
            finished,
        },
    ));
    let largest = |from: Side| all.iter().filter(|one| one.from == from && one.whole).max_by_key(|one| one.bytes.len());
    judged.ways = [Side::Central, Side::Peripheral].map(|from| largest(from).and_then(Message::goodput));
    if let Some(answer) = largest(from) {
        judged.bytes = answer.bytes.len();
        judged.goodput = answer.goodput();
    }
    if scenario.flow != "refuse" && finished && judged.bytes < scenario.size {
        judged.wrong.push(format!("the largest answer on the air has {} bytes", judged.bytes));
    }
}

/// The Ident of the engagement, where the holder lived to print it.
fn ident(run: &Path, again: &str) -> Option<[u8; 16]> {
    let told = printed(run, &format!("holder{again}.json"));
    let engagement = engagement::bytes(told["engagement"].as_str()?)?;
    engagement::ident(engagement::device_key_bytes(&engagement)?)
}

/// What is advertised is what the engagement offers.
fn engaged(judged: &mut Judged, run: &Path, again: &str, services: &[[u8; 16]]) {
    let told = printed(run, &format!("holder{again}.json"));
    // A killed holder prints nothing.
    let Some(text) = told["engagement"].as_str() else { return };
    let Some(bytes) = engagement::bytes(text) else {
        return judged.wrong.push("the engagement is not base64url".into());
    };
    for service in services {
        if !bytes.windows(16).any(|window| window == service) {
            judged.wrong.push("a service is advertised that the engagement does not offer".into());
        }
    }
}

/// No UUID is seen in two runs.
pub fn distinct(judged: &mut [Judged]) {
    for at in 1..judged.len() {
        let (before, now) = judged.split_at_mut(at);
        let again = now[0].services.iter().any(|service| before.iter().any(|one| one.services.contains(service)));
        if again {
            now[0].wrong.push("a UUID of an earlier run was advertised again".into());
        }
    }
}

/// Sets each session beside the raw copy of its kind.
pub fn compare(judged: &mut [Judged], clock: Clock) {
    let copies: Vec<_> = judged
        .iter()
        .filter(|one| one.scenario.flow == "copy" && one.passed())
        .map(|one| (one.scenario.mtu, one.scenario.link.clone(), one.scenario.size, one.ways))
        .collect();
    for one in judged.iter_mut().filter(|one| !matches!(one.scenario.flow.as_str(), "copy" | "refuse")) {
        let alike = copies.iter().filter(|(mtu, link, ..)| *mtu == one.scenario.mtu && *link == one.scenario.link);
        let nearest = alike.min_by_key(|(_, _, size, _)| size.abs_diff(one.bytes));
        let Some((_, _, size, ways)) = nearest else { continue };
        // A short message shows nothing about the pace.
        if one.bytes * 4 < *size {
            continue;
        }
        one.raw = ways[usize::from(one.from == Side::Peripheral)];
        let seconds = one.goodput.map_or(0.0, |goodput| one.bytes as f64 / goodput);
        if let Some(ratio) = one.ratio().filter(|ratio| *ratio < clock.least_ratio(seconds)) {
            one.wrong.push(format!("{ratio:.2} of the raw copy's goodput"));
        }
    }
}
