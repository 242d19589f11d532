//! Whether a text is what its column's format says: addresses, codes, geometries.

use serde_json::Value;

/// `a@b.cl`: one `@`, a name before it, a host with a point after it.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    !name.is_empty()
        && name.len() <= 64
        && name.chars().all(plain)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && host.contains('.')
        && host.split('.').all(label)
}

/// A scheme, a colon, and no character that a URI has to escape; `http` needs a host.
pub(crate) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let clean = !rest.is_empty()
        && !rest.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c));
    let hosted = |rest: &str| {
        rest.strip_prefix("//")
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?']))
    };
    let web = ["http", "https", "ftp"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    named && clean && (!web || hosted(rest))
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
pub(crate) fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(i, byte)| match i {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Base64 with its padding.
pub(crate) fn is_base64(text: &[u8]) -> bool {
    let body = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    text.len().is_multiple_of(4)
        && text.len() - body.len() != 3
        && body.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'+' || *b == b'/')
}

/// Longitude and latitude: `-70.6, -33.4`.
pub(crate) fn is_lon_lat(text: &str) -> bool {
    let Some((lon, lat)) = text.split_once(',') else { return false };
    within(float(lon), float(lat))
}

/// `[-70.6, -33.4]`, numbers or their texts.
pub(crate) fn is_lon_lat_array(value: &Value) -> bool {
    matches!(value.as_array().map(Vec::as_slice), Some([lon, lat]) if within(coordinate(lon), coordinate(lat)))
}

/// `{"lon": -70.6, "lat": -33.4}` and nothing else.
pub(crate) fn is_lon_lat_object(value: &Value) -> bool {
    let Some(object) = value.as_object().filter(|object| object.len() == 2) else { return false };
    let part = |name| object.get(name).and_then(coordinate);
    within(part("lon"), part("lat"))
}

fn coordinate(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => float(text),
        _ => None,
    }
}

fn float(text: &str) -> Option<f64> {
    crate::table::number::number(text.as_bytes()).map(|number| number.float())
}

fn within(lon: Option<f64>, lat: Option<f64>) -> bool {
    lon.is_some_and(|lon| (-180.0..=180.0).contains(&lon))
        && lat.is_some_and(|lat| (-90.0..=90.0).contains(&lat))
}

/// A `GeoJSON` object: RFC 7946's types with coordinates as deep as each needs.
pub(crate) fn is_geojson(value: &Value) -> bool {
    let Some(object) = value.as_object() else { return false };
    let list = |name: &str| object.get(name).and_then(Value::as_array);
    let place = || object.get("coordinates");
    match object.get("type").and_then(Value::as_str) {
        Some("Point") => place().is_some_and(|c| nested(c, 0)),
        Some("MultiPoint") => place().is_some_and(|c| nested(c, 1)),
        Some("LineString") => place().is_some_and(|c| nested(c, 1) && longer(c, 2)),
        Some("MultiLineString") => place().is_some_and(|c| nested(c, 2) && each(c, 2)),
        Some("Polygon") => place().is_some_and(|c| nested(c, 2) && each(c, 4)),
        Some("MultiPolygon") => place().is_some_and(|c| {
            nested(c, 3) && c.as_array().is_some_and(|all| all.iter().all(|one| each(one, 4)))
        }),
        Some("GeometryCollection") => {
            list("geometries").is_some_and(|all| all.iter().all(is_geojson))
        }
        Some("Feature") => {
            object.contains_key("properties")
                && object.get("geometry").is_some_and(|g| g.is_null() || is_geojson(g))
        }
        Some("FeatureCollection") => list("features").is_some_and(|all| all.iter().all(is_geojson)),
        _ => false,
    }
}

fn longer(value: &Value, least: usize) -> bool {
    value.as_array().is_some_and(|items| items.len() >= least)
}

fn each(value: &Value, least: usize) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(|item| longer(item, least)))
}

/// Positions `depth` lists deep.
fn nested(value: &Value, depth: usize) -> bool {
    let Some(items) = value.as_array() else { return false };
    match depth {
        0 => items.len() >= 2 && items.iter().all(Value::is_number),
        _ => items.iter().all(|item| nested(item, depth - 1)),
    }
}

/// A topology, or one of its geometries.
pub(crate) fn is_topojson(value: &Value) -> bool {
    let Some(object) = value.as_object() else { return false };
    match object.get("type").and_then(Value::as_str) {
        Some("Topology") => {
            object.get("objects").is_some_and(Value::is_object)
                && object.get("arcs").is_some_and(Value::is_array)
        }
        Some("Point" | "MultiPoint") => object.get("coordinates").is_some_and(Value::is_array),
        Some("LineString" | "MultiLineString" | "Polygon" | "MultiPolygon") => {
            object.get("arcs").is_some_and(Value::is_array)
        }
        Some("GeometryCollection") => object
            .get("geometries")
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().all(is_topojson)),
        _ => false,
    }
}

/// Well-known text of a geometry.
pub(crate) fn is_wkt(text: &str) -> bool {
    let mut rest = text.trim();
    if let Some((reference, geometry)) = rest.split_once(';') {
        let code = reference.get(..5).filter(|start| start.eq_ignore_ascii_case("SRID="));
        if code.is_none() || !reference[5..].bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        rest = geometry.trim_start();
    }
    let mut wkt = Wkt { rest, depth: 0 };
    wkt.geometry().is_some() && wkt.rest.trim().is_empty()
}

struct Wkt<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Wkt<'a> {
    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(mark)?;
        Some(())
    }

    fn geometry(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > 16 {
            return None;
        }
        let kind = self.word().to_ascii_uppercase();
        let before = self.rest;
        let mut next = self.word().to_ascii_uppercase();
        let numbers = match next.as_str() {
            "Z" | "M" => 3,
            "ZM" => 4,
            _ => 2,
        };
        if numbers > 2 {
            let before = self.rest;
            next = self.word().to_ascii_uppercase();
            if next != "EMPTY" {
                self.rest = before;
            }
        } else if next != "EMPTY" {
            self.rest = before;
        }
        let lists = match kind.as_str() {
            "POINT" => 0,
            "LINESTRING" | "MULTIPOINT" => 1,
            "POLYGON" | "MULTILINESTRING" => 2,
            "MULTIPOLYGON" => 3,
            "GEOMETRYCOLLECTION" => 9,
            _ => return None,
        };
        if next != "EMPTY" {
            match lists {
                9 => self.many(Self::geometry)?,
                0 => self.many_positions(0, numbers)?,
                _ => self.many_positions(lists, numbers)?,
            }
        }
        self.depth -= 1;
        Some(())
    }

    fn many(&mut self, mut one: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.mark('(')?;
        one(self)?;
        while self.mark(',').is_some() {
            one(self)?;
        }
        self.mark(')')
    }

    /// Positions in `lists` lists; a multipoint's may each stand in their own.
    fn many_positions(&mut self, lists: usize, numbers: usize) -> Option<()> {
        match lists {
            0 => {
                self.mark('(')?;
                self.position(numbers)?;
                self.mark(')')
            }
            1 => self.many(|wkt| {
                if wkt.rest.trim_start().starts_with('(') {
                    return wkt.many_positions(0, numbers);
                }
                wkt.position(numbers)
            }),
            _ => self.many(|wkt| wkt.many_positions(lists - 1, numbers)),
        }
    }

    fn position(&mut self, numbers: usize) -> Option<()> {
        let mut count = 0;
        loop {
            self.rest = self.rest.trim_start();
            let end = self.rest.find([' ', ',', ')', '(']).unwrap_or(self.rest.len());
            if end == 0 {
                break;
            }
            crate::table::number::number(&self.rest.as_bytes()[..end])?;
            self.rest = &self.rest[end..];
            count += 1;
        }
        // Without `Z` or `M` in the type's name two to four numbers are usual too.
        (count == numbers || (numbers == 2 && (2..=4).contains(&count))).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in ["a@b.cl", "juan.pérez+x@muni.gob.ec"] {
            assert!(is_email(text), "{text}");
        }
        for text in ["x", "@b.cl", "a@b", "a b@c.cl", "a..b@c.cl", "a@-c.cl"] {
            assert!(!is_email(text), "{text}");
        }
        for text in ["http://a.cl", "mailto:a@b.cl", "urn:x:y", "file:///x", "HTTP://A.CL"] {
            assert!(is_uri(text), "{text}");
        }
        for text in ["a.cl", "//a.cl", "http://", "http://a b", "1http://a", "http:///x"] {
            assert!(!is_uri(text), "{text}");
        }
    }

    #[test]
    fn geometries() {
        for text in [
            "POINT (30 10)",
            "point(1 2)",
            "POINT Z (1 2 3)",
            "POINT EMPTY",
            "POLYGON ((30 10, 40 40, 20 40, 30 10))",
            "MULTIPOINT ((1 2), (3 4))",
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
            "SRID=4326;POINT(1 2)",
        ] {
            assert!(is_wkt(text), "{text}");
        }
        for text in ["POINT", "POINT (30)", "x", "POINT (1 2", "POLYGON (1 2)", "POINT Z (1 2)"] {
            assert!(!is_wkt(text), "{text}");
        }
        assert!(!is_wkt(&"GEOMETRYCOLLECTION(".repeat(100_000)));
        let json = |text| serde_json::from_str(text).expect("JSON");
        assert!(is_geojson(&json(r#"{"type":"Point","coordinates":[1,2]}"#)));
        assert!(!is_geojson(&json(r#"{"type":"Point","coordinates":[[1,2]]}"#)));
    }

    #[test]
    fn base64_has_its_padding() {
        assert!(is_base64(b"dGVzdA==") && is_base64(b""));
        for text in ["dGVzdA", "####", "dGVz dA==", "dGVzdA==dGVzdA==", "x"] {
            assert!(!is_base64(text.as_bytes()), "{text}");
        }
    }
}
