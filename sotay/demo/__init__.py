"""Three invented blocs to try things on, made through the services. Not installed in production."""
