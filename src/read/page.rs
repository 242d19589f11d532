//! `pages/*.md` → [`Page`], `news/*.md` → [`NewsPost`].

/// A page of the portal's own, such as its terms.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Path of the file from the portal's folder, with `/`.
    pub file: String,
    /// The file's name without `.md`.
    pub slug: String,
    /// `title`, the slug where it is missing.
    pub title: String,
    /// `description`: one sentence for search engines and lists.
    pub description: Option<String>,
    /// `order` in the menu, lowest first.
    pub order: i64,
    /// `menu`: whether the menu shows it.
    pub menu: bool,
    /// Markdown.
    pub body: String,
}

/// A news post.
#[derive(Clone, Debug, Default)]
pub struct NewsPost {
    /// Path of the file from the portal's folder, with `/`.
    pub file: String,
    /// The file's name without its date and `.md`.
    pub slug: String,
    /// From the file's name, `YYYY-MM-DD`.
    pub date: String,
    /// `title`, the slug where it is missing.
    pub title: String,
    /// `summary`: one or two sentences for lists and the feed.
    pub summary: Option<String>,
    /// Markdown.
    pub body: String,
}
