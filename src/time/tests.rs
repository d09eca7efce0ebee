use super::*;

fn seconds(text: &str) -> Option<i64> {
    UnixTime::from_rfc3339(text).ok().map(UnixTime::unix_seconds)
}

#[test]
fn date_times_of_every_form_are_read() {
    assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(seconds("1969-12-31T23:59:59Z"), Some(-1));
    assert_eq!(seconds("2024-02-29T23:59:59Z"), Some(1_709_251_199));
    assert_eq!(seconds("2024-02-29T23:59:59.999999999Z"), Some(1_709_251_199));
    assert_eq!(seconds("2024-03-01T01:29:59+01:30"), Some(1_709_251_199));
    assert_eq!(seconds("2024-02-29t23:59:59z"), Some(1_709_251_199));
    assert_eq!(
        seconds("2016-12-31T23:59:60Z"),
        seconds("2016-12-31T23:59:59.9Z"),
        "a leap second has no second of its own"
    );
    assert_eq!(seconds("0000-01-01T00:00:00Z"), Some(-62_167_219_200));
    assert_eq!(seconds("9999-12-31T23:59:59Z"), Some(253_402_300_799));
    assert_eq!(seconds("1969-12-31T23:59:59.5Z"), Some(-1), "dropping a fraction goes back in time, never forward");
    for none in [
        "2016-12-30T23:59:60Z",
        "2024-0a-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "+024-01-01T00:00:00Z",
        "2024-02-29T00:60:00Z",
        "2023-02-29T00:00:00Z",
        "2024-02-29T24:00:00Z",
        "2024-02-29T00:00:00",
        "2024-02-29",
        "",
        "20240229T000000Z",
    ] {
        assert_eq!(seconds(none), None, "{none}");
    }
}

#[test]
fn a_tdate_is_utc_without_fraction() {
    assert_eq!(UnixTime::from_tdate("2024-02-29T23:59:59Z"), UnixTime::from_rfc3339("2024-02-29T23:59:59Z").ok());
    for other in [
        "2024-02-29T23:59:59.5Z",
        "2024-02-29T23:59:5+01Z",
        "2024-02-29T23:59:59+00:00",
        "2024-02-29t23:59:59Z",
        "2024-02-29T23:59:59z",
        "2024-02-29 23:59:59Z",
        "2023-02-29T23:59:59Z",
        "2024-02-29T23:59:59",
        "2024-02-29T23:59:5\u{e9}Z",
    ] {
        assert_eq!(UnixTime::from_tdate(other), None, "{other}");
    }
}

#[test]
fn an_instant_is_written_as_a_tdate() {
    for text in ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"] {
        assert_eq!(UnixTime::from_tdate(text).unwrap().to_string(), text);
    }
    assert_eq!(UnixTime::from_unix_seconds(i64::MAX).to_string(), format!("{} s after 1970", i64::MAX));
}

#[test]
fn arithmetic_stops_at_the_ends() {
    let (first, last) = (UnixTime::from_unix_seconds(i64::MIN), UnixTime::from_unix_seconds(i64::MAX));
    let second = Duration::from_secs(1);
    assert_eq!((last.plus(second), first.minus(second)), (last, first));
    assert_eq!((first.plus(Duration::MAX).unix_seconds(), last.minus(Duration::MAX).unix_seconds()), (-1, 0));
    assert_eq!(last.minus(second).plus(second), last);
    let half = Duration::from_millis(1_500);
    assert_eq!(UnixTime::from_unix_seconds(0).plus(half).unix_seconds(), 1);
    assert_eq!(Monotonic::new(Duration::MAX).plus(second).since_start(), Duration::MAX);
    assert_eq!(Monotonic::default().plus(half).since_start(), half);
}
