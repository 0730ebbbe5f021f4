"""Envoy with the printed bootstrap that asks over gRPC."""
import grpc_relay
from proxies.envoy import Envoy


class EnvoyGrpc(Envoy):
    kind = "envoy-grpc"
    binaries = {"envoy-grpc": Envoy.binaries["envoy"]}
    dialect = "envoy"
    settings = {"grpc": {}}  # Postern listens for it, too
    relay = grpc_relay.Relay
    chooses_policies = True
