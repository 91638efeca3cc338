"""Audits: the list, and one audit to read with its answers, findings, evidence, closing and report."""
