"""What Israeli food chains publish, as rule files and a catalogue for a day of one chain."""

__all__: list[str] = []
