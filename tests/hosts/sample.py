"""What the sample portal holds, read from its sources and not from anything that was built."""

from __future__ import annotations

import functools
import json
from typing import Any
from urllib.parse import quote

import yaml

from odd import Facts
from odd.request import DATASET
from portals import HIDDEN, Portal

ORGANIZATION = "servicio-electoral"
GROUP = "salud"


def _file(portal: Portal, path: str) -> dict[str, Any]:
    return yaml.safe_load((portal.source / "catalog" / path).read_text(encoding="utf-8"))


@functools.cache
def facts(portal: Portal) -> Facts:
    """Names, ids and addresses of one thing of each kind."""
    dataset = _file(portal, f"organizations/{ORGANIZATION}/datasets/{DATASET}/dataset.yaml")
    organization = _file(portal, f"organizations/{ORGANIZATION}/organization.yaml")
    group = _file(portal, f"groups/{GROUP}.yaml")
    resource = next(one for one in dataset["resources"] if "path" in one)
    # Tags have no id in the sources: it is derived from the name.
    tags = json.loads(
        (portal.site / f"api/3/action/tag_show/{dataset['tags'][0]}.json").read_text()
    )
    page = f"/dataset/{dataset['id']}/resource/{resource['id']}/"
    download = f"{page}download/{resource['path']}"
    return Facts(
        dataset=(DATASET, dataset["id"]),
        resource=resource["id"],
        organization=(ORGANIZATION, organization["id"]),
        group=(GROUP, group["id"]),
        tag=(dataset["tags"][0], tags["result"]["id"]),
        pages=(
            "/",
            "/dataset/",
            f"/dataset/{DATASET}/",
            f"/dataset/{dataset['id']}/",
            f"/dataset/{DATASET}/resource/{resource['id']}/",
            page,
            "/organization/",
            f"/organization/{ORGANIZATION}/",
            "/group/",
            f"/group/{GROUP}/",
            "/tag/",
            f"/tag/{quote(dataset['tags'][0])}/",
            "/format/",
            "/license/",
            "/news/",
            "/feeds/dataset.atom",
            "/dump/datasets.jsonl.gz",
            "/robots.txt",
            "/sitemap.xml",
            "/manifest.json",
            "/assets/search.js",
            download,
        ),
        download=download,
    )


@functools.cache
def names(portal: Portal) -> dict[str, list[str]]:
    """Names of all public datasets, organisations and groups, from the folders."""
    catalog = portal.source / "catalog"
    datasets = [path.parent.name for path in catalog.rglob("datasets/*/dataset.*")]
    return {
        "package": sorted(set(datasets) - set(HIDDEN)),
        "organization": sorted(path.name for path in (catalog / "organizations").iterdir()),
        "group": sorted(path.stem for path in (catalog / "groups").glob("*.yaml")),
    }
