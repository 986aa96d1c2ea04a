"""The two-way channel: what members and mass organisations ask and propose, and the answers."""
