"""`ckanapi`, the command: `action`, `dump` and `search`, as scripts and people type it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import unittest
from operator import itemgetter
from pathlib import Path
from typing import Any

from cases import HostCase, suite
from hosts import MISS, POST, SEARCH
from outcome import without_store
from portals import MANY, Portal
from sample import facts, names

#: Where `ckanapi` is installed; it finds itself by its name.
SCRIPTS = str(Path(sys.executable).parent)
#: How long a command may take, in seconds. `search` would never end on a host that answers every
#: page with the first one.
PATIENCE = 120


class Command(HostCase):
    """Runs commands against one host."""

    client = "ckanapi command"

    def run_command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command; hosts without bodies get it with `-g`, which is how people ask them."""
        only_get = () if self.kind.can(POST) else ("-g",)
        command = [f"{SCRIPTS}/ckanapi", *words, "-r", self.host.address, *only_get]
        return subprocess.run(
            command,
            env=os.environ | {"PATH": f"{SCRIPTS}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            encoding="utf-8",
        )

    def rows(self, *words: str) -> list[Any]:
        """The lines that a command writes."""
        done = self.run_command(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


class OnTheSample(Command):
    """`action` and `dump`, and what they say when something is not there."""

    def test_action(self) -> None:
        known = facts(self.host.portal)
        with self.check("action package_list"):
            [said] = self.rows("action", "package_list", "-j")
            self.assertEqual(said, names(self.host.portal)["package"])
        with self.check("action package_show id=NAME"):
            [said] = self.rows("action", "package_show", f"id={known.dataset[0]}", "-j")
            self.assertEqual(said["id"], known.dataset[1])
        with self.check("action package_show id=unknown"):
            done = self.run_command("action", "package_show", "id=no-existe")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("NotFound" if self.kind.can(MISS) else "CKANAPIError", done.stderr)

    def test_dump(self) -> None:
        portal = self.host.portal
        for things, kind in (
            ("datasets", "package"),
            ("organizations", "organization"),
            ("groups", "group"),
        ):
            with self.check(f"dump {things} --all"):
                said = self.rows("dump", things, "--all", "-q", "-p", "2")
                self.assertEqual(sorted(one["name"] for one in said), names(portal)[kind])
                # What the command writes is what the site publishes as its dump.
                by_name = itemgetter("name")
                published = sorted(dump(portal, things), key=by_name)
                said = sorted(said, key=by_name)
                self.assertEqual(without_store(said), without_store(published))


class OnManyDatasets(Command):
    """`search` pages through more than one page of a thousand, and ends."""

    portal = "large"

    def test_search(self) -> None:
        with self.check("search datasets"):
            said = self.rows("search", "datasets")
            self.assertEqual(len({one["id"] for one in said}), MANY)
            self.assertEqual(len(said), MANY, "no dataset comes twice")
        with self.check("search datasets sort='id asc' rows:100"):
            said = self.rows("search", "datasets", "sort=id asc", "rows:100", "start:1100")
            ids = sorted(one["id"] for one in dump(self.host.portal, "datasets"))
            self.assertEqual([one["id"] for one in said], ids[1100:1200])
        with self.check("search datasets q=word"):
            done = self.run_command("search", "datasets", "q=hospital")
            if self.kind.can(SEARCH):
                found = [json.loads(line) for line in done.stdout.splitlines()]
                self.assertTrue(0 < len(found) < MANY, len(found))
                self.assertTrue(all("hospital" in json.dumps(one).lower() for one in found))
            else:
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("SearchQueryError", done.stderr)


def dump(portal: Portal, things: str) -> list[Any]:
    """What the site publishes as its own dump."""
    with gzip.open(portal.site / f"dump/{things}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_tests(
    loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None
) -> unittest.TestSuite:
    return suite(loader, OnTheSample, OnManyDatasets)
