-- Who may sign the releases of a product. Null: the server's own key, as before.
ALTER TABLE "products" ADD COLUMN "signing" JSONB;
