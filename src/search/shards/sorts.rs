//! What hits are sorted by: for each key one column over all datasets.

use crate::read::Timestamp;
use crate::search::analysis::fold;
use crate::search::documents::Documents;
use crate::search::shards::bytes;
use crate::search::shards::container::IndexFile;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rayon::prelude::*;

const MICROSECONDS_A_DAY: i64 = 86_400_000_000;
/// Sixteen million datasets.
const PLANES: usize = 3;

/// Microseconds since 1970.
pub fn microseconds(moment: &Timestamp) -> i64 {
    let civil = moment.as_str().parse::<DateTime>();
    let utc = civil.and_then(|civil| TimeZone::UTC.to_timestamp(civil));
    utc.map_or(0, jiff::Timestamp::as_microsecond)
}

/// The columns.
pub(super) fn files(documents: &Documents) -> Vec<IndexFile> {
    let numbers = || (0..documents.order.len()).into_par_iter();
    let moments = |of: fn(&crate::catalog::Dataset) -> &Timestamp| {
        let moments = numbers().map(|number| microseconds(of(documents.dataset(number))));
        column(&moments.collect::<Vec<_>>())
    };
    vec![
        IndexFile::new("sort/modified.bin", moments(|dataset| &dataset.modified)),
        IndexFile::new("sort/created.bin", moments(|dataset| &dataset.created)),
        IndexFile::new(
            "sort/title.bin",
            ranks(numbers().map(|n| fold(documents.dataset(n).title()))),
        ),
        IndexFile::new("sort/name.bin", ranks(numbers().map(|n| documents.dataset(n).name()))),
        IndexFile::new("sort/id.bin", ranks(numbers().map(|n| documents.dataset(n).id.as_str()))),
    ]
}

/// The place of each key among all distinct ones.
fn places<K: Ord + Sync>(keys: &[K]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.par_sort_unstable_by(|a, b| keys[*a].cmp(&keys[*b]));
    let mut places = vec![0; keys.len()];
    for (place, same) in (0u32..).zip(order.chunk_by(|a, b| keys[*a] == keys[*b])) {
        for number in same {
            places[*number] = place;
        }
    }
    places
}

fn ranks<K: Ord + Send + Sync>(keys: impl IndexedParallelIterator<Item = K>) -> Vec<u8> {
    let keys: Vec<K> = keys.collect();
    let mut body = Vec::with_capacity(keys.len() * PLANES);
    bytes::put_planes(&mut body, &places(&keys), PLANES);
    body
}

/// The days with how many moments each has, then the moments of the datasets.
fn column(moments: &[i64]) -> Vec<u8> {
    let mut distinct = moments.to_vec();
    distinct.par_sort_unstable();
    distinct.dedup();
    let day = |moment: &i64| moment.div_euclid(MICROSECONDS_A_DAY);
    let days: Vec<&[i64]> = distinct.chunk_by(|a, b| day(a) == day(b)).collect();
    let mut body = Vec::new();
    bytes::put(&mut body, days.len());
    let mut last = 0;
    for moments in days {
        bytes::put_signed(&mut body, day(&moments[0]) - last);
        bytes::put(&mut body, moments.len());
        last = day(&moments[0]);
    }
    let mut last = 0;
    for place in places(moments) {
        bytes::put_signed(&mut body, i64::from(place) - last);
        last = i64::from(place);
    }
    body
}
