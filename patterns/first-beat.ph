-- First beat. What a string of sounds can say.

bpm: 110

-- Four steps in a cycle, each a quarter of it. `~` is a rest.
o1: s "bd ~ bd ~"

-- [ ] puts more into one step; the clap comes on two and four, with a quick second one before the bar ends.
o2: s "~ cp ~ [cp ~ ~ cp]" # gain 0.8

-- *8 repeats; a number after : picks a variant of the sound; every `gain` below is a pattern of its own.
o3: s "hh*8" # gain "0.8 0.55 0.65 0.55"
o4: s "~ ~ ~ [~ oh:1]" # gain 0.7

-- < > takes turns, one a cycle; @3 makes a step three times as long; ! repeats a step as a step.
o5: s "<rim cb>(3,8)" # gain 0.5 # pan "0.2 0.8"
o6: s "[lt@3 mt] ~ <~ ~ ~ [ht!3 ht]> ~" # gain 0.7
