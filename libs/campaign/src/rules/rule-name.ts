/** The name of a rule. */
export const RULE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;
