import type pg from 'pg';

/**
 * On the embedded database, that new jobs refer to a device and a campaign is checked once for each statement: once for each job it is
 * a third of what a job costs there (ADR 0249). Both keys stay declared. What removes or renumbers a device or a campaign, and what
 * changes to whom a job refers, is still checked by them. Nobody can remove a device in between, because there is one session. The
 * campaign of new jobs is checked by the key of "job_counts", to which the same statement adds what it added.
 *
 * Ids are counted first, which is one search of the index for all of them; only if some are missing or named twice is each looked up.
 */
const RULES = `
  CREATE OR REPLACE FUNCTION "require_references_of_jobs"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
      IF (SELECT count(*) FROM "devices" WHERE "id" = ANY (ARRAY(SELECT "device_id" FROM "added"))) <> (SELECT count(*) FROM "added")
         AND EXISTS (SELECT FROM "added" a WHERE NOT EXISTS (SELECT FROM "devices" d WHERE d."id" = a."device_id")) THEN
          RAISE foreign_key_violation USING MESSAGE = 'a job is of a device that is not there', TABLE = 'jobs', CONSTRAINT = 'jobs_device_id_fkey';
      END IF;
      RETURN NULL;
  END
  $$;
  CREATE OR REPLACE TRIGGER "jobs_refer_when_added" AFTER INSERT ON "jobs" REFERENCING NEW TABLE AS "added"
      FOR EACH STATEMENT EXECUTE FUNCTION "require_references_of_jobs"();`;

/** The triggers by which the keys of jobs check each new row, where they still do. PostgreSQL names them by numbers. */
const CHECKS_OF_ROWS = `
  SELECT quote_ident(tgname) AS name FROM pg_trigger
  WHERE tgrelid = 'jobs'::regclass AND tgisinternal AND tgfoid = '"RI_FKey_check_ins"'::regproc AND tgenabled <> 'D'`;

/**
 * Has the references of new jobs checked by the statement, in a database in which every table is. Done whenever the database is opened: a migration that makes a
 * key anew makes its check of each row anew, too, and another version may have another rule.
 */
export async function checkReferencesByStatement(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(CHECKS_OF_ROWS);
  const instead = rows.map(({ name }) => `ALTER TABLE "jobs" DISABLE TRIGGER ${name};`);
  await client.query(`BEGIN; ${RULES} ${instead.join(' ')} COMMIT`);
}
