//! Which words is a name made of, and what do they speak of?

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Words that say nothing.
pub(super) const DROPPED: [&str; 14] =
    ["n", "no", "nro", "num", "numero", "de", "del", "la", "el", "los", "las", "y", "e", "o"];
/// Words for persons.
pub(super) const PERSONS: [&str; 34] = [
    "afiliado",
    "alumno",
    "alumna",
    "apoderado",
    "asegurado",
    "beneficiario",
    "beneficiaria",
    "causante",
    "ciudadano",
    "conductor",
    "conyuge",
    "denunciante",
    "empleado",
    "estudiante",
    "funcionario",
    "funcionaria",
    "imputado",
    "madre",
    "medico",
    "padre",
    "paciente",
    "pensionado",
    "persona",
    "postulante",
    "profesional",
    "representante",
    "servidor",
    "socio",
    "solicitante",
    "titular",
    "trabajador",
    "usuario",
    "victima",
    "propietario",
];
/// Words for persons or companies.
pub(super) const TRADERS: [&str; 8] = [
    "proveedor",
    "contribuyente",
    "contratista",
    "adjudicatario",
    "oferente",
    "emisor",
    "receptor",
    "comprador",
];
/// Words for what is no person.
pub(super) const THINGS: [&str; 55] = [
    "actividad",
    "area",
    "barrio",
    "bien",
    "calle",
    "canton",
    "cargo",
    "categoria",
    "centro",
    "ciudad",
    "colegio",
    "comercio",
    "comuna",
    "cuenca",
    "curso",
    "departamento",
    "direccion",
    "distrito",
    "empresa",
    "entidad",
    "equipo",
    "escuela",
    "especie",
    "establecimiento",
    "estacion",
    "evento",
    "fantasia",
    "farmacia",
    "hospital",
    "indicador",
    "institucion",
    "local",
    "localidad",
    "marca",
    "municipio",
    "museo",
    "oficina",
    "organismo",
    "organizacion",
    "pais",
    "parque",
    "parroquia",
    "plan",
    "producto",
    "programa",
    "provincia",
    "proyecto",
    "recurso",
    "region",
    "rio",
    "ruta",
    "sector",
    "servicio",
    "unidad",
    "via",
];
/// What parts of a table and files are named by.
pub(super) const PARTS: [&str; 5] = ["archivo", "campo", "columna", "dataset", "variable"];
/// Numbers that are counted, billed or timed, not given to persons.
pub(super) const NUMBERS: [&str; 26] = [
    "barra",
    "barras",
    "boleta",
    "cantidad",
    "cod",
    "codigo",
    "contrato",
    "cuenta",
    "ean",
    "epoch",
    "expediente",
    "factura",
    "fecha",
    "folio",
    "gtin",
    "licitacion",
    "medidor",
    "monto",
    "oc",
    "orden",
    "resolucion",
    "rol",
    "serie",
    "timestamp",
    "total",
    "valor",
];

/// Letters without marks, lower case.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c));
    Cow::Owned(letters.flat_map(char::to_lowercase).collect())
}

/// The words of a name: apart at marks, between `aB` and `ABc`, without the digits at their ends.
pub(super) fn words(name: &str) -> Vec<String> {
    let marks: Vec<char> = name.nfkd().filter(|c| !is_combining_mark(*c)).take(200).collect();
    let mut words = vec![String::new()];
    for (at, c) in marks.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| marks[before]);
        let inner = c.is_uppercase()
            && before.is_some_and(|before| {
                let next = marks.get(at + 1).is_some_and(|next| next.is_lowercase());
                before.is_lowercase() || (before.is_uppercase() && next)
            });
        if inner || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().expect("there is always one").extend(c.to_lowercase());
        }
    }
    for word in &mut words {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if letters >= 3 {
            word.truncate(letters);
        }
    }
    words.retain(|word| !word.is_empty() && !DROPPED.contains(&word.as_str()));
    words
}
