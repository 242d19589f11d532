//! Does this text look like the name of a person?

use std::sync::LazyLock;

/// Given names that are common in Chile and Ecuador, without marks.
const GIVEN: &str = " abigail abraham adrian adriana agustin agustina aida alan alba alberto alejandra \
 alejandro alex alexander alexandra alexis alfonso alfredo alicia alma alonso alvaro amalia amanda \
 amelia ana anahi andrea andres angel angela angelica anibal anita antonia antonio antonella ariel \
 arturo augusto aurora barbara beatriz belen benito benjamin bernarda bernardo blanca brenda bruno \
 byron camila camilo carla carlos carmen carolina catalina cecilia celia cesar christian clara \
 claudia claudio clemente constanza consuelo cristian cristina cristobal dagoberto damian daniel \
 daniela danilo dario david dayana debora diana diego dolores domingo doris edgar edison edith \
 eduardo edwin elba elena elias elisa elizabeth elsa elvira emilia emiliano emilio emma enrique \
 erica erika ernesto esteban estefania estela esteban ester eugenia eugenio eva evelyn fabian \
 fabiola fabricio fatima felipe felix fernanda fernando fidel flor florencia francisca francisco \
 franco freddy gabriel gabriela galo genesis gerardo german gilberto gina giovanni gladys gloria \
 gonzalo graciela gregorio guadalupe guillermo gustavo hector heriberto hernan hilda homero hugo \
 humberto ignacia ignacio ines ines irene iris irma isaac isabel isidora ismael italo ivan jacqueline \
 jaime javier javiera jean jefferson jenny jessica jesus jimena joaquin joel johanna john jonathan \
 jorge jose josefa josefina joselyn juan juana julia julian juliana julio karen karina karla katherine \
 kevin laura leandro leonardo leonel leonor leticia lidia lilian liliana lina lorena lorenzo lourdes \
 lucas lucia luciano luis luisa luz macarena magdalena manuel manuela marcela marcelo marcia marco \
 marcos margarita maria mariana mariano maribel mario marisol marlene marta martha martin martina \
 mateo matias mauricio maximiliano mayra melissa mercedes michelle miguel milton mireya miriam moises \
 monica monserrat nadia nancy natalia nataly nelly nelson nestor nicolas nicole noelia noemi nora \
 norma octavio olga oliver omar orlando oscar osvaldo pablo pamela paola patricia patricio paul \
 paula paulina paulo pedro pilar rafael ramiro ramon raquel raul rebeca renata renato rene ricardo \
 roberto rocio rodolfo rodrigo rolando romina rosa rosario roxana ruben ruth salome samuel sandra \
 santiago sara sebastian segundo sergio silvana silvia sofia sonia soledad stalin susana tamara \
 tatiana teresa tomas trinidad valentina valeria vanessa veronica vicente victor victoria vilma \
 violeta virginia viviana walter washington wilson wladimir xavier ximena yolanda zoila ";
/// Surnames that are common in Chile and Ecuador, without marks.
const SURNAMES: &str = " abarca acevedo acosta acuna aguayo aguilar aguilera aguirre alarcon alcivar alfaro \
 almeida alvarado alvarez alvear andrade antilef araneda aravena araya arce arias armijos arriagada \
 arroyo astudillo avendano avila ayala baeza barahona barra barrera barrientos barrios bastidas \
 bastias becerra benavides benitez bermudez bravo briones burgos bustamante bustos caceres cadena \
 caiza calderon calle campos campoverde canales cardenas carrasco carreno carrera carrillo carrion \
 carvajal castaneda castillo castro catalan cedeno celis cevallos chacon chavez chicaiza cisneros \
 cisternas contreras cordero cordova cornejo coronel correa cortes cortez cruz cuevas curinao davila \
 delgado diaz dominguez donoso duarte duran echeverria encalada endara erazo escobar escudero \
 espinosa espinoza estrada farias fernandez figueroa flores fuentealba fuentes gaete galarza \
 galindo gallardo gallegos galvez gamboa garay garces garcia garrido godoy gomez gonzales gonzalez \
 granda guaman guerra guerrero gutierrez guzman henriquez heredia hernandez herrera hidalgo huaiquil \
 hurtado ibanez ibarra iglesias intriago jara jaramillo jimenez juarez lagos lara larrea leal leiva \
 leon lillo llanos loor lopez loyola lozano lucero luna macias maldonado mamani manriquez mansilla \
 mardones marin marquez martinez matamala matus medina mejia mella mena mendez mendoza meneses \
 menendez mera merino meza miranda molina moncada monsalve montecinos montenegro montero montes \
 montoya mora moraga morales moran moreira moreno morocho mosquera moya munoz murillo naranjo \
 navarrete navarro neira nieto norambuena novoa nunez ochoa ojeda olivares oliveros opazo ordonez \
 orellana ormeno orozco ortega ortiz osorio ovalle oyarzun pacheco padilla paez palacios palma \
 paredes parada parra pastrana pavez pazmino pena peralta perez pincheira pineda pinto pizarro plaza \
 poblete ponce pozo prado proano puebla quezada quilaqueo quinonez quinteros quiroga quiroz quishpe \
 quispe ramirez ramos rebolledo reinoso retamal reyes riffo riquelme rios rivadeneira rivas rivera \
 rivero robles rocha rodas rodriguez rojas roldan roman romero rosales rosas rosero rubio rueda \
 ruiz saavedra saez salas salazar saldias salgado salinas salvador samaniego sanchez sandoval \
 sanhueza santander santana santos segovia segura sepulveda serrano sierra silva solano solis soto \
 sosa suarez tapia tello tenorio tipan toapanta toledo toro torrealba torres troncoso ulloa urbina \
 urrutia valdes valdebenito valdivia valencia valenzuela valle vallejo vallejos vaca varas varela \
 vargas vasquez vasconez vega velasco velasquez velez vera verdugo vergara vidal viera villa \
 villacis villagra villalobos villanueva villarroel villegas vivanco yanez yupanqui zambrano zamora \
 zapata zarate zavala zuniga zurita ";
/// Words of institutions, things and places that are named after persons.
const INSTITUTIONS: &str = " asociacion avenida banco biblioteca calle centro cia clinica club colegio \
 comercial comite compania comunidad consultorio cooperativa corporacion cesfam departamento direccion \
 distribuidora eirl empresa escuela estadio estacion fundacion gobierno grupo hospital iglesia \
 inmobiliaria instituto inversiones jardin jefatura junta liceo ltda ministerio municipalidad museo \
 oficina parque pasaje plaza posta proyecto puente sa secretaria sociedad sector servicio servicios \
 sindicato sitio sociedad spa superintendencia transportes unidad universidad villa ";
/// Words between the parts of a name.
const PARTICLES: [&str; 13] =
    ["de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa", "van", "von"];

/// The words of a list, sorted.
fn listed(lists: &[&'static str]) -> Vec<&'static str> {
    let mut words: Vec<&str> =
        lists.iter().flat_map(|list| list.split_ascii_whitespace()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| listed(&[GIVEN, SURNAMES]));
static OTHERS: LazyLock<Vec<&str>> = LazyLock::new(|| listed(&[INSTITUTIONS]));

fn holds(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// Whether a word, in small letters and without marks, is a common given name or surname.
pub(super) fn is_known(word: &str) -> bool {
    holds(&KNOWN, word)
}

/// What a text says of being a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is no name.
    None,
    /// It is written as one: words of letters.
    Shape,
    /// Most of its words are given names or surnames.
    Known,
}

/// How much a text looks like a name, of `least` to five words.
pub fn likeness(text: &str, least: usize) -> Likeness {
    if !(2..=80).contains(&text.len()) {
        return Likeness::None;
    }
    let text = super::words::folded(text);
    let (mut words, mut known) = (0, 0);
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty())
    {
        if !word.chars().all(|c| c.is_alphabetic() || c == '\'') || holds(&OTHERS, word) {
            return Likeness::None;
        }
        if PARTICLES.contains(&word) {
            continue;
        }
        words += 1;
        known += usize::from(holds(&KNOWN, word));
    }
    match words {
        _ if words < least || words > 5 => Likeness::None,
        _ if known * 10 >= words * 6 => Likeness::Known,
        _ => Likeness::Shape,
    }
}
