//! Chance that is the same every time, and words that look like Spanish and fall like a language's.

/// A generator of numbers (SplitMix64): the same seed, the same numbers.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        // Neighbouring seeds must not give the same numbers one step apart.
        Self(Self(seed).bits())
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` up to and with `high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        let span = (high - low + 1) as u64;
        low + usize::try_from(self.bits() % span).unwrap_or_default()
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(crate) fn percent(&mut self, times: usize) -> bool {
        self.between(0, 99) < times
    }

    /// One of several, each as likely.
    pub(crate) fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.between(0, items.len() - 1)]
    }

    /// A UUID of these numbers.
    pub(crate) fn uuid(&mut self) -> String {
        let (a, b) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 48 & 0xfff,
            b & 0xffff_ffff_ffff
        )
    }
}

/// A list in which the first are picked far more often than the last (Zipf).
pub(crate) struct Ranked<T> {
    items: Vec<T>,
    upto: Vec<u64>,
}

impl<T> Ranked<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        let mut sum = 0;
        let weight = |rank: u64| {
            sum += 1_000_000_000 / (rank + 3);
            sum
        };
        let upto = (0..items.len() as u64).map(weight).collect();
        Self { items, upto }
    }

    pub(crate) fn pick(&self, chance: &mut Chance) -> &T {
        let total = self.upto.last().copied().unwrap_or(1);
        let at = chance.bits() % total;
        &self.items[self.upto.partition_point(|upto| *upto <= at)]
    }

    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }
}

const COMMON: &str = "de la que el en y a los del las un por con no una su para es al lo como más o \
    pero sus este sí porque esta son entre cuando muy sin sobre también hasta hay donde desde todo \
    durante todos uno ni contra otros ese ante ellos esto antes algunos otro otras datos información \
    municipio conjunto año servicio registro fichero fecha código población valores recursos \
    actualización publicación medidas administración estaciones resultados región comuna";

const SYLLABLES: &str = "ba be bi bo bra ca ce ci co cua cri da de di do dra es fa fe fi flo fra ga \
    go gra gua in ja je la le li lo lla ma me mi mo mu na ne ni no ña pa pe pi po pla pre pro que qui \
    ra re ri ro sa se si so ta te ti to tra tri va ve vi vo ya za zo án ía ión és";

const ENDINGS: &str = "ción dad miento ble ario ista ura ez ado ida al or era ica ivo ancia ales \
    os as es ones dades";

/// Words of a language, the most frequent first.
pub(crate) fn vocabulary(count: usize) -> Vec<String> {
    let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
    let endings: Vec<&str> = ENDINGS.split_whitespace().collect();
    let mut words: Vec<String> = COMMON.split_whitespace().map(str::to_owned).collect();
    let mut chance = Chance::new(1);
    while words.len() < count {
        let mut word: String = (0..chance.between(1, 3)).map(|_| *chance.of(&syllables)).collect();
        word += *chance.of(&endings);
        words.push(word);
    }
    words
}
