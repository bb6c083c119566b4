"""The documents: short where people begin, and true about what they point at."""

from __future__ import annotations

import functools
import inspect
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from roofline.models import networks
from roofline.models.engine import tiles
from roofline.models.modelfile import card, store
from roofline.models.modelfile.parts import KINDS, Card, Input, Network, Normalisation, Uncertainty
from roofline.models.networks.compact import Compact
from roofline.models.networks.resdepth import UNet
from roofline.models.published import dsm_enhancer, resdepth

ROOT = Path(__file__).resolve().parents[3]
LONGEST_README = 170
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WORKSHOP = [ROOT / ".pre-commit-config.yaml", *sorted((ROOT / ".github").rglob("*.yml")), ROOT / "Makefile"]
PLACES = ("algorithms/", "desktop/", "docs/", "models/", "resources/", "tests/", ".ci/", ".github/")
CODE = re.compile(r"```.*?```", re.DOTALL)


def named(pages: list[Path], pattern: str) -> list[tuple[str, ...]]:
    """Pages by name, and what a pattern finds in them."""
    texts = [(page.name, page.read_text("utf-8")) for page in pages]
    return [(name, *found.groups()) for name, text in texts for found in re.finditer(pattern, text)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= LONGEST_README


def test_the_readme_leads_to_every_page():
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)", (ROOT / "README.md").read_text("utf-8")))
    index = set(re.findall(r"\]\(([\w-]+\.md)", (ROOT / "docs" / "README.md").read_text("utf-8")))
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert "README.md" in linked and pages <= index


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", page.read_text("utf-8"))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists() and ROOT in (aim, *aim.parents), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(aim), f"{page.name}: {target}"


def test_files_that_are_named_exist():
    """By their paths from the repository's root; a star stands for several."""
    places = "|".join(map(re.escape, PLACES))
    found = named([*PAGES, *WORKSHOP], rf"(?<![\w/.<>-])((?:{places})[\w/.*-]*)")
    assert len(found) > 20
    missing = [(page, path) for page, path in found if not any(ROOT.glob(path.rstrip("./") or path))]
    assert not missing


def test_the_house_is_described_room_by_room():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "models").glob("*/__init__.py")}
    assert len(rooms) > 10 and not [room for room in rooms if f"| `{room}/` |" not in text]


def test_benchmarks_that_are_named_exist():
    found = named(PAGES, r"\b([a-z_]+\.py) (?:[a-z]+ )?--")
    scripts = {path.name for path in ROOT.rglob("*.py") if ".venv" not in path.parts}
    assert len(found) > 5 and not [(page, name) for page, name in found if name not in scripts]


@functools.lru_cache
def _sources(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))


def test_options_that_stand_beside_scripts_exist():
    """Somewhere in the script's folder: some have their command line from a file that they share."""
    beside: dict[str, str] = {}
    for path in ROOT.rglob("*.py"):
        if ".venv" not in path.parts:
            beside[path.name] = beside.get(path.name, "") + _sources(path.parent)
    found = [
        (page, script, option)
        for page, script, options in named(PAGES, r"\b([a-z_]+\.py)((?: (?:[\w.,/-]+|[A-Z]+))+)")
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", options)
        if option != "--help"
    ]
    assert len(found) > 40
    missing = [each for each in found if not re.search(rf'"(--)?{each[2][2:]}"', beside[each[1]])]
    assert not missing


def test_python_modules_that_are_named_exist():
    found = named(PAGES, r"\b(?:from|-m) roofline\.([\w.]+)")
    assert found
    for page, module in found:
        path = ROOT.joinpath(*module.split("."))
        assert path.is_dir() or path.with_suffix(".py").is_file(), f"{page}: {module}"


def test_make_targets_that_are_named_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    found = named(PAGES, r"(?m)(?:`|^)(?:sudo )?make ([a-z][a-z-]*)")
    found += named(WORKSHOP, r"(?m)(?:^# |run: |entry: )make (?:--\S+ )?([a-z][a-z-]*)")
    assert {page for page, _ in found} >= {"README.md", "CONTRIBUTING.md", "Makefile", "test.yml"}
    for page, target in found:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page}: make {target}"


def test_the_changelog_has_this_version():
    version = re.search(r"^version=(.+)$", (ROOT / "metadata.txt").read_text("utf-8"), re.MULTILINE)[1]
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[:2] == ["Unreleased", version]


def cards() -> list[dict]:
    """Cards of every kind that are made without a file of weights, and those that are bundled."""
    made = [store.read_card(path) for path in sorted(store.BUNDLED.glob("*.pt"))]
    made.append(resdepth.card_of("geom-stereo", {"depth": 5}, 2, 1.0).to_json())
    entry = Network("dsm_enhancer", {"input_channels": 2, "output_channels": 1})
    enhancer = dsm_enhancer.card_of("enhancer", entry)
    return [*made, enhancer.to_json(), dsm_enhancer.card_in_metres(enhancer).to_json()]


def keys(
    value: object, skipped: tuple[str, ...] = ("options", "ranges", "metrics", "recipe", "wording")
) -> set[str]:
    """All keys of nested objects, but those of free form."""
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for name, inner in value.items() if name not in skipped))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_the_specification_knows_every_word_of_a_card():
    told = set(re.findall(r"`([\w-]+)`", (ROOT / "docs" / "model-file.md").read_text("utf-8")))
    words = {*card.TASKS, *card.NORMALISATIONS, *card.ACTIVATIONS, *card.PADDINGS}
    words |= {*tiles.LAYOUTS, *tiles.BLENDS, *networks.FAMILIES}
    assert not words - told
    assert not set().union(*map(keys, cards())) - told


def test_the_specification_knows_what_a_card_can_say():
    """By the fields of its parts, of which readers of published files and trainings make it."""
    told = (ROOT / "docs" / "model-file.md").read_text("utf-8")
    kinds = [Card, Input, Normalisation, Uncertainty, *KINDS.values()]
    found = {each.name for kind in kinds for each in fields(kind)}
    assert len(found) > 60 and not [key for key in found if f"`{key}`" not in told]


def test_the_specification_knows_every_option_of_a_network():
    """By the parameters of each family's constructor that have a default of their own."""
    told = (ROOT / "docs" / "model-file.md").read_text("utf-8")
    for maker in (Compact, UNet):
        for name in list(inspect.signature(maker.__init__).parameters)[1:]:
            assert f"`{name}`" in told, f"{maker.__name__}: {name}"


def test_the_example_card_is_right():
    text = (ROOT / "docs" / "model-file.md").read_text("utf-8")
    example = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])
    card.check_card(example)
    bundled = store.read_card(store.BUNDLED / "refine-geometry.pt")
    assert {key for key in bundled if key != "provenance"} == set(example)
