"""Reading standard MIDI files, as far as notes go."""


def variable(data, at):
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def events(track):
    """(tick, status, first, second) of a track's channel messages, and (tick, 'tempo', microseconds a beat, 0)."""
    at, tick, status = 0, 0, 0
    while at < len(track):
        wait, at = variable(track, at)
        tick += wait
        if track[at] & 0x80:
            status = track[at]
            at += 1
        if status == 0xFF:
            kind = track[at]
            size, at = variable(track, at + 1)
            if kind == 0x51:
                yield tick, "tempo", int.from_bytes(track[at: at + size], "big"), 0
            at += size
        elif status in (0xF0, 0xF7):
            size, at = variable(track, at)
            at += size
        elif status & 0xF0 in (0xC0, 0xD0):
            yield tick, status, track[at], 0
            at += 1
        else:
            yield tick, status, track[at], track[at + 1]
            at += 2


def notes(data: bytes) -> dict:
    """{(channel, program): [(start, length, key, velocity)]} in seconds; channel 9 is the drums."""
    if data[:4] != b"MThd":
        raise ValueError("not a MIDI file: it does not begin with MThd")
    division = int.from_bytes(data[12:14], "big")
    at, messages = 14, []
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4: at + 8], "big")
        messages += list(events(data[at + 8: at + 8 + size]))
        at += 8 + size
    messages.sort(key=lambda m: (m[0], m[1] != "tempo"))
    out, open_notes, programs = {}, {}, {}
    tempo, last, now = 500000, 0, 0.0
    for tick, status, first, second in messages:
        now += (tick - last) * tempo / division / 1e6
        last = tick
        if status == "tempo":
            tempo = first
            continue
        channel, kind = status & 15, status & 0xF0
        if kind == 0xC0:
            programs[channel] = first
        elif kind == 0x90 and second:
            open_notes[channel, first] = (now, second)
        elif kind in (0x80, 0x90) and (channel, first) in open_notes:
            start, velocity = open_notes.pop((channel, first))
            out.setdefault((channel, programs.get(channel, 0)), []).append((start, now - start, first, velocity))
    return {k: sorted(v) for k, v in out.items()}
