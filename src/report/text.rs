//! Diagnostics for people: the lines they are on, with marks and remedies.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::report::{Diagnostic, Excerpt, Severity};
use crate::text::Texts;

/// Whether a terminal's colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Characters only.
    Plain,
    /// ANSI colours.
    Colour,
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
    };
    let title = level
        .with_name(diagnostic.severity.word(texts))
        .primary_title(diagnostic.message(texts))
        .id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(excerpt) = &diagnostic.excerpt {
        let mut main = snippet(excerpt).path(&diagnostic.file);
        let mut further = Vec::new();
        for label in &diagnostic.labels {
            let words = texts.get(&format!("diagnostics.{}", label.key), &[]);
            let mark = AnnotationKind::Context;
            if label.excerpt.line == excerpt.line && label.excerpt.text == excerpt.text {
                main = main.annotation(mark.span(label.excerpt.span.range()).label(words));
            } else {
                let mark = mark.span(label.excerpt.span.range()).label(words);
                further.push(snippet(&label.excerpt).path(&diagnostic.file).annotation(mark));
            }
        }
        group = group.element(main.annotation(AnnotationKind::Primary.span(excerpt.span.range())));
        group = group.elements(further);
    } else {
        group = group.element(Origin::path(&diagnostic.file));
    }
    if let Some(remedy) = diagnostic.remedy(texts) {
        let help = Level::HELP.with_name(texts.get("diagnostics.severity.help", &[]));
        group = group.element(help.message(remedy));
    }
    group
}

/// The rendered problem with its column in the file, which is another one than in the excerpt where
/// a long line was cut before it.
fn placed(rendered: String, diagnostic: &Diagnostic) -> String {
    let Some(excerpt) = &diagnostic.excerpt else { return rendered };
    let before = excerpt.text.get(..excerpt.span.start as usize).unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    if column == excerpt.column as usize {
        return rendered;
    }
    let place = |column: usize| format!("--> {}:{}:{column}\n", diagnostic.file, excerpt.line);
    rendered.replacen(&place(column), &place(excerpt.column as usize), 1)
}

fn snippet(excerpt: &Excerpt) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    Snippet::source(&excerpt.text).line_start(excerpt.line as usize).fold(false)
}
