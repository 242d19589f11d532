//! A portal's own theme replaces and extends the built-in one, file by file.

use fichero::text::Lang;
use fichero::theme::Theme;
use std::fs;
use std::path::Path;

/// A portal with files of a theme `propio`.
fn portal(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = root.path().join("themes/propio").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    root
}

fn is_style(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "css")
}

fn problem(root: &Path, name: &str) -> String {
    format!("{:#}", Theme::load(root, name, Lang::Es).expect_err("it must not load"))
}

#[test]
fn the_built_in_theme_needs_no_folder() {
    let theme = Theme::load(Path::new("/nowhere"), "default", Lang::Es).expect("it loads");
    let files = theme.static_files();
    let css = files.iter().find(|(name, _)| is_style(name)).expect("a style");
    let hash = css.0.strip_prefix("assets/portal.").and_then(|rest| rest.strip_suffix(".css"));
    assert_eq!(hash.map(str::len), Some(16), "{}", css.0);
    assert!(css.1.len() <= 25_000, "{} bytes", css.1.len());
    assert_eq!(theme.static_file(&css.0), Some(css.1));
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("@import") && !text.contains("//fonts"), "{name}");
        let style = is_style(name);
        assert!(!style || !text.contains("//"), "{name} loads from elsewhere");
    }
}

#[test]
fn scripts_are_published_whole() {
    let theme = Theme::load(Path::new("/nowhere"), "default", Lang::Es).expect("it loads");
    let files = theme.static_files();
    let scripts: Vec<_> = files
        .iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "js"))
        .collect();
    let under = |start: &str| {
        let hashed = scripts.iter().find(|(name, _)| {
            let middle = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(".js"));
            middle.is_some_and(|hash| hash.len() == 16)
        });
        hashed.unwrap_or_else(|| panic!("{start} is missing")).1
    };
    assert_eq!(theme.static_file("assets/search.js"), Some(under("assets/search.")));
    assert_eq!(scripts.len(), 3, "the page's script, and the client under two names");
    for (name, bytes) in
        [("client", under("assets/search.")), ("page", under("assets/search-page."))]
    {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let line = |start: &str| text.lines().any(|line| line.starts_with(start));
        assert!(!line("import ") && !line("//") && !line(" ") && !line("/*"), "{name}");
        assert_eq!(line("export "), name == "client");
        assert!(bytes.len() <= 60_000, "{name}: {} bytes", bytes.len());
    }
}

#[test]
fn own_files_replace_and_extend() {
    let root = portal(&[
        ("templates/not_found.html", "nada en {{ site.title }}"),
        ("templates/partes/extra.html", "más"),
        ("static/portal.css", "body{}"),
        ("static/img/escudo.png", "png"),
        ("strings/es/portal.toml", "skip = \"Ir al grano\"\n[nav]\ndatasets = \"Conjuntos\"\n"),
    ]);
    let theme = Theme::load(root.path(), "propio", Lang::Es).expect("it loads");
    assert_eq!(theme.texts().get("portal.nav.datasets", &[]), "Conjuntos");
    assert_eq!(theme.texts().get("portal.nav.home", &[]), "Inicio");
    assert_eq!(theme.static_file("assets/img/escudo.png"), Some(b"png".as_slice()));
    assert!(theme.static_file("assets/favicon.svg").is_some());
    assert!(theme.static_files().iter().any(|(_, bytes)| *bytes == b"body{}"));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let root = portal(&[("templates/home.html", "a\n{% if %}\n")]);
    let text = problem(root.path(), "propio");
    assert!(text.contains("home.html:2: syntax error"), "{text}");
    let text = problem(root.path(), "otro");
    assert!(text.contains("`otro` is missing") && text.contains("portal.yaml"), "{text}");
    assert!(problem(root.path(), "../propio").contains("letters, digits"));
    let root = portal(&[("strings/es/portal.toml", "a = ")]);
    assert!(problem(root.path(), "propio").contains("strings/es/portal.toml"));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_theme_is_refused() {
    let root = portal(&[("static/a.txt", "a")]);
    let link = root.path().join("themes/propio/static/secreto");
    std::os::unix::fs::symlink("/etc/hostname", link).expect("a link");
    assert!(problem(root.path(), "propio").contains("not a link"));
}
