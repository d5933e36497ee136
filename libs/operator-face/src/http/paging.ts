/** Items on a page if the request does not say, and the most that it may ask for. */
export const PAGE_DEFAULT = 100;
export const PAGE_MAX = 1000;

/** Highest id of everything except events: ids have 31 bits. */
export const ID_MAX = 0x7fffffff;
