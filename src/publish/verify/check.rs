//! Everything that is checked, as data.

use serde::Serialize;

/// What a host can do for CKAN's clients, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Tier {
    /// Files: actions without parameters, and one file an object.
    C,
    /// Questions by GET, as `ckanapi` with `get_only`, harvesters and browsers ask.
    B,
    /// Questions by POST as well, as an unmodified `ckanapi` asks.
    A,
}

impl Tier {
    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Readers or programs get something wrong, or something that is nobody's business.
    Error,
    /// Something works worse than it could.
    Warning,
    /// Good to know; never a finding.
    Note,
}

/// Something that is checked. Its texts are `verify.title.<code>` and `verify.wrong.<code>`.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name, for programs.
    pub code: &'static str,
    /// How much it weighs if it is not so.
    pub severity: Severity,
    /// The tier that stands on it.
    pub tier: Option<Tier>,
    /// What mends it: `verify.remedy.<group>`, and the group of lines in the table of hosts.
    pub remedy: &'static str,
}

/// Names the checks and lists them.
macro_rules! checks {
    ($($name:ident $code:literal $severity:ident $tier:expr, $remedy:literal;)*) => {
        $(
            #[doc = concat!("`", $code, "`")]
            pub const $name: Check = Check {
                code: $code,
                severity: Severity::$severity,
                tier: $tier,
                remedy: $remedy,
            };
        )*
        /// Every check.
        pub const ALL: &[&Check] = &[$(&$name),*];
    };
}

checks! {
    LIST "list" Error Some(Tier::C), "upload";
    TWIN "twin" Error Some(Tier::C), "upload";
    SHOW "show" Error Some(Tier::C), "upload";
    HEAD "head" Error Some(Tier::C), "methods";

    GET_SHOW "get-show" Error Some(Tier::B), "rules";
    GET_MISSING "get-missing" Error Some(Tier::B), "rules";
    GET_UNKNOWN "get-unknown" Error Some(Tier::B), "rules";
    GET_ACTION "get-action" Error Some(Tier::B), "rules";
    GET_WRITE "get-write" Error Some(Tier::B), "rules";
    GET_PAGES "get-pages" Error Some(Tier::B), "rules";
    GET_QUERY "get-query" Error Some(Tier::B), "rules";
    JSON_ERROR "json-error" Error Some(Tier::B), "rules";

    POST_LIST "post-list" Error Some(Tier::A), "rules";
    POST_SHOW "post-show" Error Some(Tier::A), "rules";
    POST_UNKNOWN "post-unknown" Error Some(Tier::A), "rules";
    POST_WRITE "post-write" Error Some(Tier::A), "rules";
    POST_PAGES "post-pages" Error Some(Tier::A), "rules";
    POST_QUERY "post-query" Error Some(Tier::A), "rules";
    PREFLIGHT "preflight" Error Some(Tier::A), "rules";

    CORS "cors" Warning None, "cors";
    CSP "csp" Warning None, "csp";
    NOSNIFF "nosniff" Warning None, "nosniff";
    FRESH "cache-fresh" Warning None, "cache-fresh";
    LASTING "cache-lasting" Warning None, "cache-lasting";
    TYPE "content-type" Warning None, "type";
    ACTIVE "active" Error None, "active";
    COMPRESSION "compression" Warning None, "compression";
    VARY "vary" Warning None, "vary";
    VALIDATOR "not-modified" Warning None, "validator";
    RANGE "range" Warning None, "range";
    HTTPS "https" Error None, "https";
    HSTS "hsts" Note None, "hsts";
    SERVER "server-version" Note None, "server";

    MANIFEST "manifest" Error None, "upload";
    FILES "files" Error None, "upload";
    MISSING "file-missing" Error None, "upload";
    HTML "file-html" Error None, "fallback";
    STALE "file-stale" Error None, "stale";
    ALTERED "file-altered" Error None, "altered";
    ENCODED "file-encoded" Error None, "encoded";
    LARGE "file-large" Note None, "large";
    MOVING "moving" Warning None, "again";
    VERSIONS "versions" Error None, "stale";
    NOT_FOUND "not-found" Error None, "fallback";
    EXPOSED "exposed" Error None, "exposed";
    LISTING "listing" Warning None, "listing";
    BASE_URL "base-url" Warning None, "base-url";

    SLOW "slow" Error None, "slow";
    HUGE "huge" Error None, "altered";
    BROKEN "broken" Error None, "broken";
    REDIRECT "redirect" Error None, "redirect";
    UNASKED "unasked" Note None, "again";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Host;
    use crate::text::{Lang, Texts};

    #[test]
    fn every_check_has_its_words() {
        for lang in Lang::ALL {
            let texts = Texts::embedded(lang);
            for check in ALL {
                for key in [
                    format!("verify.title.{}", check.code),
                    format!("verify.wrong.{}", check.code),
                    format!("verify.remedy.{}", check.remedy),
                ] {
                    assert!(texts.has(&key), "{lang:?} {key}");
                }
            }
            for host in Host::ALL {
                let key = format!("verify.where.{}", host.name());
                assert!(texts.has(&key), "{lang:?} {key}");
                let key = format!("verify.cannot.{}", host.name());
                assert_eq!(texts.has(&key), host.best() < Tier::A, "{lang:?} {key}");
            }
        }
    }

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<&str> = ALL.iter().map(|check| check.code).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
