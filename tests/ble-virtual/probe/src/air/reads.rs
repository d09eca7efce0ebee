//! The characteristics that are read before Start: Ident and the PSM (PROTOCOL clauses 10.3 and 10.7).

use super::{
    How, Link, Side, Value,
    rules::{Expected, is_state},
};

const IDENT: u32 = 8;
/// The PSM's characteristic in the mdoc's service, and in the reader's.
const PSM: [u32; 2] = [0x0a, 0x0b];
/// The PSMs that systems give out for LE (Bluetooth Core, volume 3 part A, 4.22).
const DYNAMIC: std::ops::RangeInclusive<u32> = 0x80..=0xff;

fn reads(link: &Link, which: impl Fn(u32) -> bool) -> Vec<&Value> {
    let all = link.values.iter();
    all.filter(|value| value.how == How::Read && which(value.characteristic)).collect()
}

/// When the session began: by Start, or by the first bytes of a channel.
fn begun(link: &Link) -> Option<f64> {
    let start = link.values.iter().find(|value| is_state(value)).map(|value| value.at);
    start.or(link.frames.first().map(|frame| frame.at))
}

/// The mdoc, as the client, reads the reader's Ident before Start, and goes on only where it is its own engagement's.
pub fn ident(link: &Link, expected: Expected<'_>, wrong: &mut Vec<String>) {
    let read = reads(link, |number| number == IDENT);
    if expected.holder == Side::Peripheral {
        if !read.is_empty() {
            wrong.push("an Ident was read, though the server is the mdoc".to_owned());
        }
        return;
    }
    let begun = begun(link);
    match (read.first(), begun) {
        (None, Some(_)) => wrong.push("the mdoc began without having read the Ident".to_owned()),
        (Some(read), Some(begun)) if begun < read.at => {
            wrong.push("the mdoc read the Ident only after it had begun".to_owned());
        }
        _ => {}
    }
    for value in read {
        if value.value.len() != 16 {
            wrong.push(format!("an Ident of {} bytes", value.value.len()));
        } else if expected.ident.is_some_and(|ident| value.value != ident) && begun.is_some() {
            wrong.push("the Ident is not the engagement's, and yet the mdoc began".to_owned());
        }
    }
}

/// The PSM is read from the server's own characteristic, where a channel is meant, and that channel is opened.
pub fn psm(link: &Link, expected: Expected<'_>, wrong: &mut Vec<String>) {
    let own = PSM[usize::from(expected.holder == Side::Central)];
    let read = reads(link, |number| PSM.contains(&number));
    if !expected.channel && !read.is_empty() {
        wrong.push("the PSM was read though no channel is meant".to_owned());
    }
    for value in read {
        if value.characteristic != own {
            wrong.push("the PSM was read from the other mode's characteristic".to_owned());
        }
        // The standard is silent; this is what others write.
        let Ok(bytes) = <[u8; 4]>::try_from(&value.value[..]) else {
            wrong.push(format!("a PSM of {} bytes", value.value.len()));
            continue;
        };
        let number = u32::from_be_bytes(bytes);
        if !DYNAMIC.contains(&number) {
            wrong.push(format!("the PSM 0x{number:x} is none that systems give out"));
        } else if link.psm.is_some_and(|opened| u32::from(opened) != number) {
            wrong.push("the channel was opened at another PSM than was read".to_owned());
        }
    }
    if link.psm.is_some() && !expected.channel {
        wrong.push("a channel was opened though none is meant".to_owned());
    }
}
