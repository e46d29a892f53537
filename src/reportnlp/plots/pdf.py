"""A picture as a PDF page, for charts whose font cannot be embedded."""

from itertools import accumulate

__all__ = ["page_of_jpeg", "size_of_jpeg"]

#: Markers of a JPEG that begin a frame, in which its size stands (ITU-T T.81, table B.1).
_FRAMES = (0xC0, 0xC1, 0xC2)


def size_of_jpeg(data: bytes) -> tuple[int, int]:
    """Return the width and height in pixels."""
    at = 2
    while data[at + 1] not in _FRAMES:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")


def page_of_jpeg(data: bytes, scale: float) -> bytes:
    """Return a PDF of one page that shows a JPEG, with `scale` pixels a point (ISO 32000-1, 7.5 and 8.9.5)."""
    wide, high = size_of_jpeg(data)
    width, height = (f"{side / scale:g}" for side in (wide, high))
    draw = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
    image = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/ColorSpace/DeviceRGB/BitsPerComponent 8"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Resources<</XObject<</I 5 0 R>>>>"
        "/Contents 4 0 R>>".encode(),
        f"<</Length {len(draw)}>>\nstream\n".encode() + draw + b"\nendstream",
        f"<<{image}/Filter/DCTDecode/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream",
    ]
    parts = [b"%PDF-1.4\n", *(f"{k} 0 obj\n".encode() + body + b"\nendobj\n" for k, body in enumerate(objects, 1))]
    starts = list(accumulate(map(len, parts)))
    table = "".join(f"{start:010d} 00000 n \n" for start in starts[:-1])
    end = f"xref\n0 {len(parts)}\n0000000000 65535 f \n{table}trailer\n<</Size {len(parts)}/Root 1 0 R>>\n"
    return b"".join(parts) + f"{end}startxref\n{starts[-1]}\n%%EOF\n".encode()
