"""A request of the differential test, and the usual ways to make one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from wire import Headers

#: A dataset of the sample portal, and another one.
DATASET = "padron-electoral"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
API = "/api/3/action/"
SHORT = "/api/action/"


@dataclass(frozen=True)
class Facts:
    """What the sample portal holds, so that requests can ask for what there is."""

    dataset: tuple[str, str]
    resource: str
    organization: tuple[str, str]
    group: tuple[str, str]
    tag: tuple[str, str]
    #: Addresses of the site that have a file: pages, feeds, dumps, downloads.
    pages: tuple[str, ...]
    #: Address of a file with a few hundred bytes of CSV.
    download: str


@dataclass(frozen=True)
class Request:
    """One request. `raw` is sent as it is; without it the parts are put together."""

    name: str
    target: str = "/"
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""
    version: str = "HTTP/1.1"
    raw: bytes | None = None
    #: Whether the sending side is closed after the request, as it says less than it promised.
    finish: bool = False

    @property
    def family(self) -> str:
        """What kind of oddness it is."""
        return self.name.partition("/")[0]

    @property
    def is_api(self) -> bool:
        """Whether CKAN's API is asked, in the plain spelling that every host must know."""
        return self.target.startswith("/api/")

    def wire(self, port: int) -> bytes:
        """The bytes to send to a host on a port."""
        if self.raw is not None:
            return self.raw.replace(b"{port}", str(port).encode())
        headers = list(self.headers)
        given = {name.lower() for name, _ in headers}
        if "host" not in given and self.version == "HTTP/1.1":
            headers.insert(0, ("Host", f"127.0.0.1:{port}"))
        if self.body and not given & {"content-length", "transfer-encoding"}:
            headers.append(("Content-Length", str(len(self.body))))
        elif self.method == "POST" and not given & {"content-length", "transfer-encoding"}:
            headers.append(("Content-Length", "0"))
        lines = [f"{self.method} {self.target} {self.version}"]
        lines += [f"{name}: {value}" for name, value in headers]
        # Everything above ASCII stands for one byte: tables write bytes as latin-1.
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def get(name: str, action: str, query: str = "", prefix: str = API, **more: object) -> Request:
    """A question by GET; the query is sent as it is."""
    target = f"{prefix}{action}" + (f"?{query}" if query else "")
    return Request(f"{name}@get", target, **more)  # type: ignore[arg-type]


def post(name: str, action: str, body: bytes | str | object, kind: str | None = JSON) -> Request:
    """A question by POST to the prefix of `ckanapi`; what is no text is sent as JSON."""
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    headers: Headers = (("Content-Type", kind),) if kind else ()
    return Request(f"{name}@post", f"{SHORT}{action}", "POST", headers, body)


def both(name: str, action: str, parameters: dict[str, object]) -> Iterator[Request]:
    """One question as `ckanapi` asks it with GET and with POST."""
    pairs = []
    for key, value in parameters.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(key, str(one)) for one in values if one is not None]
    yield get(name, action, urlencode(pairs))
    yield post(name, action, parameters)


def multipart(fields: dict[str, str], boundary: str = "zz") -> bytes:
    """A body of `multipart/form-data`."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    return ("".join(parts) + f"--{boundary}--\r\n").encode()
