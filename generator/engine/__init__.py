"""The engine: memoised pure work and safe publication. It knows nothing of articles or pages."""
