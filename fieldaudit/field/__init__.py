"""What an auditor or supervisor does: plan, start, answer, attach, review, close, alert."""
