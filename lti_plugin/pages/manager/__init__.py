"""Pages of who leads others: their team, plans for all of it, its budgets."""
