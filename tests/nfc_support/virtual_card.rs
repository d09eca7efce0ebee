//! A card in pcscd's virtual reader (Debian: pcscd, vsmartcard-vpcd).
//!
//! The card connects to the virtual reader by TCP. Each message is a 2-byte length, big-endian, and its bytes; one byte
//! alone is a control code (0 power off, 1 power on, 2 reset, 4 asks for the ATR), anything longer a command APDU.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use mdoc_proximity::driver::nfc::Host;
use mdoc_proximity::driver::nfc::pcsc::terminals;

/// The virtual reader.
pub const TERMINAL: &str = "Virtual PCD 00 00";
/// Where it waits for its card.
const VPCD: (&str, u16) = ("127.0.0.1", 35_963);
/// A contactless card without historical bytes.
const ATR: &[u8] = &[0x3b, 0x80, 0x80, 0x01, 0x01];

/// There is one virtual reader, and one test at a time has it.
static ALONE: Mutex<()> = Mutex::new(());

/// The PC/SC service. Where this test had to start it, it ends with the test.
pub struct Service {
    child: Option<Child>,
    _alone: MutexGuard<'static, ()>,
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _killed = child.kill();
            let _reaped = child.wait();
        }
    }
}

/// Whether the service has the virtual reader, and a card is in it.
fn card() -> Option<bool> {
    let found = terminals().ok()?;
    found.into_iter().find(|terminal| terminal.name.contains(TERMINAL)).map(|terminal| terminal.card)
}

/// Whether it comes to that within so many tenths of a second.
fn within(tenths: usize, is: impl Fn() -> bool) -> bool {
    (0..tenths).any(|_| {
        thread::sleep(Duration::from_millis(100));
        is()
    })
}

/// A PC/SC service with the virtual reader, running or started; `None`, with a line that says why, where there is none.
pub fn service() -> Option<Service> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    if card().is_some() {
        return Some(Service { child: None, _alone: alone });
    }
    let service = start(alone, None)?;
    if within(50, || card().is_some()) {
        return Some(service);
    }
    println!("skipped: pcscd has no virtual reader (Debian: vsmartcard-vpcd), or may not be used");
    None
}

/// A PC/SC service without any reader, by an empty folder of readers; `None` where there is none, or one that is not ours.
pub fn service_without_reader(empty: &Path) -> Option<Service> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    if terminals().is_ok() {
        println!("skipped: a PC/SC service is running already");
        return None;
    }
    let service = start(alone, Some(empty))?;
    if within(50, || terminals().is_ok_and(|found| found.is_empty())) {
        return Some(service);
    }
    println!("skipped: pcscd has readers of its own, or may not be used");
    None
}

fn start(alone: MutexGuard<'static, ()>, readers: Option<&Path>) -> Option<Service> {
    let mut command = Command::new("pcscd");
    command.arg("--foreground").stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(readers) = readers {
        command.arg("--config").arg(readers);
    }
    match command.spawn() {
        Ok(child) => Some(Service { child: Some(child), _alone: alone }),
        Err(_) => {
            println!("skipped: pcscd is not installed (Debian: pcscd, vsmartcard-vpcd)");
            None
        }
    }
}

fn receive(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut message).ok()?;
    Some(message)
}

fn send(stream: &mut TcpStream, message: &[u8]) -> Option<()> {
    let length = u16::try_from(message.len()).unwrap().to_be_bytes();
    stream.write_all(&[&length, message].concat()).ok()
}

/// A card in the virtual reader, until it is dropped.
pub struct Inserted(TcpStream);

impl Drop for Inserted {
    fn drop(&mut self) {
        let _gone = self.0.shutdown(Shutdown::Both);
        within(50, || card() != Some(true));
    }
}

/// Puts a card into the virtual reader. It is given every command, and `None` when the field is gone; once it has no
/// answer to a command, it is not there any more.
pub fn insert(card_side: impl FnMut(Option<&[u8]>) -> Option<Vec<u8>> + Send + 'static) -> Inserted {
    let card_side = Arc::new(Mutex::new(card_side));
    // A card that comes before pcscd has got over the loss of the last one is not noticed.
    for _ in 0..5 {
        let mut stream = TcpStream::connect(VPCD).unwrap();
        let inserted = Inserted(stream.try_clone().unwrap());
        let card_side = Arc::clone(&card_side);
        thread::spawn(move || serve(&mut stream, &mut *card_side.lock().unwrap()));
        if within(20, || card() == Some(true)) {
            return inserted;
        }
    }
    panic!("pcscd does not notice its card");
}

fn serve(stream: &mut TcpStream, card: &mut impl FnMut(Option<&[u8]>) -> Option<Vec<u8>>) {
    while let Some(message) = receive(stream) {
        let done = match message[..] {
            [4] => send(stream, ATR),
            [0 | 2] => {
                card(None);
                Some(())
            }
            [_] => Some(()),
            _ => card(Some(&message)).and_then(|answer| send(stream, &answer)),
        };
        if done.is_none() {
            break;
        }
    }
    let _gone = stream.shutdown(Shutdown::Both);
    card(None);
}

/// A phone as a card, which leaves the field after so many commands. `late` has the answers that were held.
pub fn phone(host: Host, late: Receiver<Vec<u8>>, mut left: usize) -> impl FnMut(Option<&[u8]>) -> Option<Vec<u8>> {
    move |command| {
        let Some(command) = command else {
            host.deactivated();
            return None;
        };
        left = left.checked_sub(1)?;
        host.command(command).or_else(|| late.recv().ok())
    }
}
