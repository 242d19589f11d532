"""HTTP as bytes on a socket.

A client library mends what it sends: it encodes, folds, refuses. What a hostile client sends is
therefore written here by hand, and what comes back is read with nothing assumed.
"""

from __future__ import annotations

import contextlib
import socket
import time
import zlib
from dataclasses import dataclass, field

Headers = tuple[tuple[str, str], ...]

#: How long a host may think about one request, in seconds.
PATIENCE = 15.0
#: After how long without an answer the sender says that nothing more comes, in seconds. Not at
#: once: to some hosts that means that nobody waits for the answer any more.
PAUSE = 4.0
#: A response that is longer is cut: no answer of a test portal is.
LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Response:
    """What came back, of the first response on the connection.

    Status 0: the host closed the connection, or what it said is no HTTP.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    #: Everything that was read, for the search after what must never be there.
    raw: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The first header of a name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str:
        """The type without its parameters, in lower case; empty without one."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()


def exchange(port: int, request: bytes, *, head: bool = False, finish: bool = False) -> Response:
    """Sends bytes and reads one response.

    `head`: the response has no body whatever its headers say. `finish`: the sending side is closed
    after the request at once, not only when the host seems to wait for more.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=PAUSE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection.sendall(request)
            if finish:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # Refused before it was whole: the answer may have come all the same.
        return _read(connection, head)


def _read(connection: socket.socket, head: bool) -> Response:
    data = b""
    deadline = time.monotonic() + PATIENCE
    while len(data) < LONGEST and time.monotonic() < deadline:
        response = parse(data, head, closed=False)
        if response is not None and _interim(response):
            data = data[_end_of_head(data) :]
            continue
        if response is not None:
            return response
        more = _receive(connection)
        if more == b"":
            return parse(data, head, closed=True) or Response(0, raw=data)
        data += more or b""
    raise TimeoutError(f"no whole response within {PATIENCE} s; so far {data[:200]!r}")


def _receive(connection: socket.socket) -> bytes | None:
    """What comes next: nothing once the host has closed, `None` while it only waits."""
    try:
        return connection.recv(1 << 18)
    except TimeoutError:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        return None
    except ConnectionError:
        return b""


def _interim(response: Response) -> bool:
    """100 Continue and its like: the response is still to come."""
    return 100 <= response.status < 200 and response.status != 101


def _end_of_head(data: bytes) -> int:
    return data.index(b"\r\n\r\n") + 4


def parse(data: bytes, head: bool, *, closed: bool) -> Response | None:
    """A response, once it is whole; `closed` says that no more will come."""
    if b"\r\n\r\n" not in data:
        return None
    end = _end_of_head(data)
    first, *lines = data[: end - 4].decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdigit():
        return None
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    response = Response(int(words[1]), headers, raw=data)
    empty = head or response.status < 200 or response.status in (204, 304)
    body = b"" if empty else _body(response, data[end:], closed)
    if body is None:
        return None
    return Response(response.status, headers, _unpacked(response, body), data)


def _body(response: Response, rest: bytes, closed: bool) -> bytes | None:
    """The body as it was sent, `None` while it is not whole."""
    if (response.header("transfer-encoding") or "").lower() == "chunked":
        return _dechunked(rest)
    length = response.header("content-length")
    if length is not None and length.isdigit():
        return rest[: int(length)] if len(rest) >= int(length) else None
    return rest if closed else None


def _dechunked(rest: bytes) -> bytes | None:
    body = b""
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if length == 0:
            return body
        if len(rest) < length + 2:
            return None
        body += rest[:length]
        rest = rest[length + 2 :]
    return None


def _unpacked(response: Response, body: bytes) -> bytes:
    """Without the gzip that the host added on the way; a part of a file stays packed."""
    if response.header("content-encoding") == "gzip" and body and response.status != 206:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body)
    return body
