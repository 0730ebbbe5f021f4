"""The manifest that runs Postern in Kubernetes: documented fields, a configuration that Postern takes, and who may reach it."""
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
    """With the paths of the container in a folder here."""
    (tmp_path / "keys").mkdir()
    text = DOCUMENTS["ConfigMap"]["data"]["postern.yaml"]
    file = tmp_path / "postern.yaml"
    file.write_text(text.replace("/etc/postern", str(tmp_path)).replace("/var/lib/postern", str(tmp_path)))
    programs.postern("key", "generate", "--out", tmp_path / "key.pem", "--jwks", tmp_path / "keys/main.jwks.json")
    done = programs.postern("check", "-c", file)
    assert done.returncode == 0, done.stderr


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
