"""frictionless: its portal adapter reads datasets by their page's address, and whole catalogues."""

from __future__ import annotations

import contextlib
import io
import unittest
from typing import Any

from frictionless import Catalog, FrictionlessException, Package
from frictionless.portals import CkanControl

from cases import HostCase, suite
from hosts import MISS, SEARCH
from portals import MANY
from sample import facts


class OnTheSample(HostCase):
    """What the adapter asks of one host."""

    client = "frictionless"

    def catalog(self, **options: Any) -> Catalog:
        """A catalogue, as the adapter makes it of what the host answers."""
        control = CkanControl(baseurl=self.host.address, ignore_schema=True, **options)
        with contextlib.redirect_stdout(io.StringIO()):
            return Catalog(control=control)

    def test_package(self) -> None:
        known = facts(self.host.portal)
        for key in known.dataset:
            with self.check(f"Package(/dataset/{key})"):
                package = Package(
                    f"{self.host.address}/dataset/{key}", control=CkanControl(ignore_schema=True)
                )
                self.assertEqual(package.name, known.dataset[0])
                self.assertEqual(len(package.resources), 2)
        nothing = f"{self.host.address}/dataset/no-existe"
        with self.check("Package of nothing"):
            if self.kind.can(MISS):
                with self.assertRaisesRegex(FrictionlessException, "Not Found Error"):
                    Package(nothing)
            else:
                # It expects JSON, whatever the status.
                with self.assertRaises(ValueError):
                    Package(nothing)

    def test_catalog(self) -> None:
        known = facts(self.host.portal)
        with self.check("Catalog: the first ten"):
            self.assertEqual(len(self.catalog().datasets), 10)
        with self.check("Catalog(num_packages=1000)"):
            # It sends `q=*:*` and `rows=1000`, and no `start`.
            self.assertEqual(len(self.catalog(num_packages=1000).datasets), 95)
        with self.check("Catalog(group_id)"):
            found = self.catalog(group_id=known.group[0]).datasets
            self.assertTrue(0 < len(found) <= 10)
        with self.check("Catalog(organization_name)"):
            # It asks with `q=organization:NAME`.
            if self.kind.can(SEARCH):
                self.assertEqual(
                    len(self.catalog(organization_name=known.organization[0]).datasets), 4
                )
            else:
                with self.assertRaisesRegex(FrictionlessException, "Search Query Error"):
                    self.catalog(organization_name=known.organization[0])


class OnManyDatasets(OnTheSample):
    """Pages of a large catalogue."""

    portal = "large"

    def test_package(self) -> None:
        """Nothing more than on the sample."""

    def test_catalog(self) -> None:
        with self.check("Catalog(num_packages=1000, results_offset=1000)"):
            found = self.catalog(num_packages=1000, results_offset=1000).datasets
            self.assertEqual(len(found), MANY - 1000)


def load_tests(
    loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None
) -> unittest.TestSuite:
    return suite(loader, OnTheSample, OnManyDatasets)
