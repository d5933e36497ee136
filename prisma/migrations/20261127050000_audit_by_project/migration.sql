-- The audit log is read by project, too. Refused attempts belong to none, and need no place in this index.
CREATE INDEX "audit_entries_project_sequence_idx" ON "audit_entries"("project", "sequence") WHERE "project" IS NOT NULL;
