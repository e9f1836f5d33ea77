"""What lasts: the only home of the database."""
