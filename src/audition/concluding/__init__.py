"""From stored runs to findings, and findings into files."""
