"""Edits of the printed resources as people make them, and settings of others: the text defends itself, or this pins that it cannot."""
import pytest
from controllers import controlled
from proxies import Candidate
from proxies.envoy_gateway import EnvoyGateway
from proxies.ingress_nginx import IngressNginx
from proxies.istio import Istio
from proxy_rows import OUTCOMES, SPOOFS, good
from proxy_scene import GENUINE, learned


def instead(old, new):
    def edit(text):
        assert old in text, old
        return text.replace(old, new)

    return edit


def without(first, last):
    """The lines from one to another are gone."""

    def edit(text):
        begin = text.index(first)
        return text[:begin] + text[text.index(last, begin):]

    return edit


COOKIE = instead("    - cookie\n", "    - cookie\n    - x-authgear-user-id\n")
EARLY = instead("(?i)", "(?i)no-such-")

# name: the proxy, the file, the edit. Nobody who is denied reaches the application, and no client says who it is.
HOLDS = {
    "Envoy Gateway: underscores allowed": (EnvoyGateway, "postern-eg.yaml", instead("withUnderscoresAction: RejectRequest", "withUnderscoresAction: Allow")),
    "Envoy Gateway: slashes kept": (EnvoyGateway, "postern-eg.yaml", instead("disableMergeSlashes: false", "disableMergeSlashes: true")),
    "Envoy Gateway: identity headers to Postern": (EnvoyGateway, "postern-eg.yaml", COOKIE),
    "Envoy Gateway: routes chosen again": (EnvoyGateway, "postern-eg.yaml", instead("recomputeRoute: false", "recomputeRoute: true")),
    "Envoy Gateway: another status": (EnvoyGateway, "postern-eg.yaml", instead("statusOnError: 503", "statusOnError: 500")),
    "Envoy Gateway: no retry": (EnvoyGateway, "postern-eg.yaml", instead("numRetries: 1", "numRetries: 0")),
    "Istio: identity headers to Postern": (Istio, "mesh.yaml", instead("      - cookie\n", "      - cookie\n      - x-authgear-user-id\n")),
    "Istio: routes chosen again": (Istio, "mesh.yaml", instead("clearRouteCache: false", "clearRouteCache: true")),
    "Istio: every header of a denial": (Istio, "mesh.yaml", instead("      - location\n", "      - location\n      - x-authgear-user-id\n")),
    "Istio: a rule more": (Istio, "workloads.yaml", instead("  - {} # every request\n", "  - {}\n  - to:\n    - operation: {notPaths: [/open]}\n")),
    "ingress-nginx: no time-outs": (IngressNginx, "controller.yaml", without("    proxy_connect_timeout", "    proxy_read_timeout")),
}

# The first strip is missing: what Postern answers still overwrites or removes every identity header of that very name.
STRIPPED_BY_THE_ANSWER = {
    "Envoy Gateway: the policy of the listener does not match": (EnvoyGateway, "postern-eg.yaml", EARLY),
    "Istio: the filter does not match": (Istio, "workloads.yaml", EARLY),
}

# Somebody's own words, which the text cannot take back: while Postern fails, this opens the application.
OPENS = {
    "Envoy Gateway: failOpen": (EnvoyGateway, "postern-eg.yaml", instead("failOpen: false", "failOpen: true")),
    "Istio: failOpen": (Istio, "mesh.yaml", instead("failOpen: false", "failOpen: true")),
}

# Somebody's own words: another spelling passes.
SPELLINGS = {
    "ingress-nginx: invalid names": (IngressNginx, "controller.yaml", instead('ignore-invalid-headers: "true"', 'ignore-invalid-headers: "false"')),
    "ingress-nginx: underscores": (IngressNginx, "controller.yaml", instead('enable-underscores-in-headers: "false"', 'enable-underscores-in-headers: "true"')),
}


def edited(row):
    proxy, name, edit = row

    class Edited(proxy):
        def __init__(self, folder, port, files, binary):
            super().__init__(folder, port, {**files, name: edit(files[name])}, binary)

    binary = next(iter(proxy.binaries.values()))
    return Candidate(proxy.kind, Edited, binary)


def nobody_is_believed(scene, keys, spellings):
    for outcome, (status, credential, fault) in OUTCOMES.items():
        with scene.relay.failing(fault):
            for spelling in spellings:
                for name in ("X-Authgear-User-Id", "X-Authgear-User-Roles", "X-Team"):
                    answer, got = scene.ask(SPOOFS[spelling](name) + credential(keys))
                    assert (got is not None) == (answer.status == 200) and (got is None or status == 200), (outcome, spelling)
                    if got:
                        assert {key: value for key, value in learned(got).items() if value} == {
                            key.lower(): value for key, value in GENUINE.items()}, (outcome, spelling)


@pytest.mark.parametrize("row", HOLDS)
def test_it_holds(settings, keys, row):
    with controlled(edited(HOLDS[row]), settings) as scene:
        nobody_is_believed(scene, keys, ["exact", "underscores", "dots", "doubled", "empty", "nominated and sent"])
        assert scene.ask(good(keys))[0].status == 200


@pytest.mark.parametrize("row", STRIPPED_BY_THE_ANSWER)
def test_the_answer_of_postern_removes_the_exact_names(settings, keys, row):
    with controlled(edited(STRIPPED_BY_THE_ANSWER[row]), settings) as scene:
        nobody_is_believed(scene, keys, ["exact", "lower case", "upper case", "doubled", "empty", "nominated and sent"])
        assert scene.ask([("X.Team", "evil"), *good(keys)])[1].all("X.Team") == ["evil"]


@pytest.mark.parametrize("row", OPENS)
def test_failures_open_it(settings, keys, row):
    with controlled(edited(OPENS[row]), settings) as scene:
        with scene.relay.failing("unavailable"):
            answer, got = scene.ask([("X-Authgear-User-Id", "evil"), ("X.Team", "evil")])
            assert answer.status == 200 and learned(got) == {}  # open, but still nobody says who it is
        assert scene.ask()[0].status == 401


@pytest.mark.parametrize("row", SPELLINGS)
def test_another_spelling_passes(settings, keys, row):
    with controlled(edited(SPELLINGS[row]), settings) as scene:
        name = "X_Team" if "underscores" in row else "X.Team"
        assert scene.ask([(name, "evil"), *good(keys)])[1].all(name) == ["evil"]
