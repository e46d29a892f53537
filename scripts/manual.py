"""Write the parts of the manual that follow from the code: the options of the commands, the picture of the house.

Run it after a change of a signature, a command or the layers in pyproject.toml; a test says when.
"""

import re
import tomllib
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportnlp.cli.app import command_of
from reportnlp.cli.commands import COMMANDS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "command_line.md"
HOUSE = ROOT / "docs" / "house.svg"

MARK = "<!-- The rest is written by scripts/manual.py. -->\n"
WIDTH, FLOOR, GAP, PAD = 1080, 34, 6, 10


def options() -> str:
    """Return a section of Markdown for each command: summary, example, options with defaults."""
    parts = [MARK]
    for name, command in COMMANDS.items():
        parts += [f"\n## {name}\n", f"\n{command.summary}\n"]
        parts.append(f"\n```sh\nreportnlp {command.example}\n```\n")
        parts.append("\n| option | default | |\n|---|---|---|\n")
        parts += [_row(parameter) for parameter in command_of(name).params if parameter.name not in ("paths", "help")]
    return "".join(parts)


def _row(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in parameter.opts)
    default = parameter.default
    if isinstance(default, list | tuple):
        default = " ".join(map(str, default))
    shown = "**required**" if parameter.required else "" if default is None else f"`{default}`"
    text = re.sub(r"\\(\[)", r"\1", parameter.help or "").replace("|", r"\|").replace("*", r"\*").replace("<", "&lt;")
    return f"| {names} | {shown} | {text} |\n"


def house() -> str:
    """Return the picture of the layers as SVG: a floor imports only from the floors below it."""
    floors = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    lines = [[room.strip() for room in floor.split("|")] for floor in floors]
    height = len(lines) * (FLOOR + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' aria-label="The floors of the package from top to bottom" font-family="sans-serif" font-size="13">\n',
    ]
    for level, rooms in enumerate(lines):
        y = GAP + level * (FLOOR + GAP)
        letters = sum(len(room) + 3 for room in rooms)
        x, space = float(PAD), WIDTH - 2 * PAD - GAP * (len(rooms) - 1)
        for room in rooms:
            width = space * (len(room) + 3) / letters
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{FLOOR}" rx="4" fill="#eef3f7"'
                f' stroke="#5b7083"/><text x="{x + width / 2:.1f}" y="{y + 22}" text-anchor="middle"'
                f' fill="#1d2b36">{escape(room)}</text>\n'
            )
            x += width + GAP
    return "".join([*parts, "</svg>\n"])


def page() -> str:
    """Return the page of the command line with its sections made anew."""
    return PAGE.read_text("utf-8").split(MARK)[0] + options()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    HOUSE.write_text(house(), encoding="utf-8")
