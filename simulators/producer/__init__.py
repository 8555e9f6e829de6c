"""A producer of cards and travel documents, with a narrow protocol of this simulator's own."""
