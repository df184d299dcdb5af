# SPDX-License-Identifier: MIT
"""README's tables that a script writes and checks. One lies between the lines
<!-- NAME --> and <!-- end -->. And single rows of tables, by their first cells."""

import re

import images

README = images.ROOT / "README.md"


def table(name):
    """What finds the table in README."""
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.S)


def says(name, text):
    """Whether the table is @text."""
    found = table(name).search(README.read_text())
    return bool(found) and found[0] == text


def write(name, text):
    """Makes @text the table. (An empty one matches again, up to the end of the next.)"""
    README.write_text(table(name).sub(lambda _: text, README.read_text(), count=1))


def row(label):
    """What finds the row that begins with @label."""
    return re.compile(rf"^\| {re.escape(label)} \|.*$", re.M)


def row_of(label, cells):
    return f"| {label} | " + " | ".join(cells) + " |"


def says_row(label, cells):
    """Whether that row has these @cells."""
    found = row(label).search(README.read_text())
    return bool(found) and found[0] == row_of(label, cells)


def write_row(label, cells):
    """Gives it these @cells."""
    text = row_of(label, cells)
    README.write_text(row(label).sub(lambda _: text, README.read_text(), count=1))
