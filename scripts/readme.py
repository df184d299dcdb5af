# SPDX-License-Identifier: MIT
"""README's tables that a script writes and checks. One lies between the lines
<!-- NAME --> and <!-- end -->."""

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
