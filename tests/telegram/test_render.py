"""What is sent is HTML that Telegram takes, in pieces that fit, and says just what people wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.render import MAX_TEXT, Html, keyboard, pieces, toast
from flows.engine.session import SeatId
from tests.botapi.markup import parse_html

TEXT = st.text(
    alphabet=st.one_of(st.sampled_from('<>&";ampgt b/\n. \U0001f469\u05e9\u202e'), st.characters(codec="utf-8")),
    max_size=400,
)
HTML = Html({SeatId("p1"): 12})


def bare(text: str) -> str:
    return "".join(text.split())


@given(
    st.lists(st.tuples(TEXT, st.sampled_from(["plain", "strong", "name"])), min_size=1, max_size=8), st.integers(1, 25)
)
def test_pieces_fit_balance_and_lose_nothing(parts: list[tuple[str, str]], times: int) -> None:
    written, meant = "", ""
    for words, how in parts * times:
        escaped = HTML.escape(words)
        if how == "strong" and words.strip():
            words = words[:60]
            escaped = HTML.strong(HTML.escape(words))
        elif how == "name" and words.strip():
            words = words[:40]
            escaped = HTML.name(SeatId("p1"), words)
        written, meant = f"{written}{escaped} ", f"{meant}{words} "
    found = pieces(written.strip())
    assert all(len(piece.encode("utf-16-le")) // 2 < MAX_TEXT for piece in found)
    assert all(piece for piece in found) or not bare(meant)
    shown = [parse_html(piece).text for piece in found]
    assert bare("".join(shown)) == bare(meant)


@given(TEXT)
def test_what_people_wrote_comes_out_as_they_wrote_it(words: str) -> None:
    assert parse_html(f"<b>{HTML.escape(words)}</b>.").text.removesuffix(".").strip() == words.strip()


def test_a_cut_is_made_between_paragraphs_where_there_are_any() -> None:
    paragraph = "Zin. " * 300
    assert [piece.count("Zin.") for piece in pieces("\n\n".join([paragraph.strip()] * 4))] == [600, 600]


def test_a_name_is_a_link_to_the_person() -> None:
    assert HTML.name(SeatId("p1"), "A & B") == '<a href="tg://user?id=12">A &amp; B</a>'
    assert HTML.name(SeatId("p2"), "<Els>") == "&lt;Els&gt;"


def test_a_button_leads_somewhere_or_carries_data() -> None:
    markup = keyboard(((("Ik doe mee", "https://t.me/x?start=j1"), ("Klaar", "s|1")),))
    assert markup is not None
    (row,) = markup.inline_keyboard
    assert [(button.url, button.callback_data) for button in row] == [("https://t.me/x?start=j1", None), (None, "s|1")]
    assert keyboard(()) is None


def test_the_answer_to_a_tap_is_cut_to_what_fits() -> None:
    assert toast("x" * 200) == "x" * 200
    assert len(toast("x" * 201)) == 200
