-- Welcome to Phonon. What comes in is ~in as a signal, and
-- "in" as a sound: try s "in*8" # lpf "400 1600".
-- Ctrl+Enter plays what you see, Alt+Enter the statement at
-- the cursor; Ctrl+H is silence.

out: ~in
