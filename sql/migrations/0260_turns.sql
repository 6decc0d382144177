-- When work that any process may do was last begun by one of them, in milliseconds since 1970; see
-- take_turn. Sequences, as the doorbell is one, since every process asks once a second.
create sequence provost_private.turn_of_flow_runs;
create sequence provost_private.turn_of_dead_workers;
create sequence provost_private.turn_of_late_runs;
