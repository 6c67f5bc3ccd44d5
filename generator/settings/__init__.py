"""Settings: site.yaml, read into a `SiteConfig`; every fault in it is reported at once."""
