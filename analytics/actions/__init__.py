"""Try a draft of the rules on the past. Nothing but the trial itself is written."""
