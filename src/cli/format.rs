//! `--format`: in which forms a check is told, and where each of them goes.

use crate::cli::check::LoneForm;
use crate::cli::files;
use crate::cli::output::{self, Usage};
use crate::report::{
    Diagnostic, Outcome, Severity, github, gitlab, json, junit, markdown, rdjson, sarif, short,
    text,
};
use crate::text::Texts;
use anyhow::Result;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;

/// Flags of a command that tells what a check found.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Formats {
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = Targets)]
    format: Vec<Target>,
    #[arg(long, short)]
    quiet: bool,
}

macro_rules! forms {
    ($($name:ident $word:literal $file:literal;)*) => {
        /// A form in which a check is told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Form {$($name,)*}

        impl Form {
            const ALL: &[Self] = &[$(Self::$name),*];

            /// How it is typed.
            fn word(self) -> &'static str {
                match self {$(Self::$name => $word,)*}
            }

            /// What its file is called where nobody says otherwise.
            fn file(self) -> &'static str {
                match self {$(Self::$name => $file,)*}
            }
        }
    };
}

forms! {
    Text "text" "fichero.txt";
    Short "short" "fichero.txt";
    Json "json" "fichero.json";
    Github "github" "github.txt";
    Gitlab "gitlab" "gl-code-quality-report.json";
    Sarif "sarif" "fichero.sarif";
    Rdjson "rdjson" "rdjson.json";
    Junit "junit" "junit.xml";
    Markdown "markdown" "fichero.md";
}

/// Where a form goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// Standard output.
    Out,
    /// A file, over the report of last time.
    File(PathBuf),
    /// The end of a file that others write too.
    End(PathBuf),
}

/// A form and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    form: Form,
    place: Place,
}

/// Reads `FORMAT`, `FORMAT=-` and `FORMAT=FILE`.
#[derive(Clone)]
struct Targets;

impl TypedValueParser for Targets {
    type Value = Target;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Target, clap::Error> {
        let Some(value) = value.to_str() else {
            return Err(clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command));
        };
        let (word, file) = match value.split_once('=') {
            Some((word, file)) => (word, Some(file)),
            None => (value, None),
        };
        let Some(form) = Form::ALL.iter().find(|form| form.word() == word) else {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let arg = arg.map(ToString::to_string).unwrap_or_default();
            let words = Form::ALL.iter().map(|form| form.word().to_owned()).collect();
            error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
            error.insert(ContextKind::InvalidValue, ContextValue::String(word.to_owned()));
            error.insert(ContextKind::ValidValue, ContextValue::Strings(words));
            return Err(error);
        };
        let place = match file {
            None | Some("-") => Place::Out,
            Some(file) => Place::File(file.into()),
        };
        Ok(Target { form: *form, place })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Form::ALL.iter().map(|form| PossibleValue::new(form.word()))))
    }
}

/// What a check found, and what of it is told. A program that reads JSON gets all of it and chooses
/// by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// Everything.
    pub(super) all: &'a Outcome,
    /// What people and forges are told: without notes where nobody asked for them.
    pub(super) heard: &'a Outcome,
}

impl Told<'_> {
    fn by(&self, form: Form) -> &Outcome {
        if form == Form::Json { self.all } else { self.heard }
    }
}

/// Whose machine runs a job, where it takes commands from a log.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Runner {
    /// GitHub Actions, with the file of the step's summary.
    Github { summary: Option<PathBuf> },
    /// Gitea or Forgejo Actions, which take the same commands and have no summary.
    Gitea,
}

/// The runner that the variables tell of. Gitea and Forgejo say that they are GitHub, too. GitLab
/// takes no command from a log: its report is a file that the job has to name.
fn detected(variable: impl Fn(&str) -> Option<String>) -> Option<Runner> {
    let is = |name: &str| variable(name).is_some_and(|value| value == "true");
    if is("GITEA_ACTIONS") || is("FORGEJO_ACTIONS") {
        return Some(Runner::Gitea);
    }
    let summary = variable("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
    is("GITHUB_ACTIONS").then(|| Runner::Github { summary: summary.map(PathBuf::from) })
}

impl Formats {
    /// Whether what was typed can be done; to be asked before the work begins.
    ///
    /// # Errors
    /// Two forms for the same place, a file without a name.
    pub(super) fn check(&self, texts: &Texts) -> Result<()> {
        for (i, target) in self.format.iter().enumerate() {
            let (word, file) = (target.form.word(), target.form.file());
            if target.place == Place::File(PathBuf::new()) {
                let args = [("format", word), ("file", file)];
                return Err(Usage::new(texts, "check-format-no-file", &args).into());
            }
            let Some(other) = self.format[..i].iter().find(|other| other.place == target.place)
            else {
                continue;
            };
            let shown = match &target.place {
                Place::Out => file.to_owned(),
                Place::File(path) | Place::End(path) => path.display().to_string(),
            };
            let key =
                if target.place == Place::Out { "check-format-two" } else { "check-format-same" };
            let args = [("first", other.form.word()), ("second", word), ("file", &shown)];
            return Err(Usage::new(texts, key, &args).into());
        }
        Ok(())
    }

    /// The form of a check of a lone file: text where none was asked for; none where one was that only
    /// a portal's check has.
    pub(super) fn of_lone(&self) -> Option<LoneForm> {
        match self.format.as_slice() {
            [] | [Target { form: Form::Text, place: Place::Out }] => Some(LoneForm::Text),
            [Target { form: Form::Json, place: Place::Out }] => Some(LoneForm::Json),
            _ => None,
        }
    }

    /// Tells the check of a lone file. What it says of a file's columns is nothing that a runner obeys.
    pub(super) fn say_lone(&self, text: &str) {
        let runner = detected(|name| std::env::var(name).ok());
        let inert = runner.is_some() && self.of_lone() == Some(LoneForm::Text);
        let text = if inert { github::inert(text) } else { text.to_owned() };
        // A reader that has gone away is not an error.
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    }

    /// Whether a person looks at standard output and wants to see how far the work is.
    pub(super) fn is_chatty(&self) -> bool {
        let reads = |target: &Target| matches!(target.form, Form::Text | Form::Short);
        !self.quiet && self.format.iter().filter(|one| one.place == Place::Out).all(reads)
    }

    /// Tells a person something about the whole, unless a program reads standard output.
    pub(super) fn say(&self, text: &str) {
        if self.is_chatty() {
            // A reader that has gone away is not an error.
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// Tells what a check found in every form that was asked for; where none was, as text and as the
    /// runner of the job wants it.
    ///
    /// # Errors
    /// As [`Formats::check`], and files that cannot be written.
    pub(super) fn write(&self, texts: &Texts, told: &Told) -> Result<()> {
        self.check(texts)?;
        let runner = detected(|name| std::env::var(name).ok());
        for target in self.targets(runner.as_ref()) {
            let outcome = told.by(target.form);
            let said = |form| self.said(texts, outcome, form, runner.as_ref());
            match &target.place {
                Place::Out => {
                    // A reader that has gone away is not an error.
                    let said = said(target.form);
                    let _ = std::io::stdout().lock().write_all(said.as_bytes());
                }
                Place::File(path) => {
                    let mark = format!("fichero-{}", std::process::id());
                    files::report(path, &filed(texts, outcome, target.form), &mark)?;
                }
                Place::End(path) => {
                    let added = files::append(path, |size| summary(texts, outcome, size));
                    if let Err(why) = added {
                        // Nobody asked for it: what was asked for is told all the same.
                        let why = format!("{why:#}");
                        let args = [("why", why.as_str())];
                        output::error(&texts.get("commands.check-format-summary", &args));
                    }
                }
            }
        }
        Ok(())
    }

    /// What goes where: what was typed, or what the runner calls for.
    fn targets(&self, runner: Option<&Runner>) -> Vec<Target> {
        if !self.format.is_empty() {
            return self.format.clone();
        }
        let out = |form| Target { form, place: Place::Out };
        let mut targets = vec![out(Form::Text)];
        if runner.is_some() {
            targets.push(out(Form::Github));
        }
        if let Some(Runner::Github { summary: Some(path) }) = runner {
            targets.push(Target { form: Form::Markdown, place: Place::End(path.clone()) });
        }
        targets
    }

    /// A form for standard output.
    fn said(
        &self,
        texts: &Texts,
        outcome: &Outcome,
        form: Form,
        runner: Option<&Runner>,
    ) -> String {
        let errors: Vec<Diagnostic>;
        let shown = if self.quiet {
            let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
            errors = outcome.diagnostics.iter().filter(is_error).cloned().collect();
            &errors
        } else {
            &outcome.diagnostics
        };
        let paint = output::paint(&std::io::stdout());
        let said = match form {
            Form::Text if self.quiet || outcome.known.is_empty() => texts_of(texts, shown, paint),
            Form::Text => {
                let known = texts_of(texts, &outcome.known, paint);
                let heading = texts.get("commands.check-known", &[]);
                format!("{}{heading}\n\n{known}", texts_of(texts, shown, paint))
            }
            Form::Short => short::render(texts, shown),
            _ => return filed(texts, outcome, form),
        };
        // These forms show what files say, and a runner would obey it.
        if runner.is_some() && !said.is_empty() { github::inert(&said) } else { said }
    }
}

/// Problems for people, errors first where they are too many to be read.
fn texts_of(texts: &Texts, problems: &[Diagnostic], paint: text::Paint) -> String {
    const SHOWN: usize = 100;
    if problems.len() <= SHOWN {
        return text::render(texts, problems, paint);
    }
    let mut gravest: Vec<&Diagnostic> = problems.iter().collect();
    gravest.sort_by_key(|problem| problem.severity);
    gravest.truncate(SHOWN);
    let gravest: Vec<Diagnostic> = gravest.into_iter().cloned().collect();
    let n = (problems.len() - SHOWN).to_string();
    let more = texts.get("commands.check-more", &[("n", &n)]);
    format!("{}{more}\n\n", text::render(texts, &gravest, paint))
}

/// A form for a file.
fn filed(texts: &Texts, outcome: &Outcome, form: Form) -> String {
    match form {
        Form::Text => text::report(texts, outcome, text::Paint::Plain),
        Form::Short => short::render(texts, &outcome.diagnostics),
        Form::Json => json::document(texts, outcome),
        Form::Github => github::render(texts, outcome),
        Form::Gitlab => gitlab::render(texts, outcome),
        Form::Sarif => sarif::render(texts, outcome),
        Form::Rdjson => rdjson::render(texts, outcome),
        Form::Junit => junit::render(texts, outcome),
        // A file of it is for a comment.
        Form::Markdown => markdown::within(texts, outcome, markdown::COMMENT),
    }
}

/// What is added to the summary of a step that has so many bytes already; nothing where there is no
/// room for anything of use.
fn summary(texts: &Texts, outcome: &Outcome, size: u64) -> String {
    const USEFUL: usize = 4096;
    let before = usize::try_from(size).unwrap_or(usize::MAX);
    // The line of another may still be open.
    let gap = if before == 0 { "" } else { "\n\n" };
    match markdown::SUMMARY.checked_sub(before.saturating_add(gap.len())) {
        Some(room) if room >= USEFUL => {
            format!("{gap}{}", markdown::within(texts, outcome, room))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::usage;
    use crate::text::Lang;
    use clap::Parser;

    #[derive(Parser)]
    #[command(name = "fichero")]
    struct Line {
        #[command(subcommand)]
        check: Check,
    }

    #[derive(clap::Subcommand)]
    enum Check {
        Check(Formats),
    }

    fn typed(args: &[&str]) -> Result<Formats, clap::Error> {
        let Line { check: Check::Check(formats) } =
            Line::try_parse_from(["fichero", "check"].iter().chain(args))?;
        Ok(formats)
    }

    fn formats(args: &[&str]) -> Formats {
        typed(args).unwrap_or_else(|error| panic!("{args:?}: {error}"))
    }

    fn outcome() -> Outcome {
        let problem = Diagnostic::of_file(Severity::Error, "yaml-tag", "a.yaml")
            .with("value", "##[add-mask]x");
        let note = Diagnostic::of_file(Severity::Note, "field-unknown", "a.yaml").with("key", "b");
        Outcome { diagnostics: vec![problem, note], ..Outcome::default() }
    }

    fn runner(variables: &[(&str, &str)]) -> Option<Runner> {
        detected(|name| {
            let pair = variables.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    fn plan(formats: &Formats, runner: Option<&Runner>) -> Vec<String> {
        let place = |target: &Target| match &target.place {
            Place::Out => String::new(),
            Place::File(path) => format!("={}", path.display()),
            Place::End(path) => format!(">>{}", path.display()),
        };
        let targets = formats.targets(runner);
        targets.iter().map(|target| target.form.word().to_owned() + &place(target)).collect()
    }

    #[test]
    fn a_form_goes_where_it_is_told_to() {
        let formats = formats(&["--format", "text", "--format=sarif=a=b.json", "--format=json=x"]);
        assert_eq!(plan(&formats, None), ["text", "sarif=a=b.json", "json=x"]);
        assert_eq!(plan(&formats, Some(&Runner::Gitea)).len(), 3, "no detection");
        assert_eq!(plan(&self::formats(&["--format=github=-"]), None), ["github"]);
    }

    #[test]
    fn without_a_form_it_is_text_and_what_the_runner_takes() {
        let formats = formats(&[]);
        assert_eq!(plan(&formats, None), ["text"]);
        let github = runner(&[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "/s.md")]);
        assert_eq!(plan(&formats, github.as_ref()), ["text", "github", "markdown>>/s.md"]);
        let github = runner(&[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "")]);
        assert_eq!(plan(&formats, github.as_ref()), ["text", "github"]);
        for name in ["GITEA_ACTIONS", "FORGEJO_ACTIONS"] {
            let gitea =
                [(name, "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "/s.md")];
            assert_eq!(plan(&formats, runner(&gitea).as_ref()), ["text", "github"]);
        }
        assert_eq!(runner(&[("GITLAB_CI", "true")]), None);
        assert_eq!(runner(&[("GITHUB_ACTIONS", "false")]), None);
    }

    #[test]
    fn what_cannot_be_done_says_what_to_type() {
        let texts = Texts::embedded(Lang::Es);
        let refused = |args: &[&str]| {
            let refused = formats(args).check(&texts).expect_err("it cannot be done");
            assert!(refused.is::<Usage>());
            refused.to_string()
        };
        assert_eq!(
            refused(&["--format", "text", "--format", "gitlab=-"]),
            "solo un formato puede ir a la salida, y text ya va: \
             escriba --format gitlab=gl-code-quality-report.json"
        );
        assert_eq!(
            refused(&["--format", "json=a", "--format", "junit=b", "--format", "sarif=a"]),
            "a no puede guardar json y sarif: use un archivo para cada uno"
        );
        assert_eq!(
            refused(&["--format", "junit="]),
            "falta el archivo después de junit=; escriba --format junit=junit.xml"
        );
        for form in Form::ALL {
            formats(&["--format", form.word()]).check(&texts).expect("one alone is fine");
        }
    }

    #[test]
    fn an_unknown_form_is_told_the_known_ones_in_the_persons_language() {
        use clap::CommandFactory as _;
        let texts = Texts::embedded(Lang::Es);
        let error = typed(&["--format", "xml=a"]).expect_err("no such form");
        let mut command = usage::localised(Line::command(), &texts);
        let args = ["fichero", "check", "--format", "xml=a"].map(str::to_owned);
        let said = usage::complaint(&error, &command, &args, &texts).expect("a complaint");
        assert_eq!(
            said.lines().next(),
            Some(
                "«xml» no sirve como valor de --format <FORMAT[=FILE]>; hay: text, short, json, \
                 github, gitlab, sarif, rdjson, junit, markdown"
            )
        );
        let help = command.find_subcommand_mut("check").expect("it").render_help().to_string();
        assert!(help.contains("--format <FORMATO[=ARCHIVO]>"), "{help}");
        assert!(help.contains("gl-code-quality-report.json"), "{help}");
        assert!(help.contains("valores: text, short"), "{help}");
    }

    #[test]
    fn files_are_written_and_written_again() {
        let texts = Texts::embedded(Lang::Es);
        let dir = tempfile::tempdir().expect("a folder");
        let path = |name: &str| dir.path().join(name);
        let target = |form: &str, name: &str| format!("--format={form}={}", path(name).display());
        let args = [target("junit", "in/junit.xml"), target("json", "a.json")];
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let read = |name: &str| std::fs::read_to_string(path(name)).expect("written");
        let written = |outcome: &Outcome| {
            let told = Told { all: outcome, heard: outcome };
            formats(&args).write(&texts, &told).expect("written");
        };
        written(&outcome());
        assert_eq!(read("in/junit.xml"), junit::render(&texts, &outcome()));
        written(&Outcome::default());
        assert_eq!(read("in/junit.xml"), junit::render(&texts, &Outcome::default()));
        assert_eq!(read("a.json"), json::document(&texts, &Outcome::default()));
    }

    #[test]
    fn a_runner_gets_text_that_it_does_not_obey() {
        let texts = Texts::embedded(Lang::Es);
        let github = Runner::Github { summary: None };
        let said =
            |args: &[&str], form, runner| formats(args).said(&texts, &outcome(), form, runner);
        let text = said(&[], Form::Text, Some(&github));
        assert!(text.starts_with("::stop-commands::") && text.contains("##[add-mask]"), "{text}");
        assert!(!said(&[], Form::Text, None).contains("::stop-commands::"));
        assert!(said(&[], Form::Github, Some(&github)).starts_with("::error "));
        assert!(said(&[], Form::Json, Some(&github)).starts_with('{'));

        let all = said(&[], Form::Short, None);
        let quiet = said(&["--quiet"], Form::Short, None);
        assert_eq!((all.lines().count(), quiet.lines().count()), (2, 1));
        let quiet = said(&["--quiet"], Form::Text, None);
        assert!(quiet.contains("yaml-tag") && !quiet.contains("field-unknown"), "{quiet}");
    }

    #[test]
    fn a_summary_leaves_room_for_what_others_wrote() {
        let texts = Texts::embedded(Lang::Es);
        let said = |size| summary(&texts, &outcome(), size);
        assert!(said(0).starts_with("## 1 error"));
        assert!(said(10).starts_with("\n\n## 1 error"));
        assert_eq!(said(markdown::SUMMARY as u64), "");
        assert_eq!(said(u64::MAX), "");
    }
}
