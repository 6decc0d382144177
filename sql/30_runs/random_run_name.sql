-- Two words that people can say to one another: "nimble-falcon".
create or replace function provost_private.random_run_name() returns text
language sql volatile parallel safe
return
  (array[
    'able', 'agile', 'amber', 'ample', 'astute', 'azure', 'bold', 'brave', 'breezy', 'brisk',
    'bronze', 'calm', 'candid', 'clever', 'copper', 'coral', 'cosmic', 'crimson', 'daring',
    'deft', 'eager', 'early', 'earnest', 'fancy', 'fearless', 'fleet', 'frank', 'gentle',
    'gifted', 'golden', 'grand', 'hardy', 'hasty', 'honest', 'humble', 'indigo', 'ivory', 'jolly',
    'keen', 'kind', 'lively', 'loyal', 'lucid', 'merry', 'mighty', 'modest', 'nimble', 'noble',
    'olive', 'patient', 'placid', 'proud', 'quick', 'quiet', 'robust', 'scarlet', 'serene',
    'silver', 'steady', 'sunny', 'swift', 'tidy', 'vivid', 'witty'
  ])[1 + (random() * 63)::integer]
  || '-' ||
  (array[
    'albatross', 'badger', 'bat', 'beaver', 'bison', 'bobcat', 'buzzard', 'camel', 'caribou',
    'cat', 'cheetah', 'cobra', 'condor', 'coyote', 'crane', 'cricket', 'dolphin', 'dove', 'eagle',
    'egret', 'elk', 'falcon', 'ferret', 'finch', 'fox', 'gazelle', 'gecko', 'goose', 'gopher',
    'hare', 'hawk', 'hedgehog', 'heron', 'ibex', 'ibis', 'jackal', 'jaguar', 'kestrel', 'koala',
    'lark', 'lemur', 'leopard', 'lion', 'lynx', 'marmot', 'marten', 'mole', 'moose', 'newt',
    'ocelot', 'orca', 'osprey', 'otter', 'owl', 'panther', 'puffin', 'quail', 'raven', 'salmon',
    'seal', 'stork', 'swan', 'tiger', 'wren'
  ])[1 + (random() * 63)::integer];
