"""The door: loopback alone, a token in every address, the host and origin that it says, and a strict content policy."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from audition.errors import AuditionError, StoreError, UsageError, crash_text
from audition.viewing.asking import Answer, Ask, Site
from audition.viewing.pages import PAGES

if TYPE_CHECKING:
    from aiohttp import web

MOST_BYTES = 64 * 1024
"""Of what is written in one request: a few words."""
RATER = "rater"
"""The cookie that holds how whoever labels is called."""
_YEAR_SECONDS = 365 * 24 * 3600
_OWN = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_APART = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""For pages that came whole: an origin of their own, so that nothing in them can ask or write anything of ours."""


def token_of(folder: Path) -> str:
    """The project's token, which only its user can read: made once, so that addresses stay good.

    Raises:
        StoreError: It can be neither read nor made.
    """
    path = folder / "view.token"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError), open(path, "x", opener=_private) as file:
            file.write(secrets.token_urlsafe(24))
        token = path.read_text("ascii")
    except (OSError, UnicodeError) as error:
        raise StoreError(f"{path}: cannot be read or made: {error}; see to the folder") from error
    if len(token) < 32 or not token.isascii() or path.stat().st_mode & 0o077:
        raise StoreError(f"{path}: is no token, or others may read it; remove it, a new one is made")
    return token


def _private(path: str, flags: int) -> int:
    import os

    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


@asynccontextmanager
async def serving(make_site: Callable[[str], Site], token: str, ports: Sequence[int]) -> AsyncIterator[str]:
    """Answer on loopback while the block lasts; gives the first page's address.

    Args:
        make_site: A site, from what every address begins with.
        token: That every address holds.
        ports: Of 127.0.0.1, the first that can be had; 0: a free one.

    Raises:
        UsageError: None can be had.
    """
    from aiohttp import web

    door = _Door(make_site(f"/{token}"), token)
    runner = web.ServerRunner(web.Server(door.handle, access_log=None), shutdown_timeout=0.5)
    await runner.setup()
    try:
        for port in ports:
            with suppress(OSError):
                await web.TCPSite(runner, "127.0.0.1", port).start()
                break
        else:
            raise UsageError(f"port {ports[0]} is taken; name another with --port, or none")
        door.port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{door.port}/{token}/"
    finally:
        await runner.cleanup()


class _Door:
    """Lets in who knows the token and comes from here."""

    def __init__(self, site: Site, token: str) -> None:
        self._site, self._token, self.port = site, token, 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = await self._answer(request)
        return _response(answer, self._site.base)

    async def _answer(self, request: web.BaseRequest) -> Answer:
        host = request.headers.get("Host", "")
        if host not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):  # a name that was bound to loopback
            return Answer(body="This is not the host that was asked for.", kind="text/plain", status=421)
        token, _, path = request.rel_url.raw_path.removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return Answer(body="Open the address that `audition view` says.", kind="text/plain", status=403)
        if request.method not in ("GET", "HEAD", "POST"):
            return Answer(body="Nothing can be done here but read and label.", kind="text/plain", status=405)
        form = None
        if request.method == "POST":
            if request.headers.get("Origin") != f"http://{host}":
                return Answer(body="Only pages of this address may write.", kind="text/plain", status=403)
            form = await _form(request)
        return await asyncio.to_thread(self._page, f"/{path}", request, form)

    def _page(self, path: str, request: web.BaseRequest, form: dict[str, str] | None) -> Answer:
        rater = unquote(request.cookies.get(RATER, ""))
        for pattern, page, writes in PAGES:
            if (found := pattern.fullmatch(unquote(path))) and writes is (form is not None):
                ask = Ask(place=found.groupdict(), query=dict(request.rel_url.query), form=form, rater=rater)
                return self._shown(page, ask)
        return self._fault("There is no such page.", [], 404)

    def _shown(self, page: Callable[[Site, Ask], Answer], ask: Ask) -> Answer:
        try:
            return page(self._site, ask)
        except UsageError as error:
            return self._fault("That cannot be shown.", str(error).splitlines(), 404)
        except AuditionError as error:
            return self._fault("That cannot be shown.", str(error).splitlines(), 500)
        except Exception as error:  # noqa: BLE001  # a fault of ours ends one page, not the command
            return self._fault("audition itself broke.", [crash_text(error)], 500)

    def _fault(self, title: str, lines: list[str], status: int) -> Answer:
        from dataclasses import replace

        return replace(self._site.page("fault", title=title, lines=lines), status=status)


async def _form(request: web.BaseRequest) -> dict[str, str]:
    """What a form says; of a body that is too long or none, nothing."""
    from urllib.parse import parse_qsl

    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return {}


def _response(answer: Answer, base: str) -> web.Response:
    from aiohttp import web

    headers = {
        "Content-Security-Policy": _APART if answer.apart else _OWN,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if answer.to:
        headers["Location"] = answer.to
    body = answer.body if isinstance(answer.body, bytes) else answer.body.encode("utf-8", "backslashreplace")
    status = 303 if answer.to else answer.status
    response = web.Response(body=body, status=status, content_type=answer.kind, charset="utf-8", headers=headers)
    if answer.rater is not None:
        told: dict[str, Any] = {"path": base, "httponly": True, "samesite": "Strict", "max_age": _YEAR_SECONDS}
        response.set_cookie(RATER, quote(answer.rater), **told)
    return response
