//! The parser's own words, help and complaints, in the language of the messages.

use crate::text::{Lang, Texts};
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::fmt::Write as _;

/// Gives a command and those below it their texts from the message catalogue: `new-dataset-help` and
/// `new-dataset-arg-title`, or `new-arg-title` where several commands share it.
pub(super) fn localised(command: Command, texts: &Texts) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command.disable_version_flag(true).arg(version);
    below(command, None, "", "fichero", texts)
}

/// `path` is where the command's texts are, `typed` how it is typed.
fn below(
    mut command: Command,
    parent: Option<&str>,
    path: &str,
    typed: &str,
    texts: &Texts,
) -> Command {
    let about = format!("commands.{path}help");
    if texts.has(&about) {
        command = command.about(texts.get(&about, &[]));
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command = command.disable_help_flag(true).arg(help);
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for id in ids {
        let keys = [Some(path), parent, Some("")];
        let keys = keys.into_iter().flatten().map(|at| format!("commands.{at}arg-{id}"));
        let text = keys.into_iter().find(|key| texts.has(key)).map(|key| texts.get(&key, &[]));
        command = command.mut_arg(id, |arg| explained(arg, text, texts));
    }
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let deeper = format!("{path}{name}-");
        let typed = format!("{typed} {name}");
        command =
            command.mut_subcommand(name, |sub| below(sub, Some(path), &deeper, &typed, texts));
    }
    let usage = usage(&command, typed, texts);
    let template = template(&command, texts);
    command
        .override_usage(usage)
        .subcommand_value_name(texts.get("commands.usage-command", &[]))
        .help_template(template)
}

/// How a command's help is laid out: what it is, how it is typed, what it takes.
fn template(command: &Command, texts: &Texts) -> String {
    let word = |key: &str| texts.get(&format!("commands.usage-{key}"), &[]);
    let mut template = format!("{{about-with-newline}}\n{} {{usage}}\n", word("usage"));
    let parts = [
        ("commands", "subcommands", command.has_subcommands()),
        ("arguments", "positionals", command.get_positionals().next().is_some()),
        ("options", "options", true),
    ];
    for (heading, part, is_there) in parts {
        if is_there {
            _ = writeln!(template, "\n{}:\n{{{part}}}", word(heading));
        }
    }
    template
}

/// An argument with its text, what it is by default and what it may be.
fn explained(mut arg: Arg, text: Option<String>, texts: &Texts) -> Arg {
    let word =
        |key: &str, list: &str| texts.get(&format!("commands.usage-{key}"), &[("list", list)]);
    if arg.get_action().takes_values() {
        arg = arg.hide_default_value(true).hide_possible_values(true);
        let names: Vec<String> = match arg.get_value_names() {
            Some(names) => names.iter().map(ToString::to_string).collect(),
            None => vec![arg.get_id().to_string().to_uppercase()],
        };
        arg = arg.value_names(names.iter().map(|name| value_name(name, texts)));
    }
    let Some(mut text) = text else { return arg };
    if arg.get_action().takes_values() {
        let values: Vec<String> =
            arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            _ = write!(text, " [{}]", word("values", &values.join(", ")));
        }
        let default: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !default.is_empty() {
            _ = write!(text, " [{}]", word("default", &default.join(", ")));
        }
    }
    arg.help(text)
}

/// What stands for a value: `NAME,NAME` → `NOMBRE,NOMBRE`, itself where there is no word for it.
fn value_name(name: &str, texts: &Texts) -> String {
    let word = |part: &str| {
        let key = format!("commands.value-{}", part.to_lowercase());
        if texts.has(&key) { texts.get(&key, &[]) } else { part.to_owned() }
    };
    name.split(',').map(word).collect::<Vec<_>>().join(",")
}

/// How a command is typed, with what it takes.
fn usage(command: &Command, typed: &str, texts: &Texts) -> String {
    let mut words = vec![typed.to_owned()];
    words.push(texts.get("commands.usage-some-options", &[]));
    for arg in command.get_positionals() {
        let name = arg.get_value_names().and_then(|names| names.first());
        let name = name.map(ToString::to_string).unwrap_or_default();
        words.push(if arg.is_required_set() { format!("<{name}>") } else { format!("[{name}]") });
    }
    if command.has_subcommands() {
        words.push(format!("<{}>", texts.get("commands.usage-command", &[])));
    }
    words.join(" ")
}

/// What is wrong with a command line, and where its help is; none for what the parser shows itself:
/// the help that was asked for, or that stands for a missing command.
pub(super) fn complaint(
    error: &clap::Error,
    root: &Command,
    args: &[String],
    texts: &Texts,
) -> Option<String> {
    let said = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let key = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if arg.starts_with("--lang") => "lang",
        ErrorKind::InvalidValue if value.is_empty() => "no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "bad-value",
        ErrorKind::UnknownArgument => "unknown",
        ErrorKind::InvalidSubcommand => "no-command",
        ErrorKind::MissingSubcommand => "missing-command",
        ErrorKind::MissingRequiredArgument => "missing",
        ErrorKind::ArgumentConflict if said(ContextKind::PriorArg) == arg => "twice",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::TooManyValues => "too-many",
        ErrorKind::InvalidUtf8 => "utf-8",
        _ => "other",
    };
    let word = |key: &str, args: &[(&str, &str)]| texts.get(&format!("commands.usage-{key}"), args);
    let (command, path) = deepest(root, args);
    let subcommand = said(ContextKind::InvalidSubcommand);
    let prior = said(ContextKind::PriorArg);
    let culprits = [
        ("arg", arg.as_str()),
        ("value", value.as_str()),
        ("command", subcommand.as_str()),
        ("prior", prior.as_str()),
    ];
    let mut text = word(key, &culprits);
    let known = match key {
        "no-command" | "missing-command" => {
            command.get_subcommands().map(Command::get_name).collect::<Vec<_>>().join(", ")
        }
        "lang" => Lang::ALL.map(Lang::code).join(", "),
        _ => said(ContextKind::ValidValue),
    };
    if !known.is_empty() {
        text += &word("known", &[("list", &known)]);
    }
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let meant = meant.map(said).into_iter().find(|meant| !meant.is_empty());
    if let Some(meant) = meant {
        text += &word("meant", &[("meant", &meant)]);
    }
    Some(text + "\n" + &word("see", &[("path", &path)]))
}

/// The command that the arguments lead to, and how it is typed.
fn deepest<'c>(root: &'c Command, args: &[String]) -> (&'c Command, String) {
    let (mut command, mut path) = (root, "fichero".to_owned());
    for arg in args.iter().skip(1) {
        if let Some(sub) = command.find_subcommand(arg) {
            command = sub;
            path += " ";
            path += sub.get_name();
        }
    }
    (command, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn every_command_and_argument_has_its_help() {
        fn check(command: &Command, path: &str) {
            assert!(command.get_about().is_some(), "{path} has no help");
            for arg in command.get_arguments() {
                assert!(arg.get_help().is_some(), "{path} {} has no help", arg.get_id());
            }
            for sub in command.get_subcommands() {
                check(sub, &format!("{path} {}", sub.get_name()));
            }
        }
        for lang in Lang::ALL {
            let texts = Texts::embedded(lang);
            let command = localised(Cli::command(), &texts);
            command.clone().debug_assert();
            check(&command, "");
        }
    }
}
