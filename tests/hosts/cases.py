"""One class of tests a host, and a count of what passed."""

from __future__ import annotations

import contextlib
import unittest
from collections.abc import Iterator
from typing import ClassVar

from hosts import KINDS, Host, Kind, farm


class HostCase(unittest.TestCase):
    """Tests against one host; `suite` makes a class of them for each."""

    #: The kind of host, set by `suite`.
    kind: ClassVar[Kind]
    #: What a host must be able to do to be asked.
    needs: ClassVar[tuple[str, ...]] = ()
    #: What the count is called when it is told.
    client: ClassVar[str] = ""
    #: The portal that the host serves.
    portal: ClassVar[str] = "sample"
    host: ClassVar[Host]
    tried: ClassVar[int]
    passed: ClassVar[int]

    @classmethod
    def setUpClass(cls) -> None:
        cls.tried = cls.passed = 0
        cls.host = farm().get(cls.kind, cls.portal)

    @classmethod
    def tearDownClass(cls) -> None:
        print(f"\n{cls.client}: {cls.kind.name}: {cls.passed} of {cls.tried}", flush=True)

    @contextlib.contextmanager
    def check(self, what: str) -> Iterator[None]:
        """One call of a client: counted, and the others go on when it fails."""
        cls = type(self)
        cls.tried += 1
        with self.subTest(what):
            yield
            cls.passed += 1


def suite(loader: unittest.TestLoader, *bases: type[HostCase]) -> unittest.TestSuite:
    """The tests of a module: for each base and kind of host a class; a base itself is no test."""
    found = unittest.TestSuite()
    for base in bases:
        for kind in KINDS:
            if kind.can(*base.needs):
                name = f"{base.__name__}-{kind.name}"
                case = type(name, (base,), {"kind": kind, "__module__": base.__module__})
                found.addTests(loader.loadTestsFromTestCase(case))
    return found
