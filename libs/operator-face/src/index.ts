export { ensureAdminToken } from './auth/admin-token.js';
export { OperatorTokensService } from './auth/operator-tokens.service.js';
export { deviceUrl } from './devices/device-url.js';
export { createOperatorApp, type OperatorAppOptions } from './operator-app.js';
export { OperatorFaceModule } from './operator-face.module.js';
export type { OperatorSettings } from './operator-settings.js';
export type { OidcSettings } from './oidc/oidc-settings.js';
