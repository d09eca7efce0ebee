fn main() -> linking_ours::Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    match std::env::args().nth(1).as_deref() {
        Some("holder") => linking_ours::holder::run(&arguments),
        _ => linking_ours::reader::run(&arguments),
    }
}
