"""The pages, the rooms and what operators ask for, as one ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.moves import passes
from bot.texts import catalogue
from bot.web.circles import Circles
from bot.web.doors import Doors
from bot.web.face import STATIC, draw
from bot.web.guarding import Guarding
from bot.web.house import House
from bot.web.mine import Mine
from bot.web.pressing import Pressing
from bot.web.rooms import Rooms
from bot.web.visitors import address_of, keep_language, language_of
from storage.errors import StorageError

Endpoint = Callable[[Request], Awaitable[Response]]

#: What is said for each way in which a page can fail; for all others it is our fault.
ERRORS = {
    400: "forged", 403: "not_in", 404: "unknown", 405: "unknown", 409: "elsewhere", 410: "over", 413: "too_big",
    423: "taken", 429: "often",
}  # fmt: skip


def application(house: House) -> Starlette:
    rooms, circles, mine = Rooms(house), Circles(house), Mine(house)
    doors, pressing = Doors(house, circles), Pressing(house, mine)

    async def refused(request: Request, error: Exception) -> Response:
        return _error(request, error.status_code if isinstance(error, HTTPException) else 500, house)

    async def unstored(request: Request, error: Exception) -> Response:
        """It may go well when it is tried again."""
        if not passes(error):
            raise error
        return _error(request, 503, house)

    return Starlette(
        routes=[
            Route("/", doors.start),
            Route("/begin", doors.begin, methods=["GET"]),
            Route("/begin", doors.begun, methods=["POST"]),
            Route("/join", doors.join, methods=["GET"]),
            Route("/join", doors.joined, methods=["POST"]),
            Route("/j/{code}", doors.invited, methods=["GET"]),
            Route("/j/{code}", doors.entered, methods=["POST"]),
            Route("/practise", doors.practise, methods=["GET"]),
            Route("/practise", doors.practised, methods=["POST"]),
            Route("/me/{secret}", doors.personal),
            Route("/mine", mine.page, methods=["GET"]),
            Route("/mine", mine.named, methods=["POST"]),
            Route("/mine/free", mine.brought, methods=["POST"]),
            Route("/mine/file/{name}", mine.file),
            Route("/mine/{page:path}", mine.page, methods=["GET"]),
            Route("/calendar/{secret}.ics", mine.calendar),
            Route("/k/{circle}", circles.page, methods=["GET"]),
            Route("/k/{circle}/free", circles.brought, methods=["POST"]),
            Route("/k/{circle}/file", circles.file),
            Route("/k/{circle}/{page:path}", circles.page, methods=["GET"]),
            Route("/press", pressing.press, methods=["POST"]),
            Route("/write", pressing.write, methods=["POST"]),
            Route("/r/{id}", rooms.page),
            Route("/r/{id}/stream", rooms.stream),
            Route("/r/{id}/say", rooms.say, methods=["POST"]),
            Route("/r/{id}/edit", rooms.edit, methods=["POST"]),
            Route("/r/{id}/tap", rooms.tap, methods=["POST"]),
            Route("/telegram", _brought(house), methods=["POST"]),
            Route("/health", _health(house)),
            Route("/metrics", _metrics(house)),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[
            Middleware(Guarding, secure=lambda: house.secure, failed=lambda request: _error(request, 500, house))
        ],
        exception_handlers={HTTPException: refused, StorageError: unstored},
    )


def _error(request: Request, status: int, house: House) -> Response:
    language = language_of(request, house.language)
    say = catalogue(language).say
    what = ERRORS.get(status, "trouble")
    why = "circle.not_in" if status == 403 and request.url.path.startswith("/k/") else f"web.error.{what}_why"
    if request.method == "POST" and "application/json" in request.headers.get("content-type", ""):
        return JSONResponse({"error": say(why)}, status)
    page = draw(
        "error.html", language, path=address_of(request), title=say(f"web.error.{what}"),
        text=say(why), action_label=say("web.error.home"), action_url="/",
    )  # fmt: skip
    response = HTMLResponse(page, status)
    keep_language(request, response, language, secure=house.secure)
    return response


def _brought(house: House) -> Endpoint:
    async def brought(request: Request) -> Response:
        if house.hook is None:
            raise HTTPException(404)
        return await house.hook.brought(request)

    return brought


def _health(house: House) -> Endpoint:
    async def health(request: Request) -> Response:
        well = await house.is_well()
        return PlainTextResponse("well\n" if well else "the database is away\n", 200 if well else 503)

    return health


def _metrics(house: House) -> Endpoint:
    async def metrics(request: Request) -> Response:
        figures = {"beurtelings_pages_open": house.live.count, **await house.figures()}
        lines = [f"# TYPE {name} gauge\n{name} {value}" for name, value in figures.items()]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    return metrics
