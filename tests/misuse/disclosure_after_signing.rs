use mdoc_proximity::holder::{DeviceKey, Disclosure};

pub fn signed_twice(disclosure: Disclosure, key: &dyn DeviceKey) {
    let _signed = disclosure.sign(key);
    let _again = disclosure.sign(key); //~ E0382
}
