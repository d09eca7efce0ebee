use super::*;

#[test]
fn service_parameters_both_ways() {
    let google = ServiceParameters::default();
    let message = google.message().unwrap();
    assert_eq!(message, b"\xd1\x02\x1aTp\x10\x13urn:nfc:sn:handover\x00\x10\x0f\xff\xff");
    assert_eq!(ServiceParameters::read(&message), Ok(google));
    assert!(negotiates(&message));
    let other = b"\x91\x02\x0aTp\x10\x04svcA\x00\x01\x01\x00";
    // The length of that payload counts the last byte of the size too.
    let two = [&other[..], b"\x09", &b"\x51"[..], &message[1..]].concat();
    let two = two.replace_length();
    assert_eq!(ServiceParameters::read(&two).map(|read| read.waiting_time), Ok(16));
    assert!(negotiates(&two));
}

trait ReplaceLength {
    fn replace_length(self) -> Self;
}

impl ReplaceLength for Vec<u8> {
    /// The first record's payload has 11 bytes.
    fn replace_length(mut self) -> Self {
        self[2] = 11;
        self
    }
}

#[test]
fn r19_another_service_or_version() {
    let good = ServiceParameters::default().message().unwrap();
    let spoiled = |at: usize, byte: u8| {
        let mut message = good.clone();
        message[at] = byte;
        ServiceParameters::read(&message).map_err(|error| error.kind())
    };
    assert_eq!(spoiled(5, 0x20), Err(NdefErrorKind::Service));
    assert_eq!(spoiled(5, 0x1f).map(drop), Ok(()));
    assert_eq!(spoiled(6, 0x14), Err(NdefErrorKind::Service));
    assert_eq!(spoiled(6, 0xff), Err(NdefErrorKind::Service));
    assert_eq!(spoiled(7, b'U'), Err(NdefErrorKind::Service));
    assert!(!negotiates(b"\xd1\x02\x01Te\x00") && !negotiates(b""));
    assert_eq!(ServiceParameters::read(b"\xd1\x02\x01Tp\x10").map_err(|e| e.kind()), Err(NdefErrorKind::Service));
}

#[test]
fn waiting_times() {
    let wait = |waiting_time| ServiceParameters { waiting_time, ..ServiceParameters::default() }.wait();
    for (wt, micros) in [(0, 500), (1, 595), (2, 707), (3, 841), (4, 1000), (16, 8_000), (63, 27_557_888)] {
        assert_eq!(wait(wt), Duration::from_micros(micros), "{wt}");
    }
    // Reserved bits are not time.
    assert_eq!(wait(0xff), wait(63));
    let real = |wt: f64| 2_f64.powf(wt / 4.0 - 1.0) * 1000.0;
    for wt in 0..=63 {
        let difference = wait(wt).as_micros() as f64 / real(f64::from(wt));
        assert!((0.99..1.01).contains(&difference), "{wt}");
    }
}

#[test]
fn selecting_and_status() {
    let select = service_select().unwrap();
    assert_eq!(select, b"\xd1\x02\x14Ts\x13urn:nfc:sn:handover");
    assert_eq!(selected_service(&select), Ok(HANDOVER_SERVICE));
    assert_eq!(selected_service(b"\xd1\x02\x01Ts\x00"), Ok(&b""[..]));
    for wrong in [&b"\xd1\x02\x02Ts\x00a"[..], b"\xd1\x02\x02Ts\x02a", b"\xd1\x02\x00Ts", b"\xd1\x02\x01Te\x00"] {
        assert_eq!(selected_service(wrong).map_err(|error| error.kind()), Err(NdefErrorKind::Service));
    }
    assert_eq!(status_message(SUCCESS).unwrap(), b"\xd1\x02\x01Te\x00");
    assert_eq!(status(b"\xd1\x02\x01Te\x01"), Ok(1));
    for wrong in [&b"\xd1\x02\x00Te"[..], b"\xd1\x02\x02Te\x00\x00", b"\xd1\x02\x01Ts\x00"] {
        assert_eq!(status(wrong).map_err(|error| error.kind()), Err(NdefErrorKind::Service));
    }
}
