use super::*;

fn read(bytes: &[u8]) -> Command<'_> {
    Command::read(bytes).unwrap()
}

#[test]
fn the_seven_cases_both_ways() {
    let head = Command::new(0, 0xa4, [4, 12]);
    let long = vec![7; 256];
    let extended = |command: Command<'static>| Command { extended: true, ..command };
    let cases: Vec<(Command<'_>, Vec<u8>)> = vec![
        (head, vec![0, 0xa4, 4, 12]),
        (head.expecting(5), vec![0, 0xa4, 4, 12, 5]),
        (head.expecting(256), vec![0, 0xa4, 4, 12, 0]),
        (head.data(&[7]), vec![0, 0xa4, 4, 12, 1, 7]),
        (head.data(&[7]).expecting(256), vec![0, 0xa4, 4, 12, 1, 7, 0]),
        (extended(head.expecting(5)), vec![0, 0xa4, 4, 12, 0, 0, 5]),
        (extended(head.expecting(65_536)), vec![0, 0xa4, 4, 12, 0, 0, 0]),
        (extended(head.data(&[7])), vec![0, 0xa4, 4, 12, 0, 0, 1, 7]),
        (extended(head.data(&[7]).expecting(257)), vec![0, 0xa4, 4, 12, 0, 0, 1, 7, 1, 1]),
        (
            Command { data: &long, extended: true, ..head.expecting(65_536) },
            [&[0, 0xa4, 4, 12, 0, 1, 0][..], &long, &[0, 0]].concat(),
        ),
    ];
    for (command, bytes) in &cases {
        assert_eq!(command.to_vec().unwrap(), *bytes);
        assert_eq!(read(bytes), *command);
    }
    // What needs extended lengths has them.
    assert_eq!(head.expecting(257).to_vec().unwrap(), [0, 0xa4, 4, 12, 0, 1, 1]);
    assert_eq!(head.data(&long).to_vec().unwrap()[..7], [0, 0xa4, 4, 12, 0, 1, 0]);
}

#[test]
fn lengths_that_do_not_fit() {
    for wrong in [
        &[0, 1, 2, 3, 2, 7][..],
        &[0, 1, 2, 3, 1, 7, 0, 0],
        &[0, 1, 2, 3, 0, 7],
        &[0, 1, 2, 3, 0, 0, 0, 7],
        &[0, 1, 2, 3, 0, 0, 2, 7],
        &[0, 1, 2, 3, 0, 0, 1, 7, 0],
        &[0, 1, 2, 3, 0, 0, 1, 7, 0, 0, 0],
    ] {
        assert_eq!(Command::read(wrong), Err(ApduError::Length), "{wrong:?}");
    }
    for length in 0..4 {
        assert_eq!(Command::read(&[0; 3][..length.min(3)]), Err(ApduError::TooShort));
    }
    let head = Command::new(0, 1, [2, 3]);
    assert_eq!(head.data(&vec![0; 65_536]).to_vec(), Err(ApduError::Range));
    assert_eq!([0, 65_537].map(|le| head.expecting(le).to_vec()), [Err(ApduError::Range), Err(ApduError::Range)]);
}

#[test]
fn responses_both_ways() {
    let response = Response::read(&[1, 2, 0x61, 0x05]).unwrap();
    assert_eq!((response.data, response.status.left()), (&[1, 2][..], Some(5)));
    assert_eq!(response.to_vec(), [1, 2, 0x61, 0x05]);
    assert_eq!(Response::read(&[0x90, 0]).unwrap().status, StatusWord::OK);
    assert_eq!(StatusWord::OK.left(), None);
    assert_eq!([Response::read(&[]), Response::read(&[0x90])], [Err(ApduError::TooShort); 2]);
    assert!(Response::read(&vec![0; 65_538]).is_ok());
    assert_eq!(Response::read(&vec![0; 65_539]), Err(ApduError::Range));
    assert_eq!(format!("{:?} {}", StatusWord::more(3), StatusWord::NOT_FOUND), "StatusWord(6103) 6A82");
}
