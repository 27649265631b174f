"""What both scripts need: clients that ask the local Graph, and a record of what they read."""
