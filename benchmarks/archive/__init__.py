"""What an archive costs to write, to keep and to read, and whose archives are read."""
