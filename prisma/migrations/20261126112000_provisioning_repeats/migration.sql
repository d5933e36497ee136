-- By what a factory may ask for a device's root key again, until the device first connects: a digest of the key of its request.
-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "provision_key" TEXT;
