use mdoc_proximity::session::Channel;
use mdoc_proximity::{holder, reader};

pub fn copies(holder: &holder::Session, reader: &reader::Session, channel: &Channel) {
    let _: holder::Session = holder.clone(); //~ E0308
    let _: reader::Session = reader.clone(); //~ E0308
    let _: Channel = channel.clone(); //~ E0308
}
