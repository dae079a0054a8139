"""The project's folder → Plan: where each kind of declaration lives, and what one may say of another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pipelines.declare.crossed import crossed
from pipelines.declare.crossed_addresses import crossed_addresses
from pipelines.declare.crossed_changes import crossed_changes
from pipelines.declare.crossed_citations import crossed_citations
from pipelines.declare.crossed_live import crossed_live
from pipelines.declare.crossed_maps import crossed_maps
from pipelines.declare.crossed_planning import crossed_planning
from pipelines.declare.crossed_redirects import crossed_redirects
from pipelines.declare.crossed_registers import crossed_registers
from pipelines.declare.crossed_rules import crossed_rules
from pipelines.declare.ids import EXPECTED_ID, ID
from pipelines.declare.published import RULES_FILE, crossed_published, published
from pipelines.declare.registers import registers
from pipelines.declare.texts import untranslated
from pipelines.declare.typed import typed
from pipelines.declare.yaml_files import Document, read_yaml
from pipelines.errors import DeclarationError, Problem, relative
from pipelines.model import (
    LANGS,
    Categories,
    Changes,
    Community,
    Indicator,
    Phrases,
    Plan,
    Region,
    Rules,
    Sections,
    Sources,
    Territories,
    Text,
)
from pipelines.model.citations import Citations
from pipelines.model.maps import Maps
from pipelines.model.published import PublishedRules
from pipelines.model.redirects import Redirects, RedirectsFile
from pipelines.model.registers import RegisterTerms
from pipelines.model.screens import Screens
from pipelines.model.standards import Standard

T = TypeVar("T")


class Gathered:
    """Documents and problems as the files are read, and where each declared thing stands."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.places: dict[tuple[str, ...], tuple[Document, tuple[Any, ...]]] = {}

    def one(self, name: str, kind: type[T]) -> T | None:
        """Return the single declaration in the file `name`, or None where it has problems."""
        return self._read(self.root / name, kind)[1]

    def maybe(self, name: str, kind: type[T]) -> T | None:
        """Return the single declaration in the file `name`, None where a project does without."""
        return self.one(name, kind) if (self.root / name).exists() else None

    def mapping(self, folder: str, kind: type[T]) -> dict[str, T]:
        """Return what every file of `folder` declares, by id; an id that stands in two files is a problem."""
        found: dict[str, T] = {}
        for path in self._files(folder):
            document, entries = self._read(path, dict[str, kind])  # type: ignore[valid-type]
            for key, entry in (entries or {}).items():
                assert document is not None
                self._place(document, (folder, key), (key,), taken=key in found)
                found[key] = entry
        return found

    def named(self, folder: str, kind: type[T]) -> dict[str, T]:
        """Return one declaration a file of `folder`, by the file's name."""
        found: dict[str, T] = {}
        for path in self._files(folder):
            document, entry = self._read(path, kind)
            if document is not None and entry is not None:
                self._place(document, (folder, path.stem), (), taken=False)
                found[path.stem] = entry
        return found

    def entries(self, folder: str, kind: type[T]) -> dict[str, T]:
        """Return one entry a file of a register's `folder`, by the file's name; a register may be empty."""
        found: dict[str, T] = {}
        for path in sorted((self.root / folder).glob("*.yml")):
            if path.name.startswith("."):
                continue
            document, entry = self._read(path, kind)
            if document is not None and entry is not None:
                self._place(document, (folder, path.stem), (), taken=False)
                found[path.stem] = entry
        return found

    def document(self, name: str) -> Document | None:
        """Return the document of the file `name`, or None where it could not be read."""
        document, _ = self.places.get((name,), (None, ()))
        return document

    def problem(self, where: tuple[str, ...], inside: tuple[Any, ...], message: str, found: str, expected: str) -> None:
        """Note a problem at `inside` the thing declared as `where`."""
        document, place = self.places[where]
        self.problems.append(Problem(document.file, document.line((*place, *inside)), message, found, expected))

    def _files(self, folder: str) -> list[Path]:
        base = self.root / folder
        for path in sorted(base.glob("*")):
            if path.suffix != ".yml" and not path.name.startswith("."):
                name = relative(path, self.root)
                self.problems.append(Problem(name, 1, "not a declaration", path.name, "a name that ends in .yml"))
        # Some systems leave hidden twins of files behind, `._name.yml`; they declare nothing.
        files = sorted(path for path in base.glob("*.yml") if not path.name.startswith("."))
        if not files:
            self.problems.append(Problem(folder, 1, "nothing is declared", "no file", f"{folder}/<name>.yml"))
        return files

    def _read(self, path: Path, kind: type[T]) -> tuple[Document | None, T | None]:
        document, problems = read_yaml(path, self.root)
        value = None
        if document is not None:
            self.places[(document.file,)] = (document, ())
            value, problems = typed(document, kind)
        self.problems += problems
        return document, value

    def _place(self, document: Document, where: tuple[str, ...], inside: tuple[Any, ...], taken: bool) -> None:
        if not ID.fullmatch(where[-1]):
            line = document.line(inside)
            self.problems.append(Problem(document.file, line, "not an id", repr(where[-1]), EXPECTED_ID))
        if taken:
            other = self.places[where][0].file
            line = document.line(inside)
            self.problems.append(
                Problem(document.file, line, "the id is taken", where[-1], f"an id that {other} lacks")
            )
        self.places[where] = (document, inside)


def declare(root: Path, communities: tuple[str, ...] = ()) -> Plan:
    """Return the Plan of the project in `root`, narrowed to `communities` where some are named.

    Raises DeclarationError with every problem of every file; nothing is returned then.
    """
    gathered = Gathered(root)
    sources = gathered.one("sources.yml", Sources)
    categories = gathered.one("profiles/categories.yml", Categories)
    sections = gathered.one("profiles/sections.yml", Sections)
    rules = gathered.one("profiles/rules.yml", Rules)
    phrases = gathered.one("profiles/phrases.yml", Phrases)
    fetched = root / "profiles/territories.yml"
    territories = gathered.one("profiles/territories.yml", Territories) if fetched.exists() else None
    standards = gathered.maybe("profiles/standards.yml", dict[str, Standard])
    screens = gathered.maybe("profiles/screens.yml", Screens)
    changes = gathered.maybe("profiles/changes.yml", Changes)
    citations = gathered.maybe("profiles/citations.yml", Citations)
    redirects = gathered.maybe("profiles/redirects.yml", RedirectsFile)
    maps = gathered.maybe("profiles/maps.yml", Maps)
    leading = gathered.maybe(RULES_FILE, PublishedRules)
    register_terms = gathered.maybe("profiles/registers.yml", RegisterTerms)
    registered = registers(gathered)
    texts = {lang: gathered.one(f"profiles/texts.{lang}.yml", dict[str, str]) for lang in LANGS}
    regions = gathered.mapping("profiles/regions", Region)
    indicators = gathered.mapping("profiles/indicators", Indicator)
    declared = gathered.named("profiles/communities", Community)
    gathered.problems += untranslated({lang: gathered.document(f"profiles/texts.{lang}.yml") for lang in LANGS}, texts)
    if gathered.problems or sources is None or categories is None or sections is None:
        raise DeclarationError(gathered.problems)
    # What has no problem was read.
    assert rules is not None
    assert phrases is not None
    plan = Plan(
        licences=sources.licences,
        publishers=sources.publishers,
        sources=sources.sources,
        axes=sources.axes,
        boundaries=sources.boundaries,
        territories=territories,
        categories=categories,
        regions=regions,
        indicators=indicators,
        communities=dict(sorted(declared.items(), key=lambda item: (item[1].order, item[0]))),
        sections=sections,
        standards=standards or {},
        screens=screens,
        citations=citations,
        changes=changes or Changes(),
        redirects=_with_lines(redirects, gathered),
        maps=maps,
        rules=rules,
        phrases=phrases,
        registers=registered,
        register_terms=register_terms,
        texts={key: Text(en=text, fr=(texts["fr"] or {})[key]) for key, text in (texts["en"] or {}).items()},
    )
    for problem in (
        *crossed(plan),
        *crossed_addresses(plan),
        *crossed_live(plan),
        *crossed_planning(plan),
        *crossed_rules(plan),
        *crossed_changes(plan),
        *crossed_citations(plan),
        *crossed_redirects(plan.redirects),
        *crossed_maps(plan),
    ):
        gathered.problem(*problem)
    if leading is not None:
        for problem in crossed_published(leading, plan):
            gathered.problem(*problem)
        found, problems = published(root, leading)
        gathered.problems += problems
        plan = replace(plan, published=found)
    for problem in crossed_registers(plan):
        gathered.problem(*problem)
    if gathered.problems:
        raise DeclarationError(gathered.problems)
    return _narrowed(plan, communities)


def _with_lines(declared: RedirectsFile | None, gathered: Gathered) -> Redirects:
    """Return the redirects with the line of each."""
    document = gathered.document("profiles/redirects.yml")
    if declared is None or document is None:
        return Redirects()
    lines = (document.line(("redirects", index)) for index in range(len(declared.redirects)))
    return Redirects(tuple(declared.redirects), tuple(lines))


def _narrowed(plan: Plan, communities: tuple[str, ...]) -> Plan:
    if not communities:
        return plan
    unknown = [name for name in communities if name not in plan.communities]
    if unknown:
        known = ", ".join(plan.communities)
        raise DeclarationError([Problem("--community", 1, "no such community", ", ".join(unknown), f"one of {known}")])
    kept = {name: community for name, community in plan.communities.items() if name in communities}
    return replace(plan, communities=kept, left_out=frozenset(plan.communities) - frozenset(kept))
