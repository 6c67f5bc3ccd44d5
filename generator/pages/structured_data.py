"""JSON-LD: what search engines read of a page (schema.org).

The text goes between `<script type="application/ld+json">` tags as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from markupsafe import Markup

from generator.config import SiteConfig
from generator.content.header import Source, Update
from generator.graph.addresses import full_url
from generator.graph.model import Article, LeadImage, TermLink
from generator.graph.synopsis import Matter
from generator.images.facts import CARD_SIZE
from generator.pages.share import card_of, card_path
from generator.pages.views import Link

CORRECTION = "تصحيح"
"""The kind of update that is a schema.org CorrectionComment."""

_DESKS = frozenset({"أسرة", "فريق", "قسم", "مركز", "مكتب", "هيئة", "وحدة", "وكالة"})
"""First words of a byline that names a desk or an agency: قسم الاقتصاد, هيئة التحرير."""

_CONTEXT = "https://schema.org"
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def article_json_ld(
    article: Article, matter: Matter, config: SiteConfig, comments: int = 0
) -> Markup:
    """One article, as the type of its kind (AnalysisNewsArticle and its like; Google Search
    Central, "Article structured data"). comments: how many its page shows."""
    url = full_url(config.base_url, article.path)
    return _script(
        {
            "@context": _CONTEXT,
            "@type": article.kind.schema_type,
            "@id": url,
            "url": url,
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "headline": article.title,
            "description": article.summary,
            "inLanguage": _language(config),
            "datePublished": article.published.isoformat(),
            "dateModified": article.modified.isoformat(),
            "dateline": str(matter.dateline or ""),
            "locationCreated": _place(article, config),
            "author": [_author(author, config) for author in article.authors],
            "publisher": _publisher(config),
            "image": _images(article, config),
            "articleSection": [category.name for category in article.categories],
            "keywords": [tag.name for tag in article.tags],
            "citation": [_citation(source) for source in matter.sources],
            "correction": [_correction(u) for u in matter.updates if u.kind == CORRECTION],
            "isPartOf": _series(article.series, config),
            "wordCount": matter.words,
            "commentCount": comments or None,
            "isAccessibleForFree": True,
        }
    )


def site_json_ld(config: SiteConfig) -> Markup:
    """The publication, for its front page."""
    site = {
        "@type": "WebSite",
        "@id": config.base_url + "#website",
        "url": config.base_url,
        "name": config.title,
        "description": config.description,
        "inLanguage": _language(config),
        "publisher": {"@id": _publisher_id(config)},
    }
    publisher = _publisher(config) | {"slogan": config.tagline}
    return _script({"@context": _CONTEXT, "@graph": [site, publisher]})


def breadcrumb_json_ld(steps: Iterable[Link], config: SiteConfig) -> Markup:
    """The way from the front page to a list, the list itself last."""
    trail = (Link(config.title, ""), *steps)
    elements = [
        {
            "@type": "ListItem",
            "position": position,
            "name": step.label,
            "item": full_url(config.base_url, step.path),
        }
        for position, step in enumerate(trail, start=1)
    ]
    return _script({"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": elements})


def _language(config: SiteConfig) -> str:
    """A language tag (RFC 5646): `ar-IQ`."""
    return (config.locale or config.language).replace("_", "-")


def _publisher_id(config: SiteConfig) -> str:
    return config.base_url + "#publisher"


def _publisher(config: SiteConfig) -> dict[str, Any]:
    return {
        "@type": "NewsMediaOrganization",
        "@id": _publisher_id(config),
        "name": config.title,
        "url": config.base_url,
    }


def _author(author: TermLink, config: SiteConfig) -> dict[str, Any]:
    """A person or a desk. `sameAs` is the address that site.yaml gives."""
    known = {entry.name: entry.url for entry in config.authors}
    return {
        "@type": "Organization" if _is_desk(author.name, config) else "Person",
        "name": author.name,
        "url": full_url(config.base_url, author.path),
        "sameAs": known.get(author.name, ""),
    }


def _is_desk(name: str, config: SiteConfig) -> bool:
    """Whether a byline is an organization: the publication, its default byline, or a desk."""
    return name in {config.title, config.byline} or name.partition(" ")[0] in _DESKS


def _place(article: Article, config: SiteConfig) -> dict[str, Any]:
    if article.place is None:
        return {}
    url = full_url(config.base_url, article.place.path)
    return {"@type": "Place", "name": article.place.name, "url": url}


def _images(article: Article, config: SiteConfig) -> list[dict[str, Any]]:
    """The image of the article, then its card."""
    images = [_image(article.image, config)] if article.image else []
    if config.share_cards:
        url = full_url(config.base_url, card_path(article, card_of(article, config)))
        images.append({"@type": "ImageObject", "url": url, **_CARD})
    return images


_CARD = dict(zip(("width", "height"), CARD_SIZE, strict=True))


def _image(image: LeadImage, config: SiteConfig) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "url": full_url(config.base_url, image.file.path),
        "width": image.file.width,
        "height": image.file.height,
        "caption": image.caption or image.alt,
        "creditText": image.credit,
    }


def _citation(source: Source) -> dict[str, Any]:
    return {"@type": "CreativeWork", "name": source.name, "url": source.url}


def _correction(update: Update) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "datePublished": update.date.isoformat(),
        "text": update.text,
    }


def _series(series: TermLink | None, config: SiteConfig) -> dict[str, Any]:
    if series is None:
        return {}
    url = full_url(config.base_url, series.path)
    return {"@type": "CreativeWorkSeries", "name": series.name, "url": url}


def _script(value: Mapping[str, Any]) -> Markup:
    """JSON that is safe inside `<script>`: nothing in it closes or reopens the element, and it
    parses back to the same value (faults row 32; HTML, "restrictions for contents of script")."""
    text = msgspec.json.encode(_present(value)).decode()
    return Markup(_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: S704


def _present(value: Any) -> Any:
    """The value without empty members. Zero and no are not empty."""
    if isinstance(value, dict):
        return {
            name: _present(part) if isinstance(part, (dict, list)) else part
            for name, part in value.items()
            if part or part == 0
        }
    return [_present(part) for part in value] if isinstance(value, list) else value
