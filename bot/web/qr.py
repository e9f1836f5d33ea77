"""A link as a picture for a telephone."""

from __future__ import annotations

import segno


def qr(link: str) -> str:
    code = segno.make(link, error="m")
    width = code.symbol_size(border=2)[0]
    rows = enumerate(code.matrix_iter(border=2))
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row) if dark)
    return f'<svg viewBox="0 0 {width} {width}" shape-rendering="crispEdges"><path d="{dots}"/></svg>'
