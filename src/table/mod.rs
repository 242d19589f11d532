//! What a data file holds: whether it tells of persons, and what its grade is.

pub mod grade;
pub mod personal;
