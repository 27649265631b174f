"""The documented calls, area by area. An area that has the same paths in both versions is written once."""
