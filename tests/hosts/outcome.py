"""What a response means, whatever host it came from."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from odd import Request
from portals import CANARY
from wire import Response

#: What no response may have: what lies outside the site, what is private, files of the machine.
SECRETS = (CANARY.encode(), b"root:x:0:0", b"root:*:0:0", b"ref: refs/heads", b"[extensions]")

#: Codes of 5xx that are about the request and not about the host: an unknown method, an unknown
#: transfer coding, another version of the protocol.
ABOUT_THE_REQUEST = (501, 505)


@dataclass(frozen=True)
class Outcome:
    """The meaning of a response: two hosts that mean the same have equal outcomes."""

    #: In words, without what was answered: `answer`, `error Not Found Error`, `refused` …
    told: str
    #: What was answered, as a digest; empty where the words say everything.
    content: str = ""


def outcome(request: Request, response: Response) -> Outcome:
    """Class of the status, success, type of the error, and what was answered."""
    status = response.status
    if status >= 500 and status not in ABOUT_THE_REQUEST:
        return Outcome(f"failure {status}")
    if status == 304:
        return Outcome("not modified")
    if 300 <= status < 400:
        return Outcome("moved", _place(response.header("location") or ""))
    if 200 <= status < 300 and request.method in ("HEAD", "OPTIONS"):
        return Outcome(f"yes to {request.method}")
    said = _json(response)
    if (
        isinstance(said, dict)
        and said.get("success") is False
        and isinstance(said.get("error"), dict)
    ):
        return Outcome(f"error {said['error'].get('__type')}")
    if isinstance(said, str) and status >= 400:
        return Outcome("bare text")
    if status == 0 or status >= 400:
        return Outcome("refused")
    if isinstance(said, dict) and said.get("success") is True:
        result = without_store(said["result"])
        return Outcome("answer", _digest(json.dumps(result, sort_keys=True).encode()))
    body = re.sub(rb'"datastore_active": ?true', b'"datastore_active": false', response.body)
    body = re.sub(rb'"datastore_active":false', b'"datastore_active": false', body)
    return Outcome("part" if status == 206 else "file", _digest(body))


def without_store(said: Any) -> Any:
    """An answer that does not tell whether there is a DataStore: files have none, `serve` has one."""
    if isinstance(said, dict):
        return {k: without_store(v) for k, v in said.items() if k != "datastore_active"}
    if isinstance(said, list):
        return [without_store(one) for one in said]
    return said


def faults(request: Request, response: Response, folder: str) -> list[str]:
    """What no host may say, whatever the others say; `folder` is where its files lie."""
    found = [f"leaks {secret!r}" for secret in SECRETS if secret in response.raw + response.body]
    if folder.encode() in response.raw + response.body:
        found.append("tells where its files lie")
    if response.status >= 500 and response.status not in ABOUT_THE_REQUEST:
        found.append(f"fails with {response.status}")
    if response.header("set-cookie") is not None:
        found.append("sets a cookie")
    if request.is_api and "/action/" in request.target and not _is_ckan(response):
        found.append(f"JSON that CKAN would not say: {response.body[:80]!r}")
    return found


def _is_ckan(response: Response) -> bool:
    """Whether JSON is CKAN's envelope or its bare text."""
    if response.content_type != "application/json" or not response.body or response.status == 206:
        return True
    said = _json(response)
    if isinstance(said, str):
        return response.status >= 400
    if not isinstance(said, dict):
        return False
    # The last one: what a path with dots in it may lead to, `/api`.
    return list(said) in (["help", "success", "result"], ["help", "error", "success"], ["version"])


def _json(response: Response) -> Any:
    """The body's JSON, `None` where it is none."""
    if response.content_type not in ("application/json", "application/octet-stream", ""):
        return None
    try:
        return json.loads(response.body)
    except ValueError:
        return None


def _place(location: str) -> str:
    """Where a redirect leads, without the host, which is the client's own word."""
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
