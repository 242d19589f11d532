"""Methods and headers of proxies, browsers and attackers."""

from __future__ import annotations

from collections.abc import Iterator

from odd.request import API, FORM, SHORT, Facts, Request

METHODS = """PUT DELETE PATCH OPTIONS HEAD TRACE CONNECT PROPFIND MKCOL COPY MOVE LOCK SEARCH PURGE
DEBUG get Get FOO POSTT GETS * G@T""".split()


def methods() -> Iterator[Request]:
    """Every method on an action, on a thing, on a page, and on the server as a whole."""
    places = {
        "list": f"{API}package_list",
        "show": f"{SHORT}package_show?id=padron-electoral",
        "page": "/dataset/padron-electoral/",
        "missing": "/no-existe",
    }
    for place, target in places.items():
        for method in METHODS:
            yield Request(f"method/{method}@{place}", target, method)
    for method in ("PUT", "DELETE", "PATCH"):
        yield Request(f"method/{method}-body", "/robots.txt", method, (), b"x" * 20)
    for place in ("page", "missing"):
        yield Request(
            f"method/POST@{place}", places[place], "POST", (("Content-Type", FORM),), b"a=b"
        )
    asks = (
        ("Origin", "https://example.org"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization,content-type,x-ckan-api-key"),
    )
    for place, target in places.items():
        yield Request(f"method/preflight@{place}", target, "OPTIONS", asks)
    yield Request("method/OPTIONS@star", "*", "OPTIONS")


RANGES = """bytes=0-9 bytes=0-0 bytes=5- bytes=-5 bytes=0-999999 bytes=999999- bytes=9-0 bytes=-0
bytes= bytes=- bytes=a-b bytes=0-1,3-4 bytes=0-,0-,0-,0- lines=0-9 bytes=0-9999999999999999999999
bytes:0-9 0-9""".split()

#: One odd header each, on a question that has an answer.
HEADERS: dict[str, tuple[str, str]] = {
    "origin": ("Origin", "https://example.org"),
    "origin-null": ("Origin", "null"),
    "origin-odd": ("Origin", 'https://example.org", evil'),
    "token": ("Authorization", "x"),
    "token-bearer": ("Authorization", "Bearer x"),
    "token-basic": ("Authorization", "Basic eDp5"),
    "token-key": ("X-CKAN-API-Key", "x"),
    "language": ("Accept-Language", "pt"),
    "accept-html": ("Accept", "text/html"),
    "accept-none": ("Accept", "image/png;q=1, */*;q=0"),
    "encoding-gzip": ("Accept-Encoding", "gzip"),
    "encoding-all": ("Accept-Encoding", "gzip, deflate, br, zstd"),
    "encoding-refused": ("Accept-Encoding", "gzip;q=0, identity;q=0"),
    "encoding-odd": ("Accept-Encoding", "zz"),
    "agent-browser": ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/120.0"),
    "agent-empty": ("User-Agent", ""),
    "cookie": ("Cookie", "auth_tkt=x; ckan=y"),
    "cookie-long": ("Cookie", "a=" + "z" * 3000),
    "forwarded": ("Forwarded", "for=1.2.3.4;host=evil.example"),
    "forwarded-host": ("X-Forwarded-Host", "evil.example"),
    "forwarded-proto": ("X-Forwarded-Proto", "https"),
    "forwarded-prefix": ("X-Forwarded-Prefix", "/../.."),
    "original-url": ("X-Original-URL", "/outside.txt"),
    "rewrite-url": ("X-Rewrite-URL", "/../outside.txt"),
    "method-override": ("X-HTTP-Method-Override", "DELETE"),
    "inner-id": ("X-Ck-Id", "censo-2022"),
    "inner-fichero": ("X-Fichero-Id", "censo-2022"),
    "sendfile": ("X-Sendfile", "/etc/passwd"),
    "accel": ("X-Accel-Redirect", "/outside.txt"),
    "shock": ("User-Agent", "() { :; }; echo x"),
    "jndi": ("User-Agent", "${jndi:ldap://127.0.0.1/a}"),
    "upgrade-h2c": ("Upgrade", "h2c"),
    "upgrade-socket": ("Upgrade", "websocket"),
    "connection-close": ("Connection", "close"),
    "connection-odd": ("Connection", "close, X-Forwarded-For, Host"),
    "keep-alive": ("Keep-Alive", "timeout=100000, max=9999"),
    "te": ("TE", "trailers"),
    "expect": ("Expect", "100-continue"),
    "expect-odd": ("Expect", "200-maybe"),
    "max-forwards": ("Max-Forwards", "0"),
    "latin-1": ("X-Odd", "estaci\xf3n"),
    "utf-8": ("X-Odd", "estaci\xc3\xb3n"),
    "del": ("X-Odd", "a\x7fb"),
    "control": ("X-Odd", "a\x01b"),
    "nul": ("X-Odd", "a\x00b"),
    "empty": ("X-Odd", ""),
    "4-kb": ("X-Odd", "z" * 4000),
    "7-kb": ("X-Odd", "z" * 7000),
    "20-kb": ("X-Odd", "z" * 20_000),
    "100-kb": ("X-Odd", "z" * 100_000),
    "name-long": ("X-" + "z" * 3000, "1"),
    "name-underscore": ("X_Odd", "1"),
    "name-dot": ("X.Odd", "1"),
    "name-digits": ("123", "1"),
    "etag-star": ("If-None-Match", "*"),
    "etag-other": ("If-None-Match", '"zz"'),
    "etag-weak": ("If-None-Match", 'W/"zz"'),
    "etag-many": ("If-None-Match", ", ".join(f'"{n}"' for n in range(200))),
    "etag-odd": ("If-None-Match", "zz"),
    "match-other": ("If-Match", '"zz"'),
    "match-star": ("If-Match", "*"),
    "since-old": ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    "since-future": ("If-Modified-Since", "Fri, 01 Jan 2999 00:00:00 GMT"),
    "since-odd": ("If-Modified-Since", "ayer"),
    "unmodified-old": ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
}

HOSTS: dict[str, str] = {
    "other": "evil.example",
    "other-port": "evil.example:99",
    "port-odd": "127.0.0.1:abc",
    "port-huge": "127.0.0.1:99999999",
    "empty": "",
    "dot": "127.0.0.1.",
    "upper": "LOCALHOST",
    "path": "127.0.0.1/x",
    "climb": "../..",
    "at": "a@127.0.0.1",
    "space": "127.0.0.1 x",
    "comma": "127.0.0.1, evil.example",
    "six": "[::1]",
    "six-open": "[::1",
    "utf-8": "estaci\xc3\xb3n.example",
    "percent": "%2e%2e",
    "script": "<script>",
    "long": "a" * 300 + ".example",
}


def headers(facts: Facts) -> Iterator[Request]:
    """Headers that a proxy, a browser or an attacker adds."""
    show = f"{API}package_show?id=padron-electoral"
    for case, header in HEADERS.items():
        yield Request(f"header/{case}", show, headers=(header,))
        yield Request(f"header/{case}@list", f"{API}package_list", headers=(header,))
    for case, value in HOSTS.items():
        yield Request(f"host/{case}", show, headers=(("Host", value),))
    yield Request("host/twice", show, headers=(("Host", "127.0.0.1"), ("Host", "evil.example")))
    yield Request("host/missing", raw=f"GET {show} HTTP/1.1\r\n\r\n".encode(), target=show)
    yield Request("header/many-100", show, headers=tuple((f"X-{n}", "1") for n in range(90)))
    yield Request("header/many-2000", show, headers=tuple((f"X-{n}", "1") for n in range(2000)))
    for value in RANGES:
        yield Request(f"range/{value}", facts.download, headers=(("Range", value),))
        yield Request(f"range/{value}@list", f"{API}package_list", headers=(("Range", value),))
    yield Request(
        "range/if-range", facts.download, headers=(("Range", "bytes=0-9"), ("If-Range", '"zz"'))
    )
