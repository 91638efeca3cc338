"""What head office gives out: assignments, questions, forms and tables; at both desks."""
