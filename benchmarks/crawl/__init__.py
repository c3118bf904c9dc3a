"""What whole crawls and replays cost, what they lose when killed, and what they notice."""
