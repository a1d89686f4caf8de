"""What compose would start: guarded, pinned, and with one door."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from storage.settings import origins, read_settings
from tests.servers import seaweed

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker/compose.yaml"
ADDRESS = "https://week.example.cn"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """docker/ as it stands after make_secrets.sh."""
    copy = tmp_path_factory.mktemp("house") / "docker"
    shutil.copytree(ROOT / "docker", copy, ignore=shutil.ignore_patterns(".env", "certs"))
    subprocess.run([copy / "make_secrets.sh", ADDRESS], check=True, capture_output=True)
    return copy


@pytest.fixture(scope="module")
def config(folder: Path) -> dict[str, Any]:
    """The file as Docker Compose itself reads it, with the secrets filled in."""
    program = Path(sys.executable).with_name("docker-compose")
    command = [program, "-f", folder / "compose.yaml", "config", "--format", "json"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    return json.loads(said.stdout)


def test_one_door_leads_in_and_it_speaks_tls(config: dict[str, Any]):
    published = {name: s["ports"] for name, s in config["services"].items() if s.get("ports")}
    ((name, (port,)),) = published.items()
    assert (name, port["target"], port["published"]) == ("nginx", 8443, "443")


def test_only_the_door_stands_on_a_network_that_leads_outside(config: dict[str, Any]):
    outside = {name for name, net in config["networks"].items() if not net.get("internal")}
    on_it = {n for n, s in config["services"].items() if outside & set(s.get("networks", ()))}
    assert (outside, on_it) == ({"outside"}, {"nginx"})


def test_workers_and_stores_are_not_where_requests_arrive(config: dict[str, Any]):
    for name in ("worker", "postgres", "seaweedfs"):
        assert set(config["services"][name]["networks"]) == {"back"}, name


def test_every_service_is_guarded_limited_and_pinned(config: dict[str, Any]):
    for name, service in config["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["restart"] == "unless-stopped", name
        assert service["logging"]["options"]["max-file"] == "5", name
        limits = service["deploy"]["resources"]["limits"]
        assert {"cpus", "memory", "pids"} <= set(limits), name
        assert re.search(r":\d+\.\d+", service["image"]), name
        assert "privileged" not in service, name


def test_every_service_but_the_worker_is_asked_whether_it_lives(config: dict[str, Any]):
    asked = {name for name, s in config["services"].items() if "test" in s.get("healthcheck", {})}
    # The web process's own stands in the image.
    assert asked == set(config["services"]) - {"worker", "web"}
    assert "HEALTHCHECK" in (ROOT / "docker/Dockerfile").read_text()


def test_no_capability_comes_back_but_the_one_that_is_explained(config: dict[str, Any]):
    added = {name: s["cap_add"] for name, s in config["services"].items() if s.get("cap_add")}
    assert added == {"seaweedfs": ["DAC_OVERRIDE"]}


def test_the_proxy_that_is_believed_is_the_network_nginx_is_on(config: dict[str, Any]):
    (subnet,) = config["networks"]["front"]["ipam"]["config"]
    web = config["services"]["web"]["environment"]
    assert web["WEEKREEL_TRUSTED_PROXIES"] == subnet["subnet"]
    assert "WEEKREEL_TRUSTED_PROXIES" not in config["services"]["worker"]["environment"]


@pytest.mark.parametrize("service", ["web", "worker"])
def test_weekreel_takes_the_settings_that_compose_gives(
    config: dict[str, Any], service: str, tmp_path: Path
):
    environ = config["services"][service]["environment"]
    settings = read_settings({**environ, "WEEKREEL_HOME": str(tmp_path)})
    assert settings.public_url == ADDRESS
    assert "@postgres/weekreel" in settings.database_url
    assert settings.blobs_url.startswith("s3://weekreel/")
    given = {f"WEEKREEL_{name.upper()}" for name, o in origins(settings).items() if o != "default"}
    assert {name for name in environ if name.startswith("WEEKREEL_")} <= given


def test_secrets_are_made_once_for_the_owner_alone(folder: Path):
    file = folder / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_text()
    again = subprocess.run([folder / "make_secrets.sh", ADDRESS], capture_output=True, text=True)
    assert again.returncode == 1 and "not written over" in again.stderr
    assert file.read_text() == before
    values = dict(line.split("=", 1) for line in before.splitlines() if not line.startswith("#"))
    secret = [value for name, value in values.items() if name != "WEEKREEL_PUBLIC_URL"]
    assert all(re.fullmatch(r"[a-z0-9-]{20,}", value) for value in secret)
    assert len(set(secret)) == len(secret)


def test_an_address_that_is_none_is_refused(tmp_path: Path):
    shutil.copy(ROOT / "docker/make_secrets.sh", tmp_path)
    for wrong in ("week.example.cn", "http://week.example.cn", f"{ADDRESS}/"):
        done = subprocess.run([tmp_path / "make_secrets.sh", wrong], capture_output=True)
        assert done.returncode == 2, wrong
    assert not (tmp_path / ".env").exists()


def test_the_example_names_what_the_script_writes(folder: Path):
    names = r"^([A-Z0-9_]+)="
    made = re.findall(names, (folder / ".env").read_text(), re.MULTILINE)
    example = re.findall(names, (ROOT / "docker/.env.example").read_text(), re.MULTILINE)
    assert example == made


@pytest.mark.skipif(seaweed.why_not() is not None, reason=str(seaweed.why_not()))
def test_the_blob_store_starts_with_just_these_words_and_asks_for_the_key(
    config: dict[str, Any], tmp_path: Path
):
    service = config["services"]["seaweedfs"]
    s3, *parts = seaweed.free_ports(9)
    words = [f"-dir={tmp_path}" if word == "-dir=/data" else word for word in service["command"]]
    words = [f"-s3.port={s3}" if word == "-s3.port=8333" else word for word in words]
    for name, port in zip(("master", "volume", "filer", "s3"), parts[:4], strict=True):
        words.append(f"-{name}.port.grpc={port}")
    for name, port in zip(("master", "volume", "filer"), parts[4:7], strict=True):
        words.append(f"-{name}.port={port}")
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | {
        name: value for name, value in service["environment"].items() if name.startswith("AWS_")
    }
    program = seaweed.program()
    assert program is not None
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([program, *words], env=environ, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{s3}/healthz", server, tmp_path / "log")
        keys = (environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"])
        assert seaweed_put(s3, *keys) == 200
        assert seaweed_put(s3, keys[0], "another") == 403
    finally:
        # In good order it takes its time, up to half a minute.
        server.kill()
        server.wait()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)


def seaweed_put(port: int, key: str, secret: str) -> int:
    """Status of putting a small object into the bucket of compose, made by its first use."""
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name=seaweed.REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(signature_version="s3v4", request_checksum_calculation="when_required"),
    )
    try:
        answer = client.put_object(Bucket="weekreel", Key="blobs/one", Body=b"1")
    except ClientError as refused:
        answer = refused.response
    return answer["ResponseMetadata"]["HTTPStatusCode"]
