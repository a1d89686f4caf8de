"""The week as it stands: coverage, deadlines, reminders, figures."""
