"""Questions that figures put → those that no declared rule puts, or whose figure is not beyond its threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.check.content import BOUNDS, FIGURE, SPACE, Said
from pipelines.check.shown import Stored
from pipelines.model import Lang, Plan, Status
from pipelines.model.registers import Prompt

# What a question's rule begins with, before the id of the prompt.
LADDER = "prompt"


class Asked:
    """Proves the questions of one language against the rules of `profiles/registers.yml`."""

    def __init__(self, plan: Plan, lang: Lang, store: Mapping[str, Stored]) -> None:
        self.lang, self.store = lang, store
        self.prompts = {each.id: each for each in plan.register_terms.prompts} if plan.register_terms else {}
        self.periods = {figure.period for figure in store.values()} if self.prompts else set()

    def wordings(self) -> Iterator[str]:
        """Yield the wording of every question; none of them stands on a page without its rule."""
        for prompt in self.prompts.values():
            yield prompt.text[self.lang]

    def wrong(self, said: Said) -> str:
        """Return what is wrong with a question; empty where its rule puts it."""
        prompt = self.prompts.get(said.rule.partition("/")[2])
        if prompt is None:
            return "no such rule of a question"
        if len(said.figures) != 1:
            return f"shows other figures than its rule: {', '.join(said.figures) or 'none'}"
        (of,) = said.figures
        figure = self.store.get(of)
        if figure is None:
            return "speaks of a figure that is not in the store"
        _, _, indicator, group, *breakdown = of.split(":")[:-1]
        if (indicator, group, breakdown) != (prompt.indicator, prompt.group, []):
            return f"speaks of another figure than {prompt.indicator} {prompt.group}"
        if not _holds(prompt, figure):
            return f"asks what its figure, {figure.value:g}, does not ask: {_threshold(prompt)}"
        later = self._later(of, figure)
        if later:
            return f"speaks of {figure.period}, and there is {later}"
        expected = SPACE.sub(" ", prompt.text[self.lang].replace("{figure}", FIGURE)).strip(" ")
        return "" if said.text.replace(f" {BOUNDS}", "") == expected else "is not the wording of its rule"

    def _later(self, figure_id: str, figure: Stored) -> str:
        """Return the latest period in which the same is reported, empty where that is the figure's own."""
        head = figure_id.rpartition(":")[0]
        return max(
            (each for each in self.periods if each > figure.period and self._reported(f"{head}:{each}")), default=""
        )

    def _reported(self, figure_id: str) -> bool:
        found = self.store.get(figure_id)
        return found is not None and found.status == Status.REPORTED


def _holds(prompt: Prompt, figure: Stored) -> bool:
    """Return whether a figure, or the whole of its interval, is beyond a threshold; what is missing is beyond none."""
    lowest, highest = (figure.lower, figure.upper) if prompt.beyond_doubt else (figure.value, figure.value)
    # Every comparison with a missing value, NaN, is false.
    if prompt.at_least is not None:
        return lowest >= prompt.at_least
    return prompt.at_most is not None and highest <= prompt.at_most


def _threshold(prompt: Prompt) -> str:
    sure = ", the whole of its interval" if prompt.beyond_doubt else ""
    return (f"at least {prompt.at_least:g}" if prompt.at_least is not None else f"at most {prompt.at_most:g}") + sure
