"""What a page calls: sentences, tables, code, figures. Knows no part of the book."""
