"""What tests of every app share: databases made once, small named worlds, people to act as."""
