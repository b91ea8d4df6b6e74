"""From gaps and a catalogue to an ordered, dated path under hours and money."""
