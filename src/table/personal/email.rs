//! Is this an e-mail address, and is it a person's or an office's?

use super::person;

/// Whose an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// A person's, as far as anybody can see: personal data.
    Person,
    /// An office's, or an example's.
    Role,
}

/// An address within a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'t> {
    /// First byte in the text.
    pub start: usize,
    /// The address itself.
    pub text: &'t str,
    /// Whose it is.
    pub account: Account,
}

/// Words of the part before the `@` that name an office, sorted.
const ROLES: [&str; 186] = [
    "abastecimiento",
    "abiertos",
    "abuse",
    "academico",
    "acceso",
    "admin",
    "administracion",
    "administrador",
    "admision",
    "adquisiciones",
    "aduana",
    "agenda",
    "alcalde",
    "alcaldesa",
    "alcaldia",
    "ambiente",
    "archivo",
    "asistencia",
    "atencion",
    "auditoria",
    "ayuda",
    "biblio",
    "biblioteca",
    "bibliotecas",
    "billing",
    "bodega",
    "buzon",
    "cesfam",
    "ciudadana",
    "ciudadano",
    "ciudadanos",
    "colegio",
    "communications",
    "compras",
    "comunicacion",
    "comunicaciones",
    "comunidad",
    "concejo",
    "consejo",
    "consulta",
    "consultas",
    "contabilidad",
    "contact",
    "contacta",
    "contacto",
    "contactos",
    "contactus",
    "contato",
    "contralor",
    "control",
    "correo",
    "cosoc",
    "cultura",
    "dados",
    "daf",
    "data",
    "datos",
    "delegacion",
    "denuncias",
    "departamento",
    "deporte",
    "deportes",
    "desarrollo",
    "dga",
    "dideco",
    "dir",
    "direccion",
    "director",
    "directora",
    "dom",
    "editor",
    "educacion",
    "emergencia",
    "enquiries",
    "equipo",
    "escuela",
    "estadistica",
    "estadisticas",
    "feedback",
    "finanzas",
    "fiscalizacion",
    "gabinete",
    "geo",
    "geodata",
    "gerencia",
    "gestion",
    "gis",
    "gobernacion",
    "hello",
    "help",
    "helpdesk",
    "hola",
    "hospital",
    "inbox",
    "info",
    "informacion",
    "informaciones",
    "informatica",
    "informes",
    "inquiries",
    "inspeccion",
    "intendencia",
    "jardin",
    "juridica",
    "juridico",
    "juzgado",
    "library",
    "liceo",
    "licitaciones",
    "mail",
    "marketing",
    "matricula",
    "media",
    "medioambiente",
    "mesa",
    "municipalidad",
    "museo",
    "news",
    "noreply",
    "notaria",
    "obras",
    "observatorio",
    "office",
    "oficina",
    "oirs",
    "open",
    "opendata",
    "ouvidoria",
    "pagos",
    "parques",
    "partes",
    "planificacion",
    "planning",
    "portal",
    "postmaster",
    "prensa",
    "presidencia",
    "press",
    "programa",
    "proyecto",
    "proyectos",
    "publica",
    "publico",
    "recepcion",
    "reclamos",
    "records",
    "rectoria",
    "red",
    "registro",
    "rrhh",
    "sac",
    "sales",
    "salud",
    "secretaria",
    "security",
    "seguridad",
    "seremi",
    "services",
    "servicio",
    "servicios",
    "sig",
    "sistemas",
    "solicitudes",
    "soporte",
    "subdireccion",
    "sugerencias",
    "suporte",
    "support",
    "team",
    "tesoreria",
    "tic",
    "tics",
    "tips",
    "tramites",
    "transito",
    "transparencia",
    "transparency",
    "turismo",
    "unidad",
    "ventanilla",
    "ventas",
    "vinculacion",
    "vivienda",
    "web",
    "webadmin",
    "webmaster",
];
/// Domains of examples.
const EXAMPLES: [&str; 8] = [
    "example.com",
    "example.org",
    "example.net",
    "ejemplo.com",
    "ejemplo.org",
    "ejemplo.cl",
    "ejemplo.ec",
    "exemplo.com",
];
/// Endings that no mail reaches.
const RESERVED: [&str; 4] = ["example", "invalid", "test", "localhost"];

/// Every address of a text.
pub fn all(text: &str) -> impl Iterator<Item = Address<'_>> {
    text.match_indices('@').filter_map(|(at, _)| around(text, at))
}

/// The addresses of a cell that holds nothing else: one, several with `;` or `,` between them,
/// `mailto:` before or a person's name around them. None where one part is no address.
pub fn read(cell: &str) -> Vec<Address<'_>> {
    fn part(part: &str) -> Option<Address<'_>> {
        let part = part.trim();
        let part = part.strip_prefix("mailto:").unwrap_or(part);
        let part = match (part.rfind('<'), part.strip_suffix('>')) {
            (Some(open), Some(_)) => &part[open + 1..part.len() - 1],
            _ => part,
        };
        let found = around(part, part.find('@')?)?;
        (found.text.len() == part.len()).then_some(found)
    }
    let parts = cell.split([';', ',']).filter(|part| !part.trim().is_empty());
    parts.map(part).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The address whose `@` is at a byte, if what stands around it is one.
fn around(text: &str, at: usize) -> Option<Address<'_>> {
    let part = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let before = &text[..at];
    let start = before
        .rfind(|c| !part(c))
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let after = &text[at + 1..];
    let host = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    let end = after.find(|c| !host(c)).unwrap_or(after.len());
    let domain = after[..end].trim_end_matches(['.', '-']);
    // `a@@b` and `a@b@c` are none.
    let doubled =
        before.ends_with('@') || after[end..].starts_with('@') || text[..start].ends_with('@');
    let (start, local) = trimmed(text, start, at);
    if doubled || local.is_empty() || local.len() > 64 || local.contains("..") || !is_host(domain) {
        return None;
    }
    let account = account(local, domain);
    Some(Address { start, text: &text[start..at + 1 + domain.len()], account })
}

/// The part before the `@` without marks that belong to the sentence.
fn trimmed(text: &str, start: usize, at: usize) -> (usize, &str) {
    let local = text[start..at].trim_start_matches(['.', '\'', '-']);
    (at - local.len(), local.trim_end_matches('.'))
}

/// Labels of letters, digits and inner hyphens, the last of letters.
fn is_host(domain: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.len() <= 63 && !label.starts_with('-');
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.len() <= 253
        && domain.split('.').all(label)
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
}

/// Whose an address is, by its words.
fn account(local: &str, domain: &str) -> Account {
    let (domain, local) = (super::words::folded(domain), super::words::folded(local));
    let reserved = |ending: &&str| domain.rsplit('.').next() == Some(*ending);
    if EXAMPLES.contains(&&*domain) || RESERVED.iter().any(reserved) {
        return Account::Role;
    }
    let role = |word: &str| ROLES.binary_search(&word).is_ok();
    let words = || local.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    // An office may be named as its house is: sernac@sernac.cl.
    let house = domain.split('.').any(|label| label.len() > 2 && label == local);
    if role(&local) || house || words().any(role) { Account::Role } else { Account::Person }
}

/// Where anybody gets an address.
const FREE: [&str; 10] = [
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "yahoo",
    "icloud",
    "proton",
    "protonmail",
];

/// Whether an address is written as a person's is: at a host where anybody gets one, or with a name
/// before the `@`, as in `ana.soto`, `a.soto`, `asoto`. One that is no known office's may be an office's
/// all the same, and most are where an institution gives its contact.
pub fn names_somebody(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let (local, domain) = (super::words::folded(local), super::words::folded(domain));
    if domain.split('.').next().is_some_and(|host| FREE.contains(&host)) {
        return true;
    }
    let mut words = local.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let known = |word: &str| word.len() > 2 && person::is_known(word);
    words.any(|word| known(word) || word.get(1..).is_some_and(known))
}

/// Whether the domain is a government's: what is written there is an office's, also where it is
/// named after who sits in it.
pub fn is_official(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default().to_lowercase();
    domain
        .split('.')
        .skip(1)
        .any(|label| matches!(label, "gob" | "gov" | "gouv" | "mil" | "leg" | "jus"))
        || domain.starts_with("gob.")
        || domain.starts_with("gov.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn offices_have_addresses_of_their_own() {
        for somebody in ["ana.soto@muni.cl", "jperez@salud.gob.ec", "caballito2000@gmail.com"] {
            assert!(super::names_somebody(somebody), "{somebody}");
        }
        for office in ["publicsafetygis@phila.gov", "laboratorio@muni.cl", "sig-aguas@dga.cl"] {
            assert!(!super::names_somebody(office), "{office}");
        }
    }

    #[test]
    fn the_words_are_sorted_so_that_they_are_found() {
        assert!(super::ROLES.is_sorted());
    }
}
