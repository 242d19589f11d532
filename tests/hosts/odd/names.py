"""Names that attack: what stands for a dataset where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from odd.request import API, SHORT, Request, get, post

#: Bytes of a name as they stand in an address (latin-1, not encoded any further).
NAMES: dict[str, str] = {
    "dots": "..",
    "dots-slash": "../",
    "climb": "../../../../../../../../etc/passwd",
    "climb-out": "../../../../../outside.txt",
    "climb-json": "../../../../../outside.txt%00.json",
    "climb-encoded": "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2foutside.txt",
    "climb-half": "..%2f..%2f..%2f..%2f..%2foutside.txt",
    "climb-upper": "..%2F..%2F..%2F..%2F..%2Foutside.txt",
    "climb-twice": "%252e%252e%252f%252e%252e%252foutside.txt",
    "climb-backslash": "..\\..\\..\\..\\..\\outside.txt",
    "climb-backslash-encoded": "..%5c..%5c..%5c..%5coutside.txt",
    "climb-dots": "....//....//....//outside.txt",
    "climb-overlong": "..%c0%af..%c0%af..%c0%af..%c0%afoutside.txt",
    "climb-overlong-3": "..%e0%80%af..%e0%80%af..%e0%80%afoutside.txt",
    "climb-overlong-dots": "%c0%ae%c0%ae%c0%af%c0%ae%c0%ae%c0%afoutside.txt",
    "climb-overlong-raw": "..\xc0\xaf..\xc0\xaf..\xc0\xafoutside.txt",
    "climb-fullwidth": "..%ef%bc%8f..%ef%bc%8f..%ef%bc%8foutside.txt",
    "climb-iis": "..%u002f..%u002foutside.txt",
    "climb-nul": "..%00/..%00/outside.txt",
    "absolute": "/etc/passwd",
    "absolute-encoded": "%2fetc%2fpasswd",
    "absolute-double": "//etc/passwd",
    "scheme": "file:///etc/passwd",
    "drive": "C:\\Windows\\win.ini",
    "self": "./padron-electoral",
    "self-encoded": "%2e/padron-electoral",
    "down-up": "padron-electoral/../padron-electoral",
    "down-up-encoded": "padron-electoral%2f..%2fpadron-electoral",
    "sibling": "..%2fpackage_show%2fpadron-electoral",
    "other-action": "..%2forganization_show%2fservicio-electoral",
    "nul": "padron-electoral%00",
    "nul-tail": "padron-electoral%00.html",
    "nul-first": "%00padron-electoral",
    "crlf": "padron-electoral%0d%0aSet-Cookie:%20a=b",
    "crlf-twice": "padron-electoral%0d%0a%0d%0a<script>",
    "lf": "padron-electoral%0a",
    "cr": "padron-electoral%0d",
    "tab": "padron-electoral%09",
    "tab-raw": "padron-electoral\t",
    "unicode-newline": "padron-electoral%e2%80%a8",
    "letter-encoded": "%70adron-electoral",
    "all-encoded": "".join(f"%{ord(c):02x}" for c in "padron-electoral"),
    "dash-encoded": "padron%2delectoral",
    "twice-encoded": "%2570adron-electoral",
    "percent": "%",
    "percent-percent": "%%",
    "percent-half": "%4",
    "percent-wrong": "%zz",
    "percent-end": "padron-electoral%",
    "percent-25": "padron-electoral%25",
    "plus": "padron+electoral",
    "space": "padron%20electoral",
    "space-end": "padron-electoral%20",
    "quote": "padron-electoral'",
    "double-quote": "padron-electoral%22",
    "angle": "<script>alert(1)</script>",
    "sql": "'%20OR%201=1--",
    "template-caddy": "{http.request.uri}",
    "template-env": "{env.HOME}",
    "template-file": "{file./etc/passwd}",
    "template-nginx": "$document_root",
    "template-apache": "%25{DOCUMENT_ROOT}",
    "template-shell": "$(id)",
    "template-lua": "%25(.*)",
    "template-js": "${process.env}",
    "regex": ".*",
    "regex-class": "[a-z]+",
    "star": "*",
    "question": "%3f",
    "hash": "%23",
    "ampersand": "%26id=padron-electoral",
    "semicolon": "padron-electoral;a=b",
    "colon": "a:b",
    "pipe": "show%7cpadron-electoral%7c",
    "comma": "padron-electoral,censo",
    "tilde": "~root",
    "dash-first": "-rf",
    "underscore-first": "_error",
    "dot-first": ".htaccess",
    "dot-git": ".git/config",
    "device": "con",
    "long-100": "a" * 100,
    "long-101": "a" * 101,
    "long-255": "a" * 255,
    "long-256": "a" * 256,
    "long-1000": "a" * 1000,
    "long-7000": "a" * 7000,
    "latin-1-raw": "estaci\xf3n",
    "latin-1": "estaci%f3n",
    "utf-8-raw": "estaci\xc3\xb3n",
    "utf-8": "estaci%c3%b3n",
    "utf-8-decomposed": "estacio%cc%81n",
    "utf-8-cut": "estaci%c3",
    "utf-8-surrogate": "%ed%a0%80",
    "utf-8-beyond": "%f4%90%80%80",
    "utf-8-high": "%ff%fe",
    "emoji": "%f0%9f%9a%b0",
    "right-to-left": "%e2%80%aepadron-electoral",
    "zero-width": "padron%e2%80%8b-electoral",
    "homoglyph": "p%d0%b0dron-electoral",
    "digits": "1234567890",
    "zero": "00",
    "uuid-nil": "00000000-0000-0000-0000-000000000000",
    "uuid-braces": "%7b00000000-0000-0000-0000-000000000000%7d",
    "proto": "__proto__",
    "constructor": "constructor",
    "json": '%7b"id":"padron-electoral"%7d',
    "undefined": "undefined",
    "nan": "NaN",
    "index": "index.html",
}


def names() -> Iterator[Request]:
    """Every odd name where an id is asked for, in a path of the API, and in a path of the site."""
    for case, name in NAMES.items():
        yield get(f"name/{case}", "package_show", f"id={name}")
        yield Request(f"name/{case}@file", f"{API}package_show/{name}.json")
        yield Request(f"name/{case}@action", f"{SHORT}{name}")
        yield Request(f"name/{case}@page", f"/dataset/{name}/")
        yield Request(f"name/{case}@root", f"/{name}")
        yield post(f"name/{case}", "package_show", json_of(name))


def json_of(name: str) -> bytes:
    """A body that asks for the name that the address would have meant."""
    meant = unquote_to_bytes(name.encode("latin-1")).decode("utf-8", "surrogateescape")
    return json.dumps({"id": meant}).encode()
