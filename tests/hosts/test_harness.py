"""What judges the hosts is judged itself: it reads HTTP rightly, and finds what it looks for."""

from __future__ import annotations

import gzip
import json
import unittest

from allowed import Allowed, words
from odd.request import both, get, post
from outcome import faults, outcome
from wire import Response, parse

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def api(body: object, status: int = 200, *headers: tuple[str, str]) -> Response:
    """An answer of the API."""
    data = json.dumps(body).encode()
    return Response(status, (("Content-Type", "application/json"), *headers), data, raw=data)


class Wire(unittest.TestCase):
    """Responses as bytes."""

    def test_bodies_end_where_their_headers_say(self) -> None:
        for rest, body in (
            (b"Content-Length: 2\r\n\r\n{}", b"{}"),
            (b"Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n", b"{}"),
            (b"Content-Length: 2\r\n\r\n{", None),
            (b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n", b"{}"),
            (b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", None),
            (b"Content-Length: 2\r\n", None),
        ):
            with self.subTest(rest):
                response = parse(OK + rest, head=False, closed=False)
                self.assertEqual(response and response.body, body)

    def test_without_a_length_the_end_of_the_connection_is_the_end(self) -> None:
        self.assertIsNone(parse(OK + b"\r\n{}", head=False, closed=False))
        whole = parse(OK + b"\r\n{}", head=False, closed=True)
        self.assertEqual(whole and whole.body, b"{}")

    def test_some_responses_have_no_body(self) -> None:
        head = parse(OK + b"Content-Length: 2\r\n\r\n", head=True, closed=False)
        self.assertEqual(head and head.body, b"")
        more = parse(b"HTTP/1.1 100 Continue\r\n\r\n", head=False, closed=False)
        self.assertEqual(more and more.status, 100)

    def test_what_was_packed_on_the_way_is_unpacked(self) -> None:
        packed = gzip.compress(b"CANARY")
        rest = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
        response = parse(OK + rest + packed, head=False, closed=False)
        self.assertEqual(response and response.body, b"CANARY")

    def test_what_is_no_http_is_none(self) -> None:
        self.assertIsNone(parse(b"SSH-2.0-x\r\n\r\n", head=False, closed=True))


class Judgement(unittest.TestCase):
    """Meanings, and what must never be said."""

    ask = get("x", "package_show")

    def test_meaning_is_success_and_type_and_what_was_answered(self) -> None:
        frame = {"help": "x"}
        one = outcome(self.ask, api({**frame, "success": True, "result": [1, {"a": 1, "b": 2}]}))
        self.assertEqual(
            one,
            outcome(self.ask, api({"help": "y", "success": True, "result": [1, {"b": 2, "a": 1}]})),
        )
        other = outcome(self.ask, api({**frame, "success": True, "result": [2]}))
        self.assertNotEqual(one, other)
        self.assertEqual(words(one, other), ("answer", "other answer"))
        error = {
            "help": "x",
            "error": {"__type": "Not Found Error", "message": "a"},
            "success": False,
        }
        self.assertEqual(outcome(self.ask, api(error, 404)).told, "error Not Found Error")
        self.assertEqual(outcome(self.ask, api("Bad request", 400)).told, "bare text")
        for status in (0, 400, 404, 413, 431, 501, 505):
            self.assertEqual(outcome(self.ask, Response(status)).told, "refused")
        self.assertEqual(outcome(self.ask, Response(503)).told, "failure 503")

    def test_faults(self) -> None:
        good = {"help": "x", "success": True, "result": []}
        self.assertEqual(faults(self.ask, api(good), "/tmp/zz"), [])
        for response, fault in (
            (api({**good, "result": "CANARY-TITLE"}), "leaks"),
            (Response(200, body=b"root:x:0:0:root:/root"), "leaks"),
            (Response(404, body=b"/tmp/zz/public/a: not found"), "tells where"),
            (Response(500), "fails"),
            (Response(502), "fails"),
            (api(good, 200, ("Set-Cookie", "a=b")), "cookie"),
            (api({"success": True}), "CKAN would not say"),
            (api([1]), "CKAN would not say"),
            (api("a text", 200), "CKAN would not say"),
        ):
            with self.subTest(fault):
                self.assertIn(fault, " ".join(faults(self.ask, response, "/tmp/zz")))

    def test_an_allowed_difference_that_nothing_needs_is_told(self) -> None:
        entry = Allowed("why", ("nginx", "caddy"), ("a/*", "b/*"), ("answer",), ("refused",))
        self.assertTrue(entry.covers("a/1", "nginx", "answer", "refused"))
        self.assertFalse(entry.covers("c/1", "nginx", "answer", "refused"))
        self.assertFalse(entry.covers("b/1", "caddy", "answer", "file"))
        self.assertFalse(entry.covers("b/1", "edge", "answer", "refused"))
        self.assertEqual(entry.unused(), ["caddy", "b/*"])


class Requests(unittest.TestCase):
    """Requests as bytes."""

    def test_they_are_sent_as_they_are_written(self) -> None:
        raw = get("x", "package_show", "id=%2e%2e/\xff").wire(80)
        self.assertEqual(
            raw,
            b"GET /api/3/action/package_show?id=%2e%2e/\xff HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n",
        )
        raw = post("x", "package_show", {"id": "ñ"}).wire(80)
        self.assertTrue(raw.startswith(b"POST /api/action/package_show HTTP/1.1\r\nHost: "))
        self.assertTrue(raw.endswith(b'Content-Length: 16\r\n\r\n{"id": "\\u00f1"}'))

    def test_ckanapi_repeats_keys_and_leaves_out_nothing(self) -> None:
        asked, sent = both(
            "x", "package_search", {"q": None, "facet.field": ["a", "b"], "facet": False}
        )
        self.assertTrue(
            asked.target.endswith("?facet.field=a&facet.field=b&facet=False"), asked.target
        )
        self.assertEqual(json.loads(sent.body)["q"], None)


if __name__ == "__main__":
    unittest.main()
