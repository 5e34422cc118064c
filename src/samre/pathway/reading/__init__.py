"""From YAML text to the map: conditions, facts, steps, and mistakes told with file, line and what to do."""
