import pytest

from newscrawler.downloader.addresses import is_allowed, is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "93.184.216.34"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "::1", "::",
     "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "224.0.0.1",
     "100.64.0.1", "255.255.255.255"],
)  # fmt: skip
def test_private_however_spelled(address: str) -> None:
    assert not is_public(address)


def test_allowed_on_any_port_or_on_one() -> None:
    assert is_allowed(frozenset({"127.0.0.1"}), "127.0.0.1", 80)
    assert is_allowed(frozenset({"127.0.0.1:81"}), "127.0.0.1", 81)
    assert not is_allowed(frozenset({"127.0.0.1:81"}), "127.0.0.1", 80)
