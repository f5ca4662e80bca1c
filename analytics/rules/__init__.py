"""What is owed, how likely it is to be used, how sure an effect is: arithmetic only."""
