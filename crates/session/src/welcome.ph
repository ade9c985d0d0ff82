-- Welcome to Phonon. This text is the music: Ctrl+Enter plays
-- what you see, Ctrl+H is silence. Change something!

bpm: 108

o1: s "bd*4" # gain 0.9                                  -- kick
o2: s "~ cp" # gain 1.15 # reverb 0.5 0.5 0.2            -- clap
o3: s "hh*8" # gain "1 1.2 1.05 1.25" # pan "0.35 0.65"  -- hats
o4: s "bass(3,8)" # note "<0 0 5 3>" # gain 0.85         -- bass

-- Turn the first macro: it opens the melody.
~m1 -- light 900 6600
~notes: every 4 rev $ jux (0.25 ~>) $ s "pluck(5,8,<0 2>)" # note "<[0 7 12 15] [3 10 12 19]>" # gain 1.15
o5: ~notes # lpf (~m1 * 5700 + 900) 0.5 # delay 0.417 0.45 0.35  -- melody
