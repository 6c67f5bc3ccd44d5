"""The fixtures of this folder."""

from tests.sites.publication import demo as demo
from tests.sites.publication import press as press
