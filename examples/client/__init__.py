"""Small clients of the doors of Titelweg and of the simulators around it."""
