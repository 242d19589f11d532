"""What an imported catalogue answers is what its CKAN answered: nothing of ours is asked about it.

The fixture is a dump of `ckanapi`; where the objects of a real CKAN lie beside the repository,
they are held against each host as well.
"""

from __future__ import annotations

import json
import unittest
from pathlib import Path
from typing import Any

from ckanapi import CKANAPIError, NotAuthorized, NotFound, RemoteCKAN

from cases import HostCase, suite
from hosts import MISS
from portals import GOLDEN, HERE
from portals import names as portals

#: What a portal says of itself and not of the thing: whom it tells, what it counts, whether it
#: has a DataStore, and the ids that it gives to tags and extras.
OWN = ("users", "package_count", "datastore_active")
OWN_IDS = ("tags", "extras")


def told(thing: Any) -> Any:
    """What is said of a thing, without what every portal says in its own way."""
    if isinstance(thing, list):
        return [told(one) for one in thing]
    if not isinstance(thing, dict):
        return thing
    rest = {key: told(value) for key, value in thing.items() if key not in OWN}
    for key in OWN_IDS:
        for one in rest.get(key, []):
            one.pop("id", None)
    return rest


class Imported(HostCase):
    """Every object of the dump, by its name and by its id."""

    client = "imported from CKAN"
    portal = "imported"
    fixture = HERE / "fixture"

    def test_objects(self) -> None:
        with RemoteCKAN(self.host.address, get_only=True) as ckan:
            for things, action in (
                ("datasets", "package_show"),
                ("organizations", "organization_show"),
                ("groups", "group_show"),
            ):
                for thing in lines(self.fixture / f"{things}.jsonl"):
                    for key in (thing["name"], thing["id"]):
                        with self.check(f"{action} {key}"):
                            self.one(ckan, action, key, thing)

    def one(self, ckan: RemoteCKAN, action: str, key: str, thing: dict[str, Any]) -> None:
        """One object, or nothing where it was private or a draft."""
        if thing.get("private") or thing["state"] != "active":
            hidden = (NotFound, NotAuthorized) if self.kind.can(MISS) else CKANAPIError
            with self.assertRaises(hidden):
                ckan.call_action(action, {"id": key})
        else:
            self.assertEqual(told(ckan.call_action(action, {"id": key})), told(thing))


class Golden(Imported):
    """The objects of a real CKAN."""

    client = "imported from a real CKAN"
    portal = "golden"
    fixture = GOLDEN


def lines(path: Path) -> list[Any]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def load_tests(
    loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None
) -> unittest.TestSuite:
    if Golden.portal in portals():
        return suite(loader, Imported, Golden)
    print("note: the objects of a real CKAN are not at hand, their test is left out")
    return suite(loader, Imported)
