//! stub
pub(super) fn to_plain(t: &str, n: usize) -> String {
    t.chars().take(n).collect()
}
