//! Where a file of the catalogue is edited: the forge's own editor.

use crate::markup::address;
use crate::read::Forge;
use crate::render::view::Scene;

impl Scene<'_> {
    /// The forge's editor on a file, none without a forge or a file.
    pub(super) fn edit(&self, file: &str) -> Option<String> {
        let forge = self.catalog.portal.forge.as_ref()?;
        (!file.is_empty()).then(|| editor(forge, file)).flatten()
    }
}

fn editor(forge: &Forge, file: &str) -> Option<String> {
    let repository = address::external(&forge.url)?;
    let repository = repository.trim_end_matches('/').trim_end_matches(".git");
    let way = match forge.kind.as_str() {
        "gitlab" => "-/edit",
        "gitea" | "forgejo" => "_edit",
        _ => "edit",
    };
    let (branch, file) = (crate::plan::urls::href(&forge.branch), crate::plan::urls::href(file));
    Some(format!("{repository}/{way}/{branch}/{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_its_own_way_to_the_editor() {
        let edit = |kind: &str, url: &str| {
            let forge = Forge { kind: kind.into(), url: url.into(), branch: "main".into() };
            editor(&forge, "catalog/datasets/a/dataset.yaml")
        };
        let file = "main/catalog/datasets/a/dataset.yaml";
        assert_eq!(
            edit("github", "https://github.com/a/b.git"),
            Some(format!("https://github.com/a/b/edit/{file}"))
        );
        assert_eq!(
            edit("gitlab", "https://gitlab.com/a/b/"),
            Some(format!("https://gitlab.com/a/b/-/edit/{file}"))
        );
        assert_eq!(
            edit("forgejo", "https://codeberg.org/a/b"),
            Some(format!("https://codeberg.org/a/b/_edit/{file}"))
        );
        assert_eq!(edit("github", "javascript:alert(1)"), None);
    }
}
