"""Framings, request lines and fragments that no library would send."""

from __future__ import annotations

from collections.abc import Iterator

from odd.request import API, SHORT, Request

GOOD = b'{"id": "padron-electoral"}'
LINE = f"POST {SHORT}package_show HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nContent-Type: application/json\r\n"
ASK = f"GET {API}package_list"
SMUGGLED = b"GET /outside.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def chunks(*parts: bytes) -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _framings() -> dict[str, bytes]:
    line = LINE.encode()
    size = b"Content-Length: %d\r\n" % len(GOOD)
    te = b"Transfer-Encoding: "
    body = chunks(GOOD)
    posts = {
        "chunked": te + b"chunked\r\n\r\n" + body,
        "chunked-parts": te + b"chunked\r\n\r\n" + chunks(GOOD[:5], GOOD[5:9], GOOD[9:]),
        "chunked-extension": te + b"chunked\r\n\r\n1a;a=b\r\n" + GOOD + b"\r\n0\r\n\r\n",
        "chunked-trailer": te + b"chunked\r\n\r\n" + body[:-2] + b"X-Odd: 1\r\n\r\n",
        "chunked-upper": te + b"CHUNKED\r\n\r\n" + body,
        "chunked-tab": te + b"\tchunked\r\n\r\n" + body,
        "chunked-twice": te + b"chunked\r\n" + te + b"chunked\r\n\r\n" + body,
        "chunked-list": te + b"chunked, chunked\r\n\r\n" + body,
        "chunked-identity": te + b"chunked, identity\r\n\r\n" + body,
        "identity-chunked": te + b"identity, chunked\r\n\r\n" + body,
        "identity": te + b"identity\r\n" + size + b"\r\n" + GOOD,
        "gzip-chunked": te + b"gzip, chunked\r\n\r\n" + body,
        "gzip": te + b"gzip\r\n\r\n" + body,
        "xchunked": te + b"xchunked\r\n\r\n" + body,
        "chunked-quoted": te + b'"chunked"\r\n\r\n' + body,
        "chunked-vertical-tab": te + b"\x0bchunked\r\n\r\n" + body,
        "te-spaced": b"Transfer-Encoding : chunked\r\n\r\n" + body,
        "te-underscore": b"Transfer_Encoding: chunked\r\n" + size + b"\r\n" + GOOD,
        "te-folded": b"Transfer-Encoding:\r\n chunked\r\n\r\n" + body,
        "te-empty": te + b"\r\n" + size + b"\r\n" + GOOD,
        "te-and-length": te + b"chunked\r\n" + size + b"\r\n" + body,
        "length-and-te": size + te + b"chunked\r\n\r\n" + body,
        "te-and-length-smuggle": te + b"chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
        "length-twice": size + size + b"\r\n" + GOOD,
        "length-twice-other": size + b"Content-Length: 3\r\n\r\n" + GOOD,
        "length-list": b"Content-Length: 26, 26\r\n\r\n" + GOOD,
        "length-negative": b"Content-Length: -1\r\n\r\n" + GOOD,
        "length-plus": b"Content-Length: +26\r\n\r\n" + GOOD,
        "length-hex": b"Content-Length: 0x1a\r\n\r\n" + GOOD,
        "length-word": b"Content-Length: x\r\n\r\n" + GOOD,
        "length-empty": b"Content-Length: \r\n\r\n" + GOOD,
        "length-zeros": b"Content-Length: 0000026\r\n\r\n" + GOOD,
        "length-huge": b"Content-Length: 99999999999999999999\r\n\r\n" + GOOD,
        "length-2-gb": b"Content-Length: 2147483648\r\n\r\n" + GOOD,
        "length-float": b"Content-Length: 26.0\r\n\r\n" + GOOD,
        "length-missing": b"\r\n",
        "length-short": b"Content-Length: 10\r\n\r\n" + GOOD,
        "length-smuggle": b"Content-Length: 0\r\n\r\n" + SMUGGLED,
        "chunk-size-odd": te + b"chunked\r\n\r\nzz\r\n" + GOOD + b"\r\n0\r\n\r\n",
        "chunk-size-negative": te + b"chunked\r\n\r\n-1\r\n" + GOOD + b"\r\n0\r\n\r\n",
        "chunk-size-huge": te + b"chunked\r\n\r\nffffffffffffffffff\r\n" + GOOD + b"\r\n0\r\n\r\n",
        "chunk-size-hex": te + b"chunked\r\n\r\n0x1a\r\n" + GOOD + b"\r\n0\r\n\r\n",
        "chunk-size-spaced": te + b"chunked\r\n\r\n1a \r\n" + GOOD + b"\r\n0\r\n\r\n",
        "chunk-size-long": te
        + b"chunked\r\n\r\n"
        + b"0" * 5000
        + b"1a\r\n"
        + GOOD
        + b"\r\n0\r\n\r\n",
        "chunk-lf": te + b"chunked\r\n\r\n1a\n" + GOOD + b"\n0\n\n",
        "chunk-extension-long": te
        + b"chunked\r\n\r\n1a;"
        + b"z" * 20_000
        + b"\r\n"
        + GOOD
        + b"\r\n0\r\n\r\n",
        "chunked-2-mb": te + b"chunked\r\n\r\n" + chunks(*[b" " * 100_000] * 20, GOOD),
    }
    return {f"{case}": line + rest for case, rest in posts.items()}


#: Requests of which something is missing: the sender closes after them.
CUT: dict[str, bytes] = {
    "nothing": b"",
    "line-cut": b"GET /api/3/act",
    "line-only": f"{ASK} HTTP/1.1\r\n".encode(),
    "headers-cut": f"{ASK} HTTP/1.1\r\nHost: 127".encode(),
    "body-cut": LINE.encode() + b"Content-Length: 1000\r\n\r\n" + GOOD,
    "chunk-cut": LINE.encode() + b"Transfer-Encoding: chunked\r\n\r\n1a\r\n" + GOOD[:7],
    "chunk-last-missing": LINE.encode()
    + b"Transfer-Encoding: chunked\r\n\r\n1a\r\n"
    + GOOD
    + b"\r\n",
    "simple": f"{ASK}\r\n".encode(),
    "newlines": b"\r\n\r\n\r\n\r\n",
    "spaces": b"     \r\n\r\n",
    "word": b"hola\r\n\r\n",
    "tls": bytes.fromhex("16030100c8010000c40303") + bytes(64),
    "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
    "ssh": b"SSH-2.0-OpenSSH_9.0\r\n",
    "smtp": b"EHLO example.org\r\n",
    "binary": bytes(range(256)) * 4,
    "nul": b"\x00" * 100,
    "long-line": b"GET /" + b"z" * 100_000,
    "long-method": b"Z" * 10_000 + b" / HTTP/1.1\r\nHost: a\r\n\r\n",
}

LINES: dict[str, str] = {
    "http-1.0": f"{ASK} HTTP/1.0\r\n\r\n",
    "http-1.0-host": f"{ASK} HTTP/1.0\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-1.0-keep": f"{ASK} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "http-1.0-show": f"GET {API}package_show?id=padron-electoral HTTP/1.0\r\n\r\n",
    "http-1.2": f"{ASK} HTTP/1.2\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-2.0": f"{ASK} HTTP/2.0\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-3.0": f"{ASK} HTTP/3.0\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-9.9": f"{ASK} HTTP/9.9\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-lower": f"{ASK} http/1.1\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-other": f"{ASK} HTCPCP/1.0\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "http-long": f"{ASK} HTTP/1.10\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "absolute": "GET http://127.0.0.1:{port}/api/3/action/package_list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "absolute-show": "GET http://127.0.0.1:{port}/api/3/action/package_show?id=padron-electoral HTTP/1.1\r\n"
    "Host: 127.0.0.1:{port}\r\n\r\n",
    "absolute-other": "GET http://evil.example/api/3/action/package_list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "absolute-https": "GET https://127.0.0.1/api/3/action/package_list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "absolute-file": "GET file:///etc/passwd HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "absolute-bare": "GET http:// HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "absolute-climb": "GET http://127.0.0.1/../outside.txt HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "authority": "GET 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "star": "GET * HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "no-slash": "GET api/3/action/package_list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "empty-target": "GET  HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "two-spaces": "GET  /api/3/action/package_list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "two-spaces-later": f"{ASK}  HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "tab": "GET\t/api/3/action/package_list\tHTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "space-first": f" {ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "newline-first": f"\r\n{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "four-words": f"{ASK} x HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\n\r\n",
    "bare-lf": f"{ASK} HTTP/1.1\nHost: 127.0.0.1:{{port}}\n\n",
    "bare-cr": f"{ASK} HTTP/1.1\rHost: 127.0.0.1:{{port}}\r\r",
    "header-folded": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nX-Odd: a\r\n b\r\n\r\n",
    "header-spaced": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nX-Odd : a\r\n\r\n",
    "header-no-colon": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nX-Odd\r\n\r\n",
    "header-no-name": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\n: a\r\n\r\n",
    "header-space-first": f"{ASK} HTTP/1.1\r\n Host: 127.0.0.1:{{port}}\r\n\r\n",
    "header-name-odd": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nX(Odd): a\r\n\r\n",
    "header-cr": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nX-Odd: a\rb\r\n\r\n",
    "header-lf": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\nX-Odd: a\nX-More: b\r\n\r\n",
    "pipelined": f"{ASK} HTTP/1.1\r\nHost: 127.0.0.1:{{port}}\r\n\r\n" * 3,
    "connect": "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "nul-target": "GET /api/3/action/package_list\x00 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "control-target": "GET /api/3/action/package_list\x01 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "long-target": "GET /api/3/action/"
    + "z" * 100_000
    + " HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
}


def protocol() -> Iterator[Request]:
    """Framings, request lines and fragments that no library would send."""
    for case, raw in _framings().items():
        yield Request(f"framing/{case}", f"{SHORT}package_show", "POST", raw=raw)
    for case, raw in CUT.items():
        yield Request(f"cut/{case}", "", raw=raw, finish=True)
    for case, text in LINES.items():
        yield Request(f"line/{case}", f"{API}package_list", raw=text.encode("latin-1"))
