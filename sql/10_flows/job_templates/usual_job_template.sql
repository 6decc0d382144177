-- The base job template of a pool of this type that has none of its own. What runs within its
-- worker has no variables; a process has those of Prefect's process pools but the command, as it
-- is the worker that starts it, and the bound of its memory.
create or replace function provost_private.usual_job_template(p_type text) returns jsonb
language sql immutable parallel safe
return case p_type
  when 'process' then '{
    "job_configuration": {
      "name": "{{ name }}", "env": "{{ env }}", "labels": "{{ labels }}",
      "working_dir": "{{ working_dir }}", "stream_output": "{{ stream_output }}",
      "max_old_space_size": "{{ max_old_space_size }}"},
    "variables": {
      "type": "object",
      "properties": {
        "name": {"title": "Name", "type": ["string", "null"],
          "description": "What the system calls the process; by default, the name of the run."},
        "env": {"title": "Environment Variables", "type": "object",
          "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
          "description": "Laid over the environment of the worker; null takes a variable away."},
        "labels": {"title": "Labels", "type": "object",
          "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
          "description": "For people; a process has none."},
        "working_dir": {"title": "Working Directory", "type": ["string", "null"],
          "description": "Where the process starts; by default, where the worker was started."},
        "stream_output": {"title": "Stream Output", "type": ["boolean", "null"], "default": true,
          "description": "Whether the worker shows what the process writes; the log keeps it."},
        "max_old_space_size": {"title": "Heap Limit", "type": ["integer", "null"], "minimum": 16,
          "description": "The most memory in MB for what the code creates; then it is ended."}
      }}}'::pg_catalog.jsonb
  else '{"job_configuration": {}, "variables": {"type": "object", "properties": {}}}'
end;
