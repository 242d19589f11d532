//! A grade as a small picture that any page can show.

use super::Grade;
use crate::text::Texts;

/// How wide a character of eleven pixels is, in tenths of a pixel, about.
const WIDTH: usize = 68;
/// Around a text, in pixels.
const MARGIN: usize = 6;

/// The grade as an SVG image: its word and its number, with a title for those who do not see it.
/// White on dark grounds, at least 4.5 to 1; the number says what the colour does.
pub fn badge(grade: &Grade, texts: &Texts) -> String {
    let word = texts.get("grade.badge", &[]);
    let number = number(grade.tenths, texts);
    let band = texts.get(&format!("grade.band.{}", grade.band.key()), &[]);
    let title = texts.get("grade.badge-title", &[("grade", &number), ("band", &band)]);
    let ground = match grade.band {
        super::Band::Excellent => "#1a6b34",
        super::Band::Good => "#2b6a8a",
        super::Band::Sufficient => "#8a5a00",
        super::Band::Poor => "#a3282c",
    };
    let wide = |text: &str| text.chars().count() * WIDTH / 10 + 2 * MARGIN;
    let (left, right) = (wide(&word), wide(&number));
    let (all, first, second) = (left + right, left / 2, left + right / 2);
    let (word, number, title) = (escaped(&word), escaped(&number), escaped(&title));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" \
         viewBox=\"0 0 {all} 20\" role=\"img\" aria-labelledby=\"t\"><title id=\"t\">{title}</title>\
         <rect width=\"{all}\" height=\"20\" rx=\"3\" fill=\"#444\"/>\
         <path d=\"M{left} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{inner}z\" fill=\"{ground}\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" \
         text-anchor=\"middle\" aria-hidden=\"true\"><text x=\"{first}\" y=\"14\">{word}</text>\
         <text x=\"{second}\" y=\"14\">{number}</text></g></svg>\n",
        inner = right - 3,
    )
}

/// A grade as people of a language write it: 7,4.
fn number(tenths: u32, texts: &Texts) -> String {
    let mark = texts.get("grade.decimal", &[]);
    format!("{}{mark}{}", tenths / 10, tenths % 10)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
