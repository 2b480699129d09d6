"""Text search over sites: word-order free, without tone marks, forgiving one typing error a word.

Each site has texts: its names, its places (its area at each level, former names, areas that became it), and
the rest (investor, industries). A query's words must all be found, best within one text: only if
no site has them so, they may be spread over several texts, and only if that finds nothing either,
a word may differ by one letter. The words for the kind of a site belong to each of its texts.

The page's search.js ranks by the same rules over the same texts; tests/cases/search.json holds
both to one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kcn_map.analysis.lineage import names_of_any_time
from kcn_map.core.model import Joined
from kcn_map.text.names import Prefixes, fold, unit_phrases, unit_words
from kcn_map.values import dataclass

#: What a text adds to the cost of a match in it.
NAME, PLACE, REST = 0, 3, 6
EXACT, PREFIX, TYPO = 0, 1, 2
#: Below these lengths another word is too often one letter, or one swap of letters, away.
TYPO_LENGTH, SWAP_LENGTH = 4, 3


@dataclass(frozen=True, slots=True)
class SearchText:
    """Folded words of one text of a site, and what a match in it costs."""

    cost: int
    words: tuple[str, ...]


def search_texts(joined: Joined) -> dict[str, tuple[SearchText, ...]]:
    """Site id → its texts, folded, each once."""
    called = {
        (level, area.code): (*area.name.values(), *area.other_names)
        for level, areas in joined.areas.items()
        for area in areas
    }
    found, prefixes, of_any_time = {}, joined.settings.prefixes, names_of_any_time(joined)
    for site in joined.sites:
        names = (site.id, *site.name.values(), *site.other_names)
        places = [name for level, code in site.codes.items()
                  for name in (site.area_names.get(level), *called.get((level, code or ""), ()))]  # fmt: skip
        places += of_any_time[site.id]
        rest = (site.infrastructure_investor, *site.industries.values())
        texts: dict[tuple[str, ...], int] = {}
        for cost, group in ((NAME, names), (PLACE, places), (REST, rest)):
            for text in group:
                texts.setdefault(tuple(_words(text or "", prefixes)), cost)
        texts.pop((), None)
        found[site.id] = tuple(SearchText(cost, words) for words, cost in texts.items())
    return found


def rank(joined: Joined, texts: Mapping[str, Sequence[SearchText]], query: str) -> dict[str, int]:
    """Site id → cost, for the sites that match, the best first; equals in their own order.

    A query without a letter or digit matches every site at no cost.
    """
    sites, prefixes = joined.sites, joined.settings.prefixes
    wanted, units = _words(query, prefixes), unit_words(prefixes)
    kinds = {kind.id: fold(" ".join(kind.phrases)).split() for kind in joined.settings.kinds}
    if not wanted:
        return dict.fromkeys((site.id for site in sites), 0)
    for forgiven in ((), _unknown_words(wanted, texts, kinds.values()), wanted):
        for spread in (False, True):
            costs = {
                site.id: _cost(texts[site.id], kinds[site.kind], units, wanted, forgiven, spread) for site in sites
            }
            matching = {site_id: cost for site_id, cost in costs.items() if cost is not None}
            if matching:
                return dict(sorted(matching.items(), key=lambda item: item[1]))
    return {}


def _words(text: str, prefixes: Prefixes) -> list[str]:
    """The folded words of a text, "thành phố", "thị trấn" and "thị xã" as "tp", "tt" and "tx"."""
    folded = f" {fold(text)} "
    for phrase, short in unit_phrases(prefixes).items():
        folded = folded.replace(f" {phrase} ", f" {short} ")
    return folded.split()


def _unknown_words(
    wanted: Sequence[str], texts: Mapping[str, Sequence[SearchText]], kinds: Iterable[Sequence[str]]
) -> tuple[str, ...]:
    """The words that no text has, nor the beginning of one: they may be typing errors."""
    known = {word for group in texts.values() for text in group for word in text.words}
    known.update(word for words in kinds for word in words)
    return tuple(word for word in wanted if not any(other.startswith(word) for other in known))


def _cost(
    texts: Sequence[SearchText], kind: Sequence[str], units: Sequence[str], wanted: Sequence[str],
    forgiven: Sequence[str], spread: bool,
) -> int | None:  # fmt: skip
    """The least cost at which all words are found; None if they are not."""
    found = []
    for text in texts:
        words = (*text.words, *kind, *(units if text.cost == PLACE else ()))
        found.append((text.cost, [_word_cost(word, words, units, word in forgiven) for word in wanted]))
    if not spread:
        return _least([_sum([extra, *costs]) for extra, costs in found])
    return _sum([_least([_sum([extra, costs[index]]) for extra, costs in found]) for index in range(len(wanted))])


def _word_cost(wanted: str, words: Sequence[str], units: Sequence[str], forgiven: bool) -> int | None:
    if wanted in words:
        return EXACT
    if any(word.startswith(wanted) for word in words if word not in units):
        return PREFIX
    return TYPO if forgiven and any(one_typo(wanted, word) for word in words) else None


def one_typo(typed: str, word: str) -> bool:
    """Whether one letter put in, left out, changed or swapped with its neighbour makes `word` of what was typed.

    Short words have too many neighbours: of three letters only a swap is taken for an error, of two nothing.
    """
    if min(len(typed), len(word)) < SWAP_LENGTH:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    rest, other = typed[start:], word[start:]
    if len(typed) == len(word) and rest[1:2] + rest[:1] + rest[2:] == other:
        return True
    return len(typed) >= TYPO_LENGTH and (rest[1:] == other[1:] or rest[1:] == other or rest == other[1:])


def _least(costs: Sequence[int | None]) -> int | None:
    return min((cost for cost in costs if cost is not None), default=None)


def _sum(costs: Sequence[int | None]) -> int | None:
    """The sum, None if a part is None."""
    return None if None in costs else sum(cost or 0 for cost in costs)
