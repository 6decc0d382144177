-- What was expected of the address of a git repository; null when it is right. Which of the
-- protocols it may use, the worker decides.
create or replace function provost_private.git_address_problem(p_address text) returns text
language sql immutable parallel safe
return case
  when length(p_address) > 1000 then 'an address of at most 1000 characters'
  when p_address ~ '^\w+://[^/@]*:[^/@]*@' then 'an address without a password'
  when p_address !~ ('^((https?|ssh)://([\w.+-]+@)?'
    '[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?/[\w./~%+@:,=-]+'
    '|file:///[\w./~%+@:,= -]+'
    '|\w[\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[\w.~/][\w./~+@-]*)$')
  then 'the address of a repository: https://…, ssh://…, git@host:path or file:///…'
end;
