"""Nothing in the page's scripts and styles is newer than Safari 15.4 and Firefox 115.

Newer syntax of JavaScript is refused by eslint (ES2022), newer built-in methods by tsc. What those let pass is named
here: a rule that such a browser drops as a whole, an expression that ends its script, a method that it lacks.
"""

from __future__ import annotations

import re
from pathlib import Path

import page_reader
import pytest
from browser import OpenMap
from playwright.sync_api import expect

TOP = Path(__file__).resolve().parents[1]
WATCHED = TOP / "src" / "kcn_map" / "serve" / "assets"

#: What is refused in style sheets → (how it is known, an example, where it came).
STYLES = {
    ":has()": (r":has\(", "a:has(b) { top: 0 }", "Firefox 121; WebKit does not see all changes before its bug 286403"),
    "nested rules": (r"[{;}]\s*&|&[\s.:>]", "a { & b { top: 0 } }", "Safari 16.5, Firefox 117"),
    "container queries": (r"@container|\bcq[wh]\b", "@container (width > 1px) {}", "Safari 16"),
    "@scope, @property, @starting-style": (r"@(?:scope|property|starting-style)", "@scope (a) {}", "Firefox 128"),
    "ranges in media queries": (r"@media[^{]*[<>]", "@media (width < 900px) {}", "Safari 16.4"),
    "color-mix() and relative colours": (r"color-mix\(|\(from ", "a { color: color-mix(in srgb, red, blue) }", "16.2"),
    "light-dark()": (r"light-dark\(", "a { color: light-dark(red, blue) }", "Safari 17.5, Firefox 120"),
    "subgrid": (r"\bsubgrid\b", "a { grid-template-rows: subgrid }", "Safari 16"),
    "a selector of one engine among others": (
        r"(?:^|[{}])[^{}@]*(?:,[^{}]*::?-(?:webkit|moz)-|::?-(?:webkit|moz)-[^{}]*,)[^{}]*\{",
        "a, b::-webkit-x { top: 0 }", "elsewhere the whole rule is dropped"),
    "a new selector among others": (
        r"(?:^|[{}])[^{}@]*(?:,[^{}]*:(?:focus-visible|popover-open|modal|user-\w+)"
        r"|:(?:focus-visible|popover-open|modal|user-\w+)[^{}]*,)[^{}]*\{",
        "a:focus-visible, b { top: 0 }", "elsewhere the whole rule is dropped"),
}  # fmt: skip
SCRIPTS = {
    "lookbehind": (r"\(\?<[=!]", "/(?<=a)b/", "Safari 16.4; the script does not even begin"),
    "the flag v": (r"/[dgimsuy]*v[dgimsuy]*[.,;)]", "/a/v.test(b)", "Safari 17, Firefox 116"),
    "static blocks": (r"\bstatic\s*\{", "class A { static {} }", "Safari 16.4"),
    "methods of arrays": (r"\.(?:toSorted|toReversed|toSpliced|with)\(", "a.toSorted()", "Safari 16"),
    "groups": (r"\b(?:Object|Map)\.groupBy\b|\bfromAsync\b", "Object.groupBy(a, b)", "Safari 17.4, Firefox 119"),
    "methods of sets and iterators": (
        r"\.(?:union|intersection|difference|isSubsetOf)\(|\.(?:values|keys|entries)\(\)\.(?:map|filter|some|find)\(",
        "a.values().map(b)", "Safari 17 and 18.4, Firefox 127 and 131"),
    "promises": (r"\bPromise\.(?:withResolvers|try)\b", "Promise.withResolvers()", "Safari 17.4, Firefox 121"),
    "checkVisibility": (r"\.checkVisibility\(", "a.checkVisibility()", "Safari 17.4"),
    "idle callbacks and schedulers": (r"\brequestIdleCallback\b|\bscheduler\.", "scheduler.yield()", "no Safari"),
    # of CompressionStream, which workbook.js does without where there is none, test_page_workbook.py has what follows
    "streams and canvases": (r"\bDecompressionStream\b|\bOffscreenCanvas\b", "new OffscreenCanvas(1, 1)", "16.4"),
    "popovers, transitions, inert": (r"\b(?:show|hide|toggle)Popover\b|\bstartViewTransition\b|\.inert\b",
        "a.inert = true", "Safari 15.5 to 18"),
    "signals and addresses": (r"\bAbortSignal\.(?:any|timeout)\b|\bURL\.(?:canParse|parse)\b", "URL.canParse(a)", "16"),
    "parts of Intl": (r"\bIntl\.(?:DurationFormat|Segmenter)\b", "new Intl.Segmenter()", "Firefox 125"),
    "the clipboard's items": (r"\bClipboardItem\b", "new ClipboardItem({})", "Firefox 127"),
}  # fmt: skip


@pytest.fixture(scope="module")
def page(built_map: Path) -> page_reader.Page:
    return page_reader.Page(built_map.read_text(encoding="utf-8"))


@pytest.mark.parametrize("feature", STYLES)
def test_no_style_sheet_has(page: page_reader.Page, feature: str) -> None:
    pattern, example, _ = STYLES[feature]
    assert re.search(pattern, example)
    sheets = [*page.styles(), *(path.read_text(encoding="utf-8") for path in WATCHED.glob("*.css"))]
    assert [found[0] for sheet in sheets for found in re.finditer(pattern, sheet)] == []


@pytest.mark.parametrize("feature", SCRIPTS)
def test_no_script_has(page: page_reader.Page, feature: str) -> None:
    pattern, example, _ = SCRIPTS[feature]
    assert re.search(pattern, example)
    scripts = [*page.scripts(), *(path.read_text(encoding="utf-8") for path in WATCHED.glob("*.js"))]
    assert [found[0] for script in scripts for found in re.finditer(pattern, script)] == []


@pytest.mark.parametrize("hook", ["district='157'", "site='kcn-luong-son'"], ids=["area", "site"])
def test_where_focus_visible_is_unknown_the_focus_is_shown(open_map: OpenMap, built_map: Path, hook: str) -> None:
    """Safari before 15.4 throws at such a selector."""
    page = open_map(built_map)
    page.evaluate(
        """() => {
          const { matches } = Element.prototype;
          Element.prototype.matches = function (selector) {
            if (selector.includes(":focus-visible")) throw new DOMException("unknown selector", "SyntaxError");
            return matches.call(this, selector);
          };
        }"""
    )
    page.locator(f"[data-{hook}]").focus()
    expect(page.locator("#tooltip")).to_be_visible()
