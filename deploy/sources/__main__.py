"""Writes or compares docs/sources; see `deploy.sources.pages`."""

from deploy.sources.pages import main

raise SystemExit(main())
