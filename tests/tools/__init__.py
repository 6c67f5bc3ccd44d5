"""What the tests are made with: the programs that they run, and the browser that they drive."""
