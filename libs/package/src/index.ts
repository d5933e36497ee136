export * from './pack.js';
export * from './pack-options.js';
export * from './package-format.js';
export * from './policy-document.js';
export * from './sbom/cyclonedx.js';
export * from './sign.js';
export * from './signature.js';
export * from './verify.js';
