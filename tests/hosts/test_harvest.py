"""The request loop of ckanext-harvest: how another CKAN copies a portal, first and later.

The extension needs a whole CKAN to run. What it asks over HTTP is asked here in its order, with
its checks: it stops where two pages are the same or an answer is no JSON, and it asks everything
anew where "what changed since" is refused.
"""

from __future__ import annotations

import json
import unittest
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from cases import HostCase, suite
from hosts import SEARCH
from portals import MANY

#: Later than the last change of any dataset, and than most of them.
NEVER, LATELY = "2030-01-01T00:00:00", "2025-12-01T00:00:00.000001"


class SearchError(Exception):
    """The harvester gives up on a search."""


class Harvest(HostCase):
    """Harvests one host."""

    client = "ckanext-harvest"
    portal = "large"

    def ask(self, action: str, parameters: dict[str, str]) -> bytes:
        """One question, by GET."""
        url = f"{self.host.address}/api/3/action/{action}?{urlencode(parameters)}"
        try:
            with urlopen(url, timeout=60) as response:
                return response.read()
        except HTTPError as error:
            with error:
                raise SearchError(f"{url}: {error.code} {error.read(300)!r}") from error

    def search(self, fq: str = "") -> list[dict[str, Any]]:
        """Every dataset, page by page, until a page brings nothing new."""
        start, before = 0, b""
        found: dict[str, dict[str, Any]] = {}
        while True:
            parameters = {"rows": "100", "start": str(start), "sort": "id asc"}
            if fq:
                parameters["fq"] = fq
            said = self.ask("package_search", parameters)
            if said == before:
                raise SearchError(f"the paging does not work: {parameters}")
            before = said
            page = {one["id"]: one for one in json.loads(said)["result"]["results"]}
            if not page.keys() - found.keys():
                return list(found.values())
            self.assertFalse(page.keys() & found.keys(), "a dataset comes on two pages")
            found |= page
            start += 100

    def later(self, since: str, fq: str = "") -> list[dict[str, Any]]:
        """What changed; all of it where the portal cannot tell."""
        try:
            return self.search(f"{fq} metadata_modified:[{since}Z TO *]".strip())
        except SearchError:
            return self.search(fq)

    def test_first(self) -> None:
        with self.check("every dataset, in pages of a hundred"):
            found = self.search()
            self.assertEqual(len(found), MANY)
            self.assertEqual([one["id"] for one in found], sorted(one["id"] for one in found))
            for one in found[:: MANY // 20]:
                self.assertEqual(one, self.show("package_show", one["name"]))

    def test_later(self) -> None:
        recent = [one for one in self.search() if one["metadata_modified"] >= LATELY]
        self.assertTrue(0 < len(recent) < MANY)
        for since, expected in ((NEVER, []), (LATELY, recent)):
            with self.check(f"what changed since {since}"):
                found = {one["id"] for one in self.later(since)}
                everything = not self.kind.can(SEARCH)
                self.assertEqual(len(found), MANY if everything else len(expected))
                self.assertLessEqual({one["id"] for one in expected}, found)

    def test_filters(self) -> None:
        """Sources that are narrowed to institutions: answered, or refused, never ignored."""
        for fq, wanted in (
            ("organization:org-03", {"org-03"}),
            ("organization:org-03 OR organization:org-04", {"org-03", "org-04"}),
        ):
            with self.check(f"fq={fq}"):
                if self.kind.can(SEARCH):
                    found = self.search(fq)
                    self.assertEqual({one["organization"]["name"] for one in found}, wanted)
                    self.assertEqual(len(found), 100 * len(wanted))
                else:
                    with self.assertRaises(SearchError):
                        self.search(fq)

    def test_owners(self) -> None:
        """With `remote_orgs: create`, owners and themes are asked for one by one, by id."""
        with self.check("organization_show and group_show"):
            [one] = json.loads(
                self.ask("package_search", {"rows": "100", "start": "1100", "sort": "id asc"})
            )["result"]["results"][:1]
            self.assertEqual(
                self.show("organization_show", one["owner_org"])["name"],
                one["organization"]["name"],
            )
            for group in one["groups"]:
                self.assertEqual(self.show("group_show", group["id"])["name"], group["name"])

    def show(self, action: str, key: str) -> dict[str, Any]:
        """One thing."""
        return json.loads(self.ask(action, {"id": key}))["result"]


def load_tests(
    loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None
) -> unittest.TestSuite:
    return suite(loader, Harvest)
