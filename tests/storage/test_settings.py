"""Settings are read once; a wrong one is refused by name and value, a secret is never shown."""

import stat
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import make_url

from domain.errors import UsageError
from storage.s3.place import S3Place, read_place
from storage.settings import GIB, Settings, origins, read_settings


def read(home: Path, **more: str) -> Settings:
    return read_settings({"WEEKREEL_HOME": str(home), **more})


def test_the_defaults_stand_under_home(tmp_path: Path):
    settings = read(tmp_path / "home")
    assert settings.home == tmp_path / "home"
    assert settings.database_path == tmp_path / "home/catalog.sqlite3"
    assert settings.blobs_path == tmp_path / "home/blobs"
    assert settings.campaign is None and settings.public_url is None
    assert settings.rate_limit is True
    assert settings.trusted_proxies == ()
    assert (settings.max_file_bytes, settings.invite_max_bytes) == (4 * GIB, 50 * GIB)
    assert (settings.invite_max_files, settings.lease_ttl_s) == (2000, 45.0)
    assert settings.worker_concurrency >= 1


def test_home_is_made_absolute_and_may_hold_spaces_and_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert read_settings({}).home == tmp_path / "weekreel-data"
    settings = read_settings({"WEEKREEL_HOME": "活动 周%20"})
    assert settings.home == tmp_path / "活动 周%20"
    assert settings.blobs_path == settings.home / "blobs"
    assert settings.database_path == settings.home / "catalog.sqlite3"


def test_every_variable_is_read(tmp_path: Path):
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).touch()
    settings = read(
        tmp_path / "home",
        WEEKREEL_CAMPAIGN="yunling-2025",
        WEEKREEL_DATABASE_URL=f"sqlite:///{tmp_path}/other.db",
        WEEKREEL_DATABASE_CONNECTIONS="5",
        WEEKREEL_BLOBS_URL=f"file://{tmp_path}/other%20blobs",
        WEEKREEL_SECRET_KEY="s" * 40,
        WEEKREEL_PUBLIC_URL="https://week.example.cn/reel/",
        WEEKREEL_TLS_CERT=str(tmp_path / "cert.pem"),
        WEEKREEL_TLS_KEY=str(tmp_path / "key.pem"),
        WEEKREEL_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,::1",
        WEEKREEL_RATE_LIMIT="off",
        WEEKREEL_MAX_FILE_BYTES="1048576",
        WEEKREEL_INVITE_MAX_FILES="7",
        WEEKREEL_INVITE_MAX_BYTES="2GiB",
        WEEKREEL_LEASE_TTL="6",
        WEEKREEL_LOG_FORMAT="console",
        WEEKREEL_LOG_FILE=str(tmp_path / "weekreel.log"),
        WEEKREEL_WORKER_CONCURRENCY="3",
        WEEKREEL_WORKER_TAKES="render, film,render",
        WEEKREEL_OCR="off",
        WEEKREEL_SPEECH_COMMAND="/opt/hears/run --fast",
        WEEKREEL_KEEP_JOBS_DAYS="90",
        WEEKREEL_KEEP_REFUSED_DAYS="7",
        WEEKREEL_KEEP_SEGMENTS_DAYS="8",
        WEEKREEL_KEEP_ORIGINALS_DAYS="365",
        WEEKREEL_KEEP_AUDIT_DAYS="183",
        WEEKREEL_KEEP_FETCHES_DAYS="200",
        WEEKREEL_KEEP_REMARKS_DAYS="9",
        WEEKREEL_BLOB_COPIES_BYTES="20GiB",
        WEEKREEL_WEB_INDEX="7",
    )
    assert settings.campaign == "yunling-2025"
    assert settings.database_path == tmp_path / "other.db"
    assert settings.blobs_path == tmp_path / "other blobs"
    assert settings.secret_key.get_secret_value() == "s" * 40
    assert settings.public_url == "https://week.example.cn/reel"
    assert (settings.tls_cert, settings.tls_key) == (tmp_path / "cert.pem", tmp_path / "key.pem")
    proxies = tuple(map(ip_network, ("127.0.0.1/32", "10.0.0.0/8", "::1/128")))
    assert settings.trusted_proxies == proxies
    assert (settings.rate_limit, settings.ocr) == (False, False)
    assert settings.speech_command == "/opt/hears/run --fast"
    assert (settings.max_file_bytes, settings.invite_max_files) == (1 << 20, 7)
    assert settings.invite_max_bytes == 2 * GIB
    assert (settings.lease_ttl_s, settings.worker_concurrency) == (6.0, 3)
    assert (settings.worker_takes, settings.keep_jobs_days) == (("render", "film"), 90)
    assert settings.web_index == 7
    assert (settings.blobs_place, settings.blob_copies_bytes) == (None, 20 * GIB)
    assert (settings.keep_refused_days, settings.keep_segments_days) == (7, 8)
    assert (settings.keep_originals_days, settings.keep_audit_days) == (365, 183)
    assert (settings.keep_fetches_days, settings.keep_remarks_days) == (200, 9)
    assert set(origins(settings).values()) == {"environment"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEEKREEL_CAMPAIGN", "Yun Ling"),
        ("WEEKREEL_DATABASE_URL", "postgresql://db"),
        ("WEEKREEL_DATABASE_URL", "postgresql://db/weekreel?sslmod=require"),
        ("WEEKREEL_DATABASE_URL", "postgresql+psycopg2://db/weekreel"),
        ("WEEKREEL_DATABASE_URL", "mysql://db/weekreel"),
        ("WEEKREEL_DATABASE_CONNECTIONS", "1"),
        ("WEEKREEL_DATABASE_CONNECTIONS", "many"),
        ("WEEKREEL_DATABASE_URL", "sqlite://"),
        ("WEEKREEL_DATABASE_URL", "catalog.db"),
        ("WEEKREEL_BLOBS_URL", "s3://"),
        ("WEEKREEL_BLOBS_URL", "s3://Bucket_1/prefix"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket/pre fix"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket/../x"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?endpoint=minio:9000"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?endpoint=http://minio/with/path"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?endpiont=http://minio"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?region=a&region=b"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?region=cn north"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?style=flat"),
        ("WEEKREEL_BLOBS_URL", "s3://bucket?public_endpoint="),
        ("WEEKREEL_BLOB_COPIES_BYTES", "0"),
        ("WEEKREEL_WEB_INDEX", "-1"),
        ("WEEKREEL_WEB_INDEX", "256"),
        ("WEEKREEL_BLOBS_URL", "/srv/blobs"),
        ("WEEKREEL_BLOBS_URL", "file://server/blobs"),
        ("WEEKREEL_PUBLIC_URL", "week.example.cn"),
        ("WEEKREEL_PUBLIC_URL", "https://week.example.cn/?a=1"),
        ("WEEKREEL_TLS_CERT", "/nowhere/cert.pem"),
        ("WEEKREEL_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("WEEKREEL_RATE_LIMIT", "no"),
        ("WEEKREEL_MAX_FILE_BYTES", "0"),
        ("WEEKREEL_MAX_FILE_BYTES", "much"),
        ("WEEKREEL_INVITE_MAX_FILES", "-1"),
        ("WEEKREEL_INVITE_MAX_BYTES", "0"),
        ("WEEKREEL_LEASE_TTL", "0.5"),
        ("WEEKREEL_LEASE_TTL", "soon"),
        ("WEEKREEL_WORKER_CONCURRENCY", "0"),
        ("WEEKREEL_WORKER_TAKES", "render,cooking"),
        ("WEEKREEL_WORKER_TAKES", "all,render"),
        ("WEEKREEL_KEEP_JOBS_DAYS", "0"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_value(tmp_path: Path, name: str, value: str):
    with pytest.raises(UsageError) as refused:
        read(tmp_path, **{name: value})
    assert f"{name}={value}" in refused.value.words.en
    assert f"{name}={value}" in refused.value.words.zh


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_keeps_the_catalog_when_its_url_is_given(tmp_path: Path, scheme: str):
    url = f"{scheme}://weekreel:ge%40heim@db:5433/weekreel?sslmode=require"
    settings = read(tmp_path, WEEKREEL_DATABASE_URL=url, WEEKREEL_DATABASE_CONNECTIONS="20")
    assert settings.database_url == (
        "postgresql+psycopg://weekreel:ge%40heim@db:5433/weekreel?sslmode=require"
    )
    assert settings.database_path is None
    assert settings.database_connections == 20
    assert "heim" not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://weekreel:geheim@db/weekreel",
        "postgresql://weekreel:ge@heim@db:port/weekreel",
        "postgresql://weekreel:geheim@db",
        "postgresql://db?password=geheim",
        "mysql://weekreel:geheim@db/weekreel",
        "postgresql://weekreel:geheim",
        "postgresql://weekreel:x@heim@db/weekreel",
        "postgresql://weekreel:x@y/heim@db/weekreel",
        "postgresql://weekreel:x@y?heim=1@db/weekreel",
        "postgresql://week/heim:x@db/weekreel",
    ],
)
def test_the_password_of_a_refused_database_is_not_repeated(tmp_path: Path, url: str):
    with pytest.raises(UsageError, match="WEEKREEL_DATABASE_URL=") as refused:
        read(tmp_path, WEEKREEL_DATABASE_URL=url)
    assert "heim" not in refused.value.words.en + refused.value.words.zh
    assert refused.value.__cause__ is None


def test_an_at_sign_too_many_is_told_with_how_it_is_written(tmp_path: Path):
    with pytest.raises(UsageError, match="write @ as %40"):
        read(tmp_path, WEEKREEL_DATABASE_URL="postgresql://weekreel:a@b@db/weekreel")
    settings = read(tmp_path, WEEKREEL_DATABASE_URL="postgresql://weekreel:a%40b/c?@db/d%40e")
    assert settings.database_url == "postgresql+psycopg://weekreel:a%40b%2Fc%3F@db/d%40e"


@pytest.mark.parametrize("url", ["http://:geheim@week.cn", "https://a:geheim@week.cn/x"])
def test_an_address_for_phones_holds_no_user(tmp_path: Path, url: str):
    with pytest.raises(UsageError, match="user") as refused:
        read(tmp_path, WEEKREEL_PUBLIC_URL=url)
    assert "geheim" not in refused.value.words.en + refused.value.words.zh


def test_certificate_and_key_come_together(tmp_path: Path):
    (tmp_path / "cert.pem").touch()
    with pytest.raises(UsageError, match="WEEKREEL_TLS_KEY"):
        read(tmp_path, WEEKREEL_TLS_CERT=str(tmp_path / "cert.pem"))


def test_an_empty_variable_is_an_unset_one(tmp_path: Path):
    settings = read(tmp_path, WEEKREEL_PUBLIC_URL="", WEEKREEL_MAX_FILE_BYTES="")
    assert settings.public_url is None
    assert origins(settings)["max_file_bytes"] == "default"


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    first = read(tmp_path / "home")
    path = tmp_path / "home/secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.secret_key.get_secret_value()) >= 32
    assert read(tmp_path / "home").secret_key == first.secret_key
    assert read(tmp_path / "other").secret_key != first.secret_key
    assert origins(first)["secret_key"] == "file"
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["secret.key"]


def test_processes_that_start_together_share_one_secret(tmp_path: Path):
    program = (
        "import sys; from storage.settings import read_settings;"
        "print(read_settings({'WEEKREEL_HOME': sys.argv[1]}).secret_key.get_secret_value())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "home")]
    racing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert len({process.communicate()[0] for process in racing}) == 1


def test_secrets_are_not_in_the_repr_nor_in_a_refusal(tmp_path: Path):
    settings = read(tmp_path, WEEKREEL_SECRET_KEY="q" * 40)
    assert "qqq" not in repr(settings) + str(settings)
    with pytest.raises(UsageError, match="WEEKREEL_SECRET_KEY") as refused:
        read(tmp_path, WEEKREEL_SECRET_KEY="short-secret")
    assert "short-secret" not in refused.value.words.en + refused.value.words.zh


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="WEEKREEL_HOME"):
        read(tmp_path / "file")


def test_settings_do_not_change(tmp_path: Path):
    settings = read(tmp_path)
    with pytest.raises(Exception, match="frozen"):
        settings.campaign = "other"  # type: ignore[misc]


def test_an_s3_is_a_bucket_a_prefix_and_how_it_is_reached(tmp_path: Path):
    url = (
        "s3://weekreel-1/county/2024/?endpoint=https://oss.example.cn:9000/&region=cn-north-1"
        "&public_endpoint=https://files.example.cn&style=virtual"
    )
    settings = read(tmp_path, WEEKREEL_BLOBS_URL=url)
    assert settings.blobs_place == S3Place(
        bucket="weekreel-1",
        prefix="county/2024/",
        endpoint="https://oss.example.cn:9000",
        region="cn-north-1",
        public_endpoint="https://files.example.cn",
        style="virtual",
    )
    assert settings.blobs_place.browser_origin == "https://weekreel-1.files.example.cn"
    assert settings.blobs_path == tmp_path / "blob-copies"


@pytest.mark.parametrize(
    ("url", "style", "origin"),
    [
        ("s3://b-1", "virtual", None),
        ("s3://b-1?endpoint=http://minio:9000", "path", None),
        ("s3://b-1?endpoint=http://m&public_endpoint=http://p:1", "path", "http://p:1"),
    ],
)
def test_the_bucket_stands_in_the_path_where_an_endpoint_is_named(
    tmp_path: Path, url: str, style: str, origin: str | None
):
    place = read(tmp_path, WEEKREEL_BLOBS_URL=url).blobs_place
    assert place is not None
    assert (place.style, place.browser_origin) == (style, origin)


def test_a_key_in_the_address_is_refused_and_not_repeated(tmp_path: Path):
    with pytest.raises(UsageError, match="keys do not belong here") as refused:
        read(tmp_path, WEEKREEL_BLOBS_URL="s3://AKIA1:topsecret@bucket/x")
    assert "topsecret" not in refused.value.words.en + refused.value.words.zh


def test_players_of_a_page_from_https_need_an_endpoint_with_https(tmp_path: Path):
    url = "s3://bucket?endpoint=http://minio&public_endpoint=http://minio"
    with pytest.raises(UsageError, match="must be https"):
        read(tmp_path, WEEKREEL_BLOBS_URL=url, WEEKREEL_PUBLIC_URL="https://week.example.cn")
    read(tmp_path, WEEKREEL_BLOBS_URL=url, WEEKREEL_PUBLIC_URL="http://week.example.cn")


def test_a_scheme_in_capitals_is_the_same_place_and_no_folder(tmp_path: Path):
    settings = read(tmp_path, WEEKREEL_BLOBS_URL="S3://abc/x?endpoint=http://m")
    assert settings.blobs_place == read_place("s3://abc/x?endpoint=http://m")
    assert settings.blobs_path == tmp_path / "blob-copies"


def test_a_password_in_the_query_of_a_database_is_kept_where_it_is_masked(tmp_path: Path):
    url = "postgresql://weekreel@db/week?sslmode=require&password=top-secret"
    parsed = make_url(read(tmp_path, WEEKREEL_DATABASE_URL=url).database_url)
    assert parsed.password == "top-secret" and dict(parsed.query) == {"sslmode": "require"}
    assert "top-secret" not in parsed.render_as_string()
