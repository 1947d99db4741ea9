"""Nobody calls but pages of this very server, programs of this machine, and who has the token."""

import re

import pytest

from humocon.errors import ConfigError
from humocon.server.callers import is_own
from humocon.server.options import ServerOptions

TOKEN = "a-token-of-24-letters-ok"


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "192.168.1.7", "LOCALHOST", "me.lan"]
)
def test_addresses_in_numbers_and_own_names_are_called(host):
    assert is_own(host, ("Me.lan",))


@pytest.mark.parametrize(
    "host",
    ["evil.example:8765", "", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "[::1"],
)
def test_a_name_that_leads_here_by_rebinding_is_refused(serve, host):
    assert not is_own(host)
    response = serve().get("/api/limits", headers={"host": host})
    assert response.status_code == 421
    assert "--allow-host" in response.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/", "/api/limits", "/v1/models", "/assets/serve.js"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8765"])
def test_a_page_of_another_origin_is_refused(caller, path, origin):
    response = caller.get(path, headers={"origin": origin})
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_a_page_of_this_server_may_call(caller):
    own = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    assert caller.get("/api/limits", headers=own).status_code == 200


def test_a_picture_or_form_of_another_site_is_refused_and_a_link_to_the_page_is_not(caller):
    strange = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert caller.get("/api/limits", headers=strange).status_code == 403
    assert caller.post("/v1/chat/completions", content="{}", headers=strange).status_code == 403
    link = strange | {"sec-fetch-mode": "navigate"}
    assert caller.get("/", headers=link).status_code == 200
    assert caller.get("/api/limits", headers=link).status_code == 403


def test_no_origin_is_invited(caller):
    asks = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    response = caller.options("/v1/chat/completions", headers=asks)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/", "/api/limits", "/assets/serve.js", "/v1/models", "/api/clips/x"])
def test_without_the_token_nothing_is_told(serve, path):
    response = serve(token=TOKEN).get(path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "?token=" in response.json()["error"]["message"]


def test_the_token_in_the_address_is_changed_for_a_cookie_of_this_run(serve):
    caller = serve(token=TOKEN)
    assert caller.get("/", params={"token": TOKEN + "x"}).status_code == 401
    response = caller.get("/", params={"token": TOKEN}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"]
    assert re.search(r"httponly", cookie, re.I)
    assert re.search(r"samesite=strict", cookie, re.I)
    assert TOKEN not in cookie
    assert caller.get("/api/limits").status_code == 200
    other = serve(token=TOKEN)
    assert other.get("/api/limits", headers={"cookie": cookie.partition(";")[0]}).status_code == 401


@pytest.mark.parametrize(
    ("given", "status"), [(f"Bearer {TOKEN}", 200), ("Bearer no", 401), (f"Basic {TOKEN}", 401), ("Bearer ü", 401)]
)
def test_programs_bring_the_token_in_a_header(serve, given, status):
    headers = {"authorization": given.encode()}
    assert serve(token=TOKEN).get("/v1/models", headers=headers).status_code == status


def test_a_cookie_that_is_none_is_no_key(serve):
    caller = serve(token=TOKEN)
    for cookie in ("humocon-8765", "humocon-8765=", 'humocon-8765="', "a[]=1; humocon-8765=x"):
        assert caller.get("/api/limits", headers={"cookie": cookie}).status_code == 401


def test_a_token_that_is_guessed_is_refused():
    for token in ("short", "", "ü" * 20):
        with pytest.raises(ConfigError, match="--token"):
            ServerOptions(token=token).check()
    ServerOptions(token=TOKEN).check()


def test_every_answer_says_what_a_browser_may_do_with_it(caller):
    for path in ("/", "/api/limits", "/assets/serve.js", "/nowhere"):
        headers = caller.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
