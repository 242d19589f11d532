//! The order that `sort` asks for.

use super::Refusal;

/// CKAN's `ckan.search.default_package_sort`.
pub const DEFAULT_SORT: &str = "score desc, metadata_modified desc";

/// Further keys would never decide.
const MOST_KEYS: usize = 4;

/// What hits are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// How well they match.
    Score,
    /// `metadata_modified`.
    Modified,
    /// `metadata_created`.
    Created,
    /// The folded title.
    Title,
    /// The name.
    Name,
    /// The id.
    Id,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The smallest.
    Asc,
    /// The largest.
    Desc,
}

impl SortKey {
    /// CKAN's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Modified => "metadata_modified",
            Self::Created => "metadata_created",
            Self::Title => "title",
            Self::Name => "name",
            Self::Id => "id",
        }
    }

    fn of(name: &str) -> Option<Self> {
        const ALL: [SortKey; 6] = [
            SortKey::Score,
            SortKey::Modified,
            SortKey::Created,
            SortKey::Title,
            SortKey::Name,
            SortKey::Id,
        ];
        let name = if name == "title_string" { "title" } else { name };
        ALL.into_iter().find(|key| key.name() == name)
    }
}

impl Direction {
    /// As CKAN writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asc => "asc",
            Self::Desc => "desc",
        }
    }
}

/// The keys of a text; the default's where it has none.
pub(super) fn keys(text: &str) -> Result<Vec<(SortKey, Direction)>, Refusal> {
    let refused = || Refusal::of("sort", "sort", text);
    let mut keys = Vec::new();
    for part in text.split(',') {
        let words: Vec<&str> = part.split_whitespace().take(3).collect();
        let (name, direction) = match words[..] {
            [] => continue,
            [name] => (name, None),
            [name, direction] => (name, Some(direction)),
            _ => return Err(refused()),
        };
        let key = SortKey::of(name).ok_or_else(refused)?;
        let direction = match direction.map(str::to_ascii_lowercase).as_deref() {
            // The worst first is of no use to anybody.
            Some("asc") if key == SortKey::Score => return Err(refused()),
            None if key == SortKey::Score => Direction::Desc,
            None | Some("asc") => Direction::Asc,
            Some("desc") => Direction::Desc,
            Some(_) => return Err(refused()),
        };
        keys.push((key, direction));
    }
    if keys.len() > MOST_KEYS {
        return Err(refused());
    }
    if keys.is_empty() {
        keys = vec![(SortKey::Score, Direction::Desc), (SortKey::Modified, Direction::Desc)];
    }
    Ok(keys)
}
