"""What a page shows besides its words: drawings, for now."""
