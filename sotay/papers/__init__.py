"""How Party papers are laid out: measures by dated rule, the same for Word and for PDF."""
