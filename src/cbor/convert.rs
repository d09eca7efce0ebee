//! Opt-in conversion of element values to [`ciborium::Value`] and serde types.

use serde::de::DeserializeOwned;

use super::{Encode, RawValue, Writer};

impl RawValue<'_> {
    /// The item as a [`ciborium::Value`], a copy.
    ///
    /// # Errors
    /// When `ciborium` does not know the item, as with unassigned simple values.
    pub fn to_value(&self) -> Result<ciborium::Value, ciborium::de::Error<std::io::Error>> {
        ciborium::de::from_reader(self.bytes())
    }

    /// The item as a serde type, a copy.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, ciborium::de::Error<std::io::Error>> {
        ciborium::de::from_reader(self.bytes())
    }
}

impl Encode for ciborium::Value {
    fn encode(&self, writer: &mut Writer) {
        let mut bytes = Vec::new();
        if ciborium::ser::into_writer(self, &mut bytes).is_ok() {
            writer.raw(&bytes);
        }
    }
}
