"""The requests of the differential test: one deterministic list, from ordinary to hostile.

Tables of odd things (names, bodies, headers, framings) are crossed with the places where a client
could put them. Every request has a name, `family/thing@place`, by which a difference between hosts
is told and, where it is allowed, listed.
"""

from __future__ import annotations

from odd import addresses, bodies, headers, names, parameters, protocol, questions
from odd.request import Facts, Request

__all__ = ["Facts", "Request", "everything"]


def everything(facts: Facts) -> list[Request]:
    """The whole list, always the same for the same portal; no name comes twice."""
    families = (
        questions.lists(),
        questions.shows(facts),
        questions.computed(),
        parameters.parameters(),
        names.names(),
        bodies.bodies(),
        addresses.addresses(facts),
        headers.methods(),
        headers.headers(facts),
        protocol.protocol(),
    )
    found = [request for family in families for request in family]
    named = [request.name for request in found]
    if len(set(named)) != len(named):
        twice = sorted({name for name in named if named.count(name) > 1})
        raise ValueError(f"names of requests come twice: {twice}")
    return found
