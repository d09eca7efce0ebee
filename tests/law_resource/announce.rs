//! Announcements that are never kept: any head of a structure made to promise more than there is.

/// Heads whose arguments are as long as they get: 2^62 bytes, 2^32 entries, the most that eight bytes say.
const PROMISES: [[u8; 9]; 3] = [
    [27, 0x40, 0, 0, 0, 0, 0, 0, 0],
    [27, 0, 0, 0, 1, 0, 0, 0, 0],
    [27, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/// How many bytes a head takes.
fn head(first: u8) -> usize {
    match first & 0x1f {
        24 => 2,
        25 => 3,
        26 => 5,
        27 => 9,
        _ => 1,
    }
}

/// The argument of a head.
fn argument(item: &[u8]) -> usize {
    match item[0] & 0x1f {
        short @ 0..24 => usize::from(short),
        _ => item[1..head(item[0])].iter().fold(0, |number, byte| number << 8 | usize::from(*byte)),
    }
}

/// Where the heads are, also of what byte strings embed.
fn heads(bytes: &[u8]) -> Vec<usize> {
    fn walk(bytes: &[u8], mut at: usize, heads: &mut Vec<usize>) -> usize {
        let (item, embedded) = (&bytes[at..], at >= 2 && bytes[at - 2..at] == [0xd8, 24]);
        let (major, argument) = (item[0] >> 5, argument(item));
        heads.push(at);
        at += head(item[0]);
        match major {
            2 if embedded => walk(bytes, at, heads),
            2 | 3 => at + argument,
            4 => (0..argument).fold(at, |at, _| walk(bytes, at, heads)),
            5 => (0..2 * argument).fold(at, |at, _| walk(bytes, at, heads)),
            6 => walk(bytes, at, heads),
            _ => at,
        }
    }
    let mut heads = Vec::new();
    assert_eq!(walk(bytes, 0, &mut heads), bytes.len(), "one item");
    heads
}

/// The item with each head in turn promising too much.
pub fn promising(item: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    heads(item).into_iter().flat_map(move |at| {
        PROMISES.into_iter().map(move |mut promise| {
            promise[0] |= item[at] & 0xe0;
            [&item[..at], &promise, &item[at + head(item[at])..]].concat()
        })
    })
}
