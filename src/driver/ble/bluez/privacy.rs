//! Whether the service makes adapters use random addresses.
//!
//! It is set for the service as a whole and shown nowhere on the bus: `Adapter1.AddressType` is that of the adapter's own
//! address in either case. So the service's configuration is read, as far as this program can see it.

use std::fs;

/// Where the service is configured.
const FILE: &str = "/etc/bluetooth/main.conf";

/// Whether adapters are to use random addresses also while they can be found; `None` where that cannot be known.
pub(in crate::driver::ble) fn random_addresses() -> Option<bool> {
    // A container may not have the file of the service that it talks to, so that none does not mean the default.
    fs::read_to_string(FILE).ok().map(|text| are_random(&text))
}

/// `Privacy` of the group `General`: `limited-` privacy is none while an adapter can be found, which it is when a wallet
/// advertises.
pub(super) fn are_random(text: &str) -> bool {
    let mut group = "";
    let mut privacy = "off";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            group = name;
        } else if let Some((key, value)) = line.split_once('=')
            && group == "General"
            && key.trim() == "Privacy"
        {
            privacy = value.trim();
        }
    }
    matches!(privacy, "device" | "network" | "on")
}
