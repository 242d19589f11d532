"""Hosts that serve a portal: how each is started, and what it can do.

Every host runs on a free port of the loopback, with its configuration, logs and temporary files
in a folder of its own. Their configurations come from `fichero hosting`; what is written here is
the least that a program needs to load them.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import wire
from portals import FICHERO, HERE, Portal, Portals, fichero

#: A host answers what it read from the body of a POST.
POST = "post"
#: A host answers `package_search` with any question.
SEARCH = "search"
#: A host says in CKAN's words that there is no such thing.
MISS = "miss"
#: A host honours every parameter of what it answers, and completes words.
CHOOSE = "choose"
#: A host computes every read action.
COMPUTE = "compute"

#: How long a host may take until it answers, in seconds: `serve` reads the catalogue first.
START = 60.0


@dataclass(frozen=True)
class Launch:
    """A command, and whether it runs as nobody when the tests run as root."""

    command: list[str]
    drops_root: bool = False
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of host."""

    name: str
    abilities: frozenset[str]
    #: Writes the configuration for a portal into a folder and tells how to start it on a port.
    prepare: Callable[[Portal, Path, int], Launch]

    def can(self, *abilities: str) -> bool:
        """Whether the host has all of these abilities."""
        return self.abilities.issuperset(abilities)


@dataclass
class Host:
    """A host that runs."""

    kind: Kind
    portal: Portal
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text(errors="replace")[-4000:]

    def answers(self) -> bool:
        """Whether it answers a plain question."""
        ask = (
            b"GET /api/3/action/site_read HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        )
        try:
            response = wire.exchange(self.port, ask)
        except OSError:
            return False
        return response.status == 200 and b'"success":true' in response.body.replace(b" ", b"")

    def stop(self) -> None:
        """Ends it and what it started."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(timeout=5)
                return
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ------------------------------------------------------------------------------------------ kinds


def _serve(portal: Portal, _folder: Path, port: int) -> Launch:
    # Pages as they are published: without what shows them anew when a file changes.
    return Launch([FICHERO, "serve", "--no-watch", "--port", str(port), str(portal.source)])


def _hosting(name: str, portal: Portal, folder: Path, *options: str | Path) -> Path:
    """The folder with the files of `fichero hosting`."""
    out = folder / "hosting"
    fichero("hosting", name, *options, "--out", out, portal.source)
    return out


def _place(site: Path, listen: str) -> tuple[str | Path, ...]:
    """Where a server finds the site, and where clients find the server."""
    return ("--root", site, "--listen", listen)


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: tests/run installs it")
    return found


NGINX = """\
daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {hosting}/*.conf;
}}
"""


def _nginx(portal: Portal, folder: Path, port: int) -> Launch:
    hosting = _hosting("nginx", portal, folder, *_place(portal.site, f"127.0.0.1:{port}"))
    configuration = folder / "main.conf"
    configuration.write_text(NGINX.format(folder=folder, hosting=hosting))
    return Launch([_program("nginx"), "-p", str(folder), "-c", str(configuration)], True)


#: Debian's own choice of modules, and those that the configurations ask for.
MODULES = """mpm_event authz_core authz_host alias autoindex deflate dir env expires filter headers mime
negotiation rewrite setenvif""".split()

APACHE = """\
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog /dev/stderr
Mutex file:{folder}
Listen 127.0.0.1:{port}
ServerName localhost
{modules}
TypesConfig /dev/null
<Directory />
  AllowOverride None
  Require all denied
</Directory>
"""


def _apache_main(folder: Path, port: int, *modules: str) -> str:
    lines = [
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
        for name in (*MODULES, *modules)
    ]
    return APACHE.format(folder=folder, port=port, modules="\n".join(lines))


def _apache_launch(folder: Path, text: str) -> Launch:
    configuration = folder / "main.conf"
    configuration.write_text(text)
    return Launch([_program("apache2"), "-f", str(configuration), "-DFOREGROUND"], True)


def _apache(portal: Portal, folder: Path, port: int) -> Launch:
    hosting = _hosting("apache", portal, folder, *_place(portal.site, f"127.0.0.1:{port}"))
    own = f"Define FICHERO_LUA {hosting}/fichero.lua\nInclude {hosting}/fichero.conf\n"
    return _apache_launch(folder, _apache_main(folder, port, "lua") + own)


#: What a hosting company has set up: the customer's folder, and leave to say the rest in files.
SHARED_HOST = """\
TraceEnable Off
DocumentRoot {site}
<Directory {site}>
  AllowOverride All
  Options FollowSymLinks Indexes
  Require all granted
</Directory>
"""


def _htaccess(portal: Portal, folder: Path, port: int) -> Launch:
    site = folder / "site"
    # Hard links: the files that are added stay out of the portal that other hosts serve.
    shutil.copytree(portal.site, site, copy_function=os.link)
    hosting = _hosting("htaccess", portal, folder)
    shutil.copytree(hosting, site, dirs_exist_ok=True)
    return _apache_launch(folder, _apache_main(folder, port) + SHARED_HOST.format(site=site))


CADDY = """\
{{
    admin off
    auto_https off
    default_bind 127.0.0.1
}}
import {hosting}/Caddyfile
"""


def _caddy(portal: Portal, folder: Path, port: int) -> Launch:
    # Any name of the host, as the other servers take it.
    hosting = _hosting("caddy", portal, folder, *_place(portal.site, f"http://:{port}"))
    configuration = folder / "Caddyfile"
    configuration.write_text(CADDY.format(hosting=hosting))
    home = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    command = [_program("caddy"), "run", "--adapter", "caddyfile", "--config", str(configuration)]
    return Launch(command, True, home)


def _edge(portal: Portal, folder: Path, port: int) -> Launch:
    worker = _hosting("edge", portal, folder) / "worker.mjs"
    return _node_launch("edge.mjs", worker, portal.site, port)


def _cloudfront(portal: Portal, folder: Path, port: int) -> Launch:
    return _node_launch("cloudfront.mjs", _hosting("cloudfront", portal, folder), portal.site, port)


def _node_launch(adapter: str, script: Path, site: Path, port: int) -> Launch:
    """A function of an edge network, in node."""
    words = (HERE / adapter, script, site, port)
    return Launch([_program("node"), *map(str, words)])


def _sharded(portal: Portal, folder: Path, port: int) -> Launch:
    """The edge worker over a site of few files."""
    site = folder / "site"
    fichero("build", "--quiet", "--layout", "sharded", "--out", site, portal.source)
    hosting = _hosting("edge", portal, folder, "--layout", "sharded")
    return _node_launch("edge.mjs", hosting / "worker.mjs", site, port)


KINDS: tuple[Kind, ...] = (
    Kind("serve", frozenset({POST, MISS, SEARCH, CHOOSE, COMPUTE}), _serve),
    Kind("nginx", frozenset({POST, MISS}), _nginx),
    Kind("apache", frozenset({POST, MISS}), _apache),
    Kind("htaccess", frozenset({MISS}), _htaccess),
    Kind("caddy", frozenset({POST, MISS}), _caddy),
    Kind("edge", frozenset({POST, MISS, SEARCH, CHOOSE}), _edge),
    Kind("edge-sharded", frozenset({POST, MISS, SEARCH, CHOOSE}), _sharded),
    Kind("cloudfront", frozenset(), _cloudfront),
)

# ------------------------------------------------------------------------------------------- farm


class Farm:
    """All hosts of a run, each started when it is first asked for."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fichero-hosts-"))
        # Servers give up root before they read: what they must not show is kept from them by
        # their configuration, not by the permissions of this folder.
        self.folder.chmod(0o755)
        self.portals = Portals(self.folder / "portals")
        self.running: list[Host] = []
        self.get = functools.cache(self._start)

    def _start(self, kind: Kind, portal: str) -> Host:
        folder = self.folder / f"{kind.name}-{portal}"
        folder.mkdir()
        port = free_port()
        log = folder / "log"
        log.touch()
        launch = kind.prepare(self.portals.get(portal), folder, port)
        nobody: dict[str, Any] = {}
        if launch.drops_root and os.geteuid() == 0:
            nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            for path in (folder, log):
                shutil.chown(path, "nobody", "nogroup")
        with log.open("wb") as file:
            process = subprocess.Popen(
                launch.command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=os.environ | launch.environment,
                start_new_session=True,
                **nobody,
            )
        host = Host(kind, self.portals.get(portal), port, process, log)
        self.running.append(host)
        deadline = time.monotonic() + START
        while not host.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                host.stop()
                raise RuntimeError(f"{kind.name} does not start:\n{host.said()}")
            time.sleep(0.02)
        return host

    def close(self) -> None:
        """Stops everything and removes the folder."""
        for host in self.running:
            host.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def farm() -> Farm:
    """The farm of this process; it ends with it, also when it is told to."""
    made = Farm()
    atexit.register(made.close)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    return made
