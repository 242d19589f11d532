//! The files of the search index, read by what `src/search/README.md` says of them and nothing else.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;

/// A dataset that has a term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) dataset: usize,
    pub(crate) tf: usize,
    pub(crate) title: usize,
    pub(crate) norm: u8,
    pub(crate) notes: bool,
    pub(crate) columns: usize,
    pub(crate) positions: Vec<usize>,
}

/// A term of a shard.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) shard: usize,
    pub(crate) big: bool,
    pub(crate) list: Vec<Posting>,
}

/// A value of a facet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FacetValue {
    pub(crate) text: String,
    pub(crate) shown: String,
    pub(crate) count: usize,
    pub(crate) first: Option<usize>,
}

/// A facet.
#[derive(Debug, Default)]
pub(crate) struct Facet {
    pub(crate) name: String,
    pub(crate) values: Vec<FacetValue>,
    pub(crate) sets: Vec<Vec<usize>>,
    pub(crate) of: Vec<usize>,
}

/// The days with the number of moments of each, and the place of each dataset's moment.
pub(crate) type Moments = (Vec<(i64, usize)>, Vec<i64>);

/// Unpacked files, by path from the build's folder, without the eight bytes at the beginning.
pub(crate) struct Files {
    pub(crate) bodies: BTreeMap<String, Vec<u8>>,
    pub(crate) manifest: Value,
}

/// A place in a file.
pub(crate) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) fn v(&mut self) -> usize {
        let (mut number, mut shift) = (0usize, 0);
        loop {
            let byte = self.take(1)[0];
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    pub(crate) fn z(&mut self) -> i64 {
        let number = i64::try_from(self.v()).expect("small");
        if number % 2 == 0 { number / 2 } else { -(number / 2) - 1 }
    }

    pub(crate) fn take(&mut self, count: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    pub(crate) fn text(&mut self) -> String {
        let length = self.v();
        String::from_utf8(self.take(length).to_vec()).expect("UTF-8")
    }

    pub(crate) fn planes(&mut self, count: usize, planes: usize) -> Vec<usize> {
        let mut numbers = vec![0; count];
        for plane in 0..planes {
            for (number, byte) in numbers.iter_mut().zip(self.take(count)) {
                *number |= usize::from(*byte) << (8 * plane);
            }
        }
        numbers
    }

    pub(crate) fn end(&self) {
        assert!(self.0.is_empty(), "{} bytes too many", self.0.len());
    }
}

/// The lists of a file: gaps, frequencies, titles, columns.
struct Lists<'b>([Reader<'b>; 4]);

impl<'b> Lists<'b> {
    fn new(reader: &mut Reader<'b>, sizes: [usize; 4]) -> Self {
        Self(sizes.map(|size| Reader(reader.take(size))))
    }

    fn list(&mut self, df: usize, positions: &mut Reader) -> Vec<Posting> {
        let [gaps, tf, title, columns] = &mut self.0;
        let mut next = 0;
        let mut read = || {
            let dataset = next + gaps.v();
            next = dataset + 1;
            let number = tf.v();
            let mut posting =
                Posting { dataset, tf: number / 8, notes: number & 2 > 0, ..Posting::default() };
            if number & 1 > 0 {
                posting.title = title.v();
                posting.norm = title.take(1)[0];
            }
            if number & 4 > 0 {
                posting.columns = columns.v();
            }
            let mut position = 0;
            posting.positions.extend((0..posting.tf).map(|_| {
                position += positions.v();
                position
            }));
            posting
        };
        (0..df).map(|_| read()).collect()
    }

    fn end(&self) {
        self.0.iter().for_each(Reader::end);
    }
}

impl Files {
    /// Unpacks what an index gives.
    pub(crate) fn new(build: &str, files: &[(String, Vec<u8>)]) -> Self {
        let folder = format!("search/{build}/");
        let unpack = |(path, packed): &(String, Vec<u8>)| {
            assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff], "{path}");
            let path = path.strip_prefix(&folder).expect("of this build").to_owned();
            assert_eq!(path.rsplit_once('.').expect("an ending").1, "bin");
            let mut body = Vec::new();
            GzDecoder::new(&packed[..]).read_to_end(&mut body).expect("gzip");
            assert_eq!(
                body.drain(..8).collect::<Vec<_>>(),
                [b"FCH1", &build.as_bytes()[..4]].concat()
            );
            (path, body)
        };
        let bodies: BTreeMap<String, Vec<u8>> = files.iter().map(unpack).collect();
        let manifest = serde_json::from_slice(&bodies["manifest.bin"]).expect("JSON");
        Self { bodies, manifest }
    }

    pub(crate) fn reader(&self, path: &str) -> Reader<'_> {
        Reader(self.bodies.get(path).expect(path))
    }

    pub(crate) fn number(&self, key: &str) -> usize {
        let number = self.manifest[key].as_u64().expect(key);
        usize::try_from(number).expect("small")
    }

    pub(crate) fn texts(&self, key: &str) -> Vec<&str> {
        self.manifest[key].as_array().expect(key).iter().map(|t| t.as_str().expect(key)).collect()
    }

    /// Every term, in the order of the shards.
    pub(crate) fn terms(&self) -> Vec<Term> {
        (0..self.texts("router").len()).flat_map(|shard| self.shard(shard)).collect()
    }

    fn shard(&self, shard: usize) -> Vec<Term> {
        let mut reader = self.reader(&format!("lex/{shard}.bin"));
        let sizes = [(); 4].map(|()| reader.v());
        let [count, mut big, terms, df] = [(); 4].map(|()| reader.v());
        let (mut terms, mut df) = (Reader(reader.take(terms)), Reader(reader.take(df)));
        let mut lists = Lists::new(&mut reader, sizes);
        reader.end();
        let mut positions = self.reader(&format!("pos/{shard}.bin"));
        let mut term = Vec::new();
        let mut found = Vec::new();
        for _ in 0..count {
            term.truncate(terms.v());
            let rest = terms.text();
            term.extend_from_slice(rest.as_bytes());
            let text = String::from_utf8(term.clone()).expect("UTF-8");
            let number = df.v();
            let is_big = number % 2 == 1;
            let list = if is_big {
                big += 1;
                self.big(big - 1, number / 2)
            } else {
                lists.list(number / 2, &mut positions)
            };
            found.push(Term { text, shard, big: is_big, list });
        }
        [terms, df, positions].iter().for_each(Reader::end);
        lists.end();
        found
    }

    fn big(&self, k: usize, df: usize) -> Vec<Posting> {
        let mut reader = self.reader(&format!("big/{k}.bin"));
        let sizes = [(); 4].map(|()| reader.v());
        let mut lists = Lists::new(&mut reader, sizes);
        reader.end();
        let mut positions = self.reader(&format!("posbig/{k}.bin"));
        let list = lists.list(df, &mut positions);
        lists.end();
        positions.end();
        list
    }

    /// Every facet with its whole column.
    pub(crate) fn facets(&self) -> Vec<Facet> {
        let mut dictionary = self.reader("facet/dict.bin");
        let mut tags = self.reader("facet/tags.bin");
        let mut facets = Vec::new();
        for (place, said) in self.manifest["facets"].as_array().expect("facets").iter().enumerate()
        {
            let name = said[0].as_str().expect("a name").to_owned();
            let reader = if name == "tags" { &mut tags } else { &mut dictionary };
            let mut facet = Facet { name, ..Facet::default() };
            for _ in 0..reader.v() {
                let (text, shown, count) = (reader.text(), reader.text(), reader.v());
                let first = (facet.name == "organization").then(|| reader.v());
                let shown = if shown.is_empty() { text.clone() } else { shown };
                facet.values.push(FacetValue { text, shown, count, first });
            }
            for _ in 0..reader.v() {
                let mut ordinal = 0;
                let size = reader.v();
                let step = |_| {
                    ordinal += reader.v();
                    ordinal
                };
                facet.sets.push((0..size).map(step).collect());
            }
            let planes = planes(said);
            let mut column = self.reader(&format!("facet/{place}.bin"));
            facet.of = column.planes(self.number("n"), planes);
            column.end();
            assert_eq!(facet.values.len() as u64, said[2].as_u64().expect("values"));
            facets.push(facet);
        }
        dictionary.end();
        tags.end();
        facets
    }

    /// The columns of all facets but tags, put together from the blocks.
    pub(crate) fn blocks(&self) -> Vec<Vec<usize>> {
        let facets = self.manifest["facets"].as_array().expect("facets");
        let (datasets, block) = (self.number("n"), self.number("block"));
        let mut columns = vec![Vec::new(); facets.len() - 1];
        for (b, start) in (0..datasets).step_by(block).enumerate() {
            let mut reader = self.reader(&format!("facet/block/{b}.bin"));
            for (column, said) in columns.iter_mut().zip(facets) {
                column.extend(reader.planes(block.min(datasets - start), planes(said)));
            }
            reader.end();
        }
        columns
    }

    pub(crate) fn moments(&self, key: &str) -> Moments {
        let mut reader = self.reader(&format!("sort/{key}.bin"));
        let mut sum = 0;
        let mut add = |number| {
            sum += number;
            sum
        };
        let days = (0..reader.v()).map(|_| (add(reader.z()), reader.v())).collect();
        sum = 0;
        let mut add = |number| {
            sum += number;
            sum
        };
        let ranks = (0..self.number("n")).map(|_| add(reader.z())).collect();
        reader.end();
        (days, ranks)
    }

    pub(crate) fn ranks(&self, key: &str) -> Vec<usize> {
        let mut reader = self.reader(&format!("sort/{key}.bin"));
        let ranks = reader.planes(self.number("n"), 3);
        reader.end();
        ranks
    }

    pub(crate) fn cards(&self) -> Vec<Value> {
        let (datasets, chunk) = (self.number("n"), self.number("chunk"));
        let read = |c| {
            let body = &self.bodies[&format!("docs/{c}.bin")];
            serde_json::from_slice::<Vec<Value>>(body).expect("JSON")
        };
        (0..datasets.div_ceil(chunk)).flat_map(read).collect()
    }

    /// First letter, word and the logarithm of its datasets.
    pub(crate) fn spellings(&self) -> Vec<(String, String, u32)> {
        let mut found = Vec::new();
        for (i, letter) in self.texts("spell").into_iter().enumerate() {
            let body = &self.bodies[&format!("spell/{i}.bin")];
            let mut term: Vec<char> = Vec::new();
            for line in std::str::from_utf8(body).expect("UTF-8").split_terminator('\n') {
                let (common, line) = line.split_at(1);
                let (rest, log) = line.split_once('\t').expect("a tab");
                term.truncate(usize::from(common.as_bytes()[0] - 32));
                term.extend(rest.chars());
                let word = term.iter().collect();
                found.push((letter.to_owned(), word, log.parse().expect("a number")));
            }
        }
        found
    }
}

fn planes(said: &Value) -> usize {
    usize::try_from(said[1].as_u64().expect("planes")).expect("small")
}
