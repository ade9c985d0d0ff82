-- Chance. It is the same chance each time: a bar sounds tomorrow as it sounded today, live and bounced.

bpm: 130

o1: s "bd ~ bd? ~ bd ~ [~ bd?] ~" # gain 0.95         -- ? leaves a step out half of the time
o2: s "~ sn ~ [sn|cp|rim]" # gain 0.75                -- | picks one
o3: degradeBy 0.25 $ s "hh*16" # gain "0.7 0.5 0.6 0.5" # pan 0.6
o4: sometimesBy 0.3 (# speed 2) $ s "lt(3,8) mt(3,8,2)" # gain 0.6
o5: sometimesBy 0.4 (|+ note 12) $ s "bass*8?0.3" # note "<0 0 3 -2>" # gain 0.8
o6: degradeBy 0.5 $ jux rev $ s "pluck*16" # note "{0 3 7 10 12 15 19}%16" # gain 0.5
seed: 7                                               -- another number, another chance
