-- Welcome to Phonon. Press play in the host, or set Run to
-- Free, and change something. Ctrl+Enter plays what you see,
-- Alt+Enter the statement at the cursor; Ctrl+H is silence.

o1: s "bd*4" # gain 0.9
o2: s "~ cp" # gain 0.7
o3: s "hh*8" # gain "0.4 0.7 0.5 0.8" # pan 0.6
