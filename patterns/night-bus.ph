-- Night bus. A whole track: the drums come and go over sixteen bars, everything else goes round in eight.

bpm: 122

-- <a!3 b> is three bars of a and one of b.
o1: s "<bd*4!7 [bd*4, ~ ~ ~ [~ bd]]>" # gain 0.95
o2: s "<~!4 [~ cp]!4>" # gain 0.8 # reverb 0.5 0.5 0.15
o3: every 8 (ply 2) $ s "[~ hh]*4" # gain 0.7 # pan 0.55
o4: degradeBy 0.2 $ s "<[cl(7,16)]!4 [cl(11,16)]!4>" # gain 0.5 # pan 0.3
o5: s "<~!7 [~ ~ ~ [mt mt lt lt]]>" # gain 0.75
o6: slow 8 $ s "cr" # gain 0.6 # pan 0.4

-- The harmony, once: everything pitched takes its note from here.
let root = "<0 0 -4 -4 3 3 -2 -2>"

o7: ~bass # lpf (~sweep * 700 + 900) 0.9
~bass: s "bass(<5 5 5 7>,8)" # note root # gain 0.9
~sweep: sine 0.06

o8: ~keys # delay 0.369 0.5 0.3 # reverb 0.8 0.5 0.25
~keys: every 4 rev $ jux (# speed 1) $ s "pluck(7,16)" # note root |+ note "<[0 7 12 15] [0 3 7 10]>" # gain 0.6

o9: ~wash # hpf 250 0.7 # lpf (~sweep * 1500 + 2200) 0.7 # reverb 0.9 0.4 0.45
~wash: s "pad" # note root |+ note "[0,7,10,15]" # gain 0.62

o10: ~glints # delay 0.492 0.6 0.4
~glints: sometimesBy 0.3 (|+ note 12) $ degradeBy 0.6 $ s "arpy*16" # note root |+ note "{12 15 19 22 24}%16" # gain 0.5 # pan "{0.2 0.8 0.5}%16"
