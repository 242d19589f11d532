//! A catalogue in memory with what catalogues really hold: much, nothing, accents, and malice.

use crate::catalog::{
    Catalog, Dataset, DatasetIx, Format, FormatIx, Group, GroupIx, LicenseIx, OrganizationIx,
    Relationship, Resource, Tag, TagIx, license,
};
use crate::plan::{Page, urls};
use crate::read::{
    self, Extra, Field, Forge, LocalFile, Location, Member, NewsPost, Portal, Role, Timestamp,
    Tombstone, View, tombstone,
};
use crate::report::rules::{self, Weight};
use crate::report::{Span, Spanned};
use serde_json::json;
use std::sync::Arc;

/// What must never come out as markup.
pub(super) const HOSTILE: &str =
    r#"<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{ 7*11111 }}"#;

fn s(text: &str) -> Spanned<String> {
    Spanned { value: text.to_owned(), span: Span::default() }
}

#[expect(clippy::unnecessary_wraps, reason = "fields are optional")]
fn o(text: &str) -> Option<Spanned<String>> {
    Some(s(text))
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a date")
}

/// The whole catalogue.
pub(super) fn catalog() -> Catalog {
    let mut catalog = Catalog { portal: portal(), ..Catalog::default() };
    catalog.licenses = license::built_in();
    catalog.organizations = vec![
        organization("agencia-transporte", "Agencia de Transporte de Almora", ""),
        organization("hostil", HOSTILE, HOSTILE),
        organization("instituto-estadistica", "Instituto Almorayo de Estadística", ABOUT),
        organization(
            "servicio-aguas",
            "Servicio de Aguas y Meteorología",
            "Ríos, embalses y lluvia.",
        ),
    ];
    catalog.groups = [
        ("agua-y-clima", "Agua y clima"),
        ("economia", "Economía y empleo"),
        ("educacion", "Educación y cultura"),
        ("energia", "Energía"),
        ("movilidad", "Movilidad y transporte"),
        ("salud", "Salud"),
    ]
    .map(|(name, title)| organization(name, title, "Un tema del catálogo."))
    .into_iter()
    .collect();
    catalog.tags = ["clima", "inflación", "precios", "<b>raro"].map(tag).into_iter().collect();
    catalog.formats = ["CSV", "GeoJSON", "PDF", "PNG", "XLSX"].map(format).into_iter().collect();
    catalog.datasets.push(hostile());
    catalog.datasets.push(price_index());
    for n in 0..44 {
        catalog.datasets.push(plain(n));
    }
    catalog.datasets.sort_by(|a, b| a.name().cmp(b.name()));
    let at_name = |name: &str| catalog.datasets.iter().position(|d| d.name() == name);
    let (index, other) = (at_name("ipc").expect("there"), at_name("serie-03").expect("there"));
    catalog.datasets[index].relationships =
        vec![relation("derives_from", true, other), relation("child_of", false, other)];
    link(&mut catalog);
    catalog.pages =
        vec![text_page("normativa", "Normativa", true), text_page("inicio", "Bienvenida", false)];
    catalog.news = vec![
        post("2025-09-10", "gtfs", "Ya están las paradas y líneas de Almora"),
        post("2025-02-03", "incendios", "La temporada de incendios, en datos"),
        post("2024-05-14", "nuevo", "Un catálogo nuevo"),
    ];
    catalog.tombstones = vec![stone("ipc-2010", Some("ipc")), stone("semaforos", None)];
    catalog
}

fn portal() -> Portal {
    Portal {
        title: "Datos Abiertos de Almoraya".into(),
        description:
            "Catálogo de datos abiertos de la República de Almoraya, un **país ficticio**.".into(),
        base_url: "https://datos.example.org/portal".into(),
        contact_email: Some("datos@example.org".into()),
        forge: Some(Forge {
            kind: "github".into(),
            url: "https://github.com/example/portal".into(),
            branch: "main".into(),
        }),
        rule_pages: true,
        rules: [("title-long", Weight::Off)].into(),
        ..Portal::default()
    }
}

const ABOUT: &str = "Organismo autónomo que elabora las **estadísticas oficiales**: población, \
    precios, empleo. Publica con [calendario](https://www.iae.example/calendario).";

fn organization(name: &str, title: &str, description: &str) -> Group {
    Group {
        record: read::Organization {
            file: format!("catalog/organizations/{name}/organization.yaml"),
            name: name.into(),
            title: o(title),
            description: o(description),
            image_url: o("https://elsewhere.example/logo.png"),
            extras: vec![
                Extra { key: s("sitio_web"), value: "https://www.iae.example".into() },
                Extra { key: s(HOSTILE), value: HOSTILE.into() },
            ],
            members: vec![Member {
                forge: s("github"),
                id: Spanned { value: 1, span: Span::default() },
                login: s("secretlogin"),
                role: Role::Editor,
            }],
            ..read::Organization::default()
        },
        id: format!("id-{name}"),
        created: at("2024-01-01"),
        datasets: Vec::new(),
    }
}

fn tag(name: &str) -> Tag {
    Tag { name: name.into(), id: format!("id-{name}"), datasets: Vec::new() }
}

fn format(name: &str) -> Format {
    Format { name: name.into(), slug: crate::text::slug(name), datasets: Vec::new() }
}

fn dataset(record: read::Dataset, modified: &str) -> Dataset {
    Dataset {
        id: format!("id-{}", record.name),
        record: record.into(),
        organization: None,
        groups: Vec::new(),
        license: None,
        tags: Vec::new(),
        created: at("2022-02-08"),
        modified: at(modified),
        resources: Vec::new(),
        relationships: Vec::new(),
    }
}

fn resource(id: &str, name: &str, location: Location, format: &str) -> Resource {
    Resource {
        record: read::Resource {
            name: o(name),
            description: o(
                "Serie mensual desde enero de 2022, índice general y *siete* divisiones.",
            ),
            location,
            ..read::Resource::default()
        }
        .into(),
        id: id.into(),
        format: format.into(),
        format_ix: None,
        mimetype: None,
        created: at("2022-02-08"),
        metadata_modified: at("2026-10-09"),
    }
}

fn file(path: &str, size: u64) -> Location {
    let file = LocalFile { path: format!("catalog/x/{path}"), size, sha256: [7; 32] };
    Location::File { path: s(path), file: Some(file) }
}

fn url(text: &str) -> Location {
    Location::Url(s(text))
}

fn field(name: &str, kind: &str, title: &str, description: &str) -> Field {
    let constraints = json!({"required": true, "minimum": 0, "unique": false});
    let mut rest = serde_json::Map::new();
    rest.insert("constraints".into(), constraints);
    rest.insert("example".into(), "112,84".into());
    Field {
        name: s(name),
        kind: o(kind),
        title: Some(title.into()),
        description: Some(description.into()),
        rest,
    }
}

fn view(kind: &str, title: &str) -> View {
    View { view_type: s(kind), title: Some(title.into()), ..View::default() }
}

fn price_index() -> Dataset {
    let notes = "El IPC mide cada mes la variación de precios de una cesta de 318 artículos en once \
        ciudades. La base es **diciembre de 2021 = 100**.\n\n## Método\n\nEl índice se publica el \
        séptimo día hábil de cada mes. Más en https://www.iae.example/ipc y en \
        [división territorial](/dataset/serie-01).\n\n| División | Peso |\n|---|---:|\n| Vivienda | 18,2 |\n\
        | Transporte | 13,9 |\n\n- Alquileres: cada trimestre\n- Alimentos: cada mes";
    let mut dataset = dataset(
        read::Dataset {
            file: "catalog/organizations/instituto-estadistica/datasets/ipc/dataset.yaml".into(),
            name: "ipc".into(),
            title: o("Índice de precios al consumidor (IPC), base 2021"),
            notes: o(notes),
            author: o("Departamento de Difusión, IAE"),
            author_email: o("difusion@iae.example"),
            maintainer: o("Ana Ibáñez"),
            url: o("https://www.iae.example/ipc"),
            version: o("2021.1"),
            extras: vec![
                Extra { key: s("frequency"), value: "mensual".into() },
                Extra { key: s("temporal"), value: "2022-01/2026-09".into() },
                Extra { key: s("coeficiente_enlace"), value: "1.4172".into() },
            ],
            ..read::Dataset::default()
        },
        "2026-10-09T08:00:00",
    );
    dataset.organization = Some(OrganizationIx::new(2));
    dataset.groups = vec![GroupIx::new(1)];
    dataset.license = Some(LicenseIx::new(5));
    dataset.tags = vec![TagIx::new(2), TagIx::new(3)];
    let mut first = resource("r-csv", "Índices por división", file("ipc.csv", 1_440_000), "CSV");
    Arc::make_mut(&mut first.record).last_modified = Some(at("2026-10-09"));
    Arc::make_mut(&mut first.record).fields = vec![
        field("periodo", "yearmonth", "Mes", "Año y mes, AAAA-MM"),
        field(
            "codigo_division",
            "string",
            "Código",
            "Clasificación COICOP; 00 es el índice general",
        ),
        field("indice", "number", "Índice", "Diciembre de 2021 = 100. Coma decimal"),
    ];
    Arc::make_mut(&mut first.record).views = vec![view("datatables_view", "Tabla")];
    Arc::make_mut(&mut first.record).custom.insert("encoding".into(), "utf-8".into());
    let mut chart = resource("r-png", "Gráfico: IPC general", file("ipc.png", 88_000), "PNG");
    Arc::make_mut(&mut chart.record).views = vec![view("image_view", "Gráfico")];
    dataset.resources = vec![
        first,
        chart,
        resource("r-pdf", "Nota metodológica", file("nota.pdf", 523_111), "PDF"),
        resource("r-old", "Serie histórica", url("https://www.iae.example/ipc 2010.csv"), "CSV"),
        resource(
            "r-geo",
            "Ciudades de la muestra",
            url("https://geo.example/c.geojson"),
            "GeoJSON",
        ),
    ];
    dataset
}

/// Every text of a dataset that could carry markup does.
fn hostile() -> Dataset {
    let mut dataset = dataset(
        read::Dataset {
            file: "catalog/datasets/hostil/dataset.yaml".into(),
            name: "hostil".into(),
            title: o(HOSTILE),
            notes: o(&format!(
                "{HOSTILE}\n\n[a](javascript:alert(1)) ![b](https://x.example/b.png)"
            )),
            author: o(HOSTILE),
            author_email: o("a@b.example?cc=x"),
            maintainer: o(HOSTILE),
            url: o("javascript:alert(1)"),
            version: o(HOSTILE),
            license_id: o(HOSTILE),
            extras: vec![Extra { key: s(HOSTILE), value: HOSTILE.into() }],
            ..read::Dataset::default()
        },
        "2020-01-01",
    );
    dataset.organization = Some(OrganizationIx::new(1));
    dataset.tags = vec![TagIx::new(0)];
    let mut evil = resource("r-evil", HOSTILE, url("javascript:alert(1)"), "");
    Arc::make_mut(&mut evil.record).description = o(HOSTILE);
    Arc::make_mut(&mut evil.record).fields = vec![field(HOSTILE, HOSTILE, HOSTILE, HOSTILE)];
    Arc::make_mut(&mut evil.record).views = vec![view("image_view", HOSTILE), view(HOSTILE, "")];
    Arc::make_mut(&mut evil.record).custom.insert(HOSTILE.into(), json!([HOSTILE, {"a": HOSTILE}]));
    evil.format = HOSTILE.into();
    let mut page = resource("r-svg", "Un dibujo", file("dibujo.svg", 12), "SVG");
    Arc::make_mut(&mut page.record).views = vec![view("image_view", "Dibujo")];
    let mut nothing = resource("r-none", "", Location::Missing, "");
    Arc::make_mut(&mut nothing.record).description = None;
    dataset.resources = vec![evil, page, nothing];
    dataset
}

fn plain(n: usize) -> Dataset {
    let title = match n % 3 {
        0 => format!("Caudales de los ríos, serie {n:02}"),
        1 => format!(
            "Población por comuna y sexo, proyección {n:02} con un título bastante largo que ocupa más de una línea en casi cualquier pantalla"
        ),
        _ => format!("Precios mayoristas {n:02}"),
    };
    let notes = "Mediciones diarias de las estaciones de la red, revisadas cada mes. Unidades en metros \
        cúbicos por segundo; las celdas vacías son días sin medición, no ceros.";
    let mut dataset = dataset(
        read::Dataset {
            file: format!("catalog/datasets/serie-{n:02}/dataset.yaml"),
            name: format!("serie-{n:02}"),
            title: o(&title),
            notes: (!n.is_multiple_of(5)).then(|| s(notes)),
            ..read::Dataset::default()
        },
        &format!("2025-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
    );
    dataset.organization = [None, Some(0), Some(2), Some(3)][n % 4].map(OrganizationIx::new);
    dataset.groups = vec![GroupIx::new(n % 6)];
    dataset.license = n.is_multiple_of(2).then(|| LicenseIx::new(4));
    dataset.tags = vec![TagIx::new(1 + n % 3)];
    let formats = ["CSV", "GeoJSON", "PDF", "XLSX"];
    dataset.resources = (0..n % 4)
        .map(|i| {
            let place = url("https://datos.example/archivo.csv");
            resource(&format!("r-{n}-{i}"), &format!("Archivo {i}"), place, formats[i])
        })
        .collect();
    dataset
}

fn relation(kind: &str, as_subject: bool, other: usize) -> Relationship {
    let record = read::Relationship {
        kind: s(kind),
        other: s("otro"),
        comment: String::new(),
        rest: serde_json::Map::new(),
    };
    Relationship { record, implied: false, as_subject, other: Some(DatasetIx::new(other)) }
}

/// Gives every list its datasets, and every resource its format.
fn link(catalog: &mut Catalog) {
    catalog.tags.sort_by(|a, b| a.name.cmp(&b.name));
    for i in 0..catalog.datasets.len() {
        let ix = DatasetIx::new(i);
        let dataset = &mut catalog.datasets[i];
        for resource in &mut dataset.resources {
            let at = catalog.formats.iter().position(|f| f.name == resource.format);
            resource.format_ix = at.map(FormatIx::new);
            let Some(format) = at.map(|at| &mut catalog.formats[at]) else { continue };
            if format.datasets.last() != Some(&ix) {
                format.datasets.push(ix);
            }
        }
        if let Some(owner) = dataset.organization {
            catalog.organizations[owner.index()].datasets.push(ix);
        }
        if let Some(license) = dataset.license {
            catalog.licenses[license.index()].datasets.push(ix);
        }
        for group in &dataset.groups {
            catalog.groups[group.index()].datasets.push(ix);
        }
        for tag in &dataset.tags {
            catalog.tags[tag.index()].datasets.push(ix);
        }
    }
}

fn text_page(slug: &str, title: &str, menu: bool) -> read::Page {
    read::Page {
        file: format!("catalog/pages/{slug}.md"),
        slug: slug.into(),
        title: title.into(),
        description: Some("Las normas que obligan a publicar datos.".into()),
        order: 1,
        menu,
        body: format!(
            "Use este portal como usaría el de *cualquier* país. Buenos comienzos:\n\n\
             - [Índice de precios](/dataset/ipc): la inflación, mes a mes.\n\
             - [Normas](/pages/normativa#normas)\n\n## Normas\n\n> Los datos son públicos.\n\n\
             ### Detalle\n\n| Norma | Materia |\n|---|---|\n| Ley 214/2014 | Acceso |\n\n{HOSTILE}"
        ),
    }
}

fn post(date: &str, slug: &str, title: &str) -> NewsPost {
    NewsPost {
        file: format!("catalog/news/{date}-{slug}.md"),
        slug: slug.into(),
        date: date.into(),
        title: title.into(),
        summary: Some("La Agencia de Transporte publica el primer extracto de la capital.".into()),
        body: "Cumplido el compromiso de abril: [los datos](/dataset/serie-01).".into(),
    }
}

fn stone(name: &str, replaced_by: Option<&str>) -> Tombstone {
    Tombstone {
        kind: tombstone::Kind::Dataset,
        name: s(name),
        id: o("55c52a69-f79b-42be-8c1d-74b691c87ccd"),
        title: Some("Índice de precios al consumidor, base 2010".into()),
        date: "2022-01-31".into(),
        reason: "Sustituido por la base 2021.".into(),
        replaced_by: replaced_by.map(s),
    }
}

/// Every page of a catalogue with the path of its file.
pub(super) fn pages(catalog: &Catalog) -> Vec<(String, Page)> {
    let mut pages = vec![
        (String::new(), Page::Home),
        ("organization/".into(), Page::Organizations),
        ("group/".into(), Page::Groups),
        ("tag/".into(), Page::Tags),
        ("format/".into(), Page::Formats),
        ("license/".into(), Page::Licenses),
        ("news/".into(), Page::News),
        (urls::RULES.into(), Page::Rules),
        ("404.html".into(), Page::NotFound),
        ("dataset/antiguo/".into(), Page::Redirect("dataset/ipc/".into())),
    ];
    let count = |list: &[DatasetIx]| 1..=list.len().div_ceil(urls::PAGE_SIZE).max(1);
    let all = catalog.datasets.len().div_ceil(urls::PAGE_SIZE);
    pages.extend((1..=all).map(|n| (urls::datasets(n), Page::Datasets(n))));
    for (i, dataset) in catalog.datasets.iter().enumerate() {
        let ix = DatasetIx::new(i);
        pages.push((urls::dataset(dataset), Page::Dataset(ix)));
        for (n, resource) in dataset.resources.iter().enumerate() {
            pages.push((urls::resource(dataset, resource), Page::Resource(ix, n)));
        }
    }
    for (i, o) in catalog.organizations.iter().enumerate() {
        let page = |n| (urls::organization(o, n), Page::Organization(OrganizationIx::new(i), n));
        pages.extend(count(&o.datasets).map(page));
    }
    for (i, g) in catalog.groups.iter().enumerate() {
        let page = |n| (urls::group(g, n), Page::Group(GroupIx::new(i), n));
        pages.extend(count(&g.datasets).map(page));
    }
    for (i, t) in catalog.tags.iter().enumerate() {
        let page = |n| (urls::tag(t, n), Page::Tag(TagIx::new(i), n));
        pages.extend(count(&t.datasets).map(page));
    }
    for (i, f) in catalog.formats.iter().enumerate() {
        let page = |n| (urls::format(f, n), Page::Format(FormatIx::new(i), n));
        pages.extend(count(&f.datasets).map(page));
    }
    for (i, l) in catalog.licenses.iter().enumerate() {
        let page = |n| (urls::license(l, n), Page::License(LicenseIx::new(i), n));
        pages.extend(count(&l.datasets).map(page));
    }
    pages.extend(catalog.pages.iter().enumerate().map(|(i, p)| (urls::text(p), Page::Text(i))));
    pages.extend(
        catalog.news.iter().enumerate().map(|(i, p)| (urls::news_post(p), Page::NewsPost(i))),
    );
    pages.extend(
        catalog
            .tombstones
            .iter()
            .enumerate()
            .map(|(i, stone)| (urls::tombstone(stone), Page::Tombstone(i))),
    );
    pages.extend(rules::all().map(|rule| (urls::rule(rule.code), Page::Rule(rule))));
    let file = |path: String| {
        if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path }
    };
    pages.into_iter().map(|(path, page)| (file(path), page)).collect()
}
