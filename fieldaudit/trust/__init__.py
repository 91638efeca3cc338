"""Keys, certificates, signatures, sealing: the only room that imports cryptography and pyrage."""
