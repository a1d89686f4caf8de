"""The date court: claims of when something was taken, doubted and weighed."""
