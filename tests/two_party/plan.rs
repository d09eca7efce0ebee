//! What a presentation that begins with a tap is to be.

use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::transport::ble::Mode;
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{RequestOptions, Select};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::tnep::ServiceParameters;
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, Picc, SHORT};

use crate::field::Faults;

const UUID: [u8; 16] = [0x5d; 16];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverKind {
    Static,
    Negotiated,
    /// Negotiated, and the wallet asks its user before it answers.
    ByHand,
}

/// What a run is to be.
#[derive(Debug, Clone)]
pub struct Plan {
    pub handover: HandoverKind,
    /// MLe and MLc of the tag.
    pub limits: (u16, u16),
    /// By BLE, or by NFC.
    pub mode: Option<Mode>,
    /// What the mdoc announces for data transfer, and what the terminal can do.
    pub lengths: NfcOptions,
    pub own: NfcOptions,
    pub rounds: u32,
    pub holder_closes: bool,
    /// How long the user looks at the request, in milliseconds at most.
    pub thinks: u32,
    /// How long the user takes to choose the carriage.
    pub chooses: u32,
    pub faults: Faults,
}

impl Plan {
    pub fn new(seed: u64) -> Self {
        let pick = |by: u64, of: u64| usize::try_from(seed / by % of).unwrap();
        let modes = [None, None, Some(Mode::PeripheralServer), Some(Mode::CentralClient)];
        let commands = [255, 256, 1000, 65_535];
        let responses = [256, 300, 4096, 65_536];
        let own = [SHORT, EXTENDED, NfcOptions { max_command: 600, max_response: 512 }];
        Self {
            handover: [HandoverKind::Static, HandoverKind::Negotiated, HandoverKind::ByHand][pick(1, 3)],
            limits: [(15, 13), (20, 64), (59, 59), (255, 255), (0x7fff, 0x7fff)][pick(3, 5)],
            mode: modes[pick(2, 4)],
            lengths: NfcOptions { max_command: commands[pick(4, 4)], max_response: responses[pick(5, 4)] },
            own: own[pick(7, 3)],
            rounds: 1 + u32::from(seed.is_multiple_of(7)),
            holder_closes: !seed.is_multiple_of(5),
            thinks: if seed % 11 == 3 { 290_000 } else { 5000 },
            chooses: 10_000,
            faults: Faults::default(),
        }
    }

    /// On a field this bad, 0 to 5.
    pub fn on_a_bad_field(mut self, severity: u32) -> Self {
        self.faults = Faults {
            unseen: 4 * severity,
            unanswered: 4 * severity,
            refused: 3 * severity,
            short: 3 * severity,
            foreign: 6 * severity,
            taken: 40 * severity,
            slow: 30 * severity,
        };
        if severity > 0 {
            // Users take longer than anybody waits.
            self.thinks = if self.thinks > 5000 { 700_000 } else { self.thinks };
            self.chooses = 20_000;
        }
        self
    }

    pub fn method(&self) -> RetrievalMethod {
        match self.mode {
            None => RetrievalMethod::Nfc(self.lengths),
            Some(Mode::PeripheralServer) => {
                RetrievalMethod::Ble(BleOptions { peripheral_server: Some(UUID), ..BleOptions::default() })
            }
            Some(_) => RetrievalMethod::Ble(BleOptions { central_client: Some(UUID), ..BleOptions::default() }),
        }
    }

    pub fn options(&self) -> RequestOptions {
        RequestOptions {
            nfc: true,
            ble_central: true,
            ble_peripheral: Some(UUID),
            collision: Some([1, 2]),
            reader_engagement: self.rounds == 2,
            ..RequestOptions::default()
        }
    }

    /// The card of a wallet that shows this engagement.
    pub fn card(&self, engagement: &[u8]) -> Card {
        let methods = [self.method()];
        let tag = match self.handover {
            HandoverKind::Static => Tag::fixed(&Select::message(engagement, &methods).unwrap()),
            HandoverKind::Negotiated => Tag::negotiated(engagement, &methods),
            HandoverKind::ByHand => {
                Tag::by_hand(&ServiceParameters { waiting_time: 40, ..ServiceParameters::default() })
            }
        };
        let tag = tag.unwrap().with_limits(self.limits.0, self.limits.1, 0x7fff).unwrap();
        Card::new(Some(tag), self.mode.is_none().then(|| Picc::new(self.lengths)))
    }
}
