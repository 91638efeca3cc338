"""What head office does: take in, look at what arrived, follow up, look after seats."""
