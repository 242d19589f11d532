//! Which key somebody meant: misspellings, other languages, other catalogues' words.

use crate::text;

/// Keys that CKAN's resources have beside those a record names; each is kept as it is.
pub(super) const OF_RESOURCES: [&str; 27] = [
    "cache_last_updated",
    "cache_url",
    "checks",
    "ckan_url",
    "compression",
    "datastore_active",
    "datastore_contains_all_records_of_source_file",
    "dialect",
    "encoding",
    "hash_algorithm",
    "identifier",
    "innerpath",
    "language",
    "license",
    "mimetype_inner",
    "package_id",
    "position",
    "privacy",
    "resource_group_id",
    "resource_type",
    "revision_id",
    "schema",
    "themes",
    "title",
    "tracking_summary",
    "url_type",
    "webstore_url",
];

/// What CKAN computes: a file that says it says nothing.
pub(super) const COMPUTED: [&str; 13] = [
    "display_name",
    "image_display_url",
    "isopen",
    "license_title",
    "license_url",
    "num_followers",
    "num_resources",
    "num_tags",
    "organization",
    "package_count",
    "revision_id",
    "tracking_summary",
    "users",
];

/// Words of other languages and catalogues, and the key that each means here.
const SYNONYMS: [(&str, &str); 151] = [
    ("acceso", "private"),
    ("borrador", "state"),
    ("capacity", "private"),
    ("confidencial", "private"),
    ("draft", "state"),
    ("embargo", "private"),
    ("es_privado", "private"),
    ("hidden", "private"),
    ("no_publicar", "private"),
    ("private_dataset", "private"),
    ("publicado", "private"),
    ("published", "private"),
    ("rascunho", "state"),
    ("restringido", "private"),
    ("restrito", "private"),
    ("abstract", "notes"),
    ("access", "private"),
    ("accessurl", "url"),
    ("alias", "aliases"),
    ("archivo", "path"),
    ("archivos", "resources"),
    ("arquivo", "path"),
    ("arquivos", "resources"),
    ("atualizado", "metadata_modified"),
    ("author_name", "author"),
    ("autor", "author"),
    ("autor_email", "author_email"),
    ("autora", "author"),
    ("campos", "fields"),
    ("category", "groups"),
    ("categoria", "groups"),
    ("categorias", "groups"),
    ("categories", "groups"),
    ("columnas", "fields"),
    ("colunas", "fields"),
    ("contact_email", "maintainer_email"),
    ("contact_name", "maintainer"),
    ("correo_autor", "author_email"),
    ("creado", "metadata_created"),
    ("created", "metadata_created"),
    ("criado", "metadata_created"),
    ("conteudo", "notes"),
    ("data_dictionary", "fields"),
    ("descricao", "notes"),
    ("descripcion", "notes"),
    ("description", "notes"),
    ("diccionario", "fields"),
    ("direccion", "url"),
    ("distribucion", "resources"),
    ("distribuciones", "resources"),
    ("distribution", "resources"),
    ("distributions", "resources"),
    ("downloadurl", "url"),
    ("enlace", "url"),
    ("espacio_nombres", "name"),
    ("estado", "state"),
    ("estatus", "state"),
    ("etiqueta", "tags"),
    ("etiquetas", "tags"),
    ("extra", "extras"),
    ("fecha", "date"),
    ("fechacreacion", "metadata_created"),
    ("fecha_creacion", "metadata_created"),
    ("fecha_modificacion", "metadata_modified"),
    ("ficheiro", "path"),
    ("fichero", "path"),
    ("file", "path"),
    ("filename", "path"),
    ("files", "resources"),
    ("formato", "format"),
    ("grupo", "groups"),
    ("grupos", "groups"),
    ("identificador", "id"),
    ("identifier", "id"),
    ("imagem", "image_url"),
    ("imagen", "image_url"),
    ("image", "image_url"),
    ("is_private", "private"),
    ("issued", "metadata_created"),
    ("keyword", "tags"),
    ("keywords", "tags"),
    ("landingpage", "url"),
    ("landing_page", "url"),
    ("licence", "license_id"),
    ("licence_id", "license_id"),
    ("licenca", "license_id"),
    ("licencia", "license_id"),
    ("licencia_id", "license_id"),
    ("license", "license_id"),
    ("logo", "image_url"),
    ("mantenedor", "maintainer"),
    ("mantenedor_email", "maintainer_email"),
    ("mantenidopor", "maintainer"),
    ("mediatype", "mimetype"),
    ("media_type", "mimetype"),
    ("modificado", "metadata_modified"),
    ("modified", "metadata_modified"),
    ("nombre", "name"),
    ("nome", "name"),
    ("nota", "notes"),
    ("notas", "notes"),
    ("oculto", "private"),
    ("organisation", "owner_org"),
    ("organizacao", "owner_org"),
    ("organizacion", "owner_org"),
    ("organization", "owner_org"),
    ("palabras_clave", "tags"),
    ("palavras_chave", "tags"),
    ("panorama", "views"),
    ("papel", "role"),
    ("plataforma", "forge"),
    ("privada", "private"),
    ("privado", "private"),
    ("public", "private"),
    ("publica", "private"),
    ("publico", "private"),
    ("publisher", "owner_org"),
    ("recurso", "resources"),
    ("recursos", "resources"),
    ("responsable", "maintainer"),
    ("rol", "role"),
    ("roles", "role"),
    ("ruta", "path"),
    ("caminho", "path"),
    ("situacao", "state"),
    ("slug", "name"),
    ("status", "state"),
    ("summary", "notes"),
    ("resumen", "notes"),
    ("tag_string", "tags"),
    ("tipo", "type"),
    ("title_es", "title"),
    ("titulo", "title"),
    ("url_base", "base_url"),
    ("user", "login"),
    ("username", "login"),
    ("usuario", "login"),
    ("idiomas", "languages"),
    ("visibilidad", "private"),
    ("visibility", "private"),
    ("vistas", "views"),
    ("webpage", "url"),
    ("accrual_periodicity", "frequency"),
    ("accrualperiodicity", "frequency"),
    ("frecuencia", "frequency"),
    ("frecuencia_actualizacion", "frequency"),
    ("frequencia", "frequency"),
    ("periodicidad", "frequency"),
    ("idioma", "language"),
    ("lengua", "language"),
    ("periodo", "period"),
];

/// Keys that an open quote must never swallow.
const NEVER_TEXT: [&str; 34] = [
    "aliases",
    "author",
    "author_email",
    "base_url",
    "created",
    "description",
    "extras",
    "fields",
    "format",
    "groups",
    "hash",
    "id",
    "languages",
    "last_modified",
    "license_id",
    "maintainer",
    "maintainer_email",
    "mimetype",
    "name",
    "notes",
    "owner_org",
    "path",
    "plugin_data",
    "private",
    "resources",
    "role",
    "size",
    "state",
    "tags",
    "title",
    "type",
    "url",
    "version",
    "views",
];

/// Whether a line begins with a key of the catalogue, or with a word for one.
pub(super) fn is_known(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line);
    line.split_once(':').is_some_and(|(key, _)| NEVER_TEXT.contains(&key.trim_end()))
}

/// Whether a key's value is a list of words.
pub(super) fn is_list(key: &str) -> bool {
    matches!(key, "tags" | "groups" | "aliases")
}

/// Whether a word is a key of the catalogue, or nearly or in another language one.
pub(super) fn is_key(word: &str) -> bool {
    let more = ["login", "forge", "order", "menu", "summary", "view_type", "image_url"];
    more.contains(&word) || meant(word, &NEVER_TEXT).is_some()
}

/// The one of `known` that was meant by `key`: written otherwise, in another language, or misspelt.
pub(super) fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let key = plain(key);
    let find = |wanted: &str| known.iter().copied().find(|k| *k == wanted);
    if let Some(same) = find(&key) {
        return Some(same);
    }
    let compact = key.replace('_', "");
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == key || *word == compact);
    if let Some((_, means)) = synonym {
        // What a dataset calls `notes` an organisation and a resource call `description`.
        let elsewhere = match *means {
            "notes" => "description",
            "metadata_created" => "created",
            "metadata_modified" => "last_modified",
            "language" => "languages",
            other => other,
        };
        if let Some(found) = find(means).or_else(|| find(elsewhere)) {
            return Some(found);
        }
    }
    text::near(&key, known)
}

/// Whether a key says who may see something: where it is misspelt, nobody may.
pub(super) fn closes(key: &str) -> bool {
    matches!(key, "private" | "state")
}

/// Lower case, without accents, `_` for what people put between words.
pub(super) fn plain(key: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    key.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, ' ' | '-' | '.') { '_' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 10] = [
        "title",
        "notes",
        "tags",
        "private",
        "state",
        "license_id",
        "resources",
        "url",
        "id",
        "owner_org",
    ];

    #[test]
    fn people_mean_what_they_nearly_write() {
        for (written, meant_key) in [
            ("Title", "title"),
            ("tilte", "title"),
            ("título", "title"),
            ("descripción", "notes"),
            ("license-id", "license_id"),
            ("licence", "license_id"),
            ("licenceid", "license_id"),
            ("resorces", "resources"),
            ("privat", "private"),
            ("privado", "private"),
            ("estado", "state"),
            ("keyword", "tags"),
            ("URL", "url"),
        ] {
            assert_eq!(meant(written, &KEYS), Some(meant_key), "{written}");
        }
    }

    #[test]
    fn words_of_their_own_are_left_alone() {
        for word in ["date", "uri", "frequency", "ids", "theme", "source", "schema", "spatial"] {
            assert_eq!(meant(word, &KEYS), None, "{word}");
        }
    }
}
