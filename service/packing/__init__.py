"""What leaves the house: report, packages, hand-overs, remarks."""
