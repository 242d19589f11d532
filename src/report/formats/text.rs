//! Diagnostics for people: the lines they are on, with marks and remedies.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::report::{Diagnostic, Excerpt, Outcome, Severity};
use crate::text::Texts;

/// Whether a terminal's colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Characters only.
    Plain,
    /// ANSI colours.
    Colour,
}

/// All problems that are not known, and how many there are.
pub fn report(texts: &Texts, outcome: &Outcome, paint: Paint) -> String {
    render(texts, &outcome.diagnostics, paint) + &outcome.summary(texts) + "\n"
}

/// All diagnostics, an empty line after each.
pub fn render(texts: &Texts, diagnostics: &[Diagnostic], paint: Paint) -> String {
    let renderer = match paint {
        Paint::Plain => Renderer::plain(),
        Paint::Colour => Renderer::styled(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&placed(renderer.render(&[group(texts, diagnostic)]), diagnostic));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(texts: &Texts, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .with_name(diagnostic.severity.word(texts))
        .primary_title(diagnostic.message(texts))
        .id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(excerpt) = diagnostic.excerpt.as_ref().filter(|excerpt| excerpt.withheld) {
        let line = excerpt.start.line as usize;
        group = group.element(Origin::path(&diagnostic.file).line(line));
    } else if let Some(excerpt) = &diagnostic.excerpt {
        let marks = marks(texts, diagnostic, excerpt);
        match together(&marks, diagnostic) {
            Some(one) => group = group.element(one),
            None => {
                group = group.elements(marks.into_iter().map(|mark| {
                    snippet(mark.excerpt).path(&diagnostic.file).annotation(mark.annotation(0))
                }));
            }
        }
    } else {
        group = group.element(Origin::path(&diagnostic.file));
    }
    if let Some(remedy) = diagnostic.remedy(texts) {
        let help = Level::HELP.with_name(texts.get("diagnostics.severity.help", &[]));
        group = group.element(help.message(remedy));
    }
    group
}

/// A place to be marked, with what is written beside it.
struct Mark<'a> {
    excerpt: &'a Excerpt,
    /// The one line between it and the problem's own, where it is one.
    between: Option<&'a str>,
    kind: AnnotationKind,
    words: Option<String>,
}

impl<'a> Mark<'a> {
    fn annotation(&self, shift: usize) -> annotate_snippets::Annotation<'a> {
        let range = self.excerpt.span.range();
        let mark = self.kind.span(range.start + shift..range.end + shift);
        match &self.words {
            Some(words) => mark.label(words.clone()),
            None => mark,
        }
    }

    /// One past its last line.
    fn end(&self) -> usize {
        self.excerpt.line() as usize + self.excerpt.text.lines().count().max(1)
    }
}

/// The problem's place first, then the others.
fn marks<'a>(texts: &Texts, diagnostic: &'a Diagnostic, excerpt: &'a Excerpt) -> Vec<Mark<'a>> {
    let kind = AnnotationKind::Primary;
    let mut marks = vec![Mark { excerpt, between: None, kind, words: None }];
    marks.extend(diagnostic.labels.iter().map(|label| Mark {
        excerpt: &label.excerpt,
        between: label.between.as_deref(),
        kind: AnnotationKind::Context,
        words: Some(label.words(texts)),
    }));
    marks
}

/// One snippet with all marks, lines between them left out; none where the lines are too far from
/// each other, or shown in part.
fn together<'a>(
    marks: &[Mark<'a>],
    diagnostic: &'a Diagnostic,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    const FAR: usize = 2000;
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| mark.excerpt.line());
    let mut text = String::new();
    let mut annotations = Vec::new();
    let mut last: Option<(&Mark, usize)> = None;
    for mark in sorted {
        let mut start = text.len();
        match last {
            Some((before, at)) if before.excerpt.line() == mark.excerpt.line() => {
                if before.excerpt.text != mark.excerpt.text {
                    return None;
                }
                start = at;
            }
            Some((before, _)) => {
                let gap = (mark.excerpt.line() as usize).checked_sub(before.end())?;
                text.push('\n');
                match gap {
                    1 => {
                        text.push_str(mark.between.or(before.between)?);
                        text.push('\n');
                    }
                    2.. if gap > FAR => return None,
                    // Never shown: more than one line without a mark is left out.
                    _ => text.extend(std::iter::repeat_n('\n', gap)),
                }
                start = text.len();
                text.push_str(&mark.excerpt.text);
            }
            None => text.push_str(&mark.excerpt.text),
        }
        annotations.push(mark.annotation(start));
        last = Some((mark, start));
    }
    let line = marks.iter().map(|mark| mark.excerpt.line()).min().unwrap_or(1) as usize;
    let one = Snippet::source(text).line_start(line).fold(true).path(&diagnostic.file);
    Some(one.annotations(annotations))
}

/// The rendered problem with its column in the file, which is another one than in the excerpt where
/// a long line was cut before it.
fn placed(rendered: String, diagnostic: &Diagnostic) -> String {
    let Some(excerpt) = &diagnostic.excerpt else { return rendered };
    if excerpt.withheld {
        let (line, column) = (excerpt.line(), excerpt.start.column);
        let place = format!("--> {}:{line}", diagnostic.file);
        let whole = if column > 1 { format!("{place}:{column}") } else { place.clone() };
        return rendered.replacen(&place, &whole, 1);
    }
    let before = excerpt.text.get(..excerpt.span.start as usize).unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    if column == excerpt.start.column as usize {
        return rendered;
    }
    let place = |column: usize| format!("--> {}:{}:{column}\n", diagnostic.file, excerpt.line());
    rendered.replacen(&place(column), &place(excerpt.start.column as usize), 1)
}

fn snippet(excerpt: &Excerpt) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    Snippet::source(&excerpt.text).line_start(excerpt.line() as usize).fold(false)
}
