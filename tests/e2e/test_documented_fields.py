"""The printed texts for Kubernetes, APISIX and Kong have documented fields alone, and every identity header."""
import json
import re

import documented_fields
import programs
import pytest
import yaml

PROXIES = ["ingress-nginx", "gateway-api", "envoy-gateway", "istio", "apisix", "kong"]
HERE = {"url": "https://app.example.com/login", "allowed_hosts": ["app.example.com"]}
ELSEWHERE = {"url": "https://login.test/in", "allowed_hosts": ["app.example.com"]}
NAMED = ["--server-name", "app.example.com"]

# what is printed: changes of the configuration, and more options
VARIANTS = {
    "as usual": ({}, []),
    "a host": ({}, NAMED),
    "the login page is here": ({"login": HERE}, NAMED),
    "the login page is elsewhere": ({"login": ELSEWHERE}, NAMED),
    "a long deadline": ({"resolver": {"deadline": "2345ms"}}, []),
    "other identity headers": ({"identity": {"prefix": "X-Who-", "headers": {"Remote-User": "email", "X-Team": "team"}}}, []),
}
CANNOT = {("ingress-nginx", "the login page is here")}  # an open path would let identity headers pass
WITHOUT_HOST = {"istio"}
ROWS = [(proxy, variant) for proxy in PROXIES for variant in VARIANTS if (proxy, variant) not in CANNOT]


def printed(folder, settings, proxy, variant):
    changes, options = VARIANTS[variant]
    file = folder / "postern.yaml"
    file.write_text(json.dumps({**settings, **changes}))
    services = ["--resolver", "postern.auth.svc.cluster.local:9080", "--upstream", "app.shop.svc.cluster.local:80"]
    more = [] if proxy in WITHOUT_HOST else options
    done = programs.postern("snippet", proxy, "-c", file, *services, *more, "--output", folder / "printed")
    assert done.returncode == 0, done.stderr
    return {each.name: each.read_text() for each in (folder / "printed").iterdir()}


def documents(files):
    for name, text in files.items():
        for document in yaml.safe_load_all(text):
            table = documented_fields.FILES.get(name)
            yield document, table or documented_fields.KINDS[f"{document['apiVersion']} {document['kind']}"]


def leaves(value, path=""):
    """Each path, with its value as text; a text where the table asks for quotes keeps them."""
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value:
        for each in value:
            yield from leaves(each, path + "[]")
    elif isinstance(value, bool):
        yield path, str(value).lower(), False
    elif value == {}:
        yield path, "", False
    else:
        yield path, str(value), isinstance(value, str)


def problems(document, table):
    found = []
    for path, text, is_text in leaves(document):
        parent = path.rpartition(".")[0] + ".*"
        pattern = table.get(path, table.get(parent))
        if pattern is None:
            found.append(f"{path}: no such field")
        elif not re.fullmatch(pattern, f"'{text}'" if pattern.startswith(("'", "(?s)'")) and is_text else text):
            found.append(f"{path}: {text[:60]!r} is not {pattern}")
    return found


@pytest.mark.parametrize("proxy, variant", ROWS)
def test_the_text_has_documented_fields_alone(tmp_path, settings, proxy, variant):
    for document, table in documents(printed(tmp_path, settings, proxy, variant)):
        assert problems(document, table) == []


def misspelled(value, path):
    """The same document with one letter too many in one field, for each field of it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield {other + "x" * (other == name): kept for other, kept in value.items()}, f"{path}.{name}"
            for changed, where in misspelled(each, f"{path}.{name}"):
                yield {**value, name: changed}, where
    elif isinstance(value, list) and value:
        for changed, where in misspelled(value[0], path + "[]"):
            yield [changed, *value[1:]], where


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_misspelled_field_is_found(tmp_path, settings, proxy):
    for document, table in documents(printed(tmp_path, settings, proxy, "as usual")):
        for wrong, where in misspelled(document, ""):
            free = where[1:].rpartition(".")[0] + ".*" in table  # any name is good there
            if not free and not where.endswith((".apiVersion", ".kind")):
                assert problems(wrong, table), where


@pytest.mark.parametrize("proxy, variant", ROWS)
def test_every_identity_header_is_copied(tmp_path, settings, proxy, variant):
    made = printed(tmp_path, settings, proxy, variant)
    names = programs.postern("snippet", "caddy", "-c", tmp_path / "postern.yaml").stdout
    wanted = re.search(r"copy_headers \{?\n?(.*?)\}", names, re.S)
    headers = wanted.group(1).split() if wanted else []
    assert len(headers) > 10
    text = "\n".join(made.values()).lower()
    for name in headers:
        assert re.search(rf"(?m)(^|[\s,\"\[]){re.escape(name.lower())}($|[\s,\"\]])", text), name


@pytest.mark.parametrize("proxy", PROXIES)
def test_an_address_of_this_machine_is_refused_where_a_service_is_needed(tmp_path, settings, proxy):
    file = tmp_path / "postern.yaml"
    file.write_text(json.dumps(settings))
    done = programs.postern("snippet", proxy, "-c", file)
    assert (done.returncode == 0) == (proxy in ("apisix", "kong"))
    assert done.returncode == 0 or "--resolver: name Postern's Service" in done.stderr


@pytest.mark.parametrize("proxy", PROXIES)
def test_it_does_not_say_where_the_controller_listens(tmp_path, settings, proxy):
    file = tmp_path / "postern.yaml"
    file.write_text(json.dumps(settings))
    assert programs.postern("snippet", proxy, "-c", file, "--listen", "80").returncode == 2
