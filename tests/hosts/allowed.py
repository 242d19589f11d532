"""Differences between hosts that are allowed: read from `differences.toml`, counted when needed."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from outcome import Outcome
from portals import HERE

#: How many differences of one sort are shown.
SHOWN = 6


@dataclass
class Allowed:
    """A difference that is allowed: which requests, on which hosts, what each of them means."""

    reason: str
    hosts: tuple[str, ...]
    requests: tuple[str, ...]
    serve: tuple[str, ...]
    host: tuple[str, ...]
    #: How often each host and each pattern was needed.
    used: Counter[str] = field(default_factory=Counter)

    def covers(self, name: str, kind: str, serve: str, host: str) -> bool:
        """Whether a difference is this one; if so, it is counted."""
        if kind not in self.hosts or serve not in self.serve or host not in self.host:
            return False
        patterns = [one for one in self.requests if fnmatchcase(name, one)]
        self.used.update([kind, *patterns[:1]] if patterns else [])
        return bool(patterns)

    def unused(self) -> list[str]:
        """Hosts and patterns that no difference needed."""
        return [one for one in (*self.hosts, *self.requests) if not self.used[one]]


def allowed() -> list[Allowed]:
    """The list of allowed differences, with the names of groups of hosts replaced by the hosts."""
    text = tomllib.loads((HERE / "differences.toml").read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = text["hosts"]

    def several(case: dict[str, Any], key: str) -> tuple[str, ...]:
        value = case[key]
        return (value,) if isinstance(value, str) else tuple(value)

    return [
        Allowed(
            entry["reason"],
            tuple(host for name in several(case, "hosts") for host in groups.get(name, [name])),
            several(case, "requests"),
            several(case, "serve"),
            several(case, "host"),
        )
        for entry in text["difference"]
        for case in entry["case"]
    ]


def words(serve: Outcome, host: Outcome) -> tuple[str, str]:
    """Two outcomes in words; of two answers that differ, the host's is the other one."""
    return serve.told, f"other {host.told}" if host.told == serve.told else host.told


def table(unlisted: dict[tuple[str, str], list[str]]) -> str:
    """Differences by sort, the most frequent first."""
    rows = []
    for (serve, host), names in sorted(unlisted.items(), key=lambda item: -len(item[1])):
        some = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        rows.append(f"{len(names):5} serve: {serve} / host: {host}: {some}")
    return "\n" + "\n".join(rows)
