"""axe-core, the accessibility checker, made to look at Arabic."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.tools import programs

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# axe takes joined Arabic letters for the ligatures of an icon font, and then leaves their contrast
# unmeasured without a word. So every element that has text of its own is measured.
_RUN = """async tags => {
  axe.configure({rules: [{
    id: 'color-contrast',
    matches: node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()),
  }]});
  const {violations} = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
  return violations.flatMap(rule => rule.nodes.map(node =>
    `${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')} [${rule.id}]`));
}"""


def violations(page: Page) -> list[str]:
    """One line for each fault that axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(programs.AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN, list(TAGS)))
