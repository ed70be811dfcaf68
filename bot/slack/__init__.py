"""The Slack door: Slack's payloads become arrivals, and replies become Slack calls."""
