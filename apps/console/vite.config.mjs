import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What the server replaces by the nonce of each answer (libs/operator-face/src/console). */
const NONCE_PLACE = 'CONSOLE_NONCE';

const config = defineConfig({
  plugins: [react()],
  html: { cspNonce: NONCE_PLACE },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2023',
    // Data URLs would need a wider policy.
    assetsInlineLimit: 0,
    // The rooms do nothing when they are loaded: what is not used of them is left out.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/[/\\]libs[/\\]/.test(id) } },
  },
});

export { config as default };
