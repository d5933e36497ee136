-- Who did it: an operator with token, address and request, or a part of the server. Empty for what was done before this was kept.
ALTER TABLE events ADD COLUMN actor jsonb;
ALTER TABLE campaigns ADD COLUMN created_by jsonb, ADD COLUMN moved_by jsonb;

-- An actor that does not say what it is and who it is names nobody.
ALTER TABLE events ADD CONSTRAINT events_actor CHECK (actor ?& '{kind,name}');
ALTER TABLE campaigns
  ADD CONSTRAINT campaigns_created_by CHECK (created_by ?& '{kind,name}'),
  ADD CONSTRAINT campaigns_moved_by CHECK (moved_by ?& '{kind,name}');
