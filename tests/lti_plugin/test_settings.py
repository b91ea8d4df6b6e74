"""Settings are read once, and every mistake is told together."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lti_plugin import settings
from lti_plugin.errors import BadSettings


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        settings.load(
            {
                "FINGERPOST_SYNC_HOUR": "25",
                "FINGERPOST_BASE_URL": "skills.example.org",
                "FINGERPOST_LOG_FORMAT": "xml",
            }
        )
    lines = caught.value.message.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "FINGERPOST_BASE_URL",
        "FINGERPOST_LOG_FORMAT",
        "FINGERPOST_SYNC_HOUR",
    ]


def test_a_misspelt_setting_is_a_mistake() -> None:
    with pytest.raises(BadSettings, match="FINGERPOST_BASE_ULR"):
        settings.load({"FINGERPOST_BASE_ULR": "https://skills.example.org"})


@pytest.mark.parametrize(
    "address",
    ["https://example.org/tool", "https://user:pass@example.org", "ftp://example.org", "https://"],
)
def test_the_own_address_is_a_host_of_its_own(address: str) -> None:
    with pytest.raises(BadSettings, match="FINGERPOST_BASE_URL"):
        settings.load({"FINGERPOST_BASE_URL": address})


def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from the file, of some length and more\n")
    loaded = settings.load(
        {"FINGERPOST_SECRET_KEY_FILE": str(file), "FINGERPOST_DATA_DIR": str(tmp_path)}
    )
    assert loaded.secret_key == "from the file, of some length and more"


def test_a_missing_secret_file_is_a_mistake() -> None:
    with pytest.raises(BadSettings, match="SECRET_KEY_FILE.*cannot be read"):
        settings.load({"FINGERPOST_SECRET_KEY_FILE": "/nowhere/key"})


def test_without_a_key_one_is_made_that_only_its_owner_can_read(tmp_path: Path) -> None:
    environment = {"FINGERPOST_DATA_DIR": str(tmp_path / "data")}
    first = settings.load(environment)
    file = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(first.secret_key) >= 32
    assert settings.load(environment).secret_key == first.secret_key


@pytest.mark.parametrize("key", ["", "x", "short"])
def test_a_key_that_anybody_could_guess_is_a_mistake(key: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{key}\n")
    for given in ({"FINGERPOST_SECRET_KEY": key}, {"FINGERPOST_SECRET_KEY_FILE": str(file)}):
        with pytest.raises(BadSettings, match="FINGERPOST_SECRET_KEY"):
            settings.load(given)


def test_a_key_file_that_was_not_written_whole_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(BadSettings, match="holds no whole key"):
        settings.load({"FINGERPOST_DATA_DIR": str(tmp_path)})


def test_of_two_that_make_a_key_at_once_both_use_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = pool.map(lambda _: settings.load({"FINGERPOST_DATA_DIR": str(tmp_path)}), range(8))
        assert len({each.secret_key for each in keys}) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_a_data_folder_that_cannot_be_written_is_a_clear_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(BadSettings, match="FINGERPOST_DATA_DIR"):
        settings.load({"FINGERPOST_DATA_DIR": str(blocked / "data")})


def test_no_secret_shows_in_the_representation(tmp_path: Path) -> None:
    loaded = settings.load(
        {
            "FINGERPOST_SECRET_KEY": "hidden-1" * 4,
            "FINGERPOST_METRICS_TOKEN": "hidden-2",
            "FINGERPOST_DATABASE_URL": "postgresql://user:hidden-3@host/name",
        }
    )
    assert "hidden" not in repr(loaded)


def test_hosts_may_be_networks() -> None:
    given = "10.0.0.0/8 fd00::/8, 192.168.1.7 [::1] fd00::1"
    loaded = settings.load({"FINGERPOST_ALLOWED_HOSTS": given, "FINGERPOST_SECRET_KEY": "k" * 32})
    assert loaded.allowed_hosts == set(given.replace(",", "").split())


@pytest.mark.parametrize(
    "wrong", ["10.0.0.0/99", "10.0.0.1/8", "moodle/8", "https://moodle.intra", "moodle.intra:8443"]
)
def test_a_host_that_would_never_match_is_a_mistake(wrong: str) -> None:
    with pytest.raises(BadSettings) as caught:
        settings.load({"FINGERPOST_ALLOWED_HOSTS": f"moodle.intra, {wrong}"})
    assert caught.value.message.startswith(f"FINGERPOST_ALLOWED_HOSTS: {wrong}: must be")


def test_hosts_may_be_separated_by_spaces_or_commas() -> None:
    loaded = settings.load(
        {"FINGERPOST_ALLOWED_HOSTS": "moodle.intra, 10.0.0.3", "FINGERPOST_SECRET_KEY": "k" * 32}
    )
    assert loaded.allowed_hosts == {"moodle.intra", "10.0.0.3"}


def test_a_file_of_a_portfolio_has_a_size_that_fits_into_memory() -> None:
    key = {"FINGERPOST_SECRET_KEY": "k" * 32}
    for given in ("0", "100"):
        loaded = settings.load(key | {"FINGERPOST_PORTFOLIO_FILE_MB": given})
        assert loaded.portfolio_file_mb == int(given)
    for wrong in ("-1", "101", "0.5", "ten"):
        with pytest.raises(BadSettings, match="FINGERPOST_PORTFOLIO_FILE_MB"):
            settings.load(key | {"FINGERPOST_PORTFOLIO_FILE_MB": wrong})
