"""Addresses in odd spellings, and ways out of the folder of the site."""

from __future__ import annotations

from collections.abc import Iterator

from odd.request import Facts, Request

ADDRESSES = """/api /api/ /api/3 /api/3/ /api/1 /api/2 /api/3/action /api/3/action/ /api/action
/api/action/ /api/1/action/package_list /api/2/action/package_list /api/4/action/package_list
/api/03/action/package_list /api/3.0/action/package_list /api/v3/action/package_list
/api/3/action/package_list/ /api/3/action/package_list// /api/3/action//package_list
/api//3/action/package_list //api/3/action/package_list /api/3//action/package_list
/API/3/action/package_list /api/3/Action/package_list /api/3/action/PACKAGE_LIST
/api/3/action/Package_List /api/3/action/package_list; /api/3/action/package_list;a=b
/api;a=b/3/action/package_list /api/3/action/package_list%3fid=x /api/3/action/package_list%20
/api/3/action/package_list%00 /api/3/action/package_list%0a /api/3/action/package_list.json
/api/3/action/package_list.html /api/3/action/package_list/index.html
/api/3/action/%70ackage_list /api/3/%61ction/package_list /%61pi/3/action/package_list
/api%2f3%2faction%2fpackage_list /api/3/action%2fpackage_list /api/3/action/./package_list
/api/3/./action/package_list /api/3/action/../action/package_list /api/3/x/../action/package_list
/api/3/action/%2e/package_list /api/3/action/%2e%2e/action/package_list
/x/../api/3/action/package_list /x/%2e%2e/api/3/action/package_list
/es/api/3/action/package_list /en/api/3/action/package_list /pt/api/action/package_list
/fr/api/3/action/package_list /pt_BR/api/3/action/package_list /xx/api/3/action/package_list
/es/api/action/package_show?id=padron-electoral /es/api/3/action/package_show?id=no-existe
/en/api/3/action/package_show?id=no-existe /pt/api/3/action/nada /es/es/api/3/action/package_list
/es /es/ /en/dataset/ /api/3/action/nada /api/action/nada /api/3/action/nada?id=x /api/3/action/a
/api/3/action/__proto__ /api/3/action/constructor /api/3/action/toString /api/3/action/package-list
/api/3/action/package.list /api/3/action/package_show.json /api/3/action/package_show/
/api/3/action/package_show/?id=padron-electoral /api/3/action/package_show/index.html
/api/3/action/package_show/.json /api/3/action/package_show/padron-electoral
/api/3/action/package_search/ /api/3/action/package_search/index.html
/api/util /api/util/ /api/2/util/dataset/autocomplete?incomplete=pad
/api/2/util/tag/autocomplete?incomplete=agu /api/util/resource/format_autocomplete?incomplete=cs
/api/util/group/autocomplete?q=sal /api/util/organization/autocomplete?q=serv
/api/util/user/autocomplete?q=a /api/util/status /api/i18n/es /api/3/rest/dataset
/api/3/search/dataset?q=a /api/rest/package /api/swagger /apix/3/action/package_list /api.json
/api/3/action/datastore_search?resource_id=x /api/3/action/datastore_search_sql?sql=select
/api/3/action/datastore_info?id=x /datastore/dump/x /user /user/login /user/register /dashboard
/organization/new /dataset/new /ckan-admin /revision /about /feeds/custom.atom?q=a /data.json
/catalog.xml /sitemap.xml /robots.txt /favicon.ico /manifest.json /404.html /no-existe
/no-existe/ /dataset /dataset/ /dataset/padron-electoral /dataset/padron-electoral/
/dataset//padron-electoral/ /dataset/PADRON-ELECTORAL/ /dataset/padron-electoral/index.html
/dataset/padron-electoral/index /dataset/padron-electoral.html /dataset/padron-electoral.rdf
/dataset/padron-electoral/resource /dataset/padron-electoral/?a=b /dataset/?q=agua&page=2
/dataset/no-existe/ /organization /organization/ /organization/servicio-electoral/ /group/ /tag/
/tag/agua /tag/no-existe/ /license/ /format/ /news/ /index.html /index.php /?a=b /?id=1
/.git/config /.git/HEAD /.htaccess /api/.htaccess /.env /.well-known/security.txt
/.fichero /.fichero/lock /catalog/portal.yaml /portal.yaml /source/notes.txt /outside.txt
/public.bak/outside.txt /server-status /server-info /nginx_status /debug/pprof/ /metrics
/cgi-bin/test /wp-login.php /assets /assets/ /assets/search.js /search /search/ /dump
/dump/ /dump/datasets.jsonl.gz /feeds/ /feeds/dataset.atom /packs/ /api/3/action/package_list~
/api/3/action/package_list.bak /api/3/action/package_list.gz /index.html.gz /manifest.json.tmp""".split()

#: Ways to climb out of the site's folder; `{}` is the file outside.
CLIMBS = """/../{} /../../{} /dataset/../../{} /..%2f{} /%2e%2e/{} /%2e%2e%2f{} /.%2e/{} /%2e./{}
/dataset/..%2f..%2f{} /dataset/%2e%2e/%2e%2e/{} /dataset/%2e%2e%2f%2e%2e%2f{} /..%5c{} /..\\{}
/dataset/..\\..\\{} /dataset/..%5c..%5c{} /%252e%252e/{} /%252e%252e%252f{} /..%252f{} /..;/{}
/dataset/..;/..;/{} /....//{} /.../{} /..././{} /%c0%ae%c0%ae/{} /..%c0%af{} /%e0%80%ae%e0%80%ae/{}
/%u002e%u002e/{} /%uff0e%uff0e/{} /assets/../../{} /assets/..%2f..%2f{} /assets/%2e%2e/%2e%2e/{}
/api/../../{} /api/3/action/../../../../{} /api/3/action/..%2f..%2f..%2f..%2f{}
/api/3/action/package_show/../../../../../{} /api/3/action/package_show/..%2f..%2f..%2f..%2f..%2f{}
/api/action/..%2f..%2f..%2f{} /dump/..%2f..%2f{} /search/..%2f..%2f{} /es/../../{} //../{}
///../../{} /./../{} /.//../{} /%2f..%2f{} /%2f%2e%2e%2f{} /..%00/{} /..%0d/{} /..%20/{} /..%09/{}
/..%ef%bc%8f{} /~/../{} /public/../../{} /.{} /..{} /..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd
/../../../../../../../../etc/passwd /%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd
//etc/passwd ///etc/passwd /etc/passwd /..%2fpublic.bak%2foutside.txt /../public.bak/outside.txt
.. ../{} outside.txt ?{} /../source/notes.txt /..%2fsource%2fnotes.txt /../source/catalog/.env
/..%2fsource%2fcatalog%2f.env /../source/.git/HEAD /..%2fsource%2f.git%2fHEAD""".split()


def addresses(facts: Facts) -> Iterator[Request]:
    """Paths in odd spellings, paths out of the site, and pages of the site."""
    for target in ADDRESSES:
        yield Request(f"address/{target}", target)
    for target in CLIMBS:
        yield Request(f"climb/{target}", target.replace("{}", "outside.txt"))
    for page in facts.pages:
        yield Request(f"page/{page}", page)
        yield Request(f"page/{page}@head", page, "HEAD")
