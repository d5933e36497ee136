-- Events may go by age, by the retention and nobody else; they are still never changed.
DROP TRIGGER "events_append_only" ON "events";
CREATE TRIGGER "events_append_only" BEFORE UPDATE ON "events" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "events_removed_by_retention" BEFORE DELETE ON "events" FOR EACH ROW
    WHEN (current_setting('twinbank.retention', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION "refuse_change"('the table is append-only');
