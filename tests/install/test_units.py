"""The services of systemd: what they may do, and what the installer writes."""

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "setup/systemd").glob("*.service"))
GUARDS = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "StateDirectory": "weekreel",
    "User": "weekreel",
    "Restart": "always",
}


def directives(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and line[0] not in "#["]
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The files of an installation, as the installer writes them for a packager."""
    environ = {"ROOT": str(tmp_path), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    command = [ROOT / "setup/install_service.sh"]
    subprocess.run(command, env=environ, check=True, capture_output=True)
    return tmp_path


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_is_guarded_and_comes_back(unit: Path):
    said = directives(unit.read_text(encoding="utf-8"))
    assert {name: said.get(name) for name in GUARDS} == GUARDS
    assert {"MemoryMax", "TasksMax", "SystemCallFilter", "RestrictAddressFamilies"} <= set(said)
    # Nothing in WeekReel tells systemd that it lives, so it must not wait for that.
    assert "WatchdogSec" not in said


def test_workers_reach_this_machine_only_and_may_confine_what_they_start():
    said = directives((ROOT / "setup/systemd/weekreel-worker@.service").read_text("utf-8"))
    assert (said["IPAddressDeny"], said["IPAddressAllow"]) == ("any", "localhost")
    calls = {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
    assert calls <= set(said["SystemCallFilter"].split())


def test_the_installer_fills_in_everything_and_the_paths_exist(installed: Path):
    for unit in UNITS:
        text = (installed / "etc/systemd/system" / unit.name).read_text(encoding="utf-8")
        assert not re.search(r"@[A-Z_]+@", text)
        program, command = directives(text)["ExecStart"].split()[:2]
        assert Path(program) == ROOT / ".venv/bin/weekreel" and Path(program).is_file()
        assert command in ("serve", "worker")
        (page,) = re.findall(r"^Documentation=file:(.*)$", text, re.MULTILINE)
        assert Path(page).is_file()


def test_the_secret_is_random_hidden_and_kept(installed: Path):
    file = installed / "etc/weekreel/weekreel.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_text(encoding="utf-8")
    assert re.search(r"^WEEKREEL_SECRET_KEY=[0-9a-f]{64}$", before, re.MULTILINE)
    environ = {"ROOT": str(installed), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    again = subprocess.run(
        [ROOT / "setup/install_service.sh"], env=environ, check=True, capture_output=True, text=True
    )
    assert "kept" in again.stdout and file.read_text(encoding="utf-8") == before


def test_the_command_has_every_setting_that_the_services_have(installed: Path, tmp_path: Path):
    settings = tmp_path / "weekreel.env"
    # By hand, and without an end of line; systemd takes the last one too.
    settings.write_text("# a word\nWEEKREEL_HOME=/srv/a b\nAWS_SECRET_ACCESS_KEY=last")
    text = (installed / "usr/local/bin/weekreel").read_text(encoding="utf-8")
    for real, trial in (
        ("/etc/weekreel/weekreel.env", str(settings)),
        (f"/usr/sbin/runuser -u weekreel -- {ROOT}/.venv/bin/weekreel", "/usr/bin/env"),
        ('"$(id -u)"', "0"),
    ):
        assert real in text
        text = text.replace(real, trial)
    told = subprocess.check_output(["/bin/sh", "-c", text], env={}, text=True).splitlines()
    assert {"WEEKREEL_HOME=/srv/a b", "AWS_SECRET_ACCESS_KEY=last"} <= set(told)


def test_a_folder_without_its_environment_is_refused(tmp_path: Path):
    (tmp_path / "setup").mkdir()
    copy = shutil.copy(ROOT / "setup/install_service.sh", tmp_path / "setup")
    environ = {"ROOT": str(tmp_path / "root"), "PATH": "/usr/bin:/bin"}
    said = subprocess.run([copy], env=environ, capture_output=True, text=True, check=False)
    assert said.returncode == 1 and "make set-up" in said.stderr


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd here: apt-get install systemd"
)
def test_systemd_itself_understands_the_units(installed: Path):
    files = [installed / "etc/systemd/system" / unit.name for unit in UNITS]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in said.stderr.splitlines() if "weekreel" in line]
    assert ours == []
