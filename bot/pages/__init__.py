"""Web pages for what a chat can't hold: forms, each behind a signed link."""
