//! Markdown of the catalogue comes out as HTML that cannot do anything.

use fichero::markup::markdown::{Place, to_html, to_html_at, to_plain};
use proptest::prelude::*;
use std::collections::HashSet;

/// What ammonia, told of our own marks, leaves of a markup: everything, if it is harmless.
fn cleaned(html: &str) -> String {
    let schemes = HashSet::from(["http", "https", "mailto", "ftp"]);
    ammonia::Builder::default()
        .url_schemes(schemes)
        .link_rel(None)
        .add_tag_attributes("a", ["rel"])
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes("th", ["scope", "class"])
        .add_tag_attributes("td", ["class"])
        .clean(html)
        .to_string()
}

/// The same markup, read and written by the same parser that cleans, everything allowed but what
/// no parser keeps: so that only what was taken away makes a difference.
fn tags(html: &str) -> Vec<String> {
    html.split('<')
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or_default())
        .map(sorted)
        .collect()
}

fn sorted(tag: &str) -> String {
    let mut parts: Vec<&str> = tag.split_whitespace().collect();
    parts.sort_unstable();
    parts.join(" ")
}

fn assert_harmless(text: &str) {
    let html = to_html(text);
    let lower = html.to_ascii_lowercase();
    for bad in
        ["<script", "<iframe", "<svg", "<style", "<object", "<form", "<input", "<base", "<meta"]
    {
        assert!(!lower.contains(bad), "{text:?} became {html}");
    }
    let clean = cleaned(&html);
    let ours: Vec<String> = tags(&html).into_iter().filter(|tag| !tag.starts_with('/')).collect();
    let theirs: Vec<String> =
        tags(&clean).into_iter().filter(|tag| !tag.starts_with('/')).collect();
    let attributes = |tags: &[String]| {
        tags.iter()
            .filter(|tag| tag.contains('='))
            .map(|tag| tag.replace(" /", ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        attributes(&ours).len(),
        attributes(&theirs).len(),
        "cleaning {text:?} changes\n{html}\nto\n{clean}"
    );
    assert_eq!(count(&html, "<a "), count(&clean, "<a "), "{html}\n{clean}");
    assert_eq!(count(&html, " href=\""), count(&clean, " href=\""), "{html}\n{clean}");
    assert_eq!(count(&html, " src=\""), count(&clean, " src=\""), "{html}\n{clean}");
}

fn count(html: &str, part: &str) -> usize {
    html.matches(part).count()
}

#[test]
fn hostile_samples_do_nothing() {
    for text in [
        "<script>alert(1)</script>",
        "<SCRIPT\n>alert(1)</SCRIPT\n>",
        "<img src=x onerror=alert(1)>",
        "text <img src=x onerror=alert(1)> text",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#10;script:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](\\\\evil.example)",
        "[a](/\\evil.example)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "![x](https://evil.example/track.gif)",
        "![a [b](https://x.example) c](https://y.example)",
        "[![x](https://a.example/i.png)](https://b.example)",
        "[a](https://x.example/\"onmouseover=\"alert(1))",
        "[a](<https://x.example/'onclick='x'>)",
        "https://x.example/\"><script>alert(1)</script>",
        "```html\" onload=\"alert(1)\n<b>\n```",
        "<!-- --><svg/onload=alert(1)>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "| a | b |\n|:-:|--:|\n| <script> | [x](javascript:1) |",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[a]: javascript:alert(1)\n\n[a]",
        "# <script>\n## h\n###### x",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<style>*{display:none}</style>",
        "\u{0}<script>\u{0}",
    ] {
        assert_harmless(text);
    }
    assert!(!to_html("[a](javascript:alert(1))").contains("<a"));
    assert!(!to_html("![x](https://evil.example/t.gif)").contains("<img"));
}

#[test]
fn tables_and_code_need_no_inline_style() {
    let html = to_html("| a | b |\n|---|--:|\n| 1 | 2 |\n\n```rust\nlet a = 1;\n```");
    assert!(!html.contains("style") && !html.contains("language-"), "{html}");
    assert!(html.contains("<th scope=\"col\" class=\"right\">b</th>"), "{html}");
    assert!(html.contains("<td class=\"right\">2</td></tr>\n</tbody></table>"), "{html}");
    assert!(html.contains("<pre><code>let a = 1;\n</code></pre>"), "{html}");
}

#[test]
fn links_start_at_the_sites_folder_and_bare_addresses_are_links() {
    let place = Place { root: "../../", base_url: "https://datos.example", heading: 2 };
    let html = |text| to_html_at(text, &place);
    assert_eq!(html("[a](/dataset/b)"), "<p><a href=\"../../dataset/b/\">a</a></p>\n");
    assert_eq!(
        html("[a](https://datos.example/group/x)"),
        "<p><a href=\"../../group/x/\">a</a></p>\n"
    );
    assert_eq!(
        html("Vea https://a.example/b_c_d?x=1&y=2, (http://b.example)."),
        "<p>Vea <a href=\"https://a.example/b_c_d?x=1&amp;y=2\" rel=\"nofollow noopener\">\
         https://a.example/b_c_d?x=1&amp;y=2</a>, (<a href=\"http://b.example\" \
         rel=\"nofollow noopener\">http://b.example</a>).</p>\n"
    );
    assert!(!html("`https://a.example`").contains("<a"));
    assert_eq!(count(&html("[https://a.example](https://a.example)"), "<a"), 1);
    assert_eq!(html("<a@b.example>"), "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>\n");
    assert!(html("![mapa](mapa.png)").contains("<img src=\"mapa.png\" alt=\"\" loading=\"lazy\">"));
}

#[test]
fn headings_start_below_the_page_and_skip_none() {
    let html = to_html("# a\n\n### b\n\n## c\n\n###### d");
    assert_eq!(html, "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>\n<h5>d</h5>\n");
    assert_eq!(to_html("## a\n\n# b"), "<h3>a</h3>\n<h3>b</h3>\n");
}

#[test]
fn plain_text_is_one_short_line() {
    assert_eq!(
        to_plain("# T\n\nUno **dos**\ntres [cuatro](x). pa**la**bra", 80),
        "Uno dos tres cuatro. palabra"
    );
    assert_eq!(to_plain("uno, dos, tres", 9), "uno, dos…");
    assert_eq!(to_plain("# Solo", 80), "Solo");
    assert_eq!(to_plain("<p>Hola <b>mundo</b></p>", 80), "Hola mundo");
    assert_eq!(to_plain("aaaaaaaaaaaaaaaa", 5), "aaaa…");
    assert_eq!(to_plain("", 5), "");
}

#[test]
fn size_and_nesting_have_a_limit() {
    let deep = ">".repeat(5000) + " x";
    assert!(count(&to_html(&deep), "<blockquote>") <= 16);
    let stars = "*a ".repeat(3000) + &"*".repeat(3000);
    assert!(to_html(&stars).len() < 200_000);
    assert!(to_html(&"a ".repeat(1 << 20)).len() < 300_000);
}

proptest! {
    #[test]
    fn any_text_is_harmless(text in "[ -~\\n\u{e1}\u{f1}]{0,200}") {
        assert_harmless(&text);
    }

    #[test]
    fn any_heap_of_markup_is_harmless(parts in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "\"", "'", "(", ")", "[", "]", "![", "](", "javascript:", "https://a.b/", "data:",
        "<script>", "</script>", "<img src=x onerror=x>", "<a href=", "&#x3c;", "&lt;", "\n", "\n\n",
        "|", "|-|-|", "`", "```", "*", "**", "_", "~~", "#", "> ", "- ", "1. ", "    ", "\\", "&#106;",
        "<!--", "-->", "\t", ":", "/", "//", "x", "ñ", "onload=", "style=", "\u{0}", "http://",
    ]), 0..40)) {
        let text: String = parts.concat();
        assert_harmless(&text);
        let plain = to_plain(&text, 50);
        assert!(plain.chars().count() <= 51 && !plain.contains('\n'));
    }
}

/// Each took seconds when its time grew with the square of its length.
#[test]
fn long_texts_made_to_take_long_are_read_at_once() {
    let n = 1 << 16;
    let address = to_html(&format!("http://a{}", ")".repeat(n)));
    assert!(address.contains("http://a</a>)))"), "{}", &address[..200]);
    assert!(to_html("http://a/(b)).").contains("http://a/(b)</a>)."));
    for (text, last) in [
        (format!("http://a{}", ".)".repeat(n)), "</a>.)"),
        (">".repeat(n) + "x", "x</p>"),
        (">".repeat(n / 2) + "a\n" + &"b\n".repeat(n / 4), "\nb</p>"),
        (">".repeat(n / 2) + "a\n" + &"*b* _c\n".repeat(n / 14), "b _c\nb _c"),
        ("- ".repeat(n / 4) + "a\n" + &"b\n".repeat(n / 4), "a\nb\n"),
    ] {
        let html = to_html(&text);
        assert!(html.contains(last), "{last}: {}", &html[html.len().min(9_000) - 200..][..200]);
    }
}
