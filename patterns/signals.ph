-- Signals. Oscillators, noise and effects, which patterns may play and which may move each other.

bpm: 100

-- `#` binds tighter than `*`, so what is multiplied stands in brackets.
-- With a number in Hz these are oscillators, from -1 to 1. A string makes the pitch a pattern, commas in it several of them.
o1: (~drone * 0.16) # lpf (~slow * 500 + 800) 1.2 # reverb 0.9 0.5 0.3
~drone: saw "55 55 65.41 49, 55.3 55.3 65.7 49.2"
~slow: sine 0.11

-- White noise through a moving high-pass: wind. A tremolo is a multiplication.
o2: (white * 0.05) # hpf (~slow * 1500 + 2500) 0.7
o3: (tri "<440 330 392 294>" * (square 5 * 0.5 + 0.5) * 0.06) # delay 0.3 0.6 0.5

-- A sound from a pattern becomes a signal as soon as an effect wants one.
o4: s "bd ~ ~ bd ~ ~ bd ~" # gain 0.9
o5: s "~ cp" # gain 0.75 # reverb 0.6 0.5 0.25
o6: s "hh*8" # gain 0.6 # hpf (~slow * 3000 + 5000) 0.7

-- A bus may listen to itself: each turn comes back a little later and quieter.
o7: ~loop * 0.5
~loop: (s "rim(3,16)" # gain 0.5) + (~loop # delay 0.45 0 1 # lpf 2500 0.7) * 0.6
