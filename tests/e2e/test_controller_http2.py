"""Clients of HTTP/2 over TLS: Envoy Gateway's and Istio's Envoy, with a certificate at the first listener."""
import json

import envoy_config
import http2
import pytest
from controllers import controlled
from proxies import Candidate
from proxies.envoy_gateway import EnvoyGateway
from proxies.istio import Istio
from test_proxy_http2 import *  # noqa: F403
from test_proxy_http2 import LOGIN


def with_tls(proxy, certificate, key):
    class WithTls(proxy):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            made = json.loads(self.file.read_text())
            common = {
                "alpn_protocols": ["h2", "http/1.1"],
                "tls_certificates": [{"certificate_chain": {"filename": str(certificate)}, "private_key": {"filename": str(key)}}],
            }
            typed = {"@type": f"{envoy_config.TYPE}.extensions.transport_sockets.tls.v3.DownstreamTlsContext", "common_tls_context": common}
            made["static_resources"]["listeners"][0]["filter_chains"][0]["transport_socket"] = {
                "name": "envoy.transport_sockets.tls", "typed_config": typed}
            self.file.write_text(json.dumps(made))

    return WithTls


@pytest.fixture(scope="module", params=[EnvoyGateway, Istio], ids=lambda proxy: proxy.kind)
def scene(request, settings, tmp_path_factory):
    proxy = with_tls(request.param, *http2.make_certificate(tmp_path_factory.mktemp("tls")))
    (binary,) = proxy.binaries.values()
    with controlled(Candidate(proxy.kind, proxy, binary), settings, login=LOGIN) as scene:
        yield scene
