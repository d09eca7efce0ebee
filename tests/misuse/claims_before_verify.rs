use mdoc_proximity::reader::UnverifiedResponse;

pub fn documents(response: &UnverifiedResponse) {
    let _ = response.documents(); //~ E0599
    let _ = response.elements(); //~ E0599
    let _ = response.as_bytes(); //~ E0599
    let _ = &response.plaintext; //~ E0616
}
