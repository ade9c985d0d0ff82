"""DawDreamer (JUCE) with a VST3: a render of one scenario. `python -c … SCENARIO.json` writes a WAV of 32-bit floats.

The scenario: `plugin`, `rate` (Hz), `block` (frames), `seconds`, `out`; and as it likes `tempo` (quarter notes a minute) or
`tempi` (that number for each of `pulses` a quarter note), `song`, `incoming` (a WAV), `macro` (a value for each frame),
`songs_before` (each is loaded and played while the plugin is active, before `song` is).
"""
import json
import struct
import sys

import dawdreamer
import numpy

# JUCE keeps a VST3's state as XML around its own kind of base 64: the bytes are one number, least significant digit first.
DIGITS = ".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+"


def decoded(text):
    size, digits = text.split(".", 1)
    number = sum(DIGITS.index(digit) << (6 * place) for place, digit in enumerate(digits))
    return number.to_bytes(len(digits) * 6 // 8 + 1, "little")[: int(size)]


def encoded(data):
    number, count = int.from_bytes(data, "little"), (len(data) * 8 + 5) // 6
    return f"{len(data)}." + "".join(DIGITS[(number >> (6 * place)) & 63] for place in range(count))


def session_of(state):
    for name, field in state["fields"].items():
        inner = json.loads(field)
        if isinstance(inner, dict) and "draft" in inner:
            return name, inner
    raise SystemExit("no field of the state holds a song")


def kept(processor, path):
    processor.save_state(path)
    with open(path, "rb") as file:
        data = file.read()
    text = data[8:].rstrip(b"\0").decode()
    begin = text.index("<IComponent>") + len("<IComponent>")
    return data[:4], text, begin, text.index("</IComponent>")


def load_song(processor, song, path):
    magic, text, begin, end = kept(processor, path)
    state = json.loads(decoded(text[begin:end]))
    name, inner = session_of(state)
    inner["draft"] = inner["evaluated"] = song
    state["fields"][name] = json.dumps(inner)
    text = (text[:begin] + encoded(json.dumps(state).encode()) + text[end:]).encode()
    with open(path, "wb") as file:
        file.write(magic + struct.pack("<I", len(text)) + text + b"\0")
    processor.load_state(path)
    _, text, begin, end = kept(processor, path)
    assert session_of(json.loads(decoded(text[begin:end])))[1]["evaluated"] == song, "the song was not taken"


def read_wav(path):
    with open(path, "rb") as file:
        data = file.read()
    channels = struct.unpack_from("<H", data, 22)[0]
    begin = data.index(b"data") + 8
    size = struct.unpack_from("<I", data, begin - 4)[0]
    audio = numpy.frombuffer(data[begin : begin + size], "<f4").reshape(-1, channels).T
    return numpy.ascontiguousarray(audio)


def write_wav(path, audio, rate):
    audio = numpy.asarray(audio, dtype="<f4")
    data, channels = audio.T.tobytes(), audio.shape[0]
    with open(path, "wb") as file:
        # Python's own module writes integers only.
        file.write(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt ")
        file.write(struct.pack("<IHHIIHH", 16, 3, channels, rate, rate * channels * 4, channels * 4, 32))
        file.write(b"data" + struct.pack("<I", len(data)) + data)


with open(sys.argv[1]) as file:
    scenario = json.load(file)
rate, seconds = int(scenario["rate"]), scenario["seconds"]
engine = dawdreamer.RenderEngine(rate, int(scenario["block"]))
if "tempi" in scenario:
    engine.set_bpm(numpy.array(scenario["tempi"], dtype="f4"), scenario["pulses"])
else:
    engine.set_bpm(scenario["tempo"])
plugin = engine.make_plugin_processor("plugin", scenario["plugin"])
path = scenario["out"] + ".state"
graph = [(plugin, [])]
if "incoming" in scenario:
    player = engine.make_playback_processor("player", read_wav(scenario["incoming"]))
    graph = [(player, []), (plugin, ["player"])]
befores = scenario.get("songs_before", [])
if "song" in scenario and not befores:
    load_song(plugin, scenario["song"], path)
if "macro" in scenario:
    places = [each["index"] for each in plugin.get_parameters_description() if each["name"] == "Macro 1"]
    plugin.set_automation(places[0], numpy.array(scenario["macro"], dtype="f4"))
engine.load_graph(graph)
for turn, before in enumerate(befores):
    load_song(plugin, before, path)
    engine.render(0.3 + 0.017 * turn)
    assert numpy.abs(engine.get_audio()).max() > 0.05, "what was loaded before is not heard"
    load_song(plugin, scenario["song"], path)
    engine.render(seconds)
    write_wav(scenario["out"].replace(".wav", f"-{turn}.wav"), engine.get_audio(), rate)
if not befores:
    engine.render(seconds)
    write_wav(scenario["out"], engine.get_audio(), rate)
