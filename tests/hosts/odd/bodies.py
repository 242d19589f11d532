"""Queries and bodies that say one thing and look like another."""

from __future__ import annotations

from collections.abc import Iterator

from odd.request import API, FORM, JSON, SHORT, Request, get, multipart, post

QUERIES: dict[str, str] = {
    "repeated": "id=padron-electoral&id=padron-electoral",
    "repeated-other": "id=padron-electoral&id=censo-2022",
    "repeated-empty": "id=&id=padron-electoral",
    "empty-repeated": "id=padron-electoral&id=",
    "brackets": "id[]=padron-electoral",
    "brackets-encoded": "id%5b%5d=padron-electoral",
    "index": "id[0]=padron-electoral",
    "upper": "ID=padron-electoral",
    "title": "Id=padron-electoral",
    "key-encoded": "%69d=padron-electoral",
    "key-encoded-all": "%69%64=padron-electoral",
    "key-spaced": "id%20=padron-electoral",
    "key-plus": "+id=padron-electoral",
    "key-nul": "id%00=padron-electoral",
    "prefixed": "xid=padron-electoral",
    "prefixed-dot": "x.id=padron-electoral",
    "prefixed-dash": "x-id=padron-electoral",
    "suffixed": "id2=padron-electoral",
    "semicolon": "a=b;id=padron-electoral",
    "ampersands": "&&id=padron-electoral&&",
    "ampersand-first": "&id=padron-electoral",
    "ampersand-last": "id=padron-electoral&",
    "ampersand-entity": "a=1&amp;id=padron-electoral",
    "no-value": "id",
    "no-key": "=padron-electoral",
    "two-equals": "id==padron-electoral",
    "equals-inside": "id=padron=electoral",
    "equals-encoded": "id%3dpadron-electoral",
    "question": "?id=padron-electoral",
    "question-later": "id=padron-electoral?x=1",
    "question-only": "",
    "hash": "id=padron-electoral#x",
    "unknown-after": "id=padron-electoral&zz=1",
    "unknown-before": "zz=1&id=padron-electoral",
    "unknown-empty": "id=padron-electoral&zz=",
    "unknown-odd": "id=padron-electoral&%00=%ff",
    "both-keys": "id=padron-electoral&name_or_id=censo-2022",
    "both-keys-empty": "id=&name_or_id=padron-electoral",
    "name-or-id": "name_or_id=padron-electoral",
    "schema": "id=padron-electoral&use_default_schema=true",
    "tracking": "id=padron-electoral&include_tracking=true",
    "callback": "id=padron-electoral&callback=f",
    "callback-odd": "id=padron-electoral&callback=<script>",
    "callback-empty": "id=padron-electoral&callback=",
    "cache-buster": "id=padron-electoral&_=1700000000",
    "limit": "id=padron-electoral&limit=1",
    "many": "id=padron-electoral&" + "&".join(f"p{n}={n}" for n in range(300)),
    "long": "id=padron-electoral&zz=" + "z" * 6000,
    "too-long": "id=padron-electoral&zz=" + "z" * 20_000,
    "json": '{"id":"padron-electoral"}',
    "json-encoded": "%7b%22id%22:%22padron-electoral%22%7d",
    "space-raw": "id=padron electoral",
    "tab-raw": "id=padron\telectoral",
    "path-inside": "id=padron-electoral&path=../../../../etc/passwd",
    "file-inside": "file=/etc/passwd&id=padron-electoral",
    "url-inside": "id=http://127.0.0.1:{port}/outside.txt",
}

#: Bodies of `package_show` with the type of JSON; the text is sent as it stands.
BODIES: dict[str, str | bytes] = {
    "plain": '{"id": "padron-electoral"}',
    "tight": '{"id":"padron-electoral"}',
    # A pattern that can read blanks in several ways tries them all before it gives up.
    "blanks": '{"id": "padron-electoral"' + ('   , "_": 1' + " " * 60) * 200 + "x",
    "airy": '\r\n\t { "id"\n:\t"padron-electoral" } \n',
    "escaped-value": '{"id": "\\u0070adron-electoral"}',
    "escaped-value-all": '{"id": "'
    + "".join(f"\\u{ord(c):04x}" for c in "padron-electoral")
    + '"}',
    "escaped-key": '{"\\u0069d": "padron-electoral"}',
    "escaped-key-all": '{"\\u0069\\u0064": "padron-electoral"}',
    "escaped-slash": '{"id": "padron\\/electoral"}',
    "escaped-quote": '{"id": "padron-electoral\\""}',
    "quote-inside": '{"zz": "\\"id\\": \\"censo-2022\\"", "id": "padron-electoral"}',
    "quote-only": '{"zz": "\\"id\\": \\"padron-electoral\\""}',
    "backslash-before-key": '{"zz\\\\": 1, "id": "padron-electoral"}',
    "escaped-nul": '{"id": "padron-electoral\\u0000"}',
    "escaped-newline": '{"id": "padron-electoral\\n"}',
    "escaped-surrogate": '{"id": "\\ud800"}',
    "escaped-pair": '{"id": "\\ud83d\\udeb0"}',
    "escaped-wrong": '{"id": "\\x41"}',
    "newline-raw": '{"id": "padron-\nelectoral"}',
    "nul-raw": b'{"id": "padron-electoral\x00"}',
    "nested": '{"zz": {"id": "padron-electoral"}}',
    "nested-before": '{"zz": {"id": "censo-2022"}, "id": "padron-electoral"}',
    "nested-after": '{"id": "padron-electoral", "zz": {"id": "censo-2022"}}',
    "nested-list": '{"zz": [{"id": "censo-2022"}], "id": "padron-electoral"}',
    "nested-list-only": '{"zz": ["id", "padron-electoral"]}',
    "duplicate": '{"id": "censo-2022", "id": "padron-electoral"}',
    "duplicate-same": '{"id": "padron-electoral", "id": "padron-electoral"}',
    "duplicate-escaped": '{"id": "censo-2022", "\\u0069d": "padron-electoral"}',
    "duplicate-null": '{"id": "padron-electoral", "id": null}',
    "both-keys": '{"id": "padron-electoral", "name_or_id": "censo-2022"}',
    "name-or-id": '{"name_or_id": "padron-electoral"}',
    "key-upper": '{"ID": "padron-electoral"}',
    "key-prefixed": '{"xid": "padron-electoral"}',
    "key-suffixed": '{"id2": "padron-electoral"}',
    "key-spaced": '{" id": "padron-electoral"}',
    "key-empty": '{"": "padron-electoral"}',
    "key-proto": '{"__proto__": {"id": "padron-electoral"}}',
    "key-constructor": '{"constructor": {"prototype": {"id": "padron-electoral"}}}',
    "unknown": '{"id": "padron-electoral", "zz": 1}',
    "ckanapi-dump": '{"id": "padron-electoral", "include_datasets": false, '
    '"include_password_hash": true, "include_users": false}',
    "value-number": '{"id": 7}',
    "value-float": '{"id": 1.5}',
    "value-true": '{"id": true}',
    "value-null": '{"id": null}',
    "value-list": '{"id": ["padron-electoral"]}',
    "value-object": '{"id": {"id": "padron-electoral"}}',
    "value-empty": '{"id": ""}',
    "value-missing": '{"id": }',
    "empty": "",
    "space": "   ",
    "object": "{}",
    "list": "[]",
    "list-of-object": '[{"id": "padron-electoral"}]',
    "string": '"padron-electoral"',
    "number": "7",
    "true": "true",
    "null": "null",
    "nan": '{"id": NaN}',
    "infinity": '{"id": "padron-electoral", "zz": Infinity}',
    "huge-number": '{"id": "padron-electoral", "zz": 1' + "0" * 400 + "}",
    "single-quotes": "{'id': 'padron-electoral'}",
    "unquoted": "{id: 'padron-electoral'}",
    "comment": '{"id": "padron-electoral" /* x */}',
    "comma": '{"id": "padron-electoral",}',
    "comma-first": '{,"id": "padron-electoral"}',
    "open": '{"id": "padron-electoral"',
    "open-string": '{"id": "padron-electoral',
    "tail": '{"id": "padron-electoral"} x',
    "tail-object": '{"id": "padron-electoral"}{"id": "censo-2022"}',
    "lines": '{"id": "padron-electoral"}\n{"id": "censo-2022"}\n',
    "byte-order-mark": b'\xef\xbb\xbf{"id": "padron-electoral"}',
    "utf-16": '{"id": "padron-electoral"}'.encode("utf-16"),
    "utf-16-bare": '{"id": "padron-electoral"}'.encode("utf-16-le"),
    "latin-1": b'{"id": "estaci\xf3n"}',
    "overlong": b'{"id": "\xc0\xae\xc0\xae/outside.txt"}',
    "deep": '{"id": "padron-electoral", "zz": ' + "[" * 200 + "]" * 200 + "}",
    "very-deep": '{"zz": ' + "[" * 3000 + "]" * 3000 + "}",
    "many-keys": "{"
    + ",".join(f'"k{n}": {n}' for n in range(1000))
    + ', "id": "padron-electoral"}',
    "15-kb": '{"id": "padron-electoral", "zz": "' + "z" * 15_000 + '"}',
    "15-kb-before": '{"zz": "' + "z" * 15_000 + '", "id": "padron-electoral"}',
    "40-kb": '{"id": "padron-electoral", "zz": "' + "z" * 40_000 + '"}',
    "40-kb-before": '{"zz": "' + "z" * 40_000 + '", "id": "padron-electoral"}',
    "2-mb": '{"id": "padron-electoral", "zz": "' + "z" * 2_000_000 + '"}',
    "xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><id>&e;</id>',
    "php": 'O:1:"A":1:{s:2:"id";s:1:"a";}',
    "query": "id=padron-electoral",
    "binary": bytes(range(256)),
}

#: Types under which a good JSON body is sent.
TYPES: dict[str, str | None] = {
    "none": None,
    "empty": "",
    "text": "text/plain",
    "text-utf-8": "text/plain;charset=UTF-8",
    "json-utf-8": "application/json; charset=utf-8",
    "json-latin-1": "application/json; charset=iso-8859-1",
    "json-upper": "APPLICATION/JSON",
    "json-suffix": "application/ld+json",
    "json-text": "text/json",
    "json-twice": "application/json, application/json",
    "form": FORM,
    "form-upper": "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
    "multipart": "multipart/form-data; boundary=zz",
    "multipart-bare": "multipart/form-data",
    "octets": "application/octet-stream",
    "xml": "application/xml",
    "html": "text/html",
    "odd": "zz",
    "slash": "/",
    "long": "application/json; x=" + "z" * 2000,
}

#: Forms: body and type.
FORMS: dict[str, tuple[str | bytes, str]] = {
    "id": ("id=padron-electoral", FORM),
    "id-encoded": ("id=%70adron-electoral", FORM),
    "id-twice": ("id=padron-electoral&id=padron-electoral", FORM),
    "id-empty": ("id=", FORM),
    "unknown": ("id=padron-electoral&zz=1", FORM),
    "name-or-id": ("name_or_id=padron-electoral", FORM),
    "json-name": ('{"id":"padron-electoral"}', FORM),
    "json-name-equals": ('{"id":"padron-electoral"}=', FORM),
    "json-name-one": ('{"id":"padron-electoral"}=1', FORM),
    "json-name-two": ('{"id":"padron-electoral"}=2', FORM),
    "json-name-encoded": ("%7B%22id%22%3A%22padron-electoral%22%7D=", FORM),
    "json-broken": ("{=1", FORM),
    "name-only": ("padron-electoral", FORM),
    "empty": ("", FORM),
    "ampersands": ("&&&", FORM),
    "percent": ("id=%", FORM),
    "nul": ("id=padron-electoral%00", FORM),
    "multipart": (multipart({"id": "padron-electoral"}), "multipart/form-data; boundary=zz"),
    "multipart-two": (
        multipart({"id": "padron-electoral", "zz": "1"}),
        "multipart/form-data; boundary=zz",
    ),
    "multipart-quoted": (
        multipart({"id": "padron-electoral"}),
        'multipart/form-data; boundary="zz"',
    ),
    "multipart-json": (
        multipart({'{"id":"padron-electoral"}': ""}),
        "multipart/form-data; boundary=zz",
    ),
    "multipart-cut": (
        multipart({"id": "padron-electoral"})[:40],
        "multipart/form-data; boundary=zz",
    ),
    "multipart-other": (multipart({"id": "padron-electoral"}), "multipart/form-data; boundary=yy"),
    "multipart-empty": (b"--zz--\r\n", "multipart/form-data; boundary=zz"),
    "multipart-long": (
        multipart({"id": "padron-electoral"}, "z" * 300),
        "multipart/form-data; boundary=" + "z" * 300,
    ),
}


def bodies() -> Iterator[Request]:
    """Queries and bodies around one dataset that exists."""
    for case, query in QUERIES.items():
        yield get(f"query/{case}", "package_show", query)
        yield Request(f"query/{case}@post-query", f"{SHORT}package_show?{query}", "POST")
    yield Request("query/only-mark@get", f"{API}package_list?")
    for case, body in BODIES.items():
        yield post(
            f"body/{case}", "package_show", body if isinstance(body, bytes) else body.encode()
        )
    for case in (
        "15-kb",
        "40-kb",
        "2-mb",
        "open",
        "list",
        "nested",
        "duplicate",
        "nan",
        "deep",
        "binary",
    ):
        body = BODIES[case]
        whole = body if isinstance(body, bytes) else body.encode()
        yield post(f"body/{case}@list", "package_list", whole)
        yield post(f"body/{case}@search", "package_search", whole)
    good = b'{"id": "padron-electoral"}'
    for case, kind in TYPES.items():
        yield post(f"type/{case}", "package_show", good, kind)
    for case, (body, kind) in FORMS.items():
        yield post(
            f"form/{case}", "package_show", body.encode() if isinstance(body, str) else body, kind
        )
    yield Request("body/of-a-get", f"{API}package_show", "GET", (("Content-Type", JSON),), good)
    yield Request(
        "body/of-a-get-and-query",
        f"{API}package_show?id=censo-2022",
        "GET",
        (("Content-Type", JSON),),
        good,
    )
    yield Request(
        "body/and-query",
        f"{SHORT}package_show?id=censo-2022",
        "POST",
        (("Content-Type", JSON),),
        good,
    )
    yield Request(
        "body/and-unknown-query",
        f"{SHORT}package_show?zz=1",
        "POST",
        (("Content-Type", JSON),),
        good,
    )
    for case, body in {
        "nested-rows": '{"rows": 1000, "start": 0, "zz": {"rows": 7}}',
        "quoted-rows": '{"zz": "\\"rows\\": 1000", "q": "*:*"}',
        "duplicate-rows": '{"rows": 7, "rows": 1000, "start": 0}',
        "escaped-q": '{"\\u0071": "salud", "rows": 1000, "start": 0}',
        "escaped-fq": '{"f\\u0071": "organization:servicio-electoral"}',
        "q-number": '{"q": 7, "rows": 1000, "start": 0}',
        "q-list": '{"q": ["salud"], "rows": 1000, "start": 0}',
        "q-object": '{"q": {"a": "salud"}}',
        "q-spaced": '{"q"   :\n\n"salud", "rows": 1000, "start": 0}',
        "fq-list-empty": '{"fq_list": [], "rows": 1000, "start": 0}',
        "fq-null": '{"fq": null, "rows": 1000, "start": 0}',
        "facet-field-empty": '{"facet.field": [], "rows": 1000, "start": 0}',
        "rows-float": '{"rows": 1000.0, "start": 0}',
        "rows-exponent": '{"rows": 1e3, "start": 0}',
        "rows-minus-zero": '{"rows": 1000, "start": -0}',
        "sort-spaced": '{"rows": 100, "start": 0, "sort": "id  asc"}',
        "sort-list": '{"rows": 100, "start": 0, "sort": ["id asc"]}',
        "unknown": '{"rows": 1000, "start": 0, "zz": 1}',
        "unknown-false": '{"rows": 1000, "start": 0, "zz": false}',
    }.items():
        yield post(f"body/search-{case}", "package_search", body.encode())
