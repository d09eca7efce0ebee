use super::*;

fn all(message: &[u8]) -> Result<Vec<Record<'_>>, NdefError> {
    records(message).collect()
}

fn refused(message: &[u8]) -> (NdefErrorKind, usize) {
    let error = all(message).unwrap_err();
    (error.kind(), error.offset())
}

#[test]
fn one_short_record() {
    let record = Record { format: TypeNameFormat::WellKnown, kind: b"Te", id: None, payload: &[0], offset: 0 };
    assert_eq!(all(b"\xd1\x02\x01Te\x00"), Ok(vec![record]));
}

#[test]
fn a_long_record_and_one_with_an_id() {
    let message = b"\x82\x01\x00\x00\x00\x02\x6d\x01\x02\x5c\x01\x01\x02xid\x09";
    let read = all(message).unwrap();
    assert_eq!((read[0].format, read[0].kind, read[0].payload), (TypeNameFormat::Media, &b"m"[..], &[1, 2][..]));
    assert_eq!((read[1].format, read[1].id, read[1].offset), (TypeNameFormat::External, Some(&b"id"[..]), 9));
}

#[test]
fn every_cut_is_noticed() {
    let message = b"\x82\x01\x00\x00\x00\x02\x6d\x01\x02\x5c\x01\x01\x02xid\x09";
    for length in 0..message.len() {
        assert_eq!(refused(&message[..length]).0, NdefErrorKind::UnexpectedEnd, "{length} bytes");
    }
}

#[test]
fn lengths_that_announce_too_much() {
    assert_eq!(refused(b"\xc1\x01\xff\xff\xff\xffT"), (NdefErrorKind::UnexpectedEnd, 0));
    assert_eq!(refused(b"\xd1\xff\x00T"), (NdefErrorKind::UnexpectedEnd, 0));
    assert_eq!(refused(b"\xd9\x01\x00\xffT"), (NdefErrorKind::UnexpectedEnd, 0));
}

#[test]
fn begin_and_end_marks() {
    assert_eq!(refused(b"\x51\x01\x00T"), (NdefErrorKind::MessageBegin, 0));
    assert_eq!(refused(b"\x91\x01\x00T\xd1\x01\x00T"), (NdefErrorKind::MessageBegin, 4));
    assert_eq!(refused(b"\xd1\x01\x00T\x00"), (NdefErrorKind::TrailingBytes, 4));
    assert_eq!(refused(b"\x91\x01\x00T"), (NdefErrorKind::UnexpectedEnd, 4));
}

#[test]
fn chunks_and_odd_types() {
    assert_eq!(refused(b"\xb1\x01\x00T\x56\x00\x00"), (NdefErrorKind::Chunked, 0));
    for header in [0xd6, 0xd7] {
        assert_eq!(refused(&[header, 0, 0]), (NdefErrorKind::Format, 0));
    }
    assert_eq!(all(b"\xd0\x00\x00").unwrap()[0].format, TypeNameFormat::Empty);
    assert_eq!(all(b"\xd8\x00\x00\x00").unwrap()[0].id, Some(&[][..]));
    assert_eq!(all(b"\xd5\x00\x01\x07").unwrap()[0].payload, [7]);
    assert_eq!(refused(b"\xd0\x00\x01\x07").0, NdefErrorKind::Format);
    assert_eq!(refused(b"\xd5\x01\x00T").0, NdefErrorKind::Format);
    assert_eq!(refused(b"\xd1\x00\x00").0, NdefErrorKind::Format);
}

#[test]
fn iteration_ends_with_the_first_error() {
    let mut records = records(b"\x91\x01\x00T\xb1\x01\x00T");
    assert!(records.next().unwrap().is_ok());
    assert!(records.next().unwrap().is_err());
    assert!(records.next().is_none());
}

#[test]
fn what_is_read_is_written_again() {
    let read = b"\x82\x01\x00\x00\x00\x02\x6d\x01\x02\x5c\x01\x01\x02xid\x09";
    // The first record's long length is not kept.
    assert_eq!(message(&all(read).unwrap()).unwrap(), b"\x92\x01\x02\x6d\x01\x02\x5c\x01\x01\x02xid\x09");
    for payload in [255_usize, 256, 70_000] {
        let payload = vec![7; payload];
        let record = Record::new(TypeNameFormat::External, b"a:b", Some(b""), &payload);
        let written = message(&[record, record]).unwrap();
        let again = all(&written).unwrap();
        assert_eq!((again.len(), again[0], again[1].payload), (2, record, &payload[..]));
        assert_eq!(written.len(), 2 * (payload.len() + if payload.len() > 255 { 10 } else { 7 }));
    }
    assert_eq!(message(&[]).unwrap(), b"\xd0\x00\x00");
}

#[test]
fn names_above_255_bytes_are_not_written() {
    let long = [7; 256];
    for record in [
        Record::new(TypeNameFormat::Media, &long, None, b""),
        Record::new(TypeNameFormat::Media, b"m", Some(&long), b""),
    ] {
        assert_eq!(message(&[record]).unwrap_err().kind(), NdefErrorKind::TooLong);
    }
}

#[test]
fn a_message_has_so_many_records_at_most() {
    let records = [Record::new(TypeNameFormat::External, b"a", None, b"b"); crate::budget::NDEF_RECORDS + 1];
    let fitting = message(&records[1..]).unwrap();
    assert_eq!(all(&fitting).map(|read| read.len()), Ok(crate::budget::NDEF_RECORDS));
    let last = fitting.len();
    assert_eq!(refused(&message(&records).unwrap()), (NdefErrorKind::TooManyRecords, last));
}

#[test]
fn errors_say_what_and_where() {
    use NdefErrorKind::*;
    let kinds = [
        UnexpectedEnd,
        TrailingBytes,
        TooManyRecords,
        MessageBegin,
        Chunked,
        Format,
        TooLong,
        NotHandoverSelect,
        NoDeviceEngagement,
        RepeatedDeviceEngagement,
        NotHandoverRequest,
        HandoverVersion,
        AlternativeCarrier,
        NoAlternativeCarrier,
        ExtraAlternativeCarrier,
        Service,
    ];
    let said = kinds.map(|kind| NdefError::new(kind, 417).to_string());
    assert!(said.iter().all(|text| text.ends_with(" (at byte 417)")), "{said:?}");
    assert_eq!(said.iter().collect::<std::collections::BTreeSet<_>>().len(), kinds.len(), "{said:?}");
}

/// Each type name format both ways, as numbered by the NFC Forum; 6 and 7 are for chunks and for later.
#[test]
fn type_name_formats_both_ways() {
    use TypeNameFormat::*;
    for (number, format) in (0_u8..).zip([Empty, WellKnown, Media, AbsoluteUri, External, Unknown]) {
        let kind: &[u8] = if matches!(format, Empty | Unknown) { b"" } else { b"T" };
        let payload: &[u8] = if format == Empty { b"" } else { &[9] };
        let written = message(&[Record::new(format, kind, None, payload)]).unwrap();
        assert_eq!(written[0] & 7, number);
        let read = all(&written).unwrap();
        assert_eq!((read[0].format, read[0].kind, read[0].payload), (format, kind, payload));
    }
}
