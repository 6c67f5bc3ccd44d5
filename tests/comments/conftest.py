"""The fixtures of this folder."""

from tests.comments.isso import free_port as free_port
from tests.sites.publication import press as press
