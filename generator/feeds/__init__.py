"""Feeds, sitemaps and the files that hosts read. `FEEDS` lists them; each is one module."""

from __future__ import annotations

from generator.feeds import corrections, hosts, json_feed, news_sitemap, rss, sitemap
from generator.feeds.output import FeedOutput, Lookup, Plan

__all__ = ["FEEDS", "FeedOutput", "Lookup", "Plan"]

FEEDS: tuple[Plan, ...] = (
    rss.plan,
    json_feed.plan,
    corrections.plan,
    sitemap.plan,
    news_sitemap.plan,
    hosts.plan,
)
