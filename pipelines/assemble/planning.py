"""A shelf → what counts say of thresholds: the screen of significant demand, and the concentration class.

A screen is no legal finding. It says which numeric tests the figures here would pass; where the bounds of a figure lie
on both sides of a threshold it says that the figure cannot tell, and what it cannot know it does not guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.assemble.shelf import Shelf
from pipelines.methods.answer import Refused
from pipelines.methods.concentration import share_class
from pipelines.model import Community, Figure, Group, Plan, Status
from pipelines.model.planning import Concentration, Next, Planning, Result, Screened, Tested
from pipelines.model.screens import Distance, PlaceKind, Range, Screens, ShareClass, Step, Threshold

# What a regulation tells apart and the declarations do not: whether a municipality lies in a metropolitan area.
KNOWN = {PlaceKind.CMA: True, PlaceKind.OUTSIDE: False}


def planning(plan: Plan, community: Community, shelf: Shelf) -> Planning | None:
    """Return the screen and the class of a place; None for communities that no language law is about."""
    if community.kind != "official-language" or plan.screens is None:
        return None
    return Planning(screened=_screened(plan, plan.screens, shelf), concentration=_concentration(plan.screens, shelf))


def _latest(shelf: Shelf, indicator: str, group: Group) -> Figure | None:
    """Return the latest reported figure of the community by its own definition, not by what may stand in for it."""
    period = shelf.latest(indicator)
    figure = shelf.get(indicator, group, period) if period else None
    return figure if figure is not None and figure.status is Status.REPORTED else None


def _screened(plan: Plan, screens: Screens, shelf: Shelf) -> Screened | None:
    place = screens.levels.get(plan.regions[shelf.region].level)
    if place is None:
        return None
    apart = shelf.region in screens.apart or plan.regions[shelf.region].part_of in screens.apart
    number = _latest(shelf, screens.number, Group.MINORITY)
    share = _at(shelf, screens.share, Group.MINORITY, number)
    everyone = _at(shelf, screens.number, Group.TOTAL, number)
    held = number is not None and not apart
    return Screened(
        place=place.value,
        known=KNOWN[place],
        apart=apart,
        number=number,
        share=share,
        everyone=everyone,
        tested=tuple(_tested(screens, place, number, share, everyone)) if held else (),
        unscreened=tuple(each for each in screens.unscreened if each.place is place) if not apart else (),
        nexts=tuple(_nexts(screens, place, number, share)) if held else (),
    )


def _at(shelf: Shelf, indicator: str, group: Group, beside: Figure | None) -> Figure | None:
    """Return the reported figure of the period of another, so that a test is never about two censuses."""
    figure = shelf.get(indicator, group, beside.period) if beside else None
    return figure if figure is not None and figure.status is Status.REPORTED else None


def _tested(
    screens: Screens, place: PlaceKind, number: Figure | None, share: Figure | None, everyone: Figure | None
) -> Iterator[Tested]:
    for threshold in screens.thresholds:
        if threshold.place is place:
            yield Tested(threshold=threshold, result=tested(threshold, number, share, everyone))


def tested(threshold: Threshold, number: Figure | None, share: Figure | None, everyone: Figure | None) -> Result:
    """Return what the figures say of a test: one condition that fails decides, else the least certain one does."""
    pairs = ((threshold.number, number), (threshold.share, share), (threshold.everyone, everyone))
    results = [held(wanted, figure) for wanted, figure in pairs if wanted != Range()]
    for result in (Result.NOT_MET, Result.UNKNOWN, Result.NOT_DISTINGUISHABLE):
        if result in results:
            return result
    return Result.MET


def held(wanted: Range, figure: Figure | None) -> Result:
    """Return whether a figure is in a range: by its bounds, and by its value where it has none."""
    if figure is None or figure.value is None:
        return Result.UNKNOWN
    lower, upper = bounds_of(figure)
    least = float("-inf") if wanted.at_least is None else wanted.at_least
    below = float("inf") if wanted.below is None else wanted.below
    if upper < least or lower >= below:
        return Result.NOT_MET
    return Result.MET if lower >= least and upper < below else Result.NOT_DISTINGUISHABLE


def bounds_of(figure: Figure) -> tuple[float, float]:
    """Return the bounds of a reported figure, its value twice where it has none."""
    assert figure.value is not None
    if figure.lower is None or figure.upper is None:
        return figure.value, figure.value
    return figure.lower, figure.upper


def _nexts(screens: Screens, place: PlaceKind, number: Figure | None, share: Figure | None) -> Iterator[Next]:
    """Yield, for number and share, the lowest step that the figure does not certainly reach, and how far it is."""
    for of, figure in (("number", number), ("share", share)):
        steps = sorted((s for s in screens.steps if s.place is place and s.of == of), key=lambda step: step.at)
        for step in steps:
            result = held(Range(at_least=step.at), figure)
            if figure is not None and result in (Result.NOT_MET, Result.NOT_DISTINGUISHABLE):
                yield Next(figure=figure, step=step, distance=_distance(screens, step, figure), result=result)
                break


def _distance(screens: Screens, step: Step, figure: Figure) -> Distance:
    """Return how far a value is below a step, as a part of the step."""
    short = (step.at - (figure.value or 0)) / step.at
    return next(each for each in screens.distances if each.within is None or short < each.within)


def _concentration(screens: Screens, shelf: Shelf) -> Concentration | None:
    share = _latest(shelf, screens.share, Group.MINORITY)
    if share is None:
        return None
    lower, upper = (_class(screens, bound) for bound in bounds_of(share))
    return Concentration(share=share, lower=lower, upper=upper)


def _class(screens: Screens, percent: float) -> ShareClass:
    found = share_class(percent / 100)
    assert not isinstance(found, Refused), f"{percent} is no share of a place"
    return screens.classes[found]
