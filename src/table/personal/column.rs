//! What a column's cells hold, gathered cell by cell in bounded memory.

use jiff::civil::Date;

use super::digits::Digits;
use super::label::{Label, Meaning, Strength};
use super::sample::{Outcome, Sample, trace, trace_text};
use super::shape::Shape;
use super::tally::Tally;
use super::{Kind, Verdict};
use super::{address, birth, card, cedula, email, iban, passport, person, phone, place, rut, scan};

/// A way of finding personal data; each has its tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// RUT with its check.
    Rut,
    /// RUT whose check stands elsewhere.
    BareRut,
    /// RUT within a text.
    WrittenRut,
    /// Cédula.
    Cedula,
    /// Cédula without its first zero.
    Truncated,
    /// RUC.
    Ruc,
    /// Card.
    Card,
    /// IBAN.
    Iban,
    /// Passport.
    Passport,
    /// Telephone with `+`.
    WorldPhone,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Name.
    Name,
    /// Address.
    Address,
    /// Date of birth.
    Birth,
    /// Coordinate.
    Coordinate,
    /// 32, 40 or 64 hexadecimal digits.
    Hash,
}

const WAYS: usize = 17;
/// Of a longer cell only so much is read.
const LONGEST: usize = 16 * 1024;
/// So many rows are looked at for what the name promises; one in [`PART`] after them.
const EVERY: u64 = 8192;
const PART: u64 = 16;
/// Nothing personal is shorter: `a@b.cl`.
const SHORTEST: usize = 6;

/// A column being read. A cell that cannot be personal data costs one pass over its bytes.
#[derive(Clone, Debug)]
pub struct Column {
    pub(super) name: String,
    pub(super) label: Label,
    /// What only the name makes worth looking for.
    asked: Vec<Evidence>,
    today: Date,
    rows: u64,
    pub(super) filled: u64,
    tallies: [Option<Box<Tally>>; WAYS],
}

impl Column {
    /// An empty column of that name.
    pub fn new(name: &str) -> Self {
        let label = Label::read(name);
        let asked = asked(&label);
        let tallies = std::array::from_fn(|_| None);
        let name = name.to_owned();
        Self { name, label, asked, today: birth::UNDATED, rows: 0, filled: 0, tallies }
    }

    /// The same as seen on a day, which decides what is a birth and what is the future.
    #[must_use]
    pub fn as_of(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    /// The column's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its name says.
    pub fn meaning(&self) -> Meaning {
        self.label.meaning()
    }

    /// Reads the next row's cell.
    #[inline]
    pub fn add(&mut self, cell: &str) {
        self.rows += 1;
        let bytes = cell.as_bytes().trim_ascii();
        if bytes.is_empty() {
            return;
        }
        self.filled += 1;
        if !self.asked.is_empty() {
            self.look_as_asked(cell);
        }
        if bytes.len() < SHORTEST {
            return;
        }
        let shape = Shape::of(bytes);
        if bytes.len() > Shape::WHOLE {
            self.text(cell);
        } else if shape.ats() > 0 || shape.digits() >= 7 {
            self.look(cell.trim(), shape);
        }
    }

    /// Adds the part of the column that follows, read on its own.
    pub fn merge(&mut self, later: &Self) {
        for (own, later) in self.tallies.iter_mut().zip(&later.tallies) {
            if let Some(later) = later {
                own.get_or_insert_default().merge(later, self.rows);
            }
        }
        self.rows += later.rows;
        self.filled += later.filled;
    }

    /// What weighs most in the column, if anything does.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdicts().into_iter().next()
    }

    /// Everything found, what weighs most first.
    pub fn verdicts(&self) -> Vec<Verdict> {
        super::decide::verdicts(self)
    }

    pub(super) fn tally(&self, evidence: Evidence) -> Option<&Tally> {
        self.tallies[evidence as usize].as_deref()
    }

    fn of(&mut self, evidence: Evidence) -> &mut Tally {
        self.tallies[evidence as usize].get_or_insert_default()
    }

    fn hit(&mut self, evidence: Evidence, trace: u64) {
        let row = self.rows;
        self.of(evidence).hit(trace, row, 1);
    }

    /// Values that only the column's name makes personal data.
    fn look_as_asked(&mut self, cell: &str) {
        // What takes words apart is costly: of a long column one row in sixteen is enough.
        let weight = if self.rows <= EVERY { 1 } else { PART };
        let left_out = weight > 1 && !self.rows.is_multiple_of(PART);
        for at in 0..self.asked.len() {
            let evidence = self.asked[at];
            let costly = matches!(evidence, Evidence::Name | Evidence::Address | Evidence::Birth);
            if costly && left_out {
                continue;
            }
            let weight = if costly { weight } else { 1 };
            let outcome = match evidence {
                Evidence::BareRut => match rut::without_check(cell) {
                    Some(rut) if !rut.names_anybody() => continue,
                    Some(rut) => pass(rut.owner() == rut::Owner::Person),
                    None => continue,
                },
                Evidence::Passport => pass(passport::is_candidate(cell)),
                Evidence::Name => {
                    let least =
                        if self.label.strength(Kind::Name) == Strength::Strong { 1 } else { 2 };
                    match person::likeness(cell, least) {
                        person::Likeness::None => continue,
                        likeness => pass(likeness == person::Likeness::Known),
                    }
                }
                Evidence::Address => pass(address::is_address(cell)),
                Evidence::Birth => {
                    let day = birth::read(cell, self.today);
                    pass(day.is_some_and(|day| birth::may_be_birth(day, self.today)))
                }
                Evidence::Coordinate => {
                    let read = place::read(cell).map(|read| read.precision);
                    pass(read == Some(place::Precision::House))
                }
                _ => pass(is_hash(cell)),
            };
            let trace = trace_text(cell);
            self.of(evidence).tried(trace, outcome);
            if outcome == Outcome::Passed {
                let row = self.rows;
                self.of(evidence).hit(trace, row, weight);
            }
        }
    }

    /// A cell with an `@`, or with seven digits or more.
    fn look(&mut self, cell: &str, shape: Shape) {
        if shape.ats() > 0 {
            self.emails(cell);
        }
        if shape.digits() < 7 || is_measure(cell.as_bytes(), shape) {
            return;
        }
        if shape.digits() == cell.len() {
            if let Some(digits) = Digits::of(cell, &[]) {
                self.digits(&digits);
            }
            return;
        }
        let number = shape.letters() <= 3 && cell.len() <= 32;
        if number && self.number(cell, shape.digits()) {
            return;
        }
        if shape.letters() >= 2 && (15..=50).contains(&cell.len()) && self.iban(cell) {
            return;
        }
        if shape.letters() + shape.others() > 0 || shape.digits() > 14 {
            self.written(cell);
        }
    }

    /// A text: what is written in it in so many marks that it can be nothing else.
    fn text(&mut self, cell: &str) {
        let cell = &cell[..cell.floor_char_boundary(LONGEST)];
        self.emails(cell);
        self.written(cell);
    }

    fn emails(&mut self, cell: &str) {
        let mut found = email::read(cell);
        // Three words make a sentence, in which an address stands apart.
        if found.is_empty() && cell.split_ascii_whitespace().nth(2).is_some() {
            found = email::all(cell).take(100).collect();
        }
        for address in found {
            if address.account == email::Account::Person {
                self.hit(Evidence::Email, trace_text(address.text));
            }
        }
    }

    fn written(&mut self, cell: &str) {
        for (_, rut) in scan::ruts(cell).take(100) {
            if !rut.names_anybody() {
                continue;
            }
            let trace = trace(rut.body * 256 + u64::from(rut.written.unwrap_or_default()));
            self.of(Evidence::WrittenRut).tried(trace, pass(rut.check == rut::Check::Right));
            if rut.is_personal() {
                self.hit(Evidence::WrittenRut, trace);
            }
        }
        for (_, phone) in scan::phones(cell).take(100) {
            if phone.line == phone::Line::Mobile {
                self.hit(Evidence::WorldPhone, trace(phone.national));
            }
        }
    }

    /// A cell of digits alone.
    fn digits(&mut self, digits: &Digits) {
        let count = digits.as_slice().len();
        if count <= 10 {
            self.rut(rut::of_digits(digits));
        }
        match count {
            9 => _ = self.cedula(Evidence::Truncated, cedula::truncated_digits(digits)),
            10 => _ = self.cedula(Evidence::Cedula, cedula::of_digits(digits)),
            13 => _ = self.ruc(cedula::ruc_of_digits(digits)),
            _ => {}
        }
        if count >= 13 {
            self.card(card::of_digits(digits));
        }
        if (8..=12).contains(&count) {
            self.phone(phone::of_digits(digits, phone::Prefix::National));
        }
    }

    /// The whole cell as a number with marks; whether it can be any.
    fn number(&mut self, cell: &str, digits: usize) -> bool {
        let mut found = false;
        if digits <= 10 {
            found |= self.rut(rut::read(cell));
        }
        match digits {
            10 => found |= self.cedula(Evidence::Cedula, cedula::read(cell)),
            13 => found |= self.ruc(cedula::ruc(cell)),
            _ => {}
        }
        if digits >= 13 {
            found |= self.card(card::read(cell));
        }
        if (8..=12).contains(&digits) {
            found |= self.phone(phone::read(cell));
        }
        found
    }

    fn rut(&mut self, read: Option<rut::Rut>) -> bool {
        let Some(rut) = read.filter(|rut| rut.check != rut::Check::Absent) else { return false };
        if !rut.names_anybody() {
            return true;
        }
        let trace = trace(rut.body * 256 + u64::from(rut.written.unwrap_or_default()));
        self.of(Evidence::Rut).tried(trace, pass(rut.check == rut::Check::Right));
        if rut.is_personal() {
            self.hit(Evidence::Rut, trace);
        }
        true
    }

    fn cedula(&mut self, evidence: Evidence, read: Option<cedula::Cedula>) -> bool {
        let Some(cedula) = read else { return false };
        let trace = trace(cedula.number);
        self.of(evidence).tried(trace, pass(cedula.right));
        if cedula.right {
            self.hit(evidence, trace);
        }
        true
    }

    fn ruc(&mut self, read: Option<cedula::Ruc>) -> bool {
        let Some(ruc) = read.filter(|ruc| ruc.complete) else { return false };
        let trace = trace(ruc.number);
        // A third digit 6 is a person's because its check is right: it cannot speak of chance.
        if ruc.holder == cedula::Holder::Person && ruc.number / 10_000_000_000 % 10 < 6 {
            self.of(Evidence::Ruc).tried(trace, pass(ruc.right));
        }
        if ruc.is_personal() {
            self.hit(Evidence::Ruc, trace);
        }
        true
    }

    fn card(&mut self, read: Option<card::Card>) -> bool {
        let Some(card) = read else { return false };
        let trace = trace(card.number);
        self.of(Evidence::Card).tried(trace, pass(card.right));
        if card.right {
            self.hit(Evidence::Card, trace);
        }
        true
    }

    fn iban(&mut self, cell: &str) -> bool {
        let Some(iban) = iban::read(cell) else { return false };
        let trace = trace(iban.trace);
        self.of(Evidence::Iban).tried(trace, pass(iban.right));
        if iban.right {
            self.hit(Evidence::Iban, trace);
        }
        true
    }

    fn phone(&mut self, read: Option<phone::Phone>) -> bool {
        let Some(phone) = read else { return false };
        if phone.line != phone::Line::Institution {
            let evidence = match phone.prefix {
                phone::Prefix::International => Evidence::WorldPhone,
                phone::Prefix::National => Evidence::Phone,
            };
            self.hit(evidence, trace(phone.national));
        }
        true
    }

    /// Distinct values of an evidence that hold personal data, none where nothing was seen.
    pub(super) fn hits(&self, evidence: Evidence) -> Option<&Sample> {
        self.tally(evidence).map(|tally| &tally.hits)
    }
}

fn pass(passed: bool) -> Outcome {
    if passed { Outcome::Passed } else { Outcome::Failed }
}

/// What the name of a column makes worth looking for.
fn asked(label: &Label) -> Vec<Evidence> {
    let may_be = |kind| label.strength(kind) >= Strength::Weak;
    let mut asked = Vec::new();
    if label.strength(Kind::Rut) == Strength::Strong {
        asked.push(Evidence::BareRut);
    }
    let by_kind = [
        (Kind::Passport, Evidence::Passport),
        (Kind::Name, Evidence::Name),
        (Kind::Address, Evidence::Address),
        (Kind::Birth, Evidence::Birth),
        (Kind::Coordinate, Evidence::Coordinate),
    ];
    asked.extend(by_kind.iter().filter(|(kind, _)| may_be(*kind)).map(|(_, evidence)| *evidence));
    if label.is_key() {
        asked.push(Evidence::Hash);
    }
    asked
}

/// Dates, times, numbers with decimals and UUIDs, which most columns of digits hold.
fn is_measure(bytes: &[u8], shape: Shape) -> bool {
    let mark = |at: usize, mark: u8| bytes.get(at) == Some(&mark);
    let iso = mark(4, b'-') && mark(7, b'-') && shape.digits() <= 20;
    let local = (mark(2, b'/') && mark(5, b'/')) || (mark(2, b'-') && mark(5, b'-'));
    let signs = shape.hyphens() == usize::from(bytes.first() == Some(&b'-'));
    let decimal = shape.dots() == 1 && signs && shape.letters() + shape.others() == 0;
    let uuid = bytes.len() == 36 && [8, 13, 18, 23].iter().all(|at| mark(*at, b'-'));
    uuid || (iso && shape.letters() <= 2) || (local && shape.letters() <= 4) || decimal
}

/// 32, 40 or 64 hexadecimal digits.
fn is_hash(cell: &str) -> bool {
    let cell = cell.trim();
    matches!(cell.len(), 32 | 40 | 64) && cell.bytes().all(|byte| byte.is_ascii_hexdigit())
}
