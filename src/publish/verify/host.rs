//! The hosts that are known: how each is recognised, what it can, and the line that mends what.

use crate::fetch::Response;
use crate::publish::Host;
use crate::publish::verify::check::Tier;

impl Host {
    /// The highest tier it can reach.
    pub(super) fn best(self) -> Tier {
        match self {
            Self::Nginx | Self::Apache | Self::Caddy | Self::Edge => Tier::A,
            Self::Htaccess | Self::Cloudfront | Self::Netlify | Self::Vercel | Self::Iis => Tier::B,
            Self::Github | Self::Gitlab => Tier::C,
        }
    }

    /// The tier that is expected of it where nobody named it: what its header tells of a server that
    /// its owner configures. Apache may be one of many sites' with `.htaccess` alone, and of other
    /// hosts the header does not tell what was put there.
    pub(super) fn promised(self) -> Tier {
        match self {
            Self::Nginx | Self::Caddy => Tier::A,
            _ => Tier::C,
        }
    }

    /// The host that an answer gives away, and by which header.
    pub(super) fn recognised(name: &str, response: &Response) -> Option<(Self, &'static str)> {
        let header = |name: &str| response.header(name).unwrap_or_default().to_ascii_lowercase();
        let server = header("server");
        if name.ends_with(".gitlab.io") || response.header("gitlab-lb").is_some() {
            return Some((Self::Gitlab, "gitlab-lb"));
        }
        if response.header("x-amz-cf-id").is_some() {
            return Some((Self::Cloudfront, "x-amz-cf-id"));
        }
        let known = [
            ("github.com", Self::Github),
            ("nginx", Self::Nginx),
            ("openresty", Self::Nginx),
            ("apache", Self::Apache),
            ("litespeed", Self::Htaccess),
            ("caddy", Self::Caddy),
            ("cloudflare", Self::Edge),
            ("netlify", Self::Netlify),
            ("vercel", Self::Vercel),
            ("microsoft-iis", Self::Iis),
        ];
        let (_, host) = known.into_iter().find(|(begin, _)| server.starts_with(begin))?;
        Some((host, "server"))
    }

    /// Whether findings of this group are beyond what the host lets anybody change.
    pub(super) fn cannot(self, group: &str) -> bool {
        let beyond: &[&str] = match self {
            Self::Github => &[
                "cors",
                "csp",
                "nosniff",
                "cache-fresh",
                "cache-lasting",
                "type",
                "compression",
                "hsts",
                "vary",
            ],
            Self::Gitlab => &["csp", "nosniff", "cache-fresh", "cache-lasting", "type", "cors"],
            _ => &[],
        };
        beyond.contains(&group)
    }

    /// The line of its configuration that mends what a group of checks finds.
    pub(super) fn line(self, group: &str) -> Option<&'static str> {
        let of = |wanted: Self| {
            let found = LINES.iter().find(|(host, of, _)| *host == wanted && *of == group);
            found.map(|(_, _, line)| *line)
        };
        // What Apache calls the same in both places stands in the table once.
        let shared = self == Self::Htaccess && group != "server";
        of(self).or_else(|| of(Self::Apache).filter(|_| shared))
    }
}

/// Host, group of checks, line. Where a group is missing, the host does it by itself or the whole
/// configuration of `fichero hosting` is needed.
#[rustfmt::skip]
const LINES: &[(Host, &str, &str)] = &[
    (Host::Nginx, "cors", r#"add_header Access-Control-Allow-Origin "*" always;"#),
    (Host::Nginx, "csp", r#"add_header Content-Security-Policy "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'" always;"#),
    (Host::Nginx, "nosniff", "add_header X-Content-Type-Options nosniff always;"),
    (Host::Nginx, "cache-fresh", r#"add_header Cache-Control "public, max-age=300" always;"#),
    (Host::Nginx, "cache-lasting", r#"add_header Cache-Control "public, max-age=31536000, immutable" always;"#),
    (Host::Nginx, "type", "charset utf-8; charset_types text/csv text/plain text/css application/json; location ~ ^/api/(3/)?action/ { types { } default_type application/json; }"),
    (Host::Nginx, "active", "add_header Content-Disposition attachment always;"),
    (Host::Nginx, "compression", "gzip on; gzip_vary on; gzip_types text/css text/javascript application/javascript application/json application/atom+xml image/svg+xml;"),
    (Host::Nginx, "vary", "gzip_vary on;"),
    (Host::Nginx, "validator", "etag on;"),
    (Host::Nginx, "server", "server_tokens off;"),
    (Host::Nginx, "hsts", r#"add_header Strict-Transport-Security "max-age=31536000" always;"#),
    (Host::Nginx, "https", "return 301 https://$host$request_uri;"),
    (Host::Nginx, "listing", "autoindex off;"),
    (Host::Nginx, "exposed", r"location ~ /\. { return 404; }"),
    (Host::Nginx, "fallback", "try_files $uri $uri/ =404;"),
    (Host::Nginx, "encoded", r"location ~ \.gz$ { gzip off; default_type application/gzip; }"),

    (Host::Apache, "cors", r#"Header always set Access-Control-Allow-Origin "*""#),
    (Host::Apache, "csp", r#"Header always set Content-Security-Policy "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'""#),
    (Host::Apache, "nosniff", r#"Header always set X-Content-Type-Options "nosniff""#),
    (Host::Apache, "cache-fresh", r#"Header set Cache-Control "public, max-age=300""#),
    (Host::Apache, "cache-lasting", r#"Header set Cache-Control "public, max-age=31536000, immutable""#),
    (Host::Apache, "type", "AddDefaultCharset utf-8 · AddCharset utf-8 .csv .css .json · <LocationMatch \"^/api/(3/)?action/\"> ForceType application/json </LocationMatch>"),
    (Host::Apache, "active", r#"Header always set Content-Disposition "attachment""#),
    (Host::Apache, "compression", "AddOutputFilterByType DEFLATE text/html text/css text/javascript application/javascript application/json"),
    (Host::Apache, "vary", "Header append Vary Accept-Encoding"),
    (Host::Apache, "validator", "FileETag MTime Size"),
    (Host::Apache, "server", "ServerTokens Prod"),
    (Host::Apache, "hsts", r#"Header always set Strict-Transport-Security "max-age=31536000""#),
    (Host::Apache, "https", "Redirect permanent / https://…/"),
    (Host::Apache, "listing", "Options -Indexes"),
    (Host::Apache, "exposed", r#"RedirectMatch 404 "/\.""#),
    (Host::Apache, "fallback", "ErrorDocument 404 /404.html"),
    (Host::Apache, "encoded", "RemoveEncoding .gz · AddType application/gzip .gz"),

    (Host::Htaccess, "type", "AddCharset utf-8 .csv .css .json; api/.htaccess: ForceType application/json"),
    (Host::Htaccess, "https", "RewriteCond %{HTTPS} off · RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]"),

    (Host::Caddy, "cors", "header Access-Control-Allow-Origin *"),
    (Host::Caddy, "csp", r#"header Content-Security-Policy "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'""#),
    (Host::Caddy, "nosniff", "header X-Content-Type-Options nosniff"),
    (Host::Caddy, "cache-fresh", r#"header Cache-Control "public, max-age=300""#),
    (Host::Caddy, "cache-lasting", r#"header Cache-Control "public, max-age=31536000, immutable""#),
    (Host::Caddy, "type", r#"header /api/* Content-Type "application/json; charset=utf-8""#),
    (Host::Caddy, "active", "header Content-Disposition attachment"),
    (Host::Caddy, "compression", "encode gzip"),
    (Host::Caddy, "vary", "encode gzip"),
    (Host::Caddy, "server", "header -Server"),
    (Host::Caddy, "hsts", r#"header Strict-Transport-Security "max-age=31536000""#),
    (Host::Caddy, "listing", "file_server"),
    (Host::Caddy, "exposed", "file_server { hide .git .htaccess catalog }"),
    (Host::Caddy, "fallback", "handle_errors { rewrite * /404.html · file_server }"),

    (Host::Netlify, "cors", "/api/* · Access-Control-Allow-Origin: *"),
    (Host::Netlify, "nosniff", "/* · X-Content-Type-Options: nosniff"),
    (Host::Netlify, "csp", "/* · Content-Security-Policy: default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'"),
    (Host::Netlify, "cache-fresh", "/* · Cache-Control: public, max-age=300"),
    (Host::Netlify, "cache-lasting", "/search/* · Cache-Control: public, max-age=31536000, immutable"),
    (Host::Netlify, "type", "/api/* · Content-Type: application/json; charset=utf-8"),

    (Host::Vercel, "cors", r#"{"source": "/api/(.*)", "headers": [{"key": "Access-Control-Allow-Origin", "value": "*"}]}"#),
    (Host::Vercel, "nosniff", r#"{"source": "/(.*)", "headers": [{"key": "X-Content-Type-Options", "value": "nosniff"}]}"#),
    (Host::Vercel, "type", r#"{"source": "/api/(.*)", "headers": [{"key": "Content-Type", "value": "application/json; charset=utf-8"}]}"#),
    (Host::Vercel, "cache-lasting", r#"{"source": "/search/(.*)", "headers": [{"key": "Cache-Control", "value": "public, max-age=31536000, immutable"}]}"#),

    (Host::Iis, "cors", r#"<add name="Access-Control-Allow-Origin" value="*" />"#),
    (Host::Iis, "nosniff", r#"<add name="X-Content-Type-Options" value="nosniff" />"#),
    (Host::Iis, "type", r#"<mimeMap fileExtension="." mimeType="application/json" />"#),
    (Host::Iis, "compression", r#"<urlCompression doStaticCompression="true" />"#),
    (Host::Iis, "listing", r#"<directoryBrowse enabled="false" />"#),

    (Host::Cloudfront, "cors", "ResponseHeadersPolicy · AccessControlAllowOrigins: [\"*\"]"),
    (Host::Cloudfront, "nosniff", "ResponseHeadersPolicy · ContentTypeOptions: {Override: true}"),
    (Host::Cloudfront, "type", "aws s3 cp --recursive --content-type application/json public/api s3://…/api"),
    (Host::Cloudfront, "compression", "CachePolicy · Compress: true"),
    (Host::Cloudfront, "https", "ViewerProtocolPolicy: redirect-to-https"),
    (Host::Cloudfront, "stale", "aws cloudfront create-invalidation --paths '/*'"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::verify::check;

    #[test]
    fn the_table_names_groups_that_there_are() {
        for (host, group, line) in LINES {
            assert!(check::ALL.iter().any(|check| check.remedy == *group), "{host:?} {group}");
            assert!(!line.is_empty() && !line.contains('\n'), "{host:?} {group}");
            assert_eq!(host.line(group), Some(*line), "{host:?} {group}: twice");
        }
    }

    #[test]
    fn headers_give_hosts_away() {
        let of = |name: &str, value: &str| {
            let headers = vec![(name.to_owned(), value.to_owned())];
            let response = Response { headers, ..Response::default() };
            Host::recognised("datos.example.org", &response).map(|(host, _)| host.name())
        };
        assert_eq!(of("server", "nginx/1.22.1"), Some("nginx"));
        assert_eq!(of("server", "Apache/2.4.62 (Debian)"), Some("apache"));
        assert_eq!(of("server", "GitHub.com"), Some("github"));
        assert_eq!(of("x-amz-cf-id", "x"), Some("cloudfront"));
        assert_eq!(of("server", "SimpleHTTP/0.6 Python/3.11.2"), None);
    }
}
