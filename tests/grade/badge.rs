//! The grade as a picture.

use crate::{TODAY, dataset};
use fichero::table::grade::Band::{self, Excellent, Good, Poor, Sufficient};
use fichero::table::grade::facts::License;
use fichero::table::grade::{badge, grade};
use fichero::text::{Lang, Texts};
use quick_xml::Reader;
use quick_xml::events::Event;

#[test]
fn the_badge_is_well_formed_and_tells_the_grade_to_those_who_do_not_see_it() {
    let mut dataset = dataset();
    dataset.license = License::Missing;
    let grade = grade(&dataset, Some(TODAY));
    for (lang, title, number) in [
        (Lang::Es, "Nota de calidad: 5,0 de 10, suficiente", "5,0"),
        (Lang::En, "Quality grade: 5.0 of 10, sufficient", "5.0"),
        (Lang::Pt, "Nota de qualidade: 5,0 de 10, suficiente", "5,0"),
    ] {
        let svg = badge(&grade, &Texts::embedded(lang));
        let mut reader = Reader::from_str(&svg);
        let (mut open, mut elements, mut texts) = (0, Vec::new(), Vec::new());
        loop {
            match reader.read_event().expect("it is well-formed") {
                Event::Start(start) => {
                    open += 1;
                    elements.push(start.name().as_ref().to_owned());
                }
                Event::End(_) => open -= 1,
                Event::Text(text) => texts.push(text.trim().to_owned()),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!((open, &elements[..2]), (0, &["svg".to_owned(), "title".to_owned()][..]));
        assert!(texts.iter().any(|text| text == title), "{texts:?}");
        assert!(texts.iter().any(|text| text == number), "{texts:?}");
        assert!(!svg.contains("script") && !svg.contains("style") && !svg.contains("href"));
    }
}

#[test]
fn bands_begin_where_they_say() {
    let bands = [10, 49, 50, 69, 70, 84, 85, 100].map(Band::of);
    let expected = [Poor, Poor, Sufficient, Sufficient, Good, Good, Excellent, Excellent];
    assert_eq!(bands, expected);
}
