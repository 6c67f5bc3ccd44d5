"""Survey, read, convert, weave, plan: what the site consists of, before a byte of it is made.

Always plan, never invalidate: everything cheap is done again on every build; everything costly is a
recipe whose result is looked up by the digest of its inputs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator import discussion, feeds, indexing, keys, pages, recipes
from generator.config import Coding, SiteConfig
from generator.diagnostics import Diagnostic, Failed, Fault, Severity, has_errors, listed
from generator.engine import manifest
from generator.engine.memo import Task
from generator.engine.publish import Order, Output, same_paths
from generator.engine.stage import WORKSPACE
from generator.feeds.output import FeedOutput
from generator.files import Surveyed
from generator.graph import attachments, timing
from generator.graph.addresses import NOT_FOUND, file_of, identity, root_of
from generator.graph.model import Article, ContentGraph, ImageFile
from generator.graph.related import Nearest
from generator.graph.synopsis import Synopsis
from generator.graph.weave import Moment, PageManuscript, Woven, weave
from generator.images.facts import Colours, ImageFacts
from generator.images.formats import FORMATS
from generator.keys import Digest
from generator.markup.body import Body
from generator.pages.masthead import SCRIPTS, SiteAssets, masthead, scripts_for
from generator.pages.page import Page
from generator.pages.redirects import page_path
from generator.pages.share import card_of, card_path, coloured, theme_colours
from generator.plaintext import decode
from generator.reading import Shelf, read_articles, read_pages, remembered
from generator.recipes import (
    FeedPayload,
    FeedValue,
    File,
    Packed,
    PackPayload,
    PagePayload,
    PageValue,
    Press,
    Rendition,
    Studied,
)
from generator.rendering.assets import (
    FIRST_SCREEN,
    FONTS,
    bundle_css,
    hashed_name,
    terse_js,
    with_digest,
)
from generator.rendering.layouts import LayoutSet
from generator.request import ARTICLES, CONTENT, NO_PROJECT, SETTINGS
from generator.run import Run
from generator.settings.site import read_config
from generator.strays import strays

SAME_ADDRESS = Fault(
    code="E-DUP",
    ar="عنوان واحد تريده أكثر من صفحة: /{path} ({sources}).",
    en="More than one page wants the address /{path}: {sources}",
    hint_ar="غيّر المعرف (slug) أو الرقم (id) أو الرابط السابق في أحدها، أو اسم المرفق.",
    hint_en="Change the slug, the id or the alias in one of them, or the name of an attachment.",
)
EMPTY = Fault(
    code="W-EMPTY",
    severity=Severity.WARNING,
    ar="ليس في الموقع مقال منشور، فصفحته الأولى تقول إن العدد قيد التحرير.",
    en="No article is published; the home page says that the first issue is under way.",
    hint_ar="أنشئ مقالاً بالأمر tahlil new، أو ارفع مسودة: نعم عن مقال، أو انتظر تاريخه.",
    hint_en="Make an article with tahlil new, remove draft from one, or wait for its date.",
)


NO_STYLE = Fault(
    code="E-STYLE",
    ar="لا ورقة أنماط في assets/css، فتخرج الصفحات بلا شكل.",
    en="There is no stylesheet in assets/css: pages would have no looks at all.",
    hint_ar="أعد المجلد assets من نسختك السابقة، أو انسخه من موقع جديد يصنعه tahlil init.",
    hint_en="Put the folder assets/ back, or copy it from a new site that tahlil init makes.",
)
ASTRAY = Fault(
    code="W-REDIRECT",
    severity=Severity.WARNING,
    ar="يقود التحويل من {old} إلى ما ليس في الموقع: {new}",
    en="The redirect from {old} leads to what the site does not have: {new}",
    hint_ar="صحّح الوجهة تحت redirects، أو احذف السطر.",
    hint_en="Mend where it leads, under redirects, or delete the line.",
)


class Printing(msgspec.Struct, frozen=True):
    """What all pages of a site are printed with."""

    layouts: LayoutSet
    closures: Mapping[str, Digest]
    press: Press
    masthead: Digest

    def value(self, page: Page) -> PageValue:
        """All that the bytes of a page depend on."""
        root = self.press.masthead.base_path if page.path == NOT_FOUND else root_of(page.path)
        closure = self.closures.get(page.layout) or self.layouts.closure_digest(page.layout)
        return PageValue(
            page.layout, closure, self.masthead, root, page.path, page.parts, page.body
        )


class Ground(msgspec.Struct, frozen=True):
    """What one page can be planned from alone, once the whole is planned: for who keeps it while
    the program runs. `synopses` by path."""

    config: SiteConfig
    synopses: Mapping[str, Synopsis]
    woven: Woven
    printing: Printing


class Plan(msgspec.Struct, frozen=True):
    """What the site consists of at a moment."""

    config: SiteConfig
    graph: ContentGraph
    outputs: tuple[Output, ...]
    changes: tuple[datetime, ...]
    """Every instant at which an article appears or goes."""
    next_change: datetime | None
    """The first instant at which the site is another although no file changes."""
    ground: Ground


def make_plan(run: Run) -> Plan:
    """The plan of the site. Raises Failed with every fault of content, settings and layouts."""
    config = _for_edition(run, read_settings(run))
    run.phase("read")
    images = _probe(run)
    blind = has_errors(run.findings)
    statics, faulty = read_pages(run, config)
    shelf = read_articles(run, config)
    run.phase("assets")
    assets = _assets(run, config)
    if blind:  # an image that has a fault of its own would be called missing wherever it is used
        run.findings += strays(run.surveyed, ())
        run.stop_on_errors()
    run.phase("weave")
    woven = _weave(run, config, shelf, statics, images, faulty)
    run.findings += strays(run.surveyed, [one.source for one in woven.graph.attachments])
    if has_errors(run.findings):
        run.findings += _collisions(_claims(woven.graph), run)
    run.stop_on_errors()
    threads = discussion.read_threads(run, config, shelf.synopses)
    woven = replace(woven, graph=replace(woven.graph, threads=threads))
    if not (woven.graph.articles or run.request.preview):
        run.findings.append(EMPTY.at(ARTICLES))
    run.phase("plan")
    printing = _printing(config, woven.graph, assets)
    plain = tuple(_outputs(run, config, woven.graph, assets, printing))
    outputs = (*plain, *_packed(plain, config))
    run.findings += _collisions(outputs, run)
    run.findings += _astray(config, outputs)
    run.stop_on_errors()
    ground = Ground(config, shelf.by_path(), woven, printing)
    changes = tuple(_changes(shelf.synopses))
    next_change = _in_zone(timing.next_change(shelf.synopses, run.request.now), config)
    return Plan(config, woven.graph, outputs, changes, next_change, ground)


def _for_edition(run: Run, config: SiteConfig) -> SiteConfig:
    """A preview has no share cards and no compressed copies: it should start at once. It posts no
    comments either, unless a server was started to try them (faults row 101)."""
    if run.request.preview:
        comments = replace(config.comments, server=run.request.posting)
        return replace(config, share_cards=False, compress=(), comments=comments)
    return config


def _weave(
    run: Run,
    config: SiteConfig,
    shelf: Shelf,
    statics: list[PageManuscript],
    images: Mapping[str, tuple[ImageFacts, Digest]],
    faulty: dict[str, Body | None],
) -> Woven:
    moment = Moment(run.request.now, run.request.preview)
    name = f"nearest {run.request.edition}"
    known = _nearest(run.store.recall(name))
    unread = shelf.unread | faulty
    left_out = [path for path, held in run.held.items() if not held.is_public]
    files = {file.path: file.digest for file in _attachable(run)}
    woven = weave(
        config,
        shelf.synopses,
        statics,
        images,
        moment,
        shelf,
        unread=unread,
        known=known,
        left_out=left_out,
        files=files,
    )
    run.findings += woven.findings
    if woven.nearest is not known:
        run.store.remember({name: msgspec.msgpack.encode(woven.nearest)})
    return woven


def _attachable(run: Run) -> Iterator[Surveyed]:
    return (f for f in run.under(CONTENT) if f.path.lower().endswith(attachments.EXTENSIONS))


def _nearest(data: bytes | None) -> Nearest | None:
    try:
        return msgspec.msgpack.decode(data, type=Nearest) if data else None
    except msgspec.MsgspecError:
        return None


def _in_zone(moment: datetime | None, config: SiteConfig) -> datetime | None:
    return moment and moment.astimezone(ZoneInfo(config.timezone))


def _changes(synopses: Iterable[Synopsis]) -> Iterator[datetime]:
    for synopsis in synopses:
        yield synopsis.published
        yield from (instant for instant in (synopsis.embargo, synopsis.expires) if instant)


def read_settings(run: Run) -> SiteConfig:
    """The settings. A fault in them ends the run before any other work."""
    if run.settings is None:
        raise Failed([NO_PROJECT.at(SETTINGS)])
    config, findings = read_config(SETTINGS, run.settings)
    run.findings += findings
    if config is None or has_errors(findings):
        raise Failed(findings)
    return config


def _probe(run: Run) -> dict[str, tuple[ImageFacts, Digest]]:
    """Facts of every image under content/."""
    suffixes = tuple(FORMATS)
    found = [file for file in run.under(CONTENT) if file.path.lower().endswith(suffixes)]
    tasks = [
        Task(File(file.path, file.digest, ""), functools.partial(run.read, file.path), file.path)
        for file in found
    ]
    probed = remembered(run, recipes.PROBE, tasks, ImageFacts)
    return {
        file.path: (facts, file.digest)
        for file, facts in zip(found, probed.facts, strict=True)
        if facts
    }


class _Assets(msgspec.Struct, frozen=True):
    """Everything that is not content: layouts, and the files that pages refer to."""

    layouts: LayoutSet
    closures: Mapping[str, Digest]
    site: SiteAssets
    colours: Colours
    outputs: tuple[Output, ...]


def _assets(run: Run, config: SiteConfig) -> _Assets:
    """The stylesheet, the fonts and the plain files of assets/."""
    fonts = {file.path: _hashed(file) for file in run.under(FONTS) if file.path.endswith(".woff2")}
    css = _stylesheet(run, fonts)
    css_path = f"assets/{hashed_name('site.css', css)}"
    outputs = [_copied(css_path, keys.digest_bytes(css), lambda: css, ("assets/css",))]
    wanted = [source for source in scripts_for(config) if source in run.surveyed]
    scripts = {source: _script(run, source) for source in wanted}
    outputs += scripts.values()
    for file in run.under("assets/"):
        if not (
            file.path in SCRIPTS or file.path.startswith("assets/css/") or file.path.endswith(".md")
        ):
            load = functools.partial(run.read, file.path)
            path = fonts.get(file.path, file.path)
            outputs.append(_copied(path, file.digest, load, (file.path,)))
    first = (FONTS + name for name in FIRST_SCREEN[config.theme_body])
    site = SiteAssets(
        stylesheet=css_path,
        preloads=tuple(fonts[font] for font in first if font in fonts),
        icon="assets/icon.svg",
        scripts={source: script.path for source, script in scripts.items()},
    )
    layouts = LayoutSet.of(_texts(run, "layouts/"))
    return _Assets(layouts, _study(run, layouts), site, theme_colours(css.decode()), tuple(outputs))


def _study(run: Run, layouts: LayoutSet) -> dict[str, Digest]:
    """The digest of all that rendering by each layout reads; what is wrong with them is told."""
    task = Task(layouts.digest, lambda: layouts, "layouts/")
    (studied,) = remembered(run, recipes.STUDY, [task], Studied).facts
    run.findings += studied.findings if studied else ()
    return dict(studied.closures) if studied else {}


def _script(run: Run, source: str) -> Output:
    data = terse_js(run.read(source).decode("utf-8", "replace")).encode()
    path = f"assets/{hashed_name(PurePosixPath(source).name, data)}"
    return _copied(path, keys.digest_bytes(data), lambda: data, (source,))


def _hashed(file: Surveyed) -> str:
    """The path of an asset that readers may keep for ever."""
    folder, _, name = file.path.rpartition("/")
    return f"{folder}/{with_digest(name, file.digest)}"


def _stylesheet(run: Run, fonts: Mapping[str, str]) -> bytes:
    sheets = {f"assets/css/{name}": text for name, text in _texts(run, "assets/css/").items()}
    if not any(text.strip() for text in sheets.values()):
        run.findings.append(NO_STYLE.at("assets/css/"))
    names = {source: path.removeprefix("assets/") for source, path in fonts.items()}
    return bundle_css(sheets, names).encode()


def _texts(run: Run, folder: str) -> dict[str, str]:
    """The texts of layouts or stylesheets by name; one that cannot be read is told."""
    texts: dict[str, str] = {}
    for file in run.under(folder):
        if PurePosixPath(file.path).suffix in {".html", ".yaml", ".css"}:
            text = decode(file.path, run.read(file.path))
            if isinstance(text, Diagnostic):
                run.findings.append(text)
                text = ""  # or each layout that needs it would be at fault
            texts[file.path.removeprefix(folder)] = text
    return texts


def _copied(
    path: str, digest: Digest, load: Callable[[], bytes], sources: tuple[str, ...]
) -> Output:
    return Output(path, Order.ASSET, recipes.COPY, digest, load, sources)


def _printing(config: SiteConfig, graph: ContentGraph, assets: _Assets) -> Printing:
    head = masthead(config, graph, assets.site)
    press = Press(assets.layouts, head)
    return Printing(assets.layouts, assets.closures, press, keys.digest(head))


def _outputs(
    run: Run, config: SiteConfig, graph: ContentGraph, assets: _Assets, printing: Printing
) -> Iterator[Output]:
    yield from assets.outputs
    for image in graph.images:
        yield from _image(run, image)
    for one in graph.attachments:
        load = functools.partial(run.read, one.source)
        yield _copied(one.path, one.digest, load, (one.source,))
    if config.share_cards:
        yield from (_card(article, config, assets.colours) for article in graph.articles)
    for page in pages.plan(graph, config):
        yield _page(run, page, printing)
    for kind in feeds.FEEDS:
        for feed in kind(graph, config):
            yield _feed(run, feed)
    yield from indexing.plan(run, config, graph)


_CODINGS: Mapping[Coding, str] = {"gzip": ".gz", "brotli": ".br"}
"""The suffixes that servers look for (nginx: gzip_static, brotli_static)."""
_TEXTS = (".html", ".css", ".js", ".svg", ".xml", ".json", ".txt")


def _packed(outputs: Iterable[Output], config: SiteConfig) -> Iterator[Output]:
    """Compressed copies of texts, where site.yaml asks for them."""
    for output in outputs if config.compress else ():
        if output.path.endswith(_TEXTS):
            for coding in config.compress:
                value = Packed(output.recipe.key(output.value), coding)
                load = functools.partial(_ingredients, output)
                path = output.path + _CODINGS[coding]
                yield Output(path, output.order, recipes.PACK, value, load, output.sources)


def _ingredients(output: Output) -> PackPayload:
    return output.recipe.make, output.value, output.load()


def _image(run: Run, image: ImageFile) -> Iterator[Output]:
    def load() -> tuple[str, bytes]:
        return image.source, run.read(image.source)

    sources = (image.source,)
    if not image.forms:
        yield Output(image.path, Order.ASSET, recipes.CLEAN, image.digest, load, sources)
    for form in image.forms:
        value = Rendition(image.digest, form.variant)
        yield Output(form.path, Order.ASSET, recipes.VARY, value, load, sources)


def _card(article: Article, config: SiteConfig, colours: Colours) -> Output:
    card = card_of(article, config)
    path, value = card_path(article, card), coloured(card, colours)
    return Output(path, Order.ASSET, recipes.CARD, value, lambda: None, (article.source,))


def _page(run: Run, page: Page, printing: Printing) -> Output:
    def load() -> PagePayload:
        blobs = run.store.blobs((page.body.html_digest,)) if page.body else None
        return PagePayload(printing.press, page.see(), blobs)

    value = printing.value(page)
    return Output(file_of(page.path), page.order, recipes.RENDER, value, load, page.sources)


def _feed(run: Run, feed: FeedOutput) -> Output:
    def load() -> FeedPayload:
        return FeedPayload(feed.make, feed.value, run.store.blobs(feed.bodies))

    value = FeedValue(f"{feed.make.__module__}.{feed.make.__qualname__}", feed.parts)
    return Output(feed.path, Order.FEED, recipes.FEED, value, load, feed.sources)


_OWN = tuple(
    Output(name, Order.LIST, recipes.COPY, "", bytes, ("tahlil",))
    for name in (manifest.NAME, WORKSPACE)
)
"""Names in the published folder that the engine wants for itself."""


def _astray(config: SiteConfig, outputs: Iterable[Output]) -> list[Diagnostic]:
    """Redirects of site.yaml that lead to nothing, or to each other."""
    paths = {output.path for output in outputs} if config.redirects else set()
    moved = {old.strip("/") for old, _ in config.redirects}
    return [
        ASTRAY.at(SETTINGS, old=old, new=new)
        for old, new in config.redirects
        if file_of(new.lstrip("/")) not in paths or new.strip("/") in moved
    ]


def _claims(graph: ContentGraph) -> Iterator[Output]:
    """What content alone wants to stand where: for a site that is not going to be planned."""
    wanted = [(page.path, page.source) for page in graph.pages]
    wanted += [(article.path, article.source) for article in graph.articles]
    wanted += [(article.short_path, article.source) for article in graph.articles]
    wanted += [(page_path(one.old), one.source) for one in graph.redirects]
    for path, source in wanted:
        yield Output(file_of(path), Order.LIST, recipes.COPY, "", bytes, (source,))


def _collisions(outputs: Iterable[Output], run: Run) -> Iterator[Diagnostic]:
    """Outputs that cannot stand side by side, also on hosts that ignore case or Unicode form
    (law 5). Of the sources, the one that changed last is at fault."""
    for group in same_paths((*outputs, *_OWN), identity):
        sources = dict.fromkeys(source for output in group for source in output.sources)
        yield SAME_ADDRESS.at(
            max(sources, key=run.changed_at, default=SETTINGS),
            path=group[0].path.removesuffix("index.html"),
            sources=listed(sorted({s for output in group for s in output.sources[:3]})),
        )
