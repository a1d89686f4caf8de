"""The owner's side: what runs, who may come in, what was done, what is set; for owners alone."""
