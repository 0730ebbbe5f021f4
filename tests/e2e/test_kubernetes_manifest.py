"""The manifest that runs Postern in Kubernetes: documented fields, a configuration that Postern takes, and who may reach it."""
import re

import documented_fields
import programs
import pytest
import yaml
from test_documented_fields import problems

FILE = programs.SOURCE / "deploy/kubernetes/postern.yaml"
DOCUMENTS = {each["kind"]: each for each in yaml.safe_load_all(FILE.read_text())}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_it_has_documented_fields_alone(kind):
    assert problems(DOCUMENTS[kind], documented_fields.MANIFEST[kind]) == []


def test_postern_takes_the_configuration(tmp_path):
    postern_takes(DOCUMENTS["ConfigMap"], tmp_path)


def postern_takes(settings, tmp_path):
    """With the paths of the container in a folder here."""
    (tmp_path / "keys").mkdir()
    text = settings["data"]["postern.yaml"]
    file = tmp_path / "postern.yaml"
    file.write_text(text.replace("/etc/postern", str(tmp_path)).replace("/var/lib/postern", str(tmp_path)))
    programs.postern("key", "generate", "--out", tmp_path / "key.pem", "--jwks", tmp_path / "keys/main.jwks.json")
    done = programs.postern("check", "-c", file)
    assert done.returncode == 0, done.stderr


def test_the_lines_for_grpc(tmp_path):
    """They are comments, until somebody's proxy asks over gRPC."""
    text, lines = re.subn(r"# (grpc: |- \{)", r"\1", FILE.read_text())
    changed = {each["kind"]: each for each in yaml.safe_load_all(text)}
    assert lines == 3 and all(problems(each, documented_fields.MANIFEST[kind]) == [] for kind, each in changed.items())
    assert [port["port"] for port in changed["Service"]["spec"]["ports"]] == [9080, 9082]
    assert [port["port"] for port in changed["NetworkPolicy"]["spec"]["ingress"][0]["ports"]] == [9080, 9082]
    postern_takes(changed["ConfigMap"], tmp_path)


def test_only_the_proxy_reaches_it():
    """And the port of the administration is in no Service and no rule."""
    (port,) = DOCUMENTS["Service"]["spec"]["ports"]
    (rule,) = DOCUMENTS["NetworkPolicy"]["spec"]["ingress"]
    assert port["port"] == 9080 and [each["port"] for each in rule["ports"]] == [9080]
    assert DOCUMENTS["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == DOCUMENTS["Service"]["spec"]["selector"]


def test_mounts_and_ports_have_their_names():
    pod = DOCUMENTS["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    assert {container[probe]["httpGet"]["port"] for probe in ("readinessProbe", "livenessProbe")} == {"admin"}
    assert DOCUMENTS["Service"]["spec"]["ports"][0]["targetPort"] in {port["name"] for port in container["ports"]}
