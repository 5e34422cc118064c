"""Keys and secrecy at rest: personal data is sealed before it reaches the database. Knows nothing of the trade."""
