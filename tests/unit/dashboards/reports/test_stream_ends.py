"""Streams that end with a carriage return: written anew, and every object stays in its place."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest

from dashboards.reports.stream_ends import with_clear_ends

#: Contents of which the check sum ends with the byte 13, and with another.
_DOUBTFUL = next(
    text
    for number in range(1000)
    if zlib.compress(text := b"BT (%d) Tj ET" % number).endswith(b"\r")
)
_CLEAR = b"BT (clear) Tj ET"


def _pdf(*contents: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return a file as typst writes files: objects in order, then one table of their places."""
    packed = [zlib.compress(content) for content in contents]
    sheets = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(len(packed)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (sheets, len(packed)),
    ]
    for n, data in enumerate(packed):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents %d 0 R>>"
            % (4 + 2 * n)
        )
        head = b"<</Length %d%b/Filter/FlateDecode%b>>" % (len(data), before, after)
        objects.append(b"%b\nstream\n%b\nendstream" % (head, data))
    whole, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n\r\n" % place for place in places)
    return (
        whole + b"\nxref\n0 %d\n0000000000 65535 f\r\n%btrailer\n<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF" % (len(places) + 1, table, len(places) + 1, len(whole) + 1)
    )


@pytest.mark.parametrize(
    "contents",
    [(_DOUBTFUL,), (_DOUBTFUL, _CLEAR), (_CLEAR, _DOUBTFUL), (_DOUBTFUL, _CLEAR, _DOUBTFUL)],
)
def test_no_stream_ends_with_a_carriage_return_and_all_say_the_same(
    contents: tuple[bytes, ...],
) -> None:
    before = _pdf(*contents)
    assert b"\r\nendstream" in before
    after = with_clear_ends(before)
    assert b"\r\nendstream" not in after
    with pikepdf.open(io.BytesIO(after), attempt_recovery=False) as read:
        assert [page.Contents.read_bytes() for page in read.pages] == list(contents)
        assert read.check_pdf_syntax() == []


def test_a_file_of_clear_ends_stays_as_it_is() -> None:
    clear = _pdf(_CLEAR)
    assert with_clear_ends(clear) == clear


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"/Type/XObject/Subtype/Form", b"/BBox[36.5 115.6 703.6 177.5]/Group<</I true>>"),
        (b"/Type/CMap", b"/WMode 0"),
        (b"/N 3/Range[0 1 0 1 0 1]", b""),
        (b"/Subtype/Image/Width 9", b"/DecodeParms<</Predictor 1/Colors 3>>"),
    ],
    ids=["drawing", "letters", "colours", "picture"],
)
def test_streams_of_every_kind_are_found_and_keep_what_is_said_of_them(
    before: bytes, after: bytes
) -> None:
    written = with_clear_ends(_pdf(_DOUBTFUL, before=before, after=after))
    assert b"\r\nendstream" not in written
    with pikepdf.open(io.BytesIO(written), attempt_recovery=False) as read:
        stream = read.pages[0].Contents
        assert stream.read_bytes() == _DOUBTFUL
        expected = pikepdf.Object.parse(b"<<%b%b>>" % (before, after))
        told = {key: stream[key] for key in expected.keys()}  # noqa: SIM118 - of pikepdf
        if "/DecodeParms" in told:  # of the second of two filters
            nothing, told["/DecodeParms"] = told["/DecodeParms"]
            assert nothing is None
        assert pikepdf.Dictionary(told) == expected
