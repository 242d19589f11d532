"""`ckanapi`, the library: every read action that files answer, and every error, by POST and GET.

What comes back is compared with `fichero action`, which computes the same from the catalogue.
"""

from __future__ import annotations

import functools
import json
import unittest
from dataclasses import dataclass, field
from typing import Any

from ckanapi import (
    CKANAPIError,
    NotAuthorized,
    NotFound,
    RemoteCKAN,
    SearchQueryError,
    ValidationError,
)

from cases import HostCase, suite
from hosts import CHOOSE, COMPUTE, MISS, POST, SEARCH
from outcome import without_store
from portals import HIDDEN, Portal
from sample import facts


@dataclass(frozen=True)
class Call:
    """A call of an action, and what a client gets for it."""

    action: str
    parameters: dict[str, Any] = field(default_factory=dict)
    #: What a host must be able to do to answer; others refuse with `refusal`.
    needs: tuple[str, ...] = ()
    #: The exception of ckanapi that it raises everywhere.
    raises: type[Exception] | None = None
    #: The exception of a GET, where it is another one.
    raises_get: type[Exception] | None = None

    @property
    def refusal(self) -> type[Exception]:
        """What a host of files says to a question that it cannot answer."""
        return SearchQueryError if self.action == "package_search" else CKANAPIError

    def __str__(self) -> str:
        return f"{self.action} {json.dumps(self.parameters, ensure_ascii=False)}"


def calls(portal: Portal) -> list[Call]:
    """The calls, about things that the sample portal has."""
    known = facts(portal)
    nobody = "00000000-0000-4000-8000-000000000000"
    dataset, identity = known.dataset
    return [
        Call("package_list"),
        Call("organization_list"),
        Call("organization_list", {"all_fields": True}),
        Call("group_list"),
        Call("group_list", {"all_fields": True}),
        Call("tag_list"),
        Call("tag_list", {"all_fields": True}),
        Call("license_list"),
        Call("status_show"),
        Call("site_read"),
        Call("vocabulary_list"),
        Call("member_roles_list"),
        Call("organization_list_for_user"),
        Call("organization_list_for_user", {"permission": "create_dataset"}),
        Call("group_list_authz"),
        Call("current_package_list_with_resources"),
        Call("help_show", {"name": "package_show"}),
        Call("package_show", {"id": dataset}),
        Call("package_show", {"id": identity}),
        Call("package_show", {"name_or_id": dataset}),
        Call("package_show", {"id": dataset, "use_default_schema": False}),
        Call("organization_show", {"id": known.organization[0]}),
        Call("organization_show", {"id": known.organization[1]}),
        Call("organization_show", {"id": known.organization[0], "include_datasets": False}),
        Call("group_show", {"id": known.group[0]}),
        Call("group_show", {"id": known.group[1]}),
        Call("group_package_show", {"id": known.group[0]}),
        Call("tag_show", {"id": known.tag[0]}),
        Call("tag_show", {"id": known.tag[1]}),
        Call("resource_show", {"id": known.resource}),
        Call("resource_view_list", {"id": known.resource}, (MISS,)),
        Call("package_search"),
        Call("package_search", {"q": "*:*"}),
        Call("package_search", {"q": "", "facet": False}),
        Call("package_search", {"rows": 1000, "start": 0}),
        Call("package_search", {"rows": 100, "start": 0, "sort": "id asc"}),
        Call("package_search", {"rows": 100, "start": 100, "sort": "id asc"}),
        # Questions for those who compute.
        Call("package_search", {"q": "salud"}, (SEARCH,)),
        Call("package_search", {"q": "calidad agua", "fq": "res_format:CSV"}, (SEARCH,)),
        Call("package_search", {"fq": f"organization:{known.organization[0]}"}, (SEARCH,)),
        Call("package_search", {"rows": 3, "start": 4, "sort": "title_string asc"}, (SEARCH,)),
        Call("package_search", {"rows": 0, "facet.field": ["organization", "tags"]}, (SEARCH,)),
        Call("package_autocomplete", {"q": "padr"}, (CHOOSE,)),
        Call("resource_search", {"query": "format:CSV"}, (COMPUTE,)),
        Call("package_relationships_list", {"id": "mapas-historicos-almoraya"}, (COMPUTE,)),
        Call("package_activity_list", {"id": dataset}, (COMPUTE,)),
        Call("organization_autocomplete", {"q": "serv"}, (CHOOSE,)),
        Call("tag_autocomplete", {"q": "agu"}, (CHOOSE,)),
        Call("tag_search", {"query": "agua"}, (CHOOSE,)),
        Call("format_autocomplete", {"q": "cs"}, (CHOOSE,)),
        Call("package_list", {"limit": 5, "offset": 2}, (CHOOSE,)),
        Call(
            "organization_show", {"id": known.organization[0], "include_datasets": True}, (CHOOSE,)
        ),
        # Errors, each as the exception that a script waits for.
        Call("package_show", {"id": "no-existe"}, raises=NotFound),
        Call("package_show", {"id": nobody}, raises=NotFound),
        Call("organization_show", {"id": "no-existe"}, raises=NotFound),
        Call("group_show", {"id": known.organization[0]}, raises=NotFound),
        Call("resource_show", {"id": nobody}, raises=NotFound),
        Call("tag_show", {"id": "no-existe"}, raises=NotFound),
        Call("help_show", {"name": "no_existe"}, raises=NotFound),
        Call("package_show", raises=ValidationError),
        Call("resource_show", raises=ValidationError),
        Call("group_show", raises=ValidationError),
        Call("package_search", {"foo": "bar"}, raises=SearchQueryError),
        Call("package_search", {"sort": "foo bar"}, raises=SearchQueryError),
        Call("package_create", {"name": "x"}, raises=NotAuthorized, raises_get=CKANAPIError),
        Call("package_delete", {"id": dataset}, raises=NotAuthorized, raises_get=CKANAPIError),
        Call("organization_update", {"id": "x"}, raises=NotAuthorized, raises_get=CKANAPIError),
        # Nobody writes to the DataStore.
        Call("datastore_upsert", {"resource_id": "x"}, raises=CKANAPIError),
        Call("no_existe", raises=CKANAPIError),
        *(Call("package_show", {"id": name}, raises=CKANAPIError) for name in HIDDEN),
    ]


class Library(HostCase):
    """The calls against one host."""

    client = "ckanapi library"

    def ask(self, get_only: bool) -> None:
        with RemoteCKAN(self.host.address, get_only=get_only) as ckan:
            for call in calls(self.host.portal):
                with self.check(f"{'GET' if get_only else 'POST'} {call}"):
                    self.one(ckan, call)

    def one(self, ckan: RemoteCKAN, call: Call) -> None:
        """One call: its exception, or the answer that the program gives."""
        expected = call.raises if self.kind.can(*call.needs) else call.refusal
        if expected is NotFound and not self.kind.can(MISS):
            expected = CKANAPIError
        if ckan.get_only and call.raises_get:
            expected = call.raises_get
        if expected is None:
            answer = ckan.call_action(call.action, call.parameters)
            known = computed(self.host.portal, call.action, json.dumps(call.parameters))
            self.assertEqual(without_store(answer), without_store(known))
            return
        with self.assertRaises(expected) as caught:
            ckan.call_action(call.action, call.parameters)
        if expected is not CKANAPIError:
            self.assertIs(type(caught.exception), expected, "a more special exception")

    def test_get(self) -> None:
        """As `RemoteCKAN(…, get_only=True)`."""
        self.ask(get_only=True)

    def test_post(self) -> None:
        """As it comes: everything by POST."""
        if not self.kind.can(POST):
            self.refuse_post()
            return
        self.ask(get_only=False)

    def refuse_post(self) -> None:
        """A host that cannot read a body says no; it never answers another question."""
        with RemoteCKAN(self.host.address) as ckan:
            for call in calls(self.host.portal):
                if call.parameters:
                    with self.check(f"POST {call}"), self.assertRaises(CKANAPIError):
                        ckan.call_action(call.action, call.parameters)


@functools.cache
def computed(portal: Portal, action: str, parameters: str) -> Any:
    """What the catalogue says, once for all hosts."""
    envelope = portal.action(action, json.loads(parameters))
    if envelope["success"] is not True:
        raise AssertionError(f"fichero action {action} {parameters}: {envelope['error']}")
    return envelope["result"]


def load_tests(
    loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None
) -> unittest.TestSuite:
    return suite(loader, Library)
