-- Circles. Euclid's rhythms: name(k,n) spreads k sounds over n steps as evenly as they go.

bpm: 126

o1: s "bd(5,16)" # gain 0.95                  -- bossa
o2: s "sn(2,8,2)" # gain 0.75                 -- the third number turns the circle
o3: s "hh(<7 9 11>,16)" # gain 0.6            -- every number may be a pattern
o4: s "cb(3,8,<0 2>)" # gain 0.45 # pan 0.25
o5: s "[rim(3,4), cl(5,6)]" # gain 0.5 # pan 0.75
o6: every 3 rev $ euclid 3 8 $ s "bass" # note "<0 0 3 -2>" # gain 0.85

-- { } lets rhythms of unequal length run against each other: here 3 and 5 steps over eight a cycle.
o7: s "{arpy arpy:1 ~, pluck ~ ~ pluck ~}%8" # note "{0 7 3 10 5}%8" # gain 0.6 # delay 0.238 0.4 0.3
