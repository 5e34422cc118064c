"""What the pages show, as small frozen dataclasses: no HTTP, no HTML."""
