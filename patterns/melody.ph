-- Melody. `note` counts semitones from C; names work too: c, ef, g, bf, with a number for the octave (c5 is 0).

bpm: 96

o1: ~lead # delay 0.469 0.5 0.35
~lead: s "pluck*8" # note "<[c5 ef5 g5 bf5 c6 bf5 g5 ef5] [af4 c5 ef5 g5 af5 g5 ef5 c5]>" # gain 0.65

-- Chords: names after an apostrophe. Without a number they are in the fifth octave.
o2: s "pad" # note "<c'min7 af'maj7 f'min7 g'dom7>" # gain 0.62
o3: s "bass(3,8)" # note "<c5 af4 f4 g4>" # gain 0.85

-- `|+ note 7` adds seven semitones to what is there, `superimpose` keeps the original beside it.
o4: superimpose (|+ note 7) $ s "arpy(5,16)" # note "<0 [0 3] 7 [10 12]>" # gain 0.55 # pan "0.2 0.8"
o5: s "bd ~ [~ bd] ~, hh*4" # gain 0.7
