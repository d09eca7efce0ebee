use mdoc_proximity::holder::{Credential, CredentialPool};

pub fn added(pool: &CredentialPool<()>, unverified: Credential) {
    let _ = pool.add(unverified, ()); //~ E0308
}
