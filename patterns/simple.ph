-- Four sounds in a cycle: the smallest song there is.
out: s "bd sn hh cp"
