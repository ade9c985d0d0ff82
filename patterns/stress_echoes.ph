-- The same crowd as stress_extreme with its echoes an eighth of a cycle apart, so that they pile up across cycles.
-- `phonon bench` measures with this song; it is not meant to be listened to.
cps: 0.5
o1: jux rev $ stut 16 0.9 (1/8) $ s "bd*32"
o2: jux rev $ stut 16 0.9 (1/8) $ s "sn*32"
o3: jux rev $ stut 16 0.9 (1/8) $ s "hh*32"
o4: jux rev $ stut 16 0.9 (1/8) $ s "oh*32"
o5: jux rev $ stut 16 0.9 (1/8) $ s "cp*32"
o6: jux rev $ stut 16 0.9 (1/8) $ s "rim*32"
o7: jux rev $ stut 16 0.9 (1/8) $ s "lt*32"
o8: jux rev $ stut 16 0.9 (1/8) $ s "mt*32"
o9: jux rev $ stut 16 0.9 (1/8) $ s "ht*32"
o10: jux rev $ stut 16 0.9 (1/8) $ s "cr*32"
o11: jux rev $ stut 16 0.9 (1/8) $ s "rd*32"
o12: jux rev $ stut 16 0.9 (1/8) $ s "cb*32"
o13: jux rev $ stut 16 0.9 (1/8) $ s "arpy*32"
o14: jux rev $ stut 16 0.9 (1/8) $ s "bass*32"
o15: jux rev $ stut 16 0.9 (1/8) $ s "pluck*32"
o16: jux rev $ stut 16 0.9 (1/8) $ s "pad*32"
