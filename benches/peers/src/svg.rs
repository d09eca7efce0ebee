//! The stages of a presentation as bars, one below the other, on one scale.

use std::fmt::Write;

use crate::stages::{Course, STAGES};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 80.0;
const BAR: f64 = 26.0;
const ROW: f64 = 44.0;
const TOP: f64 = 96.0;
/// Colours that are told apart in print and by most eyes (Okabe and Ito).
const COLOURS: [&str; STAGES.len()] = ["#56b4e9", "#0072b2", "#009e73", "#e69f00", "#d55e00"];

/// The picture.
pub fn draw(courses: &[Course]) -> String {
    let sum = |course: &Course| course.stages.iter().sum::<f64>();
    let longest = courses.iter().map(sum).fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - RIGHT) / longest;
    let height = TOP + ROW * courses.len() as f64 + 10.0;
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Time of each stage of one presentation">
<style>text {{ font: 13px system-ui, sans-serif; fill: #24292f }} .t {{ font-weight: 600 }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} }}</style>
<text class="t" x="0" y="16">One presentation of a 34 KB mDL: processor time by stage</text>"#
    );
    for (at, (stage, colour)) in STAGES.iter().zip(COLOURS).enumerate() {
        let (x, y) = ((at % 3) as f64 * 245.0, 32.0 + (at / 3) as f64 * 22.0);
        let _ = writeln!(svg, r#"<rect x="{x}" y="{y}" width="12" height="12" fill="{colour}"/>"#);
        let _ = writeln!(svg, r#"<text x="{}" y="{}">{stage}</text>"#, x + 18.0, y + 11.0);
    }
    for (row, course) in courses.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        let _ = writeln!(svg, r#"<text x="0" y="{}">{}</text>"#, y + 18.0, course.name);
        let mut x = LEFT;
        for ((time, colour), stage) in course.stages.iter().zip(COLOURS).zip(STAGES) {
            let width = time * scale;
            let _ = writeln!(
                svg,
                r#"<rect x="{x:.1}" y="{y}" width="{width:.1}" height="{BAR}" fill="{colour}"><title>{stage}: {time:.0} µs</title></rect>"#
            );
            x += width;
        }
        let _ = writeln!(svg, r#"<text x="{:.1}" y="{}">{:.2} ms</text>"#, x + 6.0, y + 18.0, sum(course) / 1000.0);
    }
    svg + "</svg>\n"
}
