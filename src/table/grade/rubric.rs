//! What is judged, and for how many points.

/// A side of quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The file can be read as a table.
    Structure,
    /// Nothing that should be told is missing.
    Completeness,
    /// It agrees with what it declares.
    Coherence,
    /// Anybody may and can take it.
    Accessibility,
    /// The same thing is always written in the same way.
    Consistency,
    /// Nobody is exposed.
    Privacy,
}

impl Dimension {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Structure,
        Self::Completeness,
        Self::Coherence,
        Self::Accessibility,
        Self::Consistency,
        Self::Privacy,
    ];

    /// The word for it: `grade.dimension.<key>`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Completeness => "completeness",
            Self::Coherence => "coherence",
            Self::Accessibility => "accessibility",
            Self::Consistency => "consistency",
            Self::Privacy => "privacy",
        }
    }

    /// Its points of the hundred.
    pub fn points(self) -> u32 {
        Criterion::ALL.iter().filter(|c| c.dimension() == self).map(|c| c.points()).sum()
    }
}

macro_rules! criteria {
    ($($name:ident $dimension:ident $points:literal $doc:literal;)*) => {
        /// What is judged; the letter is that of the dimension in Spanish.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Criterion {
            $(#[doc = $doc] $name),*
        }

        impl Criterion {
            /// All, in order.
            pub const ALL: [Self; criteria!(@count $($name)*)] = [$(Self::$name),*];

            /// The points it can bring.
            pub fn points(self) -> u32 {
                match self {
                    $(Self::$name => $points),*
                }
            }

            /// What it is a part of.
            pub fn dimension(self) -> Dimension {
                match self {
                    $(Self::$name => Dimension::$dimension),*
                }
            }

            /// Its short name, also the key of its text: `grade.criterion.<id>`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),*
                }
            }
        }
    };
    (@count $($name:ident)*) => { [$(stringify!($name)),*].len() };
}

criteria! {
    E1 Structure 3 "The file is what it says, and opens.";
    E2 Structure 3 "UTF-8.";
    E3 Structure 3 "The header is the first record; no titles, merged cells, totals.";
    E4 Structure 3 "Columns have names, each its own, that programs can use.";
    E5 Structure 3 "Every record has as many cells as the header.";
    E6 Structure 1 "No blank rows and columns.";
    E7 Structure 2 "No record is repeated.";
    E8 Structure 2 "A schema is declared, and the header is as it says.";
    C1 Completeness 8 "Title, description, organisation, contact, licence, frequency, theme, tags.";
    C2 Completeness 5 "Columns have a type and a description.";
    C3 Completeness 4 "Cells are filled.";
    C4 Completeness 2 "Which time and place the data are of.";
    C5 Completeness 1 "What is missing is empty, or declared.";
    H1 Coherence 5 "Cells keep the declared type and constraints.";
    H2 Coherence 2 "The key is declared, complete and unique.";
    H3 Coherence 2 "Foreign keys and official codes exist.";
    H4 Coherence 2 "What a row says does not contradict itself.";
    H5 Coherence 2 "The metadata say of the data what is so.";
    H6 Coherence 2 "It is updated as often as declared.";
    A1 Accessibility 5 "An open, structured format.";
    A2 Accessibility 4 "The file is there.";
    A3 Accessibility 2 "The link leads to the file, and the file is of its media type.";
    A4 Accessibility 4 "An open licence that is known.";
    A5 Accessibility 2 "Identifier and address stay.";
    A6 Accessibility 2 "Size and hash are known, and the file can be downloaded.";
    A7 Accessibility 1 "Titles can be read.";
    K1 Consistency 3 "A column holds one sort of values.";
    K2 Consistency 3 "Dates are written in one way, the best being AAAA-MM-DD.";
    K3 Consistency 2 "Numbers are written as numbers.";
    K4 Consistency 3 "The same name is spelt in the same way.";
    K5 Consistency 2 "No cell is damaged.";
    K6 Consistency 1 "Codes keep their zeros.";
    K7 Consistency 1 "Columns are those of the version before.";
    P1 Privacy 5 "No direct identifier of persons.";
    P2 Privacy 2 "Nothing that is probably personal.";
    P3 Privacy 2 "Nobody stands out by a combination.";
    P4 Privacy 1 "A table of persons was reviewed.";
}
