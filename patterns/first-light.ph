-- First light. Drums, a bass, an arpeggio and a pad: a small track to take apart.
-- Change something, press Ctrl+Enter, and it changes while it plays. Two dashes start a comment.

bpm: 120                                 -- when the host does not say otherwise; a bar is a cycle

-- Drums. The words in a string share one bar between them; *4 repeats, [ ] divides a step, ~ is a rest.
o1: s "bd*4" # gain 0.95
o2: every 4 (fast 2) $ s "~ cp" # gain 0.85
o3: s "[hh hh oh hh]*2" # gain "0.62 0.72 0.6 0.8" # pan 0.6
o4: degradeBy 0.3 $ s "rim(5,16,2)" # gain 0.6 # pan 0.3

-- Bass. < > gives each bar its own: one chord a bar, four bars around.
o5: s "bass(5,8)" # note "<0 0 -4 -2>" # gain 0.85

-- Arpeggio. `off` adds a copy, an eighth late and an octave up; `jux rev` plays it backwards on the right.
o6: ~arp # delay 0.375 0.45 0.3
~arp: jux rev $ off 0.125 (|+ note 12) $ s "arpy*8" # note "<[0 3 7 10]*2 [0 7 3 12]*2 [-4 0 3 8]*2 [-2 2 5 10]*2>" # gain 0.62

-- Pad. A comma stacks notes into a chord. ~breath, a slow sine, opens and closes its filter.
o7: ~pad # lpf (~breath * 1100 + 1500) 0.9 # reverb 0.85 0.4 0.4
~pad: s "pad" # note "<[0,3,7,10] [0,3,7,12] [-4,0,3,7] [-2,2,5,9]>" # gain 0.75
~breath: sine 0.07                       -- every 14 seconds; from -1 to 1
