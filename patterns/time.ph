-- Time. Functions take a pattern and give another; `$` hands the rest of the line to the left.

bpm: 124

o1: every 4 (fast 2) $ s "bd ~ bd ~"                -- twice as fast in every fourth cycle
o2: every 3 rev $ s "~ sn ~ [sn sn]" # gain 0.8     -- backwards in every third
o3: ply "<1 1 2 3>" $ s "hh*8" # gain 0.6           -- each hit once, once, twice, three times
o4: slow 2 $ chop 4 $ s "cr" # gain 0.5             -- one long sound cut into four pieces
o5: off 0.25 (# speed 1.5) $ s "cp(3,8)" # gain 0.55 # pan 0.7

-- `cat` plays its patterns one after the other, a cycle each; `stack` plays them together.
o6: cat [s "bass*4" # note "0 0 12 0", s "bass(3,8)" # note "-2", s "bass*2" # note "-4 -5"] # gain 0.85
o7: stack [struct "t(3,8)" $ s "arpy" # note "0 3 7", s "pluck*4" # note "12 10 7 3"] # gain 0.55 # pan 0.35
