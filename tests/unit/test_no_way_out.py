import socket
import urllib.request

import pytest

REFUSED = "a test (reached for|looked up)"


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "10.0.0.1"])
def test_a_connection_beyond_loopback_is_refused_before_it_leaves(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outward, pytest.raises(AssertionError, match=REFUSED):
        outward.connect((address, 443))


def test_a_name_of_another_machine_is_not_even_looked_up() -> None:
    with pytest.raises(AssertionError, match=REFUSED):
        socket.getaddrinfo("slack.com", 443)


def test_a_web_client_is_held_back_too() -> None:
    with pytest.raises(AssertionError, match=REFUSED):
        urllib.request.urlopen("https://qyapi.weixin.qq.com/", timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        accepted, address = server.accept()
        accepted.close()

        assert address == client.getsockname()
