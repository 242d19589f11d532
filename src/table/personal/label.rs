//! What does a column's name promise to hold?

use super::Kind;
use super::words::{NUMBERS, PARTS, PERSONS, THINGS, TRADERS, words};

/// What a column says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing about a person.
    None,
    /// The number that a state gives a person.
    NationalId,
    /// A number of a person or a company.
    TaxId,
    /// A person's name, or part of it.
    Name,
    /// A date of birth.
    Birth,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Where somebody lives, or something stands.
    Address,
    /// Latitude or longitude.
    Coordinate(Axis),
    /// What singles out a person together with others of its sort.
    Quasi(Quasi),
    /// What the law protects most.
    Sensitive(Sensitive),
}

/// Which of two coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// North and south.
    Latitude,
    /// East and west.
    Longitude,
}

/// What singles out a person together with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quasi {
    /// Years of age.
    Age,
    /// The year of birth.
    BirthYear,
    /// Sex or gender.
    Sex,
    /// Nationality.
    Nationality,
    /// Marital status.
    Marital,
    /// The municipality somebody lives in.
    Home,
    /// Work.
    Occupation,
    /// Schooling.
    Schooling,
    /// Health insurance or pension.
    Insurance,
}

/// What the law protects most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitive {
    /// Illness, disability, pregnancy.
    Health,
    /// Ethnicity.
    Ethnicity,
    /// Belief.
    Religion,
    /// Membership of a union.
    Union,
    /// Political opinion.
    Politics,
    /// Sexual orientation.
    Orientation,
    /// Biometry.
    Biometry,
    /// A criminal record.
    Crime,
    /// Children.
    Minors,
}

/// How much a name weighs for a kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It names something else.
    Veto,
    /// It says nothing of it.
    None,
    /// It may be.
    Weak,
    /// It says so.
    Strong,
}

/// A column's name, read word by word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    words: Vec<String>,
    meaning: Meaning,
}

/// Columns with the body of a RUT whose check digit stands in the next one, as `rut` and `dv`: the
/// place of each with that of its check.
pub fn split_ruts(names: &[&str]) -> Vec<(usize, usize)> {
    let labels: Vec<Label> = names.iter().map(|name| Label::read(name)).collect();
    let body = |label: &Label| label.strength(Kind::Rut) == Strength::Strong;
    let check = |label: &Label| label.has(&["dv", "verificador"]);
    let next = (1..labels.len()).filter(|at| check(&labels[*at]) && body(&labels[at - 1]));
    next.filter(|at| !check(&labels[at - 1])).map(|at| (at - 1, at)).collect()
}

impl Label {
    /// Reads a column's name.
    pub fn read(name: &str) -> Self {
        let mut label = Self { words: words(name), meaning: Meaning::None };
        label.meaning = label.understood();
        label
    }

    /// What the column says it holds.
    pub fn meaning(&self) -> Meaning {
        self.meaning
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| {
            let one =
                |ending: &str| word.strip_suffix(ending).is_some_and(|one| words.contains(&one));
            words.contains(&word.as_str()) || one("s") || one("es")
        })
    }

    /// Whether it speaks of a person, whatever it says of them.
    pub fn names_person(&self) -> bool {
        self.has(&PERSONS)
    }

    /// Whether it counts rows rather than telling of one person.
    pub fn counts(&self) -> bool {
        self.has(&["cantidad", "total", "conteo", "count", "frecuencia", "casos"])
    }

    fn understood(&self) -> Meaning {
        let thing = self.has(&THINGS) || self.has(&PARTS);
        if let Some(meaning) = self.number() {
            return meaning;
        }
        if self.has(&["email", "correo", "mail"]) {
            return Meaning::Email;
        }
        if self.has(&["telefono", "fono", "celular", "movil", "whatsapp", "telefonico"]) {
            return Meaning::Phone;
        }
        if let Some(meaning) = self.birth() {
            return meaning;
        }
        if let Some(sensitive) = self.sensitive() {
            return Meaning::Sensitive(sensitive);
        }
        if self.is_address() {
            return Meaning::Address;
        }
        if let Some(quasi) = self.quasi() {
            return Meaning::Quasi(quasi);
        }
        let named =
            ["nombre", "apellido", "paterno", "materno", "surname", "lastname", "firstname"];
        if self.has(&named) && (!thing || self.is_name_of_person()) {
            return Meaning::Name;
        }
        self.axis().map_or(Meaning::None, Meaning::Coordinate)
    }

    /// A number that a state gives.
    fn number(&self) -> Option<Meaning> {
        let certain = self.has(&["rut", "run", "cedula", "dni", "pasaporte", "passport", "cpf"]);
        let person = self.names_person();
        let context = self.has(&["identificacion", "ci", "documento", "identidad"]) && person;
        let identity = self.has(&["identidad"]) && self.has(&["cedula", "documento", "carne"]);
        if self.has(&["ruc"]) || (certain && self.has(&TRADERS)) {
            return Some(Meaning::TaxId);
        }
        (certain || context || identity).then_some(Meaning::NationalId)
    }

    /// A date of birth, or its year.
    fn birth(&self) -> Option<Meaning> {
        let born = [
            "nacimiento",
            "nac",
            "fnac",
            "fnacimiento",
            "fecnac",
            "fechanac",
            "fechanacimiento",
            "dob",
            "birthdate",
            "birth",
            "birthday",
        ];
        let other = [
            "lugar",
            "pais",
            "norma",
            "ley",
            "decreto",
            "region",
            "comuna",
            "ciudad",
            "provincia",
            "canton",
            "nacional",
            "tasa",
            "peso",
            "hora",
            "cantidad",
            "total",
            "certificado",
        ];
        if !self.has(&born) || self.has(&other) {
            return None;
        }
        // `año` folds to `ano`, and English has `year`.
        let year = self.has(&["ano", "anio", "year"]);
        Some(if year { Meaning::Quasi(Quasi::BirthYear) } else { Meaning::Birth })
    }

    fn is_address(&self) -> bool {
        let other = [
            "establecimiento",
            "sucursal",
            "oficina",
            "obra",
            "web",
            "ip",
            "servicio",
            "url",
            "correo",
            "tecnica",
            "provincial",
            "regional",
            "institucion",
            "empresa",
            "viento",
            "via",
            "sentido",
            "colegio",
            "escuela",
            "local",
            "unidad",
            "departamento",
        ];
        let street = self.has(&["calle"]) && self.has(&["numero", "altura", "domicilio"]);
        (self.has(&["direccion", "domicilio", "residencia"]) || street)
            && !self.has(&other)
            && !self.has(&[
                "comuna",
                "region",
                "ciudad",
                "provincia",
                "pais",
                "canton",
                "parroquia",
            ])
    }

    fn sensitive(&self) -> Option<Sensitive> {
        let table: [(&[&str], Sensitive); 9] = [
            (
                &[
                    "diagnostico",
                    "cie",
                    "discapacidad",
                    "vih",
                    "embarazo",
                    "embarazada",
                    "enfermedad",
                    "patologia",
                    "morbilidad",
                    "medicamento",
                    "fonasa",
                ],
                Sensitive::Health,
            ),
            (
                &["etnia", "originario", "indigena", "raza", "autoidentificacion"],
                Sensitive::Ethnicity,
            ),
            (&["religion", "credo"], Sensitive::Religion),
            (&["sindicato", "sindical"], Sensitive::Union),
            (&["militancia", "politica", "partido"], Sensitive::Politics),
            (&["orientacion"], Sensitive::Orientation),
            (&["huella", "biometrico", "biometria", "adn"], Sensitive::Biometry),
            (&["condena", "antecedentes", "delito", "prontuario"], Sensitive::Crime),
            (&["alumno", "alumna", "nna", "menor", "nino", "nina"], Sensitive::Minors),
        ];
        let held = table.iter().find(|(words, _)| self.has(words)).map(|(_, held)| *held)?;
        match held {
            Sensitive::Orientation => self.has(&["sexual"]).then_some(held),
            Sensitive::Politics => (self.has(&["militancia"])
                || (self.has(&["partido"]) && self.names_person()))
            .then_some(held),
            // The name of a pupil is a name first.
            Sensitive::Minors => (self.words.len() == 1).then_some(held),
            _ => Some(held),
        }
    }

    fn quasi(&self) -> Option<Quasi> {
        let table: [(&[&str], Quasi); 7] = [
            (&["edad", "age"], Quasi::Age),
            (&["sexo", "genero", "sex", "gender"], Quasi::Sex),
            (&["nacionalidad"], Quasi::Nationality),
            (&["ocupacion", "profesion"], Quasi::Occupation),
            (&["escolaridad"], Quasi::Schooling),
            (&["prevision", "isapre", "afp"], Quasi::Insurance),
            (&["estadocivil"], Quasi::Marital),
        ];
        let home = self.has(&["comuna", "canton", "parroquia", "ciudad"])
            && self.has(&["residencia", "domicilio"]);
        let marital = self.has(&["estado"]) && self.has(&["civil"]);
        match (home, marital) {
            (true, _) => Some(Quasi::Home),
            (_, true) => Some(Quasi::Marital),
            _ => table.iter().find(|(words, _)| self.has(words)).map(|(_, quasi)| *quasi),
        }
    }

    fn axis(&self) -> Option<Axis> {
        let latitude = ["latitud", "latitude", "lat"];
        if self.has(&latitude) {
            return Some(Axis::Latitude);
        }
        self.has(&["longitud", "longitude", "lon", "lng", "long"]).then_some(Axis::Longitude)
    }

    /// Whether a person stands right behind the word for a name: `nombre alumno curso`.
    fn is_name_of_person(&self) -> bool {
        self.words.iter().any(|word| PERSONS.contains(&word.as_str()))
            && !self.words.last().is_some_and(|word| THINGS.contains(&word.as_str()))
            || self.has(&["apellido", "paterno", "materno"])
    }

    /// Whether it is a word for persons and nothing else, as `beneficiario` is: who they are may stand
    /// there.
    pub(super) fn is_role(&self) -> bool {
        let of_more = [&THINGS[..], &PARTS, &NUMBERS].iter().any(|words| self.has(words));
        let meant = matches!(self.meaning, Meaning::None | Meaning::Sensitive(Sensitive::Minors));
        self.names_person() && meant && !of_more && !self.counts()
    }

    /// How much the name weighs for a kind of personal data.
    pub fn strength(&self, kind: Kind) -> Strength {
        let person = self.names_person();
        let own = self.own_strength(kind);
        match own {
            Strength::None if person && kind.is_number() => Strength::Weak,
            Strength::None if kind == Kind::Name && self.is_role() => Strength::Weak,
            Strength::None if self.has(&NUMBERS) && kind.is_number() => Strength::Veto,
            Strength::Strong | Strength::Weak | Strength::None
                if !person && self.has(&THINGS) && kind.is_vetoed_by_things() =>
            {
                Strength::Veto
            }
            Strength::None if kind == Kind::Phone && self.meaning != Meaning::None => {
                Strength::Veto
            }
            own => own,
        }
    }

    /// The same without what its other words say.
    fn own_strength(&self, kind: Kind) -> Strength {
        let strong = |strong: bool| if strong { Strength::Strong } else { Strength::Weak };
        let person = self.names_person();
        match (kind, self.meaning) {
            (Kind::Rut | Kind::CompanyRut, Meaning::NationalId) => {
                strong(!self.has(&["cedula", "ci", "pasaporte", "passport", "dni", "cpf"]))
            }
            (Kind::Cedula | Kind::TruncatedCedula, Meaning::NationalId) => {
                strong(!self.has(&["rut", "run", "pasaporte", "passport", "dni", "cpf"]))
            }
            (Kind::Passport, Meaning::NationalId) => {
                strong(self.has(&["pasaporte", "passport", "dni", "cpf"]))
            }
            (Kind::Ruc, Meaning::TaxId) => strong(self.has(&["ruc"]) && person),
            (Kind::Ruc, Meaning::NationalId)
            | (
                Kind::Rut | Kind::CompanyRut | Kind::Cedula | Kind::TruncatedCedula,
                Meaning::TaxId,
            )
            | (Kind::Coordinate, Meaning::Coordinate(_)) => Strength::Weak,
            (Kind::Name, Meaning::Name) => strong(
                person
                    || self.has(&[
                        "apellido",
                        "paterno",
                        "materno",
                        "completo",
                        "surname",
                        "lastname",
                        "firstname",
                    ])
                    || self.words.iter().any(|word| word == "nombres"),
            ),
            (Kind::Birth, Meaning::Birth) | (Kind::Email, Meaning::Email) => Strength::Strong,
            (Kind::Phone, Meaning::Phone) => strong(
                person || self.has(&["celular", "movil", "whatsapp", "personal", "particular"]),
            ),
            (Kind::Address, Meaning::Address) => {
                strong(person || self.has(&["domicilio", "residencia", "particular"]))
            }
            _ => Strength::None,
        }
    }

    /// Whether it may hold another name for a person, such as a number of our own making.
    pub fn is_key(&self) -> bool {
        self.has(&["id", "hash", "uuid", "codigo", "clave", "identificador"])
            || self.meaning == Meaning::NationalId
            || self.names_person()
    }
}
