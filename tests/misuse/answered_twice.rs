use mdoc_proximity::holder::{Request, Response};

pub fn two_answers(request: Request) -> (Response, Response) {
    let nothing = request.decline();
    let again = request.decline(); //~ E0382
    (nothing, again)
}
