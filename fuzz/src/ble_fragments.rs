//! BLE over GATT: splitting and putting together; the small codecs beside it.

use mdoc_proximity::budget;
use mdoc_proximity::transport::ble::fragment::{LAST, MORE, ValueSize, fragments};
use mdoc_proximity::transport::ble::ident::Ident;
use mdoc_proximity::transport::ble::psm::Psm;
use mdoc_proximity::transport::ble::reassembly::{FragmentError, Reassembly};
use mdoc_proximity::transport::ble::state::State;

use super::cursor::Cursor;
use super::providers::maker;

/// * A message cut for any MTU comes out as it went in, and no value is longer than the MTU allows.
/// * Any sequence of values gives what a plain model of the rules gives; after a refusal nothing is taken any more.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let mtu = usize::from(input.u16());
    let size = match input.byte() % 3 {
        0 => ValueSize::STANDARD,
        1 => ValueSize::new(usize::from(input.byte()), usize::from(input.u16())),
        _ => ValueSize::STANDARD.at_most(usize::from(input.u16())),
    };
    whole(input.0, size.of(mtu));
    values(input);

    if let Ok(state) = State::from_value(data) {
        assert_eq!(data, [state.code()]);
    }
    if let Ok(psm) = Psm::from_bytes(data) {
        assert_eq!(Psm::from_bytes(&psm.to_bytes()), Ok(psm));
        assert_eq!(Psm::new(u32::from(psm.number())), Ok(psm));
    }
    if let Ok(ident) = Ident::derive(&maker(), data) {
        assert!(ident.matches(ident.as_bytes()));
        assert_eq!(ident.matches(data), data == ident.as_bytes());
    }
}

fn whole(message: &[u8], size: usize) {
    let mut reassembly = Reassembly::new();
    let mut count = 0;
    let parts = fragments(message, size);
    let announced = parts.len();
    let mut out = None;
    for (prefix, part) in parts {
        count += 1;
        assert!(part.len() < size.max(2), "a value of more than {size} bytes");
        assert!(out.is_none());
        let value = [&[prefix], part].concat();
        out = reassembly.take(&value).expect("a value of ours");
        assert_eq!(reassembly.is_inside(), out.is_none());
    }
    assert_eq!(count, announced);
    match message {
        [] => assert!(out.is_none()),
        message => assert_eq!(out.as_deref(), Some(message)),
    }
}

fn values(mut input: Cursor<'_>) {
    let (mut reassembly, mut model, mut refused) = (Reassembly::new(), Vec::new(), None);
    while !input.is_empty() {
        let length = usize::from(input.byte());
        let value = input.take(length);
        let taken = reassembly.take(value);
        if let Some(error) = refused {
            assert_eq!(taken, Err(error));
            continue;
        }
        match value {
            [] => assert_eq!(taken, Err(FragmentError::NoPrefix)),
            [MORE, part @ ..] => {
                model.extend_from_slice(part);
                assert_eq!(taken, Ok(None));
            }
            [LAST, part @ ..] => {
                model.extend_from_slice(part);
                match core::mem::take(&mut model) {
                    message if message.is_empty() => assert_eq!(taken, Err(FragmentError::EmptyMessage)),
                    message => assert_eq!(taken, Ok(Some(message))),
                }
            }
            [prefix, ..] => assert_eq!(taken, Err(FragmentError::Prefix(*prefix))),
        }
        refused = taken.err();
        assert!(reassembly.received() <= budget::MESSAGE_BYTES);
        if refused.is_none() {
            assert_eq!(reassembly.received(), model.len());
        }
    }
}
