# SPDX-License-Identifier: MIT
"""Charts as SVG text: tables of bars, spans and histograms, and maps.

Colours are classes of STYLE, which has them for light and dark. Every bar has a <title>
with what it is and its value, which is shown under the mouse."""

import math
from html import escape

FONT = 11
CHARACTER = 6.1     # width of one, more or less
STYLE = """\
svg text { font: 11px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
svg .head { font-weight: 600; }
svg .small { font-size: 10px; fill: #59636e; }
svg .paper { fill: #ffffff; } svg .grid { stroke: #d1d9e0; } svg .base { stroke: #59636e; }
svg .one { fill: #2f6fd0; } svg .two { fill: #d9822b; } svg .three { fill: #3f9d6b; }
svg .four { fill: #9a6fc4; } svg .five { fill: #b9c2cc; } svg .six { fill: #d1495b; }
svg .seven { fill: #e3b23c; } svg .mark { stroke: #c62f3d; stroke-width: 2; }
svg .thin { fill-opacity: .45; }
svg .free { fill: #f2f5f8; } svg .tables { fill: #8c959f; } svg .large { fill: #d9822b; }
svg .page1 { fill: #c5dcf7; } svg .page2 { fill: #8fb8ee; } svg .page3 { fill: #4c86d8; }
svg .page4 { fill: #1d4b94; }
@media (prefers-color-scheme: dark) {
svg text { fill: #e6edf3; } svg .small { fill: #9198a1; }
svg .paper { fill: #0d1117; } svg .grid { stroke: #30363d; } svg .base { stroke: #9198a1; }
svg .one { fill: #5b9bff; } svg .two { fill: #e79a4b; } svg .three { fill: #4fb583; }
svg .four { fill: #b18be0; } svg .five { fill: #57606a; } svg .six { fill: #ec6a7a; }
svg .seven { fill: #e8c15a; } svg .mark { stroke: #ff7b85; }
svg .free { fill: #1b222b; } svg .tables { fill: #6e7681; } svg .large { fill: #e79a4b; }
svg .page1 { fill: #264a78; } svg .page2 { fill: #3069b5; } svg .page3 { fill: #5d9bf0; }
svg .page4 { fill: #b4d3ff; }
}
"""


def number(value):
    """A coordinate: short."""
    return f"{value:.1f}".removesuffix(".0")


def width_of(text):
    return CHARACTER * len(text)


# ---------------------------------------------------------------------- scales

class Linear:
    """Of values to shares of a length; what is outside goes to the nearest end."""

    def __init__(self, low, high, ticks=(), form="{:g}"):
        self.low, self.high = low, high
        self.ticks = ticks if isinstance(ticks, dict) else {t: form.format(t) for t in ticks}

    def position(self, value):
        return (value - self.low) / (self.high - self.low)

    def share(self, value):
        return min(1, max(0, self.position(value)))

    def cuts(self, value):
        return not -.005 <= self.position(value) <= 1


class Log(Linear):
    """The same for logarithms."""

    def position(self, value):
        if value <= 0:
            return 0
        return math.log(value / self.low) / math.log(self.high / self.low)


# --------------------------------------------------------------------- drawing

class Drawing:
    """Elements of one SVG, and how large it is."""

    def __init__(self, title=""):
        self.parts, self.width, self.height, self.title = [], 0, 0, title

    def add(self, text, right, bottom):
        self.parts.append(text)
        self.width, self.height = max(self.width, right), max(self.height, bottom)

    def text(self, x, y, text, kind="", anchor="start"):
        at = {"start": 1, "middle": .5, "end": 0}[anchor]
        words = f' class="{kind}"' * bool(kind) + f' text-anchor="{anchor}"' * (anchor != "start")
        self.add(f'<text x="{number(x)}" y="{number(y)}"{words}>{escape(text)}</text>',
                 x + at * 1.2 * width_of(text), y + 3)

    def bar(self, x, y, width, height, kind, title):
        self.add(f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}"'
                 f' height="{number(height)}" class="{kind}"><title>{escape(title)}</title>'
                 "</rect>", x + width, y + height)

    def box(self, x, y, width, height, kind):
        self.add(f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}"'
                 f' height="{number(height)}" class="{kind}"/>', x + width, y + height)

    def line(self, x, y, to_x, to_y, kind="grid"):
        self.add(f'<path d="M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"'
                 f' class="{kind}"/>', max(x, to_x), max(y, to_y))

    def path(self, points, kind):
        self.add(f'<path d="{points}" class="{kind}"/>', 0, 0)

    def legend(self, x, y, entries):
        """[(class, text)] in a line."""
        for kind, text in entries:
            if kind == "mark":
                self.line(x + 4, y - 9, x + 4, y + 1, kind)
            else:
                self.box(x, y - 8, 9, 9, kind)
            self.text(x + 13, y, text)
            x += 13 + width_of(text) + 14

    def svg(self, alone=False):
        """The text; @alone: a file with its own style and paper."""
        edge = 10 if alone else 0
        width, height = (math.ceil(n + 4) + 2 * edge for n in (self.width, self.height))
        inside = "".join(part + "\n" for part in self.parts)
        if alone:
            inside = (f'<style>\n{STYLE}</style>\n<rect x="-{edge}" y="-{edge}" '
                      f'width="{width}" height="{height}" class="paper"/>\n{inside}')
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
                f' viewBox="{-edge} {-edge} {width} {height}" role="img"'
                f' aria-label="{escape(self.title)}">\n{inside}</svg>\n')


# ---------------------------------------------------------------------- tables

class Table:
    """A drawing of rows and columns: where each cell is, heads, grid."""

    GAP = 16

    def __init__(self, title, rows, columns, scale, row_height, cell, room=36, left_room=0):
        self.drawing = Drawing(title)
        self.scale, self.row_height, self.cell = scale, row_height, cell
        self.rows, self.columns = rows, columns
        self.label = 1.1 * max(width_of(r) for r in rows) + 8
        self.left_room, self.pitch = left_room, left_room + cell + room + self.GAP
        self.top = FONT + 8

    def x(self, i):
        return self.label + i * self.pitch + self.left_room

    def y(self, j):
        return self.top + j * self.row_height

    def frame(self, base=None):
        """Heads, ticks and rows' names."""
        bottom, d = self.y(len(self.rows)), self.drawing
        for i, column in enumerate(self.columns):
            d.text(self.x(i), FONT, column, "head")
            for tick, text in self.scale.ticks.items():
                x = self.x(i) + self.scale.share(tick) * self.cell
                d.line(x, self.top - 2, x, bottom, "base" if tick == base else "grid")
                d.text(x, bottom + FONT, text, "small", "middle")
        for j, row in enumerate(self.rows):
            d.text(0, self.y(j) + self.row_height / 2 + 3, row)

    def legend(self, entries):
        """Below all of it."""
        self.drawing.legend(self.label, self.y(len(self.rows)) + FONT + 20, entries)


def bars(title, rows, columns, values, scale, base=0, form="{:.1f}",
         kinds=("one", "two"), under="", marks=None, cell=88, legend=(), thick=9):
    """A table of bars.

    @values(row, column): the bars' values, None for none. They begin at @base and end at
    the value; where the scale cuts one off, its number ends with ».
    @under: class of bars that end below @base. @marks(row, column): values to mark."""
    many = max((len(values(r, c)) for r in rows for c in columns), default=1)
    table = Table(title, rows, columns, scale, many * thick + 6, cell,
                  left_room=34 * bool(under))
    table.frame(base)
    for j, row in enumerate(rows):
        for i, column in enumerate(columns):
            y = table.y(j) + 3
            marked = [table.x(i) + scale.share(value) * cell
                      for value in (marks(row, column) if marks else ())]
            for n, value in enumerate(values(row, column)):
                if value is not None:
                    kind = under if under and value < base else kinds[n]
                    one_bar(table, i, y + n * thick, thick - 1, (base, value), kind,
                            f"{row}, {column}: {form.format(value)}", form, marked)
            for x in marked:
                table.drawing.line(x, y - 2, x, y + many * thick + 1, "mark")
    table.legend(legend)
    return table.drawing


def one_bar(table, i, y, height, ends, kind, title, form, marked):
    """A bar between two values, and its number behind the second one and all that is
    @marked."""
    value = ends[1]
    zero, end = (table.x(i) + table.scale.share(v) * table.cell for v in ends)
    table.drawing.bar(min(zero, end), y, abs(end - zero), height, kind, title)
    text = form.format(value)
    if not float(text):
        text = text.lstrip("-")
    text += "»" * table.scale.cuts(value)
    if end >= zero:
        table.drawing.text(max(end, *marked, 0) + 3, y + height / 2 + 3.5, text, "small")
    else:
        table.drawing.text(min(end, *marked, end) - 3, y + height / 2 + 3.5, text, "small", "end")


def stacks(title, rows, columns, values, scale, kinds, form="{:.2f}", cell=200, legend=(),
           marks=None):
    """A table of bars of several pieces each, one after the other. @values: as bars();
    the number is that of all together."""
    table = Table(title, rows, columns, scale, 16, cell)
    table.frame(scale.low)
    for j, row in enumerate(rows):
        for i, column in enumerate(columns):
            start = scale.low
            for value, kind in zip(values(row, column), kinds):
                x = table.x(i) + scale.share(start) * cell
                width = table.x(i) + scale.share(start + value) * cell - x
                table.drawing.bar(x, table.y(j) + 3, width, 10, kind,
                                  f"{row}, {column}: {form.format(value)}")
                start += value
            if start > scale.low:
                table.drawing.text(table.x(i) + scale.share(start) * cell + 3,
                                   table.y(j) + 11.5, form.format(start), "small")
    table.legend(legend)
    return table.drawing


def spans(title, rows, columns, values, scale, cell=120, legend=()):
    """A table of spans: @values(row, column) are four values that do not fall, or None: a
    bar from the first to the third with a line at the second, and a thin bar to the last."""
    table = Table(title, rows, columns, scale, 16, cell, room=4)
    table.frame()
    for j, row in enumerate(rows):
        for i, column in enumerate(columns):
            found = values(row, column)
            if not found:
                continue
            low, middle, high, most = (table.x(i) + scale.share(v) * cell for v in found)
            text = f"{row}, {column}: {' '.join(f'{v:.0f}' for v in found)}"
            y = table.y(j) + 3
            table.drawing.bar(high, y + 3, most - high, 4, "one thin", text)
            table.drawing.bar(low, y, max(2, high - low), 10, "one", text)
            table.drawing.line(middle, y - 1, middle, y + 11, "mark")
    table.legend(legend)
    return table.drawing


# ------------------------------------------------------------------ histograms

LEAST = 1e-6    # share of the calls that is seen


def histograms(title, rows, columns, values, scale, upper, cell=150, height=76,
               kinds=("one", "two"), legend=()):
    """A table of pairs of histograms, the shares of the calls as logarithms from LEAST to
    1: one upwards, the other downwards.

    @values(row, column): two of {lowest of a bucket: calls}, or None; @upper(lowest):
    where the bucket ends."""
    table = Table(title, rows, columns, scale, height, cell, room=4)
    table.frame()
    shares = Log(LEAST, 1)
    for j, row in enumerate(rows):
        for i, column in enumerate(columns):
            middle = table.y(j) + height / 2
            found = values(row, column)
            for one, kind, up in zip(found, kinds, (1, -1)):
                if one:
                    table.drawing.path(outline(table, i, middle, up * (height / 2 - 4), one,
                                               upper, shares), kind)
            if any(found):
                table.drawing.line(table.x(i), middle, table.x(i) + cell, middle, "base")
    table.legend(legend)
    return table.drawing


def outline(table, i, bottom, height, one, upper, shares):
    """A histogram's outline as a path."""
    calls, path = sum(one.values()), []
    for low, n in sorted((float(low), n) for low, n in one.items()):
        ends = [table.x(i) + table.scale.share(v) * table.cell for v in (low, upper(low))]
        top = bottom - shares.share(n / calls) * height
        path.append(f"M{number(ends[0])} {number(bottom)}V{number(top)}"
                    f"H{number(max(ends[1], ends[0] + 1))}V{number(bottom)}z")
    return "".join(path)


# ------------------------------------------------------------------------ maps

def rectangles(columns):
    """Merges equal neighbours: @columns of cells, each a list of classes, become
    {class: [(column, row, columns, rows)]}."""
    open_runs, found = {}, {}
    for x, column in enumerate([*columns, []]):
        runs, start = set(), 0
        for y in range(1, len(column) + 1):
            if y == len(column) or column[y] != column[start]:
                runs.add((start, y - start, column[start]))
                start = y
        for run in [r for r in open_runs if r not in runs]:
            y, height, kind = run
            since = open_runs.pop(run)
            found.setdefault(kind, []).append((since, y, x - since, height))
        for run in runs:
            open_runs.setdefault(run, x)
    return found


def grid_map(drawing, x, y, columns, size, leave_out=""):
    """Draws @columns of cells, the first of each at the bottom, into size = (width,
    height); a box of the class @leave_out lies behind."""
    width, height = size
    drawing.box(x, y, width, height, leave_out)
    scale = width / len(columns), height / len(columns[0])
    drawing.add(f'<g transform="translate({number(x)} {number(y + height)})'
                f' scale({scale[0]:.4f} {-scale[1]:.4f})" shape-rendering="crispEdges">',
                0, 0)
    for kind, pieces in sorted(rectangles(columns).items()):
        if kind != leave_out:
            drawing.path("".join(f"M{c} {r}h{w}v{h}h-{w}z" for c, r, w, h in sorted(pieces)),
                         kind)
    drawing.add("</g>", 0, 0)
