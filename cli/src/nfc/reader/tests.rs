use clap::Parser;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::transport::nfc::transfer::SHORT;

use super::over_nfc;
use crate::args::{Cli, Command};

const NFC: RetrievalMethod = RetrievalMethod::Nfc(SHORT);

fn ble() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() })
}

/// Whether it goes on over NFC, or what is said.
fn goes(flags: &str, offered: &[RetrievalMethod]) -> Result<bool, String> {
    let words = format!("mdoc reader --nfc --request wine --trust x {flags}");
    let Command::Reader(args) = Cli::parse_from(words.split_whitespace()).command else { panic!("{words}") };
    over_nfc(&args, offered).map(|lengths| lengths.is_some()).map_err(|failure| failure.message().to_owned())
}

#[test]
fn bluetooth_is_taken_where_both_sides_mean_it() {
    for both in [[ble(), NFC], [NFC, ble()]] {
        assert_eq!(goes("", &both), Ok(true));
        assert_eq!(goes("--ble", &both), Ok(false));
        assert_eq!(goes("--ble --tap-only", &both), Ok(false));
        // The phone has the other mode.
        assert_eq!(goes("--ble --mode peripheral", &both), Ok(true));
        assert!(goes("--ble --mode peripheral --tap-only", &both).unwrap_err().contains("without --tap-only"));
    }
    assert_eq!(goes("--ble", &[NFC]), Ok(true));
    assert_eq!(goes("--ble", &[ble()]), Ok(false));
}

#[test]
fn ways_that_are_not_meant_are_named() {
    assert!(goes("", &[ble()]).unwrap_err().contains("with --ble"));
    assert!(goes("--ble --tap-only", &[NFC]).unwrap_err().contains("without --tap-only"));
    assert!(goes("--ble --mode peripheral", &[ble()]).unwrap_err().contains("no way that is meant"));
    for flags in ["", "--ble"] {
        assert!(goes(flags, &[RetrievalMethod::WifiAware]).unwrap_err().contains("no way that is meant"));
        assert!(goes(flags, &[]).is_err());
    }
}
