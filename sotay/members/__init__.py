"""The register of members: who belongs where on which days, and the totals made from that."""
