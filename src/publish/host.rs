//! The kinds of hosts that are known.

/// A kind of host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// nginx, configured by whoever runs it.
    Nginx,
    /// Apache, configured by whoever runs it.
    Apache,
    /// Apache where only `.htaccess` files can be had.
    Htaccess,
    /// Caddy.
    Caddy,
    /// A worker at the edge, such as Cloudflare's.
    Edge,
    /// `CloudFront` before a bucket.
    Cloudfront,
    /// Netlify.
    Netlify,
    /// Vercel.
    Vercel,
    /// Microsoft's IIS.
    Iis,
    /// GitHub Pages.
    Github,
    /// GitLab Pages.
    Gitlab,
}

impl Host {
    /// Every host.
    pub const ALL: [Self; 11] = [
        Self::Nginx,
        Self::Apache,
        Self::Htaccess,
        Self::Caddy,
        Self::Edge,
        Self::Cloudfront,
        Self::Netlify,
        Self::Vercel,
        Self::Iis,
        Self::Github,
        Self::Gitlab,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::Htaccess => "htaccess",
            Self::Caddy => "caddy",
            Self::Edge => "edge",
            Self::Cloudfront => "cloudfront",
            Self::Netlify => "netlify",
            Self::Vercel => "vercel",
            Self::Iis => "iis",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }

    /// The host of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.name() == name)
    }
}
