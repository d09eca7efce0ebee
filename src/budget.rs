//! Layer 0: how much of anything a peer may make us handle. Every number states its source.

use core::time::Duration;

/// The largest message, ciphertext or plaintext, in bytes.
///
/// A response with a portrait is 30 to 300 KB; NFC's largest field counts in 64 KB and BLE moves about 100 KB/s, so
/// 16 MiB is far above what a counter sees and far below what hurts.
pub const MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Nesting of CBOR containers, tags and embedded byte strings.
///
/// The deepest structure of the standard, a driving privilege code inside a DeviceResponse, takes 14 levels.
pub const CBOR_DEPTH: usize = 48;

/// Certificates in one x5chain. The standard's own chains have one (issuer) or two to three (reader).
pub const CHAIN_CERTIFICATES: usize = 8;

/// Certification paths that are remembered as valid, 10 KB each with their checks. Document signers live for a year or
/// so, and an issuer has a handful at a time: these are the signers of some thirty countries or states.
pub const KNOWN_PATHS: usize = 128;

/// Bytes of one certificate. Real ones are 400 to 1,200 bytes.
pub const CERTIFICATE_BYTES: usize = 16 * 1024;

/// DocRequests in one request, and documents in one response. A counter asks for one or two; a document may be sent in eighty
/// bytes, and what is wrong with it takes some thousands to say.
pub const DOCUMENTS: usize = 12;

/// Elements in all documents of one response. As many as sixteen full requests, and a report on each takes some 50 MB.
pub const RETURNED_ELEMENTS: usize = 65_536;

/// Checks of one rule and one outcome that a report lists. A document has some forty elements, of which hardly all are
/// wrong; without a limit a response would take thirty times its length to say what is wrong with it.
pub const CHECKS_ALIKE: usize = 64;

/// Requests in one session. A counter asks once, perhaps twice.
pub const REQUESTS_PER_SESSION: u32 = 64;

/// Elements of one request that the holder's own log names; of the rest it keeps the number. Enough for all of an mDL and
/// of a Photo ID, while a reader cannot fill the log with names of its own.
pub const LOGGED_ELEMENTS: usize = 256;

/// Names in one map: namespaces of a document, elements of a namespace that are asked for, device-signed or in error. As many as
/// [`REQUESTED_ELEMENTS`]. What the issuer signs is not in such maps.
pub const MAP_ENTRIES: usize = REQUESTED_ELEMENTS;

/// Labels in the protected header of one COSE message. The standard's have one or two.
pub const PROTECTED_LABELS: usize = 64;

/// Bytes of one name: a document type, namespace or element identifier. The standards' have up to fifty. A peer's names are
/// compared with one another, for each element.
pub const NAME_BYTES: usize = 1024;

/// Different retrieval methods of one engagement. The standards know four.
pub const RETRIEVAL_METHODS: usize = 64;

/// OriginInfos of one engagement. There is one, where there is any.
pub const ORIGIN_INFOS: usize = 16;

/// Elements that devices sign in one response, and namespaces of such in one document. Documents that have any have a handful;
/// one of them is judged in some two hundred bytes, and may be sent in three.
pub const DEVICE_ELEMENTS: usize = 256;

/// Elements asked for in one request, and errors of elements in one document. The mDL has about 40, the largest data models
/// a hundred; one of them is read in some eighty bytes, and may be sent in three.
pub const REQUESTED_ELEMENTS: usize = 1024;

/// Bytes of one VICAL or RICAL. AAMVA's with 14 certificates takes 21 KB; all the world's issuers would take about 1 MB.
pub const LIST_BYTES: usize = 4 * 1024 * 1024;

/// Entries in one VICAL or RICAL. There are some 200 countries, 60 licensing authorities in the largest, and few keys each.
pub const LIST_ENTRIES: usize = 4096;

/// Document types, profiles or constraints of one entry of a list. Real ones have one document type.
pub const LIST_NAMES: usize = 256;

/// Bytes of one certificate revocation list.
///
/// The list of an issuer of documents is a few hundred bytes; the largest of the public web, with hundreds of thousands
/// of entries, are around 10 MB.
pub const CRL_BYTES: usize = 16 * 1024 * 1024;

/// Entries of one certificate revocation list, 24 bytes each beside the list's own. An IACA has some hundred signers in
/// its life, a reader CA perhaps every reader of a country.
pub const CRL_ENTRIES: usize = 400_000;

/// Extensions of a certificate revocation list, and of one entry. The standard allows two and none; RFC 5280 knows seven.
pub const CRL_EXTENSIONS: usize = 16;

/// Bytes of what a BLE radio told and the driver has not looked at yet.
///
/// The driver looks whenever its caller waits for something, so that little waits; a caller that is busy for a minute
/// while a peer sends 200 KB/s leaves 12 MB.
pub const BLE_INBOX_BYTES: usize = MESSAGE_BYTES;

/// Bytes of one token status list after it was inflated, a bit for each mobile security object.
///
/// 134 million of them; the Token Status List draft reckons with lists of up to 100 million. DEFLATE turns a byte into
/// a thousand, so that without a limit a message of [`MESSAGE_BYTES`] would become 16 GB.
pub const STATUS_LIST_BYTES: usize = 16 * 1024 * 1024;

/// Records in one NDEF message. The messages of connection handover have three to seven.
pub const NDEF_RECORDS: usize = 32;

/// Alternative carriers in one handover message. The standard knows three.
pub const CARRIERS: usize = 8;

/// Different Handover Request messages that one tag answers. Each makes another transcript that a session must try; a
/// reader asks once, and again with fresh identifiers when the phone slipped.
pub const HANDOVERS: usize = 16;

/// Ways in which one engagement is offered: by QR code, by a static handover, and by as many negotiated ones as a tag answers.
/// A reader's first message is tried with each.
pub const OFFERS: usize = HANDOVERS + 2;

/// Messages that a reader sends over NFC before the first of them is taken. It is to wait for the answer to each, and one
/// that does not gives the answer up.
pub const NFC_QUEUED_MESSAGES: usize = 4;

/// How long a reader goes on asking a tag for one message that is not ready. A wallet that asks its user first takes
/// seconds; a hand does not hold a phone to a reader much longer.
pub const HANDOVER_WAIT: Duration = Duration::from_secs(15);

/// Values in which one message may come over GATT. At the least MTU, 19 bytes of message each, [`MESSAGE_BYTES`] take
/// 883,012 of them; a peer that sends shorter ones than it must, or empty ones for ever, ends here.
pub const BLE_FRAGMENTS: usize = 1 << 20;

/// Centrals that are kept apart at a GATT server before one of them starts. Besides the reader or mdoc that is meant there
/// are other people's in the room, hardly ever more than one.
pub const BLE_PEERS: usize = 8;

/// Connections that a GATT client tries before it started. A radio that is going to work does so by the second or third.
pub const BLE_ATTEMPTS: u32 = 8;

/// Messages that wait to be sent, or to be taken by the caller, on one BLE connection. A session has one each way at a time,
/// and a farewell behind it.
pub const BLE_QUEUED_MESSAGES: usize = 4;

/// Attributes of one name in a certificate or revocation list, and sets of them. Real ones have three to eight.
pub const NAME_ATTRIBUTES: usize = 64;

/// Extensions of one certificate. The standard knows nine; real ones have seven to ten.
pub const CERTIFICATE_EXTENSIONS: usize = 64;

/// DER values in one extension of a certificate, those inside others included. A name of eight attributes has some thirty;
/// an empty one is sent in two bytes and read in some seventy.
pub const EXTENSION_VALUES: usize = 256;
