//! The QR code: drawn in a terminal, written as PNG, read from a picture.

use std::io::Cursor;
use std::path::Path;

use anstyle::{Ansi256Color, Style};
use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Luma};
use qrcode::{Color, EcLevel, QrCode};

use crate::failure::Failure;
use crate::input;

/// The empty border in modules (ISO/IEC 18004: 4).
const QUIET: usize = 4;
/// Pixels per module in a PNG.
const SCALE: usize = 8;
/// The largest picture that is looked at, in pixels. A telephone's photograph has 12 to 50 million; a small file can
/// claim thousands of millions.
const PIXELS: u64 = 64_000_000;

/// A symbol: dark modules are true.
pub struct Symbol {
    width: usize,
    modules: Vec<bool>,
}

impl Symbol {
    /// The symbol of a text. Level L keeps it small: screens do not get stained.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L);
        let code = code.map_err(|error| Failure::unreadable("the QR code", error))?;
        Ok(Self {
            width: code.width(),
            modules: code.to_colors().into_iter().map(|color| color == Color::Dark).collect(),
        })
    }

    /// Whether a module is dark, counted from the corner of the quiet zone.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inner = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.width);
        let at = inner(x).zip(inner(y)).map(|(x, y)| y.saturating_mul(self.width).saturating_add(x));
        at.and_then(|at| self.modules.get(at)).copied().unwrap_or(false)
    }

    /// Modules across, with the quiet zone.
    fn span(&self) -> usize {
        self.width.saturating_add(2 * QUIET)
    }

    /// The symbol for a terminal, two modules to a character, black on white whatever the terminal's own colours.
    pub fn drawn(&self) -> String {
        let ink = Style::new().fg_color(Some(Ansi256Color(16).into())).bg_color(Some(Ansi256Color(231).into()));
        let rows = (0..self.span()).step_by(2).map(|y| {
            let cells = (0..self.span()).map(|x| match (self.is_dark(x, y), self.is_dark(x, y.saturating_add(1))) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
            format!("{ink}{}{ink:#}", cells.collect::<String>())
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// The symbol as a PNG.
    pub fn png(&self) -> Result<Vec<u8>, Failure> {
        let failure = |error: &dyn std::fmt::Display| Failure::unreadable("the QR code", error);
        let side = u32::try_from(self.span().saturating_mul(SCALE)).map_err(|error| failure(&error))?;
        let at = |pixel: u32| usize::try_from(pixel).unwrap_or(usize::MAX).checked_div(SCALE).unwrap_or_default();
        let picture =
            GrayImage::from_fn(side, side, |x, y| if self.is_dark(at(x), at(y)) { Luma([0]) } else { Luma([255]) });
        let mut png = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(picture).write_to(&mut png, ImageFormat::Png).map_err(|error| failure(&error))?;
        Ok(png.into_inner())
    }
}

/// The text of the engagement in a picture. Other QR codes in it are passed over.
pub fn read_picture(bytes: &[u8]) -> Result<String, String> {
    let format = image::guess_format(bytes).ok();
    let format = format.filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg));
    let format = format.ok_or_else(|| "no PNG and no JPEG picture".to_owned())?;
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let no_picture = |error| format!("the picture cannot be read: {error}");
    let (width, height) = reader().into_dimensions().map_err(no_picture)?;
    if u64::from(width).saturating_mul(u64::from(height)) > PIXELS {
        return Err(format!("the picture is too large: {width} by {height}, where {PIXELS} pixels are allowed"));
    }
    let picture = reader().decode().map_err(no_picture)?;
    let grey = on_white(&picture);
    let (width, height) = grey.dimensions();
    let size = |pixels: u32| usize::try_from(pixels).unwrap_or_default();
    let level = |x: usize, y: usize| {
        let at = u32::try_from(x).ok().zip(u32::try_from(y).ok());
        at.and_then(|(x, y)| grey.get_pixel_checked(x, y)).map_or(255, |Luma([level])| *level)
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(size(width), size(height), level);
    let grids = prepared.detect_grids();
    let texts: Vec<String> = grids.iter().filter_map(|grid| grid.decode().ok().map(|(_, text)| text)).collect();
    let is_engagement = |text: &&String| text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mdoc:"));
    match (texts.iter().find(is_engagement), texts.first(), grids.len()) {
        (Some(text), ..) => Ok(text.clone()),
        (None, Some(_), _) => Err("the QR code is not an ID's: it does not start with \"mdoc:\"".to_owned()),
        (None, None, 0) => Err("no QR code is found in the picture".to_owned()),
        (None, None, _) => Err("there is a QR code in the picture, but it cannot be read".to_owned()),
    }
}

/// The same from a file.
pub fn read_file(path: &Path) -> Result<String, Failure> {
    let bytes = input::read(path)?;
    read_picture(&bytes).map_err(|why| Failure::unreadable(path.display(), why))
}

/// Grey levels, with transparent parts white.
fn on_white(picture: &DynamicImage) -> GrayImage {
    let mut picture = picture.to_luma_alpha8();
    for pixel in picture.pixels_mut() {
        let [level, alpha] = pixel.0.map(u16::from);
        let light = 255_u16.saturating_sub(alpha).saturating_mul(255);
        let mixed = level.saturating_mul(alpha).saturating_add(light).checked_div(255).unwrap_or_default();
        pixel.0 = [u8::try_from(mixed).unwrap_or(u8::MAX), 255];
    }
    DynamicImage::ImageLumaA8(picture).to_luma8()
}

#[cfg(test)]
mod tests {
    use super::{Symbol, read_picture};

    const URI: &str =
        "mdoc:owBjMS4wAYIB2BhYS6QBAiABIVggWojRgrzl9C76WZQz0dzVgqAAsMoaXrr6W0sAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn a_drawn_code_is_read_back() {
        for text in [URI, &URI.repeat(8)] {
            let png = Symbol::new(text).unwrap().png().unwrap();
            assert_eq!(read_picture(&png).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_photograph_is_read() {
        let png = Symbol::new(URI).unwrap().png().unwrap();
        let mut jpeg = std::io::Cursor::new(Vec::new());
        let picture = image::load_from_memory(&png).unwrap();
        picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        assert_eq!(read_picture(jpeg.get_ref()).as_deref(), Ok(URI));
        jpeg.get_mut().truncate(400);
        assert!(read_picture(jpeg.get_ref()).is_err());
    }

    #[test]
    fn a_code_on_a_transparent_ground_is_read() {
        let png = Symbol::new(URI).unwrap().png().unwrap();
        let mut picture = image::load_from_memory(&png).unwrap().to_luma_alpha8();
        picture.pixels_mut().filter(|pixel| pixel.0[0] == 255).for_each(|pixel| pixel.0 = [0, 0]);
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::ImageLumaA8(picture).write_to(&mut png, image::ImageFormat::Png).unwrap();
        assert_eq!(read_picture(png.get_ref()).as_deref(), Ok(URI));
    }

    #[test]
    fn the_terminal_shows_every_module() {
        let symbol = Symbol::new(URI).unwrap();
        let plain = anstream::adapter::strip_str(&symbol.drawn()).to_string();
        let lines: Vec<Vec<char>> = plain.lines().map(|line| line.chars().collect()).collect();
        for y in 0..symbol.span() {
            for (x, cell) in lines[y / 2].iter().enumerate() {
                let dark = match cell {
                    '█' => true,
                    '▀' => y % 2 == 0,
                    '▄' => y % 2 == 1,
                    _ => false,
                };
                assert_eq!(dark, symbol.is_dark(x, y));
            }
        }
        assert!(lines.iter().all(|line| line.len() == symbol.span()));
    }

    #[test]
    fn a_small_file_cannot_claim_a_huge_picture() {
        // Signature and IHDR: 20,000 by 20,000 pixels of one grey byte, which the file does not have.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([20_000_u32.to_be_bytes(), 20_000_u32.to_be_bytes()].concat());
        png.extend([8, 0, 0, 0, 0]);
        let crc = png[12..].iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
        });
        png.extend((!crc).to_be_bytes());
        png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        let why = read_picture(&png).unwrap_err();
        assert!(why.contains("too large"), "{why}");
    }

    #[test]
    fn other_pictures_are_refused() {
        assert!(read_picture(b"no picture").unwrap_err().contains("no PNG and no JPEG"));
        let other = Symbol::new("https://example.com").unwrap().png().unwrap();
        assert!(read_picture(&other).unwrap_err().contains("mdoc:"));
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(40, 40).write_to(&mut png, image::ImageFormat::Png).unwrap();
        assert!(read_picture(png.get_ref()).unwrap_err().contains("no QR code"));
    }
}
