//! How a report is printed: text for a terminal, Markdown for a pull request, HTML to look through, JSON for scripts.
