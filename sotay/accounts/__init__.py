"""Who signs in: people's accounts, second factors, sessions, tokens for programs."""
