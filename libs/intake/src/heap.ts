/** Symbols with which linker scripts and libraries say where the heap begins, the most telling first. */
export const HEAP_STARTS = ['__HeapBase', '__heap_start', '__heap_start__', '_heap_start', '__end__', '_end', 'end'];
/** Functions that are there only if memory is allocated while the program runs. */
const ALLOCATORS = new Set(['malloc', '_malloc_r', '_sbrk', '_sbrk_r', 'pvPortMalloc', 'k_malloc', '_Znwj', '_Znaj']);

/** Whether a function of this name is there only if memory is allocated while the program runs. */
export const isAllocator = (name: string): boolean => ALLOCATORS.has(name);
