use mdoc_proximity::holder::Response;

pub fn over_disclosure() {
    let _ = Response::new; //~ E0624
}
