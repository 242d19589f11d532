"""Requests as other clients write them, replayed: R's ckanr, QGIS, browsers, `curl`, old scripts.

These clients are not installed; what they put on the wire is known, and each of these shapes has
something that a host could stumble over.
"""

from __future__ import annotations

import json
import re
import unittest
from typing import Any, ClassVar

import requests

from cases import HostCase, suite
from hosts import CHOOSE, COMPUTE, MISS, POST, SEARCH
from sample import facts, names

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QGIS = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"}
ORIGIN = {"Origin": "https://example.org"}


class Shape(HostCase):
    """What all of these clients share: a connection, and an answer that is CKAN's envelope."""

    http: ClassVar[requests.Session]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.http = requests.Session()
        cls.addClassCleanup(cls.http.close)

    def url(self, action: str) -> str:
        """The address at the prefix that most clients use."""
        return f"{self.host.address}/api/3/action/{action}"

    def get(self, action: str, query: str = "", **headers: str) -> requests.Response:
        """A question with its query as the client wrote it."""
        return self.http.get(
            f"{self.url(action)}?{query}" if query else self.url(action), headers=headers
        )

    def result(self, response: requests.Response) -> Any:
        """The result of an answer that is whole, ASCII and of JSON's type."""
        self.assertEqual(response.status_code, 200, response.text[:300])
        self.assertEqual(response.headers["Content-Type"].partition(";")[0], "application/json")
        response.content.decode("ascii")
        envelope = response.json()
        self.assertEqual(list(envelope), ["help", "success", "result"])
        return envelope["result"]

    def error(self, response: requests.Response, status: int) -> dict[str, Any]:
        """The error of an answer."""
        self.assertEqual(response.status_code, status, response.text[:300])
        envelope = response.json()
        self.assertIs(envelope["success"], False)
        return envelope["error"]


class Ckanr(Shape):
    """R: GET, with parameters that nobody typed."""

    client = "ckanr"

    def test_calls(self) -> None:
        public = names(self.host.portal)
        known = facts(self.host.portal)
        with self.check("ping, and the version that decides what else is sent"):
            version = self.result(self.get("status_show"))["ckan_version"]
            self.assertRegex(version, r"^2\.\d+\.\d+$")
        with self.check("package_list(limit = 31)"):
            said = self.result(self.get("package_list", "limit=31"))
            self.assertEqual(said, public["package"][:31])
        for kind in ("organization", "group"):
            with self.check(f"{kind}_list()"):
                said = self.result(
                    self.get(f"{kind}_list", "sort=name%20asc&all_fields=True&limit=31")
                )
                self.assertEqual([one["name"] for one in said], public[kind][:31])
        with self.check("package_search()"):
            flags = "q=%2A%3A%2A&facet=false&include_drafts=false&include_private=false&use_default_schema=false"
            said = self.result(self.get("package_search", flags))
            self.assertEqual(said["count"], len(public["package"]))
            self.assertEqual(len(said["results"]), 10)
        with self.check("package_show(use_default_schema = FALSE)"):
            said = self.result(
                self.get("package_show", f"id={known.dataset[0]}&use_default_schema=false")
            )
            self.assertEqual(said["id"], known.dataset[1])
        with self.check("tag_list(): CKAN takes any text, `false` too, for yes"):
            response = self.get("tag_list", "all_fields=false")
            if self.kind.can(CHOOSE):
                keys = {"id", "name", "vocabulary_id", "display_name"}
                self.assertEqual(set(self.result(response)[0]), keys)
            else:
                # For rules the same text means one thing in all lists: they refuse it in this one.
                self.assertEqual(self.error(response, 409)["__type"], "Validation Error")
        with self.check("ds_search: a POST without a body"):
            response = self.http.post(
                f"{self.url('datastore_search')}?resource_id={known.resource}&limit=5"
            )
            if self.kind.can(COMPUTE):
                self.assertEqual(len(self.result(response)["records"]), 5)
            else:
                # Files have no DataStore.
                self.assertIn(response.status_code, (400, 405))
        if self.kind.can(MISS):
            with self.check("resource_view_list(id)"):
                self.assertIsInstance(
                    self.result(self.get("resource_view_list", f"id={known.resource}")), list
                )
            with self.check("an error's type"):
                self.assertEqual(
                    self.error(self.get("package_show", "id=no-existe"), 404)["__type"],
                    "Not Found Error",
                )


class Qgis(Shape):
    """QGIS's CKAN browser: groups, a search within groups, downloads."""

    client = "QGIS"

    def test_calls(self) -> None:
        with self.check("group_list?all_fields=true"):
            said = self.result(self.get("group_list", "all_fields=true", **QGIS))
            self.assertEqual(sorted(one["name"] for one in said), names(self.host.portal)["group"])
            self.assertTrue(all(one["display_name"] for one in said))
        query = "q=&fq=(groups:salud+OR+groups:energia)&sort=name+asc&rows=5&start=0"
        with self.check("package_search in groups"):
            response = self.get("package_search", query, **QGIS)
            if self.kind.can(SEARCH):
                said = self.result(response)
                found = [{group["name"] for group in one["groups"]} for one in said["results"]]
                self.assertTrue(all(groups & {"salud", "energia"} for groups in found))
                self.assertEqual(len(found), 5)
            else:
                # It shows `error.message`, so there has to be one.
                self.assertTrue(self.error(response, 400)["message"])
        with self.check("HEAD, then GET of a download"):
            url = self.host.address + facts(self.host.portal).download
            # Without packing, so that the length is the file's.
            plain = QGIS | {"Accept-Encoding": "identity"}
            head = self.http.head(url, headers=plain)
            whole = self.http.get(url, headers=plain)
            self.assertEqual((head.status_code, whole.status_code), (200, 200))
            self.assertEqual(int(head.headers["Content-Length"]), len(whole.content))


class Scripts(Shape):
    """Connectors and scripts that have run against CKAN for years."""

    client = "scripts"

    def test_reads(self) -> None:
        public = names(self.host.portal)
        known = facts(self.host.portal)
        with self.check("magda, TerriaJS: organization_list with everything"):
            flags = "&".join(
                f"include_{what}=true" for what in ("users", "groups", "extras", "tags")
            )
            said = self.result(
                self.get("organization_list", f"all_fields=true&{flags}&offset=&limit=1000")
            )
            self.assertEqual(sorted(one["name"] for one in said), public["organization"])
            self.assertTrue(all({"extras", "groups", "tags"} <= one.keys() for one in said))
        with self.check("magda, TerriaJS: pages of a thousand"):
            said = self.result(self.get("package_search", "start=0&rows=1000"))
            self.assertEqual(sorted(one["name"] for one in said["results"]), public["package"])
            said = self.result(self.get("package_search", "start=1000&rows=1000"))
            self.assertEqual((said["count"], said["results"]), (len(public["package"]), []))
        with self.check("datopian's client: name_or_id"):
            said = self.result(self.get("package_show", f"name_or_id={known.dataset[0]}"))
            self.assertEqual(said["id"], known.dataset[1])
        with self.check("the short prefix"):
            said = self.result(
                self.http.get(f"{self.host.address}/api/action/package_show?id={known.dataset[1]}")
            )
            self.assertEqual(said["name"], known.dataset[0])
        with self.check("a token that nobody asked for"):
            said = self.result(
                self.get("package_list", Authorization="zz", **{"X-CKAN-API-Key": "zz"})
            )
            self.assertEqual(said, public["package"])
        with self.check("jQuery's cache buster"):
            said = self.result(self.get("package_show", f"id={known.dataset[0]}&_=1700000000000"))
            self.assertEqual(said["id"], known.dataset[1])
        with self.check("package_search?q=word&rows=100"):
            response = self.get("package_search", "q=salud&rows=100&start=0")
            if self.kind.can(SEARCH):
                self.assertTrue(0 < self.result(response)["count"] < len(public["package"]))
            else:
                self.assertEqual(self.error(response, 400)["__type"], "Search Query Error")
        with self.check("the last changes"):
            response = self.get("recently_changed_packages_activity_list")
            if self.kind.can(COMPUTE):
                self.assertIsInstance(self.result(response), list)
            else:
                self.assertEqual(response.status_code, 400)
                self.assertIn("Action name not known", response.json())

    def test_posts(self) -> None:
        if not self.kind.can(POST):
            self.skip_posts()
            return
        known = facts(self.host.portal)
        body = json.dumps({"id": known.dataset[0]})
        for what, headers, data in (
            ("curl -d JSON, which calls itself a form", FORM, body),
            (
                "fetch with a text, which calls itself text",
                {"Content-Type": "text/plain;charset=UTF-8"},
                body,
            ),
            (
                "ckan.js",
                {"Content-Type": "application/json;charset=utf-8", "X-CKAN-API-KEY": "zz"},
                body,
            ),
            ("a form", FORM, f"id={known.dataset[0]}"),
        ):
            with self.check(what):
                response = self.http.post(self.url("package_show"), data=data, headers=headers)
                self.assertEqual(self.result(response)["id"], known.dataset[1])

    def skip_posts(self) -> None:
        """Where bodies are not read, a POST never gets somebody else's answer."""
        with self.check("a POST is refused"):
            response = self.http.post(self.url("package_show"), json={"id": "padron-electoral"})
            self.assertGreaterEqual(response.status_code, 400)


class Browser(Shape):
    """`fetch` on another site: the question before the question, and answers that may be read."""

    client = "browsers"

    def test_preflight(self) -> None:
        asks = ORIGIN | {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,x-ckan-api-key",
        }
        for action in ("package_list", "package_show", "package_search"):
            with self.check(f"preflight of {action}"):
                response = self.http.options(self.url(action), headers=asks)
                self.assertIn(response.status_code, (200, 204))
                self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
                if self.kind.can(POST):
                    self.assertIn("POST", listed(response, "Access-Control-Allow-Methods"))
                allowed = {one.lower() for one in listed(response, "Access-Control-Allow-Headers")}
                self.assertLessEqual({"authorization", "content-type", "x-ckan-api-key"}, allowed)

    def test_answers(self) -> None:
        known = facts(self.host.portal)
        for what, query, status in (
            ("an answer", f"id={known.dataset[0]}", 200),
            ("nothing there", "id=no-existe", 404),
            ("nothing asked", "", 409),
        ):
            with self.check(f"{what} may be read"):
                response = self.get("package_show", query, **ORIGIN)
                self.assertEqual(response.status_code, status)
                self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
                self.assertIsNone(response.headers.get("Set-Cookie"))
        if self.kind.can(POST):
            with self.check("a POST's answer may be read"):
                response = self.http.post(
                    self.url("package_show"), json={"id": known.dataset[0]}, headers=ORIGIN
                )
                self.assertEqual(self.result(response)["id"], known.dataset[1])
                self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")

    def test_memory(self) -> None:
        known = facts(self.host.portal)
        query = f"id={known.dataset[0]}"
        with self.check("a second visit costs nothing"):
            first = self.get("package_show", query)
            tag = first.headers.get("ETag")
            self.assertTrue(tag, "an answer has an ETag")
            again = self.get("package_show", query, **{"If-None-Match": str(tag)})
            self.assertEqual((again.status_code, again.content), (304, b""))
        with self.check("answers are kept for a while, never for long"):
            said = first.headers.get("Cache-Control", "")
            kept = re.search(r"max-age=(\d+)", said)
            self.assertTrue(kept and int(kept[1]) <= 3600, said)


def listed(response: requests.Response, header: str) -> list[str]:
    """The words of a header that is a list."""
    return [one.strip() for one in response.headers.get(header, "").split(",")]


def load_tests(
    loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None
) -> unittest.TestSuite:
    return suite(loader, Ckanr, Qgis, Scripts, Browser)
