"""Conversations with simulated colleagues: to try a flow out, and to test it."""
