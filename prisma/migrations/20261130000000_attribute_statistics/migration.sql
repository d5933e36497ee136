-- The planner knows how often a value occurs among the attributes only from a sample of whole objects. With 100 of them, a value that 1 of 250 devices has
-- looks like one that either nobody or 1 of 100 has, and the index is used by chance. A larger sample makes the choice the same each time.
ALTER TABLE "devices" ALTER COLUMN "attributes" SET STATISTICS 1000;
ALTER TABLE "devices" ALTER COLUMN "reported" SET STATISTICS 1000;
