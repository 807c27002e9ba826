"""What is printed: readable text, whatever was typed stays text, nothing of the machine gets in."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from core.scoping import acting_as
from privacy.declared import document, printed, register_of
from privacy.pdf import compile_pdf
from privacy.register import REGISTER
from privacy.typography import typeset, typeset_all
from tests.factories.practices import World, make_practice, make_world
from tests.personas import INES

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NASTY = 'Cabinet #eval("1+1") *gras* $x$ <nom> @renvoi \\ // "fin" #read("house.typ")'


@pytest.fixture
def world(db: Any) -> World:
    return make_world()


def text_of(made: bytes) -> str:
    """The words of every page, whatever the lines they were broken into."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


@pytest.mark.requirement("CG-01")
@pytest.mark.requirement("CG-02")
def test_the_register_on_paper_says_what_the_register_says(world: World) -> None:
    actor = world.actor(INES)
    with acting_as(actor):
        made = printed(actor, world.ours.practice.id)
        said = register_of(actor, world.ours.practice.id)
    assert made.startswith(b"%PDF-")
    text = text_of(made).replace("\xa0", " ")
    assert world.ours.practice.name in text
    for one in said["processings"]:
        for words in (one["number"], one["name"], one["main_purpose"], one["in_charge"]):
            assert words.replace("- ", "-")[:30] in text.replace("- ", "-"), words
    assert len(PdfReader(io.BytesIO(made)).pages) > len(REGISTER)


def test_what_somebody_typed_is_printed_as_it_is() -> None:
    practice = {"id": "x", "name": NASTY}
    officer = {"email": NASTY, "address": ""}
    data = {
        "application": NASTY, "edition": 1, "since": "2026-11-22", "sha256": "0", "practice": practice,
        "operator": NASTY, "officer": officer, "transfers": "", "security": [], "processings": [],
        "printed_on": "2026-11-23",
    }  # fmt: skip
    text = text_of(compile_pdf("register", data, at=AT)).replace("\xa0", " ")
    for typed in ("#eval", "*gras*", "$x$", "<nom>", "@renvoi", "//", '#read("house.typ")'):
        assert typed in text, typed


def test_a_template_reads_no_file_outside_its_folder(tmp_path: Any) -> None:
    inside = tmp_path / "documents"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "near.txt").write_text("voisin")
    (inside / "bad.typ").write_text('#set document(title: "x")\n#read("/../secret.txt")')
    (inside / "good.typ").write_text('#set document(title: "x")\n#set text(lang: "fr")\n#read("/near.txt")')
    with pytest.raises(typst.TypstError):
        compile_pdf("bad", {}, at=AT, documents=inside)
    assert "voisin" in text_of(compile_pdf("good", {}, at=AT, documents=inside))


def test_the_same_facts_make_the_same_bytes(world: World) -> None:
    actor = world.actor(INES)
    with acting_as(actor):
        said = {**register_of(actor, world.ours.practice.id), "printed_on": "2026-11-23"}
    assert compile_pdf("register", said, at=AT) == compile_pdf("register", said, at=AT)
    assert compile_pdf("register", said, at=AT) != compile_pdf("register", said, at=AT + timedelta(days=1))


def test_every_font_of_the_page_is_inside_it(world: World) -> None:
    actor = world.actor(INES)
    with acting_as(actor):
        pages = PdfReader(io.BytesIO(printed(actor, world.ours.practice.id))).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert inner
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()) for descriptor in inner)


def test_spaces_do_not_leave_their_punctuation() -> None:
    assert typeset("« Oui » : non ; peut-être ? 5 %") == "«\xa0Oui\xa0»\xa0: non\xa0; peut-être\xa0? 5\xa0%"
    assert typeset("09:00") == "09:00"
    assert typeset_all({"a : b": ["c : d", 1, None]}) == {"a : b": ["c\xa0: d", 1, None]}


def test_the_practices_own_name_reaches_the_paper_unread(db: Any) -> None:
    said = {**document(make_practice('Cabinet #panic("non")')), "printed_on": "2026-11-23"}
    assert '#panic("non")' in text_of(compile_pdf("register", said, at=AT))
