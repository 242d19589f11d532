"""Questions that make sense, asked in every way a client asks them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from odd.request import (
    API,
    DATASET,
    FORM,
    JSON,
    SHORT,
    Facts,
    Request,
    both,
    get,
    multipart,
    post,
)
from portals import HIDDEN

LISTS = """current_package_list_with_resources group_list group_list_authz license_list
member_roles_list organization_list organization_list_for_user package_list site_read status_show
tag_list vocabulary_list""".split()

#: Read actions that take parameters, with what they may be asked.
COMPUTED: dict[str, dict[str, object]] = {
    "package_autocomplete": {"q": "pad"},
    "resource_search": {"query": "format:CSV"},
    "organization_autocomplete": {"q": "serv"},
    "group_autocomplete": {"q": "sal"},
    "tag_search": {"query": "agua"},
    "tag_autocomplete": {"q": "agu"},
    "vocabulary_show": {"id": "nada"},
    "format_autocomplete": {"q": "cs"},
    "package_relationships_list": {"id": DATASET},
    "package_activity_list": {"id": DATASET},
    "organization_activity_list": {"id": "servicio-electoral"},
    "group_activity_list": {"id": "salud"},
    "recently_changed_packages_activity_list": {},
    "member_list": {"id": "servicio-electoral"},
    "user_list": {},
    "user_show": {"id": "nadie"},
    "dataset_follower_count": {"id": DATASET},
    "organization_follower_count": {"id": "servicio-electoral"},
    "group_follower_count": {"id": "salud"},
    "resource_view_show": {"id": "00000000-0000-4000-8000-000000000000"},
    "scheming_dataset_schema_list": {},
    "scheming_dataset_schema_show": {"type": "dataset"},
}

WRITES = """package_create package_update package_patch package_delete package_revise
package_owner_org_update package_resource_reorder resource_create resource_update resource_patch
resource_delete resource_view_create resource_view_delete organization_create organization_update
organization_patch organization_delete organization_purge organization_member_create
organization_member_delete group_create group_update group_delete group_purge group_member_create
dataset_purge tag_create tag_delete vocabulary_create user_create user_invite user_delete
member_create member_delete datastore_create datastore_upsert datastore_delete api_token_create
bulk_update_private follow_dataset""".split()


#: Names of datasets that were renamed, or taken out.
FORMER = {"alias": "paradas-bus-almora", "tombstone": "vacunometro-2021"}

#: Tags whose names are no safe names of files, and their first letters.
TAGS = ("cartografía", "calidad del agua", "cartograf%C3%ADa", "cartograf")


def lists() -> Iterator[Request]:
    """Actions without parameters, at both prefixes, in each way to ask."""
    for action in LISTS:
        for prefix, place in ((API, "3"), (SHORT, "short")):
            yield get(f"list/{action}-{place}", action, prefix=prefix)
            yield Request(f"list/{action}-{place}@head", f"{prefix}{action}", "HEAD")
        yield post(f"list/{action}-object", action, {})
        yield post(f"list/{action}-empty", action, b"", None)
        yield post(f"list/{action}-empty-json", action, b"", JSON)
        yield post(f"list/{action}-unknown", action, {"include_private": False, "zz": "1"})
        yield get(f"list/{action}-unknown", action, "zz=1")


def shows(facts: Facts) -> Iterator[Request]:
    """Things by name and by id, things that are not there, and no thing at all."""
    there = {
        "package_show": facts.dataset,
        "group_package_show": facts.group,
        "organization_show": facts.organization,
        "group_show": facts.group,
        "tag_show": facts.tag,
        "resource_show": (facts.resource,),
        "resource_view_list": (facts.resource,),
    }
    for action, keys in there.items():
        cases: dict[str, object] = {f"key-{n}": key for n, key in enumerate(keys)}
        cases |= {"unknown": "no-existe", "upper": keys[0].upper(), "empty": "", "null": None}
        cases |= {
            "number": 7,
            "true": True,
            "list": [keys[0]],
            "two": list(keys) * 2,
            "object": {"a": 1},
        }
        cases |= {"spaces": f" {keys[0]} ", "dot-json": f"{keys[0]}.json", "one-letter": "a"}
        for case, key in cases.items():
            yield from both(f"show/{action}-{case}", action, {"id": key})
        yield from both(f"show/{action}-missing", action, {})
        yield from both(f"show/{action}-name-or-id", action, {"name_or_id": keys[0]})
        yield Request(f"show/{action}@head", f"{API}{action}?id={quote(keys[0])}", "HEAD")
        yield Request(
            f"show/{action}@form",
            f"{SHORT}{action}",
            "POST",
            (("Content-Type", FORM),),
            urlencode({"id": keys[0]}).encode(),
        )
        yield Request(f"show/{action}@post-query", f"{SHORT}{action}?id={quote(keys[0])}", "POST")
        yield Request(f"show/{action}@file", f"{API}{action}/{quote(keys[0])}.json")
    for action in ("package_show", "nada", ""):
        yield from both(f"show/help_show-{action or 'empty'}", "help_show", {"name": action})
    yield from both("show/help_show-missing", "help_show", {})
    for kind, name in FORMER.items():
        yield from both(f"show/package_show-{kind}", "package_show", {"id": name})
        yield Request(f"show/{kind}@page", f"/dataset/{name}/")
    for tag in TAGS:
        yield from both(f"show/tag_show-{tag}", "tag_show", {"id": tag})
        yield Request(f"show/tag-{tag}@page", f"/tag/{quote(tag)}/")
        yield Request(f"show/tag-{tag}@feed", f"/feeds/tag/{quote(tag)}.atom")
    for name in HIDDEN:
        yield from both(f"hidden/{name}", "package_show", {"id": name})
        yield Request(f"hidden/{name}@page", f"/dataset/{name}/")
        yield Request(f"hidden/{name}@file", f"{API}package_show/{name}.json")
        yield from both(f"hidden/search-{name}", "package_search", {"q": f"name:{name}"})
        yield from both(
            f"hidden/private-{name}",
            "package_search",
            {"q": name, "include_private": True, "include_drafts": True},
        )
    yield from both("hidden/state", "package_search", {"fq": "+state:draft"})
    yield from both("hidden/capacity", "package_search", {"fq": "capacity:private"})
    yield from both(
        "hidden/list",
        "package_list",
        {"include_private": True, "include_drafts": True, "include_deleted": True},
    )


def computed() -> Iterator[Request]:
    """Questions that need a program, and those that would change something."""
    for action, parameters in COMPUTED.items():
        yield from both(f"computed/{action}", action, parameters)
        if parameters:
            yield from both(f"computed/{action}-bare", action, {})
    for action in WRITES:
        yield from both(f"write/{action}", action, {"id": DATASET})
    yield post("write/with-token", "package_delete", {"id": DATASET})
    yield Request(
        "write/upload@multipart",
        f"{SHORT}resource_create",
        "POST",
        (("Content-Type", "multipart/form-data; boundary=zz"),),
        multipart({"package_id": DATASET, "upload": "a,b\n1,2\n"}),
    )
