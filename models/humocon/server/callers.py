"""Who may call: browsers from pages of this very server alone, and, where others can reach it, those with the token."""

import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from humocon.server.options import ServerOptions

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def error_content(message: str, status: int) -> dict[str, object]:
    """An error, in the shape that OpenAI's clients know."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": status}}


def failure(message: str, status: int) -> JSONResponse:
    """A response that tells an error."""
    return JSONResponse(error_content(message, status), status, {"Retry-After": "30"} if status in (429, 503) else None)


class Guard:
    """Lets no request through that another site's page may have sent, nor one without the token.

    A page elsewhere can make a browser call this server, under a name of its own that leads to this machine (DNS
    rebinding), too. So the name that is called must be ours, and what tells where a request comes from must name us.

    Args:
        app: what answers the others.
        options: the names, and the token.
    """

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self.app, self.options = app, options
        # The cookie is a secret of this run's own: it opens nothing after the server has ended.
        self._secret = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refuse_stranger(scope, headers) or self._refuse_unknown(scope, headers)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answered[name] = value
            await send(message)

        await (refused or self.app)(scope, receive, send_guarded)

    def _refuse_stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """What is told to a request under another name, or from another site's page."""
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not is_own(host, self.options.hosts):
            return failure(f"no server of this name here ({host[:80]!r}): give --allow-host NAME to be called so", 421)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return failure("pages of other sites may not call this server", 403)
        opens_page = scope["method"] == "GET" and scope["path"] == "/" and headers.get("sec-fetch-mode") == "navigate"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not opens_page:
            return failure("pages of other sites may not call this server", 403)
        return None

    def _refuse_unknown(self, scope: Scope, headers: Headers) -> Response | None:
        """What is told to a request without the token; who brings it in the address is given a cookie in its place."""
        token = self.options.token
        if token is None:
            return None
        cookie = f"humocon-{headers['host'].rpartition(':')[2]}"  # cookies do not tell ports apart
        given = QueryParams(scope["query_string"]).get("token")
        if scope["path"] == "/" and given is not None and _same(given, token):
            response = RedirectResponse("/", 303)
            response.set_cookie(cookie, self._secret, httponly=True, samesite="strict")
            return response
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and _same(bearer.strip(), token):
            return None
        if _same(_cookie(headers.getlist("cookie"), cookie), self._secret):
            return None
        told = failure("the token is missing or wrong: open /?token=TOKEN, or send `Authorization: Bearer TOKEN`", 401)
        told.headers["WWW-Authenticate"] = "Bearer"
        return told


def is_own(host: str, names: Iterable[str] = ()) -> bool:
    """Whether a `Host` header names this server: an address in numbers, which no name service can turn elsewhere."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name == "localhost" or name in {known.lower() for known in names}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), secret.encode())


def _cookie(lines: Iterable[str], name: str) -> str:
    for line in lines:
        try:
            cookies = SimpleCookie(line)
        except CookieError:
            continue
        if name in cookies:
            return cookies[name].value
    return ""
