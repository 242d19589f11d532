"""The portals that the hosts serve, built once into a folder that goes away.

Beside what is published, every portal has things that must never leave it: private datasets,
drafts, files next to the site. All of them carry the word `CANARY`, so that finding it in
anything a host says is finding a leak.
"""

from __future__ import annotations

import functools
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FICHERO = os.environ.get("FICHERO", str(ROOT / "target/release/fichero"))
#: Material beside the repository; may be missing.
SHARED = Path(os.environ.get("FICHERO_SHARED", ROOT.parent / "shared"))
#: Answers of a real CKAN's fixture, imported as well where they are at hand.
GOLDEN = SHARED / "golden/ckan-fixture"

CANARY = "CANARY"
#: Datasets of `sample` that nobody may see.
HIDDEN = ("nomina-reservada", "borrador-sin-revisar", "retirado-del-catalogo")

#: How many datasets the large portal has: two pages of a thousand, thirteen of a hundred.
MANY = 1_200


@dataclass(frozen=True)
class Portal:
    """A portal's source and its built site."""

    name: str
    #: What `fichero` takes as its last argument.
    source: Path
    #: The built site, one file an answer.
    site: Path

    def action(self, name: str, parameters: dict[str, Any]) -> Any:
        """What `fichero action` answers: the envelope."""
        words = [word for key, value in parameters.items() for word in _words(key, value)]
        return json.loads(
            fichero("action", name, *words, "--format", "json", "--dir", self.source, fails=True)
        )


def _words(key: str, value: Any) -> list[str]:
    """A parameter as `ckanapi action` takes it: `key=text` or `key:json`."""
    if isinstance(value, str):
        return [f"{key}={value}"]
    return [f"{key}:{json.dumps(value)}"]


def fichero(*words: str | Path, fails: bool = False) -> str:
    """Runs the program and returns what it says; with `fails`, whatever its exit code."""
    done = subprocess.run(
        [FICHERO, *map(str, words)], capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode != 0 and not (fails and done.stdout):
        command = " ".join(map(str, words))
        raise RuntimeError(f"fichero {command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Portals:
    """All portals of a run, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "outside.txt").write_text(f"{CANARY}-OUTSIDE-PORTALS")
        self.get = functools.cache(self._make)

    def _make(self, name: str) -> Portal:
        folder = self.folder / name
        portal = Portal(name, folder / "source", folder / "public")
        portal.source.mkdir(parents=True)
        MAKERS[name](portal.source)
        fichero("build", "--quiet", "--out", portal.site, portal.source)
        (folder / "outside.txt").write_text(f"{CANARY}-OUTSIDE-SITE")
        # A neighbour whose name begins like the site's: a check by prefix lets it through.
        (folder / "public.bak").mkdir()
        (folder / "public.bak/outside.txt").write_text(f"{CANARY}-OUTSIDE-SIBLING")
        return portal


def names() -> tuple[str, ...]:
    """The portals that this machine can make."""
    return ("sample", "imported", *(("golden",) if GOLDEN.is_dir() else ()), "large")


def _sample(source: Path) -> None:
    """The repository's own catalogue with a history, and with everything that must stay hidden."""
    shutil.copytree(ROOT / "catalog", source / "catalog")
    datasets = source / "catalog/organizations/ministerio-hacienda/datasets"
    for name, state in zip(
        HIDDEN, ("private: true", "state: draft", "state: deleted"), strict=True
    ):
        folder = datasets / name
        folder.mkdir()
        (folder / "dataset.yaml").write_text(
            f"title: {CANARY}-TITLE\nnotes: {CANARY}-NOTES\n{state}\ntags: [{CANARY}-TAG]\n"
            f"resources:\n  - name: {CANARY}-RESOURCE\n    path: data.csv\n    format: CSV\n"
        )
        (folder / "data.csv").write_text(f"a,b\n{CANARY}-DATA,1\n")
    (source / "catalog/.env").write_text(f"TOKEN={CANARY}-ENV\n")
    (source / "notes.txt").write_text(f"{CANARY}-NOTES-OF-THE-TEAM\n")
    _commit(source, f"{CANARY}-MESSAGE")


def _commit(source: Path, message: str) -> None:
    """A history of one commit, the same on every machine and day."""
    who = {
        "NAME": "Equipo de datos",
        "EMAIL": f"{CANARY}@example.org",
        "DATE": "2026-01-02T03:04:05Z",
    }
    facts = {
        f"GIT_{role}_{key}": said for role in ("AUTHOR", "COMMITTER") for key, said in who.items()
    }
    for words in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", message],
    ):
        subprocess.run(["git", "-C", source, *words], check=True, env=os.environ | facts)


def _imported(source: Path) -> None:
    fichero("import", "ckan", "--quiet", HERE / "fixture", source)


def _golden(source: Path) -> None:
    fichero("import", "ckan", "--quiet", GOLDEN, source)


def _large(source: Path) -> None:
    """Twelve hundred invented datasets, so that pages of 1,000 and of 100 are real pages."""
    for path, text in _invented():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")


WORDS = """aire agua bosque calle censo comercio costa deuda empleo energía escuela gasto hospital
lluvia minería obra pesca puente riego salud suelo tarifa transporte turismo vivienda""".split()


def _invented() -> Iterator[tuple[str, str]]:
    """Path and text of each file of the large portal."""
    dice = random.Random(4)
    yield (
        "catalog/portal.yaml",
        "title: Grande\nbase_url: https://grande.example.org\nlanguages: [es]\n",
    )
    for n in range(12):
        yield f"catalog/organizations/org-{n:02}/organization.yaml", f"title: Organismo {n}\n"
    for n in range(8):
        yield f"catalog/groups/tema-{n}.yaml", f"title: Tema {n}\n"
    for n in range(MANY):
        some = dice.sample(WORDS, 4)
        # Several datasets share a day: an order by date alone would not be one.
        day = f"2025-{n % 12 + 1:02}-{n % 27 + 1:02}T00:00:00"
        yield (
            f"catalog/organizations/org-{n % 12:02}/datasets/{some[0].replace('í', 'i')}-{n:04}/dataset.yaml",
            f"title: {some[0].title()} y {some[1]} {n}\nnotes: Sobre {some[2]}.\nlicense_id: cc-by\n"
            f"tags: [{some[2]}, {some[3]}]\ngroups: [tema-{n % 8}]\n"
            f"metadata_created: {day}\nmetadata_modified: {day}\n"
            f"resources:\n  - name: Datos\n    url: https://grande.example.org/{n}.csv\n    format: CSV\n",
        )
    yield (
        "catalog/organizations/org-00/datasets/reservado/dataset.yaml",
        f"title: {CANARY}-LARGE\nprivate: true\n",
    )


MAKERS: dict[str, Callable[[Path], None]] = {
    "sample": _sample,
    "imported": _imported,
    "golden": _golden,
    "large": _large,
}
