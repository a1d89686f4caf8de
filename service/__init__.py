"""What people see: pages, HTTP API and the weekreel command."""
