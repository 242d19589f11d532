"""Thousands of requests, ordinary and hostile, to every host: `serve` says what they mean.

A host may say it in other words, with another page, under another code of the same class. It may
not mean something else, unless `differences.toml` lists that, with the reason. Nothing may leak,
nothing may fail, and after every family of requests the host still answers.
"""

from __future__ import annotations

import unittest
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

import wire
from allowed import allowed, table, words
from hosts import KINDS, Host, Kind, farm
from odd import Request, everything
from outcome import Outcome, faults, outcome
from sample import facts

#: Who says what a request means.
REFERENCE = KINDS[0]
OTHERS = KINDS[1:]
#: The least number of requests that the list has to have.
ENOUGH = 1_000


@dataclass(frozen=True)
class Said:
    """What a host made of one request."""

    outcome: Outcome
    faults: tuple[str, ...]


def ask(host: Host, requests: list[Request]) -> list[Said]:
    """Sends everything to one host; after each family the host has to be there still."""
    return [
        said
        for _, family in groupby(requests, lambda one: one.family)
        for said in _family(host, list(family))
    ]


def _family(host: Host, requests: list[Request]) -> Iterator[Said]:
    for request in requests:
        yield one(host, request)
    if host.process.poll() is not None or not host.answers():
        raise AssertionError(
            f"{host.kind.name} answers no more after {requests[-1].family}:\n{host.said()}"
        )


def one(host: Host, request: Request) -> Said:
    """Sends one request."""
    head = request.method == "HEAD"
    try:
        response = wire.exchange(
            host.port, request.wire(host.port), head=head, finish=request.finish
        )
    except TimeoutError as error:
        return Said(Outcome("no end"), (str(error),))
    return Said(outcome(request, response), tuple(faults(request, response, str(farm().folder))))


class Differences(unittest.TestCase):
    """Everything is asked once; the tests look at what came back."""

    requests: ClassVar[list[Request]]
    said: ClassVar[dict[str, list[Said]]]

    @classmethod
    def setUpClass(cls) -> None:
        hosts = [farm().get(kind, "sample") for kind in KINDS]
        cls.requests = everything(facts(hosts[0].portal))
        with ThreadPoolExecutor(len(hosts)) as pool:
            told = pool.map(lambda host: ask(host, cls.requests), hosts)
            cls.said = {host.kind.name: said for host, said in zip(hosts, told, strict=True)}

    def test_there_are_enough(self) -> None:
        self.assertGreaterEqual(len(self.requests), ENOUGH)
        print(
            f"differences: {len(self.requests)} requests to each of {len(KINDS)} hosts", flush=True
        )

    def test_nothing_leaks_and_nothing_fails(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.name):
                found = [
                    f"{request.name}: {fault}"
                    for request, said in zip(self.requests, self.said[kind.name], strict=True)
                    for fault in said.faults
                ]
                self.assertEqual(len(found), 0, "\n" + "\n".join(found[:50]))

    def test_every_difference_is_listed(self) -> None:
        entries = allowed()
        for kind in OTHERS:
            with self.subTest(kind.name):
                equal, listed, unlisted = 0, 0, defaultdict(list)
                for request, serve, host in self.pairs(kind):
                    if serve == host:
                        equal += 1
                    elif any(
                        entry.covers(request.name, kind.name, *words(serve, host))
                        for entry in entries
                    ):
                        listed += 1
                    else:
                        unlisted[words(serve, host)].append(request.name)
                print(f"\ndifferences: {kind.name}: {equal} equal, {listed} listed", flush=True)
                if unlisted:
                    self.fail(table(unlisted))
        for entry in entries:
            with self.subTest(entry.reason):
                self.assertEqual(entry.unused(), [], "listed for nothing")

    def pairs(self, kind: Kind) -> Iterator[tuple[Request, Outcome, Outcome]]:
        """Each request with what `serve` and a host made of it."""
        both = zip(self.said[REFERENCE.name], self.said[kind.name], strict=True)
        for request, (serve, host) in zip(self.requests, both, strict=True):
            yield request, serve.outcome, host.outcome


if __name__ == "__main__":
    unittest.main()
