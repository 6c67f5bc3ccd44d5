"""A writer, a designer and a clock, as a seeded script of random edits.

Each edit is a function that changes a project and returns the articles whose Markdown has to be
converted because of it, by name; None where that depends on what the cache still holds.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.project import AUTHORS, CATEGORIES, PLACES, TAGS, Project, photo, png, svg

Converted = set[str] | None
NOTHING: Converted = set()


@dataclass
class Script:
    """Chance, and a count that makes every edit new."""

    project: Project
    chance: Random
    count: int = 0
    log: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    """Texts as they were before an edit, by path, to be brought back."""

    def step(self, edit: Edit | None = None) -> Converted:
        """One edit: this one, or a random one."""
        self.count += 1
        edit = edit or self.chance.choices(list(EDITS), list(EDITS.values()))[0]
        self.log.append(edit.__name__)
        return edit(self)

    def article(self) -> str:
        return self.chance.choice(sorted(self.project.bodies))

    def remember(self, path: str) -> None:
        self.before[path] = self.project.read(path)


Edit = Callable[[Script], Converted]


def nothing(script: Script) -> Converted:
    return NOTHING


def add(script: Script) -> Converted:
    number = 10 + script.count
    name = script.project.add_article(number, link_to=script.article(), title=f"مقال جديد {number}")
    return {name}


def body(script: Script) -> Converted:
    name = script.article()
    script.remember(script.project.article_path(name))
    script.project.edit(
        name, body=script.project.bodies[name] + f"\nفقرة زيدت في الخطوة {script.count}.\n"
    )
    return {name}


def excerpt(script: Script) -> Converted:
    """The first paragraph shows in lists."""
    name = script.article()
    text = f"مطلع جديد في الخطوة {script.count}.\n\n{script.project.bodies[name]}"
    script.project.edit(name, body=text)
    return {name}


def title(script: Script) -> Converted:
    script.project.edit(script.article(), title=f"عنوان الخطوة {script.count}")
    return NOTHING


def tags(script: Script) -> Converted:
    chosen = script.chance.sample(TAGS, k=script.chance.randrange(4))
    script.project.edit(script.article(), tags="، ".join(chosen))
    return NOTHING


def new_tag(script: Script) -> Converted:
    script.project.edit(script.article(), tags=f"وسم {script.count}")
    return NOTHING


def category(script: Script) -> Converted:
    script.project.edit(script.article(), category=script.chance.choice(CATEGORIES))
    return NOTHING


def byline(script: Script) -> Converted:
    chosen = script.chance.choice(AUTHORS), script.chance.choice(PLACES)
    script.project.edit(script.article(), author=chosen[0], dateline=chosen[1])
    return NOTHING


def series(script: Script) -> Converted:
    script.project.edit(script.article(), series=script.chance.choice(["", "ملف الأنهار", "ملف"]))
    return NOTHING


def date(script: Script) -> Converted:
    month, day = 1 + script.chance.randrange(10), 1 + script.chance.randrange(28)
    script.project.edit(
        script.article(), date=f"2026-{month:02d}-{day:02d} 07:{script.count % 60:02d}"
    )
    return NOTHING


def schedule(script: Script) -> Converted:
    """A date some hours away: the clock will bring it out."""
    moment = script.project.now + timedelta(hours=3 + script.chance.randrange(12))
    field = script.chance.choice(["date", "embargo"])
    script.project.edit(script.article(), **{field: f"{moment:%Y-%m-%d %H:%M}"})
    return NOTHING


def expire(script: Script) -> Converted:
    moment = script.project.now + timedelta(hours=3 + script.chance.randrange(12))
    script.project.edit(script.article(), expires=f"{moment:%Y-%m-%d %H:%M}")
    return NOTHING


def clock(script: Script) -> Converted:
    """Mostly forward; sometimes the clock of the machine jumps back."""
    script.project.now += timedelta(hours=script.chance.choice([1, 6, 24, -8]))
    return NOTHING


def draft(script: Script) -> Converted:
    name = script.article()
    script.project.edit(name, draft="" if "draft" in script.project.fields[name] else "نعم")
    return NOTHING


_ALIASES = ("", "/was/here/", "/was/here/too/", "/was.html", "/was.html/x.html")


def alias(script: Script) -> Converted:
    """One old address wanders: as a page, as a file, as a folder where the file was."""
    for name, fields in script.project.fields.items():
        if fields.get("aliases") in _ALIASES:
            script.project.edit(name, aliases="")
    name = script.article()
    if "aliases" not in script.project.fields[name]:
        script.project.edit(name, aliases=script.chance.choice(_ALIASES))
    return NOTHING


def rename(script: Script) -> Converted:
    old, new = script.article(), f"renamed-{script.count:02d}"
    linking = _linking(script, old)
    script.project.rename_article(old, new)
    return {new if name == old else name for name in linking}


def delete(script: Script) -> Converted:
    name = script.article()
    if len(script.project.bodies) < 6:
        return NOTHING
    linking = _linking(script, name) - {name}
    script.project.remove_article(name)
    script.project.redirect_links(name, script.article())
    return linking


def _linking(script: Script, target: str) -> set[str]:
    bodies = script.project.bodies
    return {name for name in bodies if f"({target}.md)" in bodies[name]}


def bring_back(script: Script) -> Converted:
    """An older text of an article or a layout, as `git checkout` would leave it."""
    known = [path for path in sorted(script.before) if script.project.path(path).exists()]
    if not known:
        return NOTHING
    path = script.chance.choice(known)
    name, text = path.rpartition("/")[2].removesuffix(".md"), script.before[path]
    script.remember(path)
    if name not in script.project.bodies:
        script.project.write(path, text)
        return NOTHING
    body = text.split("---\n", 2)[2]
    if script.project.bodies.keys() >= set(re.findall(r"\(([\w-]+)\.md\)", body)):
        script.project.edit(name, body=body)
    return None


def same_size_same_time(script: Script) -> Converted:
    """A save that neither the size nor the time of the file tells."""
    name = script.article()
    path = script.project.article_path(name)
    old, new = script.chance.sample(["الأرقام", "الأقلام"], k=2)
    text = script.project.read(path)
    assert len(old.encode()) == len(new.encode())
    script.project.write_keeping_time(path, text.replace(old, new))
    script.project.take_in(name)
    return None


def touch(script: Script) -> Converted:
    """Another time, older or newer, and the same bytes."""
    path = script.project.article_path(script.article())
    script.project.touch(path, script.chance.choice([-86_400, -5, 5, 86_400]))
    return NOTHING


def older(script: Script) -> Converted:
    """A file from a backup: other bytes under an older time."""
    changed = body(script)
    for name in changed or ():
        script.project.touch(script.project.article_path(name), -100_000)
    return changed


def partial(script: Script) -> Converted:
    name = script.chance.choice(["footer", "pager", "share", "masthead"])
    path = f"layouts/partials/{name}.html"
    script.remember(path)
    script.project.write(path, f"{script.project.read(path)}<!-- {script.count} -->\n")
    return NOTHING


def layout(script: Script) -> Converted:
    name = script.chance.choice(["home", "article", "list", "archive", "index", "static", "base"])
    path = f"layouts/{name}.html"
    mark = "{% block main %}"
    text = script.project.read(path)
    script.remember(path)
    script.project.write(path, text.replace(mark, f"{mark}<!-- {script.count} -->", 1))
    return NOTHING


def macro(script: Script) -> Converted:
    path = "layouts/partials/card.html"
    script.remember(path)
    script.project.substitute(path, "<article ", f'<article data-step="{script.count}" ')
    return NOTHING


def words(script: Script) -> Converted:
    path = "layouts/strings.yaml"
    lines = script.project.read(path).splitlines()
    for index, line in enumerate(lines):
        if line.startswith("latest:"):
            lines[index] = f"latest: الخطوة {script.count}"
    script.project.write(path, "\n".join(lines) + "\n")
    return NOTHING


def setting(script: Script) -> Converted:
    choices = {
        "title": [f"دفتر {script.count}"],
        "tagline": [f"شعار {script.count}"],
        "months": ["gregorian", "levant", "both"],
        "related_count": ["1", "2", "3"],
        "feed_count": ["3", "6", "9"],
        "default_kind": ["تحليل", "خبر"],
        "byline": ["هيئة التحرير", "التحرير"],
    }
    key = script.chance.choice(sorted(choices))
    script.project.set_setting(key, script.chance.choice(choices[key]))
    return NOTHING


def menu(script: Script) -> Converted:
    text = script.project.read("site.yaml")
    label = f"  - الأرشيف {script.count}: /archive/"
    script.project.write("site.yaml", re.sub(r"  - الأرشيف.*: /archive/", label, text))
    return NOTHING


def stylesheet(script: Script) -> Converted:
    path = "assets/css/90-print.css"
    script.remember(path)
    script.project.write(path, f"{script.project.read(path)}.step-{script.count} {{ top: 0; }}\n")
    return NOTHING


def asset(script: Script) -> Converted:
    """A plain file where a folder was before, and the other way round."""
    for place in ("assets/extra", "assets/extra/deep"):
        path = script.project.path(place)
        if path.is_file():
            path.unlink()
    shutil.rmtree(script.project.path("assets/extra"), ignore_errors=True)
    place = script.chance.choice(["assets/extra", "assets/extra/deep", "assets/extra/deep/er.txt"])
    script.project.write(place, f"step {script.count}\n")
    return NOTHING


def image(script: Script) -> Converted:
    """Other colours, same size."""
    script.project.write("content/images/one.svg", svg(160, f"{script.count:06d}"))
    script.project.write("content/images/dot.png", png((script.count % 256, 9, 9)))
    return NOTHING


def image_size(script: Script) -> Converted:
    script.project.write("content/images/two.svg", svg(100 + script.count, "112233"))
    return NOTHING


def lead_photo(script: Script) -> Converted:
    """A photo comes, changes, or is no longer shown by anything."""
    script.project.write("content/images/photo.jpg", photo(script.count))
    chosen = script.chance.choice(["{src: ../images/photo.jpg, alt: صورة}", ""])
    script.project.edit(script.article(), image=chosen)
    return NOTHING


def attachment(script: Script) -> Converted:
    """A paper comes or changes, and perhaps an article begins to link to it."""
    script.project.write("content/articles/paper.pdf", f"%PDF {script.count}\n")
    if script.chance.random() < 0.5:
        return NOTHING
    name = script.article()
    script.remember(script.project.article_path(name))
    script.project.edit(name, body=script.project.bodies[name] + "\n[ورقة](paper.pdf)\n")
    return {name}


def pictures(script: Script) -> Converted:
    """Other sizes for every photo, or a theme of another colour, or cards and no cards."""
    text = script.project.read("site.yaml")
    text = re.sub(r"\n(images|share_cards):.*", "", text)
    sizes = ["images: {widths: [200]}", "images: {quality: 60}", "images: {avif: لا}"]
    line = script.chance.choice([*sizes, "share_cards: لا"])
    script.project.write("site.yaml", f"{text.rstrip()}\n{line}\n")
    return NOTHING


def comments(script: Script) -> Converted:
    """An article takes comments, or no more; and the file of comments says something new."""
    name = script.article()
    script.project.edit(name, comments=script.chance.choice(["نعم", "نعم", "لا"]))
    said = {"id": 1, "created": "2026-01-01T09:00:00Z", "text": f"تعليق **{script.count}**"}
    thread = {"id": script.project.fields[name]["id"], "comments": [said]}
    script.project.write("content/comments.json", json.dumps({"threads": [thread]}))
    return NOTHING


def page(script: Script) -> Converted:
    text = script.project.read("content/pages/about.md")
    script.project.write("content/pages/about.md", f"{text}\nسطر {script.count}.\n")
    return {"about"}


def lost_output(script: Script) -> Converted:
    """A published file is gone: somebody tidied up."""
    ours = (".html", ".xml", ".json", ".css", ".svg")
    paths = [path for path in sorted(script.project.tree()) if path.endswith(ours)]
    if paths:
        (script.project.output / script.chance.choice(paths)).unlink()
    return NOTHING


def lost_cache(script: Script) -> Converted:
    shutil.rmtree(script.project.cache)
    return None


EDITS: dict[Edit, int] = {
    nothing: 1,
    add: 4,
    body: 4,
    excerpt: 2,
    title: 3,
    tags: 3,
    new_tag: 1,
    category: 1,
    byline: 2,
    series: 2,
    date: 2,
    schedule: 2,
    expire: 2,
    clock: 5,
    draft: 2,
    alias: 4,
    rename: 2,
    delete: 4,
    bring_back: 3,
    same_size_same_time: 2,
    touch: 2,
    older: 1,
    partial: 2,
    layout: 2,
    macro: 1,
    words: 1,
    setting: 3,
    menu: 1,
    stylesheet: 1,
    asset: 3,
    image: 2,
    image_size: 2,
    lead_photo: 3,
    pictures: 2,
    attachment: 3,
    page: 1,
    comments: 2,
    lost_output: 2,
    lost_cache: 1,
}
"""Every kind of edit and how often it comes."""
