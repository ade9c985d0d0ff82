-- As dense as it gets: 16 outputs x 32 onsets x 16 echoes, each played twice by jux = 16,384 triggers a cycle.
-- `phonon bench` measures with this song; it is not meant to be listened to.
cps: 0.5
o1: jux rev $ stut 16 0.9 (1/512) $ s "bd*32"
o2: jux rev $ stut 16 0.9 (1/512) $ s "sn*32"
o3: jux rev $ stut 16 0.9 (1/512) $ s "hh*32"
o4: jux rev $ stut 16 0.9 (1/512) $ s "oh*32"
o5: jux rev $ stut 16 0.9 (1/512) $ s "cp*32"
o6: jux rev $ stut 16 0.9 (1/512) $ s "rim*32"
o7: jux rev $ stut 16 0.9 (1/512) $ s "lt*32"
o8: jux rev $ stut 16 0.9 (1/512) $ s "mt*32"
o9: jux rev $ stut 16 0.9 (1/512) $ s "ht*32"
o10: jux rev $ stut 16 0.9 (1/512) $ s "cr*32"
o11: jux rev $ stut 16 0.9 (1/512) $ s "rd*32"
o12: jux rev $ stut 16 0.9 (1/512) $ s "cb*32"
o13: jux rev $ stut 16 0.9 (1/512) $ s "arpy*32"
o14: jux rev $ stut 16 0.9 (1/512) $ s "bass*32"
o15: jux rev $ stut 16 0.9 (1/512) $ s "pluck*32"
o16: jux rev $ stut 16 0.9 (1/512) $ s "pad*32"
