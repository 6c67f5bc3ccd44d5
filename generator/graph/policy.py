"""The Content-Security-Policy of the pages: one place for the meta tag and for `_headers`.

Nothing runs inline and nothing comes from another host; a form may only post back. Directives that
a meta tag may not carry (frame-ancestors) are added by `_headers` (CSP Level 3, section 3.3). Media
and objects are for attachments that are opened by themselves, with which hosts send it too.
"""

from urllib.parse import urlsplit

_DIRECTIVES = (
    "default-src 'none'",
    "img-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "media-src 'self'",
    "object-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
)
CONTENT_SECURITY_POLICY = "; ".join(_DIRECTIVES)


def policy_with(server: str) -> str:
    """The policy of pages that post to a server of comments besides; "" for none."""
    if not server:
        return CONTENT_SECURITY_POLICY
    parts = urlsplit(server)
    here = f"connect-src 'self' {parts.scheme}://{parts.netloc}"
    return CONTENT_SECURITY_POLICY.replace("connect-src 'self'", here)
