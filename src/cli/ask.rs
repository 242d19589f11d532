//! Questions on a terminal; without one, the name of the flag that would have answered.

use crate::text::Texts;
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead, IsTerminal as _, Write};

/// Whether an answer will do; if not, what the person is told.
pub(super) type Check<'q> = &'q dyn Fn(&str) -> std::result::Result<(), String>;

/// A question that a flag answers as well.
pub(super) struct Question<'q> {
    /// The flag, as it is typed: `--title`.
    pub(super) flag: &'static str,
    /// Key of its text below `commands.`.
    pub(super) key: &'static str,
    /// What its text has placeholders for.
    pub(super) args: &'q [(&'q str, &'q str)],
    /// What nothing but a line break means; none where an answer is needed.
    pub(super) default: Option<&'q str>,
    /// Whether an answer will do.
    pub(super) check: Check<'q>,
}

impl Default for Question<'_> {
    /// A question without words that needs an answer, any at all.
    fn default() -> Self {
        Self { flag: "", key: "", args: &[], default: None, check: &anything }
    }
}

impl Question<'_> {
    /// A question without words that may stay open.
    pub(super) fn open() -> Self {
        Self { default: Some(""), ..Self::default() }
    }
}

/// Any answer will do.
#[expect(clippy::unnecessary_wraps, reason = "it stands where a check stands")]
pub(super) fn anything(_: &str) -> std::result::Result<(), String> {
    Ok(())
}

/// Who answers questions.
pub(super) struct Ask<'a> {
    texts: &'a Texts,
    terminal: Option<(Box<dyn BufRead + 'a>, Box<dyn Write + 'a>)>,
}

impl<'a> Ask<'a> {
    /// The person at the terminal, if there is one to read from and to write to.
    pub(super) fn person(texts: &'a Texts) -> Self {
        let present = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let input = || Box::new(std::io::stdin().lock()) as Box<dyn BufRead>;
        let output = || Box::new(std::io::stderr()) as Box<dyn Write>;
        Self { texts, terminal: present.then(|| (input(), output())) }
    }

    /// Whether there is anybody to ask.
    pub(super) fn is_person(&self) -> bool {
        self.terminal.is_some()
    }

    /// The answer: what the flag gave, else what the person says, else the default. A person whose
    /// flag will not do is told why, and asked.
    ///
    /// # Errors
    /// An answer by flag that will not do, or no answer at all.
    pub(super) fn answer(&mut self, given: Option<String>, question: &Question) -> Result<String> {
        let flag = question.flag;
        if let Some(given) = given {
            let given = given.trim();
            let Err(why) = self.verdict(given, question) else { return Ok(given.to_owned()) };
            let why = self.texts.get("commands.new-bad-flag", &[("flag", flag), ("why", &why)]);
            match &mut self.terminal {
                Some((_, output)) => writeln!(output, "{why}").context("stderr")?,
                None => bail!(why),
            }
        }
        if self.terminal.is_none() {
            return match question.default {
                Some(default) => Ok(default.to_owned()),
                None => bail!(self.texts.get("commands.new-missing-flag", &[("flag", flag)])),
            };
        }
        loop {
            let Some(line) = self.line(question)? else {
                bail!(self.texts.get("commands.new-missing-flag", &[("flag", flag)]));
            };
            let said = line.trim();
            let answer = if said.is_empty() { question.default.unwrap_or_default() } else { said };
            match (self.verdict(answer, question), &mut self.terminal) {
                (Err(why), Some((_, output))) => writeln!(output, "  {why}").context("stderr")?,
                _ => return Ok(answer.to_owned()),
            }
        }
    }

    /// Whether an answer will do; nothing will not where there is no default.
    fn verdict(&self, answer: &str, question: &Question) -> std::result::Result<(), String> {
        if answer.is_empty() && question.default.is_none() {
            return Err(self.texts.get("commands.new-answer-needed", &[]));
        }
        (question.check)(answer)
    }

    /// Asks once; none where nobody answers any more.
    fn line(&mut self, question: &Question) -> Result<Option<String>> {
        let Some((input, output)) = &mut self.terminal else { return Ok(None) };
        let text = self.texts.get(&format!("commands.{}", question.key), question.args);
        match question.default {
            Some(default) if !default.is_empty() => write!(output, "{text} [{default}]: "),
            _ => write!(output, "{text}: "),
        }
        .and_then(|()| output.flush())
        .context("stderr")?;
        let mut line = String::new();
        Ok((input.read_line(&mut line).context("stdin")? > 0).then_some(line))
    }

    /// The answer to what may stay open: none if nothing was said.
    ///
    /// # Errors
    /// An answer by flag that will not do.
    pub(super) fn maybe(
        &mut self,
        given: Option<String>,
        question: &Question,
    ) -> Result<Option<String>> {
        Ok(Some(self.answer(given, question)?).filter(|answer| !answer.is_empty()))
    }

    /// The answer to what may stay open and be anything.
    ///
    /// # Errors
    /// Nobody answers any more.
    pub(super) fn optional(
        &mut self,
        given: Option<String>,
        flag: &'static str,
        key: &'static str,
    ) -> Result<Option<String>> {
        self.maybe(given, &Question { flag, key, ..Question::open() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn asked(input: &str, question: &Question) -> (Result<String>, String) {
        let texts = Texts::embedded(Lang::Es);
        let mut shown = Vec::new();
        let mut ask = Ask {
            texts: &texts,
            terminal: Some((Box::new(input.as_bytes()), Box::new(&mut shown))),
        };
        let answer = ask.answer(None, question);
        drop(ask);
        (answer, String::from_utf8_lossy(&shown).into_owned())
    }

    #[test]
    fn a_question_is_asked_again_until_the_answer_will_do() {
        let even = |answer: &str| {
            if answer.len().is_multiple_of(2) { Ok(()) } else { Err("par, por favor".to_owned()) }
        };
        let question =
            Question { flag: "--x", key: "new-ask-title", check: &even, ..Question::default() };
        let (answer, shown) = asked("\nabc\n ab \n", &question);
        assert_eq!(answer.expect("answered"), "ab");
        assert!(shown.contains("par, por favor"), "{shown}");
        assert!(asked("", &question).0.expect_err("nobody answers").to_string().contains("--x"));
    }

    #[test]
    fn a_line_break_takes_what_is_proposed() {
        let default = Some("uno");
        let question =
            Question { flag: "--x", key: "new-ask-name", default, ..Question::default() };
        let (answer, shown) = asked("\n", &question);
        assert_eq!(answer.expect("answered"), "uno");
        assert!(shown.contains("[uno]"), "{shown}");
    }
}
