"""The commands of ``beurtelings``; each imports what it needs when it runs, so that all of them start quickly."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.config import Config, ConfigError, from_environment
from bot.exits import FAULTY, FINE, INTERRUPTED


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        config = from_environment(os.environ)
    except ConfigError as error:
        return _complain(str(error), FAULTY)
    try:
        return int(arguments.run(arguments, config))
    except BrokenPipeError:
        # Whoever reads has seen enough (`beurtelings flows | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        print()
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beurtelings",
        description="Guides pairs and small groups of colleagues through peer-consultation conversations.",
        epilog="Without a command it serves a room in the browser; with a token in TELEGRAM_TOKEN on Telegram too.",
    )
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="commands", metavar="command")

    trying = commands.add_parser("try", help="walk through a conversation here, with simulated colleagues")
    trying.add_argument("flow", nargs="?", help="which conversation; you are asked when you leave it out")
    trying.add_argument("--seat", type=int, help="which colleague you are, counted from 1")
    trying.add_argument("--people", type=int, help="how many take part, you included")
    trying.add_argument("--language", choices=("nl", "en"))
    trying.add_argument("--quick", action="store_true", help="the others answer at once")
    trying.set_defaults(run=_try)

    flows = commands.add_parser("flows", help="list the conversations, check flow files, or play one by itself")
    flows.add_argument("--json", action="store_true", help="the list for machines")
    flows.set_defaults(run=_flows)
    about_flows = flows.add_subparsers(title="commands", metavar="command")
    check = about_flows.add_parser("check", help="every mistake in the flow files, with what to do about it")
    check.add_argument("folder", nargs="*", type=Path, help="folders of flows; those that ship when left out")
    check.set_defaults(run=_check)
    play = about_flows.add_parser("play", help="a whole conversation of simulated people, the same for the same seed")
    play.add_argument("flow", help="which conversation, by its id")
    play.add_argument("--people", type=int, metavar="N", help="how many take part; its ideal size when left out")
    play.add_argument("--pace", choices=("table", "chat", "days"), default="chat", help="chat when left out")
    play.add_argument("--seed", type=int, default=1, metavar="N", help="another one gives another conversation")
    play.add_argument("--language", choices=("nl", "en"))
    play.add_argument("--json", action="store_true", help="every move, for machines")
    play.set_defaults(run=_play)
    about_flows.add_parser("schema", help="the JSON Schema of flow files, for your editor").set_defaults(run=_schema)
    drawing = about_flows.add_parser("draw", help="a drawing of a flow, in Mermaid, from the machine that walks it")
    drawing.add_argument("flow", help="which conversation, by its id")
    drawing.set_defaults(run=_draw)

    paging = about_flows.add_parser("page", help="a page in Markdown that describes every conversation")
    paging.add_argument("--language", choices=("nl", "en"))
    paging.set_defaults(run=_page)

    db = commands.add_parser("db", help="look after the database")
    about_db = db.add_subparsers(title="commands", metavar="command", required=True)
    about_db.add_parser("upgrade", help="bring the tables to this version").set_defaults(run=_upgrade)
    return parser


def _complain(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _serve(arguments: argparse.Namespace, config: Config) -> int:
    # Nothing of what a start loads is garbage: looking for some all the while would make it a tenth longer.
    gc.disable()
    try:
        from bot.serve import serve

        return serve(config)
    finally:
        gc.enable()


def _try(arguments: argparse.Namespace, config: Config) -> int:
    from bot.practice.terminal import practise

    return practise(
        config, flow=arguments.flow, seat=arguments.seat, people=arguments.people,
        language=arguments.language or config.language, quick=arguments.quick,
    )  # fmt: skip


def _flows(arguments: argparse.Namespace, config: Config) -> int:
    from bot.listing import list_flows

    return list_flows(config, as_json=arguments.json)


def _check(arguments: argparse.Namespace, config: Config) -> int:
    from bot.listing import check_flows

    return check_flows(arguments.folder, config)


def _play(arguments: argparse.Namespace, config: Config) -> int:
    from bot.practice.play import play

    return play(
        config, flow=arguments.flow, people=arguments.people, pace=arguments.pace, seed=arguments.seed,
        language=arguments.language or config.language, as_json=arguments.json,
    )  # fmt: skip


def _schema(arguments: argparse.Namespace, config: Config) -> int:
    import json

    from flows.language.schema import schema

    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return FINE


def _draw(arguments: argparse.Namespace, config: Config) -> int:
    from bot.listing import draw_flow

    return draw_flow(arguments.flow, config)


def _page(arguments: argparse.Namespace, config: Config) -> int:
    from bot.listing import print_page

    return print_page(config, arguments.language or config.language)


def _upgrade(arguments: argparse.Namespace, config: Config) -> int:
    from bot.serve import upgrade

    return upgrade(config)
