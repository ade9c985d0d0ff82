-- Echoes. Copies of a pattern, later, quieter, changed. And `jux`: a copy for the right ear, changed.

bpm: 118

o1: s "bd*4" # gain 0.95
o2: stut 3 0.6 (1/8) $ s "~ rim:1 ~ ~" # gain 0.8           -- three times, each quieter, an eighth apart
o3: echo 4 (3/16) 0.7 $ s "arpy" # note "<0 3 5 7>" # gain 0.75
o4: jux rev $ s "hh [hh oh] hh*3 cl" # gain 0.55
o5: juxBy 0.6 (fast 2) $ s "cb(3,8)" # gain 0.4
o6: off "<0.125 0.25>" (# speed 2) $ s "cp(2,8,4)" # gain 0.6
o7: superimpose (fast 2) $ s "bass ~ ~ bass" # note "<0 -2 -4 -5>" # gain 0.8
