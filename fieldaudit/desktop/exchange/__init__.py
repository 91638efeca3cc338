"""Send and receive: signed audits go to head office as one sealed package; what comes back is applied."""
